//! The texts that findings point into. Nothing is kept of a tree's files: they are read again when
//! something of them is printed.

use skinflint_base::{FileId, RelPath, Text};
use skinflint_report::Texts;
use skinflint_source::{Entry, Read, Tree, read};

/// Files of a tree. A file's id is its place in the list, which is sorted by path.
#[derive(Clone, Debug)]
pub(crate) struct TreeTexts {
    tree: Tree,
    entries: Vec<Entry>,
}

impl TreeTexts {
    pub(crate) fn new(tree: Tree, entries: Vec<Entry>) -> Self {
        Self { tree, entries }
    }
}

impl Texts for TreeTexts {
    fn text(&self, file: FileId) -> Option<Text> {
        // It was judged, so its head does not matter any more.
        match read(&self.tree, &self.entries.get(file.0 as usize)?.whoever_wrote_it()) {
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
