//! What a name of a commit means, and how commits hang together. Names come from command lines and
//! from payloads of events: none of them is ever taken for an option.

use std::path::Path;

use super::ObjectId;
use super::command::{Said, git, run};
use crate::repository::{GitEnvironment, Repository};

/// A name that leads to no commit here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevisionError {
    /// There is no repository to ask.
    #[error("there is no git repository around the root")]
    NoRepository,
    /// It cannot be the name of a commit.
    #[error("`{0}` cannot be the name of a commit")]
    NoName(String),
    /// The repository has no such commit.
    #[error("this repository has no commit `{name}`{}", if *.shallow { ": it is a shallow clone" } else { "" })]
    Missing {
        /// The name, safe to print.
        name: String,
        /// Whether the clone was cut off, which is the likely reason.
        shallow: bool,
    },
    /// Two commits have no ancestor in common here.
    #[error(
        "{first} and {second} have no common ancestor here{}",
        if *.shallow { ": it is a shallow clone" } else { "" }
    )]
    Unrelated {
        /// The base.
        first: String,
        /// The head.
        second: String,
        /// Whether the clone was cut off, which is the likely reason.
        shallow: bool,
    },
    /// git failed.
    #[error("git could not be asked: {0}")]
    Git(String),
}

/// The commits of the repository that a folder belongs to.
#[derive(Clone, Debug)]
pub struct Commits {
    pub(crate) repository: Repository,
}

impl Commits {
    /// Of the repository around a folder.
    ///
    /// # Errors
    /// Where there is none.
    pub fn around(folder: &Path) -> Result<Self, RevisionError> {
        let folder = folder.canonicalize().map_err(|error| RevisionError::Git(error.to_string()))?;
        Repository::containing(&folder, &GitEnvironment::of_this_process())
            .map(|repository| Self { repository })
            .ok_or(RevisionError::NoRepository)
    }

    /// The top folder of the work tree.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.repository.top
    }

    /// From the top of the work tree to a folder, with a `/` behind it; empty where they are one.
    #[must_use]
    pub fn prefix(&self, folder: &Path) -> Vec<u8> {
        match crate::os_path::relative(self.top(), folder) {
            Some(path) if !path.as_bytes().is_empty() => [path.as_bytes(), b"/"].concat(),
            _ => Vec::new(),
        }
    }

    /// The commit that a name means.
    ///
    /// # Errors
    /// Where it means none.
    pub fn resolve(&self, name: &str) -> Result<ObjectId, RevisionError> {
        let shown = crate::os_path::shown_text(name);
        if name.is_empty() || name.starts_with('-') || name.contains(|c: char| c.is_control()) {
            return Err(RevisionError::NoName(shown));
        }
        let wanted = format!("{name}^{{commit}}");
        let said = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        match first_id(&said.stdout) {
            Some(id) if said.ok => Ok(id),
            _ => Err(RevisionError::Missing { name: shown, shallow: self.is_shallow() }),
        }
    }

    /// The best common ancestors of two commits: several where branches were merged crosswise.
    ///
    /// # Errors
    /// Where there is none.
    pub fn merge_bases(&self, base: ObjectId, head: ObjectId) -> Result<Vec<ObjectId>, RevisionError> {
        let said = self.ask(&["merge-base", "--all", &base.to_string(), &head.to_string()])?;
        let mut bases: Vec<ObjectId> = ids(&said.stdout).collect();
        bases.sort();
        if bases.is_empty() {
            let shallow = self.is_shallow();
            return Err(RevisionError::Unrelated { first: base.short(), second: head.short(), shallow });
        }
        Ok(bases)
    }

    /// The parents of a commit, as the commit itself names them: in a shallow clone they may be absent.
    ///
    /// # Errors
    /// Where git cannot read it.
    pub fn parents(&self, commit: ObjectId) -> Result<Vec<ObjectId>, RevisionError> {
        let said = self.ask(&["cat-file", "commit", &commit.to_string()])?;
        if !said.ok {
            return Err(RevisionError::Git(said.stderr));
        }
        let header = said.stdout.split(|b| *b == b'\n').take_while(|line| !line.is_empty());
        Ok(header.filter_map(|line| ObjectId::from_hex(line.strip_prefix(b"parent ")?)).collect())
    }

    /// Whether the clone was cut off somewhere.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.ask(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.stdout.starts_with(b"true"))
    }

    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Said, RevisionError> {
        run(git(&self.repository).args(arguments)).map_err(RevisionError::Git)
    }
}

fn first_id(output: &[u8]) -> Option<ObjectId> {
    ids(output).next()
}

fn ids(output: &[u8]) -> impl Iterator<Item = ObjectId> {
    output.split(|b| *b == b'\n').filter_map(ObjectId::from_hex)
}
