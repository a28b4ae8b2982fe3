use prometheus::{IntGauge, Opts};

pub fn up(instance: uuid::Uuid) -> IntGauge {
    let opts = Opts::new("worker_up", "Whether the worker is up")
        .const_label("version", env!("CARGO_PKG_VERSION"))
        .const_label("incarnation", instance.to_string()); //~ metric-label-unbounded
    let gauge = IntGauge::with_opts(opts).unwrap();
    prometheus::register(Box::new(gauge.clone())).unwrap();
    gauge
}

pub fn lookups() -> prometheus::IntCounterVec {
    prometheus::register_int_counter_vec!("lookups_total", "Lookups", &["outcome"]).unwrap()
}
