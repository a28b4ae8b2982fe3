//! What the two ways of listing a root (git, walk) have in common: the items they give and the
//! words for what should be told about them.

use skinflint_base::{Problem, RelPath};

use crate::skipped::Skipped;

/// Where the list of files came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The index of a git work tree and its untracked files that are not ignored.
    Git,
    /// A walk over the folders.
    Walk,
    /// The objects of git: a commit, or the index.
    Objects,
}

/// Something worth telling that costs no judgement: it never makes a run incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What happened, in one sentence without a full stop.
    pub message: String,
    /// What the user can do about it.
    pub remedy: String,
}

/// What is known of a listed path before it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In git's index as a file; on disk it may be missing or something else by now.
    Tracked,
    /// In git's index, and git was told not to expect it on disk (sparse checkout).
    Sparse,
    /// Untracked in a git work tree: a file or a link.
    Untracked,
    /// A regular file: the walk has seen it.
    File,
    /// A file among git's objects.
    Blob,
    /// A file that the index holds several versions of.
    Conflict,
    /// A symbolic link.
    Link,
    /// A submodule, or another repository inside this one.
    Repository,
    /// A pipe, a socket, a device.
    Special,
}

/// One path below the root.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) path: RelPath,
    pub(crate) kind: Kind,
}

/// Everything one way of listing has to say. In no order.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) items: Vec<Listed>,
    pub(crate) skipped: Skipped,
    pub(crate) notes: Vec<Note>,
    pub(crate) problems: Vec<Problem>,
}
