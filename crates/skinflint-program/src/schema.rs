//! The tables of a tree as its schema changes make them: columns, keys, indexes. A table that several
//! changes make (one per dialect, one per service) is one, with the indexes of all: what is missing in a
//! table here is missing in each.

use std::collections::BTreeMap;

use skinflint_base::FileSpan;
use skinflint_sql::{CreateTable, IndexPart, Key, Operand, SchemaChange};

/// One change of a schema.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it does.
    pub change: SchemaChange,
    /// Where.
    pub at: FileSpan,
}

/// All tables.
#[derive(Debug, Default)]
pub struct Schema {
    tables: BTreeMap<String, Table>,
    /// Indexes are made on tables whose names only the running program knows.
    hidden_indexes: bool,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Columns, with their types in lower case as the schema writes them.
    pub columns: Vec<(String, String)>,
    /// Keys and indexes.
    pub indexes: Vec<Index>,
    /// Its creation is in sight, so that what it has not is not there.
    pub complete: bool,
    /// It lives as long as a connection.
    pub temporary: bool,
    /// It holds one row.
    pub single_row: bool,
    /// Where it is made.
    pub at: Option<FileSpan>,
}

/// A key or index.
#[derive(Clone, Debug)]
pub struct Index {
    /// Its name.
    pub name: Option<String>,
    /// What it is over.
    pub parts: Vec<IndexPart>,
    /// No two rows have the same.
    pub unique: bool,
    /// It finds text inside a column.
    pub trigram: bool,
    /// It holds a part of the rows.
    pub partial: bool,
    /// It only says what a column refers to; most databases make no index of it.
    pub reference: bool,
}

impl Index {
    fn of(key: &Key) -> Self {
        let class = |class: &str| key.parts.iter().any(|p| p.class.as_deref().is_some_and(|c| c.contains(class)));
        Self {
            name: key.name.clone(),
            trigram: class("trgm") || class("bigm"),
            parts: key.parts.clone(),
            unique: key.unique,
            partial: false,
            reference: key.foreign,
        }
    }

    /// The columns that it is over, as far as they are plain columns from its start.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map_while(|p| match &p.of {
            Operand::Column(column) => Some(column.name.as_str()),
            _ => None,
        })
    }
}

impl Table {
    /// Whether a column is there; `None` where that cannot be said.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&str> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, ty)| ty.as_str())
    }

    /// Whether an index begins with a column.
    #[must_use]
    pub fn leads(&self, column: &str) -> bool {
        self.indexes.iter().any(|i| !i.reference && i.columns().next() == Some(column))
    }

    /// Whether these columns together name one row.
    #[must_use]
    pub fn names_one_row(&self, columns: &[&str]) -> bool {
        self.indexes.iter().filter(|i| i.unique && !i.partial).any(|i| {
            let of = i.columns().count();
            of == i.parts.len() && of > 0 && i.columns().all(|c| columns.contains(&c))
        })
    }
}

/// Whether only the running program knows what an index is on.
fn is_hidden(index: &skinflint_sql::CreateIndex) -> bool {
    let hole = |part: &IndexPart| matches!(&part.of, Operand::Column(c) if skinflint_sql::is_hole(&c.name));
    skinflint_sql::is_hole(&index.table) || index.key.parts.iter().any(hole)
}

impl Schema {
    /// Applies changes in the order of their files and places; `declared` are tables that programs declare
    /// themselves.
    pub(crate) fn build(mut changes: Vec<Change>, declared: Vec<Table>) -> Self {
        changes.sort_by_key(|c| c.at);
        let mut schema = Self::default();
        for change in changes {
            schema.apply(change);
        }
        for table in declared {
            schema.merge(table);
        }
        schema
    }

    /// A table by its name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// All tables, by name; whatever is made of a name that is not known is none of them.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    /// Whether the program makes indexes that cannot be told: then a missing one proves nothing.
    #[must_use]
    pub fn has_hidden_indexes(&self) -> bool {
        self.hidden_indexes
    }

    fn entry(&mut self, name: &str) -> &mut Table {
        self.tables.entry(name.to_owned()).or_insert_with(|| Table { name: name.to_owned(), ..Table::default() })
    }

    fn merge(&mut self, table: Table) {
        let entry = self.entry(&table.name);
        for column in table.columns {
            if !entry.columns.iter().any(|(name, _)| *name == column.0) {
                entry.columns.push(column);
            }
        }
        entry.indexes.extend(table.indexes);
        entry.complete |= table.complete;
        entry.temporary |= table.temporary;
        entry.single_row |= table.single_row;
        entry.at = entry.at.or(table.at);
    }

    fn apply(&mut self, Change { change, at }: Change) {
        match change {
            SchemaChange::CreateTable(made) => self.create(&made, at),
            SchemaChange::DropTable(name) => {
                self.tables.remove(&name);
            }
            SchemaChange::RenameTable { from, to } => {
                if let Some(mut table) = self.tables.remove(&from) {
                    table.name.clone_from(&to);
                    self.merge(table);
                }
            }
            SchemaChange::AddColumn { table, name, ty } => {
                let entry = self.entry(&table);
                if entry.column(&name).is_none() {
                    entry.columns.push((name, ty));
                }
            }
            SchemaChange::DropColumn { table, name } => {
                let entry = self.entry(&table);
                entry.columns.retain(|(n, _)| *n != name);
                entry.indexes.retain(|i| !i.columns().any(|c| c == name));
            }
            SchemaChange::RenameColumn { table, from, to } => {
                let entry = self.entry(&table);
                for (name, _) in entry.columns.iter_mut().filter(|(n, _)| *n == from) {
                    name.clone_from(&to);
                }
                for part in entry.indexes.iter_mut().flat_map(|i| &mut i.parts) {
                    if let Operand::Column(column) = &mut part.of
                        && column.name == from
                    {
                        column.name.clone_from(&to);
                    }
                }
            }
            SchemaChange::AddKey { table, key } => self.entry(&table).indexes.push(Index::of(&key)),
            SchemaChange::CreateIndex(index) if is_hidden(&index) => self.hidden_indexes = true,
            SchemaChange::CreateIndex(index) => {
                let made = Index { partial: index.partial, ..Index::of(&index.key) };
                self.entry(&index.table).indexes.push(made);
            }
            SchemaChange::DropIndex(name) => {
                for table in self.tables.values_mut() {
                    table.indexes.retain(|i| i.name.as_deref() != Some(name.as_str()));
                }
            }
        }
    }

    fn create(&mut self, made: &CreateTable, at: FileSpan) {
        self.merge(Table {
            name: made.name.clone(),
            columns: made.columns.clone(),
            indexes: made.keys.iter().map(Index::of).collect(),
            complete: !made.derived,
            temporary: made.temporary,
            single_row: made.single_row,
            at: Some(at),
        });
    }
}
