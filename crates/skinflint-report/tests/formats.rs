//! What each format looks like, and what each must hold whatever it is given.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;
use skinflint_base::{FileId, FileSpan, Level, RelPath, Related, Span, Text};
use skinflint_report::{Format, Outcome, Style, render};

use crate::sample::{Files, Sample, changed, clean, full};

mod sample;

fn human(style: Style, color: bool, verbose: bool) -> Format {
    Format::Human { style, color, width: Some(100), verbose }
}

fn rendered(sample: &Sample, format: &Format) -> String {
    render(&sample.report(), format).expect("a report can always be rendered")
}

fn json(sample: &Sample, format: &Format) -> Value {
    serde_json::from_str(&rendered(sample, format)).expect("JSON")
}

fn sarif() -> Format {
    Format::Sarif { category: None }
}

#[test]
fn human_full() {
    insta::assert_snapshot!(rendered(&full(), &human(Style::Full, false, true)));
}

#[test]
fn human_compact() {
    insta::assert_snapshot!(rendered(&full(), &human(Style::Compact, false, false)));
}

#[test]
fn human_clean() {
    insta::assert_snapshot!(rendered(&clean(), &human(Style::Full, false, false)), @"3 files read in 0.01 s: no findings; pass");
}

#[test]
fn findings_are_summed_by_owner_where_one_is_named() {
    let mut sample = full();
    let last = |sample: &Sample| {
        let text = rendered(sample, &human(Style::Compact, false, false));
        text.lines().find(|line| line.starts_with("by owner")).unwrap_or_default().to_owned()
    };
    assert_eq!(last(&sample), "");
    sample.verdicts[0].hit.attribution.code_owners = vec!["@org/shop\n::x::".to_owned()];
    sample.verdicts[3].hit.attribution.team = Some("ops".to_owned());
    assert_eq!(last(&sample), "by owner: @org/shop ::x:: 1 error; ops 1 error; unallocated 1 warning, 1 note");
    let owners = json(&sample, &Format::Json)["summary"]["owners"].clone();
    assert_eq!(owners[1], serde_json::json!({ "owner": "ops", "errors": 1, "warnings": 0, "notes": 0 }));
}

#[test]
fn github_annotations() {
    insta::assert_snapshot!(render(&changed().report(), &Format::Github).expect("it renders"));
}

#[test]
fn annotations_say_how_many_more_there_are() {
    let mut sample = full();
    sample.problems.clear();
    sample.verdicts = vec![sample.verdicts[0].clone(); 25];
    let text = render(&sample.report(), &Format::Github).expect("it renders");
    assert_eq!(text.lines().count(), 10, "{text}");
    assert!(text.ends_with("::error title=skinflint::16 more; the other outputs have them all\n"), "{text}");
    assert!(text.lines().all(|line| line.starts_with("::error ")), "{text}");
}

#[test]
fn markdown() {
    insta::assert_snapshot!(render(&changed().report(), &Format::Markdown).expect("it renders"));
}

#[test]
fn markdown_is_capped() {
    let mut sample = full();
    sample.verdicts = vec![sample.verdicts[0].clone(); 30_000];
    let text = render(&sample.report(), &Format::Markdown).expect("it renders");
    assert!(text.len() < 200_000 && text.contains("… and 29900 more"), "{}", text.len());
}

#[test]
fn json_document() {
    insta::assert_snapshot!(rendered(&full(), &Format::Json));
}

#[test]
fn gitlab_report() {
    let entries = json(&full(), &Format::Gitlab);
    insta::assert_snapshot!(serde_json::to_string_pretty(&entries).expect("JSON"));
    assert_eq!(rendered(&clean(), &Format::Gitlab), "[]\n");
}

#[test]
fn gitlab_fingerprints_are_unique() {
    let mut sample = full();
    // The sample's fingerprints are made by hand, and two of them are alike.
    sample.verdicts.remove(1);
    let entries = json(&sample, &Format::Gitlab);
    let entries = entries.as_array().expect("an array");
    let prints: BTreeSet<_> = entries.iter().map(|entry| entry["fingerprint"].to_string()).collect();
    assert_eq!(prints.len(), entries.len());
}

#[test]
fn rdjson_document() {
    let document = json(&full(), &Format::Rdjson);
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).expect("JSON"));
}

#[test]
fn rdjson_columns_count_bytes() {
    let mut sample = full();
    sample.verdicts.truncate(1);
    let range = json(&sample, &Format::Rdjson)["diagnostics"][0]["location"]["range"].clone();
    let line = "\t\t\"hits_😀_total\", \"名前\", &[\"user_id\", \"status\"],";
    let column = |end: &str| range[end]["column"].as_u64().expect("a column") as usize - 1;
    assert_eq!(&line[column("start")..column("end")], "user_id");
}

#[test]
fn junit_document() {
    insta::assert_snapshot!(rendered(&full(), &Format::Junit));
    assert!(rendered(&clean(), &Format::Junit).contains("tests=\"1\" failures=\"0\""));
}

#[test]
fn sarif_log() {
    let log = json(&full(), &sarif());
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).expect("JSON"));
}

#[test]
fn nothing_from_sources_or_names_reaches_a_terminal_raw() {
    for style in [Style::Full, Style::Compact] {
        let text = rendered(&full(), &human(style, false, true));
        let raw: Vec<char> = text.chars().filter(|c| c.is_control() && *c != '\n').collect();
        assert!(raw.is_empty(), "{raw:?}");
        for line in text.split('\n') {
            assert!(!line.trim_start().starts_with("::"), "{line}");
            assert!(!line.contains("##["), "{line}");
        }
    }
}

#[test]
fn colour_is_there_only_where_it_is_wanted() {
    for style in [Style::Full, Style::Compact] {
        let coloured = rendered(&full(), &human(style, true, false));
        let plain = rendered(&full(), &human(style, false, false));
        assert!(coloured.contains("\x1b["));
        assert_eq!(without_colour(&coloured), plain);
    }
}

/// Takes the colour sequences (`ESC [ … m`) away.
fn without_colour(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[test]
fn minified_lines_are_cut_to_the_width() {
    let text = rendered(&full(), &human(Style::Full, false, false));
    let drawn = text.split('\n').filter(|line| line.contains('│'));
    let longest = drawn.map(|line| line.chars().count()).max();
    assert!(longest <= Some(100), "{longest:?}");
    assert!(text.contains("hits.labels(user_id).inc()"));
}

#[test]
fn a_problem_is_never_called_a_pass() {
    let mut sample = clean();
    sample.problems = full().problems;
    let mut report = sample.report();
    report.outcome = Outcome::Pass;
    for style in [Style::Full, Style::Compact] {
        let text = render(&report, &human(style, false, false)).expect("text");
        let last = text.trim_end().rsplit('\n').next().unwrap_or_default();
        assert!(last.contains("incomplete: 1 file was not read, 1 place was not judged, 1 rule failed"), "{last}");
        assert!(!text.contains("pass"), "{text}");
    }
    let text = render(&report, &Format::Json).expect("text");
    assert!(text.contains(r#""outcome": "incomplete""#));
}

#[test]
fn fail_on_decides_what_is_said_to_block() {
    let sample = full();
    let last = |fail_on| {
        let mut report = sample.report();
        report.problems = &[];
        report.fail_on = fail_on;
        report.outcome = Outcome::of(&sample.verdicts, &[], fail_on);
        let text = render(&report, &human(Style::Compact, false, false)).expect("text");
        text.trim_end().rsplit("; ").next().unwrap_or_default().to_owned()
    };
    assert_eq!(last(Level::Error), "blocked: 2 errors");
    assert_eq!(last(Level::Warning), "blocked: 2 errors, 1 warning");
    assert_eq!(last(Level::Off), "pass");
}

#[test]
fn sarif_is_written_also_when_there_is_nothing_to_say() {
    let log = json(&clean(), &sarif());
    let run = &log["runs"][0];
    assert_eq!(run["results"], Value::Array(Vec::new()));
    assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(sample::RULES.len()));
    assert!(run.get("automationDetails").is_none());
    let named = json(&clean(), &Format::Sarif { category: Some("api".to_owned()) });
    assert_eq!(named["runs"][0]["automationDetails"]["id"], "api/");
}

#[test]
fn sarif_is_one_line_and_its_rule_indices_are_right() {
    let text = rendered(&full(), &sarif());
    assert_eq!(text.trim_end().split('\n').count(), 1);
    let log: Value = serde_json::from_str(&text).expect("JSON");
    let run = &log["runs"][0];
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startLine"], region["endLine"]);
    }
}

#[test]
fn sarif_columns_count_utf16_units() {
    let mut sample = full();
    sample.verdicts.truncate(1);
    let log = json(&sample, &sarif());
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    let line: Vec<u16> = "\t\t\"hits_😀_total\", \"名前\", &[\"user_id\", \"status\"],".encode_utf16().collect();
    let columns = ["startColumn", "endColumn"].map(|name| region[name].as_u64().expect("a column") as usize);
    assert_eq!(String::from_utf16_lossy(&line[columns[0] - 1..columns[1] - 1]), "user_id");
}

#[test]
fn sarif_keeps_errors_and_says_what_it_left_out() {
    let mut sample = full();
    let note = sample.verdicts.remove(1);
    let error = sample.verdicts.remove(0);
    sample.problems.clear();
    sample.verdicts = vec![note; 25_001];
    sample.verdicts.push(error);
    let log = json(&sample, &sarif());
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[0]["level"], "error");
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().expect("notifications");
    assert_eq!(notifications.len(), 1);
    assert!(
        notifications[0]["message"]["text"].as_str().is_some_and(|text| text.starts_with("2 results were left out"))
    );
}

#[test]
fn the_documentation_of_json_names_every_field_and_no_other() {
    let mut written = BTreeSet::new();
    keys(&json(&changed(), &Format::Json), &mut written);
    let documented: BTreeSet<String> = include_str!("../json.md")
        .split('\n')
        .filter_map(|line| line.strip_prefix("| `")?.split(" | ").next().map(|cell| format!("`{cell}")))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        // Named in the text: what identifies the tool, and what counts by language and reason hold.
        .chain(["name", "reason", "language"].map(str::to_owned))
        .collect();
    assert_eq!(written, documented);
}

fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                found.insert(key.clone());
                keys(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

fn span() -> impl Strategy<Value = FileSpan> {
    let offset = || prop_oneof![0u32..80, Just(u32::MAX)];
    (0u32..4, offset(), offset())
        .prop_map(|(file, start, end)| FileSpan { file: FileId(file), span: Span { start, end } })
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("\t"),
        Just("é"),
        Just("😀"),
        Just("名"),
        Just("\u{301}"),
        Just("\u{1b}[2J"),
        Just("\u{feff}"),
        Just("::error::"),
        Just("##[group]"),
        Just("let x = 1; "),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_format_takes_any_place_in_any_text(
        texts in proptest::collection::vec(text(), 3),
        words in proptest::collection::vec(text(), 5),
        at in span(),
        related in proptest::collection::vec(span(), 0..8),
        problem in span(),
        width in prop_oneof![Just(None), (0usize..200).prop_map(Some)],
    ) {
        let mut sample = full();
        sample.files = Files(texts.iter().enumerate().map(|(i, text)| {
            Text::new(RelPath::from(format!("{i}{}", words[0]).as_str()), text.as_str())
        }).collect());
        sample.problems[0].path = sample.files.0.first().map(|text| text.path.clone());
        sample.problems[0].span = Some(problem.span);
        sample.verdicts.truncate(1);
        let hit = &mut sample.verdicts[0].hit;
        hit.at = at;
        hit.message = words[1].clone();
        hit.label = words[2].clone();
        hit.help = words[3].clone();
        hit.related = related.iter().map(|at| Related { at: *at, message: words[4].clone() }).collect();
        hit.flow = hit.related.clone();
        for style in [Style::Full, Style::Compact] {
            let text = rendered(&sample, &Format::Human { style, color: false, width, verbose: true });
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{}", text);
            prop_assert!(text.split('\n').all(|line| !line.trim_start().starts_with("::") && !line.contains("##[")), "{}", text);
            prop_assert!(!text.contains("Failed to read"), "{}", text);
        }
        let xml = rendered(&sample, &Format::Junit);
        prop_assert!(xml.chars().all(|c| c == '\n' || !c.is_control()), "{}", xml);
        prop_assert_eq!(xml.matches("<testcase").count(), xml.matches("</testcase>").count());
        for format in [Format::Json, Format::Gitlab, Format::Rdjson, sarif()] {
            prop_assert!(serde_json::from_str::<Value>(&rendered(&sample, &format)).is_ok());
        }
    }
}
