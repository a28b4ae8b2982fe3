//! What went wrong in reading something: a result of its own, beside findings.

use crate::{RelPath, Span};

/// What kind of thing could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// Part of a file, or all of it, could not be lowered: what stands there was not judged.
    NotLowered,
    /// A file could not be read from disk or git.
    NotRead,
    /// A rule failed inside: our bug, its other findings stand.
    RuleFailed,
    /// The change could not be compared with anything, so nothing was judged.
    NoBase,
}

/// Something in scope that could not be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// The file, where there is one.
    pub path: Option<RelPath>,
    /// The lines that are lost, where they are known.
    pub span: Option<Span>,
    /// What happened, in one sentence without a full stop.
    pub message: String,
    /// What the user can do about it.
    pub remedy: String,
}
