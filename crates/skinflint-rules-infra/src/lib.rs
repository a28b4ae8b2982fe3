//! The rules about infrastructure: tags and the controls of cost. Each is a folder of `src/rules/`; the
//! registry is written from the folders at build time.
//!
//! Knows no format's syntax: rules see resources, their bodies and tags.

mod blocks;
mod containers;
mod places;
mod rules;
mod words;

use skinflint_rule::AnyRule;

include!(concat!(env!("OUT_DIR"), "/registry.rs"));

/// The rules of this crate, sorted by id.
#[must_use]
pub fn rules() -> &'static [&'static dyn AnyRule] {
    REGISTRY
}
