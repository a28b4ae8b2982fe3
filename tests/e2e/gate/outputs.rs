//! What reviewers and runners are given of a change.

use super::repo::{Gate, Repo, costly};

fn blocked() -> Repo {
    let policy = "[rules.metric-label-unbounded]\nlevel = \"error\"\nowner = \"#observability\"\n";
    let repo = Repo::new(&[("skinflint.toml", policy), ("src/old.rs", &costly("a", "a_total"))]);
    repo.branch("topic").remove("src/old.rs");
    repo.commit(&[(
        "src/new.rs",
        &format!(
            "use a::b;\n\nmod deep {{\n    pub struct S;\n}}\n{}",
            costly("b", "b_total").replace("user_id", "session_id")
        ),
    )]);
    repo
}

#[test]
fn a_blocked_run_says_how_it_is_undone_and_redone() {
    let repo = blocked();
    let ran = repo.run(&["check", "--note", super::repo::NOTE, "--base", "main"]).exits(1);
    let ran = ran.says("the change mends 1 finding").says("Whom to ask about `metric-label-unbounded`: #observability");
    let again = ran.stdout.lines().find_map(|line| line.strip_prefix("The same verdict on any machine: skinflint "));
    let args: Vec<&str> = again.unwrap().split(' ').collect();
    repo.go_to("main");
    let redone = Gate::of(repo.run(&[&args[..], &["--output", "json"]].concat()));
    redone.is(1, 0, 1).exits(1);
}

#[test]
fn annotations_and_summary_tell_the_change() {
    let repo = blocked();
    let ran = repo
        .run(&[
            "check",
            "--note",
            super::repo::NOTE,
            "--base",
            "main",
            "--output",
            "github",
            "--output",
            "markdown=summary.md",
        ])
        .exits(1);
    ran.says("::error file=src/new.rs,line=7,").says("title=metric-label-unbounded::");
    let summary = repo.tree.read("summary.md");
    assert!(summary.starts_with("## skinflint: blocked: new 1 error\n"), "{summary}");
    assert!(summary.contains("| metric-label-unbounded | \\#observability | 1 | 1 |"), "{summary}");
    assert!(summary.contains("### What it mends") && summary.contains("src/old.rs:2"), "{summary}");
}

#[test]
#[cfg(unix)]
fn a_file_name_forges_no_command() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/a\n::add-mask::x\u{1b}[2J,b.rs", &costly("a", "a_total"))]);
    let ran = repo.run(&[
        "check",
        "--note",
        super::repo::NOTE,
        "--base",
        "main",
        "--output",
        "github",
        "--output",
        "human=h",
        "--output",
        "markdown=m",
    ]);
    let ran = ran.exits(1);
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
    for text in [ran.stdout, ran.stderr, repo.tree.read("h"), repo.tree.read("m")] {
        assert!(
            !text.contains('\u{1b}') && !text.lines().any(|line| line.trim_start().starts_with("::add-mask")),
            "{text}"
        );
    }
}

#[test]
fn the_last_changes_are_replayed_by_the_policy_that_holds_now() {
    let repo = Repo::new(&[("src/lib.rs", &costly("z", "z_total"))]);
    repo.commit(&[("src/a.rs", &costly("a", "a_total"))]);
    repo.commit(&[("src/b.rs", "pub fn b() {}\n")]);
    repo.remove("src/a.rs").commit(&[]);
    repo.commit(&[("src/c.rs", &costly("c", "c_total"))]);
    let ran = repo.run(&["replay", "--last", "10"]).exits(0);
    // The first commit has nothing before it.
    let ran = ran.says("4 changes in").says("2 would pass, 2 would be blocked, 0 would be incomplete");
    ran.says("metric-label-unbounded  unallocated  2 would block, 0 would be told")
        .says("0 errors, 0 warnings, 1 mended");
    repo.commit(&[("skinflint.toml", "[rules.metric-label-unbounded]\nlevel = \"warning\"\nowner = \"#obs\"\n")]);
    let ran = repo.run(&["replay", "--last", "4"]).exits(0);
    let row = ran.stdout.lines().find(|line| line.starts_with("metric-label-unbounded ")).unwrap_or_default();
    let words: Vec<&str> = row.split_ascii_whitespace().collect();
    assert_eq!(words[1..].join(" "), "#obs 0 would block, 1 would be told", "{}", ran.stdout);
}
