//! Which table a column is of, and whether conditions leave only few of its rows.

use skinflint_program::sql::{Column, Compare, Operand, Predicate, Source, SourceKind, is_hole};
use skinflint_program::{Schema, Table};

use super::tables::is_catalog;
use super::walk::operands;

/// The tables of one `FROM`.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) from: &'a [Source],
    pub(crate) schema: &'a Schema,
}

impl<'a> Scope<'a> {
    /// The source that a column is of; `None` where several could be.
    pub(crate) fn source(&self, column: &Column) -> Option<usize> {
        if let Some(of) = &column.of {
            return self.from.iter().position(|s| s.name == *of);
        }
        if self.from.len() == 1 {
            return Some(0);
        }
        let has = |s: &Source| self.table(s).map(|t| t.column(&column.name).is_some());
        let mut with = self.from.iter().enumerate().filter(|(_, s)| has(s) == Some(true)).map(|(i, _)| i);
        match (with.next(), with.next()) {
            (Some(only), None) if self.from.iter().all(|s| has(s).is_some()) => Some(only),
            _ => None,
        }
    }

    /// The schema's table of a source.
    pub(crate) fn table(&self, source: &Source) -> Option<&'a Table> {
        match &source.kind {
            SourceKind::Table { name, .. } => self.schema.table(name).filter(|t| !t.columns.is_empty()),
            _ => None,
        }
    }
}

/// Whether rows of a source are few whatever is asked: a catalog's, a temporary table's, a single row.
pub(crate) fn is_small_source(source: &Source, schema: &Schema) -> bool {
    match &source.kind {
        SourceKind::Table { name, schema: qualifier } => {
            is_catalog(name, qualifier.as_deref())
                || is_hole(name)
                || schema.table(name).is_some_and(|t| t.temporary || t.single_row)
                || ["tmp", "temp"].iter().any(|w| name.split('_').any(|part| part == *w))
        }
        _ => true,
    }
}

/// Whether conditions that must all hold leave few rows of a source: a key is given.
pub(crate) fn few_rows(filter: &[Predicate], at: usize, scope: Scope<'_>) -> bool {
    let Some(source) = scope.from.get(at) else { return false };
    let mut equal: Vec<&str> = Vec::new();
    for predicate in filter {
        let (column, right, op) = match predicate {
            Predicate::Compare { op: op @ (Compare::Equal | Compare::In), left, right, .. } => match (left, right) {
                (Operand::Column(column), right) => (column, right, op),
                (left, Operand::Column(column)) => (column, left, op),
                _ => continue,
            },
            // One arm in brackets.
            Predicate::Or(arms) if arms.len() == 1 => {
                if few_rows(&arms[0], at, scope) {
                    return true;
                }
                continue;
            }
            _ => continue,
        };
        if scope.source(column) != Some(at) || is_of_source(right, at, scope) {
            continue;
        }
        if matches!(right, Operand::Bool(_) | Operand::Null) {
            continue;
        }
        let _ = op;
        if is_key_name(&column.name, &source.name) {
            return true;
        }
        equal.push(&column.name);
    }
    let table = scope.table(source);
    table.is_some_and(|t| t.names_one_row(&equal) || equal.iter().any(|c| t.leads(c) && is_unique_alone(t, c)))
}

fn is_unique_alone(table: &Table, column: &str) -> bool {
    table.names_one_row(&[column])
}

fn is_of_source(operand: &Operand, at: usize, scope: Scope<'_>) -> bool {
    let mut found = false;
    operands(operand, &mut |o| {
        if let Operand::Column(column) = o {
            found |= scope.source(column) == Some(at);
        }
    });
    found
}

/// Names that only keys and references have.
fn is_key_name(column: &str, source: &str) -> bool {
    const WHOLE: &[&str] = &[
        "id",
        "uuid",
        "guid",
        "pk",
        "oid",
        "rowid",
        "hash",
        "key",
        "slug",
        "email",
        "token",
        "digest",
        "sha256",
        "checksum",
        "fingerprint",
        "username",
        "path",
    ];
    const ENDS: &[&str] = &["_id", "_uuid", "_guid", "_pk", "_fk", "_hash", "_key", "_token", "_slug", "_digest", "id"];
    WHOLE.contains(&column)
        || ENDS.iter().any(|end| {
            column.len() > end.len() && column.ends_with(end) && (*end != "id" || is_camel_id(column, source))
        })
}

/// `userid` is a key; `paid`, `void` and `valid` are none.
fn is_camel_id(column: &str, source: &str) -> bool {
    let stem = column.strip_suffix("id").unwrap_or(column);
    ["user", "org", "account", "tenant", "project", "team", "group", "customer", "order", "item", "post", "chat", "msg"]
        .contains(&stem)
        || source.starts_with(stem) && stem.len() > 2
}

/// Whether a column stands in a value.
pub(crate) fn has_column<'s>(operand: &'s Operand) -> Option<&'s Column> {
    let mut found: Option<&'s Column> = None;
    operands(operand, &mut |o| {
        if let (Operand::Column(column), None) = (o, found) {
            found = Some(column);
        }
    });
    found
}
