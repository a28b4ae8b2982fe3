//! From entries and texts to facts, on all threads. A text dies in the task that read it; facts and
//! problems outlive it. What a language looks like is the frontends' to know.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use skinflint_base::{Problem, ProblemKind, RelPath, Text};
use skinflint_facts::{Facts, Language};
use skinflint_source::{Entry, ObjectId, Read, SkipReason, Tree, read, read_named};

use crate::Step;
use crate::panics::said;
use crate::suppress::{self, Allowance};

/// One file's facts, and how much text they were made of.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) path: RelPath,
    pub(crate) language: Language,
    pub(crate) facts: Arc<Facts>,
    pub(crate) lines: u64,
    pub(crate) bytes: u64,
    /// What it is among git's objects, where that was asked for.
    pub(crate) blob: Option<ObjectId>,
    /// Its comments that let findings pass.
    pub(crate) allowances: Arc<[Allowance]>,
}

/// All that is known of a tree before its files are seen together.
#[derive(Debug, Default)]
pub(crate) struct Lowered {
    /// Sorted by path.
    pub(crate) files: Vec<File>,
    /// What says which packages there are: path and text.
    pub(crate) manifests: Vec<(RelPath, String)>,
    /// What could not be read or understood.
    pub(crate) problems: Vec<Problem>,
    /// Files that are not to be judged, as reading them showed.
    pub(crate) skipped: Vec<SkipReason>,
}

/// Whether a file says which packages there are and upon what they depend.
pub(crate) fn is_manifest(path: &RelPath) -> bool {
    matches!(path.file_name().as_ref(), "Cargo.toml" | "pyproject.toml")
}

/// The language whose frontend reads a file of this name, if one does: of code or of a manifest.
pub(crate) fn language_of(path: &RelPath) -> Option<Language> {
    skinflint_lang::language_of(path).or_else(|| skinflint_manifest::language_of(path))
}

/// What became of one file.
#[derive(Clone)]
enum Outcome {
    File(File, Vec<Problem>),
    Manifest(RelPath, String),
    Skipped(SkipReason),
    Lost(Problem),
}

/// What was lowered before, by path and content: lowering depends on nothing else. Two trees that differ
/// in ten files are lowered for the price of one and ten.
#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<Content, Option<Outcome>>>);

/// Path, blob, and what decides whether it is read.
type Content = (RelPath, ObjectId, (bool, u64));

impl Memory {
    fn get(&self, content: &Content) -> Option<Option<Outcome>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(content).cloned()
    }

    fn put(&self, content: Content, outcome: &Option<Outcome>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(content, outcome.clone());
    }
}

/// What is to become of a file that is about to be left out.
pub(crate) enum Hiding {
    /// It is left out.
    Granted,
    /// It is read all the same.
    Refused,
    /// It cannot be judged, and that must be told.
    Told(Problem),
}

/// How the files of a tree are lowered.
pub(crate) struct Lowering<'a> {
    /// Told how far it is.
    pub(crate) step: &'a (dyn Fn(Step) + Sync),
    /// What was lowered before.
    pub(crate) memory: Option<&'a Memory>,
    /// Asked before a file is left out for what it holds.
    pub(crate) hiding: &'a (dyn Fn(&Entry, SkipReason) -> Hiding + Sync),
}

impl Lowering<'_> {
    pub(crate) fn begin(&self, files: usize) {
        (self.step)(Step::FilesFound(files));
    }

    pub(crate) fn end(&self) {
        (self.step)(Step::Judging);
    }

    /// Reads and lowers files. The entries are sorted by path, and so is what comes out.
    pub(crate) fn tree(&self, tree: &Tree, entries: &[Entry]) -> Lowered {
        let outcomes: Vec<Option<Outcome>> = entries
            .par_iter()
            .map(|entry| {
                let outcome = self.entry(tree, entry);
                (self.step)(Step::FileRead);
                outcome
            })
            .collect();
        gather(outcomes)
    }

    fn entry(&self, tree: &Tree, entry: &Entry) -> Option<Outcome> {
        let Some(memory) = self.memory else { return self.taken(tree, entry, read(tree, entry), None) };
        let content = |id| (entry.path.clone(), id, (entry.reads_generated(), entry.max_bytes()));
        if let Some(id) = entry.blob()
            && let Some(known) = memory.get(&content(id))
        {
            return self.or_hidden(tree, entry, known, Some(id));
        }
        let (read, id) = read_named(tree, entry);
        let outcome = plain(read, entry, id);
        if let Some(id) = id {
            memory.put(content(id), &outcome);
        }
        self.or_hidden(tree, entry, outcome, id)
    }

    fn taken(&self, tree: &Tree, entry: &Entry, read: Read, id: Option<ObjectId>) -> Option<Outcome> {
        self.or_hidden(tree, entry, plain(read, entry, id), id)
    }

    /// Where a file is about to be left out: the outcome that it has instead.
    fn or_hidden(&self, tree: &Tree, entry: &Entry, outcome: Option<Outcome>, id: Option<ObjectId>) -> Option<Outcome> {
        let Some(Outcome::Skipped(reason)) = outcome else { return outcome };
        match (self.hiding)(entry, reason) {
            Hiding::Granted => Some(Outcome::Skipped(reason)),
            Hiding::Told(problem) => Some(Outcome::Lost(problem)),
            Hiding::Refused => {
                let entry = entry.whoever_wrote_it();
                plain(read(tree, &entry), &entry, id)
            }
        }
    }
}

/// Lowers what was read.
fn plain(read: Read, entry: &Entry, blob: Option<ObjectId>) -> Option<Outcome> {
    match read {
        Read::Text(text) => lower_text(&text, blob),
        // A manifest names packages whoever wrote it; it is not linted, so it is not counted.
        Read::Skipped(_) if is_manifest(&entry.path) => None,
        Read::Skipped(reason) => Some(Outcome::Skipped(reason)),
        Read::Problem(problem) => Some(Outcome::Lost(problem)),
    }
}

/// Lowers texts in memory. They are sorted by path, and so is what comes out.
pub(crate) fn lower_texts(texts: &[Text]) -> Lowered {
    gather(texts.par_iter().map(|text| lower_text(text, None)).collect())
}

fn lower_text(text: &Text, blob: Option<ObjectId>) -> Option<Outcome> {
    if is_manifest(&text.path) {
        return Some(Outcome::Manifest(text.path.clone(), text.content().to_owned()));
    }
    let language = language_of(&text.path)?;
    // A frontend that panics is our bug and costs this file, not the run.
    let lower = || match language.is_code() {
        true => Some(skinflint_lang::lower(text, language)),
        false => skinflint_manifest::lower(text, language),
    };
    let lowered = match catch_unwind(AssertUnwindSafe(lower)) {
        Ok(Some(lowered)) => lowered,
        // A file of a data language that says nothing a rule could look at.
        Ok(None) => return None,
        Err(panic) => return Some(Outcome::Lost(frontend_failed(text, language, &said(panic.as_ref())))),
    };
    // What it is shows in its content: a plan in JSON is Terraform.
    let language = lowered.facts.language;
    let content = text.content();
    let allowances = suppress::read(&lowered.facts, text);
    let file = File {
        path: text.path.clone(),
        language,
        facts: Arc::new(lowered.facts),
        lines: lines(content),
        bytes: content.len() as u64,
        blob,
        allowances: allowances.into(),
    };
    Some(Outcome::File(file, lowered.problems))
}

fn frontend_failed(text: &Text, language: Language, what: &str) -> Problem {
    Problem {
        kind: ProblemKind::NotLowered,
        path: Some(text.path.clone()),
        span: None,
        message: format!("the {language} frontend failed inside: {what}"),
        remedy: "this is a bug of skinflint: please report it with the file, or leave the file out with \
                 `files.exclude`"
            .to_owned(),
    }
}

fn gather(outcomes: Vec<Option<Outcome>>) -> Lowered {
    let mut all = Lowered { files: Vec::with_capacity(outcomes.len()), ..Lowered::default() };
    for outcome in outcomes.into_iter().flatten() {
        match outcome {
            Outcome::File(file, problems) => {
                all.files.push(file);
                all.problems.extend(problems);
            }
            Outcome::Manifest(path, text) => all.manifests.push((path, text)),
            Outcome::Skipped(reason) => all.skipped.push(reason),
            Outcome::Lost(problem) => all.problems.push(problem),
        }
    }
    all
}

/// How many lines a text has, the last one with or without an end.
fn lines(text: &str) -> u64 {
    let ends = text.bytes().filter(|byte| *byte == b'\n').count() as u64;
    ends + u64::from(!text.is_empty() && !text.ends_with('\n'))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_last_line_counts_with_and_without_its_end() {
        assert_eq!(["", "a", "a\n", "a\nb", "\n\n"].map(lines), [0, 1, 1, 2, 2]);
    }
}
