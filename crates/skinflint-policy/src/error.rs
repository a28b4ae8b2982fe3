//! What is wrong with a policy, with the place, and the list that collects all of it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::source::{Origin, Source};

/// One mistake in a policy: always the user's (or, in a pack, ours), never the machine's. `Display`
/// gives the message alone; as a `miette::Diagnostic` it brings the source line, a label and help.
#[derive(Clone, Debug)]
pub struct PolicyError {
    source: Arc<Source>,
    span: Range<usize>,
    message: String,
    label: Option<String>,
    help: Option<String>,
}

impl PolicyError {
    /// A mistake at a byte range of a text. The range is cut to the text, to whole characters and to
    /// its first line, so that it can always be drawn.
    #[must_use]
    pub fn new(source: &Arc<Source>, span: Range<usize>, message: impl Into<String>) -> Self {
        let span = drawable(source.text(), span);
        Self { source: Arc::clone(source), span, message: message.into(), label: None, help: None }
    }

    /// A mistake in the value of a setting.
    #[must_use]
    pub fn at(origin: &Origin, message: impl Into<String>) -> Self {
        Self::new(&origin.source, origin.span.clone(), message)
    }

    /// With a few words for the marked span itself.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With a sentence on how to mend it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The path of the file, or the name of the pack.
    #[must_use]
    pub fn path(&self) -> &str {
        self.source.name()
    }

    /// The whole text of the file.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// The bytes of the text that are wrong; on one line.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.source.position(self.span.start).0
    }

    /// What is wrong, in one sentence without a full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The words for the marked span.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// How to mend it.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// `skinflint.toml:12:5`, line and column from 1, for outputs that draw no source.
    #[must_use]
    pub fn location(&self) -> String {
        let (line, column) = self.source.position(self.span.start);
        format!("{}:{line}:{column}", self.source)
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PolicyError {}

impl miette::Diagnostic for PolicyError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&*self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let span = miette::LabeledSpan::new_primary_with_span(self.label.clone(), self.span.clone());
        Some(Box::new(std::iter::once(span)))
    }
}

/// Cuts a range to the text, to character boundaries, to the first line that it touches and to what a
/// screen can show.
fn drawable(text: &str, span: Range<usize>) -> Range<usize> {
    const LONGEST: usize = 400;
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = span.end.clamp(start, text.len().min(start.saturating_add(LONGEST)));
    let end = text.ceil_char_boundary(end);
    let line = text[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
    start..line
}

/// Everything that is wrong, in the order it is found. Bounded: junk gives no flood.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    found: Vec<PolicyError>,
    further: usize,
}

impl Errors {
    /// More than anyone reads in one go; the rest is counted.
    const MOST: usize = 100;

    pub(crate) fn push(&mut self, error: PolicyError) {
        if self.found.len() < Self::MOST {
            self.found.push(error);
        } else {
            self.further += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The errors by file, in the order of the files, then by place.
    pub(crate) fn into_sorted(self) -> Vec<PolicyError> {
        let Self { mut found, further } = self;
        let mut order: Vec<Arc<Source>> = Vec::new();
        for error in &found {
            if !order.iter().any(|known| Arc::ptr_eq(known, &error.source)) {
                order.push(Arc::clone(&error.source));
            }
        }
        found.sort_by_cached_key(|error| {
            let file = order.iter().position(|known| Arc::ptr_eq(known, &error.source));
            (file, error.span.start, error.span.end)
        });
        if further > 0
            && let Some(last) = found.last().cloned()
        {
            found.push(PolicyError {
                message: format!("{further} further errors are not shown"),
                label: Some("the last error that is shown".to_owned()),
                help: Some("Mend those above first.".to_owned()),
                ..last
            });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::drawable;

    #[test]
    fn a_range_is_always_drawable() {
        let text = "é = [\n 1\n]";
        assert_eq!(drawable(text, 1..2), 0..2, "inside a character");
        assert_eq!(drawable(text, 5..12), 5..6, "over several lines");
        assert_eq!(drawable(text, 40..99), text.len()..text.len(), "outside the text");
        #[expect(clippy::reversed_empty_ranges)]
        let reversed = 5..2;
        assert_eq!(drawable(text, reversed), 5..5);
    }
}
