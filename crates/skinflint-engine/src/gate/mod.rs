//! The merge gate: what a change adds, judged by a policy that the change cannot weaken. A composition
//! of runs over single trees: nothing here looks at facts, and no rule knows that there is a base.
//!
//! - `compare` is one policy's word on the change, `policies` puts two together.
//! - `reverts` knows a change that brings back what was there.
//! - `sides` finds the trees: what the change is compared with, what it makes, whose policy judges.
//! - `hiding` keeps the change from hiding files.
//! - `lines` says which lines of a file are new, and where the others stood.
//! - `pairing` tells old findings from new ones; `similar` measures texts for it.
//! - `anchor` moves a new finding to a line that the change touches.

mod anchor;
mod compare;
mod hiding;
mod lines;
pub(crate) mod notes;
mod pairing;
mod policies;
mod replay;
mod reverts;
mod sides;
mod similar;

use std::sync::Arc;

use skinflint_base::{Level, Problem, ProblemKind, State};
use skinflint_policy::{PolicyFile, Source};
use skinflint_program::Program;
use skinflint_report::{Change, Fixed, Stats, Texts as _};
use skinflint_source::{Note, POLICY_FILE};
use std::path::PathBuf;

use crate::check::{Checked, nothing_read};
use crate::lower::Memory;
use crate::run::{Carried, Understanding};
use crate::scope::Scope;
use crate::texts::InMemory;
use crate::{EngineError, Request, Step, own_rules, policy, sift};
use compare::{Compared, compared};
pub use notes::Said;
use policies::HeadTexts;
use sides::{NoBase, Sides};

pub use replay::{Replayed, replay};

/// The change that a run is to judge.
#[derive(Clone, Debug, Default)]
pub struct ChangeRequest {
    /// A name of the commit that it is to be merged into.
    pub base: String,
    /// What it makes.
    pub head: Head,
    /// A name of the commit whose policy judges, where that is not the base.
    pub policy_ref: Option<String>,
    /// The commit that was proposed, where a platform may have merged it for the test: then the first
    /// parent of what is checked out is the base.
    pub proposed: Option<String>,
    /// The labels that the proposal has on its platform.
    pub labels: Vec<String>,
    /// Why the base is not known, where the platform's word could not be read.
    pub unknown: Option<String>,
    /// What is said of it.
    pub said: Said,
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
    check_with(request, change, &Memory::default(), step)
}

/// As [`check`], with what was lowered before.
fn check_with(
    request: &Request,
    change: &ChangeRequest,
    memory: &Memory,
    step: &(dyn Fn(Step) + Sync),
) -> Result<Checked, EngineError> {
    let (root, scope) = Scope::find(&request.paths)?;
    let named = request.policy.as_deref().map(policy::named_file).transpose()?;
    match Sides::find(&root, change) {
        Ok(sides) => Gate { sides, scope, named, root, change, memory, step }.run(),
        Err(no_base) => Ok(without_base(&no_base)),
    }
}

struct Gate<'a> {
    root: PathBuf,
    change: &'a ChangeRequest,
    sides: Sides,
    scope: Scope,
    named: Option<PolicyFile>,
    memory: &'a Memory,
    step: &'a (dyn Fn(Step) + Sync),
}

impl Gate<'_> {
    fn run(self) -> Result<Checked, EngineError> {
        let mut notes = Vec::new();
        let protected = self.protected(&mut notes)?;
        let judge = Understanding::new(protected.policy, &protected.models, protected.owners)?;
        let mut first = compared(&judge, &self.sides, self.memory, self.step)?;
        notes.append(&mut first.head.notes);
        let mut texts = HeadTexts::new(first.head.texts.clone(), first.head.paths.len());

        if let Some(own) = self.own_policy(&protected.files, &protected.models)? {
            let second_judge = Understanding::new(own.policy, &own.models, own.owners)?;
            let second = compared(&second_judge, &self.sides, self.memory, &|_| ())?;
            let before = first.head.judgement.verdicts.clone();
            let after = policies::add(&mut first, &mut texts, second);
            let both = (&judge.policy, &second_judge.policy);
            let weakened = policies::weakened(both, (&before, &after), &mut texts, &own.files);
            first.head.judgement.verdicts.extend(weakened);
        }
        let blocks = |first: &Compared| {
            first.head.judgement.verdicts.iter().any(|v| v.state == State::New && v.level == Level::Error)
        };
        let window = judge.policy.gate.revert_window;
        let (said, unread) = notes::gather(&judge, &self.sides, &self.root, self.change);
        let mut weighed = notes::weighed(&judge, &first.base, &first.head, &said, &self.change.said, false);
        let owes = blocks(&first) || weighed.report.needed();
        let reverts = owes && reverts::is_one(&self.sides, &first.base, &first.head, window);
        if reverts {
            weighed = notes::weighed(&judge, &first.base, &first.head, &said, &self.change.said, true);
        }
        notes::judge(&judge, &weighed.view, &mut first.head.judgement);
        first.problems.extend(unread);
        if reverts {
            for verdict in &mut first.head.judgement.verdicts {
                if verdict.state == State::New && verdict.hit.rule != own_rules::WEAKENED {
                    verdict.state = State::Returning;
                }
            }
        }
        let owners = judge.rule_owners();
        let label = judge.policy.gate.break_glass.filter(|label| self.change.labels.contains(label));
        let mut checked = Checked { owners, ..self.told(first, texts, notes, label) };
        if let Some(change) = &mut checked.change {
            change.note = Some(weighed.report);
        }
        Ok(checked)
    }

    /// The policy that the change brings along, where it brings one: where it leaves the policy as it was,
    /// the protected branch's alone judges, so that adopting or relaxing one there needs no rebase.
    fn own_policy(&self, files: &[PolicyFile], models: &[Arc<Source>]) -> Result<Option<Carried>, EngineError> {
        // A policy from outside of the tree is nobody's to change here.
        if self.named.is_some() {
            return Ok(None);
        }
        let own = Carried::by(&self.sides.head.tree, None)?;
        if own.says_the_same(files, models) {
            return Ok(None);
        }
        for base in &self.sides.bases {
            // What could not be read there is changed by whoever can be read.
            if Carried::by(&base.tree, None).is_ok_and(|base| own.says_the_same(&base.files, &base.models)) {
                return Ok(None);
            }
        }
        Ok(Some(own))
    }

    /// The policy of the protected branch. One that cannot be read must not stop the change that mends it.
    fn protected(&self, notes: &mut Vec<Note>) -> Result<Carried, EngineError> {
        match Carried::by(&self.sides.protected.tree, self.named.as_ref()) {
            Err(EngineError::Policy(errors)) if self.named.is_none() => {
                notes.push(Note {
                    message: format!(
                        "the protected branch's policy cannot be read ({}), so the built-in one judges",
                        errors.first().map(ToString::to_string).unwrap_or_default()
                    ),
                    remedy: "mend it there".to_owned(),
                });
                let nothing = PolicyFile { path: POLICY_FILE.to_owned(), text: String::new(), dir: None };
                Carried::by(&self.sides.protected.tree, Some(&nothing))
            }
            other => other,
        }
    }

    fn told(self, first: Compared, texts: HeadTexts, mut notes: Vec<Note>, overridden_by: Option<String>) -> Checked {
        let Compared { head, base, mut fixed, mut problems, mut old_problems } = first;
        let scope = &self.scope;
        let mut verdicts = head.judgement.verdicts;
        verdicts.retain(|verdict| {
            let everywhere = verdict.hit.rule == own_rules::WEAKENED;
            verdict.level > Level::Off && (everywhere || scope.covers(&texts.path(verdict.hit.at.file)))
        });
        // What came last stands behind: files of their own, and what the change as a whole lacks.
        verdicts.sort_by_key(|verdict| (texts.path(verdict.hit.at.file), verdict.hit.at.span, verdict.hit.rule));
        problems.retain(|problem| scope.concerns(problem));
        old_problems.retain(|problem| scope.concerns(problem));
        fixed.retain(|verdict| sift::is_told(verdict, &base.judgement.program, scope));
        if !head.paths.iter().any(|path| scope.covers(path)) {
            notes.push(nothing_read(scope));
        }
        Checked {
            verdicts,
            problems,
            notes,
            rules: head.judgement.rules,
            texts: Box::new(texts),
            stats: head.stats,
            incomplete_blocks: true,
            owners: Vec::new(),
            change: Some(Change {
                base: self.sides.bases.first().map(|side| side.commit.to_string()),
                head: self.sides.head_name(),
                onto: Some(self.sides.onto.to_string()),
                tip: Some(self.sides.tip.to_string()),
                policy: self.named.is_none().then(|| self.sides.protected.commit.to_string()),
                overridden_by,
                fixed: Fixed { verdicts: fixed, texts: Box::new(base.texts) },
                old_problems,
                note: None,
            }),
            program: head.judgement.program,
        }
    }
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
        owners: Vec::new(),
        change: Some(Change {
            note: None,
            base: None,
            head: None,
            onto: None,
            tip: None,
            policy: None,
            overridden_by: None,
            fixed: Fixed { verdicts: Vec::new(), texts: Box::new(InMemory(Vec::new())) },
            old_problems: Vec::new(),
        }),
        program: Program::link(Vec::new(), &[], &[]),
    }
}
