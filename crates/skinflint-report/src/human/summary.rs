//! What could not be judged, what was skipped, and the last line. Never a word like "pass" beside
//! something that was not judged.

use std::fmt::Write as _;

use skinflint_base::{Attribution, Level, Problem, ProblemKind, State};

use super::look::{Look, Paint};
use crate::place::Sources;
use crate::report::blocks;
use crate::{Outcome, Report, Stats, Style, escape, guidance};

/// Each problem with its place and what to do about it.
pub(crate) fn problems(out: &mut String, report: &Report<'_>, sources: &Sources<'_>, look: &Look) {
    for problem in report.problems {
        let title = look.paint(Paint::Level(Level::Warning), title(problem.kind));
        let place = place(problem, sources);
        let message = escape::one_line(&problem.message);
        let remedy = escape::one_line(&problem.remedy);
        match look.style {
            Style::Compact => {
                let remedy = if remedy.is_empty() { remedy } else { format!(" ({remedy})") };
                let _ = writeln!(out, "{place}{title}: {message}{remedy}");
            }
            Style::Full => {
                let _ = writeln!(out, "{}", look.wrap(&format!("{title}: {place}{message}"), "", "  "));
                if !remedy.is_empty() {
                    let first = format!("  {} ", look.paint(Paint::Help, "help:"));
                    let _ = writeln!(out, "{}", look.wrap(&remedy, &first, "        "));
                }
            }
        }
    }
    if look.style == Style::Full && !report.problems.is_empty() {
        out.push('\n');
    }
}

fn title(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::NotLowered => "not judged",
        ProblemKind::NotRead => "not read",
        ProblemKind::RuleFailed => "rule failed",
        ProblemKind::NoBase => "nothing judged",
    }
}

/// `path:3-7: `, as far as it is known.
fn place(problem: &Problem, sources: &Sources<'_>) -> String {
    let Some(path) = &problem.path else {
        return String::new();
    };
    let path = escape::path(path);
    match sources.problem_lines(problem) {
        Some((first, last)) if first == last => format!("{path}:{first}: "),
        Some((first, last)) => format!("{path}:{first}-{last}: "),
        None => format!("{path}: "),
    }
}

/// What a change mends and leaves, and how a blocked one is undone and redone.
pub(crate) fn change(out: &mut String, report: &Report<'_>, sources: &Sources<'_>, look: &Look) {
    for verdict in report.allowed_here() {
        let place = sources.place(verdict.hit.at);
        let said = format!(
            "allowed by this change: {}:{} {}: {}",
            escape::path(&place.path),
            place.start.line,
            verdict.hit.rule,
            escape::one_line(&verdict.hit.message)
        );
        let _ = writeln!(out, "{}", look.wrap(&said, "", "  "));
    }
    if let Some(change) = report.change {
        let old = report.verdicts.iter().filter(|verdict| verdict.state == State::Old).count();
        let gone = change.fixed.verdicts.len();
        let count = |count: usize, one: &str, many: &str| number(u64::try_from(count).unwrap_or(u64::MAX), one, many);
        let lost = change.old_problems.len();
        let parts: Vec<String> = [
            (gone, format!("the change mends {}", count(gone, "finding", "findings"))),
            (old, format!("{} as before", count(old, "old finding stays", "old findings stay"))),
            (lost, format!("{} not judged before either", count(lost, "place was", "places were"))),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, said)| said)
        .collect();
        if !parts.is_empty() {
            let _ = writeln!(out, "{}", parts.join("; "));
        }
    }
    if report.change.is_none() || !report.verdicts.iter().any(|verdict| blocks(verdict, report.fail_on)) {
        return;
    }
    for line in guidance::how_to_pass(report) {
        let _ = writeln!(out, "{}", look.wrap(&escape::one_line(&line), "", "  "));
    }
    if let Some(again) = guidance::again(report) {
        // Not wrapped: it is there to be copied.
        let _ = writeln!(out, "The same verdict on any machine: {}", escape::one_line(&again));
    }
}

/// Files per language and what was skipped, per reason.
pub(crate) fn counts(out: &mut String, stats: &Stats) {
    let rows =
        [("files read", &stats.languages), ("no frontend for", &stats.other_languages), ("skipped", &stats.skipped)];
    for (title, counts) in rows {
        if !counts.is_empty() {
            let counts: Vec<String> = counts
                .iter()
                .map(|(name, count)| format!("{} {}", thousands(*count), escape::one_line(name)))
                .collect();
            let _ = writeln!(out, "{title}: {}", counts.join(", "));
        }
    }
}

/// Whose the findings are, where the repository names anybody.
pub(crate) fn owners(out: &mut String, report: &Report<'_>) {
    let all = report.by_owner();
    if all.iter().all(|(owner, _)| *owner == Attribution::UNALLOCATED) {
        return;
    }
    let of = |(owner, [errors, warnings, notes]): &(&str, [u64; 3])| {
        let counts = [(*errors, "error"), (*warnings, "warning"), (*notes, "note")];
        let counts = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| number(*n, word, &format!("{word}s")));
        format!("{} {}", escape::one_line(owner), counts.collect::<Vec<_>>().join(", "))
    };
    let _ = writeln!(out, "by owner: {}", all.iter().map(of).collect::<Vec<_>>().join("; "));
}

/// How much was read in which time, what was found, and the verdict.
pub(crate) fn last_line(out: &mut String, report: &Report<'_>, look: &Look) {
    let findings = match counted(report, Level::Note) {
        found if found.is_empty() => "no findings".to_owned(),
        found => found,
    };
    let seconds = report.stats.elapsed.as_secs_f64();
    let files = number(report.stats.files, "file", "files");
    let _ = writeln!(out, "{files} read in {seconds:.2} s: {findings}; {}", verdict(report, look));
}

/// The verdict in words.
fn verdict(report: &Report<'_>, look: &Look) -> String {
    let lost = lost(report.problems);
    match report.verdict() {
        Outcome::Pass => look.paint(Paint::Good, "pass"),
        Outcome::Blocked => {
            let blocking = if report.fail_on == Level::Off { String::new() } else { counted(report, report.fail_on) };
            let blocked = if blocking.is_empty() { "blocked".to_owned() } else { format!("blocked: {blocking}") };
            let also = if lost.is_empty() { lost } else { format!("; incomplete too: {lost}") };
            format!("{}{also}", look.paint(Paint::Level(Level::Error), &blocked))
        }
        Outcome::Overridden => {
            let label = report.change.and_then(|change| change.overridden_by.as_deref()).unwrap_or_default();
            let label = escape::one_line(label);
            let said = format!("overridden by the label `{label}`: {} would block", counted(report, report.fail_on));
            look.paint(Paint::Level(Level::Error), &said)
        }
        Outcome::Incomplete => {
            let lost = if lost.is_empty() { "something in scope was not judged".to_owned() } else { lost };
            look.paint(Paint::Level(Level::Warning), &format!("incomplete: {lost}"))
        }
    }
}

/// `2 errors, 1 note`: what was found at a level or above.
fn counted(report: &Report<'_>, from: Level) -> String {
    [(Level::Error, "error", "errors"), (Level::Warning, "warning", "warnings"), (Level::Note, "note", "notes")]
        .into_iter()
        .filter(|(level, ..)| *level >= from)
        .map(|(level, one, many)| (report.count(level), one, many))
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| number(count, one, many))
        .collect::<Vec<_>>()
        .join(", ")
}

/// `1 file was not read, 2 places were not judged`; empty where nothing was lost.
fn lost(problems: &[Problem]) -> String {
    [
        (ProblemKind::NotRead, "file was not read", "files were not read"),
        (ProblemKind::NotLowered, "place was not judged", "places were not judged"),
        (ProblemKind::RuleFailed, "rule failed", "rules failed"),
        (ProblemKind::NoBase, "base is missing", "bases are missing"),
    ]
    .into_iter()
    .map(|(kind, one, many)| (problems.iter().filter(|problem| problem.kind == kind).count(), one, many))
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| number(u64::try_from(count).unwrap_or(u64::MAX), one, many))
    .collect::<Vec<_>>()
    .join(", ")
}

fn number(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// `1,234,567`.
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn large_numbers_can_be_read() {
        let shown = [0, 999, 1_000, 1_234_567].map(thousands);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }
}
