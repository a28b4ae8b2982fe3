//! One set of attributes goes to a span and to a metric: only the metric counts.
use opentelemetry::KeyValue;
use opentelemetry::metrics::Counter;
use opentelemetry::trace::Span;

const PEER: &str = "network.peer.address";

pub struct Server {
    accepted: Counter<u64>,
}

impl Server {
    pub fn accepted(&self, span: &mut impl Span, stream: &std::net::TcpStream) {
        let peer = stream.peer_addr().map(|a| a.to_string()).unwrap_or_default();
        span.set_attribute(KeyValue::new("session.id", peer.clone()));
        let attributes = [KeyValue::new(PEER, peer)]; //~ metric-label-unbounded error
        self.accepted.add(1, &attributes);
    }
}
