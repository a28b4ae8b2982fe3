//! `skinflint note`: a draft of the cost-impact note that a change owes, and the check of a commit's message.

use std::path::PathBuf;

use skinflint_base::{Level, State};
use skinflint_engine::{ChangeRequest, Checked, Head, Request, Said, check};
use skinflint_source::read_policy_file;

use crate::terminal::Terminal;

/// Print a cost-impact note to fill in
///
/// Looks at what the change adds (infrastructure, telemetry, queries, storage) and prints the note that it
/// owes, to paste into the pull request's description or the commit's message. Prints nothing where it owes
/// none.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  skinflint note --base main                 what this branch owes
  skinflint note                             what is not committed yet owes
  skinflint note --commit-msg FILE           judge the message of the commit that is being made (a git hook)")]
pub(crate) struct Args {
    /// The branch or commit that the change is to be merged into
    #[arg(long, value_name = "REF", default_value = "HEAD")]
    base: String,

    /// Judge what is staged by this message, and exit with 1 where its note is missing or does not answer
    #[arg(long, value_name = "FILE", conflicts_with = "base")]
    commit_msg: Option<PathBuf>,

    /// Let this policy count alone, instead of those in the tree
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    let mut change = ChangeRequest { base: args.base.clone(), ..ChangeRequest::default() };
    if let Some(path) = &args.commit_msg {
        change.head = Head::Index;
        let said = ("the commit's message".to_owned(), without_comments(&read_policy_file(path)?));
        change.said = Said { texts: vec![said], author: None };
    }
    let paths = vec![PathBuf::from(".")];
    let request = Request { paths, policy: args.policy.clone(), threads: 0, change: Some(change) };
    let checked = check(&request, &|_| ())?;
    let draft = checked.change.as_ref().and_then(|change| change.note.as_ref()?.draft.as_deref());
    let Some(change) = checked.change.as_ref().filter(|change| change.base.is_some()) else {
        let why = checked.problems.first().map_or("there is no base", |problem| problem.message.as_str());
        anyhow::bail!("{why}");
    };
    if args.commit_msg.is_some() {
        return judged(&checked, draft, terminal);
    }
    match draft {
        Some(draft) => terminal.print(draft)?,
        None => {
            let grown = change.note.as_ref().map_or(0, |note| note.below.len());
            terminal
                .tell(&format!("skinflint: this change owes no cost-impact note; {grown} small things were added\n"));
        }
    }
    Ok(0)
}

/// Tells what the message lacks.
fn judged(checked: &Checked, draft: Option<&str>, terminal: &Terminal) -> anyhow::Result<u8> {
    let lacking = checked.verdicts.iter().filter(|v| v.state == State::New && v.hit.rule.starts_with("note-"));
    let mut blocked = false;
    for verdict in lacking {
        blocked |= verdict.level == Level::Error;
        terminal.tell(&format!("{}[{}]: {}\n", verdict.level, verdict.hit.rule, verdict.hit.message));
    }
    if blocked && let Some(draft) = draft {
        terminal.tell(&format!("\nAdd to the message, filled in:\n\n{draft}\n"));
    }
    Ok(u8::from(blocked))
}

/// A message as git will keep it: without its own hints.
fn without_comments(message: &str) -> String {
    let scissors = message.find("# ------------------------ >8 ------------------------").unwrap_or(message.len());
    let kept = message[..scissors].lines().filter(|line| !line.starts_with('#') || line.starts_with("##"));
    kept.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn what_git_adds_to_a_message_is_not_said() {
        let message = "Add a queue\n\n## Rollback\nrevert\n# Changes to be committed:\n# ------------------------ >8 ------------------------\nCost-Impact: none -- x\n";
        assert_eq!(without_comments(message), "Add a queue\n\n## Rollback\nrevert");
    }
}
