//! `skinflint rules`: what is looked for, and how much it weighs here.

use std::path::PathBuf;

use skinflint_engine::{policy_at, rules};

use crate::table::aligned;
use crate::terminal::Terminal;

/// List the rules: id, level, and one line on what a finding says
///
/// The level is the one that the policy sets for the given path. `skinflint explain RULE` tells more
/// about a rule.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where the levels are to hold
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Let this policy count alone, instead of those in the tree
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

/// Runs it.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    let at = policy_at(&args.path, args.policy.as_deref())?;
    let rows: Vec<[String; 3]> = rules()
        .map(|rule| {
            let meta = rule.meta();
            [meta.id.to_owned(), at.policy.level(meta.id, &at.path).to_string(), meta.summary.to_owned()]
        })
        .collect();
    terminal.print(&aligned(&rows))?;
    Ok(0)
}
