//! The rules about cost-impact notes. Each is a folder of `src/rules/`; the registry is written from the
//! folders at build time.
//!
//! They see what a change adds and what is said of it. Where notes come from is not known here.

mod owed;
mod rules;
mod words;

use skinflint_rule::AnyRule;

pub use owed::{Grown, OwedOptions, weigh};
pub use words::draft;

include!(concat!(env!("OUT_DIR"), "/registry.rs"));

/// The rules of this crate, sorted by id.
#[must_use]
pub fn rules() -> &'static [&'static dyn AnyRule] {
    REGISTRY
}
