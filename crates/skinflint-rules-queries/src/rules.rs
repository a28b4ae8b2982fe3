//! The rules, one module each. The folder's name is the rule's id; `cargo xtask new-rule` adds a line.

pub(crate) mod query_in_loop;
pub(crate) mod sql_cartesian_join;
pub(crate) mod sql_deep_offset;
pub(crate) mod sql_leading_wildcard;
pub(crate) mod sql_missing_where;
pub(crate) mod sql_non_sargable;
pub(crate) mod sql_order_by_random;
pub(crate) mod sql_select_star;
pub(crate) mod sql_unbounded_select;
pub(crate) mod sql_unindexed_filter;
