//! The file set where git has none to offer: a walk that respects `.gitignore` as ripgrep does, but
//! without asking for a repository. Folders that are left out whole are not entered, so attributes
//! that would bring back something in them are not seen; `files.include` is.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};
use skinflint_base::{Problem, ProblemKind, RelPath};

use crate::error::remedy_for_reading;
use crate::folders::{FolderReason, reason_for};
use crate::globs::Globs;
use crate::listing::{Kind, Listed, Listing};
use crate::os_path;
use crate::tree::Tree;

/// What a walk over `root` finds, in no order. `in_git` says that it stands in for git: then it
/// stays out of other repositories, and only git's own ignore files count.
pub(crate) fn list(tree: &Tree, root: &Path, globs: &Globs, in_git: bool) -> Listing {
    let found = Mutex::new(Listing::default());
    WalkBuilder::new(root)
        .hidden(false)
        .follow_links(false)
        .require_git(false)
        .parents(true)
        .ignore(!in_git)
        .threads(0)
        .build_parallel()
        .run(|| {
            Box::new(|entry| {
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                match entry {
                    Ok(entry) => visit((tree, root), &entry, globs, in_git, &mut found),
                    Err(error) => {
                        found.problems.extend(problem(root, &error));
                        WalkState::Continue
                    }
                }
            })
        });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn visit(
    (tree, root): (&Tree, &Path),
    entry: &DirEntry,
    globs: &Globs,
    in_git: bool,
    found: &mut Listing,
) -> WalkState {
    let Some(path) = os_path::relative(root, entry.path()).filter(|path| !path.as_bytes().is_empty()) else {
        return WalkState::Continue;
    };
    let kind = match entry.file_type() {
        Some(kind) if kind.is_dir() => return enter((tree, root), &path, globs, in_git, found),
        Some(kind) if kind.is_file() => Kind::File,
        Some(kind) if kind.is_symlink() => Kind::Link,
        _ => Kind::Special,
    };
    found.items.push(Listed { path, kind });
    WalkState::Continue
}

fn enter(
    (tree, root): (&Tree, &Path),
    folder: &RelPath,
    globs: &Globs,
    in_git: bool,
    found: &mut Listing,
) -> WalkState {
    if folder.file_name() == ".git" {
        return WalkState::Skip;
    }
    if in_git && os_path::below(root, folder).join(".git").exists() {
        found.skipped.repositories += 1;
        return WalkState::Skip;
    }
    let reason = reason_for(tree, folder.as_bytes(), !in_git);
    let count = match reason {
        Some(_) if globs.may_include_below(folder) => return WalkState::Continue,
        Some(FolderReason::Vendored) => &mut found.skipped.vendored,
        Some(FolderReason::BuildOutput) => &mut found.skipped.build_output,
        Some(FolderReason::Hidden) => &mut found.skipped.hidden,
        None => return WalkState::Continue,
    };
    *count += 1;
    WalkState::Skip
}

/// A folder that cannot be read hides files from judgement. Errors without one (a broken pattern in
/// an ignore file) hide nothing.
fn problem(root: &Path, error: &ignore::Error) -> Option<Problem> {
    let io = error.io_error()?;
    let path = path_of(error).and_then(|path| os_path::relative(root, path)).filter(|path| !path.as_bytes().is_empty());
    Some(Problem {
        kind: ProblemKind::NotRead,
        path,
        span: None,
        message: format!("cannot be read: {io}"),
        remedy: remedy_for_reading(io).to_owned(),
    })
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}
