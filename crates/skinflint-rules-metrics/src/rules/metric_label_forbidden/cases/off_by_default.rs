//! Without a list nothing is forbidden.
use prometheus::{IntCounterVec, register_int_counter_vec};

pub fn mails() -> IntCounterVec {
    register_int_counter_vec!("mails_total", "Mails", &["kind", "campaign"]).unwrap()
}
