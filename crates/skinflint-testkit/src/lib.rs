//! The harness for rule cases, above the engine: a case is a small realistic file, or a folder of
//! several, whose marks say which lines are findings, no more and no less.
//!
//! Knows no rule and no language beyond how its comments begin. Used by tests only.

mod case;
mod compare;
mod mark;
mod page;
mod run;

pub use run::{Failures, InSight, Ran, run_rule_cases};
