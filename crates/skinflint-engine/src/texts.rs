//! The texts that findings point into. Nothing is kept of the files that lie on disk: they are read
//! again when something of them is printed.

use std::path::PathBuf;

use skinflint_base::{FileId, RelPath, Text};
use skinflint_report::Texts;
use skinflint_source::{Entry, Read, read};

/// Files on disk. A file's id is its place in the list, which is sorted by path.
#[derive(Debug)]
pub(crate) struct OnDisk {
    root: PathBuf,
    entries: Vec<Entry>,
}

impl OnDisk {
    pub(crate) fn new(root: PathBuf, entries: Vec<Entry>) -> Self {
        Self { root, entries }
    }
}

impl Texts for OnDisk {
    fn text(&self, file: FileId) -> Option<Text> {
        match read(&self.root, self.entries.get(file.0 as usize)?) {
            Read::Text(text) => Some(text),
            Read::Skipped(_) | Read::Problem(_) => None,
        }
    }

    fn path(&self, file: FileId) -> RelPath {
        self.entries.get(file.0 as usize).map_or_else(|| RelPath::from(""), |entry| entry.path.clone())
    }

    fn file(&self, path: &RelPath) -> Option<FileId> {
        id(self.entries.binary_search_by(|entry| entry.path.cmp(path)).ok()?)
    }
}

/// Texts that never were files. A text's id is its place in the list, which is sorted by path.
#[derive(Debug)]
pub(crate) struct InMemory(pub(crate) Vec<Text>);

impl Texts for InMemory {
    fn text(&self, file: FileId) -> Option<Text> {
        self.0.get(file.0 as usize).cloned()
    }

    fn path(&self, file: FileId) -> RelPath {
        self.0.get(file.0 as usize).map_or_else(|| RelPath::from(""), |text| text.path.clone())
    }

    fn file(&self, path: &RelPath) -> Option<FileId> {
        id(self.0.binary_search_by(|text| text.path.cmp(path)).ok()?)
    }
}

fn id(index: usize) -> Option<FileId> {
    u32::try_from(index).ok().map(FileId)
}
