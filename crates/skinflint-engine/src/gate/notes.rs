//! What a change owes a note for and what is said of it: gathered here, weighed and judged by rules.

use std::collections::HashMap;
use std::path::Path;

use skinflint_base::{FileId, FileSpan, Problem, ProblemKind, Span, Verdict};
use skinflint_note::{CostImpact, Field, Note};
use skinflint_program::Program;
use skinflint_program::change::triggers;
use skinflint_report::{Amount, NoteReport, NoteTrigger, SaidField};
use skinflint_rule::{ChangeView, Owing, SaidNote};
use skinflint_rules_notes::{Grown, OwedOptions, weigh};

use super::sides::Sides;
use super::{ChangeRequest, Head};
use crate::run::{Judgement, TreeJudgement, Understanding};

/// The rule whose options say what owes a note.
const RULE: &str = "note-missing";

/// Messages of more commits than this are not read: no change has so many.
const MOST_COMMITS: u32 = 1000;

/// Note files of one change that are read.
const MOST_FILES: usize = 100;

/// What is said of a change, where a text was given for it.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The text, and what to call where it comes from.
    pub texts: Vec<(String, String)>,
    /// Who proposes the change, as the platform says.
    pub author: Option<String>,
}

/// A change as its judge sees it, and what a report says of it.
pub(crate) struct Weighed {
    pub(crate) view: ChangeView,
    pub(crate) report: NoteReport,
}

/// Weighs a change between two trees.
pub(super) fn weighed(
    understanding: &Understanding,
    base: &TreeJudgement,
    head: &TreeJudgement,
    notes: &[SaidNote],
    said: &Said,
    is_revert: bool,
) -> Weighed {
    let (before, after) = (&base.judgement.program, &head.judgement.program);
    let grown = Grown { triggers: Vec::new(), files: touched(base, head), author: said.author.clone(), is_revert };
    weighed_between(understanding, before, after, grown, notes.to_vec())
}

/// Weighs a change between two programs; `grown` says of it what they do not.
pub(crate) fn weighed_between(
    understanding: &Understanding,
    base: &Program,
    head: &Program,
    grown: Grown,
    notes: Vec<SaidNote>,
) -> Weighed {
    let (owed, below) = weigh(&options(understanding), Grown { triggers: triggers(base, head), ..grown });
    let view = ChangeView { owed, below, notes };
    let draft = (!view.owed.is_empty()).then(|| skinflint_rules_notes::draft(&view.owed, &fields(understanding)));
    Weighed { report: NoteReport { draft, ..report(&view) }, view }
}

/// The files of the head that the base has not, or has with other bytes, each with its first line.
fn touched(base: &TreeJudgement, head: &TreeJudgement) -> Vec<(String, FileSpan)> {
    let before: HashMap<_, _> = base.paths.iter().zip(&base.blobs).collect();
    let files = (0u32..).zip(head.paths.iter().zip(&head.blobs));
    let is_other = |path, blob: &Option<_>| blob.is_none() || before.get(path).copied() != Some(blob);
    files
        .filter(|(_, (path, blob))| is_other(*path, blob))
        .map(|(id, (path, _))| (path.to_str_lossy().into_owned(), first_line(FileId(id))))
        .collect()
}

/// The place that stands for a file.
pub(crate) fn first_line(file: FileId) -> FileSpan {
    FileSpan { file, span: Span::new(0, 1) }
}

/// Adds what the rules about changes find.
pub(crate) fn judge(understanding: &Understanding, view: &ChangeView, judgement: &mut Judgement) {
    let (verdicts, problems): (Vec<Verdict>, Vec<Problem>) = understanding.judge_change(&judgement.program, view);
    judgement.verdicts.extend(verdicts);
    judgement.problems.extend(problems);
}

/// The options of the rule that decides; its defaults where the policy's were found wrong before.
pub(crate) fn options(understanding: &Understanding) -> OwedOptions {
    toml::Value::Table(understanding.policy.options(RULE)).try_into().unwrap_or_default()
}

/// The fields that the policy asks for.
fn fields(understanding: &Understanding) -> Vec<Field> {
    let options = understanding.policy.options("note-incomplete");
    let required = options.get("required").and_then(toml::Value::as_array);
    let required = required.into_iter().flatten().filter_map(|name| Field::of(name.as_str()?));
    let mut fields: Vec<Field> = [Field::CostImpact, Field::Rollback].into_iter().chain(required).collect();
    fields.sort();
    fields.dedup();
    fields
}

/// Every note of a change, the word that counts most first: what was given, the commits, the files.
pub(super) fn gather(
    understanding: &Understanding,
    sides: &Sides,
    root: &Path,
    change: &ChangeRequest,
) -> (Vec<SaidNote>, Vec<Problem>) {
    let mut notes: Vec<SaidNote> = Vec::new();
    let mut problems = Vec::new();
    let mut add = |source: String, text: &str| {
        let note = Note::parse(text);
        if !note.is_empty() {
            notes.push(SaidNote { source, note });
        }
    };
    for (source, text) in &change.said.texts {
        add(source.clone(), text);
    }
    match sides.messages(root, MOST_COMMITS) {
        Ok(messages) => messages.iter().for_each(|text| add("a commit's message".to_owned(), text)),
        Err(error) => problems.push(not_read("the messages of the commits", &error)),
    }
    let globs = options(understanding).note_files();
    if !globs.is_empty() {
        match sides.changed(root, change.head == Head::Worktree) {
            Ok(paths) => {
                let noted = paths.iter().filter(|path| globs.is_match(&*path.to_str_lossy())).take(MOST_FILES);
                for path in noted {
                    if let Some(text) = sides.head.tree.text_at(path) {
                        add(format!("the file `{path}`"), &text);
                    }
                }
            }
            Err(error) => problems.push(not_read("the files that changed", &error)),
        }
    }
    (notes, problems)
}

fn not_read(what: &str, error: &skinflint_source::RevisionError) -> Problem {
    Problem {
        kind: ProblemKind::NotRead,
        path: None,
        span: None,
        message: format!("{what} cannot be read: {error}"),
        remedy: "see that git runs in this repository, or give the note with `--note`".to_owned(),
    }
}

fn report(view: &ChangeView) -> NoteReport {
    let owing = |owing: &Owing| NoteTrigger { kind: owing.kind_name(), what: owing.what.clone(), at: owing.at };
    let said = Field::ALL.into_iter().filter_map(|field| {
        let (entry, source) = view.said(field)?;
        Some(SaidField { name: json_name(field), value: entry.value.clone(), source: source.to_owned() })
    });
    let amount = match view.cost_impact() {
        Some(Ok(CostImpact::Amount { range, .. })) => {
            Some(Amount { low: range.low.0, high: range.high.0, currency: range.currency, period: range.period.name() })
        }
        _ => None,
    };
    NoteReport {
        triggers: view.owed.iter().map(owing).collect(),
        below: view
            .below
            .iter()
            .map(|t| NoteTrigger { kind: t.kind.as_str(), what: t.what.clone(), at: t.at })
            .collect(),
        said: said.collect(),
        amount,
        draft: None,
    }
}

fn json_name(field: Field) -> &'static str {
    match field {
        Field::CostImpact => "cost_impact",
        Field::Rollback => "rollback",
        Field::Owner => "owner",
        Field::Roi => "roi",
        Field::KillSwitch => "kill_switch",
        Field::Exit => "exit",
        Field::BudgetOwner => "budget_owner",
    }
}
