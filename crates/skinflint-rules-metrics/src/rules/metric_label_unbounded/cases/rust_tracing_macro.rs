//! A macro that hands whole fields on: their names come with them.
use tracing::info;

macro_rules! metric {
    ($($fields:tt)*) => {
        info!(target: "metrics", $($fields)*)
    };
}

pub fn placed(order_id: String, express: bool) {
    metric!(monotonic_counter.orders_total = 1, express = express);
    metric!(monotonic_counter.orders_by_id_total = 1, order_id = %order_id); //~ metric-label-unbounded error
}
