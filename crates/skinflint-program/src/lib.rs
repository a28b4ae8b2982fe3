//! The room `link`: what the facts of a whole tree mean together, and the views that rules see.
//!
//! Knows no language's syntax beyond the common tree, and no library beyond what models say. Rules
//! see views only, never facts.

mod cardinality;
pub mod change;
mod eval;
mod flow;
mod guards;
mod index;
mod logs;
mod loops;
mod metrics;
mod models;
mod pool;
mod program;
mod queries;
mod reach;
pub mod resources;
mod schema;
mod statements;
mod symbols;
mod types;
mod unit;

pub use cardinality::{Cardinality, Proof, Why};
pub use logs::{Dump, Hole, LogEvent, LogField, Message, MessageKind, PrintUse, Repeated, Sink};
pub use metrics::{Label, LabelValue, Metric};
pub use models::{ClauseKind, Does, FieldStyle, LogLevel, MetricKind, Model, ModelError, ModelRow};
pub use program::{Input, Program};
pub use queries::{Queries, Query, QueryLoop, Step};
pub use schema::{Index as TableIndex, Schema, Table};
pub use skinflint_sql as sql;
pub use statements::{Bind, Clause, Entity, Fetch, Setting, Statement, Statements};
