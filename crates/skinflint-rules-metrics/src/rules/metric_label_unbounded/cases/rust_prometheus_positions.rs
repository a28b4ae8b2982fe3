//! Only one of three positions is open: the finding names the label that stands there.
use std::sync::LazyLock;

use prometheus::{IntCounterVec, register_int_counter_vec};

pub enum Outcome {
    Hit,
    Miss,
}

impl Outcome {
    fn as_str(&self) -> &'static str {
        match self {
            Outcome::Hit => "hit",
            Outcome::Miss => "miss",
        }
    }
}

static LOOKUPS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    register_int_counter_vec!("cache_lookups_total", "Lookups", &["tier", "entry", "outcome"]).unwrap()
});

pub fn looked_up(payload_size: u64, outcome: Outcome) {
    let lookups = LOOKUPS.clone();
    lookups
        .with_label_values(&[
            "memory",
            &payload_size.to_string(), //~ metric-label-unbounded error
            outcome.as_str(),
        ])
        .inc();
}
