use cadence::prelude::*;
use cadence::StatsdClient;

pub fn pushed(statsd: &StatsdClient, request_id: &str, bytes: u64) {
    statsd
        .count_with_tags("uploads", 1)
        .with_tag("kind", "avatar")
        .with_tag("request_id", request_id) //~ metric-label-unbounded error
        .send();
    statsd.histogram_with_tags("upload.bytes", bytes).with_tag("result", "ok").send();
}
