//! Rows about SQL: what is given a statement as text, what reads its rows, and what a query builder puts
//! into one.

use serde::Deserialize;
use skinflint_facts::Language;

use super::raw::{Keyed, OneOrMany, Slot};
use super::{Callee, Model, Models, Paths, Row, Usage};

/// How many rows of a query a program takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fetch {
    /// Nothing says it.
    #[default]
    Unknown,
    /// All, at once.
    Many,
    /// One after the other.
    Stream,
    /// The first.
    One,
    /// None: the statement changes something.
    None,
}

/// The dialect that a library speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Speaks {
    Postgres,
    MySql,
    Sqlite,
    MsSql,
}

/// A call that is given a statement.
#[derive(Debug)]
pub(crate) struct StatementRow {
    pub(crate) callee: Callee,
    /// The statement.
    pub(crate) text: Option<Slot>,
    /// The file that holds it, below the package.
    pub(crate) path: Option<Slot>,
    /// The values of its placeholders: all arguments from one on (`rest`), or a list or map.
    pub(crate) binds: Option<Slot>,
    /// Methods further along the chain that give one more value.
    pub(crate) bind: Vec<String>,
    pub(crate) rows: Fetch,
    pub(crate) dialect: Option<Speaks>,
}

/// A method that reads the rows of a statement, further along its chain or of the same receiver.
#[derive(Debug)]
pub(crate) struct FetchRow {
    pub(crate) callee: Callee,
    pub(crate) rows: Fetch,
}

/// What a call puts into the query that a builder makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseKind {
    /// Rows in random order.
    RandomOrder,
    /// Rows are skipped by number.
    Offset,
    /// A text searched for inside a column.
    Contains,
}

/// A call of a query builder, and what it means.
#[derive(Debug)]
pub(crate) struct ClauseRow {
    pub(crate) callee: Callee,
    pub(crate) kind: ClauseKind,
    /// What is judged: the order, the number, the pattern.
    pub(crate) value: Option<Slot>,
    /// The value is this text.
    pub(crate) text: Vec<String>,
    /// The value calls one of these.
    pub(crate) calls: Paths,
    /// A named argument ends in this: `title__icontains`.
    pub(crate) suffix: Vec<String>,
    /// A call of one of these names stands in the same chain, where the method's name alone says little.
    pub(crate) beside: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawStatement {
    #[serde(default)]
    call: Keyed,
    #[serde(default)]
    method: OneOrMany,
    #[serde(default)]
    receiver: OneOrMany,
    text: Option<Slot>,
    path: Option<Slot>,
    binds: Option<Slot>,
    #[serde(default)]
    bind: OneOrMany,
    #[serde(default)]
    rows: Fetch,
    dialect: Option<Speaks>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawFetch {
    method: OneOrMany,
    rows: Fetch,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawClause {
    #[serde(default)]
    call: Keyed,
    #[serde(default)]
    method: OneOrMany,
    #[serde(default)]
    receiver: OneOrMany,
    kind: ClauseKind,
    value: Option<Slot>,
    #[serde(default)]
    text: OneOrMany,
    #[serde(default)]
    calls: OneOrMany,
    #[serde(default)]
    suffix: OneOrMany,
    #[serde(default)]
    beside: OneOrMany,
}

impl Model {
    pub(super) fn compile_statements(&self, language: Language, library: &str, all: &mut Models) {
        let callee = |call: &Keyed, method: &OneOrMany, receiver: &OneOrMany| Callee {
            calls: Paths::new(&call.0),
            methods: method.expanded(),
            receivers: Paths::new(&receiver.list()),
            ..Callee::default()
        };
        macro_rules! add {
            ($from:ident, $to:ident, |$raw:ident| $make:expr) => {
                for (index, $raw) in self.$from.iter().enumerate() {
                    let row = $make;
                    let names: Vec<String> = row.callee.names().map(str::to_owned).collect();
                    let usage = Usage::new(stringify!($from), index);
                    let row = Row { language, library: library.to_owned(), usage, row };
                    all.$to.push(names.iter().map(String::as_str), row);
                }
            };
        }
        add!(statement, statements, |raw| StatementRow {
            callee: callee(&raw.call, &raw.method, &raw.receiver),
            text: raw.text.clone(),
            path: raw.path.clone(),
            binds: raw.binds.clone(),
            bind: raw.bind.expanded(),
            rows: raw.rows,
            dialect: raw.dialect,
        });
        add!(fetch, fetches, |raw| FetchRow {
            callee: callee(&Keyed::default(), &raw.method, &OneOrMany::None),
            rows: raw.rows,
        });
        add!(clause, clauses, |raw| ClauseRow {
            callee: callee(&raw.call, &raw.method, &raw.receiver),
            kind: raw.kind,
            value: raw.value.clone(),
            text: raw.text.list(),
            calls: Paths::new(&raw.calls.list()),
            suffix: raw.suffix.list(),
            beside: raw.beside.expanded(),
        });
    }
}
