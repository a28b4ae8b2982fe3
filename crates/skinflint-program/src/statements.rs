//! The view *statements*: the SQL of the tree, wherever it stands, with what is known of its values, of
//! how its rows are read, and of the tables that it names.
//!
//! Only what parses is a statement; the rest is counted. Nothing here says what is wrong with one; rules
//! do.

mod binds;
mod builders;
mod collect;
mod entities;
mod fetch;
mod read;
mod scripts;
mod setting;
mod text;

use skinflint_base::{FileId, FileSpan, Span};
use skinflint_sql as sql;

use crate::models::ClauseKind;
pub use crate::models::Fetch;
pub(crate) use crate::schema::Change;
use crate::schema::Schema;

pub(crate) use collect::collect;
pub use setting::Setting;
pub(crate) use text::Texts;

/// The SQL of a tree.
#[derive(Debug, Default)]
pub struct Statements {
    /// What was read, in the order of files and places.
    pub all: Vec<Statement>,
    /// What query builders are asked for.
    pub clauses: Vec<Clause>,
    /// The changes of schemas, in the order of files and places; what undoes one is not among them.
    pub changes: Vec<Change>,
    /// The tables that the tree's schema changes make.
    pub schema: Schema,
    /// Texts that begin like a statement and were not read: no grammar fits, or they are made while
    /// the program runs.
    pub unread: usize,
}

/// One statement.
#[derive(Debug)]
pub struct Statement {
    /// What it says.
    pub sql: sql::Statement,
    /// The symbol it stands in.
    pub home: String,
    /// The name of the function it stands in; of a script, what names it there.
    pub function: String,
    /// The parameters of that function that carry data: no receiver, no connection.
    pub given: Vec<String>,
    /// What the file is for that it stands in.
    pub setting: Setting,
    /// How its rows are read.
    pub fetch: Fetch,
    /// The values of its placeholders.
    pub binds: Vec<Bind>,
    /// Bytes of the statement at which the program may put in more.
    pub open: Vec<usize>,
    /// What becomes of its rows, where they are read into a type of the tree.
    pub entity: Option<Entity>,
    /// Where its text stands.
    pub(crate) pieces: Vec<Piece>,
    /// Where it is run or, failing that, stands.
    pub(crate) whole: FileSpan,
}

/// A run of a statement's text that stands in one place.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The first byte of the statement in it.
    pub(crate) from: usize,
    /// One past the last.
    pub(crate) to: usize,
    /// Where each stretch of it stands: from byte of the statement, at byte of the file.
    pub(crate) steps: Vec<(usize, u32)>,
    /// The file.
    pub(crate) file: FileId,
    /// The literal, where bytes within it are not known.
    pub(crate) literal: Span,
}

/// A value given to a placeholder.
#[derive(Clone, Debug)]
pub struct Bind {
    /// The placeholder's name, where the program names it.
    pub name: Option<String>,
    /// Where the value stands.
    pub at: FileSpan,
    /// The value, where it is a constant.
    pub constant: Option<String>,
    /// It begins with `%` and goes on with something else, where that can be seen.
    pub wildcard: Option<FileSpan>,
}

/// What a statement's rows are read into.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The type.
    pub name: String,
    /// Its fields.
    pub fields: Vec<String>,
    /// The whole value is handed on, so that any field may be read elsewhere.
    pub handed_on: bool,
    /// The fields that are read in the function and in what it gives the value to.
    pub read: Vec<String>,
}

/// What a query builder is asked for.
#[derive(Clone, Debug)]
pub struct Clause {
    /// What.
    pub kind: ClauseKind,
    /// Where.
    pub at: FileSpan,
    /// The library whose builder it is.
    pub library: String,
    /// The symbol it stands in.
    pub home: String,
    /// What the file is for.
    pub setting: Setting,
    /// What is judged, as a name where it is one.
    pub value: Option<String>,
    /// The column that is asked for, in lower case, where the call names it.
    pub column: Option<String>,
}

impl Statement {
    /// Where a part of the statement stands.
    #[must_use]
    pub fn at(&self, bytes: &sql::Bytes) -> FileSpan {
        if bytes.is_empty() {
            return self.begin();
        }
        let Some(piece) = self.pieces.iter().find(|p| p.from <= bytes.start && bytes.start < p.to) else {
            return self.whole;
        };
        let end = bytes.end.min(piece.to);
        match (piece.place(bytes.start), piece.place(end.saturating_sub(1))) {
            (Some(from), Some(last)) if last >= from => FileSpan { file: piece.file, span: Span::new(from, last + 1) },
            _ => FileSpan { file: piece.file, span: piece.literal },
        }
    }

    /// Where the statement begins.
    #[must_use]
    pub fn begin(&self) -> FileSpan {
        if self.sql.at.is_empty() { self.whole } else { self.at(&self.sql.at) }
    }

    /// Whether the program may put in more than is written: what the statement lacks proves nothing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The value of a placeholder.
    #[must_use]
    pub fn bind(&self, param: &sql::Param) -> Option<&Bind> {
        match (&param.name, param.position) {
            (Some(name), _) => self.binds.iter().find(|b| b.name.as_ref() == Some(name)),
            (None, Some(at)) => self.binds.iter().filter(|b| b.name.is_none()).nth(at),
            (None, None) => None,
        }
    }
}

impl Piece {
    fn place(&self, byte: usize) -> Option<u32> {
        let at = self.steps.partition_point(|(from, _)| *from <= byte).checked_sub(1)?;
        let (from, place) = self.steps.get(at)?;
        Some(place + u32::try_from(byte - from).ok()?)
    }
}
