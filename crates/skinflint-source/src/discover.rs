//! From a root to the files that are to be read. Decides; the listing is `git`'s or `walk`'s, and
//! no file is opened here but `.gitattributes`.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use skinflint_base::{Problem, ProblemKind, RelPath};

use crate::attributes::{self, Attributes};
use crate::error::remedy_for_reading;
use crate::folders::{FolderReason, Folders};
use crate::git::{Mode, ObjectId};
use crate::globs::{Globs, Selection};
use crate::links::{Parents, Target};
use crate::listing::{Kind, Listed, Listing, Note, Origin};
use crate::repository::{GitEnvironment, Repository};
use crate::skipped::Skipped;
use crate::tree::{self, Tree};
use crate::{SourceError, generated, git, language, os_path, walk};

/// A file that is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path below the root; for a link, the link's.
    pub path: RelPath,
    /// Its size in bytes when it was found. It may have changed by the time it is read.
    pub size: u64,
    /// Where a link ends, below the root.
    pub(crate) real: Option<RelPath>,
    /// Read it whatever its head says.
    pub(crate) never_generated: bool,
    /// The size cap, in bytes.
    pub(crate) max_bytes: u64,
    /// Where its content is among git's objects.
    pub(crate) blob: Option<ObjectId>,
}

impl Entry {
    /// The blob that holds its content; `None` for a file on disk.
    #[must_use]
    pub fn blob(&self) -> Option<ObjectId> {
        self.blob
    }

    /// Whether it is read whatever its head says.
    #[must_use]
    pub fn reads_generated(&self) -> bool {
        self.never_generated
    }

    /// The size from which it is not read.
    #[must_use]
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// The same file, to be read whatever its head says.
    #[must_use]
    pub fn whoever_wrote_it(&self) -> Self {
        Self { never_generated: true, ..self.clone() }
    }
}

/// What lies below a root.
#[derive(Clone, Debug)]
pub struct Discovery {
    /// What is to be read, sorted by the bytes of the path, each file once.
    pub entries: Vec<Entry>,
    /// Symbolic links to files and folders of the root, each with where it ends, both below the root. What
    /// a link leads to is read once; that it counts in a second place too is for those to know who care
    /// about folders. Sorted.
    pub links: Vec<(RelPath, RelPath)>,
    /// What is left out.
    pub skipped: Skipped,
    /// What should be read and cannot be found out about, sorted by path.
    pub problems: Vec<Problem>,
    /// What is worth telling and costs no judgement.
    pub notes: Vec<Note>,
    /// Where the list came from.
    pub origin: Origin,
}

/// List the files of a tree. `wanted` says whether a frontend reads a path; everything else is counted
/// by language and never a problem.
///
/// # Errors
/// Where a glob is not valid.
pub fn discover(
    tree: &Tree,
    selection: &Selection,
    wanted: &dyn Fn(&RelPath) -> bool,
) -> Result<Discovery, SourceError> {
    discover_by(tree, selection, wanted, None)
}

/// As [`discover`], but what is generated or vendored is what the attributes of another tree of the
/// same repository say: those of the tree itself may be what a change adds to hide something.
///
/// # Errors
/// As [`discover`].
pub fn discover_by(
    tree: &Tree,
    selection: &Selection,
    wanted: &dyn Fn(&RelPath) -> bool,
    attributes_of: Option<&Tree>,
) -> Result<Discovery, SourceError> {
    let globs = Globs::new(selection)?;
    let Place { origin, mut listing, top, prefix, in_git } = list(tree, &globs);
    let mut items = std::mem::take(&mut listing.items);
    items.sort_by(|a, b| a.path.cmp(&b.path));
    // A file in conflict stands in the index up to three times.
    items.dedup_by(|a, b| a.path == b.path);

    let listed: Vec<RelPath> = match attributes_of.map(|other| &other.0) {
        Some(tree::Kind::Git(other)) => other.below_root().map(|(path, _)| path).collect(),
        Some(tree::Kind::Disk(_)) | None => items.iter().map(|item| item.path.clone()).collect(),
    };
    let attribute_files: Vec<&RelPath> = listed.iter().filter(|path| is_attributes_file(path)).collect();
    let attributes =
        Attributes::load(attributes_of.unwrap_or(tree), &top, prefix, &attribute_files, &mut listing.notes);

    let mut decider = Decider {
        tree,
        globs: &globs,
        attributes: &attributes,
        attributes_of,
        folders: Folders::new(tree, !in_git),
        parents: Parents::default(),
        wanted,
        max_bytes: selection.max_bytes.min(u64::from(u32::MAX)),
        entries: Vec::new(),
        links: Vec::new(),
        led: Vec::new(),
        skipped: listing.skipped,
        problems: listing.problems,
    };
    for item in items {
        decider.decide(item);
    }
    decider.decide_links();
    let Decider { mut entries, skipped, mut problems, led: links, .. } = decider;
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    problems.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    Ok(Discovery { entries, links, skipped, problems, notes: listing.notes, origin })
}

/// Where a tree was found, and what lies in it.
struct Place {
    origin: Origin,
    listing: Listing,
    /// The top of its repository on disk.
    top: PathBuf,
    /// From there to the root, with a `/` behind it.
    prefix: Vec<u8>,
    in_git: bool,
}

fn list(tree: &Tree, globs: &Globs) -> Place {
    match &tree.0 {
        tree::Kind::Disk(root) => {
            let repository = Repository::containing(root, &GitEnvironment::of_this_process());
            let (origin, listing) = list_on_disk(tree, root, repository.as_ref(), globs);
            let in_git = repository.is_some();
            let top = repository.map_or_else(|| root.clone(), |repository| repository.top);
            let prefix = match os_path::relative(&top, root) {
                Some(path) if !path.as_bytes().is_empty() => [path.as_bytes(), b"/"].concat(),
                _ => Vec::new(),
            };
            Place { origin, listing, top, prefix, in_git }
        }
        tree::Kind::Git(git) => {
            let mut listing = Listing::default();
            for (path, mode) in git.below_root() {
                let kind = match mode {
                    Mode::File => Kind::Blob,
                    Mode::Link => Kind::Link,
                    Mode::Submodule => Kind::Repository,
                    Mode::Conflict => Kind::Conflict,
                };
                listing.items.push(Listed { path, kind });
            }
            let (top, prefix) = (PathBuf::new(), git.prefix().to_vec());
            Place { origin: Origin::Objects, listing, top, prefix, in_git: true }
        }
    }
}

/// What git lists; where it cannot, or has nothing below the root (because it ignores all of it),
/// what a walk finds.
fn list_on_disk(tree: &Tree, root: &Path, repository: Option<&Repository>, globs: &Globs) -> (Origin, Listing) {
    let Some(repository) = repository else { return (Origin::Walk, walk::list(tree, root, globs, false)) };
    let note = match git::list(repository, root) {
        Ok(listing) if !listing.items.is_empty() || repository.top == root => return (Origin::Git, listing),
        Ok(_) => Note {
            message: "git has no file below the root, so the folders were walked instead".to_owned(),
            remedy: "check whether a .gitignore above the root ignores it".to_owned(),
        },
        Err(reason) => Note {
            message: format!("git could not list the files, so the folders were walked instead: {reason}"),
            remedy: "see that `git ls-files` runs in the repository, so that every machine sees the same files"
                .to_owned(),
        },
    };
    let mut listing = walk::list(tree, root, globs, true);
    listing.notes.push(note);
    (Origin::Walk, listing)
}

fn is_attributes_file(path: &RelPath) -> bool {
    let bytes = path.as_bytes();
    bytes.strip_suffix(attributes::FILE_NAME).is_some_and(|folder| folder.is_empty() || folder.ends_with(b"/"))
}

struct Decider<'a> {
    tree: &'a Tree,
    globs: &'a Globs,
    attributes: &'a Attributes,
    attributes_of: Option<&'a Tree>,
    folders: Folders<'a>,
    parents: Parents,
    wanted: &'a dyn Fn(&RelPath) -> bool,
    max_bytes: u64,
    entries: Vec<Entry>,
    links: Vec<RelPath>,
    led: Vec<(RelPath, RelPath)>,
    skipped: Skipped,
    problems: Vec<Problem>,
}

/// What was found out about a path that is not left out.
struct Kept {
    never_generated: bool,
}

impl Decider<'_> {
    fn decide(&mut self, item: Listed) {
        let Some(kept) = self.keep(&item.path, true) else { return };
        match item.kind {
            Kind::Repository => self.skipped.repositories += 1,
            Kind::Special => self.skipped.special += 1,
            Kind::Link => self.links.push(item.path),
            // Nobody would read it, so it is not looked at; but what git does not expect on disk is
            // no file of this tree, and an untracked path may be a link.
            Kind::Tracked | Kind::File | Kind::Blob | Kind::Conflict if !(self.wanted)(&item.path) => {
                self.count_unread(&item.path);
            }
            Kind::Sparse if !(self.wanted)(&item.path) => {}
            // Its size is known when it is read.
            Kind::Blob => self.enter(item.path, 0, None, &kept),
            Kind::Conflict => self.problems.push(Problem {
                kind: ProblemKind::NotRead,
                path: Some(item.path),
                span: None,
                message: "is not merged: the index holds several versions of it".to_owned(),
                remedy: "resolve the conflict and `git add` the file".to_owned(),
            }),
            Kind::Tracked | Kind::Sparse | Kind::Untracked | Kind::File => {
                if let tree::Kind::Disk(root) = &self.tree.0 {
                    self.look(root, item, &kept);
                }
            }
        }
    }

    /// Look at a path on disk. What is not there any more is no file of this tree: deleted, and the
    /// deletion not yet in the index.
    fn look(&mut self, root: &Path, item: Listed, kept: &Kept) {
        if item.kind != Kind::File && self.parents.lead_through_a_link(root, item.path.as_bytes()) {
            return;
        }
        match os_path::below(root, &item.path).symlink_metadata() {
            Ok(meta) if meta.is_symlink() => self.links.push(item.path),
            Ok(meta) if meta.is_dir() => {}
            Ok(meta) if !meta.is_file() => self.skipped.special += 1,
            Ok(_) if item.kind == Kind::Untracked && !(self.wanted)(&item.path) => self.count_unread(&item.path),
            Ok(meta) => self.enter(item.path, meta.len(), None, kept),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => self.problems.push(Problem {
                kind: ProblemKind::NotRead,
                path: Some(item.path),
                span: None,
                message: format!("cannot be looked at: {error}"),
                remedy: remedy_for_reading(&error).to_owned(),
            }),
        }
    }

    fn enter(&mut self, path: RelPath, size: u64, real: Option<RelPath>, kept: &Kept) {
        // Where a change is judged, who reads it asks whether it may be so large.
        if size > self.max_bytes && self.attributes_of.is_none() {
            self.skipped.too_large += 1;
            return;
        }
        let Kept { never_generated } = *kept;
        let blob = self.tree.id(real.as_ref().unwrap_or(&path));
        self.entries.push(Entry { path, size, real, never_generated, max_bytes: self.max_bytes, blob });
    }

    /// Links come last: whether one adds anything depends on all files that are no links.
    fn decide_links(&mut self) {
        let mut taken: HashSet<RelPath> = HashSet::new();
        if !self.links.is_empty() {
            taken.extend(self.entries.iter().map(|entry| entry.path.clone()));
        }
        for link in std::mem::take(&mut self.links) {
            match self.tree.resolve(&link) {
                Target::Outside => self.skipped.links_out += 1,
                Target::Nowhere => self.skipped.links_broken += 1,
                Target::Special => self.skipped.special += 1,
                Target::Folder(real) => {
                    self.skipped.links_inside += 1;
                    self.led.push((link, real));
                }
                Target::File(real, _) if taken.contains(&real) => {
                    self.skipped.links_inside += 1;
                    self.led.push((link, real));
                }
                Target::File(real, size) => {
                    if !(self.wanted)(&link) {
                        self.count_unread(&link);
                    } else if let Some(kept) = self.keep_target(&link, &real) {
                        taken.insert(real.clone());
                        self.enter(link, size, Some(real), &kept);
                    }
                }
            }
        }
    }

    /// Another name does not make vendored or excluded code one's own. That it lies in a hidden
    /// folder does not matter: the link brings it to light.
    fn keep_target(&mut self, link: &RelPath, real: &RelPath) -> Option<Kept> {
        if self.globs.includes(link) && !self.globs.excludes(real) {
            return Some(Kept { never_generated: true });
        }
        self.keep(real, false)
    }

    /// Whether the path's name and attributes let it be read; counts it where they do not.
    fn keep(&mut self, path: &RelPath, hidden_counts: bool) -> Option<Kept> {
        if self.globs.excludes(path) {
            self.skipped.excluded += 1;
            return None;
        }
        if self.globs.includes(path) {
            return Some(Kept { never_generated: true });
        }
        let said = self.attributes.of(path);
        let count = match (said.vendored, self.folders.reason(path)) {
            (Some(true), _) => Some(&mut self.skipped.vendored),
            (None, Some(FolderReason::Vendored)) => Some(&mut self.skipped.vendored),
            (_, Some(FolderReason::BuildOutput)) => Some(&mut self.skipped.build_output),
            (_, Some(FolderReason::Hidden)) if hidden_counts => Some(&mut self.skipped.hidden),
            _ => None,
        };
        if let Some(count) = count {
            *count += 1;
            return None;
        }
        if said.generated.unwrap_or_else(|| generated::by_name(path) && self.was_there(path)) {
            self.skipped.generated += 1;
            return None;
        }
        Some(Kept { never_generated: said.generated == Some(false) })
    }

    /// Whether a name says what it did before: a new file's may be chosen to hide it.
    fn was_there(&self, path: &RelPath) -> bool {
        self.attributes_of.is_none_or(|before| before.id(path).is_some())
    }

    fn count_unread(&mut self, path: &RelPath) {
        *self.skipped.unread.entry(language::name_of(path)).or_default() += 1;
    }
}
