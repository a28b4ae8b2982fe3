//! The rules, one module each. The folder's name is the rule's id; `cargo xtask new-rule` adds a line.

pub(crate) mod log_debug_dump;
pub(crate) mod log_field_missing;
pub(crate) mod log_in_loop;
pub(crate) mod log_message_interpolated;
pub(crate) mod log_print;
