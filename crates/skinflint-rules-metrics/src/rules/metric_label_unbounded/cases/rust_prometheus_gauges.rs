//! Gauges by macro, and metrics that an extension of the registry registers in passing.
use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry, register_int_gauge_vec};
use telemetry::RegisterExt;

pub fn sessions(peer: std::net::SocketAddr) {
    let open: IntGaugeVec = register_int_gauge_vec!("sessions_open", "Sessions", &["kind"]).unwrap();
    open.with_label_values(&[&peer.to_string()]).inc(); //~ metric-label-unbounded warning
}

pub fn retries(registry: &Registry, id: uuid::Uuid) {
    let retries = IntCounterVec::new(Opts::new("retries_total", "Retries"), &["kind"]).unwrap().register(registry);
    retries.with_label_values(&[&id.to_string()]).inc(); //~ metric-label-unbounded warning
}
