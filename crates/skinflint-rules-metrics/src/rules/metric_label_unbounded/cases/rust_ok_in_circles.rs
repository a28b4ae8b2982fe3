//! A builder that is assigned to itself, whose type nothing says: asking for it goes in circles.
pub fn built(start: impl Fn() -> crate::Builder) {
    let mut request = start();
    for (name, value) in crate::headers() {
        request = request.header(name, value);
    }
    request = request.body(());
    metrics::counter!("built_total", "kind" => request.label()).increment(1);
}
