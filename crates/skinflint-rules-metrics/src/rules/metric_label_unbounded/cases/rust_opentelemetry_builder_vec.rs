//! Attributes are pushed one by one.
use std::net::SocketAddr;

use opentelemetry::KeyValue;
use opentelemetry::metrics::UpDownCounter;

pub fn opened(active: &UpDownCounter<i64>, peer: SocketAddr, tls: bool) {
    let mut attributes = Vec::with_capacity(3);
    attributes.push(KeyValue::new("network.transport", "tcp"));
    attributes.push(KeyValue::new("tls", tls));
    attributes.push(KeyValue::new("client.address", peer.ip().to_string())); //~ metric-label-unbounded error
    active.add(1, &attributes);
}
