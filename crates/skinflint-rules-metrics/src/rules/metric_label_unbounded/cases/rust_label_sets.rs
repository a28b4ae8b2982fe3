//! Sets of labels by a derive or by hand, wherever they are used: in a generic family, in one of a function,
//! nested in each other.
use prometheus_client::encoding::{EncodeLabelSet, LabelSetEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

pub struct Requests<L> {
    family: Family<L, Counter>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct ByCaller {
    user_id: String, //~ metric-label-unbounded error
    method: Method,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct ByMethod {
    method: Method,
    #[prometheus(flatten)]
    common: Common,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Common {
    session_id: String, //~ metric-label-unbounded error
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, prometheus_client::encoding::EncodeLabelValue)]
pub enum Method {
    Get,
    Put,
}

pub struct Written {
    email: String,
    kind: &'static str,
}

impl EncodeLabelSet for Written {
    fn encode(&self, mut encoder: LabelSetEncoder) -> Result<(), std::fmt::Error> {
        ("email", self.email.as_str()).encode(encoder.encode_label())?; //~ metric-label-unbounded error
        ("kind", self.kind).encode(encoder.encode_label())
    }
}

pub struct Shown<'a> {
    trace_id: &'a str,
    direction: &'static str,
}

impl FmtLabels for Shown<'_> {
    fn fmt_labels(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "direction=\"{}\",trace_id=\"{}\"", self.direction, self.trace_id) //~ metric-label-unbounded error
    }
}

pub fn count(by: &Family<Vec<(String, String)>, Counter>, request_id: &str) {
    by.get_or_create(&vec![("request_id".to_owned(), request_id.to_owned())]).inc(); //~ metric-label-unbounded error
    let family = Family::<ByCaller, Counter>::default();
    family.get_or_create(&ByCaller { user_id: crate::caller(), method: Method::Get }).inc();
}

/// A cache by something that is hashed like labels, and no metric.
#[derive(Clone, Debug, Hash, PartialEq, Eq)]
pub struct Key {
    user_id: String,
}

pub struct Cache {
    entries: std::collections::HashMap<Key, u64>,
}
