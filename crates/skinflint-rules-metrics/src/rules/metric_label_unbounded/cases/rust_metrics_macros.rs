use axum::http::Uri;
use metrics::{counter, gauge, histogram};

pub fn served(uri: &Uri, user_id: &str, seconds: f64) {
    counter!("pages_served_total", "url" => uri.to_string()).increment(1); //~ metric-label-unbounded warning
    histogram!("page_seconds", "path" => uri.path().to_owned(), "kind" => "page").record(seconds); //~ metric-label-unbounded error
    gauge!("last_seen", "user_id" => user_id.to_owned()).set(1.0); //~ metric-label-unbounded error
}

pub fn old_syntax(session_id: String) {
    metrics::increment_counter!("sessions_opened_total", "session_id" => session_id); //~ metric-label-unbounded error
}
