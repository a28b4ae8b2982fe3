//! `skinflint schema`: what editors need to complete a policy.

use skinflint_engine::{rule_infos, rules};
use skinflint_policy::json_schema;

use crate::terminal::Terminal;

/// Print the JSON Schema of skinflint.toml, for editors
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Runs it.
pub(crate) fn run(_: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    let rules: Vec<_> = rule_infos().into_iter().zip(rules().map(|rule| rule.options_schema())).collect();
    let schema = serde_json::to_string_pretty(&json_schema(&rules))?;
    terminal.print(&format!("{schema}\n"))?;
    Ok(0)
}
