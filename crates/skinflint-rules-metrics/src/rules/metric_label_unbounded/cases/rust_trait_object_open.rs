//! One implementation among several is open.
use metrics::gauge;

pub trait Target {
    fn label(&self) -> String;
}

pub struct Local;
pub struct Remote {
    addr: std::net::SocketAddr,
}

impl Target for Local {
    fn label(&self) -> String {
        "local".to_owned()
    }
}

impl Target for Remote {
    fn label(&self) -> String {
        self.addr.to_string()
    }
}

pub fn reached(target: &dyn Target) {
    gauge!("reachable", "to" => target.label()).set(1.0); //~ metric-label-unbounded warning
}
