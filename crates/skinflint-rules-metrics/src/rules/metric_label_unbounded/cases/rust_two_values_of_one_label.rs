//! The same label is closed at one place and open at another: the open place is the finding.
use std::sync::LazyLock;

use prometheus::{IntCounterVec, register_int_counter_vec};

static RETRIES: LazyLock<IntCounterVec> =
    LazyLock::new(|| register_int_counter_vec!("retries_total", "Retries", &["cause"]).unwrap());

pub fn timed_out() {
    RETRIES.with_label_values(&["timeout"]).inc();
}

pub fn refused(error: &std::io::Error) {
    RETRIES.with_label_values(&[&error.kind().to_string()]).inc();
    RETRIES.with_label_values(&[&error.to_string()]).inc(); //~ metric-label-unbounded warning
}
