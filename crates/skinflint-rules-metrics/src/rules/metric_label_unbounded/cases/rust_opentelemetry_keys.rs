//! Instruments straight from the global meter, and attributes from keys.
use opentelemetry::{Key, global};

pub fn restored(provider: &crate::Provider, user_id: &str, bytes: u64) {
    let restored = global::meter("backup").f64_gauge("backup.restored").build();
    restored.record(1.0, &[Key::new("enduser.id").string(user_id.to_owned())]); //~ metric-label-unbounded error
    let size = provider.meter("backup").u64_histogram("backup.size").build();
    size.record(bytes, &[Key::from_static_str("kind").string("full")]);
}
