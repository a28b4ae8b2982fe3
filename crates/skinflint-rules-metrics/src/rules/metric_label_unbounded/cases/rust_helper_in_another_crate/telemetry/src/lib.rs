use std::sync::LazyLock;

use prometheus::{IntCounterVec, register_int_counter_vec};

static FAILURES: LazyLock<IntCounterVec> =
    LazyLock::new(|| register_int_counter_vec!("failures_total", "Failures", &["reason"]).unwrap());

static STARTS: LazyLock<IntCounterVec> =
    LazyLock::new(|| register_int_counter_vec!("starts_total", "Starts", &["endpoint"]).unwrap());

/// Closed at every call but one: that one is the finding.
pub fn failed(reason: &str) {
    FAILURES.with_label_values(&[reason]).inc(); //~ metric-label-unbounded error
}

/// Closed at every call.
pub fn started(endpoint: &str) {
    STARTS.with_label_values(&[endpoint]).inc();
}
