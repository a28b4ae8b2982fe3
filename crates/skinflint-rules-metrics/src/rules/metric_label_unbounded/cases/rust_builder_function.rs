//! The labels are built by a function of their own.
use metrics::{Label, counter};

fn labels(order_uuid: &str, kind: &'static str) -> Vec<Label> {
    vec![
        Label::new("kind", kind),
        Label::new("order_uuid", order_uuid.to_owned()), //~ metric-label-unbounded error
    ]
}

pub fn shipped(order_uuid: &str) {
    counter!("orders_shipped_total", labels(order_uuid, "parcel")).increment(1);
}
