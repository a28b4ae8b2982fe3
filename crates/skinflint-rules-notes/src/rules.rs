//! The rules, one module each. The folder's name is the rule's id; `cargo xtask new-rule` adds a line.

pub(crate) mod note_contradicted;
pub(crate) mod note_incomplete;
pub(crate) mod note_missing;
pub(crate) mod note_rollback_missing;
