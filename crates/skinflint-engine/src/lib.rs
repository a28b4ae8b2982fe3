//! One run from start to finish: policy, discover, lower, link, judge, sift. Ties the rooms together
//! and gives them threads.
//!
//! - [`check`] checks a tree on disk or what a change adds to it, [`check_texts`] texts in memory, both by the same way;
//!   [`Checked`] is what a report needs.
//! - [`policy_at`] says what holds at a path.
//! - [`rules`] lists every rule.
//!
//! Knows no language, library or rule; prints nothing and writes no file.

mod check;
mod error;
mod gate;
mod judge;
mod lower;
mod own_rules;
mod panics;
mod policy;
mod registry;
mod run;
mod scope;
mod selection;
mod sift;
mod stats;
mod suppress;
mod texts;
mod workers;

pub use check::{Checked, Request, Step, check, check_texts, check_texts_in_change};
pub use error::EngineError;
pub use gate::{ChangeRequest, Head, Replayed, Said, replay};
pub use policy::{PolicyAt, policy_at};
pub use registry::{rule_infos, rules};
pub use suppress::{Suppression, suppressions};
