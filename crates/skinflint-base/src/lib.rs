//! The words every room shares: files and spans, problems, levels, hits and verdicts.
//!
//! A leaf: it depends on nothing of skinflint and knows no language, rule, policy or output.

mod attribution;
mod hit;
mod level;
mod path;
mod problem;
mod rule;
mod span;
mod text;

pub use attribution::Attribution;
pub use hit::{Certainty, Hit, Related, State, Verdict};
pub use level::Level;
pub use path::RelPath;
pub use problem::{Problem, ProblemKind};
pub use rule::{Precision, RuleMeta};
pub use span::{FileId, FileSpan, Span};
pub use text::{LineIndex, Position, Text};
