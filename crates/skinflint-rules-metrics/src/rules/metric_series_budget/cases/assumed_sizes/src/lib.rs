//! The product counts, and what a histogram makes of it.
use prometheus::{HistogramVec, IntCounterVec, register_histogram_vec, register_int_counter_vec};

pub fn counter() -> IntCounterVec {
    register_int_counter_vec!("requests_total", "Requests", &["tenant"]).unwrap()
}

pub fn histogram() -> HistogramVec {
    register_histogram_vec!("latency_seconds", "Latency", &["tenant", "colour"]).unwrap() //~ metric-series-budget error
}
