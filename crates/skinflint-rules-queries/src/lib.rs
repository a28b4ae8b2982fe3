//! The rules about queries. Each is a folder of `src/rules/`; the registry is written from the folders
//! at build time.
//!
//! Knows no language and no library: rules see loops, the queries that they run, and the way between them.

mod rules;
mod sql;
mod words;

use skinflint_rule::AnyRule;

include!(concat!(env!("OUT_DIR"), "/registry.rs"));

/// The rules of this crate, sorted by id.
#[must_use]
pub fn rules() -> &'static [&'static dyn AnyRule] {
    REGISTRY
}
