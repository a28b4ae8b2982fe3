use lazy_static::lazy_static;
use prometheus::{HistogramVec, IntCounterVec, register_histogram_vec, register_int_counter_vec};
use uuid::Uuid;

lazy_static! {
    static ref CHECKOUTS: IntCounterVec =
        register_int_counter_vec!("checkouts_total", "Checkouts by customer", &["customer_id", "outcome"]).unwrap();
    static ref BASKET_VALUE: HistogramVec = register_histogram_vec!(
        "basket_value_euros",
        "Value of baskets at checkout",
        &["email", "currency"], //~ metric-label-unbounded error
        vec![10.0, 50.0, 100.0, 500.0]
    )
    .unwrap();
}

pub struct Customer {
    pub id: Uuid,
    pub contact: crate::crm::Contact,
}

pub fn checked_out(customer: &Customer, euros: f64, paid: bool) {
    let outcome = if paid { "paid" } else { "declined" };
    CHECKOUTS
        .with_label_values(&[&customer.id.to_string(), outcome]) //~ metric-label-unbounded error
        .inc();
    BASKET_VALUE.with_label_values(&[customer.contact.primary(), "EUR"]).observe(euros);
}
