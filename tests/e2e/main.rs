//! The real binary, as its users meet it: exit codes, outputs, policies, trees that are not nice.
#![allow(clippy::unwrap_used)]

mod commands;
mod exit_codes;
mod gate;
mod harness;
mod outputs;
mod policies;
mod same;
mod scope;
mod storefront;
mod trees;
