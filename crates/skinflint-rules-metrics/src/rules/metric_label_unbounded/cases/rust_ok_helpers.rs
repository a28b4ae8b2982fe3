//! Parameters whose call sites are all literals, a chain of two helpers, and `&'static str`.
use prometheus::{IntCounterVec, register_int_counter_vec};
use std::sync::LazyLock;

static CALLS: LazyLock<IntCounterVec> =
    LazyLock::new(|| register_int_counter_vec!("calls_total", "Calls", &["endpoint", "error"]).unwrap());

fn record(endpoint: &str, error: &'static str) {
    CALLS.with_label_values(&[endpoint, error]).inc();
}

fn ok(endpoint: &str) {
    record(endpoint, "none");
}

pub fn list() {
    ok("list");
}

pub fn get(found: bool) {
    if found {
        ok("get");
    } else {
        record("get", "not_found");
    }
}
