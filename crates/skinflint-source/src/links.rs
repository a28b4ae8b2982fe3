//! Where symbolic links lead. A link is never followed out of the root, nor into a folder.

use std::collections::HashMap;
use std::path::Path;

use skinflint_base::RelPath;

use crate::os_path;

/// The end of a link.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A plain file in the root: its own path there, and its size in bytes.
    File(RelPath, u64),
    /// A folder in the root: what lies in it has paths of its own. Its path.
    Folder(RelPath),
    /// Something outside the root.
    Outside,
    /// Nothing, or a circle, or something that may not be looked at.
    Nowhere,
    /// A pipe, a socket, a device.
    Special,
}

/// Follow a link to its end. `root` is canonical.
pub(crate) fn resolve(root: &Path, link: &RelPath) -> Target {
    let Ok(end) = os_path::below(root, link).canonicalize() else { return Target::Nowhere };
    let Some(path) = os_path::relative(root, &end) else { return Target::Outside };
    match end.symlink_metadata() {
        Ok(meta) if meta.is_file() => Target::File(path, meta.len()),
        Ok(meta) if meta.is_dir() => Target::Folder(path),
        Ok(_) => Target::Special,
        Err(_) => Target::Nowhere,
    }
}

/// Whether files on disk are reached through a folder that is itself a link. git's index may still name
/// files below a folder that somebody replaced by one.
#[derive(Default)]
pub(crate) struct Parents {
    known: HashMap<Box<[u8]>, bool>,
}

impl Parents {
    /// Whether any folder between the root and the path is a link.
    pub(crate) fn lead_through_a_link(&mut self, root: &Path, path: &[u8]) -> bool {
        let Some(slash) = path.iter().rposition(|b| *b == b'/') else { return false };
        let folder = &path[..slash];
        if let Some(known) = self.known.get(folder) {
            return *known;
        }
        let is_link = || root.join(os_path::from_bytes(folder)).symlink_metadata().is_ok_and(|m| m.is_symlink());
        let answer = is_link() || self.lead_through_a_link(root, folder);
        self.known.insert(folder.into(), answer);
        answer
    }
}
