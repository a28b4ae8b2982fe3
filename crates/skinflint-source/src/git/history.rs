//! What landed on a branch: its first parents, the newest first.

use std::collections::HashSet;

use skinflint_base::RelPath;

use super::command::{git, run};
use super::{Commits, ObjectId, RevisionError};
use crate::os_path;

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

    /// The messages of the commits that `tip` has and `base` has not, the newest first; at most `most`.
    /// Merges are among them: a platform may keep the description there.
    ///
    /// # Errors
    /// Where git cannot read them.
    pub fn messages(&self, base: ObjectId, tip: ObjectId, most: u32) -> Result<Vec<String>, RevisionError> {
        let (count, range) = (format!("--max-count={most}"), format!("{base}..{tip}"));
        let said = self.ask(&["log", "-z", "--no-show-signature", "--format=%B", &count, &range, "--"])?;
        if !said.ok {
            return Err(RevisionError::Git(said.stderr));
        }
        let messages = said.stdout.split(|b| *b == 0).filter(|bytes| !bytes.is_empty());
        Ok(messages.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect())
    }

    /// The files that differ between a commit and another one, sorted; without the other, between it and
    /// the index. With `untracked`, those that git does not know too. Files on disk are not compared: that
    /// could run a filter that the repository's attributes name.
    ///
    /// # Errors
    /// Where git cannot tell.
    pub fn changed(
        &self,
        base: ObjectId,
        tip: Option<ObjectId>,
        untracked: bool,
    ) -> Result<Vec<RelPath>, RevisionError> {
        let (base, tip) = (base.to_string(), tip.map(|tip| tip.to_string()));
        let mut arguments = vec!["diff", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames"];
        match &tip {
            Some(tip) => arguments.extend([base.as_str(), tip.as_str()]),
            None => arguments.extend(["--cached", base.as_str()]),
        }
        arguments.push("--");
        let mut outputs = vec![self.ask(&arguments)?];
        if untracked {
            outputs.push(self.ask(&["ls-files", "--others", "--exclude-standard", "-z"])?);
        }
        let mut paths = Vec::new();
        for said in outputs {
            if !said.ok {
                return Err(RevisionError::Git(said.stderr));
            }
            let names = said.stdout.split(|b| *b == 0).filter(|name| !name.is_empty());
            paths.extend(names.map(RelPath::from_bytes));
        }
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    /// What a branch held at some paths (from the top of the repository) in the last `days`: paths with
    /// their blobs, `None` where nothing lay there for a while. At most `most` of its steps are looked at.
    ///
    /// # Errors
    /// Where git cannot read them.
    pub fn held(
        &self,
        tip: ObjectId,
        days: u64,
        most: u32,
        paths: &[RelPath],
    ) -> Result<HashSet<(RelPath, Option<ObjectId>)>, RevisionError> {
        let (since, count, tip) = (format!("--since={days}.days"), format!("--max-count={most}"), tip.to_string());
        let mut command = git(&self.repository);
        // Merges are compared with what the branch held before them; no program of the user's formats.
        command.args(["-c", "log.showSignature=false", "log", "--first-parent", "-m", "--raw", "-z", "--no-abbrev"]);
        command.args(["--no-renames", "--no-ext-diff", "--no-textconv", "--format=", &since, &count, &tip, "--"]);
        command.args(paths.iter().map(|path| os_path::from_bytes(path.as_bytes()).into_owned()));
        let said = run(&mut command).map_err(RevisionError::Git)?;
        if !said.ok {
            return Err(RevisionError::Git(said.stderr));
        }
        // `:MODE MODE OLD NEW STATUS`, then the path, each with a NUL behind it.
        let mut held = HashSet::new();
        let mut records = said.stdout.split(|b| *b == 0);
        while let Some(record) = records.next() {
            let words: Vec<&[u8]> = record.split(|b| *b == b' ').collect();
            let [_, _, old, new, _] = words[..] else { continue };
            let Some(path) = records.next().map(RelPath::from_bytes) else { break };
            for id in [old, new].into_iter().filter_map(ObjectId::from_hex) {
                held.insert((path.clone(), (!id.is_null()).then_some(id)));
            }
        }
        Ok(held)
    }
}
