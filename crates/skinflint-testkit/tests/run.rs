//! The harness itself, on rule folders that are right and wrong.

use std::fs;
use std::path::Path;

use skinflint_testkit::{Ran, run_rule_cases};
use tempfile::TempDir;

const BAD: &str = "\
use prometheus::register_int_counter_vec;

pub fn all() {
    register_int_counter_vec!(\"a_total\", \"A\", &[\"user_id\"]).unwrap();
}
";
const GOOD: &str = "\
use prometheus::register_int_counter_vec;

pub fn all() {
    register_int_counter_vec!(\"a_total\", \"A\", &[\"kind\"]).unwrap();
}
";

/// A rule crate whose rule `metric-label-unbounded` has a right page and these cases.
fn crate_with(cases: &[(&str, String)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
    let page = format!("Page.\n```rust bad\n{BAD}```\n```rust good\n{GOOD}```\n");
    write(dir.path(), "page.md", &page);
    write(dir.path(), "cases/plain.rs", GOOD);
    for (path, text) in cases {
        write(dir.path(), path, text);
    }
    dir
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join("src/rules/metric_label_unbounded").join(path);
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
    assert!(made.is_ok(), "{}: {made:?}", path.display());
}

/// What fails in a crate with one more file.
fn failures(path: &str, text: String) -> String {
    let dir = crate_with(&[(path, text)]);
    run_rule_cases(dir.path(), |program| program.metrics().len()).err().map(|f| f.to_string()).unwrap_or_default()
}

fn marked(mark: &str) -> String {
    BAD.replace(".unwrap();", &format!(".unwrap(); {mark}"))
}

#[test]
fn what_agrees_passes_and_is_counted() {
    let dir = crate_with(&[
        ("cases/bad.rs", marked("//~ metric-label-unbounded error")),
        ("cases/gap.rs", GOOD.replace(".unwrap();", ".unwrap(); //~ MISSING metric-label-unbounded")),
        ("cases/folder/policy.toml", "[rules]\nmetric-label-unbounded = \"off\"\n".to_owned()),
        ("cases/folder/src/lib.rs", BAD.to_owned()),
        ("cases/not_code.rs", "pub fn nothing() {}\n".to_owned()),
    ]);
    let ran = run_rule_cases(dir.path(), |program| program.metrics().len());
    let Ok(Ran { cases, examples, missing, spurious, .. }) = ran else { panic!("{ran:?}") };
    assert_eq!((cases, examples, missing, spurious), (5, 2, 1, 0));
}

#[test]
fn a_missing_and_a_surplus_finding_fail() {
    let surplus = failures("cases/bad.rs", BAD.to_owned());
    assert!(surplus.contains("bad.rs: src/bad.rs:4: metric-label-unbounded is found and not marked"), "{surplus}");
    let missing = failures("cases/bad.rs", GOOD.replace(".unwrap();", ".unwrap(); //~ metric-label-unbounded"));
    assert!(missing.contains("src/bad.rs:4: metric-label-unbounded is marked 1 times and found 0"), "{missing}");
}

#[test]
fn known_gaps_cannot_outlive_themselves() {
    let mended = failures("cases/bad.rs", marked("//~ MISSING metric-label-unbounded"));
    assert!(mended.contains("take MISSING out"), "{mended}");
    let claimed = failures("cases/bad.rs", marked("//~ SPURIOUS metric-label-unbounded"));
    assert!(claimed.contains("claims high precision and has a SPURIOUS mark"), "{claimed}");
}

#[test]
fn a_sidecar_says_what_comments_cannot() {
    let expected = |line| {
        let dir = crate_with(&[
            ("cases/folder/src/lib.rs", BAD.to_owned()),
            (
                "cases/folder/expected.toml",
                format!("[[finding]]\npath = \"src/lib.rs\"\nline = {line}\nrule = \"metric-label-unbounded\"\n"),
            ),
        ]);
        run_rule_cases(dir.path(), |program| program.metrics().len()).err().map(|f| f.to_string()).unwrap_or_default()
    };
    assert_eq!(expected(4), "");
    assert!(expected(3).contains("src/lib.rs:3"), "{}", expected(3));
}

#[test]
fn a_case_that_shows_nothing_fails() {
    let empty = failures("cases/empty.rs", "pub fn nothing() {}\n".to_owned());
    assert!(empty.contains("empty.rs: nothing that a rule could look at is in sight"), "{empty}");
    let in_sight = failures("cases/not_code.rs", GOOD.to_owned());
    assert!(in_sight.contains("a rule could look at something here"), "{in_sight}");
    let broken = failures("cases/broken.rs", format!("{GOOD}fn (\n"));
    assert!(broken.contains("broken.rs: src/broken.rs: a problem"), "{broken}");
}

#[test]
fn marks_name_rules_that_exist() {
    let unknown = failures("cases/bad.rs", marked("//~ metric-label-unbound"));
    assert!(unknown.contains("there is no rule `metric-label-unbound`"), "{unknown}");
}

#[test]
fn a_pages_examples_do_what_they_say() {
    let page = |bad: &str, good: &str| format!("Page.\n```rust bad\n{bad}```\n```rust good\n{good}```\n");
    let tame = failures("page.md", page(GOOD, GOOD));
    assert!(tame.contains("page.md:2: a bad example without a finding of metric-label-unbounded"), "{tame}");
    let wild = failures("page.md", page(BAD, BAD));
    assert!(wild.contains("found and not marked"), "{wild}");
}
