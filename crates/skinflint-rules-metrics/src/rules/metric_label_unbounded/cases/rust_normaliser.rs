//! A regular expression over the raw path leaks: whatever it does not know passes through.
use prometheus::{IntCounterVec, register_int_counter_vec};
use regex::Regex;

pub struct Middleware {
    requests: IntCounterVec,
    digits: Regex,
}

impl Middleware {
    pub fn new() -> Self {
        Self {
            requests: register_int_counter_vec!("requests_total", "Requests", &["path"]).unwrap(),
            digits: Regex::new(r"/\d+").unwrap(),
        }
    }

    pub fn seen(&self, req: &http::Request<()>) {
        let path = normalise(&self.digits, req.uri().path());
        self.requests.with_label_values(&[&path]).inc(); //~ metric-label-unbounded error
    }
}

fn normalise(digits: &Regex, path: &str) -> String {
    digits.replace_all(path, "/:id").into_owned()
}
