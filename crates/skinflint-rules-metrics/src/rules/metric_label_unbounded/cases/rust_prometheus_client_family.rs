use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Labels {
    method: Method,
    peer_id: libp2p::PeerId,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelValue)]
pub enum Method {
    Get,
    Put,
}

#[derive(Default)]
pub struct Metrics {
    requests: Family<Labels, Counter>,
}

impl Metrics {
    pub fn got(&self, peer_id: libp2p::PeerId) {
        self.requests.get_or_create(&Labels { method: Method::Get, peer_id }).inc(); //~ metric-label-unbounded error
    }
}
