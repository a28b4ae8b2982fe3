//! The merge gate: what a change adds, judged by a policy that the change cannot weaken. A composition
//! of runs over single trees: nothing here looks at facts, and no rule knows that there is a base.
//!
//! - `sides` finds the trees: what the change is compared with, what it makes, whose policy judges.
//! - `hiding` keeps the change from hiding files.
//! - `lines` says which lines of a file are new, and where the others stood.
//! - `pairing` tells old findings from new ones; `similar` measures texts for it.
//! - `anchor` moves a new finding to a line that the change touches.

mod anchor;
mod hiding;
mod lines;
mod pairing;
mod sides;
mod similar;

use skinflint_base::{Level, Problem, ProblemKind, State};
use skinflint_policy::PolicyFile;
use skinflint_program::Program;
use skinflint_report::{Change, Fixed, Stats};

use crate::check::{Checked, nothing_read};
use crate::lower::{Lowering, Memory};
use crate::run::{Carried, TreeJudgement, Understanding, found_under};
use crate::scope::Scope;
use crate::texts::InMemory;
use crate::{EngineError, Request, Step, policy};
use hiding::Guard;
use lines::Lines;
use sides::{NoBase, Sides};

/// The change that a run is to judge.
#[derive(Clone, Debug, Default)]
pub struct ChangeRequest {
    /// A name of the commit that it is to be merged into.
    pub base: String,
    /// What it makes.
    pub head: Head,
    /// A name of the commit whose policy judges, where that is not the base.
    pub policy_ref: Option<String>,
}

/// What a change makes of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// What lies on disk.
    #[default]
    Worktree,
    /// What the index holds.
    Index,
    /// A commit, by a name.
    Commit(String),
}

/// Judges a change.
pub(crate) fn check(
    request: &Request,
    change: &ChangeRequest,
    step: &(dyn Fn(Step) + Sync),
) -> Result<Checked, EngineError> {
    let (root, scope) = Scope::find(&request.paths)?;
    let named = request.policy.as_deref().map(policy::named_file).transpose()?;
    match Sides::find(&root, change) {
        Ok(sides) => Gate { sides, scope, named, step }.run(),
        Err(no_base) => Ok(without_base(&no_base)),
    }
}

struct Gate<'a> {
    sides: Sides,
    scope: Scope,
    named: Option<PolicyFile>,
    step: &'a (dyn Fn(Step) + Sync),
}

impl Gate<'_> {
    fn run(self) -> Result<Checked, EngineError> {
        let Carried { policy, models, owners, .. } = Carried::by(&self.sides.protected.tree, self.named.as_ref())?;
        let understanding = Understanding::new(policy, &models, owners)?;
        let memory = Memory::default();

        let base_tree = &self.sides.bases[0].tree;
        let guard = Guard::new(base_tree, &understanding.policy.files)?;
        let hiding = |entry: &_, reason| guard.decide(entry, reason);
        let lowering = Lowering { step: self.step, memory: Some(&memory), hiding: &hiding };
        let found = found_under(&understanding.policy, &self.sides.head.tree, Some(base_tree))?;
        let mut head = understanding.judge(&self.sides.head.tree, found, &lowering);

        let silent = |_: Step| ();
        let plain = Lowering { step: &silent, memory: Some(&memory), hiding: &|_, _| crate::lower::Hiding::Granted };
        let mut bases = Vec::with_capacity(self.sides.bases.len());
        for side in &self.sides.bases {
            let found = found_under(&understanding.policy, &side.tree, None)?;
            bases.push(understanding.judge(&side.tree, found, &plain));
        }

        let mut fixed = Vec::new();
        for (index, base) in bases.iter().enumerate() {
            let gone = compare(base, &mut head);
            if index == 0 {
                fixed = gone;
            }
        }
        let (problems, old_problems) = split_problems(&head, &bases);
        Ok(self.told(head, bases, fixed, problems, old_problems))
    }

    fn told(
        self,
        mut head: TreeJudgement,
        mut bases: Vec<TreeJudgement>,
        fixed: Vec<usize>,
        mut problems: Vec<Problem>,
        mut old_problems: Vec<Problem>,
    ) -> Checked {
        let scope = &self.scope;
        let program = &head.judgement.program;
        head.judgement.verdicts.retain(|verdict| crate::sift::is_told(verdict, program, scope));
        problems.retain(|problem| scope.concerns(problem));
        old_problems.retain(|problem| scope.concerns(problem));
        if !head.paths.iter().any(|path| scope.covers(path)) {
            head.notes.push(nothing_read(scope));
        }
        let base = bases.swap_remove(0);
        let gone: Vec<_> = fixed
            .into_iter()
            .map(|index| base.judgement.verdicts[index].clone())
            .filter(|verdict| crate::sift::is_told(verdict, &base.judgement.program, scope))
            .collect();
        // Nothing of the base is printed but what is fixed.
        Checked {
            problems,
            notes: head.notes,
            rules: head.judgement.rules,
            texts: Box::new(head.texts),
            stats: head.stats,
            incomplete_blocks: true,
            change: Some(Change {
                base: self.sides.bases.first().map(|side| side.commit.to_string()),
                head: self.sides.head_name(),
                policy: Some(self.sides.protected.commit.to_string()),
                fixed: Fixed { verdicts: gone, texts: Box::new(base.texts) },
                old_problems,
            }),
            verdicts: head.judgement.verdicts,
            program: head.judgement.program,
        }
    }
}

/// Marks what the base has too, anchors what it has not, and gives the base's findings that are gone, by
/// their place in the base's list.
fn compare(base: &TreeJudgement, head: &mut TreeJudgement) -> Vec<usize> {
    let mut lines = Lines::new(base, head);
    let pairs = pairing::pair(&mut lines, &base.judgement.verdicts, &head.judgement.verdicts);
    let mut gone: Vec<bool> = base.judgement.verdicts.iter().map(|verdict| verdict.level > Level::Off).collect();
    let mut anchors = Vec::new();
    for (index, verdict) in head.judgement.verdicts.iter().enumerate() {
        let old = pairs[index].map(|old| (old, &base.judgement.verdicts[old]));
        if let Some((at, _)) = old {
            gone[at] = false;
        }
        if old.is_none_or(|(_, old)| pairing::worsened(old, verdict)) {
            anchors.push((index, anchor::anchored(&mut lines, &verdict.hit)));
        }
    }
    drop(lines);
    let mut is_new = vec![false; head.judgement.verdicts.len()];
    for (index, hit) in anchors {
        is_new[index] = true;
        if let Some(hit) = hit {
            head.judgement.verdicts[index].hit = hit;
        }
    }
    for (verdict, is_new) in head.judgement.verdicts.iter_mut().zip(is_new) {
        // What one of several bases has is old.
        if !is_new {
            verdict.state = State::Old;
        }
    }
    gone.into_iter().enumerate().filter_map(|(index, gone)| gone.then_some(index)).collect()
}

/// What could not be judged because of the change, and what could not be judged before either. Only what
/// does not parse can be the second: what a rule that fails would have found is not known on either side,
/// and what cannot be read was perhaps never looked at.
fn split_problems(head: &TreeJudgement, bases: &[TreeJudgement]) -> (Vec<Problem>, Vec<Problem>) {
    let mut known: Vec<(&Problem, bool)> =
        bases.iter().flat_map(|base| base.judgement.problems.iter().map(|problem| (problem, false))).collect();
    let mut told = (Vec::new(), Vec::new());
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
                told.1.push(problem.clone());
            }
            _ => told.0.push(problem.clone()),
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
        if !told.0.iter().chain(&told.1).any(|known| known.message == problem.message && known.path == problem.path) {
            told.0.push(Problem {
                message: format!("in the base: {}", problem.message),
                span: None,
                ..problem.clone()
            });
        }
    }
    told
}

/// A run that has nothing to compare with judges nothing: every old finding would look new.
fn without_base(no_base: &NoBase) -> Checked {
    Checked {
        verdicts: Vec::new(),
        problems: vec![Problem {
            kind: ProblemKind::NoBase,
            path: None,
            span: None,
            message: no_base.message.clone(),
            remedy: no_base.remedy.clone(),
        }],
        notes: Vec::new(),
        rules: Vec::new(),
        texts: Box::new(InMemory(Vec::new())),
        stats: Stats::default(),
        incomplete_blocks: true,
        change: Some(Change {
            base: None,
            head: None,
            policy: None,
            fixed: Fixed { verdicts: Vec::new(), texts: Box::new(InMemory(Vec::new())) },
            old_problems: Vec::new(),
        }),
        program: Program::link(Vec::new(), &[], &[]),
    }
}
