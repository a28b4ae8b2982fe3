//! What the statements of a tree together say about its tables: which grow, and which hold one row.

use std::collections::BTreeMap;

use skinflint_base::FileSpan;
use skinflint_program::sql::{Kind, Operand, Predicate, SourceKind};
use skinflint_program::{Fetch, Setting, Statements};

use super::walk::each_select;

/// What is known of one table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// A statement that takes its rows page by page.
    pub(crate) paged: Option<FileSpan>,
    /// A statement of the program that adds rows with values of its own.
    pub(crate) inserted: Option<FileSpan>,
    /// A statement that reads the first row without saying which.
    pub(crate) one_row: Option<FileSpan>,
    /// A statement that changes or reads some rows by a condition.
    pub(crate) chosen: Option<FileSpan>,
    /// It is emptied whole.
    pub(crate) emptied: bool,
}

/// What is known of all.
#[derive(Debug, Default)]
pub(crate) struct Tables(BTreeMap<String, Known>);

impl Tables {
    pub(crate) fn of(all: &Statements) -> Self {
        let mut tables = Self::default();
        for statement in all.all.iter().filter(|s| !matches!(s.setting, Setting::Migration | Setting::Seed)) {
            let at = statement.begin();
            match &statement.sql.kind {
                Kind::Insert(insert) => {
                    let own = insert.values.iter().flatten().any(|v| !is_constant(v)) || insert.query.is_some();
                    if own {
                        tables.entry(&insert.table).inserted.get_or_insert(at);
                    }
                }
                Kind::Update(update) => {
                    if let Some(name) = update.from.first().and_then(table_name)
                        && !update.filter.is_empty()
                    {
                        tables.entry(name).chosen.get_or_insert(at);
                    }
                }
                Kind::Delete(delete) => {
                    if let Some(name) = delete.from.first().and_then(table_name) {
                        let known = tables.entry(name);
                        if delete.filter.is_empty() {
                            known.emptied = true;
                        } else {
                            known.chosen.get_or_insert(at);
                        }
                    }
                }
                _ => {}
            }
            each_select(&statement.sql, &mut |query, select, top| {
                let Some(first) = select.from.first() else { return };
                let Some(name) = table_name(first) else { return };
                let known = tables.entry(name);
                let limit = query.limit.as_ref().map(|l| &l.value);
                let one = matches!(limit, Some(Operand::Number(n)) if n == "1");
                if limit.is_some() && !one && (!select.aggregates || select.grouped) && top {
                    known.paged.get_or_insert(at);
                }
                let plain = select.filter.is_empty() && select.from.len() == 1 && !select.aggregates && !select.grouped;
                if plain && query.order.is_empty() && top && (one || (limit.is_none() && statement.fetch == Fetch::One))
                {
                    known.one_row.get_or_insert(at);
                }
                if select.filter.iter().any(|p| matches!(p, Predicate::Compare { .. })) {
                    known.chosen.get_or_insert(at);
                }
            });
        }
        tables
    }

    fn entry(&mut self, name: &str) -> &mut Known {
        self.0.entry(name.to_owned()).or_default()
    }

    /// What is known of a table.
    pub(crate) fn known(&self, name: &str) -> Known {
        self.0.get(name).cloned().unwrap_or_default()
    }
}

pub(super) fn table_name(source: &skinflint_program::sql::Source) -> Option<&str> {
    match &source.kind {
        SourceKind::Table { name, .. } => Some(name),
        _ => None,
    }
}

fn is_constant(value: &Operand) -> bool {
    matches!(value, Operand::Text(_) | Operand::Number(_) | Operand::Bool(_) | Operand::Null)
}

/// Whether a table is one of the database's own.
pub(crate) fn is_catalog(name: &str, schema: Option<&str>) -> bool {
    const SCHEMAS: &[&str] =
        &["information_schema", "pg_catalog", "sys", "performance_schema", "mysql", "system", "crdb_internal"];
    schema.is_some_and(|s| SCHEMAS.contains(&s))
        || name.starts_with("pg_")
        || name.starts_with("sqlite_")
        || name.starts_with("information_schema")
        || matches!(name, "_sqlx_migrations" | "schema_migrations" | "alembic_version" | "django_migrations" | "dual")
}
