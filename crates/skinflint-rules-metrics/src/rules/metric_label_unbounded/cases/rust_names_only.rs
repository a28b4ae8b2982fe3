//! Nothing in sight limits the values; some names are enough, some only warn, most say nothing.
use prometheus::{IntCounterVec, register_int_counter_vec};

pub fn all() -> Vec<IntCounterVec> {
    vec![
        register_int_counter_vec!("a_total", "A", &["wallet_address"]).unwrap(), //~ metric-label-unbounded error
        register_int_counter_vec!("b_total", "B", &["clientIp"]).unwrap(), //~ metric-label-unbounded error
        register_int_counter_vec!("c_total", "C", &["hostname"]).unwrap(), //~ metric-label-unbounded warning
        register_int_counter_vec!("d_total", "D", &["kind", "queue", "version"]).unwrap(),
        register_int_counter_vec!("e_total", "E", &["flavour", "height"]).unwrap(),
    ]
}
