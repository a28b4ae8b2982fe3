//! Markdown for the summary of a job and for a comment: the verdict first, then what to do about it, then
//! the findings. Capped, for a summary that is too long is not shown at all.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use skinflint_base::{Level, State, Verdict};

use crate::place::Sources;
use crate::report::blocks;
use crate::{Outcome, Report, escape};

/// So many findings are listed, of those that are new and of those that are gone.
const LISTED: usize = 100;
/// So many problems are listed.
const PROBLEMS: usize = 30;
/// A text is cut behind so many characters: no cell needs more.
const LONGEST: usize = 400;

/// Renders everything.
pub(crate) fn render(report: &Report<'_>) -> String {
    let sources = Sources::new(report.texts);
    let mut out = String::new();
    let _ = writeln!(out, "## skinflint: {}\n", heading(report));
    if let (Outcome::Overridden, Some(change)) = (report.verdict(), report.change) {
        let label = change.overridden_by.as_deref().unwrap_or_default();
        let _ = writeln!(out, "**Let through by the label {} although it is blocked.**\n", text(label));
    }
    allowed(&mut out, report, &sources);
    problems(&mut out, report, &sources);
    by_rule(&mut out, report);
    if report.verdicts.iter().any(|verdict| blocks(verdict, report.fail_on)) {
        let _ = writeln!(
            out,
            "{}\n",
            crate::guidance::how_to_pass(report).iter().map(|line| text(line)).collect::<Vec<_>>().join("  \n")
        );
    }
    findings(&mut out, report, &sources);
    fixed(&mut out, report);
    if let Some(again) = crate::guidance::again(report) {
        let _ = writeln!(out, "The same verdict on any machine: `{}`\n", again.replace('`', "'"));
    }
    out
}

fn heading(report: &Report<'_>) -> String {
    let counts: Vec<String> = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")]
        .into_iter()
        .map(|(level, one)| (report.count(level), one))
        .filter(|(count, _)| *count > 0)
        .map(|(count, one)| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") })
        .collect();
    let new = if report.change.is_some() { "new " } else { "" };
    let found = if counts.is_empty() { format!("no {new}findings") } else { format!("{new}{}", counts.join(", ")) };
    format!("{}: {found}", report.verdict().as_str())
}

/// What the change lets pass by comments of its own comes first: reviewers should agree to it.
fn allowed(out: &mut String, report: &Report<'_>, sources: &Sources<'_>) {
    let all: Vec<&Verdict> = report.allowed_here().collect();
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "### Allowed by comments of this change\n");
    for verdict in all.iter().take(LISTED) {
        let place = sources.place(verdict.hit.at);
        let path = text(&place.path.to_string());
        let _ =
            writeln!(out, "- {path}:{} {}: {}", place.start.line, text(verdict.hit.rule), text(&verdict.hit.message));
    }
    more(out, all.len(), LISTED);
    out.push('\n');
}

fn problems(out: &mut String, report: &Report<'_>, sources: &Sources<'_>) {
    if report.problems.is_empty() {
        return;
    }
    let _ = writeln!(out, "### Not judged\n");
    for problem in report.problems.iter().take(PROBLEMS) {
        let place = problem.path.as_ref().map(|path| match sources.problem_lines(problem) {
            Some((first, _)) => format!("{}:{first}: ", text(&path.to_string())),
            None => format!("{}: ", text(&path.to_string())),
        });
        let _ = writeln!(out, "- {}{}; {}", place.unwrap_or_default(), text(&problem.message), text(&problem.remedy));
    }
    more(out, report.problems.len(), PROBLEMS);
    out.push('\n');
}

/// A table by rule and owner.
fn by_rule(out: &mut String, report: &Report<'_>) {
    let mut rows: BTreeMap<(&str, String), [usize; 2]> = BTreeMap::new();
    let mut add = |verdict: &Verdict, column: usize| {
        let owner = report.owner(verdict.hit.rule).unwrap_or_else(|| verdict.hit.attribution.owner()).to_owned();
        rows.entry((verdict.hit.rule, owner)).or_default()[column] += 1;
    };
    report.news().for_each(|verdict| add(verdict, 0));
    let gone = report.change.map(|change| change.fixed.verdicts.as_slice()).unwrap_or_default();
    gone.iter().for_each(|verdict| add(verdict, 1));
    if rows.is_empty() {
        return;
    }
    let (new, fixed) = if report.change.is_some() { ("New", "| Fixed |") } else { ("Found", "|") };
    let _ = writeln!(out, "| Rule | Owner | {new} {fixed}");
    let _ = writeln!(out, "|---|---|---:{}", if report.change.is_some() { "|---:|" } else { "|" });
    for ((rule, owner), [new, gone]) in rows {
        let gone = if report.change.is_some() { format!(" {gone} |") } else { String::new() };
        let _ = writeln!(out, "| {} | {} | {new} |{gone}", text(rule), text(&owner));
    }
    out.push('\n');
}

fn findings(out: &mut String, report: &Report<'_>, sources: &Sources<'_>) {
    let mut all: Vec<&Verdict> = report.news().collect();
    all.sort_by_key(|verdict| (!blocks(verdict, report.fail_on), std::cmp::Reverse(verdict.level)));
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "### {}\n", if report.change.is_some() { "What the change adds" } else { "Findings" });
    for verdict in all.iter().take(LISTED) {
        let place = sources.place(verdict.hit.at);
        let level = match verdict.state {
            State::Returning => "returns".to_owned(),
            _ => verdict.level.to_string(),
        };
        let _ = writeln!(
            out,
            "- **{level}** {}:{} {}: {}",
            text(&place.path.to_string()),
            place.start.line,
            text(verdict.hit.rule),
            text(&verdict.hit.message)
        );
    }
    more(out, all.len(), LISTED);
    out.push('\n');
}

fn fixed(out: &mut String, report: &Report<'_>) {
    let Some(change) = report.change.filter(|change| !change.fixed.verdicts.is_empty()) else { return };
    let sources = Sources::new(change.fixed.texts.as_ref());
    let _ = writeln!(out, "### What it mends\n");
    for verdict in change.fixed.verdicts.iter().take(LISTED) {
        let place = sources.place(verdict.hit.at);
        let path = text(&place.path.to_string());
        let _ =
            writeln!(out, "- {path}:{} {}: {}", place.start.line, text(verdict.hit.rule), text(&verdict.hit.message));
    }
    more(out, change.fixed.verdicts.len(), LISTED);
    out.push('\n');
}

fn more(out: &mut String, all: usize, listed: usize) {
    if all > listed {
        let _ = writeln!(out, "- … and {} more; the other outputs have them all", all - listed);
    }
}

/// A text that is nothing but text: on one line, no markup, no mention, no comment.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in escape::one_line(raw).chars().take(LONGEST) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A mention would call somebody.
            '@' => out.push_str("@\u{200b}"),
            // An address would become a link.
            '/' if out.ends_with(":/") => out.push_str("\u{200b}/"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    if raw.chars().count() > LONGEST {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_text_is_nothing_but_text() {
        assert_eq!(
            text("a|b `c` <!-- d --> @team [x](http://e) **f**\n# g"),
            "a\\|b \\`c\\` &lt;\\!-- d --&gt; @\u{200b}team \\[x\\](http:/\u{200b}/e) \\*\\*f\\*\\* \\# g"
        );
        assert_eq!(text(&"x".repeat(1000)).chars().count(), 401);
    }
}
