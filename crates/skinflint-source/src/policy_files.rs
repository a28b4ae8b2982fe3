//! Finding and reading policies and models. As text: what stands in them is not known here.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::SourceError;
use crate::root::canonical;

/// The name of a policy file.
pub const POLICY_FILE: &str = "skinflint.toml";

/// The most that is read of a policy or model, in bytes.
pub(crate) const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The policy files that bear on `start`: every `skinflint.toml` from its folder up to `root`, the
/// nearest first. Empty where `start` does not lie in `root`, or none is there.
///
/// # Errors
/// Where `start` or `root` does not exist.
pub fn policy_files(root: &Path, start: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let (root, start) = (canonical(root)?, canonical(start)?);
    let candidates = start.ancestors().take_while(|folder| folder.starts_with(&root)).map(|f| f.join(POLICY_FILE));
    // A dangling link is listed too, so that reading it tells what is wrong.
    Ok(candidates.filter(|file| file.symlink_metadata().is_ok_and(|meta| !meta.is_dir())).collect())
}

/// The text of a policy or model that the user named; it may lie anywhere.
///
/// # Errors
/// Where it cannot be read, is no plain file, is no UTF-8 or has more than 16 MiB.
pub fn read_policy_file(path: &Path) -> Result<String, SourceError> {
    read_plain_policy(path)
}

/// The text of a policy or model that was found in `root`. A symbolic link must not lead out of it:
/// who proposes a change could otherwise have any file of the machine quoted in an error message.
///
/// # Errors
/// As [`read_policy_file`], and where it leads out of the root.
pub fn read_policy_file_below(root: &Path, path: &Path) -> Result<String, SourceError> {
    stays_inside(root, path)?;
    read_plain_policy(path)
}

/// Every `*.toml` in a folder of `root` and the folders below it, sorted by path. Links in it are
/// not followed. Empty where there is no such folder.
///
/// # Errors
/// Where a folder cannot be read, or `dir` leads out of the root.
pub fn list_toml_below(root: &Path, dir: &Path) -> Result<Vec<PathBuf>, SourceError> {
    match dir.metadata() {
        Ok(meta) if meta.is_dir() => stays_inside(root, dir)?,
        Ok(_) => return Err(SourceError::NotAFolder { path: dir.to_path_buf() }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(SourceError::reading(dir, error)),
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(dir).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(dir).to_path_buf();
            SourceError::reading(&path, error.into())
        })?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|extension| extension == "toml") {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

fn stays_inside(root: &Path, path: &Path) -> Result<(), SourceError> {
    if canonical(path)?.starts_with(canonical(root)?) {
        return Ok(());
    }
    Err(SourceError::OutsideRoot { path: path.to_path_buf(), root: root.to_path_buf() })
}

/// Looks before it opens: opening a pipe would wait for ever.
pub(crate) fn read_plain_policy(path: &Path) -> Result<String, SourceError> {
    let meta = path.metadata().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SourceError::NoSuchPath { path: path.to_path_buf() },
        _ => SourceError::reading(path, error),
    })?;
    if !meta.is_file() {
        return Err(SourceError::NotAFile { path: path.to_path_buf() });
    }
    if meta.len() > MAX_BYTES {
        return Err(SourceError::PolicyTooLarge { path: path.to_path_buf(), limit: MAX_BYTES });
    }
    let bytes = std::fs::read(path).map_err(|error| SourceError::reading(path, error))?;
    utf8(bytes, path)
}

/// A policy's bytes as text.
pub(crate) fn utf8(bytes: Vec<u8>, path: &Path) -> Result<String, SourceError> {
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        SourceError::NotUtf8 { path: path.to_path_buf(), line }
    })
}
