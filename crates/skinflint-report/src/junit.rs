//! JUnit's XML, which every build server shows: a test case per rule and file, failed where a finding
//! blocks. What only warns is told in the case's output.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use skinflint_base::{Level, Verdict};

use crate::Report;
use crate::place::Sources;

/// Renders the document.
pub(crate) fn render(report: &Report<'_>) -> String {
    let sources = Sources::new(report.texts);
    let mut cases: BTreeMap<(String, &str), Vec<&Verdict>> = BTreeMap::new();
    for verdict in report.news() {
        let path = report.texts.path(verdict.hit.at.file).to_str_lossy().into_owned();
        cases.entry((path, verdict.hit.rule)).or_default().push(verdict);
    }
    let blocks = |verdict: &Verdict| report.fail_on != Level::Off && verdict.level >= report.fail_on;
    let failures = cases.values().filter(|all| all.iter().any(|v| blocks(v))).count();
    let errors = report.problems.len();
    // A suite without any case is taken for a run that did not happen.
    let tests = (cases.len() + errors).max(1);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let seconds = report.stats.elapsed.as_secs_f64();
    let totals = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{seconds:.3}\"");
    // Writing to a text cannot fail, here and below.
    let _ = writeln!(out, "<testsuites name=\"skinflint\" {totals}>\n  <testsuite name=\"skinflint\" {totals}>");
    for ((path, rule), verdicts) in &cases {
        let _ = writeln!(out, "    <testcase classname=\"{}\" name=\"{}\" file=\"{0}\">", xml(path), xml(rule));
        let (blocking, others): (Vec<&&Verdict>, Vec<&&Verdict>) = verdicts.iter().partition(|v| blocks(v));
        let told = |all: &[&&Verdict]| all.iter().map(|v| line(v, &sources)).collect::<String>();
        if let Some(first) = blocking.first() {
            let message = xml(&first.hit.message);
            let _ = writeln!(
                out,
                "      <failure type=\"{}\" message=\"{message}\">{}</failure>",
                xml(rule),
                told(&blocking)
            );
        }
        if !others.is_empty() {
            let _ = writeln!(out, "      <system-out>{}</system-out>", told(&others));
        }
        out.push_str("    </testcase>\n");
    }
    for problem in report.problems {
        let path = problem.path.as_ref().map_or_else(|| "skinflint".to_owned(), |p| p.to_str_lossy().into_owned());
        let _ = writeln!(
            out,
            "    <testcase classname=\"{}\" name=\"not judged\">\n      <error type=\"incomplete\" message=\"{}\">{}</error>\n    </testcase>",
            xml(&path),
            xml(&problem.message),
            xml(&problem.remedy)
        );
    }
    if cases.is_empty() && errors == 0 {
        out.push_str("    <testcase classname=\"skinflint\" name=\"no findings\"/>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn line(verdict: &Verdict, sources: &Sources<'_>) -> String {
    let place = sources.place(verdict.hit.at);
    let help = if verdict.hit.help.is_empty() { String::new() } else { format!("\n  {}", verdict.hit.help) };
    let path = place.path.to_str_lossy();
    xml(&format!("{path}:{}:{}: {}{help}\n", place.start.line, place.start.column_chars, verdict.hit.message))
}

/// Text of XML 1.0: markup escaped, and what XML cannot hold at all (most control characters) replaced,
/// since one of them makes readers refuse the whole file.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // In attributes a raw line end reads as a space.
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => {}
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                let _ = write!(out, "{}", c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    out
}
