//! A tree of files, wherever it lies: on disk, in a commit, in the index. What discovery and the rest of
//! this crate ask of one.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use skinflint_base::RelPath;

use crate::git::{Blob, GitTree};
use crate::links::{self, Target};
use crate::{Commits, ObjectId, RevisionError, SourceError, os_path, policy_files, root};

/// One tree, seen from the root of a run.
#[derive(Clone, Debug)]
pub struct Tree(pub(crate) Kind);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// What lies on disk below a canonical folder.
    Disk(PathBuf),
    /// What git's objects hold.
    Git(Arc<GitTree>),
}

/// A larger `.gitattributes` is a mistake or an attack.
const MAX_ATTRIBUTES: u64 = 4 * 1024 * 1024;

impl Tree {
    /// What lies on disk below a folder.
    ///
    /// # Errors
    /// Where there is no such folder.
    pub fn on_disk(folder: &Path) -> Result<Self, SourceError> {
        let canonical = root::canonical(folder)?;
        if canonical.is_dir() {
            Ok(Self(Kind::Disk(canonical)))
        } else {
            Err(SourceError::NotAFolder { path: folder.to_path_buf() })
        }
    }

    /// What a commit holds below a folder of the work tree, whether or not the folder is there now.
    ///
    /// # Errors
    /// Where git cannot list it.
    pub fn of_commit(commits: &Commits, commit: ObjectId, root: &Path) -> Result<Self, RevisionError> {
        let below = below(commits, root);
        GitTree::of_commit(commits, commit, &below).map(|tree| Self(Kind::Git(Arc::new(tree))))
    }

    /// What the index holds below a folder of the work tree.
    ///
    /// # Errors
    /// Where git cannot list it.
    pub fn of_index(commits: &Commits, root: &Path) -> Result<Self, RevisionError> {
        GitTree::of_index(commits, &below(commits, root)).map(|tree| Self(Kind::Git(Arc::new(tree))))
    }

    /// The folder on disk; `None` for what git's objects hold.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.0 {
            Kind::Disk(folder) => Some(folder),
            Kind::Git(_) => None,
        }
    }

    /// The blob at a path; `None` where none lies there, and for a tree on disk.
    #[must_use]
    pub fn id(&self, path: &RelPath) -> Option<ObjectId> {
        match &self.0 {
            Kind::Disk(_) => None,
            Kind::Git(tree) => tree.id(path),
        }
    }

    /// The policy file in a folder; `None` where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, is no UTF-8, is too large or leads out of the root.
    pub fn policy_in(&self, folder: &RelPath) -> Result<Option<String>, SourceError> {
        let path = join(folder, policy_files::POLICY_FILE);
        match &self.0 {
            Kind::Disk(root) => {
                let path = os_path::below(root, &path);
                // A dangling link is read too, so that its reader tells what is wrong.
                match path.symlink_metadata() {
                    Ok(meta) if !meta.is_dir() => policy_files::read_policy_file_below(root, &path).map(Some),
                    _ => Ok(None),
                }
            }
            Kind::Git(tree) => policy_text(tree, &path),
        }
    }

    /// The text of a small file that says something about others (owners); `None` where there is none or
    /// it cannot be had.
    #[must_use]
    pub fn text_at(&self, path: &RelPath) -> Option<String> {
        match &self.0 {
            Kind::Disk(root) => {
                let path = os_path::below(root, path);
                path.is_file().then(|| policy_files::read_policy_file_below(root, &path).ok()).flatten()
            }
            Kind::Git(tree) => policy_text(tree, path).ok().flatten(),
        }
    }

    /// Every `*.toml` below a folder, sorted by path, with its text.
    ///
    /// # Errors
    /// As [`Tree::policy_in`].
    pub fn toml_below(&self, folder: &RelPath) -> Result<Vec<(RelPath, String)>, SourceError> {
        match &self.0 {
            Kind::Disk(root) => {
                let found = policy_files::list_toml_below(root, &os_path::below(root, folder))?;
                let read = |path: PathBuf| {
                    let text = policy_files::read_policy_file_below(root, &path)?;
                    Ok((os_path::relative(root, &path).unwrap_or_else(|| folder.clone()), text))
                };
                found.into_iter().map(read).collect()
            }
            Kind::Git(tree) => {
                let folder = [folder.as_bytes(), b"/"].concat();
                let is_model = |path: &RelPath| path.as_bytes().starts_with(&folder) && path.extension() == "toml";
                let paths = tree.below_root().map(|(path, _)| path).filter(is_model);
                let read = |path: RelPath| Some(policy_text(tree, &path).transpose()?.map(|text| (path, text)));
                paths.filter_map(read).collect()
            }
        }
    }

    /// Where a link ends.
    pub(crate) fn resolve(&self, link: &RelPath) -> Target {
        match &self.0 {
            Kind::Disk(root) => links::resolve(root, link),
            Kind::Git(tree) => tree.resolve(link),
        }
    }

    /// Whether a plain file lies at a path.
    pub(crate) fn has_file(&self, path: &[u8]) -> bool {
        match &self.0 {
            Kind::Disk(root) => root.join(os_path::from_bytes(path)).is_file(),
            Kind::Git(tree) => tree.has_file(path),
        }
    }

    /// The text of a plain file by its path from the top of the repository, which is `top` on disk;
    /// `None` where there is none. git follows no link of that name either.
    pub(crate) fn attributes(&self, top: &Path, from_top: &RelPath) -> io::Result<Option<String>> {
        let too_large = || io::Error::other(format!("it has more than {MAX_ATTRIBUTES} bytes"));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match &self.0 {
            Kind::Disk(_) => {
                let path = os_path::below(top, from_top);
                match std::fs::symlink_metadata(&path) {
                    Ok(meta) if meta.is_file() && meta.len() <= MAX_ATTRIBUTES => {
                        std::fs::read(&path).map(|bytes| Some(text(&bytes)))
                    }
                    Ok(meta) if meta.is_file() => Err(too_large()),
                    Ok(_) => Ok(None),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(error),
                }
            }
            Kind::Git(tree) => match tree.content(from_top, MAX_ATTRIBUTES).map_err(io::Error::other)? {
                Some(Blob::Bytes(bytes)) => Ok(Some(text(&bytes))),
                Some(Blob::TooLarge) => Err(too_large()),
                Some(Blob::Absent) => Err(io::Error::other("the clone has not its content")),
                None => Ok(None),
            },
        }
    }
}

/// The root's path from the top of the work tree.
fn below(commits: &Commits, root: &Path) -> RelPath {
    os_path::relative(commits.top(), root).unwrap_or_else(|| RelPath::from(""))
}

fn join(folder: &RelPath, name: &str) -> RelPath {
    match folder.as_bytes() {
        [] => RelPath::from(name),
        folder => RelPath::from_bytes(&[folder, b"/", name.as_bytes()].concat()),
    }
}

/// The text of a policy or a model in git's objects. A link must end in the root.
fn policy_text(tree: &GitTree, path: &RelPath) -> Result<Option<String>, SourceError> {
    let shown = || os_path::from_bytes(path.as_bytes()).into_owned();
    let Some(mut id) = tree.id(path) else { return Ok(None) };
    if !tree.has_file(path.as_bytes()) {
        match tree.resolve(path) {
            Target::File(real, _) => id = tree.id(&real).unwrap_or(id),
            Target::Outside => return Err(SourceError::OutsideRoot { path: shown(), root: PathBuf::from(".") }),
            Target::Folder(_) => return Ok(None),
            Target::Nowhere | Target::Special => return Err(SourceError::NoSuchPath { path: shown() }),
        }
    }
    let unreadable = |reason: String| SourceError::reading(&shown(), io::Error::other(reason));
    match tree.blob(id, policy_files::MAX_BYTES).map_err(unreadable)? {
        Blob::Bytes(bytes) => policy_files::utf8(bytes, &shown()).map(Some),
        Blob::TooLarge => Err(SourceError::PolicyTooLarge { path: shown(), limit: policy_files::MAX_BYTES }),
        Blob::Absent => Err(unreadable("the clone is partial and has not its content".to_owned())),
    }
}
