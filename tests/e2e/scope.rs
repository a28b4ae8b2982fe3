//! A path limits what is reported, never what is understood.

use crate::harness::{COSTLY_PYTHON, COSTLY_RUST, HALF_BROKEN_RUST, Tree, findings};

fn shop() -> Tree {
    Tree::git(&[("api/src/lib.rs", COSTLY_RUST), ("worker/mail.py", COSTLY_PYTHON), ("web/odd.rs", HALF_BROKEN_RUST)])
}

#[test]
fn only_what_lies_below_the_paths_is_reported() {
    let tree = shop();
    let paths = |args: &[&str]| {
        let report = tree.json(args);
        findings(&report).into_iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(paths(&[]), ["api/src/lib.rs", "worker/mail.py"]);
    assert_eq!(paths(&["api"]), ["api/src/lib.rs"]);
    assert_eq!(paths(&["worker/mail.py"]), ["worker/mail.py"]);
    assert_eq!(paths(&["api", "worker"]), ["api/src/lib.rs", "worker/mail.py"]);
    assert_eq!(paths(&["web"]), Vec::<String>::new());
}

#[test]
fn paths_are_those_of_the_folder_one_stands_in_and_reports_those_of_the_root() {
    let tree = shop();
    tree.run_in("api", &["check", "--style", "compact"]).exits(1).says("api/src/lib.rs:4").says_not("mail.py");
    tree.run_in("api", &["check", "../worker", "--style", "compact"]).exits(1).says("worker/mail.py:3");
}

#[test]
fn a_problem_outside_the_paths_makes_no_run_incomplete() {
    let tree = shop();
    tree.write("skinflint.toml", "[run]\nincomplete = \"block\"\n[rules]\nmetric-label-unbounded = \"off\"\n");
    tree.run(&["check", "api"]).exits(0).says("pass");
    tree.run(&["check", "web"]).exits(3).says("web/odd.rs");
}

#[test]
fn what_lies_outside_the_paths_is_understood_all_the_same() {
    // Whether `kind` is bounded is only seen at the call, in a file that is not reported on.
    let tree = Tree::git(&[
        (
            "app/metrics.py",
            "from prometheus_client import Counter\n\nSENT = Counter(\"sent_total\", \"Sent\", [\"queue\"])\n\n\ndef sent(queue):\n    SENT.labels(queue).inc()\n",
        ),
        ("app/main.py", "from app.metrics import sent\n\n\ndef run(user_id):\n    sent(f\"user-{user_id}\")\n"),
    ]);
    let whole = tree.json(&[]);
    assert_eq!(findings(&whole), [("app/metrics.py", "metric-label-unbounded")]);
    assert_eq!(tree.json(&["app/metrics.py"])["findings"], whole["findings"]);
}

#[test]
fn a_finding_is_called_the_same_in_every_scope() {
    let twice = format!("{COSTLY_PYTHON}\n\nMAILS2 = Counter(\"mails_total\", \"Mails\", [\"user_id\"])\n");
    let tree = Tree::git(&[("a/mail.py", COSTLY_PYTHON), ("b/mail.py", &twice)]);
    let whole = tree.json(&[]);
    let scoped = tree.json(&["b"]);
    let names = |report: &serde_json::Value, path: &str| -> Vec<String> {
        let found = report["findings"].as_array().unwrap().iter();
        found.filter(|f| f["path"] == path).map(|f| f["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&whole, "b/mail.py"), names(&scoped, "b/mail.py"));
    assert!(!names(&scoped, "b/mail.py").is_empty());
    let mut all: Vec<String> = [names(&whole, "a/mail.py"), names(&whole, "b/mail.py")].concat();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "no two findings have one name");
}

#[test]
fn a_finding_keeps_its_name_when_code_moves() {
    let tree = Tree::git(&[("mail.py", COSTLY_PYTHON)]);
    let name = |tree: &Tree| tree.json(&[])["findings"][0]["fingerprint"].as_str().unwrap().to_owned();
    let before = name(&tree);
    tree.write("mail.py", &format!("import os\n\n\n# more\n{COSTLY_PYTHON}"));
    assert_eq!(name(&tree), before);
}

#[test]
fn paths_of_two_roots_want_a_run_each() {
    let tree = Tree::new(&[
        ("a/skinflint.toml", "root = true\n"),
        ("a/x.py", COSTLY_PYTHON),
        ("b/skinflint.toml", "root = true\n"),
        ("b/x.py", COSTLY_PYTHON),
    ]);
    tree.run(&["check", "a", "b"]).exits(2).complains("`a`").complains("`b`").complains("a run each");
    tree.run(&["check", "a"]).exits(1).says("[x.py:3").says_not("a/x.py");
}
