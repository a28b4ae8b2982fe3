//! The macros of a statsd client, and the builder's other forms.
use cadence::prelude::*;
use cadence::StatsdClient;
use cadence_macros::{statsd_count, statsd_time};

pub fn uploaded(request_id: &str, ms: u64) {
    statsd_count!("uploads", 1, "request_id" => request_id, "kind" => "avatar"); //~ metric-label-unbounded error
    statsd_time!("upload.time", ms, "session_id" => current_session()); //~ metric-label-unbounded error
}

pub fn queued(statsd: &StatsdClient, depth: u64, owner: &str) {
    statsd
        .gauge_with_tags("queue.depth", depth)
        .with_tag_value(&format!("user_id:{owner}")) //~ metric-label-unbounded error
        .send();
}

fn current_session() -> String {
    crate::sessions::current()
}
