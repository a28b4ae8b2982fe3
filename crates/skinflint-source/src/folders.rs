//! Folders whose content is nobody's to judge here: other people's code, build output, hidden ones.
//! By the folder's name and, where a name is ambiguous, by one look at what lies beside it.

use std::collections::HashMap;

use skinflint_base::RelPath;

use crate::tree::Tree;

/// Why a folder's content is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FolderReason {
    Vendored,
    BuildOutput,
    Hidden,
}

/// Folders of other people's code, whatever lies beside them.
const VENDORED: &[&[u8]] = &[b"third_party", b"node_modules", b".venv", b"venv", b"site-packages", b"_vendor"];

/// Decides about folders of one root, each once.
pub(crate) struct Folders<'a> {
    tree: &'a Tree,
    /// Build output is git's to ignore; outside git it must be known by its looks.
    outside_git: bool,
    known: HashMap<Box<[u8]>, Option<FolderReason>>,
}

impl<'a> Folders<'a> {
    pub(crate) fn new(tree: &'a Tree, outside_git: bool) -> Self {
        Self { tree, outside_git, known: HashMap::new() }
    }

    /// Why a file is left out for one of the folders above it; the outermost that says so decides,
    /// but that a folder is vendored or build output weighs more than that it is hidden.
    pub(crate) fn reason(&mut self, file: &RelPath) -> Option<FolderReason> {
        let bytes = file.as_bytes();
        let mut hidden = None;
        let mut start = 0;
        for (i, _) in bytes.iter().enumerate().filter(|(_, b)| **b == b'/') {
            if is_suspect(&bytes[start..i]) {
                match self.folder(&bytes[..i]) {
                    Some(FolderReason::Hidden) => hidden = Some(FolderReason::Hidden),
                    Some(reason) => return Some(reason),
                    None => {}
                }
            }
            start = i + 1;
        }
        if bytes.get(start) == Some(&b'.') { Some(FolderReason::Hidden) } else { hidden }
    }

    fn folder(&mut self, folder: &[u8]) -> Option<FolderReason> {
        if let Some(known) = self.known.get(folder) {
            return *known;
        }
        let reason = reason_for(self.tree, folder, self.outside_git);
        self.known.insert(folder.into(), reason);
        reason
    }
}

/// Whether a name is worth the full look.
fn is_suspect(name: &[u8]) -> bool {
    name.first() == Some(&b'.') || name == b"vendor" || name == b"target" || VENDORED.contains(&name)
}

/// Why the content of one folder (relative to the root) is left out, by its own name alone.
pub(crate) fn reason_for(tree: &Tree, folder: &[u8], outside_git: bool) -> Option<FolderReason> {
    let name = folder.rsplit(|b| *b == b'/').next().unwrap_or(folder);
    if VENDORED.contains(&name) {
        return Some(FolderReason::Vendored);
    }
    match name {
        // A shop has vendors: `vendor/mod.rs` or `vendor.rs` makes it a module of one's own.
        b"vendor" => {
            let module = tree.has_file(&[folder, b"/mod.rs"].concat()) || tree.has_file(&[folder, b".rs"].concat());
            (!module).then_some(FolderReason::Vendored)
        }
        b"target" if outside_git => {
            let beside = &folder[..folder.len() - name.len()];
            let built =
                tree.has_file(&[folder, b"/CACHEDIR.TAG"].concat()) || tree.has_file(&[beside, b"Cargo.toml"].concat());
            built.then_some(FolderReason::BuildOutput)
        }
        [b'.', ..] => Some(FolderReason::Hidden),
        _ => None,
    }
}
