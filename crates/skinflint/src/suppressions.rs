//! `skinflint suppressions`: what comments let pass, why, and until when.

use std::path::PathBuf;

use skinflint_base::RelPath;
use skinflint_engine::suppressions;

use crate::table::aligned;
use crate::terminal::Terminal;

/// List the comments that let findings pass: place, rules, until when, and why
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A path in the tree
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
}

/// Runs it.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    // What stands in somebody's comment must not be obeyed by a terminal.
    let shown = |text: &str| RelPath::from(text).to_string();
    let rows: Vec<[String; 4]> = suppressions(&args.path)?
        .into_iter()
        .map(|found| [found.place, shown(&found.rules), found.until, shown(&found.reason)])
        .collect();
    terminal.print(&aligned(&rows))?;
    Ok(0)
}
