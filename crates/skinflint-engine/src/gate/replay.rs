//! What the gate would have said of the last changes of a branch: the forecast before a team switches it on.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use skinflint_base::{Level, State};
use skinflint_report::Outcome;
use skinflint_source::{Commits, Landed};

use super::{ChangeRequest, Head, check_with};
use crate::lower::Memory;
use crate::{EngineError, Request, workers};

/// One change, judged as if it were proposed now.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The commit, in twelve digits.
    pub commit: String,
    /// The first line of its message, safe to print.
    pub title: String,
    /// How it would have ended.
    pub outcome: Outcome,
    /// Its new findings: rule, whom the rule belongs to, level.
    pub new: Vec<(&'static str, String, Level)>,
    /// How many findings it mended.
    pub fixed: usize,
    /// How long it took.
    pub took: Duration,
}

/// Judges the last `last` steps of the current branch, the newest first, each by the policy that holds now.
/// `told` is called after each.
///
/// # Errors
/// Where there is no branch, or the policy is wrong.
pub fn replay(
    path: &Path,
    policy: Option<&Path>,
    last: u32,
    told: &dyn Fn(&Replayed),
) -> Result<Vec<Replayed>, EngineError> {
    let commits = Commits::around(path)?;
    let tip = commits.resolve("HEAD")?;
    let steps = commits.landed(tip, last)?;
    let workers = workers::pool(0)?;
    // Neighbours differ in little, so that each is lowered for the price of its change.
    let memory = Memory::default();
    let mut all = Vec::with_capacity(steps.len());
    for step in steps {
        let replayed = workers.install(|| judge(path, policy, &tip.to_string(), &step, &memory))?;
        told(&replayed);
        all.push(replayed);
    }
    Ok(all)
}

fn judge(
    path: &Path,
    policy: Option<&Path>,
    tip: &str,
    step: &Landed,
    memory: &Memory,
) -> Result<Replayed, EngineError> {
    let started = Instant::now();
    let change = ChangeRequest {
        base: step.before.to_string(),
        head: Head::Commit(step.commit.to_string()),
        policy_ref: Some(tip.to_owned()),
        ..ChangeRequest::default()
    };
    let request = Request { paths: vec![path.to_path_buf()], policy: policy.map(PathBuf::from), ..Request::default() };
    let checked = check_with(&request, &change, memory, &|_| ())?;
    let report = checked.report("", Level::Error);
    let owner = |rule: &str, otherwise: &str| report.owner(rule).unwrap_or(otherwise).to_owned();
    let new = report.verdicts.iter().filter(|verdict| verdict.state == State::New);
    Ok(Replayed {
        commit: step.commit.short(),
        title: step.title.clone(),
        outcome: report.verdict(),
        new: new.map(|v| (v.hit.rule, owner(v.hit.rule, v.hit.attribution.owner()), v.level)).collect(),
        fixed: checked.change.as_ref().map_or(0, |change| change.fixed.verdicts.len()),
        took: started.elapsed(),
    })
}
