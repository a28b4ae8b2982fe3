//! A matched route is fine, the raw path behind `unwrap_or` is not.
use axum::extract::{MatchedPath, Request};
use metrics::counter;

pub fn track(req: &Request) {
    let path = match req.extensions().get::<MatchedPath>() {
        Some(matched) => matched.as_str().to_owned(),
        None => req.uri().path().to_owned(),
    };
    counter!("http_requests_total", "path" => path).increment(1); //~ metric-label-unbounded error
}
