//! A macro writes the static: a use of its name is a use of the metric that the macro's call declares.
use std::sync::LazyLock;

use prometheus::{IntCounterVec, register_int_counter_vec};

macro_rules! counter {
    ($name:ident, $metric:expr, $labels:expr) => {
        static $name: LazyLock<IntCounterVec> =
            LazyLock::new(|| register_int_counter_vec!($metric, "help", $labels).unwrap());
    };
}

counter!(LOGINS, "logins_total", &["plan", "email"]); //~ metric-label-unbounded error
counter!(LOGOUTS, "logouts_total", &["reason"]);

pub fn logged_in(email: &str) {
    LOGINS.with_label_values(&["free", email]).inc();
    LOGOUTS.with_label_values(&["asked"]).inc();
}
