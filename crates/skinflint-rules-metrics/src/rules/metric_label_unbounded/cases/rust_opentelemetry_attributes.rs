use opentelemetry::metrics::{Counter, Histogram, Meter};
use opentelemetry::{KeyValue, global};

pub struct Instruments {
    requests: Counter<u64>,
    duration: Histogram<f64>,
}

impl Instruments {
    pub fn new() -> Self {
        let meter: Meter = global::meter("gateway");
        Self {
            requests: meter.u64_counter("gateway.requests").with_description("Requests").build(),
            duration: meter.f64_histogram("gateway.duration").with_unit("s").build(),
        }
    }

    pub fn record(&self, req: &http::Request<()>, status: u16, seconds: f64) {
        let agent = req.headers().get("user-agent").and_then(|v| v.to_str().ok()).unwrap_or("none");
        let attributes = [
            KeyValue::new("http.request.method", req.method().to_string()),
            KeyValue::new("user_agent.original", agent.to_owned()), //~ metric-label-unbounded error
            KeyValue::new("http.response.status_code", i64::from(status)),
        ];
        self.requests.add(1, &attributes);
        self.duration.record(seconds, &[KeyValue::new("url.path", req.uri().path().to_owned())]); //~ metric-label-unbounded error
    }
}
