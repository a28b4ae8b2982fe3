//! Labels of a struct are judged by what the struct is built of.
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct RequestLabels {
    pub path: String,
    pub status: u16,
    pub outcome: &'static str,
}

#[derive(Default)]
pub struct Metrics {
    pub requests: Family<RequestLabels, Counter>,
}

pub fn seen(metrics: &Metrics, req: &http::Request<()>, status: http::StatusCode) {
    let labels = RequestLabels {
        path: req.uri().path().to_owned(), //~ metric-label-unbounded error
        status: status.as_u16(),
        outcome: if status.is_success() { "ok" } else { "failed" },
    };
    metrics.requests.get_or_create(&labels).inc();
}
