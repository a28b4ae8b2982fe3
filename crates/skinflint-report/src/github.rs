//! GitHub's annotations: workflow commands on standard output, which need no permission. The runner takes
//! ten of each level from a step and drops the rest in silence, so what blocks comes first, and the last
//! one of a level says how many more there are.
//!
//! Source: GitHub's documentation of workflow commands, and `actions/toolkit`, `core/src/command.ts`.

use std::fmt::Write as _;

use skinflint_base::{Level, State, Verdict};

use crate::place::Sources;
use crate::report::blocks;
use crate::{Outcome, Report, escape};

/// The runner takes so many of each level.
const MOST: usize = 10;

/// One annotation, before it is written.
struct Annotation {
    /// Properties, escaped, with their commas.
    at: String,
    title: String,
    text: String,
}

/// Renders the commands, a line each.
pub(crate) fn render(report: &Report<'_>) -> String {
    let sources = Sources::new(report.texts);
    let (mut errors, mut warnings, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    if report.verdict() == Outcome::Overridden {
        let label = report.change.and_then(|change| change.overridden_by.as_deref()).unwrap_or_default();
        warnings.push(told("overridden", &format!("let through by the label `{label}` although it is blocked")));
    }
    for problem in report.problems {
        let lines = sources.problem_lines(problem);
        let mut at = String::new();
        if let Some(path) = &problem.path {
            let _ = write!(at, "file={},", property(&path.to_str_lossy()));
            let (first, last) = lines.unwrap_or((1, 1));
            let _ = write!(at, "line={first},endLine={last},");
        }
        let text = format!("{}\n{}", problem.message, problem.remedy);
        errors.push(Annotation { at, title: "not judged".to_owned(), text });
    }
    // What blocks first, in the order of the report.
    let mut findings: Vec<&Verdict> = report.news().collect();
    findings.sort_by_key(|verdict| !blocks(verdict, report.fail_on));
    for verdict in findings {
        let list = match (verdict.state, verdict.level) {
            (State::New, Level::Error) => &mut errors,
            (State::New, Level::Warning) => &mut warnings,
            _ => &mut notices,
        };
        list.push(annotation(verdict, &sources));
    }
    for verdict in report.allowed_here() {
        let mut told = annotation(verdict, &sources);
        told.text = format!("allowed by a comment of this change: {}", told.text);
        notices.push(told);
    }
    let mut out = String::new();
    for (command, list) in [("error", errors), ("warning", warnings), ("notice", notices)] {
        write_all(&mut out, command, &list);
    }
    out
}

fn told(title: &str, text: &str) -> Annotation {
    Annotation { at: String::new(), title: title.to_owned(), text: text.to_owned() }
}

fn annotation(verdict: &Verdict, sources: &Sources<'_>) -> Annotation {
    let place = sources.place(verdict.hit.at);
    let at = format!(
        "file={},line={},endLine={},col={},endColumn={},",
        property(&place.path.to_str_lossy()),
        place.start.line,
        place.end.line,
        place.start.column_chars,
        place.end.column_chars
    );
    let returns = if verdict.state == State::Returning { "returns with this revert: " } else { "" };
    let text = format!("{returns}{}\n{}", verdict.hit.message, verdict.hit.help);
    Annotation { at, title: verdict.hit.rule.to_owned(), text }
}

fn write_all(out: &mut String, command: &str, list: &[Annotation]) {
    let shown = if list.len() > MOST { MOST - 1 } else { list.len() };
    for annotation in &list[..shown] {
        write(out, command, annotation);
    }
    if shown < list.len() {
        let more = told("skinflint", &format!("{} more; the other outputs have them all", list.len() - shown));
        write(out, command, &more);
    }
}

fn write(out: &mut String, command: &str, annotation: &Annotation) {
    let Annotation { at, title, text } = annotation;
    let _ = writeln!(out, "::{command} {at}title={}::{}", property(title), data(text));
}

/// What stands behind the second `::`. Only these three would end it or be read as something else; what a
/// terminal would obey is spelt out.
fn data(text: &str) -> String {
    escape::prose(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind a `=`.
fn property(text: &str) -> String {
    // The path must stay the path, so nothing is spelt out here: what could end the line is escaped.
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' | ':' | ',' => {
                let _ = write!(out, "%{:02X}", c as u32);
            }
            c if c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn nothing_ends_its_part() {
        assert_eq!(data("100 %: a, b\n::error::x\r"), "100 %25: a, b%0A::error::x");
        assert_eq!(property("a,b:c%\n::add-mask::x\u{1b}"), "a%2Cb%3Ac%25%0A%3A%3Aadd-mask%3A%3Ax%1B");
    }
}
