//! The vector lies in a field, behind an `Arc`, and is used in another type.
use std::sync::Arc;

use prometheus::{GaugeVec, Opts};

pub struct Metrics {
    pub lag: GaugeVec,
}

impl Metrics {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { lag: GaugeVec::new(Opts::new("replication_lag_seconds", "Lag"), &["origin"]).unwrap() })
    }
}

pub struct Replicator {
    metrics: Arc<Metrics>,
    session: uuid::Uuid,
}

impl Replicator {
    pub fn tick(&self, seconds: f64) {
        let origin = self.session.to_string();
        self.metrics.lag.with_label_values(&[&origin]).set(seconds); //~ metric-label-unbounded warning
    }
}
