//! A policy's text, where it came from, and places in it. Nothing is parsed here.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use skinflint_base::{RelPath, Text};

/// What kind of text a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A pack that skinflint ships.
    Pack,
    /// A file of the user.
    File,
}

/// One text that holds settings: a pack or a file.
#[derive(Debug)]
pub struct Source {
    kind: SourceKind,
    name: String,
    text: Text,
    shown: OnceLock<String>,
}

impl Source {
    /// A user's file: the path as it is to be printed, and its text.
    #[must_use]
    pub fn file(path: &str, text: &str) -> Arc<Self> {
        Arc::new(Self::new(SourceKind::File, path, text))
    }

    /// A pack that skinflint ships: its name and its text.
    #[must_use]
    pub fn pack(name: &str, text: &str) -> Arc<Self> {
        Arc::new(Self::new(SourceKind::Pack, name, text))
    }

    fn new(kind: SourceKind, name: &str, text: &str) -> Self {
        let path = RelPath::from(name);
        Self { kind, name: printable(name), text: Text::new(path, text), shown: OnceLock::new() }
    }

    /// Pack or file.
    #[must_use]
    pub fn kind(&self) -> SourceKind {
        self.kind
    }

    /// The file's path or the pack's name, safe to print.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.content()
    }

    /// Line and column (in characters) of a byte offset, both from 1.
    #[must_use]
    pub fn position(&self, offset: usize) -> (u32, u32) {
        let position = self.text.position(u32::try_from(offset).unwrap_or(u32::MAX));
        (position.line, position.column_chars)
    }

    /// The text as it may be printed, byte for byte as long as the original: what a terminal would
    /// obey (the text may come from a stranger's branch) is replaced.
    fn shown(&self) -> &str {
        self.shown.get_or_init(|| {
            let text = self.text();
            let mut out = String::with_capacity(text.len());
            for c in text.chars() {
                match c {
                    '\n' | '\r' | '\t' => out.push(c),
                    c if !obeyed(c) => out.push(c),
                    // As long as the three bytes of the bidirectional controls.
                    c if c.len_utf8() == 3 => out.push('\u{fffd}'),
                    c => out.extend(std::iter::repeat_n('?', c.len_utf8())),
                }
            }
            out
        })
    }
}

/// The most bytes of source around a mistake that are drawn.
const MOST_SHOWN: usize = 2_000;

impl Source {
    /// The span with some bytes of its line after it, and before it where `before` says so.
    fn piece(&self, span: Range<usize>, before: bool) -> Range<usize> {
        const AROUND: usize = 80;
        let text = self.shown();
        let end = text.ceil_char_boundary(span.end.saturating_add(AROUND).min(text.len()));
        let end = text[span.end..end].find(['\n', '\r']).map_or(end, |length| span.end + length);
        if !before {
            return span.start..end;
        }
        let start = text.floor_char_boundary(span.start.saturating_sub(AROUND));
        text[start..span.start].rfind(['\n', '\r']).map_or(start, |length| start + length + 1)..end
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SourceKind::Pack => write!(f, "pack {}", self.name),
            SourceKind::File => f.write_str(&self.name),
        }
    }
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.shown().read_span(span, lines_before, lines_after)?;
        let (mut data, mut shown) = (inner.data(), *inner.span());
        let (mut line, mut column) = (inner.line(), inner.column());
        if data.len() > MOST_SHOWN {
            // No line of a policy is so long: a piece of the line will do.
            let piece = self.piece(span.offset()..span.offset() + span.len(), lines_before > 0);
            data = &self.shown().as_bytes()[piece.clone()];
            shown = (piece.start, piece.len()).into();
            let (from_one, _) = self.position(piece.start);
            line = from_one.saturating_sub(1) as usize;
            let line_start = self.shown()[..piece.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
            column = piece.start - line_start;
        }
        let contents = MietteSpanContents::new_named(self.to_string(), data, shown, line, column, inner.line_count());
        Ok(Box::new(contents))
    }
}

/// Where a setting stands: a text and a byte range in it.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The pack or file.
    pub source: Arc<Source>,
    /// The bytes of the setting's value; of the header, where it is a table of its own.
    pub span: Range<usize>,
}

impl Origin {
    /// The line of the setting, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.source.position(self.span.start).0
    }
}

impl fmt::Display for Origin {
    /// `skinflint.toml:12`, or `pack recommended`, whose lines nobody has at hand.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source.kind {
            SourceKind::Pack => write!(f, "{}", self.source),
            SourceKind::File => write!(f, "{}:{}", self.source, self.line()),
        }
    }
}

/// Characters that a terminal or a log viewer obeys instead of printing.
fn obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// A text on one line with what a terminal would obey escaped.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if obeyed(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// A user's word in backticks, safe to print and not longer than a message can bear.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", printable(&text[..end])),
        None => format!("`{}`", printable(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn the_shown_text_keeps_every_offset() {
        let text = "a\u{1b}[2J\u{202e}b\u{85}c\u{2066}\td\r\n";
        let source = Source::file("x", text);
        let shown = source.shown();
        assert_eq!(shown.len(), text.len());
        assert_eq!(shown.find('d'), text.find('d'));
        assert_eq!(shown, "a?[2J\u{fffd}b??c\u{fffd}\td\r\n");
    }
}
