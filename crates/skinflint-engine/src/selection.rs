//! Which files a run reads: what a frontend understands, what says how to take it, and what the policy
//! lets in. Touches no disk.

use skinflint_base::{Problem, RelPath};
use skinflint_policy::Files;
use skinflint_source::{Entry, POLICY_FILE, Selection, Skipped};

use crate::lower::{is_manifest, language_of};

/// Whether a frontend understands a file.
pub(crate) fn is_code(path: &RelPath) -> bool {
    language_of(path).is_some()
}

/// Whether a run reads a file: code that a frontend understands, and what says how to take it.
pub(crate) fn is_wanted(path: &RelPath) -> bool {
    is_code(path) || is_manifest(path) || path.file_name() == POLICY_FILE
}

/// What of `[files]` the room discover can be told. `include` is not among it: there it brings in what
/// is vendored or generated, in a policy it narrows.
pub(crate) fn selection(files: &Files) -> Selection {
    let exclude = files.exclude.globs().iter().map(|glob| from_root(glob)).collect();
    Selection { include: Vec::new(), exclude, max_bytes: files.max_size }
}

/// A policy's glob, which without a `/` matches at every depth, as one that is seen from the root.
fn from_root(glob: &str) -> String {
    let body = glob.strip_prefix("./").unwrap_or(glob);
    let trimmed = body.trim_matches('/');
    if body.starts_with('/') || trimmed.contains('/') { trimmed.to_owned() } else { format!("**/{trimmed}") }
}

/// Takes out what the policy does not let in. Manifests stay: they say how code is to be taken,
/// whatever part of it is checked.
pub(crate) fn narrow(entries: &mut Vec<Entry>, problems: &mut Vec<Problem>, files: &Files, skipped: &mut Skipped) {
    let before = entries.len();
    entries.retain(|entry| files.lets_in(&entry.path) || is_manifest(&entry.path));
    skipped.excluded += before - entries.len();
    // A folder that cannot be looked into may hold anything, so only what is known to be left out is.
    let is_out = |path: &RelPath| files.exclude.matches(path) || (is_code(path) && !files.lets_in(path));
    problems.retain(|problem| !problem.path.as_ref().is_some_and(is_out));
}

/// Takes the policy files out of what is to be read as code, and says in which folders they lie. The
/// root's own was read before.
pub(crate) fn take_policies(entries: &mut Vec<Entry>) -> Vec<RelPath> {
    let mut folders = Vec::new();
    entries.retain(|entry| {
        let is_policy = entry.path.file_name() == POLICY_FILE;
        if is_policy {
            let folder = entry.path.as_bytes().strip_suffix(POLICY_FILE.as_bytes()).unwrap_or_default();
            folders.extend(folder.strip_suffix(b"/").map(RelPath::from_bytes));
        }
        !is_policy
    });
    folders
}
