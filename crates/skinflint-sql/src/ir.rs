//! Statements as the rest sees them. Names are in lower case and without quotes, since every database
//! compares them so; ranges are bytes of the parsed text.

use std::ops::Range;

/// A range of bytes of the text.
pub type Bytes = Range<usize>;

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What it does.
    pub kind: Kind,
    /// Where its first word stands.
    pub at: Bytes,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `SELECT`, `VALUES`, with whatever stands around it.
    Query(Query),
    /// `INSERT`, `REPLACE`
    Insert(Insert),
    /// `UPDATE`
    Update(Update),
    /// `DELETE`
    Delete(Delete),
    /// Changes of the schema, in order.
    Schema(Vec<SchemaChange>),
    /// Anything else.
    Other,
}

/// A query with its tables named `WITH`, its arms and what is done with their rows together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// `WITH name AS (…)`.
    pub with: Vec<(String, Query)>,
    /// Statements in `WITH` that change rows.
    pub with_changes: Vec<Statement>,
    /// The `SELECT`s; several are joined by `UNION` and its kin.
    pub selects: Vec<Select>,
    /// `ORDER BY`.
    pub order: Vec<Order>,
    /// `LIMIT`, `FETCH FIRST`, `TOP`.
    pub limit: Option<Limit>,
    /// `OFFSET`.
    pub offset: Option<Limit>,
    /// `FOR UPDATE` and its kin.
    pub locks: bool,
}

/// A bound of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// How many.
    pub value: Operand,
    /// Where it stands.
    pub at: Bytes,
}

/// One expression of an `ORDER BY`.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// By what.
    pub by: Operand,
    /// Where.
    pub at: Bytes,
}

/// One `SELECT`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// Where its first word stands.
    pub at: Bytes,
    /// `*` and `t.*` in the list of what is selected.
    pub stars: Vec<Star>,
    /// The other items.
    pub items: Vec<Operand>,
    /// `DISTINCT`.
    pub distinct: bool,
    /// The tables after `FROM` and `JOIN`, in order.
    pub from: Vec<Source>,
    /// What must all hold (`WHERE`).
    pub filter: Vec<Predicate>,
    /// `GROUP BY` is there.
    pub grouped: bool,
    /// What is grouped by.
    pub groups: Vec<Operand>,
    /// An aggregate stands in the list, so that without `GROUP BY` there is one row.
    pub aggregates: bool,
    /// A `TOP` of this arm.
    pub top: Option<Limit>,
}

/// `*` or `t.*`.
#[derive(Clone, Debug, PartialEq)]
pub struct Star {
    /// The table before the dot.
    pub of: Option<String>,
    /// Where.
    pub at: Bytes,
    /// Whether something is taken out of it again (`EXCEPT`, `EXCLUDE`).
    pub narrowed: bool,
}

/// A table of a `FROM`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// What it is.
    pub kind: SourceKind,
    /// What the statement calls it: the alias, else the table's name.
    pub name: String,
    /// Where.
    pub at: Bytes,
    /// How it is joined to what stands before it.
    pub join: Join,
}

/// What a table of a `FROM` is.
#[derive(Clone, Debug, PartialEq)]
pub enum SourceKind {
    /// A table or view, without its schema's name.
    Table {
        /// Its name.
        name: String,
        /// The schema or catalog before it.
        schema: Option<String>,
    },
    /// A subquery.
    Query(Box<Query>),
    /// A function that gives rows: `unnest($1)`, `generate_series(1, 3)`.
    Function,
}

/// How a table is joined to those before it.
#[derive(Clone, Debug, PartialEq)]
pub enum Join {
    /// It is the first.
    First,
    /// By a comma.
    Comma,
    /// `CROSS JOIN`, `APPLY`: the product is asked for.
    Cross,
    /// `NATURAL JOIN`, `USING (…)`.
    Named,
    /// `JOIN … ON …`: what must all hold; empty where nothing is said.
    On {
        /// The conditions.
        on: Vec<Predicate>,
        /// Rows of one side stay where the other has none.
        outer: bool,
    },
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// `a = b`, `a < b`; `IN`, `= ANY` and `BETWEEN` too.
    Compare {
        /// How.
        op: Compare,
        /// The left side.
        left: Operand,
        /// The right side.
        right: Operand,
        /// Where.
        at: Bytes,
    },
    /// `a LIKE b`.
    Like {
        /// What is looked at.
        left: Operand,
        /// The pattern.
        pattern: Operand,
        /// `NOT LIKE`.
        negated: bool,
        /// `ILIKE`.
        any_case: bool,
        /// Where.
        at: Bytes,
    },
    /// `a IS NULL`, `a IS TRUE`.
    Is {
        /// Of what.
        of: Operand,
        /// `IS NULL` it is.
        null: bool,
        /// Where.
        at: Bytes,
    },
    /// Any of several, each of which must hold whole.
    Or(Vec<Vec<Predicate>>),
    /// `NOT (…)`
    Not(Vec<Predicate>),
    /// `EXISTS (…)`
    Exists(Box<Query>),
    /// Anything else that is a condition: a boolean column, a function.
    Other(Operand),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Equal,
    /// `IN (…)`, `= ANY (…)`
    In,
    /// `<>`, `NOT IN`
    Unequal,
    /// `<`, `>`, `BETWEEN`
    Order,
    /// Another operator: `@>`, `~`, `@@`.
    Other,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A column.
    Column(Column),
    /// A placeholder.
    Param(Param),
    /// A text.
    Text(String),
    /// A number.
    Number(String),
    /// `TRUE`, `FALSE`
    Bool(bool),
    /// `NULL`
    Null,
    /// A function's call.
    Call {
        /// The function, without its schema.
        name: String,
        /// Its arguments.
        args: Vec<Operand>,
        /// `OVER (…)` follows.
        window: bool,
        /// Where.
        at: Bytes,
    },
    /// `CAST(x AS t)`, `x::t`
    Cast {
        /// What is cast.
        of: Box<Operand>,
        /// To which type, in lower case.
        to: String,
        /// Where.
        at: Bytes,
    },
    /// Arithmetic, and `||`.
    Operation {
        /// The operator.
        op: String,
        /// Both sides.
        sides: Box<(Operand, Operand)>,
        /// Where.
        at: Bytes,
    },
    /// Several values: a list, a row.
    List(Vec<Operand>),
    /// A subquery.
    Query(Box<Query>),
    /// A condition as a value.
    Condition(Box<Predicate>),
    /// Anything else, with what stands in it.
    Other(Vec<Operand>),
}

/// A column as the statement names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The table's name or alias before the dot.
    pub of: Option<String>,
    /// Its name.
    pub name: String,
    /// Where.
    pub at: Bytes,
}

/// A placeholder.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name, of `:name` and its kin.
    pub name: Option<String>,
    /// Which of the values by position it takes, from 0.
    pub position: Option<usize>,
    /// Where.
    pub at: Bytes,
}

/// `INSERT INTO table (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The table.
    pub table: String,
    /// The columns, where they are listed.
    pub columns: Vec<String>,
    /// What is inserted, where it is a query.
    pub query: Option<Query>,
    /// Rows of values.
    pub values: Vec<Vec<Operand>>,
    /// `ON CONFLICT`, `ON DUPLICATE KEY`, `INSERT OR REPLACE`.
    pub upsert: bool,
}

/// `UPDATE table SET …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The tables: the changed one first.
    pub from: Vec<Source>,
    /// Columns and their new values.
    pub set: Vec<(String, Operand)>,
    /// What must all hold.
    pub filter: Vec<Predicate>,
    /// `LIMIT`.
    pub limited: bool,
    /// What its `FROM` and conditions come from (`WITH`).
    pub with: Vec<(String, Query)>,
}

/// `DELETE FROM table`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// The tables: the changed one first.
    pub from: Vec<Source>,
    /// What must all hold.
    pub filter: Vec<Predicate>,
    /// `LIMIT`.
    pub limited: bool,
    /// What its conditions come from (`WITH`).
    pub with: Vec<(String, Query)>,
}

/// One change of a schema.
#[derive(Clone, Debug, PartialEq)]
pub enum SchemaChange {
    /// `CREATE TABLE`.
    CreateTable(CreateTable),
    /// `DROP TABLE`.
    DropTable(String),
    /// `ALTER TABLE … RENAME TO`.
    RenameTable {
        /// The old name.
        from: String,
        /// The new name.
        to: String,
    },
    /// `ALTER TABLE … ADD COLUMN`.
    AddColumn {
        /// The table.
        table: String,
        /// Its name.
        name: String,
        /// Its type, in lower case.
        ty: String,
    },
    /// `ALTER TABLE … DROP COLUMN`.
    DropColumn {
        /// The table.
        table: String,
        /// Its name.
        name: String,
    },
    /// `ALTER TABLE … RENAME COLUMN`.
    RenameColumn {
        /// The table.
        table: String,
        /// The old name.
        from: String,
        /// The new name.
        to: String,
    },
    /// `ALTER TABLE … ADD PRIMARY KEY`, `ADD UNIQUE`, and keys of columns that are added.
    AddKey {
        /// The table.
        table: String,
        /// The key.
        key: Key,
    },
    /// `CREATE INDEX`.
    CreateIndex(CreateIndex),
    /// `DROP INDEX`, and a constraint by its name.
    DropIndex(String),
}

/// `CREATE TABLE`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreateTable {
    /// Its name.
    pub name: String,
    /// Columns and their types in lower case.
    pub columns: Vec<(String, String)>,
    /// Keys and indexes that it is made with.
    pub keys: Vec<Key>,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// It is made from a query or like another table, so that its columns are not written.
    pub derived: bool,
    /// A `CHECK` holds a key to one value, so that there is one row.
    pub single_row: bool,
    /// Where its name stands.
    pub at: Bytes,
}

/// A key or an index of columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What it is over, in order.
    pub parts: Vec<IndexPart>,
    /// No two rows have the same.
    pub unique: bool,
    /// Columns that refer to another table's key; no index comes with it in most databases.
    pub foreign: bool,
}

/// `CREATE INDEX`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateIndex {
    /// The table.
    pub table: String,
    /// What it is over.
    pub key: Key,
    /// `USING gin`, in lower case.
    pub using: Option<String>,
    /// It has only some of the rows.
    pub partial: bool,
}

/// One part of an index.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexPart {
    /// What is indexed.
    pub of: Operand,
    /// The operator class: `gin_trgm_ops`.
    pub class: Option<String>,
}
