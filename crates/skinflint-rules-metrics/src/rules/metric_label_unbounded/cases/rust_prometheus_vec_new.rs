use axum::extract::Request;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry};

pub struct HttpMetrics {
    requests: IntCounterVec,
    latency: HistogramVec,
}

impl HttpMetrics {
    pub fn new(registry: &Registry) -> prometheus::Result<Self> {
        let requests = IntCounterVec::new(
            Opts::new("http_requests_total", "Requests").namespace("shop"),
            &["method", "path", "status"],
        )?;
        let latency = HistogramVec::new(
            HistogramOpts::new("http_request_seconds", "Latency").buckets(vec![0.01, 0.1, 1.0]),
            &["path"],
        )?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(latency.clone()))?;
        Ok(Self { requests, latency })
    }

    pub fn record(&self, req: &Request, status: http::StatusCode, seconds: f64) {
        let path = req.uri().path();
        self.requests
            .with_label_values(&[req.method().as_str(), path, status.as_str()]) //~ metric-label-unbounded error
            .inc();
        self.latency.with_label_values(&[path]).observe(seconds); //~ metric-label-unbounded error
    }
}
