//! Labels that the policy does not want, whatever their values are. Judges names only.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_rule::{Context, Found, Hits, NamePattern, Needs, Rule, States, Words};

use crate::place::{Reported, key};
use crate::words;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a metric has a label that the policy forbids",
    default_level: Level::Warning,
    precision: Precision::VeryHigh,
    needs: Needs::METRICS,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// What a policy can say.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Names of labels that no metric may have. `*` stands for any characters; `clientIp`,
    /// `client-ip` and `client.ip` are one name.
    labels: Vec<String>,
}

/// A label, and what forbids it.
#[derive(Debug)]
pub(crate) struct Evidence {
    metric: String,
    label: String,
    pattern: String,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let forbidden: Vec<NamePattern> = cx.options().labels.iter().map(|text| NamePattern::new(text)).collect();
    let mut reported = Reported::default();
    for metric in cx.metrics() {
        for label in metric.labels.iter().filter(|label| !label.in_name) {
            let name = skinflint_rule::normalised(&label.name);
            let Some(at) = forbidden.iter().position(|pattern| pattern.matches(&name)) else { continue };
            if !reported.first(label.at, &label.name) {
                continue;
            }
            let evidence = Evidence {
                metric: words::metric(metric),
                label: label.name.clone(),
                pattern: cx.options().labels[at].clone(),
            };
            hits.push(Found::new(label.at, Certainty::Certain, &metric.home, key(metric, label), evidence));
        }
    }
}

fn describe(evidence: &Evidence) -> Words {
    let Evidence { metric, label, pattern } = evidence;
    let (label, pattern) = (words::quotable(label), words::quotable(pattern));
    let because = if label == pattern { String::new() } else { format!(" as `{pattern}`") };
    Words {
        message: format!("label `{label}` of {metric} is forbidden by the policy{because}"),
        label: "forbidden label".to_owned(),
        help: format!(
            "Drop the label; put `{label}` on a span or a log event where single cases are looked up. The list is \
             `[rules.metric-label-forbidden] labels` in the policy; `skinflint policy` tells where it is set."
        ),
    }
}
