//! SQL text to statements: what tables, conditions, order and limits it has, and at which bytes; what a
//! schema change makes or drops.
//!
//! - [`parse`] reads one statement. What does not parse is an error and never half a statement.
//! - [`split`] finds where the statements of a script stand.
//! - [`Statement`] is what is understood of one, small enough to be kept for a whole tree.
//!
//! Knows neither files nor the programs that hold the text: ranges are bytes of the text given.

mod ddl;
mod dialect;
mod ir;
mod lower;
mod operand;
mod prepare;
mod query;
mod split;
mod text;

pub use dialect::Dialect;
pub use ir::{
    Bytes, Column, Compare, CreateIndex, CreateTable, Delete, IndexPart, Insert, Join, Key, Kind, Limit, Operand,
    Order, Param, Predicate, Query, SchemaChange, Select, Source, SourceKind, Star, Statement, Update,
};
pub use lower::{Unread, parse};
pub use prepare::{HOLE, Params, is_hole};
pub use split::split;
