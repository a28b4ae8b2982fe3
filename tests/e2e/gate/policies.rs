//! Whose policy judges: the protected branch's, and the change's own where it says more.

use super::repo::{Gate, Repo, costly};

const OFF: &str = "[rules]\nmetric-label-unbounded = \"off\"\n";
const WARNS: &str = "[rules]\nmetric-label-unbounded = \"warning\"\n";

fn of_rule(gate: &Gate, rule: &str) -> Vec<(String, String, String)> {
    let all = gate.report["findings"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    all.iter().filter(|f| f["rule"] == rule).map(|f| (text(&f["level"]), text(&f["state"]), text(&f["path"]))).collect()
}

#[test]
fn a_change_cannot_switch_off_the_rule_that_it_breaks() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("skinflint.toml", OFF), ("src/a.rs", &costly("a", "a_total"))]);
    let gate = repo.gate(&[]);
    gate.exits(1);
    assert_eq!(gate.places("new").first().map(String::as_str), Some("skinflint.toml:2"), "{:#}", gate.report);
    assert_eq!(of_rule(&gate, "metric-label-unbounded").len(), 1);
    let told = &gate.report["findings"][0];
    assert_eq!(told["rule"], "policy-weakened");
    assert!(told["message"].as_str().unwrap().contains("from error to off: a finding would go"), "{told}");
    // Merged, it counts.
    repo.go_to("main").git(&["merge", "--quiet", "--no-edit", "topic"]);
    repo.branch("next").commit(&[("src/b.rs", &costly("b", "b_total"))]);
    repo.gate(&[]).is(0, 0, 0).exits(0);
}

#[test]
fn other_ways_to_weaken_hide_nothing_either() {
    for (path, text) in [
        ("skinflint.toml", "[files]\nexclude = [\"src/**\"]\n"),
        ("skinflint.toml", "[files]\nmax-size = 10\n"),
        ("skinflint.toml", "[files]\ninclude = [\"docs/**\"]\n"),
        ("skinflint.toml", "extends = []\n"),
        ("skinflint.toml", "[cardinality]\nassume = { user_id = 3 }\n"),
        ("skinflint.toml", "[[override]]\npaths = [\"src/**\"]\nrules = { metric-label-unbounded = \"off\" }\n"),
        ("src/skinflint.toml", "[rules]\nmetric-label-unbounded = \"off\"\n"),
    ] {
        let repo = Repo::new(&[("src/lib.rs", "\n")]);
        repo.branch("topic").commit(&[(path, text), ("src/a.rs", &costly("a", "a_total"))]);
        let gate = repo.gate(&[]);
        gate.exits(1);
        let found = of_rule(&gate, "metric-label-unbounded");
        assert!(found.contains(&("error".to_owned(), "new".to_owned(), "src/a.rs".to_owned())), "{text}: {found:?}");
        assert!(!of_rule(&gate, "policy-weakened").is_empty(), "{text}");
    }
}

#[test]
fn a_change_may_tighten_and_that_counts_at_once() {
    let repo = Repo::new(&[("skinflint.toml", WARNS), ("src/lib.rs", &costly("a", "a_total"))]);
    repo.branch("topic").commit(&[("skinflint.toml", ""), ("src/b.rs", &costly("b", "b_total"))]);
    let gate = repo.gate(&[]);
    // What stood before is old under the new policy too: adopting needs no clean-up.
    gate.is(1, 1, 0).exits(1);
    assert!(of_rule(&gate, "policy-weakened").is_empty());
}

#[test]
fn adopting_a_policy_on_the_protected_branch_needs_no_rebase() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/a.rs", &costly("a", "a_total"))]);
    repo.gate(&[]).exits(1);
    repo.go_to("main").commit(&[("skinflint.toml", WARNS)]).go_to("topic");
    repo.gate(&[]).is(1, 0, 0).exits(0);
    // An older state of it can be pinned, for changes that are stacked.
    repo.gate(&["--policy-ref", "main~1"]).is(1, 0, 0).exits(1);
}

#[test]
fn a_policy_from_outside_is_trusted() {
    let repo = Repo::new(&[("skinflint.toml", OFF), ("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/a.rs", &costly("a", "a_total"))]);
    let outside = crate::harness::Tree::new(&[("p.toml", "")]);
    repo.gate(&[]).is(0, 0, 0).exits(0);
    repo.gate(&["--policy", outside.path("p.toml").to_str().unwrap()]).is(1, 0, 0).exits(1);
}

#[test]
fn a_broken_policy_of_the_change_stops_it_and_one_of_the_base_does_not_stop_who_mends_it() {
    let repo = Repo::new(&[("skinflint.toml", "rules = 3\n"), ("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("skinflint.toml", "")]);
    repo.run(&["check", "--base", "main"]).exits(0).complains("cannot be read");
    repo.commit(&[("skinflint.toml", "rules = 4\n")]);
    repo.run(&["check", "--base", "main"]).exits(2);
}

#[test]
fn models_of_the_change_hide_nothing() {
    let wrapper = "[[model]]\nlibrary = { name = \"prometheus\", language = \"rust\" }\n";
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    let ids = "[library]\nname = \"ours\"\nlanguage = \"rust\"\n\n[[source]]\ncall = \"crate::plan\"\n";
    repo.branch("topic").commit(&[("src/a.rs", &costly("a", "a_total"))]);
    // Whatever it says, and even if it cannot be read: the protected branch's word stands, or nothing passes.
    for (path, text) in [("skinflint.toml", wrapper), (".skinflint/models/ours.toml", ids)] {
        repo.commit(&[(path, text)]);
        let ran = repo.run(&["check", "--base", "main"]);
        assert!(matches!(ran.code, Some(1 | 2)), "{ran:?}");
        repo.remove(path).commit(&[]);
    }
}

#[test]
fn a_revert_is_told_and_never_blocked() {
    let with = costly("a", "a_total");
    let repo = Repo::new(&[("src/lib.rs", &with), ("src/other.rs", "\n")]);
    repo.commit(&[("src/lib.rs", "\n")]).commit(&[("src/other.rs", "pub fn other() {}\n")]);
    repo.branch("topic").commit(&[("src/lib.rs", &with)]);
    let gate = repo.gate(&[]);
    gate.exits(0);
    assert_eq!(gate.places("returning"), ["src/lib.rs:2"]);
    repo.run(&["check", "--base", "main"]).exits(0).says("a_total");
    // What it adds beside is no revert.
    repo.commit(&[("src/more.rs", &costly("b", "b_total"))]);
    repo.gate(&[]).is(2, 0, 0).exits(1);
    // Nor is what the branch never held.
    repo.git(&["reset", "--quiet", "--hard", "main"]).commit(&[("src/lib.rs", &costly("c", "c_total"))]);
    repo.gate(&[]).is(1, 0, 0).exits(1);
}

#[test]
fn a_revert_of_what_is_long_ago_is_judged_like_any_change() {
    let with = costly("a", "a_total");
    let repo = Repo::new(&[("skinflint.toml", "[gate]\nrevert-window = 7\n"), ("src/lib.rs", &with)]);
    repo.commit(&[("src/lib.rs", "\n")]);
    let old = "2020-01-01T00:00:00Z";
    let filter =
        format!("GIT_COMMITTER_DATE={old} GIT_AUTHOR_DATE={old} git commit --quiet --amend --no-edit --date={old}");
    assert!(
        std::process::Command::new("sh")
            .args(["-c", &filter])
            .current_dir(repo.tree.path(""))
            .status()
            .unwrap()
            .success()
    );
    repo.branch("topic").commit(&[("src/lib.rs", &with)]);
    repo.gate(&[]).is(1, 0, 0).exits(1);
}
