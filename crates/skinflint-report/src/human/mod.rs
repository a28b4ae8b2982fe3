//! Text for people: findings, what could not be judged, and a last line that says how it stands.
//! Asks no terminal: width and colour are told.

mod finding;
mod line;
mod look;
mod snippet;
mod summary;

pub(crate) use look::Look;

use crate::place::Sources;
use crate::{Report, Style, escape};

/// Renders everything.
pub(crate) fn render(report: &Report<'_>, look: &Look, verbose: bool) -> String {
    let sources = Sources::new(report.texts);
    let mut out = String::new();
    for verdict in report.news() {
        match look.style {
            Style::Full => finding::full(&mut out, verdict, &sources, look),
            Style::Compact => finding::compact(&mut out, verdict, &sources, look),
        }
    }
    summary::problems(&mut out, report, &sources, look);
    if verbose {
        summary::counts(&mut out, report.stats);
    }
    summary::owners(&mut out, report);
    summary::change(&mut out, report, &sources, look);
    summary::last_line(&mut out, report, look);
    escape::guard_commands(&out)
}
