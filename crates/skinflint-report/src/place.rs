//! From byte ranges to lines and columns, and the texts behind them. No format lives here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use skinflint_base::{FileId, FileSpan, Position, Problem, RelPath, Span, Text};

use crate::Texts;

/// So many texts are kept at a time. Verdicts come sorted by path, so a few would do; related
/// places jump.
const KEPT: usize = 128;

/// The texts of one rendering, each fetched once as long as it is kept.
pub(crate) struct Sources<'a> {
    texts: &'a dyn Texts,
    kept: RefCell<HashMap<FileId, Option<Text>>>,
}

/// A range on one line, in every unit a format may want.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The file's path.
    pub path: RelPath,
    /// Where the range starts; line 1, column 1 where the text cannot be had.
    pub start: Position,
    /// Where it ends, exclusive; on the same line.
    pub end: Position,
    /// The line, where the text could be had.
    pub source: Option<Source>,
}

/// The text around a [`Place`].
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The whole text.
    pub text: Text,
    /// The bytes of the range within its line.
    pub within: Range<usize>,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(texts: &'a dyn Texts) -> Self {
        Self { texts, kept: RefCell::default() }
    }

    /// The text of a file; `None` where it cannot be had.
    pub(crate) fn text(&self, file: FileId) -> Option<Text> {
        let mut kept = self.kept.borrow_mut();
        if let Some(text) = kept.get(&file) {
            return text.clone();
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let text = self.texts.text(file);
        kept.insert(file, text.clone());
        text
    }

    /// Where a range lies. A range that leaves its line is cut at the line's end, one that leaves
    /// the text at the text's end, and an empty one covers the character behind it, if there is one.
    pub(crate) fn place(&self, at: FileSpan) -> Place {
        let Some(text) = self.text(at.file) else {
            let first = Position { line: 1, column_utf16: 1, column_chars: 1, column_bytes: 1 };
            return Place { path: self.texts.path(at.file), start: first, end: first, source: None };
        };
        let content = text.content();
        let start = floor(content, at.span.start as usize);
        let line = line_of(&text, start);
        let bytes = line_bytes(&text, line);
        // A range may begin on the line end itself.
        let start = start.min(bytes.end);
        let mut end = ceil(content, at.span.end as usize).clamp(start, bytes.end);
        if end == start && end < bytes.end {
            end = ceil(content, end + 1);
        }
        let within = start - bytes.start..end - bytes.start;
        let position = |offset: usize| text.position(u32::try_from(offset).unwrap_or(u32::MAX));
        let (start, end) = (position(start), position(end));
        Place { path: text.path.clone(), start, end, source: Some(Source { text, within }) }
    }

    /// The first and last line that a problem names, from 1; `None` where it names none.
    pub(crate) fn problem_lines(&self, problem: &Problem) -> Option<(u32, u32)> {
        let span = problem.span?;
        let text = self.text(self.texts.file(problem.path.as_ref()?)?)?;
        let first = line_of(&text, span.start as usize);
        // The range is half-open: a line end as its last byte belongs to the line before.
        let end = span.end.max(span.start.saturating_add(1)) - 1;
        let last = line_of(&text, end as usize);
        Some((first + 1, last.max(first) + 1))
    }
}

impl Source {
    /// A line of the text, counted from 0, without its end; empty where there is none.
    pub(crate) fn line(&self, line: u32) -> &str {
        self.text.content().get(line_bytes(&self.text, line)).unwrap_or_default()
    }

    /// How many lines there are to show.
    pub(crate) fn line_count(&self) -> u32 {
        self.text.lines().count()
    }
}

fn line_of(text: &Text, offset: usize) -> u32 {
    text.lines().line(u32::try_from(offset.min(text.content().len())).unwrap_or(u32::MAX))
}

/// The bytes of a line, counted from 0, without its end.
fn line_bytes(text: &Text, line: u32) -> Range<usize> {
    let lines = text.lines();
    let start = lines.start(line) as usize;
    if line + 1 >= lines.count() {
        return start..text.content().len();
    }
    let next = lines.start(line + 1);
    let whole = text.slice(Span::new(lines.start(line), next));
    start..start + whole.trim_end_matches(['\n', '\r']).len()
}

/// The nearest character boundary at or before an offset.
fn floor(content: &str, offset: usize) -> usize {
    let mut offset = offset.min(content.len());
    while !content.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The nearest character boundary at or behind an offset.
fn ceil(content: &str, offset: usize) -> usize {
    let mut offset = offset.min(content.len());
    while !content.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use skinflint_base::{FileId, FileSpan, RelPath, Span, Text};

    use super::Sources;
    use crate::Texts;

    struct One(Text);

    impl Texts for One {
        fn text(&self, _: FileId) -> Option<Text> {
            Some(self.0.clone())
        }
        fn path(&self, _: FileId) -> RelPath {
            self.0.path.clone()
        }
        fn file(&self, _: &RelPath) -> Option<FileId> {
            Some(FileId(0))
        }
    }

    /// Line, start and end column in UTF-16 units.
    fn place(text: &str, start: u32, end: u32) -> (u32, u32, u32) {
        let one = One(Text::new(RelPath::from("a.rs"), text));
        let place = Sources::new(&one).place(FileSpan { file: FileId(0), span: Span::new(start, end) });
        assert_eq!(place.start.line, place.end.line);
        (place.start.line, place.start.column_utf16, place.end.column_utf16)
    }

    #[test]
    fn a_range_over_several_lines_is_cut_at_its_first() {
        assert_eq!(place("ab\r\ncd\r\n", 1, 7), (1, 2, 3));
    }

    #[test]
    fn columns_count_utf16_units_and_the_end_is_exclusive() {
        assert_eq!(place("\u{1f600}é=1", 6, 7), (1, 4, 5));
        assert_eq!(place("\u{1f600}é=1", 0, 4), (1, 1, 3));
    }

    #[test]
    fn a_range_inside_a_character_covers_the_whole_of_it() {
        assert_eq!(place("\u{1f600}", 1, 2), (1, 1, 3));
    }

    #[test]
    fn an_empty_range_covers_what_follows_it() {
        assert_eq!(place("abc", 1, 1), (1, 2, 3));
        assert_eq!(place("ab\n", 2, 2), (1, 3, 3));
    }

    #[test]
    fn a_range_beyond_the_text_is_its_end() {
        assert_eq!(place("ab\ncd", 90, 99), (2, 3, 3));
        assert_eq!(place("", 3, 9), (1, 1, 1));
        assert_eq!(place("ab\n", 3, 9), (2, 1, 1));
    }
}
