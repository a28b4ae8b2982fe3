//! What is old stays old, however the change moves it about.

use super::repo::{Repo, costly};

/// So many functions, each with a finding.
fn functions(numbers: std::ops::Range<usize>) -> String {
    numbers.map(|i| costly(&format!("hit{i}"), &format!("hits_{i}_total"))).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_the_base_has_too_is_quiet() {
    let repo = Repo::new(&[("src/lib.rs", &functions(0..3)), ("Cargo.toml", "[package]\nname = \"a\"\n")]);
    repo.branch("topic").commit(&[("src/more.rs", "pub fn nothing() {}\n")]);
    repo.gate(&[]).is(0, 3, 0).exits(0);
    repo.run(&["check", "--base", "main"]).exits(0).says_not("hits_1_total");
}

#[test]
fn only_what_is_added_blocks_and_what_is_gone_is_told() {
    let repo = Repo::new(&[("src/lib.rs", &functions(0..3))]);
    repo.branch("topic").commit(&[("src/lib.rs", &functions(1..4))]);
    let gate = repo.gate(&[]);
    gate.is(1, 2, 1).exits(1);
    assert_eq!(gate.fixed(), ["src/lib.rs:2"]);
    assert_eq!(gate.places("new"), ["src/lib.rs:12"]);
}

#[test]
fn a_file_split_over_five_stays_old() {
    let repo = Repo::new(&[("src/lib.rs", &functions(0..10))]);
    repo.branch("topic").write("src/lib.rs", "mod p0;\nmod p1;\nmod p2;\nmod p3;\nmod p4;\n");
    for i in 0..5 {
        repo.write(&format!("src/p{i}.rs"), &functions(2 * i..2 * i + 2));
    }
    repo.commit(&[]);
    repo.gate(&[]).is(0, 10, 0).exits(0);
}

#[test]
fn a_file_renamed_with_edits_and_one_moved_to_another_crate_stay_old() {
    let repo = Repo::new(&[
        ("a/Cargo.toml", "[package]\nname = \"a\"\n"),
        ("b/Cargo.toml", "[package]\nname = \"b\"\n"),
        ("a/src/lib.rs", "pub mod first;\npub mod second;\n"),
        ("a/src/first.rs", &functions(0..3)),
        ("a/src/second.rs", &functions(3..6)),
        ("b/src/lib.rs", "pub mod other;\n"),
        ("b/src/other.rs", "pub fn other() {}\n"),
    ]);
    repo.branch("topic");
    repo.remove("a/src/first.rs").remove("a/src/second.rs");
    let edited = functions(0..3).replace("pub fn hit1", "/// Counts.\n#[inline]\npub(crate) fn hit_one");
    repo.commit(&[
        ("a/src/lib.rs", "pub mod renamed;\n"),
        ("a/src/renamed.rs", &edited),
        ("b/src/lib.rs", "pub mod other;\npub mod second;\n"),
        ("b/src/second.rs", &functions(3..6)),
    ]);
    repo.gate(&[]).is(0, 6, 0).exits(0);
}

#[test]
fn of_thirteen_equal_lines_and_one_more_one_is_new() {
    let body = |n: usize| {
        let line = "    prometheus::register_int_counter_vec!(\"hits_total\", \"Hits\", &[\"user_id\"]).unwrap()\
                    .with_label_values(&[user_id]).inc();\n";
        format!("pub fn hit(user_id: &str) {{\n{}}}\n", line.repeat(n))
    };
    let repo = Repo::new(&[("src/lib.rs", &body(13))]);
    let (_, _, _) = repo.branch("topic").gate(&[]).counts();
    let before = repo.gate(&[]).counts().1;
    assert!(before >= 13, "{before} findings for thirteen lines");
    repo.commit(&[("src/lib.rs", &body(14))]);
    let gate = repo.gate(&[]);
    gate.is(before / 13, before, 0).exits(1);
}

#[test]
fn a_value_that_opens_behind_an_untouched_label_is_new_and_one_that_closes_is_fixed() {
    let uses = "use crate::class;\n\npub fn hit(user_id: &str) {\n    let hits: prometheus::IntCounterVec = \
                prometheus::register_int_counter_vec!(\"hits_total\", \"Hits\", &[\"kind\"]).unwrap();\n    \
                hits.with_label_values(&[&class::of(user_id)]).inc();\n}\n";
    let closed = "pub fn of(id: &str) -> String {\n    if id.is_empty() { \"none\".to_string() } else { \"some\".to_string() }\n}\n";
    let open = "pub fn of(id: &str) -> String {\n    format!(\"{}-{}\", id, uuid::Uuid::new_v4())\n}\n";
    let lib = "pub mod class;\npub mod uses;\n";
    let repo = Repo::new(&[("src/lib.rs", lib), ("src/uses.rs", uses), ("src/class.rs", closed)]);
    repo.branch("topic").commit(&[("src/class.rs", open)]);
    let gate = repo.gate(&[]);
    gate.is(1, 0, 0);
    repo.run(&["check", "--base", "main", "--fail-on", "warning"]).exits(1);
    // It is shown where the change is, and where it shows is told beside it.
    assert_eq!(gate.places("new"), ["src/class.rs:2"], "{:#}", gate.report);
    repo.branch("back").commit(&[("src/class.rs", closed)]);
    let back = repo.gate_from("topic", &[]);
    back.is(0, 0, 1).exits(0);
}

#[test]
fn a_warning_that_becomes_an_error_is_new() {
    let policy = "[[override]]\npaths = [\"tools/**\"]\nrules = { metric-label-unbounded = \"warning\" }\n";
    let repo = Repo::new(&[("skinflint.toml", policy), ("tools/a.rs", &costly("a", "a_total"))]);
    let before = repo.branch("topic").gate(&[]);
    before.is(0, 1, 0).exits(0);
    assert_eq!(before.report["findings"][0]["level"], "warning");
    repo.remove("tools/a.rs").commit(&[("src/a.rs", &costly("a", "a_total"))]);
    repo.gate(&[]).is(1, 0, 0).exits(1);
}
