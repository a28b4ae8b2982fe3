//! In CI the platform names the base, and the label that lets a change through.

use serde_json::json;

use super::repo::{Repo, costly, in_ci};

const GITHUB: [(&str, &str); 2] = [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "pull_request")];

pub(super) fn commit_of(repo: &Repo, name: &str) -> String {
    let output =
        std::process::Command::new("git").args(["rev-parse", name]).current_dir(repo.tree.path("")).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn pull(repo: &Repo, base: &str, head: &str, labels: &[&str]) -> serde_json::Value {
    let labels: Vec<_> = labels.iter().map(|name| json!({ "name": name })).collect();
    json!({ "pull_request": {
        "base": { "sha": commit_of(repo, base) }, "head": { "sha": commit_of(repo, head) }, "labels": labels,
    } })
}

#[test]
fn the_events_base_is_compared_with() {
    let repo = Repo::new(&[("src/lib.rs", &costly("a", "a_total"))]);
    repo.branch("topic").commit(&[("src/b.rs", &costly("b", "b_total"))]);
    let event = pull(&repo, "main", "topic", &[]);
    in_ci(&repo, &GITHUB, &event, &[]).is(1, 1, 0).exits(1);
    in_ci(&repo, &GITHUB, &event, &["--all"]).is(2, 0, 0).exits(1);
    let group = json!({ "merge_group": { "base_sha": commit_of(&repo, "main") } });
    in_ci(&repo, &[GITHUB[0], ("GITHUB_EVENT_NAME", "merge_group")], &group, &[]).is(1, 1, 0).exits(1);
    let push = json!({ "before": commit_of(&repo, "main"), "ref": "refs/heads/topic" });
    in_ci(&repo, &[GITHUB[0], ("GITHUB_EVENT_NAME", "push")], &push, &[]).is(1, 1, 0).exits(1);
    in_ci(&repo, &[GITHUB[0], ("GITHUB_EVENT_NAME", "schedule")], &json!({}), &[]).is(2, 0, 0).exits(1);
    // No word about the base, no verdict.
    in_ci(&repo, &GITHUB, &json!({}), &[]).exits(3);
    in_ci(&repo, &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", &commit_of(&repo, "main"))], &json!({}), &[]).is(1, 1, 0);
}

#[test]
fn of_a_test_merge_only_the_proposal_counts() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/b.rs", &costly("b", "b_total"))]);
    // The event knows an older state of the branch than the one that was merged for the test.
    let event = pull(&repo, "main", "topic", &[]);
    repo.go_to("main").commit(&[("src/theirs.rs", &costly("c", "c_total"))]);
    repo.git(&["checkout", "--quiet", "--detach", "main"]).git(&["merge", "--quiet", "--no-edit", "--no-ff", "topic"]);
    let gate = in_ci(&repo, &GITHUB, &event, &[]);
    gate.is(1, 1, 0).exits(1);
    assert_eq!(gate.places("new"), ["src/b.rs:2"]);
}

#[test]
fn a_label_that_the_protected_policy_names_lets_a_change_through_and_is_told() {
    let repo = Repo::new(&[("skinflint.toml", "[gate]\nbreak-glass = \"cost-override\"\n"), ("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/b.rs", &costly("b", "b_total"))]);
    let event = pull(&repo, "main", "topic", &["bug", "cost-override"]);
    let gate = in_ci(&repo, &GITHUB, &event, &[]);
    gate.is(1, 0, 0).exits(0);
    assert_eq!(gate.report["summary"]["outcome"], "overridden");
    assert_eq!(gate.report["change"]["overridden_by"], "cost-override");
    in_ci(&repo, &GITHUB, &pull(&repo, "main", "topic", &["bug"]), &[]).exits(1);
    // A change cannot name its own.
    repo.commit(&[("skinflint.toml", "[gate]\nbreak-glass = \"bug\"\n")]);
    in_ci(&repo, &GITHUB, &pull(&repo, "main", "topic", &["bug"]), &[]).exits(1);
}
