//! Raw parts of a request, whichever way they are reached.
use axum::extract::{Path, Request};
use axum::http::HeaderValue;
use axum::http::request::Parts;
use axum_extra::TypedHeader;
use headers::{HeaderMapExt, UserAgent};
use metrics::counter;

pub fn routed(req: &Request, agent: HeaderValue) {
    counter!("seen_total", "what" => req.uri().to_string()).increment(1); //~ metric-label-unbounded error
    counter!("asked_total", "what" => req.uri().query().unwrap_or("").to_owned()).increment(1); //~ metric-label-unbounded error
    counter!("agents_total", "what" => agent.to_str().unwrap_or("none").to_owned()).increment(1); //~ metric-label-unbounded warning
}

pub fn split(parts: &Parts) {
    counter!("parts_total", "what" => parts.uri.to_string(), "verb" => parts.method.to_string()).increment(1); //~ metric-label-unbounded error
    let client = parts.headers.typed_get::<UserAgent>().map(|agent| agent.to_string()).unwrap_or_default();
    counter!("clients_total", "what" => client).increment(1); //~ metric-label-unbounded warning
}

pub async fn shelf(Path(shelf): Path<String>) {
    counter!("shelves_total", "what" => shelf).increment(1); //~ metric-label-unbounded
}

pub fn listed(day: chrono::NaiveDate) {
    counter!("days_total", "what" => day.to_string()).increment(1); //~ metric-label-unbounded warning
}
