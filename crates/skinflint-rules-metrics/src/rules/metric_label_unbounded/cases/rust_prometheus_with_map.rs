use std::collections::HashMap;
use std::net::SocketAddr;

use prometheus::{IntGaugeVec, Opts, labels};

pub struct Peers {
    connected: IntGaugeVec,
    banned: IntGaugeVec,
}

impl Peers {
    pub fn new() -> Self {
        Self {
            connected: IntGaugeVec::new(Opts::new("peers_connected", "Peers"), &["peer", "direction"]).unwrap(),
            banned: IntGaugeVec::new(Opts::new("peers_banned", "Banned peers"), &["peer"]).unwrap(),
        }
    }

    pub fn accept(&self, addr: SocketAddr) {
        let remote = addr.to_string();
        let set = labels! { "peer" => remote.as_str(), "direction" => "inbound" }; //~ metric-label-unbounded error
        self.connected.with(&set).inc();
    }

    pub fn ban(&self, addr: &SocketAddr) {
        let text = addr.to_string();
        self.banned.with(&HashMap::from([("peer", text.as_str())])).set(1); //~ metric-label-unbounded error
    }
}
