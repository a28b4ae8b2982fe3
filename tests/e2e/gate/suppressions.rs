//! Comments that let findings pass: what they cover, and when they count.

use super::repo::{Repo, costly};
use crate::harness::Tree;

const ALLOW: &str = "// skinflint: allow(metric-label-unbounded) until 2999-12-31 -- three users in the pilot\n";

fn rules(tree: &Tree, args: &[&str]) -> Vec<(String, String)> {
    let report = tree.json(args);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    report["findings"].as_array().unwrap().iter().map(|f| (text(&f["rule"]), text(&f["state"]))).collect()
}

fn is(expected: &[(&str, &str)], files: &[(&str, &str)]) {
    let found = rules(&Tree::new(files), &[]);
    let found: Vec<(&str, &str)> = found.iter().map(|(rule, state)| (rule.as_str(), state.as_str())).collect();
    assert_eq!(found, expected, "{files:?}");
}

const UNBOUNDED: &str = "metric-label-unbounded";

#[test]
fn a_comment_covers_what_begins_below_it() {
    let finding = costly("a", "a_total");
    is(&[(UNBOUNDED, "suppressed")], &[("a.rs", &format!("{ALLOW}{finding}"))]);
    // Attributes belong to the function, and further comments may stand between.
    is(&[(UNBOUNDED, "suppressed")], &[("a.rs", &format!("{ALLOW}// hot\n#[inline]\n{finding}"))]);
    // The statement, and no other one.
    let inside = finding.replacen("    let", &format!("    {ALLOW}    let"), 1);
    is(&[(UNBOUNDED, "suppressed")], &[("a.rs", &inside)]);
    is(
        &[("suppression-unused", "new"), (UNBOUNDED, "new")],
        &[("a.rs", &format!("{ALLOW}pub fn other() {{}}\n\n{finding}"))],
    );
    // Behind code: its line.
    let behind = finding.replacen("unwrap();", &format!("unwrap(); {}", ALLOW.trim_end()), 1);
    is(&[(UNBOUNDED, "suppressed")], &[("a.rs", &behind)]);
    // The whole file.
    let file = format!("{}\n{finding}\n{}", ALLOW.replace("allow(", "allow-file("), costly("b", "b_total"));
    is(&[(UNBOUNDED, "suppressed"), (UNBOUNDED, "suppressed")], &[("a.rs", &file)]);
    // What stands in a text or a doc comment is no comment.
    is(&[(UNBOUNDED, "new")], &[("a.rs", &format!("/{ALLOW}{finding}"))]);
}

#[test]
fn python_has_comments_too() {
    let allow = ALLOW.replace("//", "#");
    let body = "from prometheus_client import Counter\n\nMAILS = Counter(\"mails_total\", \"Mails\", [\"user_id\"])\n\n\n@app.task\ndef sent(user_id):\n    MAILS.labels(user_id).inc()\n";
    is(&[(UNBOUNDED, "suppressed")], &[("a.py", &body.replacen("@app", &format!("{allow}@app"), 1))]);
    is(&[(UNBOUNDED, "suppressed")], &[("a.py", &body.replacen("MAILS =", &format!("{allow}MAILS ="), 1))]);
    is(&[("suppression-unused", "new"), (UNBOUNDED, "new")], &[("a.py", &format!("{allow}{body}"))]);
}

#[test]
fn manifests_have_comments_too() {
    let allow = "# skinflint: allow(infra-tag-missing) until 2999-12-31 -- the account has one owner\n";
    let bucket = "resource \"aws_sqs_queue\" \"logs\" {\n  name = \"logs\"\n}\n";
    is(&[("infra-tag-missing", "new")], &[("main.tf", bucket)]);
    is(&[("infra-tag-missing", "suppressed")], &[("main.tf", &format!("{allow}{bucket}"))]);
    let slashes = allow.replace('#', "//");
    is(&[("infra-tag-missing", "suppressed")], &[("main.tf", &format!("{slashes}{bucket}"))]);
}

#[test]
fn what_does_not_count_is_told_and_hides_nothing() {
    let finding = costly("a", "a_total");
    for (comment, rule) in [
        ("// skinflint: allow(metric-label-unbounded)\n", "suppression-unjustified"),
        ("// skinflint: allow(metric-label-unbounded) until soon -- why\n", "suppression-unjustified"),
        ("// skinflint: allow(metric-label-unbounded) until 2020-01-01 -- why\n", "suppression-expired"),
        ("// skinflint: allow(metric-label-unbound) -- why\n", "suppression-unused"),
        ("// skinflint: ignore\n", "suppression-unjustified"),
    ] {
        is(&[(rule, "new"), (UNBOUNDED, "new")], &[("a.rs", &format!("{comment}{finding}"))]);
    }
    // Without a day it counts, unless the policy wants one.
    let timeless = format!("// skinflint: allow(metric-label-unbounded) -- why\n{finding}");
    is(&[(UNBOUNDED, "suppressed")], &[("a.rs", &timeless)]);
    for setting in ["must-have-until = true", "suppress = \"never\""] {
        let policy = format!("[rules.metric-label-unbounded]\nlevel = \"error\"\n{setting}\n");
        is(
            &[("suppression-unjustified", "new"), (UNBOUNDED, "new")],
            &[("a.rs", &timeless), ("skinflint.toml", &policy)],
        );
    }
}

#[test]
fn a_comment_that_the_change_adds_counts_as_the_protected_policy_says() {
    let with = |setting: &str| {
        let policy = format!("[rules.metric-label-unbounded]\nlevel = \"error\"\n{setting}\n");
        let repo = Repo::new(&[("skinflint.toml", &policy), ("src/lib.rs", "\n")]);
        repo.branch("topic").commit(&[("src/a.rs", &format!("{ALLOW}{}", costly("a", "a_total")))]);
        repo
    };
    let own = with("suppress = \"self\"");
    own.gate(&[]).is(0, 0, 0).exits(0);
    own.run(&["check", "--note", super::repo::NOTE, "--base", "main"])
        .exits(0)
        .says("allowed by this change: src/a.rs:3 metric-label-unbounded");
    // It must say until when.
    own.commit(&[("src/a.rs", &format!("{}{}", ALLOW.replace("until 2999-12-31 ", ""), costly("a", "a_total")))]);
    own.gate(&[]).is(2, 0, 0).exits(1);

    let owners = with("suppress = \"owner\"\nowner = \"#cost\"");
    owners.gate(&[]).is(2, 0, 0).exits(1);
    owners.run(&["check", "--note", super::repo::NOTE, "--base", "main"]).exits(1).says("#cost");
    // On the protected branch it counts.
    owners.go_to("main").git(&["merge", "--quiet", "--no-edit", "topic"]).branch("next").commit(&[("src/b.rs", "\n")]);
    owners.gate(&[]).is(0, 0, 0).exits(0);
    // A copy of it elsewhere is another one.
    owners.commit(&[("src/b.rs", &format!("{ALLOW}{}", costly("b", "b_total")))]);
    owners.gate(&[]).exits(1);

    with("suppress = \"never\"").gate(&[]).is(2, 0, 0).exits(1);
}

#[test]
fn what_loses_its_comment_is_new() {
    let repo = Repo::new(&[("src/a.rs", &format!("{ALLOW}{}", costly("a", "a_total")))]);
    repo.branch("topic").commit(&[("src/a.rs", &costly("a", "a_total"))]);
    repo.gate(&[]).is(1, 0, 0).exits(1);
}

#[test]
fn they_are_listed_with_reason_and_day() {
    let repo = Repo::new(&[("src/a.rs", &format!("{ALLOW}{}", costly("a", "a_total")))]);
    let ran = repo.run(&["suppressions"]).exits(0).says("src/a.rs:1").says("until 2999-12-31");
    ran.says("three users in the pilot");
}
