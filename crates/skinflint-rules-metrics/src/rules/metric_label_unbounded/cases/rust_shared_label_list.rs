//! Two metrics share one list of labels: that is one place to mend, and one finding.
use prometheus::{IntCounterVec, Opts};

pub fn counters() -> prometheus::Result<(IntCounterVec, IntCounterVec)> {
    let labels = &["direction", "remote_ip"]; //~ metric-label-unbounded error
    let sent = IntCounterVec::new(Opts::new("sent_bytes_total", "Sent"), labels)?;
    let received = IntCounterVec::new(Opts::new("received_bytes_total", "Received"), labels)?;
    Ok((sent, received))
}
