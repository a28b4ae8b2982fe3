//! What could not be read, in words for people who wrote the file.

use ruff_python_ast::Mod;
use ruff_python_parser::Parsed;
use ruff_text_size::TextRange;
use skinflint_base::{Problem, ProblemKind, Span, Text};

use super::file::span;

/// Beyond this many a file is not Python of today; what follows is told in one problem.
const MOST: usize = 20;

/// Lines, or the whole file, that nest too deep.
pub(super) fn too_deep(text: &Text, range: Option<TextRange>) -> Problem {
    let what = if range.is_some() { "these lines nest" } else { "this file nests" };
    Problem {
        kind: ProblemKind::NotLowered,
        path: Some(text.path.clone()),
        span: range.map(|range| lines_of(text, span(range))),
        message: format!("{what} or chain expressions deeper than skinflint follows"),
        remedy: "split the expression into named parts, or exclude the file".to_owned(),
    }
}

/// One problem per run of lines with syntax errors.
pub(super) fn syntax(text: &Text, parsed: &Parsed<Mod>, problems: &mut Vec<Problem>) {
    let mut found: Vec<(Span, String)> = Vec::new();
    for error in parsed.errors() {
        let at = lines_of(text, span(error.location));
        match found.last_mut() {
            Some((last, _)) if at.start <= last.end => *last = last.to(at),
            _ => found.push((at, error.error.to_string())),
        }
    }
    if found.len() > MOST {
        let more = found.split_off(MOST - 1);
        let all = more.iter().map(|(at, _)| *at).reduce(Span::to).unwrap_or_default();
        found.push((all, format!("{} more from here on", more.len())));
    }
    let old = found.iter().any(|(at, _)| is_python_2(text.slice(*at)));
    let remedy = if old {
        "this looks like Python 2, which skinflint does not read: port the file, or exclude it"
    } else {
        "mend the syntax, or exclude the file"
    };
    problems.extend(found.into_iter().map(|(at, message)| Problem {
        kind: ProblemKind::NotLowered,
        path: Some(text.path.clone()),
        span: Some(at),
        message: format!("syntax error: {}", lower_first(message.trim_end_matches('.'))),
        remedy: remedy.to_owned(),
    }));
}

fn is_python_2(lines: &str) -> bool {
    lines.lines().any(|line| {
        let line = line.trim_start();
        line.starts_with("print ") || line.starts_with("exec ") || (line.starts_with("except ") && line.contains(','))
    })
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The whole lines that a range touches, without the last line end.
fn lines_of(text: &Text, at: Span) -> Span {
    let lines = text.lines();
    let end = u32::try_from(text.content().len()).unwrap_or(u32::MAX);
    let last = lines.line(at.end.saturating_sub(u32::from(at.end > at.start)));
    let next = if last + 1 < lines.count() { lines.start(last + 1) } else { end };
    let start = lines.start(lines.line(at.start));
    let kept = text.slice(Span::new(start, next)).trim_end_matches(['\n', '\r']).len();
    Span::new(start, start + u32::try_from(kept).unwrap_or(u32::MAX))
}
