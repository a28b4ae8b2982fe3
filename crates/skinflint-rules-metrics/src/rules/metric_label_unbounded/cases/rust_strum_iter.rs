use metrics::gauge;
use strum::IntoEnumIterator;

#[derive(Debug, Clone, Copy, strum::EnumIter, strum::AsRefStr)]
pub enum Endpoint {
    Search,
    Upload,
}

pub fn reset() {
    for endpoint in Endpoint::iter() {
        gauge!("open_requests", "endpoint" => endpoint.as_ref().to_owned()).set(0.0);
    }
}
