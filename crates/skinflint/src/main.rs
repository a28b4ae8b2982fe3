//! The command line: arguments in, exit code out. A subcommand is a module; what they do is the
//! engine's and the report's.

mod check;
mod cli;
mod completions;
mod explain;
mod failure;
mod init;
mod note;
mod panics;
mod policy;
mod progress;
mod replay;
mod rules;
mod schema;
mod suppressions;
mod table;
mod terminal;

use std::process::ExitCode;

/// Lowering makes and drops many small things on many threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    panics::guarded(cli::run)
}
