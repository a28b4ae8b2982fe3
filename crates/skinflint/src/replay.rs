//! `skinflint replay`: what the gate would have blocked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use skinflint_base::Level;
use skinflint_engine::{Replayed, replay};
use skinflint_report::Outcome;

use crate::table::aligned;
use crate::terminal::Terminal;

/// Judge the last changes of the current branch as if they were proposed now
///
/// Each step of the branch (its first parents) is compared with the one before, by the policy that holds
/// now. Nothing is checked out. Tells per change and per rule what the gate would have blocked, and how
/// long it took: the forecast before a team switches it on.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many changes
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    last: u32,

    /// Let this policy count alone, instead of the branch's
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// The folder to judge
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
}

/// Runs it.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    let told = |step: &Replayed| {
        let count = |level: Level| step.new.iter().filter(|(.., of)| *of == level).count();
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        if errors + warnings + step.fixed > 0 || step.outcome != Outcome::Pass {
            let _ = terminal.print(&format!(
                "{} {}: {errors} errors, {warnings} warnings, {} mended ({:.1} s)  {}\n",
                step.commit,
                step.outcome.as_str(),
                step.fixed,
                step.took.as_secs_f64(),
                step.title
            ));
        }
    };
    let all = replay(&args.path, args.policy.as_deref(), args.last, &told)?;
    let mut rules: BTreeMap<(&str, &str), [usize; 2]> = BTreeMap::new();
    for step in &all {
        for (rule, owner, level) in &step.new {
            let row = rules.entry((rule, owner)).or_default();
            row[0] += usize::from(*level == Level::Error);
            row[1] += usize::from(*level != Level::Error);
        }
    }
    let rows: Vec<[String; 3]> = rules
        .into_iter()
        .map(|((rule, owner), [block, tell])| {
            [rule.to_owned(), owner.to_owned(), format!("{block} would block, {tell} would be told")]
        })
        .collect();
    terminal.print(&format!("\n{}", aligned(&rows)))?;
    let count = |outcome: Outcome| all.iter().filter(|step| step.outcome == outcome).count();
    let seconds: f64 = all.iter().map(|step| step.took.as_secs_f64()).sum();
    terminal.print(&format!(
        "{} changes in {seconds:.1} s: {} would pass, {} would be blocked, {} would be incomplete\n",
        all.len(),
        count(Outcome::Pass),
        count(Outcome::Blocked),
        count(Outcome::Incomplete)
    ))?;
    Ok(0)
}
