//! `skinflint completions`: what a shell needs to complete arguments.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::terminal::Terminal;

/// Print a completion script for a shell
///
/// For example: skinflint completions bash > /etc/bash_completion.d/skinflint
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs it, for the arguments of `C`.
pub(crate) fn run<C: CommandFactory>(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    generate(args.shell, &mut C::command(), "skinflint", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
