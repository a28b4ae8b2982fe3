//! The rules, one module each. The folder's name is the rule's id; `cargo xtask new-rule` adds a line.

pub(crate) mod metric_label_forbidden;
pub(crate) mod metric_label_unbounded;
pub(crate) mod metric_series_budget;
