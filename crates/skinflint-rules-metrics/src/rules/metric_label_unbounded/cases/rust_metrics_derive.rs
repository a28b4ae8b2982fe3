use metrics::Counter;
use reth_metrics::Metrics;

#[derive(Metrics, Clone)]
#[metrics(scope = "network.sessions")]
pub struct SessionMetrics {
    /// Messages.
    messages: Counter,
}

pub fn opened(session_id: u64, mode: &'static str) -> SessionMetrics {
    let _by_mode = SessionMetrics::new_with_labels(&[("mode", mode)]);
    SessionMetrics::new_with_labels(&[("session_id", session_id.to_string())]) //~ metric-label-unbounded error
}
