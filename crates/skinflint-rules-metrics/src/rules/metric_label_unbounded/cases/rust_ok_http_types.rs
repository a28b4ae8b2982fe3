//! Types and methods of HTTP stacks that have few values, under names that would tell otherwise.
use actix_web::HttpRequest;
use metrics::counter;

pub fn answered(req: &HttpRequest, version: http::Version, level: tracing::Level) {
    let route = req.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    counter!("answers_total", "path" => route).increment(1);
    counter!("versions_total", "url" => format!("{version:?}")).increment(1);
    counter!("logged_total", "token" => level.to_string()).increment(1);
}

pub fn failed(status: &tonic::Status) {
    counter!("failures_total", "error" => status.code().to_string()).increment(1);
}
