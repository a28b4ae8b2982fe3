use std::sync::LazyLock;

use prometheus::{IntCounterVec, register_int_counter_vec};

static REQUESTS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    register_int_counter_vec!("requests_total", "Requests", &["hash", "url", "token", "uuid"]).unwrap()
});

/// The names are bad on purpose: the values decide.
pub fn answered(req: &http::Request<()>, res: &http::Response<()>) {
    let class = match res.status().as_u16() {
        200..=299 => "2xx",
        400..=499 => "4xx",
        _ => "other",
    };
    let version = match req.version() {
        http::Version::HTTP_11 => "1.1",
        http::Version::HTTP_2 => "2",
        _ => "other",
    };
    REQUESTS.with_label_values(&[req.method().as_str(), res.status().as_str(), class, version]).inc();
}
