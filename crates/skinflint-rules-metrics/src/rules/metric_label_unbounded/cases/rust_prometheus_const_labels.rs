use prometheus::{Counter, Gauge, Histogram, HistogramOpts, IntCounterVec, Opts, labels};

pub fn all(run: uuid::Uuid) -> prometheus::Result<(Counter, Gauge, Histogram)> {
    let counter = Counter::with_opts(Opts::new("runs_total", "Runs").const_labels(labels! {
        "version".to_owned() => env!("CARGO_PKG_VERSION").to_owned(),
        "run_uuid".to_owned() => run.to_string(), //~ metric-label-unbounded error
    }))?;
    let gauge = Gauge::with_opts(Opts::new("runs_open", "Runs"))?;
    let histogram = Histogram::with_opts(HistogramOpts::new("run_seconds", "Runs").const_label("kind", "batch"))?;
    Ok((counter, gauge, histogram))
}

pub fn by_stage(host: &crate::Host) -> prometheus::Result<IntCounterVec> {
    let opts = Opts::new("stages_total", "Stages").const_label("pod_uid", host.uid()); //~ metric-label-unbounded error
    IntCounterVec::new(opts, &["stage"])
}
