//! The rules about logs. Each is a folder of `src/rules/`; the registry is written from the folders at
//! build time.
//!
//! Knows no language and no library: rules see events, messages and fields.

mod rules;
mod words;

use skinflint_rule::AnyRule;

include!(concat!(env!("OUT_DIR"), "/registry.rs"));

/// The rules of this crate, sorted by id.
#[must_use]
pub fn rules() -> &'static [&'static dyn AnyRule] {
    REGISTRY
}
