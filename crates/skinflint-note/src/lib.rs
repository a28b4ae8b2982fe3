//! Cost-impact notes: the fields by which a change says what it costs and how it is undone, and the
//! one parser for them.
//!
//! A note is read from Markdown or from a commit message; both look alike here. Where the text comes
//! from, whether a change owes a note and what it must hold are not this crate's business: it knows no
//! git, no CI system, no policy and no rule.

mod amount;
mod field;
mod money;
mod note;
mod placeholder;
mod prose;

pub use amount::{AmountError, CostImpact, parse_cost_impact};
pub use field::Field;
pub use money::{Money, Period, Range};
pub use note::{Entry, Note};
pub use placeholder::is_placeholder;
