//! The rules, one module each. The folder's name is the rule's id; `cargo xtask new-rule` adds a line.

pub(crate) mod alert_owner_missing;
pub(crate) mod budget_alert_missing;
pub(crate) mod infra_autoscaling_unbounded;
pub(crate) mod infra_limits_missing;
pub(crate) mod infra_retention_missing;
pub(crate) mod infra_tag_invalid;
pub(crate) mod infra_tag_missing;
pub(crate) mod infra_ttl_missing;
pub(crate) mod telemetry_sampling_missing;
