//! The order of a run: policy, discover, lower, link, judge, sift. What each does is elsewhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use skinflint_base::{Level, Problem, RelPath, RuleMeta, Text, Verdict};
use skinflint_policy::{Incomplete, Policy, PolicyFile, Source};
use skinflint_program::{Input, Model, Program};
use skinflint_report::{Outcome, Report, Stats, Texts};
use skinflint_source::{Discovery, Note, POLICY_FILE, Skipped, discover};

use crate::judge::Judges;
use crate::lower::{self, Lowered, is_manifest};
use crate::scope::Scope;
use crate::selection::{is_code, is_wanted, narrow, selection, take_policies};
use crate::stats::stats;
use crate::texts::{InMemory, OnDisk};
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
    /// What was understood of the tree.
    pub program: Program,
}

impl Checked {
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
            outcome: Outcome::of(&self.verdicts, &self.problems, fail_on),
            fail_on,
        }
    }
}

/// Checks a tree on disk. `step` is told how far the run is, from many threads.
///
/// # Errors
/// Where there is nothing to check, or the policy or a model of the user is wrong.
pub fn check(request: &Request, step: &(dyn Fn(Step) + Sync)) -> Result<Checked, EngineError> {
    let started = Instant::now();
    let workers = workers::pool(request.threads)?;
    let mut checked = workers.install(|| check_tree(request, step))?;
    checked.stats.elapsed = started.elapsed();
    Ok(checked)
}

fn check_tree(request: &Request, step: &(dyn Fn(Step) + Sync)) -> Result<Checked, EngineError> {
    let (root, scope) = Scope::find(&request.paths)?;
    let mut files = policy::root_files(&root, request.policy.as_deref())?;
    let mut policy = policy::resolve_for_all_rules(&files)?;

    let Discovery { mut entries, mut skipped, mut problems, mut notes, links, .. } =
        discover(&root, &selection(&policy.files), &is_wanted)?;
    let nested = take_policies(&mut entries);
    if request.policy.is_none() && !nested.is_empty() {
        files.extend(read_nested(&root, &nested, &mut notes)?);
        policy = policy::resolve_for_all_rules(&files)?;
    }
    let understanding = Understanding::new(policy, &policy::model_files(&root)?)?;
    narrow(&mut entries, &mut problems, &understanding.policy.files, &mut skipped);

    step(Step::FilesFound(entries.len()));
    let lowered = lower::lower_entries(&root, &entries, step);
    step(Step::Judging);
    lowered.skipped.iter().for_each(|reason| skipped.add(*reason));
    let stats = stats(&lowered.files, &skipped);
    // A file's id is its place among those that were lowered.
    let mut ids = lowered.files.iter().map(|file| &file.path).peekable();
    entries.retain(|entry| ids.next_if(|path| **path == entry.path).is_some());
    let texts = OnDisk::new(root, entries);

    if !lowered.files.iter().any(|file| scope.covers(&file.path)) {
        notes.push(nothing_read(&scope));
    }
    let mut checked = understanding.understand(lowered, problems, &scope, links, Box::new(texts));
    checked.notes = notes;
    checked.stats = stats;
    Ok(checked)
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
    let policy_file = |path: String, text: &str, dir: &str| PolicyFile {
        path,
        text: text.to_owned(),
        dir: Some(dir.trim_end_matches('/').to_owned()),
    };
    let mut files: Vec<PolicyFile> =
        policy_toml.iter().map(|text| policy_file(POLICY_FILE.to_owned(), text, "")).collect();
    let mut models = Vec::new();
    for text in &texts {
        let path = text.path.to_str_lossy();
        if let Some(dir) = path.strip_suffix(POLICY_FILE).filter(|dir| dir.is_empty() || dir.ends_with('/')) {
            files.push(policy_file(path.clone().into_owned(), text.content(), dir));
        } else if path.starts_with(policy::MODELS) && path.ends_with(".toml") {
            models.push(Source::file(&path, text.content()));
        }
    }
    let understanding = Understanding::new(policy::resolve_for_all_rules(&files)?, &models)?;
    let files = &understanding.policy.files;
    let texts: Vec<Text> = texts
        .into_iter()
        .filter(|text| is_manifest(&text.path) || (is_code(&text.path) && files.lets_in(&text.path)))
        .collect();
    let lowered = lower::lower_texts(&texts);
    let stats = stats(&lowered.files, &Skipped::default());
    let mut ids = lowered.files.iter().map(|file| &file.path).peekable();
    let texts = texts.into_iter().filter(|text| ids.next_if(|path| **path == text.path).is_some()).collect();
    let mut checked =
        understanding.understand(lowered, Vec::new(), &Scope::default(), Vec::new(), Box::new(InMemory(texts)));
    checked.stats = stats;
    Ok(checked)
}

/// What every run has in common, wherever its texts come from.
struct Understanding {
    policy: Policy,
    models: Vec<Model>,
    judges: Judges,
}

impl Understanding {
    /// Everything that can be wrong in a policy is found here, before any code is read.
    fn new(policy: Policy, model_files: &[Arc<Source>]) -> Result<Self, EngineError> {
        let models = policy::models(&policy, model_files)?;
        let judges = Judges::new(&policy)?;
        Ok(Self { policy, models, judges })
    }

    /// From facts to verdicts.
    fn understand(
        &self,
        lowered: Lowered,
        mut problems: Vec<Problem>,
        scope: &Scope,
        links: Vec<(RelPath, RelPath)>,
        texts: Box<dyn Texts + Send + Sync>,
    ) -> Checked {
        let inputs: Vec<Input> =
            lowered.files.into_iter().map(|file| Input { path: file.path, facts: file.facts }).collect();
        let program = Program::link(inputs, &lowered.manifests, &self.models).with_links(links);
        let judged = self.judges.judge(&program);
        problems.extend(lowered.problems);
        problems.extend(judged.problems);
        problems.extend(program.problems().iter().cloned());
        problems.retain(|problem| scope.concerns(problem));
        problems.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
        Checked {
            verdicts: sift::sift(judged.hits, &program, &self.policy, scope),
            problems,
            notes: Vec::new(),
            rules: self.judges.metas(),
            texts,
            stats: Stats::default(),
            incomplete_blocks: self.policy.run.incomplete == Incomplete::Block,
            program,
        }
    }
}

fn read_nested(root: &Path, folders: &[RelPath], notes: &mut Vec<Note>) -> Result<Vec<PolicyFile>, EngineError> {
    let mut files = Vec::with_capacity(folders.len());
    for folder in folders {
        if std::str::from_utf8(folder.as_bytes()).is_ok() {
            files.push(policy::read_found(root, folder)?);
        } else {
            notes.push(Note {
                message: format!("the policy in `{folder}` does not count: the folder's name is not UTF-8"),
                remedy: "rename the folder".to_owned(),
            });
        }
    }
    Ok(files)
}

/// A pass that looked at nothing must not look like any other.
fn nothing_read(scope: &Scope) -> Note {
    let place = if scope.is_everything() { "the root" } else { "the given paths" };
    Note {
        message: format!("no file of a language that skinflint reads was found in {place}"),
        remedy: "`--verbose` counts what was left out, and why".to_owned(),
    }
}
