//! Cost-impact notes: what owes one, and every place that one may stand in.

use serde_json::{Value, json};

use super::platforms::commit_of;
use super::repo::Repo;
use crate::harness::Ran;

const QUEUE: &str =
    "resource \"aws_sqs_queue\" \"orders\" {\n  tags = { service = \"s\", team = \"t\", env = \"e\" }\n}\n";
const NOTE: &str = "Cost-Impact: +$5..7/month\nRollback: revert\n";

fn judged(repo: &Repo, args: &[&str]) -> Ran {
    repo.run(&[&["check", "--base", "main", "--output", "json"], args].concat())
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

fn rules(ran: &Ran) -> Vec<String> {
    let report = report(ran);
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap_or_default().to_owned()).collect()
}

/// A repository with a branch that adds a queue.
fn with_queue(message: &str) -> Repo {
    let repo = Repo::new(&[("main.tf", "\n")]);
    repo.branch("topic").write("main.tf", QUEUE);
    repo.git(&["commit", "--quiet", "--all", "--message", message]);
    repo
}

#[test]
fn a_change_that_adds_infrastructure_owes_a_note_and_says_what_for() {
    let repo = with_queue("add a queue");
    let ran = judged(&repo, &[]);
    assert_eq!(rules(&ran), ["note-missing"]);
    let note = &report(&ran)["note"];
    assert_eq!(note["needed"], true);
    assert_eq!(note["triggers"][0]["kind"], "infra");
    assert_eq!((&note["triggers"][0]["path"], &note["triggers"][0]["line"]), (&json!("main.tf"), &json!(1)));
    ran.exits(1);
}

#[test]
fn a_commits_body_a_file_and_a_description_are_places_for_a_note() {
    let repo = with_queue(&format!("add a queue\n\n{NOTE}"));
    let ran = judged(&repo, &[]);
    assert_eq!(rules(&ran), Vec::<String>::new());
    assert_eq!(
        report(&ran)["note"]["amount"],
        json!({ "low": 5.0, "high": 7.0, "currency": "USD", "period": "month" })
    );

    let repo = with_queue("add a queue");
    repo.write(".git/note.md", NOTE);
    judged(&repo, &["--note", ".git/note.md"]).exits(0);

    repo.write(".git/policy.toml", "[rules.note-missing]\nlevel = \"error\"\nfiles = [\"costs/**\"]\n");
    judged(&repo, &["--policy", ".git/policy.toml"]).exits(1);
    repo.commit(&[("costs/queue.md", NOTE)]);
    judged(&repo, &["--policy", ".git/policy.toml"]).exits(0);
}

#[test]
fn a_description_on_the_platform_is_read_from_the_event_and_hints_in_it_do_not_count() {
    let repo = with_queue("add a queue");
    let base = commit_of(&repo, "main");
    let run = |body: &str| {
        let event = json!({ "pull_request": { "base": { "sha": base }, "body": body, "user": { "login": "ada" } } });
        repo.write(".git/event.json", &event.to_string());
        let mut command = repo.tree.command(&["check", "--output", "json"]);
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_EVENT_NAME", "pull_request");
        Ran::from(command.env("GITHUB_EVENT_PATH", repo.tree.path(".git/event.json")).output().unwrap())
    };
    assert_eq!(rules(&run(NOTE)), Vec::<String>::new());
    assert_eq!(rules(&run("<!-- Cost-Impact: +$5/month -->")), ["note-missing"]);
    assert_eq!(rules(&run("Cost-Impact: TBD\nRollback: revert")), ["note-incomplete"]);
    assert_eq!(rules(&run("Cost-Impact: +$5/month")), ["note-rollback-missing"]);
}

#[test]
fn a_move_owes_nothing() {
    let repo = Repo::new(&[("main.tf", QUEUE)]);
    repo.branch("topic").remove("main.tf").commit(&[("queues/main.tf", QUEUE)]);
    let ran = judged(&repo, &[]);
    assert_eq!(report(&ran)["note"]["needed"], false);
    ran.exits(0);
}

#[test]
fn a_draft_holds_what_was_found_and_a_message_is_judged_before_the_commit() {
    let repo = with_queue("add a queue");
    repo.run(&["note", "--base", "main"]).exits(0).says("infra: `aws_sqs_queue` `orders`").says("Cost-Impact: <");
    repo.write("more.tf", &QUEUE.replace("orders", "refunds")).git(&["add", "more.tf"]);
    repo.write(".git/MESSAGE", "add another\n\n# Cost-Impact: none -- a hint of git\n");
    repo.run(&["note", "--commit-msg", ".git/MESSAGE"]).exits(1).complains("note-missing");
    repo.write(".git/MESSAGE", &format!("add another\n\n{NOTE}"));
    repo.run(&["note", "--commit-msg", ".git/MESSAGE"]).exits(0);
}
