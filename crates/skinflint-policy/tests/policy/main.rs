//! Policies as their users meet them: texts in; settings, errors and the schema out.
#![allow(clippy::unwrap_used)]

mod errors;
mod hostile;
mod init;
mod layers;
mod models;
mod schema;
mod validator;

use skinflint_base::Level;
use skinflint_policy::{Policy, PolicyError, PolicyFile, RuleInfo, resolve};

/// The rules that the packs name, and one of which no pack knows.
pub(crate) const RULES: &[RuleInfo<'static>] = &[
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
    RuleInfo {
        id: "infra-tag-missing",
        former_ids: &[],
        summary: "a billable resource lacks a tag",
        default_level: Level::Warning,
        option_names: &[],
    },
    RuleInfo {
        id: "query-in-loop",
        former_ids: &[],
        summary: "a query runs once per element of a loop",
        default_level: Level::Warning,
        option_names: &[],
    },
    RuleInfo {
        id: "note-missing",
        former_ids: &[],
        summary: "a change says nothing of its cost",
        default_level: Level::Warning,
        option_names: &[],
    },
    RuleInfo {
        id: "note-incomplete",
        former_ids: &[],
        summary: "a note does not answer",
        default_level: Level::Warning,
        option_names: &["required"],
    },
    RuleInfo {
        id: "note-contradicted",
        former_ids: &[],
        summary: "a note is contradicted by its change",
        default_level: Level::Warning,
        option_names: &[],
    },
    RuleInfo {
        id: "note-rollback-missing",
        former_ids: &[],
        summary: "a note does not say how its change is undone",
        default_level: Level::Warning,
        option_names: &[],
    },
];

pub(crate) fn root(text: &str) -> PolicyFile {
    PolicyFile { path: "skinflint.toml".to_owned(), text: text.to_owned(), dir: Some(String::new()) }
}

pub(crate) fn nested(dir: &str, text: &str) -> PolicyFile {
    PolicyFile { path: format!("{dir}/skinflint.toml"), text: text.to_owned(), dir: Some(dir.to_owned()) }
}

#[track_caller]
pub(crate) fn policy(files: &[PolicyFile]) -> Policy {
    resolve(files, RULES).unwrap_or_else(|errors| panic!("{}", brief(&errors)))
}

#[track_caller]
pub(crate) fn errors(files: &[PolicyFile]) -> Vec<PolicyError> {
    resolve(files, RULES).map(|policy| panic!("no error: {policy:?}")).unwrap_err()
}

pub(crate) fn brief(errors: &[PolicyError]) -> String {
    errors.iter().map(|error| format!("{}: {error}\n", error.location())).collect()
}
