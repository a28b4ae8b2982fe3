//! What the policy says of names beats the built-in words.
use prometheus::{IntCounterVec, register_int_counter_vec};

pub fn all() -> Vec<IntCounterVec> {
    vec![
        register_int_counter_vec!("a_total", "A", &["ticket_ref"]).unwrap(), //~ metric-label-unbounded error
        register_int_counter_vec!("b_total", "B", &["account"]).unwrap(),
        register_int_counter_vec!("c_total", "C", &["tenant"]).unwrap(),
        register_int_counter_vec!("d_total", "D", &["account_id"]).unwrap(), //~ metric-label-unbounded error
    ]
}
