//! Things that are called like metrics and are none.
use std::collections::HashMap;

pub struct Counter {
    labels: HashMap<String, u64>,
}

impl Counter {
    pub fn with_label_values(&mut self, values: &[&str]) {
        *self.labels.entry(values.join(",")).or_default() += 1;
    }

    pub fn add(&mut self, user_id: &str, n: u64) {
        *self.labels.entry(user_id.to_owned()).or_default() += n;
    }
}

pub fn counter(user_id: &str) {
    let mut counter = Counter { labels: HashMap::new() };
    counter.with_label_values(&[user_id]);
    counter.add(user_id, 1);
    let text = format!("register_int_counter_vec!(\"x\", \"y\", &[\"{user_id}\"])");
    println!("{text}");
}
