//! Reviewdog's diagnostic format, one document: `reviewdog -f=rdjson` posts it to GitHub, Gitea, Gerrit,
//! Bitbucket and others.
//!
//! Source: `proto/rdf/reviewdog.proto` of reviewdog. Columns count bytes of UTF-8, from 1, the end
//! exclusive.

use serde::Serialize;
use skinflint_base::{Level, Related};

use crate::place::{Place, Sources};
use crate::{RenderError, Report};

#[derive(Serialize)]
struct Document<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedLocation<'a>>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct RelatedLocation<'a> {
    message: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

/// Renders the document, on one line.
pub(crate) fn render(report: &Report<'_>) -> Result<String, RenderError> {
    let sources = Sources::new(report.texts);
    let mut diagnostics = Vec::with_capacity(report.verdicts.len() + report.problems.len());
    for verdict in report.news() {
        let hit = &verdict.hit;
        diagnostics.push(Diagnostic {
            message: if hit.help.is_empty() { hit.message.clone() } else { format!("{}\n{}", hit.message, hit.help) },
            location: location(&sources.place(hit.at)),
            severity: match verdict.level {
                Level::Error => "ERROR",
                Level::Warning => "WARNING",
                Level::Note | Level::Off => "INFO",
            },
            code: Code { value: hit.rule },
            related_locations: related(&hit.related, &sources),
        });
    }
    for problem in report.problems {
        let Some(path) = &problem.path else { continue };
        let range = sources.problem_lines(problem).map(|(first, last)| Range {
            start: Position { line: first, column: None },
            end: Position { line: last, column: None },
        });
        diagnostics.push(Diagnostic {
            message: format!("not judged: {}\n{}", problem.message, problem.remedy),
            location: Location { path: path.to_str_lossy().into_owned(), range },
            severity: "WARNING",
            code: Code { value: "skinflint-incomplete" },
            related_locations: Vec::new(),
        });
    }
    let mut text = serde_json::to_string(&Document { source: Source { name: "skinflint" }, diagnostics })?;
    text.push('\n');
    Ok(text)
}

fn related<'a>(all: &'a [Related], sources: &Sources<'_>) -> Vec<RelatedLocation<'a>> {
    all.iter()
        .map(|one| RelatedLocation { message: &one.message, location: location(&sources.place(one.at)) })
        .collect()
}

fn location(place: &Place) -> Location {
    let range = place.source.is_some().then_some(Range {
        start: Position { line: place.start.line, column: Some(place.start.column_bytes) },
        end: Position { line: place.end.line, column: Some(place.end.column_bytes) },
    });
    Location { path: place.path.to_str_lossy().into_owned(), range }
}
