//! Alerts that say neither who owns them nor what to do.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::resources::{Data, FileRole, Format, Lookup, Value};
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States, Words};

use crate::blocks::Block;
use crate::words::{joined, quotable};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "an alert has neither an owner nor a runbook",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::RESOURCES,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// What a policy can say.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Labels (or annotations) that name an owner; what stands before a slash in a key does not count.
    owner_keys: Vec<String>,
    /// Annotations that lead to a runbook; a key with one of these in it counts.
    runbook_keys: Vec<String>,
    /// Whether one of both is enough, or both are asked for.
    both: bool,
}

impl Default for Options {
    fn default() -> Self {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            owner_keys: texts(&["owner", "team", "squad", "service_owner", "oncall", "contact"]),
            runbook_keys: texts(&["runbook", "playbook"]),
            both: false,
        }
    }
}

/// An alert and what it lacks.
#[derive(Debug)]
pub(crate) struct Evidence {
    alert: String,
    owner: bool,
    runbook: bool,
    keys: Vec<String>,
    severity: Option<String>,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let options = cx.options();
    // One place can make many, by a loop.
    let mut last = None;
    for alert in cx.resources() {
        let skipped = matches!(alert.role, FileRole::Test | FileRole::Bench);
        if alert.format != Format::Monitoring || &*alert.kind != "alert" || skipped || is_signal(&alert.name) {
            continue;
        }
        let body = &alert.body;
        let owner = if by_expression(body, options) {
            Some(true)
        } else {
            state(body, &|key| is_owner(key, &options.owner_keys))
        };
        let runbook = state(body, &|key| is_runbook(key, &options.runbook_keys));
        let (Some(owner), Some(runbook)) = (owner, runbook) else { continue };
        let lacks = if options.both { !owner || !runbook } else { !owner && !runbook };
        if !lacks || last.replace(alert.at) == Some(alert.at) {
            continue;
        }
        let severity = body.get(&["labels", "severity"]).present().and_then(Value::to_text);
        let evidence =
            Evidence { alert: alert.name.to_string(), owner, runbook, keys: options.owner_keys.clone(), severity };
        let path = cx.path(alert.at.file).to_str_lossy();
        let home = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let certainty = Block::certainty(alert).min(Certainty::Certain);
        hits.push(Found::new(alert.at, certainty, home, alert.block.to_string(), evidence));
    }
}

/// Alerts that fire to show that alerting works, or hold back others: nobody is called.
fn is_signal(name: &str) -> bool {
    let name = name.to_lowercase();
    ["watchdog", "deadmansswitch", "deadmanssnitch", "infoinhibitor", "alwaysfiring"]
        .iter()
        .any(|signal| name.contains(signal))
}

/// Whether some key says it: no, where all keys are known and none does; `None` where that is unknown.
fn state(body: &Value, says: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut unknown = false;
    for part in ["labels", "annotations"] {
        match body.get(&[part]) {
            Lookup::Present(value) => match &value.data {
                Data::Map(map) => {
                    let filled = |value: &Value| value.to_text().is_none_or(|text| !text.trim().is_empty());
                    if map.entries.iter().any(|(key, value)| says(key) && filled(value)) {
                        return Some(true);
                    }
                    unknown |= map.open.is_some();
                }
                Data::Unknown(_) => unknown = true,
                _ => {}
            },
            Lookup::Unknown(_) => unknown = true,
            Lookup::Missing => {}
        }
    }
    (!unknown).then_some(false)
}

/// `group_left(team)`: the owner comes with the series.
fn by_expression(body: &Value, options: &Options) -> bool {
    let expr = body.get(&["expr"]).present().and_then(Value::to_text);
    expr.is_some_and(|expr| carries(&expr, &options.owner_keys))
}

fn carries(expr: &str, keys: &[String]) -> bool {
    ["group_left", "group_right"].iter().any(|word| {
        expr.match_indices(word).any(|(at, _)| {
            let rest = expr[at + word.len()..].trim_start();
            let inner = rest.strip_prefix('(').and_then(|rest| rest.split(')').next()).unwrap_or_default();
            inner.split(',').any(|label| is_owner(label.trim(), keys))
        })
    })
}

fn is_owner(key: &str, keys: &[String]) -> bool {
    let name = key.rsplit('/').next().unwrap_or(key);
    keys.iter().any(|wanted| flat(name) == flat(wanted))
}

fn is_runbook(key: &str, keys: &[String]) -> bool {
    keys.iter().any(|wanted| flat(key).contains(&flat(wanted)))
}

fn flat(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn describe(evidence: &Evidence) -> Words {
    let Evidence { alert, owner, runbook, keys, severity } = evidence;
    let missing = match (owner, runbook) {
        (false, false) => "neither an owner nor a runbook",
        (false, true) => "no owner",
        _ => "no runbook",
    };
    let calls = match severity {
        Some(severity) => format!(" (severity `{}`)", quotable(severity)),
        None => String::new(),
    };
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", quotable(key))).collect();
    Words {
        message: format!("alert `{}`{calls} has {missing}", quotable(alert)),
        label: missing.to_owned(),
        help: format!(
            "Whoever is called by it must find out first whose it is and what it means; such alerts are muted, and \
             what they watch runs on. Add a label ({}) or an annotation `runbook_url`.",
            joined(&keys, "or")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Options, carries, is_owner, is_runbook};

    #[test]
    fn an_owner_can_come_with_the_series() {
        let keys = Options::default().owner_keys;
        assert!(carries("up == 0 * on (job) group_left (team, tier) owner_info", &keys));
        assert!(!carries("up == 0 * on (job) group_left (instance) team", &keys));
    }

    #[test]
    fn keys_carry_prefixes() {
        let options = Options::default();
        assert!(is_owner("acme.io/service-owner", &options.owner_keys) && !is_owner("teamwork", &options.owner_keys));
        assert!(is_runbook("grafana_runbook_url", &options.runbook_keys));
    }
}
