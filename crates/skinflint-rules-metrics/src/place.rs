//! Which findings are one: two metrics may share a list of labels, and one value may be reached in
//! several ways.

use std::collections::HashSet;

use skinflint_base::FileSpan;
use skinflint_program::{Label, Metric};

/// Places that were reported, each with the label that it was reported for.
#[derive(Debug, Default)]
pub(crate) struct Reported(HashSet<(FileSpan, String)>);

impl Reported {
    /// Whether this is the first time.
    pub(crate) fn first(&mut self, at: FileSpan, label: &str) -> bool {
        self.0.insert((at, label.to_owned()))
    }
}

/// What a label's finding is known by within its home: stable over moves and edits.
pub(crate) fn key(metric: &Metric, label: &Label) -> String {
    format!("{}/{}", metric.name.as_deref().unwrap_or("?"), label.name)
}

/// Whether one place lies in the other, or they touch.
pub(crate) fn overlap(a: FileSpan, b: FileSpan) -> bool {
    a.file == b.file && a.span.start <= b.span.end && b.span.start <= a.span.end
}
