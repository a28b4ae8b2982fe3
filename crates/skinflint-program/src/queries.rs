//! The view *queries*: every loop that runs a query for each of its elements, with the way from the loop to the query.
//!
//! What runs a query, models say; how far it is, the call graph. Nothing here says what blocks; rules do.

mod around;
mod join;
mod lazy;
mod loading;
mod memory;
mod once;
mod probe;
mod relations;
mod sibling;
mod sites;
mod spell;

use skinflint_base::FileSpan;

use crate::models::Does;

pub(crate) use join::collect;

/// What a tree has of queries.
#[derive(Debug, Default)]
pub struct Queries {
    /// Every call that runs one, tests left out, in the order of files and places.
    pub all: Vec<Query>,
    /// Every loop that runs one per element.
    pub loops: Vec<QueryLoop>,
}

/// A call that runs a query.
#[derive(Clone, Debug)]
pub struct Query {
    /// Where.
    pub at: FileSpan,
    /// The symbol it stands in.
    pub home: String,
    /// What it does.
    pub does: Does,
    /// The library that runs it.
    pub library: String,
}

/// A loop that runs a query for each of its elements.
#[derive(Clone, Debug)]
pub struct QueryLoop {
    /// The call inside the loop: the query, or what leads to it.
    pub at: FileSpan,
    /// The symbol that the loop stands in.
    pub home: String,
    /// What is called in the loop, as the code writes it: `self.repo.find_by_id`.
    pub call: String,
    /// The query at the end of the way, as the code writes it: `sqlx::query(…).fetch_one`.
    pub query: String,
    /// What the query does.
    pub does: Does,
    /// The library that runs it.
    pub library: String,
    /// The loop: its head.
    pub head: FileSpan,
    /// From the loop over each call to the query.
    pub way: Vec<Step>,
    /// Whether the query does not depend on the element: it is the same each time.
    pub same_each_time: bool,
    /// How the library does it for many at once.
    pub batch: Option<String>,
    /// A function beside the called one that takes many.
    pub sibling: Option<String>,
    /// The relation that is read, where the query is the reading of one: `owner`, `owner__team`.
    pub relation: Option<String>,
    /// Why it is only likely, where it is.
    pub doubt: Option<String>,
}

/// A place on the way from a loop to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub at: FileSpan,
    /// What happens there, in a few words.
    pub what: String,
}
