//! The same attributes on a span or a log event make no series.
use metrics::counter;
use opentelemetry::KeyValue;
use opentelemetry::trace::Span;
use tracing::{info, info_span};

pub fn handled(span: &mut impl Span, user_id: &str, path: &str) {
    span.set_attribute(KeyValue::new("user.id", user_id.to_owned()));
    span.set_attributes([KeyValue::new("url.path", path.to_owned())]);
    span.add_event("handled", vec![KeyValue::new("email", user_id.to_owned())]);
    let _entered = info_span!("handle", user_id, path).entered();
    info!(user_id, path, "handled");
    counter!("handled_total", "outcome" => "ok").increment(1);
}
