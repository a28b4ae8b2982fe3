//! One finding as people read it, in full or on one line.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};
use skinflint_base::{Level, Verdict};

use super::look::{Look, Paint};
use super::snippet::Snippets;
use crate::escape;
use crate::place::{Place, Sources};

/// So many steps of a flow are shown; the formats for programs have them all.
const STEPS: usize = 20;
/// So many related places are listed below those that are drawn.
const LISTED: usize = 10;

/// What miette draws of a finding.
#[derive(Debug)]
struct Drawn {
    level: Level,
    code: String,
    message: String,
    snippets: Snippets,
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note | Level::Off => Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.snippets.is_empty()).then_some(&self.snippets as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.snippets.is_empty()).then(|| Box::new(self.snippets.labels()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

/// `path:line:column`, columns in characters.
fn address(place: &Place) -> String {
    format!("{}:{}:{}", escape::path(&place.path), place.start.line, place.start.column_chars)
}

/// `path:line:column: level[rule] message`.
pub(crate) fn compact(out: &mut String, verdict: &Verdict, sources: &Sources<'_>, look: &Look) {
    let place = sources.place(verdict.hit.at);
    let level = look.paint(Paint::Level(verdict.level), &format!("{}[{}]", verdict.level, verdict.hit.rule));
    out.push_str(&format!("{}: {level} {}\n", address(&place), escape::one_line(&verdict.hit.message)));
}

/// Message, source lines, flow, help.
pub(crate) fn full(out: &mut String, verdict: &Verdict, sources: &Sources<'_>, look: &Look) {
    let hit = &verdict.hit;
    let place = sources.place(hit.at);
    let related: Vec<(Place, String)> =
        hit.related.iter().map(|related| (sources.place(related.at), related.message.clone())).collect();
    let (snippets, left_over) = Snippets::new((&place, &hit.label), &related, look.width());
    let without_text = snippets.is_empty() || place.source.is_none();
    let drawn = Drawn {
        level: verdict.level,
        code: format!("{}[{}]", verdict.level, hit.rule),
        message: escape::prose(&hit.message),
        snippets,
    };
    let mut text = String::new();
    if look.handler().render_report(&mut text, &drawn).is_err() {
        // What cannot be drawn is still told.
        compact(out, verdict, sources, look);
    }
    out.push_str(&text);
    if without_text {
        out.push_str(&format!("  at {} (its text cannot be shown any more)\n", escape::path(&place.path)));
    }
    for i in left_over.iter().take(LISTED) {
        let (place, message) = &related[*i];
        let line = format!("{}: {}", address(place), escape::one_line(message));
        paragraph(out, look, "also", &line);
    }
    if left_over.len() > LISTED {
        paragraph(out, look, "also", &format!("{} more places", left_over.len() - LISTED));
    }
    for (i, step) in hit.flow.iter().take(STEPS).enumerate() {
        let line = format!("{}. {}: {}", i + 1, address(&sources.place(step.at)), escape::one_line(&step.message));
        paragraph(out, look, if i == 0 { "flow" } else { "" }, &line);
    }
    if hit.flow.len() > STEPS {
        paragraph(out, look, "", &format!("… and {} more steps", hit.flow.len() - STEPS));
    }
    if !hit.help.trim().is_empty() {
        paragraph(out, look, "help", &escape::prose(&hit.help));
    }
    paragraph(out, look, "more", &format!("skinflint explain {}", hit.rule));
    out.push('\n');
}

/// A titled paragraph below the source lines.
fn paragraph(out: &mut String, look: &Look, title: &str, text: &str) {
    let first = match title {
        "" => " ".repeat(8),
        title => format!(
            "{}{} ",
            " ".repeat(6usize.saturating_sub(title.len())),
            look.paint(Paint::Help, &format!("{title}:"))
        ),
    };
    out.push_str(&look.wrap(text, &first, &" ".repeat(8)));
    out.push('\n');
}
