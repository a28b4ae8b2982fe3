//! A file's text, and where its lines are. Columns are counted only when something is printed.

use std::sync::{Arc, OnceLock};

use crate::{RelPath, Span};

/// One file as it was read: its path and its text. Invalid UTF-8 has become U+FFFD before; a byte
/// order mark stays part of the text, so that offsets are those of the file.
#[derive(Clone, Debug)]
pub struct Text {
    /// Where it lies below the root.
    pub path: RelPath,
    content: Arc<str>,
    lines: Arc<OnceLock<LineIndex>>,
}

impl Text {
    /// A text at a path.
    #[must_use]
    pub fn new(path: RelPath, content: impl Into<Arc<str>>) -> Self {
        Self { path, content: content.into(), lines: Arc::default() }
    }

    /// The whole text.
    #[must_use]
    pub fn content(&self) -> &str {
        &self.content
    }

    /// The text in a range; empty where the range is none of this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.content.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The line index, built at the first call.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.content))
    }

    /// Line and columns of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.lines().line(offset);
        let start = self.lines().start(line);
        let before = self.slice(Span::new(start, offset.min(u32::try_from(self.content.len()).unwrap_or(u32::MAX))));
        let utf16: usize = before.chars().map(char::len_utf16).sum();
        Position {
            line: line + 1,
            column_utf16: u32::try_from(utf16).unwrap_or(u32::MAX - 1) + 1,
            column_chars: u32::try_from(before.chars().count()).unwrap_or(u32::MAX - 1) + 1,
            column_bytes: u32::try_from(before.len()).unwrap_or(u32::MAX - 1) + 1,
        }
    }
}

/// A place as people and formats count it: everything from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in UTF-16 code units, from 1 (SARIF, editors).
    pub column_utf16: u32,
    /// Column in Unicode scalar values, from 1 (people).
    pub column_chars: u32,
    /// Column in UTF-8 bytes, from 1 (reviewdog).
    pub column_bytes: u32,
}

/// Where each line starts. A line ends with `\n`, `\r\n` or a lone `\r`.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Box<[u32]>,
}

impl LineIndex {
    /// Index a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0u32];
        for (i, b) in bytes.iter().enumerate() {
            let ends = *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            if ends {
                starts.push(u32::try_from(i + 1).unwrap_or(u32::MAX));
            }
        }
        Self { starts: starts.into_boxed_slice() }
    }

    /// The line that holds a byte offset, from 0.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        let i = self.starts.partition_point(|s| *s <= offset);
        u32::try_from(i.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The offset at which a line (from 0) starts; the last line's where there is no such line.
    #[must_use]
    pub fn start(&self, line: u32) -> u32 {
        let last = self.starts.len().saturating_sub(1);
        self.starts[(line as usize).min(last)]
    }

    /// How many lines the text has; a trailing line end opens no further one.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Text;
    use crate::RelPath;

    #[test]
    fn columns_are_counted_in_the_unit_that_is_asked_for() {
        let text = Text::new(RelPath::from("a.rs"), "x\r\n\u{1f600}é=1\n");
        let at = u32::try_from(text.content().find('=').unwrap_or_default()).unwrap_or_default();
        let p = text.position(at);
        assert_eq!((p.line, p.column_utf16, p.column_chars, p.column_bytes), (2, 4, 3, 7));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        let text = Text::new(RelPath::from("a.rs"), "a\rb");
        assert_eq!(text.position(2).line, 2);
    }
}
