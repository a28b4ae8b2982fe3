use std::fmt;
use std::sync::LazyLock;

use prometheus::{IntCounterVec, register_int_counter_vec};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum PullError {
    #[error("timed out")]
    Timeout,
    #[error("the registry said {0}")]
    Refused(String),
}

#[derive(Debug)]
pub enum Phase {
    Connect,
    Transfer,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Phase::Connect => write!(f, "connect"),
            Phase::Transfer => write!(f, "transfer"),
        }
    }
}

static PULLS: LazyLock<IntCounterVec> =
    LazyLock::new(|| register_int_counter_vec!("pulls_total", "Pulls", &["phase", "outcome"]).unwrap());

pub fn pulled(phase: Phase, result: Result<(), PullError>) {
    let status = match &result {
        Ok(()) => "ok".to_owned(),
        Err(error) => error.to_string(),
    };
    PULLS.with_label_values(&[phase.to_string().as_str(), &status]).inc(); //~ metric-label-unbounded error
}
