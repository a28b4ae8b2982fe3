//! What a commit or the index holds, read from git's objects: the work tree is never touched, and
//! nothing is written. Paths are any bytes.

use std::collections::BTreeMap;

use skinflint_base::RelPath;

use super::command::run;
use super::{Blob, Blobs, Commits, ObjectId, RevisionError, command};
use crate::links::Target;
use crate::os_path;

/// What stands at a path of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    File,
    Link,
    /// A submodule: a commit of another repository.
    Submodule,
    /// A file that is not merged yet: the index holds several.
    Conflict,
}

/// One tree, with all of its paths.
#[derive(Debug)]
pub(crate) struct GitTree {
    /// By path from the top of the repository.
    files: BTreeMap<RelPath, (Mode, ObjectId)>,
    /// From the top to the root of the run, with a `/` behind it; empty where they are one.
    prefix: Vec<u8>,
    blobs: Blobs,
}

/// A link is followed so often, as the system does.
const MOST_LINKS: usize = 40;
/// Longer targets of links are none.
const LONGEST_TARGET: u64 = 4096;

impl GitTree {
    /// The tree of a commit, as seen from `below`, the root's path from the top.
    pub(crate) fn of_commit(commits: &Commits, commit: ObjectId, below: &RelPath) -> Result<Self, RevisionError> {
        let said = commits.ask(&["ls-tree", "-r", "-z", "--full-tree", &commit.to_string()])?;
        if !said.ok {
            return Err(RevisionError::Git(said.stderr));
        }
        Self::read(commits, &said.stdout, below, |meta| match meta {
            [mode, _, id] => Some((mode_of(mode), ObjectId::from_hex(id)?)),
            _ => None,
        })
    }

    /// What the index holds: what a commit made now would have.
    pub(crate) fn of_index(commits: &Commits, below: &RelPath) -> Result<Self, RevisionError> {
        let said = run(command::git(&commits.repository).args(["ls-files", "-z", "--stage", "--cached"]))
            .map_err(RevisionError::Git)?;
        if !said.ok {
            return Err(RevisionError::Git(said.stderr));
        }
        Self::read(commits, &said.stdout, below, |meta| match meta {
            [mode, id, b"0"] => Some((mode_of(mode), ObjectId::from_hex(id)?)),
            [_, id, _] => Some((Mode::Conflict, ObjectId::from_hex(id)?)),
            _ => None,
        })
    }

    /// Records are some words, a tab and a path, each with a NUL behind it.
    fn read(
        commits: &Commits,
        output: &[u8],
        below: &RelPath,
        meaning: impl Fn(&[&[u8]]) -> Option<(Mode, ObjectId)>,
    ) -> Result<Self, RevisionError> {
        let mut files = BTreeMap::new();
        for record in output.split(|b| *b == 0).filter(|record| !record.is_empty()) {
            let entry = record.iter().position(|b| *b == b'\t').and_then(|tab| {
                let meta: Vec<&[u8]> = record[..tab].split(|b| *b == b' ').collect();
                Some((RelPath::from_bytes(&record[tab + 1..]), meaning(&meta)?))
            });
            let Some((path, what)) = entry else {
                let record = os_path::shown_text(&String::from_utf8_lossy(record));
                return Err(RevisionError::Git(format!("it listed something that is not understood: {record}")));
            };
            files.insert(path, what);
        }
        let prefix = match below.as_bytes() {
            [] => Vec::new(),
            below => [below, b"/"].concat(),
        };
        Ok(Self { files, prefix, blobs: Blobs::new(commits.repository.clone()) })
    }

    /// Every path below the root, in order.
    pub(crate) fn below_root(&self) -> impl Iterator<Item = (RelPath, Mode)> {
        self.files.iter().filter_map(|(path, (mode, _))| {
            Some((RelPath::from_bytes(path.as_bytes().strip_prefix(&self.prefix[..])?), *mode))
        })
    }

    /// From the top to the root, with a `/` behind it.
    pub(crate) fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    fn with_prefix(&self, path: &RelPath) -> RelPath {
        if self.prefix.is_empty() {
            path.clone()
        } else {
            RelPath::from_bytes(&[&self.prefix, path.as_bytes()].concat())
        }
    }

    /// The blob at a path below the root, links not followed.
    pub(crate) fn id(&self, path: &RelPath) -> Option<ObjectId> {
        self.files.get(&self.with_prefix(path)).map(|(_, id)| *id)
    }

    /// Whether a plain file lies at a path below the root.
    pub(crate) fn has_file(&self, path: &[u8]) -> bool {
        matches!(self.files.get(&self.with_prefix(&RelPath::from_bytes(path))), Some((Mode::File, _)))
    }

    /// The content of a plain file, by its path from the top; `None` where there is none.
    pub(crate) fn content(&self, from_top: &RelPath, max: u64) -> Result<Option<Blob>, String> {
        match self.files.get(from_top) {
            Some((Mode::File, id)) => self.blobs.read(*id, max).map(Some),
            _ => Ok(None),
        }
    }

    pub(crate) fn blob(&self, id: ObjectId, max: u64) -> Result<Blob, String> {
        self.blobs.read(id, max)
    }

    /// Where a link at a path below the root ends. Nothing out of the tree is ever looked at.
    pub(crate) fn resolve(&self, link: &RelPath) -> Target {
        let mut rest: Vec<Vec<u8>> = parts(self.with_prefix(link).as_bytes()).rev().map(<[u8]>::to_vec).collect();
        let mut at: Vec<Vec<u8>> = Vec::new();
        let mut followed = 0;
        while let Some(part) = rest.pop() {
            match &part[..] {
                b".." if at.pop().is_none() => return Target::Outside,
                b".." => continue,
                _ => at.push(part),
            }
            let here = RelPath::from_bytes(&at.join(&b'/'));
            let Some((Mode::Link, id)) = self.files.get(&here) else { continue };
            followed += 1;
            if followed > MOST_LINKS {
                return Target::Nowhere;
            }
            let Ok(Blob::Bytes(target)) = self.blobs.read(*id, LONGEST_TARGET) else { return Target::Nowhere };
            if target.first() == Some(&b'/') {
                return Target::Outside;
            }
            at.pop();
            rest.extend(parts(&target).rev().map(<[u8]>::to_vec));
        }
        let end = RelPath::from_bytes(&at.join(&b'/'));
        let Some(below) = end.as_bytes().strip_prefix(&self.prefix[..]) else { return Target::Outside };
        match self.files.get(&end) {
            Some((Mode::File | Mode::Conflict, _)) => Target::File(RelPath::from_bytes(below), 0),
            Some((Mode::Submodule, _)) => Target::Folder(RelPath::from_bytes(below)),
            Some((Mode::Link, _)) => Target::Nowhere,
            None => {
                let folder = [end.as_bytes(), b"/"].concat();
                let first = self.files.range(RelPath::from_bytes(&folder)..).next();
                let is_folder = first.is_some_and(|(path, _)| path.as_bytes().starts_with(&folder));
                if is_folder { Target::Folder(RelPath::from_bytes(below)) } else { Target::Nowhere }
            }
        }
    }
}

fn mode_of(mode: &[u8]) -> Mode {
    match mode {
        b"120000" => Mode::Link,
        b"160000" => Mode::Submodule,
        _ => Mode::File,
    }
}

/// The parts of a path that lead somewhere.
fn parts(path: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    path.split(|b| *b == b'/').filter(|part| !part.is_empty() && *part != b".")
}
