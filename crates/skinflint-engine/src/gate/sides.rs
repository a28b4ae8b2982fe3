//! The trees of a change: what it is compared with, what it makes, and whose policy judges it.

use std::path::Path;

use skinflint_base::RelPath;
use skinflint_source::{Commits, ObjectId, RevisionError, Tree};

use super::{ChangeRequest, Head};

/// A commit and its tree.
pub(super) struct Side {
    pub(super) commit: ObjectId,
    pub(super) tree: Tree,
}

/// What the change makes.
pub(super) struct HeadSide {
    /// `None` for what lies on disk or in the index.
    pub(super) commit: Option<ObjectId>,
    pub(super) tree: Tree,
}

/// All trees of a change.
pub(super) struct Sides {
    /// What the change began with: the merge base, or several where branches were merged crosswise.
    /// Never empty.
    pub(super) bases: Vec<Side>,
    pub(super) head: HeadSide,
    /// Whose policy judges.
    pub(super) protected: Side,
    /// The commit that the change is to be merged into.
    pub(super) onto: ObjectId,
    /// The last commit of the change.
    pub(super) tip: ObjectId,
    pub(super) commits: Commits,
    /// From the top of the repository to the root, with a `/` behind it.
    pub(super) prefix: Vec<u8>,
}

/// There is nothing to compare with.
#[derive(Clone, Debug)]
pub(super) struct NoBase {
    pub(super) message: String,
    pub(super) remedy: String,
}

/// More merge bases than this are not looked at: each costs a run.
const MOST_BASES: usize = 4;

impl Sides {
    /// Finds them in the repository around the root.
    pub(super) fn find(root: &Path, change: &ChangeRequest) -> Result<Self, NoBase> {
        let commits = Commits::around(root).map_err(|error| no_base(&error, change))?;
        Self::among(&commits, root, change).map_err(|error| no_base(&error, change))
    }

    fn among(commits: &Commits, root: &Path, change: &ChangeRequest) -> Result<Self, RevisionError> {
        if let Some(reason) = &change.unknown {
            return Err(RevisionError::Git(reason.clone()));
        }
        let base = match tested(commits, change)? {
            Some(parent) => parent,
            None => commits.resolve(&change.base)?,
        };
        let protected = match &change.policy_ref {
            Some(name) => commits.resolve(name)?,
            None => base,
        };
        let of_commit = |commit| Ok(Side { commit, tree: Tree::of_commit(commits, commit, root)? });
        let (head, tip) = match &change.head {
            Head::Worktree => (HeadSide { commit: None, tree: on_disk(root)? }, commits.resolve("HEAD")?),
            Head::Index => (HeadSide { commit: None, tree: Tree::of_index(commits, root)? }, commits.resolve("HEAD")?),
            Head::Commit(name) => {
                let Side { commit, tree } = of_commit(commits.resolve(name)?)?;
                (HeadSide { commit: Some(commit), tree }, commit)
            }
        };
        let bases = commits.merge_bases(base, tip)?;
        Ok(Self {
            bases: bases.into_iter().take(MOST_BASES).map(of_commit).collect::<Result<_, _>>()?,
            head,
            protected: of_commit(protected)?,
            onto: base,
            tip,
            prefix: commits.prefix(root),
            commits: commits.clone(),
        })
    }

    /// The messages of the change's own commits.
    pub(super) fn messages(&self, root: &Path, most: u32) -> Result<Vec<String>, RevisionError> {
        let commits = Commits::around(root)?;
        let tip = match self.head.commit {
            Some(commit) => commit,
            None => commits.resolve("HEAD")?,
        };
        commits.messages(self.bases[0].commit, tip, most)
    }

    /// The files that the change touches.
    pub(super) fn changed(&self, root: &Path, untracked: bool) -> Result<Vec<RelPath>, RevisionError> {
        Commits::around(root)?.changed(self.bases[0].commit, self.head.commit, untracked)
    }

    /// The commit that the change makes; `None` for what lies on disk or in the index.
    pub(super) fn head_name(&self) -> Option<String> {
        self.head.commit.map(|commit| commit.to_string())
    }
}

/// Where the platform has merged the proposal for the test: what it was merged into. What others have
/// landed meanwhile is no part of the change then.
fn tested(commits: &Commits, change: &ChangeRequest) -> Result<Option<ObjectId>, RevisionError> {
    let (Some(proposed), Head::Worktree) = (&change.proposed, &change.head) else { return Ok(None) };
    match commits.parents(commits.resolve("HEAD")?)?[..] {
        [first, second] if second.to_string() == *proposed => commits.resolve(&first.to_string()).map(Some),
        _ => Ok(None),
    }
}

fn on_disk(root: &Path) -> Result<Tree, RevisionError> {
    Tree::on_disk(root).map_err(|error| RevisionError::Git(error.to_string()))
}

fn no_base(error: &RevisionError, change: &ChangeRequest) -> NoBase {
    let remedy = match error {
        RevisionError::NoRepository => "run it in a git work tree, or leave out `--base`".to_owned(),
        RevisionError::NoName(_) => "name a branch, a tag or a commit".to_owned(),
        RevisionError::Missing { .. } | RevisionError::Unrelated { .. } => format!(
            "fetch the whole history: in GitHub Actions give actions/checkout `fetch-depth: 0`, elsewhere run \
             `git fetch --unshallow`, or fetch `{}`",
            skinflint_base::RelPath::from(change.base.as_str())
        ),
        RevisionError::Git(_) => "see that git runs in this repository".to_owned(),
    };
    NoBase { message: format!("the change cannot be compared with its base: {error}"), remedy }
}
