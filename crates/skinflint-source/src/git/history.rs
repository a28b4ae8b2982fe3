//! What landed on a branch: its first parents, the newest first.

use super::commits::ids;
use super::{Commits, ObjectId, RevisionError};

/// One step of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landed {
    /// What the branch held after it.
    pub commit: ObjectId,
    /// What it held before: its first parent.
    pub before: ObjectId,
    /// The first line of its message, safe to print.
    pub title: String,
}

impl Commits {
    /// The last `most` steps of a branch that lead to `tip`. Where a shallow clone is cut off, there are
    /// fewer.
    ///
    /// # Errors
    /// Where git cannot read them.
    pub fn landed(&self, tip: ObjectId, most: u32) -> Result<Vec<Landed>, RevisionError> {
        let count = format!("--max-count={most}");
        let said = self.ask(&["rev-list", "--first-parent", "--format=%H %P%x00%s", &count, &tip.to_string(), "--"])?;
        if !said.ok {
            return Err(RevisionError::Git(said.stderr));
        }
        let steps = said.stdout.split(|b| *b == b'\n').filter_map(|line| {
            let (names, title) = line.split_at(line.iter().position(|b| *b == 0)?);
            let mut names = names.split(|b| *b == b' ').filter_map(ObjectId::from_hex);
            let title = crate::os_path::shown_text(&String::from_utf8_lossy(&title[1..]));
            Some(Landed { commit: names.next()?, before: names.next()?, title })
        });
        Ok(steps.collect())
    }

    /// What a branch pointed to in the last `days`, by its first parents; at most `most` commits.
    ///
    /// # Errors
    /// Where git cannot read them.
    pub fn recent(&self, tip: ObjectId, days: u32, most: u32) -> Result<Vec<ObjectId>, RevisionError> {
        let (since, count) = (format!("--since={days}.days"), format!("--max-count={most}"));
        let said = self.ask(&["rev-list", "--first-parent", &since, &count, &tip.to_string(), "--"])?;
        if said.ok { Ok(ids(&said.stdout).collect()) } else { Err(RevisionError::Git(said.stderr)) }
    }
}
