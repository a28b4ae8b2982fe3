//! One policy's word on a change: head and bases judged by it, and compared.

use skinflint_base::{Level, Problem, ProblemKind, State, Verdict};

use super::hiding::Guard;
use super::lines::Lines;
use super::sides::Sides;
use super::{anchor, pairing};
use crate::lower::{Hiding, Lowering, Memory};
use crate::run::{TreeJudgement, Understanding, found_under};
use crate::suppress::Before;
use crate::{EngineError, Step};

/// What one policy says of a change.
pub(super) struct Compared {
    /// The head, each finding with its state.
    pub(super) head: TreeJudgement,
    /// The first base.
    pub(super) base: TreeJudgement,
    /// What of the base is gone in the head.
    pub(super) fixed: Vec<Verdict>,
    /// What could not be judged because of the change.
    pub(super) problems: Vec<Problem>,
    /// What could not be judged before either.
    pub(super) old_problems: Vec<Problem>,
}

/// Judges all sides by one policy.
pub(super) fn compared(
    understanding: &Understanding,
    sides: &Sides,
    memory: &Memory,
    step: &(dyn Fn(Step) + Sync),
) -> Result<Compared, EngineError> {
    let base_tree = &sides.bases[0].tree;
    let guard = Guard::new(base_tree, &understanding.policy.files)?;
    let hiding = |entry: &_, reason| guard.decide(entry, reason);
    let lowering = Lowering { step, memory: Some(memory), hiding: &hiding };
    let found = found_under(&understanding.policy, &sides.head.tree, Some(base_tree))?;
    let mut head = understanding.judge(&sides.head.tree, found, &lowering);

    let silent = |_: Step| ();
    let plain = Lowering { step: &silent, memory: Some(memory), hiding: &|_, _| Hiding::Granted };
    let mut bases = Vec::with_capacity(sides.bases.len());
    for side in &sides.bases {
        let found = found_under(&understanding.policy, &side.tree, None)?;
        bases.push(understanding.judge(&side.tree, found, &plain));
    }

    let of_bases = bases.iter().flat_map(|base| &base.judgement.allowances);
    let before = Before::new(of_bases.map(|(_, path, allowance)| (path, allowance)));
    for base in &mut bases {
        base.judgement.suppress(&understanding.policy, None);
    }
    head.judgement.suppress(&understanding.policy, Some(before));

    let mut fixed = Vec::new();
    for (index, base) in bases.iter().enumerate() {
        let gone = mark(base, &mut head);
        if index == 0 {
            fixed = gone;
        }
    }
    let mut lines = Lines::new(&bases[0], &head);
    for verdict in head.judgement.verdicts.iter_mut().filter(|verdict| verdict.state == State::New) {
        if let Some(hit) = anchor::anchored(&mut lines, &verdict.hit) {
            verdict.hit = hit;
        }
    }
    let (problems, old_problems) = split_problems(&head, &bases);
    Ok(Compared { head, base: bases.swap_remove(0), fixed, problems, old_problems })
}

/// Marks what a base has too as old, and gives the base's findings that are gone. What one of several
/// bases has is old.
fn mark(base: &TreeJudgement, head: &mut TreeJudgement) -> Vec<Verdict> {
    let before = &base.judgement.verdicts;
    let mut lines = Lines::new(base, head);
    let pairs = pairing::pair(&mut lines, before, &head.judgement.verdicts);
    let mut gone: Vec<bool> =
        before.iter().map(|verdict| verdict.level > Level::Off && verdict.state == State::New).collect();
    for (verdict, old) in head.judgement.verdicts.iter_mut().zip(pairs) {
        let Some(old) = old else { continue };
        gone[old] = false;
        if verdict.state == State::New && !pairing::worsened(&before[old], verdict) {
            verdict.state = State::Old;
        }
    }
    before.iter().zip(gone).filter(|(_, gone)| *gone).map(|(verdict, _)| verdict.clone()).collect()
}

/// What could not be judged because of the change, and what could not be judged before either. Only what
/// does not parse can be the second: what a rule that fails would have found is not known on either side,
/// and what cannot be read was perhaps never looked at.
fn split_problems(head: &TreeJudgement, bases: &[TreeJudgement]) -> (Vec<Problem>, Vec<Problem>) {
    let mut known: Vec<(&Problem, bool)> =
        bases.iter().flat_map(|base| base.judgement.problems.iter().map(|problem| (problem, false))).collect();
    let (mut told, mut old) = (Vec::new(), Vec::new());
    for problem in &head.judgement.problems {
        let before = known.iter_mut().find(|(before, taken)| {
            !taken
                && before.kind == problem.kind
                && before.path == problem.path
                && (before.message == problem.message || problem.span.is_none() == before.span.is_none())
        });
        match before {
            Some((_, taken)) if problem.kind == ProblemKind::NotLowered => {
                *taken = true;
                old.push(problem.clone());
            }
            _ => told.push(problem.clone()),
        }
    }
    // A rule that failed on the base makes everything that it finds now look new; and so does a file that
    // the clone has not, unless it is gone.
    let lost = bases.iter().flat_map(|base| &base.judgement.problems).filter(|problem| match problem.kind {
        ProblemKind::RuleFailed => true,
        ProblemKind::NotRead => problem.path.as_ref().is_some_and(|path| head.paths.binary_search(path).is_ok()),
        ProblemKind::NotLowered | ProblemKind::NoBase => false,
    });
    for problem in lost {
        if !told.iter().chain(&old).any(|known| known.message == problem.message && known.path == problem.path) {
            told.push(Problem { message: format!("in the base: {}", problem.message), span: None, ..problem.clone() });
        }
    }
    (told, old)
}
