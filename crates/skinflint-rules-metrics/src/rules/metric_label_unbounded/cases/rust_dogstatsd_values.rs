//! Calls that take a value before the tags.
use dogstatsd::Client;

pub fn charged(client: &Client, invoice_id: &str, cents: i64) {
    client.count("items", cents, [format!("invoice_id:{invoice_id}")]).unwrap(); //~ metric-label-unbounded error
    client.gauge("balance", cents.to_string(), [format!("account_id:{invoice_id}")]).unwrap(); //~ metric-label-unbounded error
    client.timing("charge.time", cents, [format!("session_id:{invoice_id}"), "plan:free".to_owned()]).unwrap(); //~ metric-label-unbounded error
}
