//! The subcommands, and the way from arguments to an exit code.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::terminal::{ColorChoice, Terminal};
use crate::{check, completions, explain, failure, init, note, policy, replay, rules, schema, suppressions};

/// Refuses the merge that would raise the bill.
///
/// Skinflint reads a repository and finds what will cost: metric labels that take a value per user,
/// per request or per URL, and metrics with more series than their budget. What blocks and what is
/// only told is said in skinflint.toml.
#[derive(Debug, Parser)]
#[command(name = "skinflint", version, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to colour what is printed
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorChoice,
}

const AFTER_HELP: &str = "\
First steps:
  skinflint check            check the repository you are in
  skinflint init             write a commented skinflint.toml
  skinflint rules            list the rules and their levels
  skinflint explain RULE     what a rule finds, why it costs, how to mend it";

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Args),
    Rules(rules::Args),
    Explain(explain::Args),
    Init(init::Args),
    Note(note::Args),
    Policy(policy::Args),
    Replay(replay::Args),
    Schema(schema::Args),
    Suppressions(suppressions::Args),
    Completions(completions::Args),
}

/// Runs what the arguments ask for. Wrong arguments end the process here, with their message and
/// exit code 2.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.color);
    let done = match &cli.command {
        Command::Check(args) => check::run(args, &terminal),
        Command::Rules(args) => rules::run(args, &terminal),
        Command::Explain(args) => explain::run(args, &terminal),
        Command::Init(args) => init::run(args, &terminal),
        Command::Note(args) => note::run(args, &terminal),
        Command::Policy(args) => policy::run(args, &terminal),
        Command::Replay(args) => replay::run(args, &terminal),
        Command::Schema(args) => schema::run(args, &terminal),
        Command::Suppressions(args) => suppressions::run(args, &terminal),
        Command::Completions(args) => completions::run::<Cli>(args, &terminal),
    };
    ExitCode::from(done.unwrap_or_else(|error| failure::tell(&error, &terminal)))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }
}
