//! Which folder a run is about. Reads `skinflint.toml` for `root = true` and nothing else of it.

use std::path::{Path, PathBuf};

use skinflint_base::RelPath;

use crate::SourceError;
use crate::os_path;
use crate::policy_files::{POLICY_FILE, read_plain_policy};
use crate::repository::{GitEnvironment, Repository};

/// The root of a run that was asked to look at `start`: the nearest folder upward whose
/// `skinflint.toml` says `root = true`, else the top of the git work tree, else `start` itself (the
/// folder it lies in, for a file). The result is canonical.
///
/// A `skinflint.toml` that cannot be read or parsed stops nothing here: what it says of the root
/// counts as far as it can be read, and who loads the policy tells its faults.
///
/// # Errors
/// Where `start` does not exist or cannot be looked at.
pub fn find_root(start: &Path) -> Result<PathBuf, SourceError> {
    let canonical = canonical(start)?;
    let folder = match canonical.parent() {
        Some(parent) if !canonical.is_dir() => parent,
        _ => &canonical,
    };
    if let Some(root) = folder.ancestors().find(|folder| says_root(&folder.join(POLICY_FILE))) {
        return Ok(root.to_path_buf());
    }
    let repository = Repository::containing(folder, &GitEnvironment::of_this_process());
    Ok(repository.map_or_else(|| folder.to_path_buf(), |repository| repository.top))
}

/// Where a path lies below `root`, which is canonical: one place, empty for the root itself; for a
/// symbolic link two, where it leads and where it lies itself, as far as they lie below the root.
///
/// # Errors
/// Where `path` does not exist or cannot be looked at.
pub fn places_below(root: &Path, path: &Path) -> Result<Vec<RelPath>, SourceError> {
    let mut places: Vec<RelPath> = os_path::relative(root, &canonical(path)?).into_iter().collect();
    if path.is_symlink()
        && let (Some(parent), Some(name)) = (path.parent(), path.file_name())
    {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        places.extend(os_path::relative(root, &canonical(parent)?.join(name)));
    }
    Ok(places)
}

/// The canonical form of a path that must exist.
pub(crate) fn canonical(path: &Path) -> Result<PathBuf, SourceError> {
    path.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SourceError::NoSuchPath { path: path.to_path_buf() },
        _ => SourceError::reading(path, error),
    })
}

fn says_root(file: &Path) -> bool {
    let Ok(text) = read_plain_policy(file) else { return false };
    let (table, _errors) = toml::de::DeTable::parse_recoverable(&text);
    table.get_ref().get("root").is_some_and(|value| value.get_ref().as_bool() == Some(true))
}
