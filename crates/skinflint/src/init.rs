//! `skinflint init`: a first policy.

use std::path::PathBuf;

use anyhow::bail;
use skinflint_base::RelPath;
use skinflint_engine::rule_infos;
use skinflint_policy::init_text;
use skinflint_source::{POLICY_FILE, write_output};

use crate::terminal::Terminal;

/// Write a commented skinflint.toml that changes nothing yet
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to write it to, the top of the repository
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,

    /// Overwrite a policy that is there
    #[arg(long)]
    force: bool,
}

/// Runs it.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    let path = args.dir.join(POLICY_FILE);
    let shown = RelPath::from(path.strip_prefix(".").unwrap_or(&path).to_string_lossy().as_ref());
    if !args.force && path.symlink_metadata().is_ok() {
        bail!("`{shown}` is there already; `--force` overwrites it");
    }
    write_output(&path, init_text(&rule_infos()).as_bytes())?;
    terminal.print(&format!("wrote {shown}; `skinflint check` uses it, `skinflint policy` prints what holds\n"))?;
    Ok(0)
}
