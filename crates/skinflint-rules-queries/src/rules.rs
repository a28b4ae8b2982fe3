//! The rules, one module each. The folder's name is the rule's id; `cargo xtask new-rule` adds a line.

pub(crate) mod query_in_loop;
