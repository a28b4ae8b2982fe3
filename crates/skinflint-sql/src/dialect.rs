//! The dialects of SQL that statements are read in.

use sqlparser::dialect::{
    Dialect as Grammar, GenericDialect, MsSqlDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect,
};

/// A dialect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// None is known.
    #[default]
    Unknown,
    /// PostgreSQL and what speaks like it.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
    /// Microsoft SQL Server.
    MsSql,
}

impl Dialect {
    /// The grammars to try, the likeliest first.
    pub(crate) fn grammars(self) -> &'static [&'static dyn Grammar] {
        match self {
            Self::Unknown => &[&GenericDialect {}, &PostgreSqlDialect {}, &MySqlDialect {}, &SQLiteDialect {}],
            Self::Postgres => &[&PostgreSqlDialect {}, &GenericDialect {}],
            Self::MySql => &[&MySqlDialect {}, &GenericDialect {}],
            Self::Sqlite => &[&SQLiteDialect {}, &GenericDialect {}],
            Self::MsSql => &[&MsSqlDialect {}, &GenericDialect {}],
        }
    }
}
