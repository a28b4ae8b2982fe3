//! A change must not hide what it adds: a mark that says "generated", a size, a NUL byte count only where
//! they were there before.

use skinflint_base::{Problem, ProblemKind, RelPath};
use skinflint_policy::Files;
use skinflint_source::{Entry, Read, SkipReason, Tree, read};

use crate::EngineError;
use crate::lower::Hiding;
use crate::selection::is_wanted;

/// What the base read of a path, asked when the head is about to leave it out.
pub(super) struct Guard<'a> {
    base: &'a Tree,
    entries: Vec<Entry>,
}

impl<'a> Guard<'a> {
    pub(super) fn new(base: &'a Tree, files: &Files) -> Result<Self, EngineError> {
        let found = skinflint_source::discover(base, &crate::selection::selection(files), &is_wanted)?;
        Ok(Self { base, entries: found.entries })
    }

    fn before(&self, path: &RelPath) -> Option<Read> {
        let at = self.entries.binary_search_by(|entry| entry.path.cmp(path)).ok()?;
        Some(read(self.base, &self.entries[at]))
    }

    /// Whether a file that holds what is left out may be left out.
    pub(super) fn decide(&self, entry: &Entry, reason: SkipReason) -> Hiding {
        if matches!(self.before(&entry.path), Some(Read::Skipped(before)) if before == reason) {
            return Hiding::Granted;
        }
        let told = |message: &str, remedy: &str| {
            Hiding::Told(Problem {
                kind: ProblemKind::NotRead,
                path: Some(entry.path.clone()),
                span: None,
                message: message.to_owned(),
                remedy: remedy.to_owned(),
            })
        };
        match reason {
            SkipReason::Generated => Hiding::Refused,
            SkipReason::TooLarge => told(
                "the change makes it larger than `files.max-size`, so it was not judged",
                "split it, or raise `files.max-size` or exclude the file in the protected branch's policy first",
            ),
            SkipReason::Binary => told(
                "the change makes it binary (there is a NUL byte near its start), so it was not judged",
                "take the NUL byte out, or exclude the file in the protected branch's policy first",
            ),
        }
    }
}
