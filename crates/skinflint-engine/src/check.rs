//! The order of a run: policy, discover, lower, link, judge, sift. What each does is elsewhere, and so is
//! what a change adds (`gate`): it is made of several of the runs here.

use std::path::PathBuf;
use std::time::Instant;

use skinflint_base::{FileId, Level, Problem, RelPath, RuleMeta, Text, Verdict};
use skinflint_policy::{PolicyFile, Source};
use skinflint_program::Program;
use skinflint_report::{Change, Outcome, Report, Stats, Texts};
use skinflint_rule::SaidNote;
use skinflint_rules_notes::Grown;
use skinflint_source::{CODE_OWNERS_FILES, CodeOwners, Note, POLICY_FILE, Skipped, Tree};

use crate::gate::{self, ChangeRequest};
use crate::lower::{self, Hiding, Lowering, is_manifest};
use crate::run::{Carried, Judgement, TreeJudgement, Understanding};
use crate::scope::Scope;
use crate::selection::is_code;
use crate::stats::stats;
use crate::texts::InMemory;
use crate::{EngineError, policy, sift, workers};

/// What is asked of a run.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What to report on: files and folders of one root. Everything below the root is understood all
    /// the same. Empty: the folder that the process stands in.
    pub paths: Vec<PathBuf>,
    /// The policy file that counts alone, instead of those that lie in the tree.
    pub policy: Option<PathBuf>,
    /// How many threads to work with; 0: one per core.
    pub threads: usize,
    /// The change to judge; without one the whole tree is.
    pub change: Option<ChangeRequest>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many files are there to be read.
    FilesFound(usize),
    /// One of them was read and lowered.
    FileRead,
    /// All were; they are linked and judged now.
    Judging,
}

/// What came of a run.
pub struct Checked {
    /// What counts (note and above) in the scope, sorted by path, place and rule.
    pub verdicts: Vec<Verdict>,
    /// What could not be judged, as far as it concerns the scope, sorted by path and place.
    pub problems: Vec<Problem>,
    /// What is worth telling and costs no judgement.
    pub notes: Vec<Note>,
    /// The rules that the policy lets run somewhere.
    pub rules: Vec<RuleMeta>,
    /// The texts that verdicts point into.
    pub texts: Box<dyn Texts + Send + Sync>,
    /// What was read.
    pub stats: Stats,
    /// Whether the policy says that an incomplete run blocks.
    pub incomplete_blocks: bool,
    /// Whom rules belong to, as far as the policy says.
    pub owners: Vec<(&'static str, String)>,
    /// What the run says of a change; `None` where a whole tree was judged.
    pub change: Option<Change>,
    /// What was understood of the tree.
    pub program: Program,
}

impl Checked {
    /// How it ends where a finding of `fail_on` or above blocks.
    fn outcome(&self, fail_on: Level) -> Outcome {
        match Outcome::of(&self.verdicts, &self.problems, fail_on) {
            Outcome::Blocked if self.change.as_ref().is_some_and(|change| change.overridden_by.is_some()) => {
                Outcome::Overridden
            }
            outcome => outcome,
        }
    }

    /// All that a format may say about the run. A finding of `fail_on` or above blocks.
    #[must_use]
    pub fn report<'a>(&'a self, version: &'a str, fail_on: Level) -> Report<'a> {
        Report {
            version,
            rules: &self.rules,
            verdicts: &self.verdicts,
            problems: &self.problems,
            texts: self.texts.as_ref(),
            stats: &self.stats,
            outcome: self.outcome(fail_on),
            fail_on,
            owners: &self.owners,
            change: self.change.as_ref(),
        }
    }
}

/// Checks a tree on disk, or a change. `step` is told how far the run is, from many threads.
///
/// # Errors
/// Where there is nothing to check, or the policy or a model of the user is wrong.
pub fn check(request: &Request, step: &(dyn Fn(Step) + Sync)) -> Result<Checked, EngineError> {
    let started = Instant::now();
    let workers = workers::pool(request.threads)?;
    let mut checked = workers.install(|| match &request.change {
        Some(change) => gate::check(request, change, step),
        None => check_tree(request, step),
    })?;
    checked.stats.elapsed = started.elapsed();
    Ok(checked)
}

fn check_tree(request: &Request, step: &(dyn Fn(Step) + Sync)) -> Result<Checked, EngineError> {
    let (root, scope) = Scope::find(&request.paths)?;
    let named = request.policy.as_deref().map(policy::named_file).transpose()?;
    let tree = Tree::on_disk(&root)?;
    let Carried { policy, models, found, owners, .. } = Carried::by(&tree, named.as_ref())?;
    let understanding = Understanding::new(policy, &models, owners)?;
    let lowering = Lowering { step, memory: None, hiding: &|_, _| Hiding::Granted };
    let TreeJudgement { mut judgement, mut notes, stats, texts, paths, .. } =
        understanding.judge(&tree, found, &lowering);
    judgement.suppress(&understanding.policy, None);
    if !paths.iter().any(|path| scope.covers(path)) {
        notes.push(nothing_read(&scope));
    }
    let owners = understanding.rule_owners();
    Ok(Checked { notes, stats, owners, ..in_scope(judgement, &scope, Box::new(texts)) })
}

/// What a judgement amounts to within a scope.
fn in_scope(judgement: Judgement, scope: &Scope, texts: Box<dyn Texts + Send + Sync>) -> Checked {
    let Judgement { mut verdicts, mut problems, rules, program, incomplete_blocks, .. } = judgement;
    let path = |verdict: &Verdict| program.path(verdict.hit.at.file);
    verdicts.sort_by(|a, b| (path(a), a.hit.at.span, a.hit.rule).cmp(&(path(b), b.hit.at.span, b.hit.rule)));
    verdicts.retain(|verdict| sift::is_told(verdict, &program, scope));
    problems.retain(|problem| scope.concerns(problem));
    Checked {
        verdicts,
        problems,
        notes: Vec::new(),
        rules,
        texts,
        stats: Stats::default(),
        incomplete_blocks,
        owners: Vec::new(),
        change: None,
        program,
    }
}

/// Checks texts that lie nowhere, by the same way as [`check`]: each a path and what stands there.
/// Manifests, nested policies and `.skinflint/models/*.toml` count as they do on disk; `policy_toml`
/// is the root's policy.
///
/// # Errors
/// Where the policy or a model is wrong.
pub fn check_texts(files: Vec<(String, String)>, policy_toml: Option<&str>) -> Result<Checked, EngineError> {
    let started = Instant::now();
    let mut texts: Vec<Text> =
        files.into_iter().map(|(path, text)| Text::new(RelPath::from(path.as_str()), text)).collect();
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    let mut checked = workers::shared()?.install(|| check_sorted_texts(texts, policy_toml))?;
    checked.stats.elapsed = started.elapsed();
    Ok(checked)
}

fn check_sorted_texts(texts: Vec<Text>, policy_toml: Option<&str>) -> Result<Checked, EngineError> {
    let understanding = understanding_of(&texts, policy_toml)?;
    let (mut judgement, stats, texts) = judged(&understanding, texts);
    judgement.suppress(&understanding.policy, None);
    Ok(Checked { stats, ..in_scope(judgement, &Scope::default(), Box::new(InMemory(texts))) })
}

/// Checks texts as a change of others: with what `note` says of it, and under the policy that `head` and
/// `policy_toml` are. Only what the rules about changes find beside the others tells it from
/// [`check_texts`]: nothing is old.
///
/// # Errors
/// As [`check_texts`].
pub fn check_texts_in_change(
    base: Vec<(String, String)>,
    head: Vec<(String, String)>,
    note: Option<&str>,
    policy_toml: Option<&str>,
) -> Result<Checked, EngineError> {
    let sorted = |files: Vec<(String, String)>| {
        let mut texts: Vec<Text> =
            files.into_iter().map(|(path, text)| Text::new(RelPath::from(path.as_str()), text)).collect();
        texts.sort_by(|a, b| a.path.cmp(&b.path));
        texts
    };
    let (base, head) = (sorted(base), sorted(head));
    workers::shared()?.install(|| {
        let understanding = understanding_of(&head, policy_toml)?;
        let (before, ..) = judged(&understanding, base.clone());
        let (mut judgement, stats, texts) = judged(&understanding, head);
        let is_other = |text: &&Text| !base.iter().any(|b| b.path == text.path && b.content() == text.content());
        let changed = (0u32..).zip(&texts).filter(|(_, text)| is_other(text));
        let path = |text: &Text| text.path.to_str_lossy().into_owned();
        let files = changed.map(|(id, text)| (path(text), gate::notes::first_line(FileId(id)))).collect();
        let said = note.map(|text| SaidNote { source: "the note".to_owned(), note: skinflint_note::Note::parse(text) });
        let said = said.into_iter().collect();
        let grown = Grown { files, ..Grown::default() };
        let change = gate::notes::weighed_between(&understanding, &before.program, &judgement.program, grown, said);
        gate::notes::judge(&understanding, &change.view, &mut judgement);
        judgement.suppress(&understanding.policy, None);
        Ok(Checked { stats, ..in_scope(judgement, &Scope::default(), Box::new(InMemory(texts))) })
    })
}

/// The policy, the models and the owners among texts.
fn understanding_of(texts: &[Text], policy_toml: Option<&str>) -> Result<Understanding, EngineError> {
    let policy_file = |path: String, text: &str, dir: &str| PolicyFile {
        path,
        text: text.to_owned(),
        dir: Some(dir.trim_end_matches('/').to_owned()),
    };
    let mut files: Vec<PolicyFile> =
        policy_toml.iter().map(|text| policy_file(POLICY_FILE.to_owned(), text, "")).collect();
    let mut models = Vec::new();
    for text in texts {
        let path = text.path.to_str_lossy();
        if let Some(dir) = path.strip_suffix(POLICY_FILE).filter(|dir| dir.is_empty() || dir.ends_with('/')) {
            files.push(policy_file(path.clone().into_owned(), text.content(), dir));
        } else if path.starts_with(policy::MODELS) && path.ends_with(".toml") {
            models.push(Source::file(&path, text.content()));
        }
    }
    let owners = CODE_OWNERS_FILES.iter().find_map(|path| texts.iter().find(|text| text.path == RelPath::from(*path)));
    let owners = owners.map(|text| CodeOwners::parse(text.content())).unwrap_or_default();
    Understanding::new(policy::resolve_for_all_rules(&files)?, &models, owners)
}

/// What the rules see in texts, and those that became files.
fn judged(understanding: &Understanding, texts: Vec<Text>) -> (Judgement, Stats, Vec<Text>) {
    let files = &understanding.policy.files;
    let texts: Vec<Text> = texts
        .into_iter()
        .filter(|text| is_manifest(&text.path) || (is_code(&text.path) && files.lets_in(&text.path)))
        .collect();
    let lowered = lower::lower_texts(&texts);
    let stats = stats(&lowered.files, &Skipped::default());
    let mut ids = lowered.files.iter().map(|file| &file.path).peekable();
    let texts = texts.into_iter().filter(|text| ids.next_if(|path| **path == text.path).is_some()).collect();
    (understanding.understand(lowered, Vec::new(), Vec::new()), stats, texts)
}

/// A pass that looked at nothing must not look like any other.
pub(crate) fn nothing_read(scope: &Scope) -> Note {
    let place = if scope.is_everything() { "the root" } else { "the given paths" };
    Note {
        message: format!("no file of a language that skinflint reads was found in {place}"),
        remedy: "`--verbose` counts what was left out, and why".to_owned(),
    }
}
