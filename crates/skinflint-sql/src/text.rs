//! From the parser's lines and columns back to bytes.

use sqlparser::tokenizer::{Location, Span};

use crate::ir::Bytes;

/// Where the lines of a text start.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    ascii: bool,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1));
        Self { text, starts, ascii: text.is_ascii() }
    }

    pub(crate) fn byte(&self, at: Location) -> Option<usize> {
        let line = usize::try_from(at.line).ok()?.checked_sub(1)?;
        let column = usize::try_from(at.column).ok()?.checked_sub(1)?;
        let start = *self.starts.get(line)?;
        if self.ascii {
            return Some((start + column).min(self.text.len()));
        }
        let rest = self.text.get(start..)?;
        Some(start + rest.char_indices().nth(column).map_or(rest.len(), |(i, _)| i))
    }

    /// The bytes of a span; empty where the parser knows none.
    pub(crate) fn bytes(&self, span: Span) -> Bytes {
        match (self.byte(span.start), self.byte(span.end)) {
            (Some(from), Some(to)) if from <= to => from..to,
            _ => 0..0,
        }
    }
}
