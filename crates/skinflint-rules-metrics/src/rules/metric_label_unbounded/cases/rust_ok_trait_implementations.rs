//! A trait method is what its implementations are.
use metrics::counter;

pub trait Backend {
    fn name(&self) -> &str;
}

pub struct Disk;
pub struct Cloud;

impl Backend for Disk {
    fn name(&self) -> &str {
        "disk"
    }
}

impl Backend for Cloud {
    fn name(&self) -> &str {
        "cloud"
    }
}

pub fn stored(backend: &dyn Backend) {
    counter!("stored_total", "endpoint" => backend.name().to_owned()).increment(1);
}
