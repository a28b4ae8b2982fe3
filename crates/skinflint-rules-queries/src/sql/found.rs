//! Findings that are told once: a statement that stands there once per dialect is one defect.

use std::collections::{BTreeMap, BTreeSet};

use skinflint_base::{Certainty, FileSpan, Related};
use skinflint_program::Statement;
use skinflint_rule::{Found, Hits};

/// What was found, to be told when all is known.
#[derive(Debug)]
pub(crate) struct Told<E> {
    seen: BTreeSet<FileSpan>,
    by_key: BTreeMap<(String, String), usize>,
    found: Vec<Found<E>>,
}

impl<E> Default for Told<E> {
    fn default() -> Self {
        Self { seen: BTreeSet::new(), by_key: BTreeMap::new(), found: Vec::new() }
    }
}

impl<E> Told<E> {
    /// Adds a place. `key` is what makes the defect one and no other in functions of the same name: found
    /// again in another file, it is the same defect for another database.
    /// Gives the finding, where it is a new one.
    pub(crate) fn add(
        &mut self,
        statement: &Statement,
        at: FileSpan,
        key: String,
        evidence: E,
    ) -> Option<&mut Found<E>> {
        if !self.seen.insert(at) {
            return None;
        }
        let twin = (statement.function.clone(), key.clone());
        if !statement.function.is_empty()
            && let Some(first) = self.by_key.get(&twin)
            && let Some(found) = self.found.get_mut(*first)
            && found.at.file != at.file
            && found.home != statement.home
            && siblings(&found.home, &statement.home)
        {
            found.related.push(Related { at, message: "the same statement, for another database".to_owned() });
            return None;
        }
        self.by_key.entry(twin).or_insert(self.found.len());
        self.found.push(Found::new(at, Certainty::Likely, &statement.home, key, evidence));
        self.found.last_mut()
    }

    /// Adds what has no statement.
    pub(crate) fn add_at(&mut self, at: FileSpan, home: &str, key: String, evidence: E) {
        if self.seen.insert(at) {
            self.found.push(Found::new(at, Certainty::Likely, home, key, evidence));
        }
    }

    /// Tells everything.
    pub(crate) fn tell(self, hits: &mut Hits<E>) {
        for found in self.found {
            hits.push(found);
        }
    }
}

/// Whether two symbols differ only in the module and type that they stand in: `db::sqlite::Sqlite::all` and
/// `db::mysql::MySql::all`. In another package the same statement is another's to mend.
fn siblings(a: &str, b: &str) -> bool {
    let separator = if a.contains("::") { "::" } else { "." };
    let package = |home: &str| home.split(separator).next().unwrap_or_default().to_owned();
    package(a) == package(b) && a.matches(separator).count() == b.matches(separator).count()
}

/// A name that stands in a message.
pub(crate) fn short(name: &str) -> String {
    crate::words::quotable(name)
}

/// Where a builder's clause belongs.
pub(crate) fn clause_home(clause: &skinflint_program::Clause) -> &str {
    &clause.home
}
