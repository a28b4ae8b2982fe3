//! GitLab's Code Quality report: a JSON array that the merge request's widget reads.
//!
//! Source: GitLab's documentation, "Code Quality report format". Each `fingerprint` must be unique in the
//! file, or entries collapse; `path` is relative and without `./`.

use serde::Serialize;
use skinflint_base::{Level, Problem};

use crate::place::Sources;
use crate::{RenderError, Report};

#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Renders the array, on one line.
pub(crate) fn render(report: &Report<'_>) -> Result<String, RenderError> {
    let sources = Sources::new(report.texts);
    let findings = report.news().map(|verdict| {
        let place = sources.place(verdict.hit.at);
        Entry {
            description: verdict.hit.message.clone(),
            check_name: verdict.hit.rule,
            fingerprint: verdict.fingerprint.clone(),
            severity: severity(verdict.level),
            location: Location {
                path: place.path.to_str_lossy().into_owned(),
                lines: Lines { begin: place.start.line, end: place.end.line },
            },
        }
    });
    // What names no file has no place in this format; the exit code and the other outputs tell it.
    let problems = report.problems.iter().enumerate().filter_map(|(at, problem)| told(at, problem, &sources));
    let mut text = serde_json::to_string(&findings.chain(problems).collect::<Vec<_>>())?;
    text.push('\n');
    Ok(text)
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Note | Level::Off => "info",
    }
}

fn told<'a>(at: usize, problem: &'a Problem, sources: &Sources<'_>) -> Option<Entry<'a>> {
    let path = problem.path.as_ref()?.to_str_lossy().into_owned();
    let (begin, end) = sources.problem_lines(problem).unwrap_or((1, 1));
    Some(Entry {
        description: format!("not judged: {}", problem.message),
        check_name: "skinflint-incomplete",
        fingerprint: format!("skinflint-incomplete-{at}"),
        severity: "info",
        location: Location { path, lines: Lines { begin, end } },
    })
}
