//! Every way in which an enum names itself is closed.
use std::sync::LazyLock;

use prometheus::{IntCounterVec, register_int_counter_vec};
use strum::{AsRefStr, IntoStaticStr};

#[derive(Clone, Copy, Debug)]
pub enum Tier {
    Memory,
    Disk,
}

impl Tier {
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Memory => "memory",
            Tier::Disk => "disk",
        }
    }
}

#[derive(AsRefStr)]
pub enum Event {
    Opened,
    Failed(String),
}

#[derive(IntoStaticStr)]
pub enum Kind {
    Read,
    Write,
}

static EVENTS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    register_int_counter_vec!("events_total", "Events", &["path", "email", "user_id", "error"]).unwrap()
});

pub fn happened(tier: Tier, event: &Event, kind: Kind, failed: bool) {
    let kind: &'static str = kind.into();
    EVENTS.with_label_values(&[tier.as_str(), event.as_ref(), kind, &failed.to_string()]).inc();
    EVENTS.with_label_values(&[&format!("{tier:?}"), "none", "read", "true"]).inc();
}
