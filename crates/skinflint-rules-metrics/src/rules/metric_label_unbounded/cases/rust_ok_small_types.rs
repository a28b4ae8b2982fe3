//! `.to_string()` proves nothing; the type behind it does.
use metrics::counter;

pub struct Flags(u8);

pub enum FetchError {
    Timeout,
    Status(u16, String),
}

impl FetchError {
    fn as_metric(&self) -> &'static str {
        match self {
            FetchError::Timeout => "timeout",
            FetchError::Status(..) => "status",
        }
    }
}

pub fn fetched(priority: u8, secure: bool, error: &FetchError, ratio: u32) {
    counter!("fetches_total", "user_id" => priority.to_string(), "token" => secure.to_string()).increment(1);
    counter!("errors_total", "error" => error.as_metric()).increment(1);
    counter!("ratios_total", "hash" => ratio.ilog2().to_string()).increment(1);
}
