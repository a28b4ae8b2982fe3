//! The route that matched, with one constant for everything else.
use axum::extract::{MatchedPath, Request};
use metrics::{counter, histogram};

pub fn track(req: &Request, seconds: f64) {
    let path = if let Some(matched) = req.extensions().get::<MatchedPath>() {
        matched.as_str().to_owned()
    } else {
        "unmatched".to_owned()
    };
    let labels = [("method", req.method().to_string()), ("path", path)];
    counter!("http_requests_total", &labels).increment(1);
    histogram!("http_request_seconds", &labels).record(seconds);
}

pub fn track_option(matched: Option<MatchedPath>) {
    let route = matched.as_ref().map(|m| m.as_str()).unwrap_or("unmatched");
    counter!("hits_total", "path" => route.to_owned()).increment(1);
}
