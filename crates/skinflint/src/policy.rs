//! `skinflint policy`: what holds at a path, and why.

use std::path::PathBuf;

use skinflint_engine::policy_at;

use crate::table::aligned;
use crate::terminal::Terminal;

/// Print the settings that hold at a path, and where each comes from
///
/// Settings come from the built-in defaults, the packs that the policy extends, the root's
/// skinflint.toml and those in the folders on the way to the path; later ones win.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file or folder
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Let this policy count alone, instead of those in the tree
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

/// Runs it.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    let at = policy_at(&args.path, args.policy.as_deref())?;
    let settings = at.policy.settings_at(&at.path);
    let rows: Vec<[String; 3]> = settings
        .into_iter()
        .map(|setting| [setting.key, format!("= {}", setting.value), format!("# {}", setting.origin)])
        .collect();
    terminal.print(&aligned(&rows))?;
    Ok(0)
}
