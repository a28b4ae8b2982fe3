//! However a label is spelt and wherever it is first named, it is one finding per metric.
use metrics::counter;
use opentelemetry::KeyValue;
use opentelemetry::metrics::Counter;
use prometheus::{IntCounterVec, register_int_counter_vec};

const CAMPAIGN: &str = "campaign";

pub fn declared() -> IntCounterVec {
    register_int_counter_vec!("mails_total", "Mails", &["kind", CAMPAIGN]).unwrap() //~ metric-label-forbidden error
}

pub fn used(sent: &Counter<u64>, flag: bool) {
    counter!("sent_total", "campaignName" => "spring").increment(1); //~ metric-label-forbidden error
    counter!("sent_total", "campaignName" => "autumn").increment(1);
    sent.add(1, &[KeyValue::new("feature.flag", flag)]); //~ metric-label-forbidden error
    counter!("features_total", "feature" => "search", "flag" => "on").increment(1);
}
