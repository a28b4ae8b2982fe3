//! The source lines of one finding: a window around the primary place and further ones for related
//! places, of any files. Knows nothing of messages and levels.
//!
//! miette draws labels of one source. A finding has several, of which only a few lines are of
//! interest, so the windows are laid one behind the other into one range of offsets with gaps
//! between, and a range that spans two windows does not exist. Reading whole files for each label,
//! as miette's own sources do, would cost more than the run.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::line;
use crate::escape;
use crate::place::{Place, Source};

/// So many windows are drawn at most; what does not fit is listed.
const WINDOWS: usize = 4;
/// A related place joins a window if so many lines or fewer lie between.
const NEAR: u32 = 3;
/// A window grows no taller than this.
const TALLEST: u32 = 16;
/// Columns taken by line numbers and the bar beside them.
const GUTTER: usize = 12;
/// Offsets left free between two windows.
const GAP: usize = 8;

/// What is to be drawn.
#[derive(Debug)]
pub(crate) struct Snippets {
    windows: Vec<Window>,
}

#[derive(Debug)]
struct Window {
    path: String,
    /// Number of the first line, from 0.
    first_line: u32,
    /// The offset at which its text begins.
    base: usize,
    text: String,
    marks: Vec<Mark>,
}

#[derive(Debug)]
struct Mark {
    span: Range<usize>,
    /// From 0.
    line: u32,
    /// From 0, in characters of the true line.
    column: u32,
    label: String,
    primary: bool,
}

/// A window that still grows.
struct Plan<'a> {
    source: &'a Source,
    path: String,
    /// First and last line, from 0.
    lines: (u32, u32),
    labels: Vec<Wanted<'a>>,
}

struct Wanted<'a> {
    place: &'a Place,
    line: u32,
    within: Range<usize>,
    label: &'a str,
    primary: bool,
}

impl Snippets {
    /// Plans windows for a primary place and related ones, each with its label. Returns the places
    /// that could not be drawn as indices into `related`.
    pub(crate) fn new(primary: (&Place, &str), related: &[(Place, String)], columns: usize) -> (Self, Vec<usize>) {
        let mut plans: Vec<Plan<'_>> = Vec::new();
        let mut left_over = Vec::new();
        if let Some(source) = &primary.0.source {
            let line = primary.0.start.line - 1;
            let mut plan =
                Plan { source, path: escape::path(&primary.0.path), lines: (line, line), labels: Vec::new() };
            plan.add_context(line);
            plan.labels.push(Wanted::new(primary.0, source, primary.1, true));
            plans.push(plan);
        }
        for (i, (place, label)) in related.iter().enumerate() {
            let Some(source) = &place.source else {
                left_over.push(i);
                continue;
            };
            let wanted = Wanted::new(place, source, label, false);
            let path = escape::path(&place.path);
            match plans.iter().position(|plan| plan.path == path && plan.reaches(wanted.line)) {
                Some(at) if plans[at].is_free(&wanted) => plans[at].add(wanted),
                None if plans.len() < WINDOWS => {
                    let lines = (wanted.line, wanted.line);
                    plans.push(Plan { source, path, lines, labels: vec![wanted] });
                }
                _ => left_over.push(i),
            }
        }
        let mut base = 0;
        let mut windows = Vec::new();
        for plan in plans {
            let window = plan.draw(base, columns.saturating_sub(GUTTER).max(24), related, &mut left_over);
            base += window.text.len() + GAP;
            windows.push(window);
        }
        left_over.sort_unstable();
        (Self { windows }, left_over)
    }

    /// Whether there is anything to draw.
    pub(crate) fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// The labels, in the windows' offsets.
    pub(crate) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.windows.iter().flat_map(|window| &window.marks).map(|mark| {
            let label = Some(mark.label.clone()).filter(|label| !label.is_empty());
            let span = (mark.span.start, mark.span.len());
            if mark.primary {
                LabeledSpan::new_primary_with_span(label, span)
            } else {
                LabeledSpan::new_with_span(label, span)
            }
        })
    }
}

impl<'a> Wanted<'a> {
    fn new(place: &'a Place, source: &'a Source, label: &'a str, primary: bool) -> Self {
        Self { place, line: place.start.line - 1, within: source.within.clone(), label, primary }
    }
}

impl<'a> Plan<'a> {
    /// A line before and a line after, where they hold anything.
    fn add_context(&mut self, line: u32) {
        let shown = |line: u32| !self.source.line(line).trim().is_empty();
        if line > 0 && shown(line - 1) {
            self.lines.0 = line - 1;
        }
        if line + 1 < self.source.line_count() && shown(line + 1) {
            self.lines.1 = line + 1;
        }
    }

    fn reaches(&self, line: u32) -> bool {
        let (first, last) = self.lines;
        let near = line + NEAR >= first && line <= last + NEAR;
        near && last.max(line) - first.min(line) < TALLEST
    }

    /// Whether a label would cross none that is there: two labels over one text cannot be drawn.
    fn is_free(&self, wanted: &Wanted<'_>) -> bool {
        let crosses = |label: &Wanted<'_>| {
            label.line == wanted.line
                && label.within.start <= wanted.within.end
                && wanted.within.start <= label.within.end
        };
        !self.labels.iter().any(crosses)
    }

    fn add(&mut self, wanted: Wanted<'a>) {
        self.lines = (self.lines.0.min(wanted.line), self.lines.1.max(wanted.line));
        self.labels.push(wanted);
    }

    fn draw(&self, base: usize, columns: usize, related: &[(Place, String)], left_over: &mut Vec<usize>) -> Window {
        let mut text = String::new();
        let mut marks = Vec::new();
        for line in self.lines.0..=self.lines.1 {
            let here: Vec<&Wanted<'_>> = self.labels.iter().filter(|label| label.line == line).collect();
            let ranges: Vec<Range<usize>> = here.iter().map(|label| label.within.clone()).collect();
            let shown = line::show(self.source.line(line), &ranges, columns);
            for (wanted, mark) in here.iter().zip(shown.marks) {
                let Some(mark) = mark else {
                    left_over.extend(related.iter().position(|(place, _)| std::ptr::eq(place, wanted.place)));
                    continue;
                };
                let at = base + text.len();
                marks.push(Mark {
                    span: at + mark.start..at + mark.end,
                    line,
                    column: wanted.place.start.column_chars - 1,
                    label: escape::one_line(wanted.label),
                    primary: wanted.primary,
                });
            }
            text.push_str(&shown.text);
            text.push('\n');
        }
        Window { path: self.path.clone(), first_line: self.lines.0, base, text, marks }
    }
}

impl SourceCode for Snippets {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let window = self
            .windows
            .iter()
            .find(|window| window.base <= range.start && range.end <= window.base + window.text.len())
            .ok_or(MietteError::OutOfBounds)?;
        // Without context it is a label's own place that is asked for, to be named above the
        // window; with context, what to draw.
        let mark = window.marks.iter().find(|mark| lines_before + lines_after == 0 && mark.span == range);
        let (data, line, column) = match mark {
            Some(mark) => {
                (&window.text[mark.span.start - window.base..mark.span.end - window.base], mark.line, mark.column)
            }
            None => (window.text.as_str(), window.first_line, 0),
        };
        let at = if mark.is_some() { range.start } else { window.base };
        Ok(Box::new(MietteSpanContents::new_named(
            window.path.clone(),
            data.as_bytes(),
            (at, data.len()).into(),
            line as usize,
            column as usize,
            data.matches('\n').count(),
        )))
    }
}
