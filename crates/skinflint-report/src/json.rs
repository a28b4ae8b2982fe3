//! JSON for programs, version 1. `json.md` beside this crate's manifest documents every field; a
//! test holds both together.

use std::fmt::Write as _;

use serde::Serialize;
use skinflint_base::{Attribution, Level, Problem, ProblemKind, RelPath, Related, Verdict};

use crate::place::{Place, Sources};
use crate::{NoteReport, NoteTrigger, RenderError, Report};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool<'a>,
    findings: Vec<Finding<'a>>,
    change: Option<ChangeEntry<'a>>,
    note: Option<NoteEntry<'a>>,
    fixed: Vec<Finding<'a>>,
    problems: Vec<ProblemEntry<'a>>,
    skipped: Vec<Skipped<'a>>,
    languages: Vec<Language<'a>>,
    other_languages: Vec<Language<'a>>,
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    version: &'a str,
}

#[derive(Serialize)]
struct At {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: Level,
    #[serde(flatten)]
    at: At,
    message: &'a str,
    label: &'a str,
    help: &'a str,
    home: &'a str,
    key: &'a str,
    fingerprint: &'a str,
    state: &'static str,
    owner: &'a str,
    attribution: Allocation<'a>,
    related: Vec<Told<'a>>,
    flow: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct ChangeEntry<'a> {
    base: Option<&'a str>,
    head: Option<&'a str>,
    onto: Option<&'a str>,
    tip: Option<&'a str>,
    policy: Option<&'a str>,
    overridden_by: Option<&'a str>,
    old_problems: Vec<ProblemEntry<'a>>,
}

#[derive(Serialize)]
struct Allocation<'a> {
    service: Option<&'a str>,
    team: Option<&'a str>,
    env: Option<&'a str>,
    budget_owner: Option<&'a str>,
    ledger_account: Option<&'a str>,
    code_owners: &'a [String],
}

#[derive(Serialize)]
struct OfOwner<'a> {
    owner: &'a str,
    errors: u64,
    warnings: u64,
    notes: u64,
}

#[derive(Serialize)]
struct NoteEntry<'a> {
    needed: bool,
    triggers: Vec<Trigger<'a>>,
    below: Vec<Trigger<'a>>,
    amount: Option<AmountEntry<'a>>,
    draft: Option<&'a str>,
    said: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Trigger<'a> {
    kind: &'a str,
    what: &'a str,
    #[serde(flatten)]
    at: At,
}

#[derive(Serialize)]
struct AmountEntry<'a> {
    low: f64,
    high: f64,
    currency: &'a str,
    period: &'a str,
}

#[derive(Serialize)]
struct Said<'a> {
    field: &'a str,
    value: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    at: At,
    message: &'a str,
}

#[derive(Serialize)]
struct ProblemEntry<'a> {
    kind: &'static str,
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    line: Option<u32>,
    end_line: Option<u32>,
    message: &'a str,
    remedy: &'a str,
}

#[derive(Serialize)]
struct Skipped<'a> {
    reason: &'a str,
    files: u64,
}

#[derive(Serialize)]
struct Language<'a> {
    language: &'a str,
    files: u64,
}

#[derive(Serialize)]
struct Summary<'a> {
    files: u64,
    lines: u64,
    bytes: u64,
    seconds: f64,
    errors: u64,
    warnings: u64,
    notes: u64,
    problems: usize,
    owners: Vec<OfOwner<'a>>,
    fail_on: Level,
    outcome: &'static str,
}

/// Renders the document, indented, for people look into it too.
pub(crate) fn render(report: &Report<'_>) -> Result<String, RenderError> {
    let sources = Sources::new(report.texts);
    let stats = report.stats;
    let document = Document {
        version: 1,
        tool: Tool { name: "skinflint", version: report.version },
        findings: report.verdicts.iter().map(|verdict| finding(verdict, &sources)).collect(),
        change: report.change.map(|change| ChangeEntry {
            base: change.base.as_deref(),
            head: change.head.as_deref(),
            onto: change.onto.as_deref(),
            tip: change.tip.as_deref(),
            policy: change.policy.as_deref(),
            overridden_by: change.overridden_by.as_deref(),
            old_problems: change.old_problems.iter().map(|entry| problem(entry, &sources)).collect(),
        }),
        note: report.change.and_then(|change| change.note.as_ref()).map(|entry| note(entry, &sources)),
        fixed: report.change.map_or_else(Vec::new, |change| {
            let sources = Sources::new(change.fixed.texts.as_ref());
            change
                .fixed
                .verdicts
                .iter()
                .map(|verdict| Finding { state: "fixed", ..finding(verdict, &sources) })
                .collect()
        }),
        problems: report.problems.iter().map(|entry| problem(entry, &sources)).collect(),
        skipped: stats.skipped.iter().map(|(reason, files)| Skipped { reason, files: *files }).collect(),
        languages: languages(&stats.languages),
        other_languages: languages(&stats.other_languages),
        summary: Summary {
            files: stats.files,
            lines: stats.lines,
            bytes: stats.bytes,
            seconds: stats.elapsed.as_secs_f64(),
            errors: report.count(Level::Error),
            warnings: report.count(Level::Warning),
            notes: report.count(Level::Note),
            problems: report.problems.len(),
            owners: report
                .by_owner()
                .into_iter()
                .map(|(owner, [errors, warnings, notes])| OfOwner { owner, errors, warnings, notes })
                .collect(),
            fail_on: report.fail_on,
            outcome: report.verdict().as_str(),
        },
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

fn languages(counts: &[(String, u64)]) -> Vec<Language<'_>> {
    counts.iter().map(|(language, files)| Language { language, files: *files }).collect()
}

fn finding<'a>(verdict: &'a Verdict, sources: &Sources<'_>) -> Finding<'a> {
    let hit = &verdict.hit;
    Finding {
        rule: hit.rule,
        level: verdict.level,
        at: at(&sources.place(hit.at)),
        message: &hit.message,
        label: &hit.label,
        help: &hit.help,
        home: &hit.home,
        key: &hit.key,
        fingerprint: &verdict.fingerprint,
        state: verdict.state.as_str(),
        owner: hit.attribution.owner(),
        attribution: allocation(&hit.attribution),
        related: told(&hit.related, sources),
        flow: told(&hit.flow, sources),
    }
}

fn allocation(attribution: &Attribution) -> Allocation<'_> {
    Allocation {
        service: attribution.service.as_deref(),
        team: attribution.team.as_deref(),
        env: attribution.env.as_deref(),
        budget_owner: attribution.budget_owner.as_deref(),
        ledger_account: attribution.ledger_account.as_deref(),
        code_owners: &attribution.code_owners,
    }
}

fn note<'a>(note: &'a NoteReport, sources: &Sources<'_>) -> NoteEntry<'a> {
    let triggers = |all: &'a [NoteTrigger]| {
        all.iter().map(|t| Trigger { kind: t.kind, what: &t.what, at: at(&sources.place(t.at)) }).collect()
    };
    // Thousandths are exact in a float of this size.
    #[expect(clippy::cast_precision_loss, reason = "amounts of money are far below 2^53 thousandths")]
    let units = |thousandths: i64| thousandths as f64 / 1000.0;
    NoteEntry {
        needed: note.needed(),
        triggers: triggers(&note.triggers),
        below: triggers(&note.below),
        amount: note.amount.as_ref().map(|amount| AmountEntry {
            low: units(amount.low),
            high: units(amount.high),
            currency: &amount.currency,
            period: amount.period,
        }),
        draft: note.draft.as_deref(),
        said: note.said.iter().map(|s| Said { field: s.name, value: &s.value, source: &s.source }).collect(),
    }
}

fn told<'a>(places: &'a [Related], sources: &Sources<'_>) -> Vec<Told<'a>> {
    places.iter().map(|place| Told { at: at(&sources.place(place.at)), message: &place.message }).collect()
}

fn at(place: &Place) -> At {
    let known = place.source.is_some();
    At {
        path: place.path.to_str_lossy().into_owned(),
        path_bytes: path_bytes(&place.path),
        line: known.then_some(place.start.line),
        column: known.then_some(place.start.column_chars),
        end_line: known.then_some(place.end.line),
        end_column: known.then_some(place.end.column_chars),
    }
}

fn problem<'a>(problem: &'a Problem, sources: &Sources<'_>) -> ProblemEntry<'a> {
    let lines = sources.problem_lines(problem);
    ProblemEntry {
        kind: match problem.kind {
            ProblemKind::NotLowered => "not-judged",
            ProblemKind::NotRead => "not-read",
            ProblemKind::RuleFailed => "rule-failed",
            ProblemKind::NoBase => "no-base",
        },
        path: problem.path.as_ref().map(|path| path.to_str_lossy().into_owned()),
        path_bytes: problem.path.as_ref().and_then(path_bytes),
        line: lines.map(|(first, _)| first),
        end_line: lines.map(|(_, last)| last),
        message: &problem.message,
        remedy: &problem.remedy,
    }
}

/// The bytes of a path that text cannot hold.
fn path_bytes(path: &RelPath) -> Option<String> {
    let bytes = path.as_bytes();
    std::str::from_utf8(bytes).is_err().then(|| {
        bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    })
}

#[cfg(test)]
mod tests {
    use skinflint_base::RelPath;

    use super::path_bytes;

    #[test]
    fn only_paths_that_are_no_text_carry_their_bytes() {
        assert_eq!(path_bytes(&RelPath::from("ü.rs")), None);
        assert_eq!(path_bytes(&RelPath::from_bytes(b"a\xff")).as_deref(), Some("61ff"));
    }
}
