//! One tree under one policy, from its files to what its rules found. What a run makes of that (a scope,
//! a base to compare with) is not known here.

use std::sync::Arc;

use skinflint_base::{FileId, Problem, RelPath, RuleMeta, Verdict};
use skinflint_policy::{Incomplete, Policy, PolicyFile, Source};
use skinflint_program::{Input, Model, Program};
use skinflint_report::Stats;
use skinflint_rule::ChangeView;
use skinflint_source::{CODE_OWNERS_FILES, CodeOwners, Discovery, Entry, Note, ObjectId, Tree, discover_by};

use crate::judge::Judges;
use crate::lower::{Lowered, Lowering};
use crate::selection::{is_wanted, narrow, selection, take_policies};
use crate::stats::stats;
use crate::suppress::{self, Allowance};
use crate::texts::TreeTexts;
use crate::{EngineError, policy, registry, sift};

/// What a policy says, ready to judge.
pub(crate) struct Understanding {
    pub(crate) policy: Policy,
    models: Vec<Model>,
    judges: Judges,
    owners: CodeOwners,
}

/// What was found in one tree, before anything is left out of it.
pub(crate) struct Judgement {
    /// Everything that the rules saw, also at level `off`, sorted by path, place and rule.
    pub(crate) verdicts: Vec<Verdict>,
    /// Sorted by path and place.
    pub(crate) problems: Vec<Problem>,
    /// The rules that ran.
    pub(crate) rules: Vec<RuleMeta>,
    pub(crate) program: Program,
    pub(crate) incomplete_blocks: bool,
    /// The comments that let findings pass, with their files; not applied yet.
    pub(crate) allowances: Vec<(FileId, RelPath, Allowance)>,
}

impl Judgement {
    /// Applies the comments. With `before`, those that a change adds count as the policy says.
    pub(crate) fn suppress(&mut self, policy: &Policy, before: Option<suppress::Before>) {
        suppress::apply(&mut self.verdicts, &self.allowances, policy, before);
    }
}

/// A judgement of a tree, with what its files are.
pub(crate) struct TreeJudgement {
    pub(crate) judgement: Judgement,
    pub(crate) notes: Vec<Note>,
    pub(crate) stats: Stats,
    pub(crate) texts: TreeTexts,
    /// The blob that each file is, in the order of file ids; only where it was asked for.
    pub(crate) blobs: Vec<Option<ObjectId>>,
    /// The path of each file, likewise.
    pub(crate) paths: Vec<RelPath>,
}

impl Understanding {
    /// Everything that can be wrong in a policy is found here, before any code is read.
    pub(crate) fn new(policy: Policy, model_files: &[Arc<Source>], owners: CodeOwners) -> Result<Self, EngineError> {
        let models = policy::models(&policy, model_files)?;
        let judges = Judges::new(&policy)?;
        Ok(Self { policy, models, judges, owners })
    }

    /// Whom rules belong to, as far as the policy says.
    pub(crate) fn rule_owners(&self) -> Vec<(&'static str, String)> {
        let ids = registry::rules().map(|rule| rule.meta().id);
        ids.filter_map(|id| Some((id, self.policy.handling(id).owner?))).collect()
    }

    /// From facts to what the rules saw.
    pub(crate) fn understand(
        &self,
        lowered: Lowered,
        mut problems: Vec<Problem>,
        links: Vec<(RelPath, RelPath)>,
    ) -> Judgement {
        let mut allowances = Vec::new();
        for (index, file) in lowered.files.iter().enumerate() {
            let id = FileId(u32::try_from(index).unwrap_or(u32::MAX));
            allowances.extend(file.allowances.iter().map(|allowance| (id, file.path.clone(), allowance.clone())));
        }
        let inputs: Vec<Input> =
            lowered.files.into_iter().map(|file| Input { path: file.path, facts: file.facts }).collect();
        let program = Program::link(inputs, &lowered.manifests, &self.models).with_links(links);
        let judged = self.judges.judge(&program);
        problems.extend(lowered.problems);
        problems.extend(judged.problems);
        problems.extend(program.problems().iter().cloned());
        problems.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
        Judgement {
            verdicts: sift::rank(judged.hits, &program, &self.policy, &self.owners),
            problems,
            rules: self.judges.metas(),
            program,
            incomplete_blocks: self.policy.run.incomplete == Incomplete::Block,
            allowances,
        }
    }

    /// What the rules about changes see in one, and which of them failed.
    pub(crate) fn judge_change(&self, program: &Program, change: &ChangeView) -> (Vec<Verdict>, Vec<Problem>) {
        let judged = self.judges.judge_change(program, change);
        (sift::rank(judged.hits, program, &self.policy, &self.owners), judged.problems)
    }

    /// From a tree's files to what the rules saw.
    pub(crate) fn judge(&self, tree: &Tree, found: Discovery, lowering: &Lowering<'_>) -> TreeJudgement {
        let Discovery { mut entries, mut skipped, mut problems, notes, links, .. } = found;
        narrow(&mut entries, &mut problems, &self.policy.files, &mut skipped);
        lowering.begin(entries.len());
        let lowered = lowering.tree(tree, &entries);
        lowering.end();
        lowered.skipped.iter().for_each(|reason| skipped.add(*reason));
        let stats = stats(&lowered.files, &skipped);
        let blobs = lowered.files.iter().map(|file| file.blob).collect();
        let paths = lowered.files.iter().map(|file| file.path.clone()).collect();
        let texts = TreeTexts::new(tree.clone(), lowered_entries(entries, &lowered));
        TreeJudgement { judgement: self.understand(lowered, problems, links), notes, stats, texts, blobs, paths }
    }
}

/// The entries that became files: a file's id is its place among those that were lowered.
fn lowered_entries(mut entries: Vec<Entry>, lowered: &Lowered) -> Vec<Entry> {
    let mut ids = lowered.files.iter().map(|file| &file.path).peekable();
    entries.retain(|entry| ids.next_if(|path| **path == entry.path).is_some());
    entries
}

/// The policy that a tree carries, and the files that are there to be read under it.
pub(crate) struct Carried {
    /// The root's file, then those in folders below.
    pub(crate) files: Vec<PolicyFile>,
    pub(crate) models: Vec<Arc<Source>>,
    /// What they amount to.
    pub(crate) policy: Policy,
    pub(crate) found: Discovery,
    /// Who owns its files.
    pub(crate) owners: CodeOwners,
}

impl Carried {
    /// Of a tree, or the one that `named` holds instead.
    pub(crate) fn by(tree: &Tree, named: Option<&PolicyFile>) -> Result<Self, EngineError> {
        let mut files = match named {
            Some(file) => vec![file.clone()],
            None => policy::in_folder(tree, &RelPath::from(""))?.into_iter().collect(),
        };
        let mut policy = policy::resolve_for_all_rules(&files)?;
        let mut found = discover_by(tree, &selection(&policy.files), &is_wanted, None)?;
        let nested = take_policies(&mut found.entries);
        if named.is_none() && !nested.is_empty() {
            for folder in &nested {
                if std::str::from_utf8(folder.as_bytes()).is_ok() {
                    files.extend(policy::in_folder(tree, folder)?);
                } else {
                    found.notes.push(Note {
                        message: format!("the policy in `{folder}` does not count: the folder's name is not UTF-8"),
                        remedy: "rename the folder".to_owned(),
                    });
                }
            }
            policy = policy::resolve_for_all_rules(&files)?;
        }
        Ok(Self { files, models: policy::model_files(tree)?, policy, found, owners: owners_in(tree) })
    }
}

impl Carried {
    /// Whether another tree carries the same, to the letter.
    pub(crate) fn says_the_same(&self, files: &[PolicyFile], models: &[Arc<Source>]) -> bool {
        let texts = |models: &[Arc<Source>]| -> Vec<(String, String)> {
            models.iter().map(|model| (model.name().to_owned(), model.text().to_owned())).collect()
        };
        self.files == files && texts(&self.models) == texts(models)
    }
}

/// The owners that a tree names. Where the file cannot be read nobody owns anything, which every output
/// says of every finding: no reason to judge nothing.
fn owners_in(tree: &Tree) -> CodeOwners {
    let texts = CODE_OWNERS_FILES.iter().filter_map(|path| tree.text_at(&RelPath::from(*path)));
    texts.map(|text| CodeOwners::parse(&text)).next().unwrap_or_default()
}

/// What a policy lets in of a tree. What is generated or vendored, the attributes of another tree may say.
pub(crate) fn found_under(
    policy: &Policy,
    tree: &Tree,
    attributes_of: Option<&Tree>,
) -> Result<Discovery, EngineError> {
    let mut found = discover_by(tree, &selection(&policy.files), &is_wanted, attributes_of)?;
    drop(take_policies(&mut found.entries));
    Ok(found)
}
