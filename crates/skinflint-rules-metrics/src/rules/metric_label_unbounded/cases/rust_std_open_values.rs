//! What the standard library leaves open, under names that tell nothing.
use std::backtrace::Backtrace;
use std::time::{Instant, SystemTime};

use metrics::{Label, counter};

pub fn measured(started: Instant, at: SystemTime, trace: &Backtrace) {
    counter!("laps_total", "what" => format!("{:?}", started.elapsed())).increment(1); //~ metric-label-unbounded error
    counter!("starts_total", "what" => format!("{:?}", SystemTime::now())).increment(1); //~ metric-label-unbounded error
    counter!("stamps_total", "what" => format!("{at:?}")).increment(1); //~ metric-label-unbounded warning
    counter!("crashes_total", "what" => trace.to_string()).increment(1); //~ metric-label-unbounded warning
}

pub fn labelled(base: Vec<Label>, id: uuid::Uuid) {
    let more = vec![Label::new("what", id.to_string())]; //~ metric-label-unbounded warning
    let labels: Vec<Label> = base.into_iter().chain(more).collect();
    counter!("calls_total", labels).increment(1);
}

pub fn each(ids: &[uuid::Uuid]) {
    ids.iter().for_each(|id| {
        counter!("ids_total", "what" => id.to_string().replace('-', "_")).increment(1); //~ metric-label-unbounded warning
    });
}
