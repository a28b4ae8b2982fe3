//! Which rows of models decided something: what no case reaches is not known to work.

use std::sync::atomic::{AtomicBool, Ordering};

use skinflint_facts::Language;

use super::Rows;

/// One row of a model, and whether anything in a program matched it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelRow {
    /// The library's name, as its model gives it.
    pub library: String,
    /// The library's language.
    pub language: Language,
    /// The row's table in the model: `metric`, `source`, `flow`.
    pub kind: &'static str,
    /// Which one it is of its table, from 0.
    pub index: usize,
    /// Whether something matched it in the views built so far.
    pub used: bool,
}

/// Where a row stands in its model, and whether it decided anything.
#[derive(Debug)]
pub(crate) struct Usage {
    kind: &'static str,
    index: usize,
    used: AtomicBool,
}

impl Usage {
    pub(super) fn new(kind: &'static str, index: usize) -> Self {
        Self { kind, index, used: AtomicBool::new(false) }
    }

    /// Says that the row matched. Only the first time writes: workers share the row.
    pub(crate) fn mark(&self) {
        if !self.used.load(Ordering::Relaxed) {
            self.used.store(true, Ordering::Relaxed);
        }
    }
}

impl<T> Rows<T> {
    pub(super) fn tell(&self, all: &mut Vec<ModelRow>) {
        all.extend(self.iter().map(|row| ModelRow {
            library: row.library.clone(),
            language: row.language,
            kind: row.usage.kind,
            index: row.usage.index,
            used: row.usage.used.load(Ordering::Relaxed),
        }));
    }
}
