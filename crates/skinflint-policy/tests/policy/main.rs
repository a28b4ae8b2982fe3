//! Policies as their users meet them: texts in; settings, errors and the schema out.
#![allow(clippy::unwrap_used)]

mod errors;
mod hostile;
mod init;
mod layers;
mod models;
mod schema;
mod validator;

use std::sync::LazyLock;

use skinflint_base::Level;
use skinflint_policy::{Policy, PolicyError, PolicyFile, RuleInfo, resolve};

/// The rules that these tests are about; of the first no pack knows.
const OWN: &[RuleInfo<'static>] = &[
    RuleInfo {
        id: "rule-of-no-pack",
        former_ids: &[],
        summary: "nothing is wrong",
        default_level: Level::Note,
        option_names: &[],
    },
    RuleInfo {
        id: "metric-label-unbounded",
        former_ids: &["metric-label-cardinality"],
        summary: "a metric label takes unboundedly many values",
        default_level: Level::Warning,
        option_names: &[],
    },
    RuleInfo {
        id: "metric-series-budget",
        former_ids: &[],
        summary: "a metric has more series than its budget",
        default_level: Level::Note,
        option_names: &["max-series"],
    },
    RuleInfo {
        id: "metric-label-forbidden",
        former_ids: &[],
        summary: "a metric carries a label that the policy forbids",
        default_level: Level::Note,
        option_names: &["labels"],
    },
    RuleInfo {
        id: "log-print",
        former_ids: &[],
        summary: "a service logs by printing",
        default_level: Level::Note,
        option_names: &[],
    },
];

/// The same, and what else the packs name: which rules there are is not this crate's business.
pub(crate) static RULES: LazyLock<Vec<RuleInfo<'static>>> = LazyLock::new(|| {
    let mut rules = OWN.to_vec();
    for pack in skinflint_policies::pack_names() {
        let pack: toml::Table = toml::from_str(skinflint_policies::pack(pack).unwrap()).unwrap();
        for (id, setting) in pack.get("rules").and_then(toml::Value::as_table).into_iter().flatten() {
            let options = setting.as_table().into_iter().flatten().map(|(name, _)| name.as_str());
            let options: Vec<&'static str> = options.filter(|name| *name != "level").map(leaked).collect();
            if rules.iter().all(|rule| rule.id != id) {
                rules.push(RuleInfo {
                    id: leaked(id),
                    former_ids: &[],
                    summary: "something of a pack is wrong",
                    default_level: Level::Warning,
                    option_names: Vec::leak(options),
                });
            }
        }
    }
    rules
});

fn leaked(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

pub(crate) fn root(text: &str) -> PolicyFile {
    PolicyFile { path: "skinflint.toml".to_owned(), text: text.to_owned(), dir: Some(String::new()) }
}

pub(crate) fn nested(dir: &str, text: &str) -> PolicyFile {
    PolicyFile { path: format!("{dir}/skinflint.toml"), text: text.to_owned(), dir: Some(dir.to_owned()) }
}

#[track_caller]
pub(crate) fn policy(files: &[PolicyFile]) -> Policy {
    resolve(files, &RULES).unwrap_or_else(|errors| panic!("{}", brief(&errors)))
}

#[track_caller]
pub(crate) fn errors(files: &[PolicyFile]) -> Vec<PolicyError> {
    resolve(files, &RULES).map(|policy| panic!("no error: {policy:?}")).unwrap_err()
}

pub(crate) fn brief(errors: &[PolicyError]) -> String {
    errors.iter().map(|error| format!("{}: {error}\n", error.location())).collect()
}
