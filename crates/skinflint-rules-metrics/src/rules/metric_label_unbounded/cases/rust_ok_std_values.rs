//! What the standard library keeps few, under names that would tell otherwise.
use std::cmp::Ordering;
use std::io::ErrorKind;

use metrics::counter;

pub fn compared(order: Ordering, kind: ErrorKind, found: Option<&str>, quick: bool) {
    counter!("compared_total", "hash" => format!("{order:?}")).increment(1);
    counter!("io_failures_total", "error" => format!("{kind:?}")).increment(1);
    counter!("found_total", "user_id" => found.is_some().to_string()).increment(1);
    counter!("places_total", "path" => module_path!(), "url" => file!()).increment(1);
    counter!("types_total", "uuid" => std::any::type_name::<Ordering>()).increment(1);
    counter!("speeds_total", "token" => quick.then_some("quick").unwrap_or("slow")).increment(1);
    counter!("threads_total", "session_id" => format!("{:?}", std::thread::current())).increment(1);
}

pub fn sent(answer: &reqwest::Response, event: &proto::Event) {
    counter!("sent_total", "error" => answer.status().is_success().to_string()).increment(1);
    counter!("events_total", "hash" => event.kind().as_str_name()).increment(1);
}

pub fn sized(bytes: u64, given: Option<&'static str>) {
    counter!("sizes_total", "size" => bytes.ilog2().to_string()).increment(1);
    counter!(concat!("sizes_", "given_total"), "id" => given.unwrap_or_else(|| "none")).increment(1);
    counter!("flags_total", "key" => given.map_or_else(|| "none", |_| "some")).increment(1);
    counter!(const_format::concatcp!("jobs_", "done_total"), "id" => "none").increment(1);
    counter!("kinds_total", "address" => String::from("mail")).increment(1);
}
