//! What a change adds beside its code hides none of it.

use super::repo::{NOTE, Repo, costly};

#[test]
fn a_mark_that_says_generated_hides_nothing_that_is_new() {
    let repo =
        Repo::new(&[("src/lib.rs", "\n"), ("src/made.rs", &format!("// @generated\n{}", costly("m", "m_total")))]);
    repo.branch("topic").commit(&[("src/a.rs", &format!("// @generated\n{}", costly("a", "a_total")))]);
    repo.gate(&[]).is(1, 0, 0).exits(1);
    repo.gate(&["--head", "topic"]).is(1, 0, 0).exits(1);
    // What was generated before still is, however it changes.
    repo.remove("src/a.rs").commit(&[("src/made.rs", &format!("// @generated\n{}", costly("n", "n_total")))]);
    repo.gate(&[]).is(0, 0, 0).exits(0);
}

#[test]
fn a_mark_on_old_code_does_not_make_it_look_fixed() {
    let repo = Repo::new(&[("src/lib.rs", &costly("a", "a_total"))]);
    repo.branch("topic").commit(&[("src/lib.rs", &format!("// @generated\n{}", costly("a", "a_total")))]);
    repo.gate(&[]).is(0, 1, 0).exits(0);
}

#[test]
fn attributes_count_once_they_are_merged() {
    let repo = Repo::new(&[("src/lib.rs", "\n"), (".gitattributes", "gen/** linguist-generated\n")]);
    repo.branch("topic").commit(&[
        (".gitattributes", "* linguist-vendored\n"),
        ("src/a.rs", &costly("a", "a_total")),
        ("gen/b.rs", &costly("b", "b_total")),
    ]);
    repo.gate(&[]).is(1, 0, 0).exits(1);
    repo.gate(&["--head", "topic"]).is(1, 0, 0).exits(1);
}

#[test]
fn an_ignore_line_hides_nothing_that_git_has() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/a.rs", &costly("a", "a_total"))]);
    repo.commit(&[(".gitignore", "src/\n")]);
    repo.gate(&[]).is(1, 0, 0).exits(1);
}

#[test]
fn a_name_that_generators_use_hides_nothing_that_is_new() {
    let body = "from prometheus_client import Counter\n\nMAILS = Counter(\"mails_total\", \"Mails\", [\"user_id\"])\n\n\ndef sent(user_id):\n    MAILS.labels(user_id).inc()\n";
    let repo = Repo::new(&[("src/lib.rs", "\n"), ("app/old_pb2.py", body)]);
    repo.branch("topic").commit(&[("app/mail_pb2.py", body)]);
    repo.gate(&[]).is(1, 0, 0).exits(1);
}

#[test]
fn a_file_made_too_large_or_unreadable_is_told_and_fails_closed() {
    let repo =
        Repo::new(&[("skinflint.toml", "[files]\nmax-size = \"1MiB\"\n"), ("src/a.rs", &costly("a", "a_total"))]);
    let padded = format!("{}\n{}", costly("a", "a_total"), "// padding\n".repeat(100_000));
    repo.branch("topic").commit(&[("src/a.rs", &padded)]);
    let gate = repo.gate(&[]);
    gate.exits(3);
    assert!(gate.problems()[0].contains("src/a.rs: the change makes it larger"), "{:?}", gate.problems());
    repo.commit(&[("src/a.rs", &format!("{}// \0\n", costly("a", "a_total")))]);
    let gate = repo.gate(&[]);
    gate.exits(3);
    assert!(gate.problems()[0].contains("src/a.rs: the change makes it binary"), "{:?}", gate.problems());
    // Endless nesting is a problem of the file, and no crash.
    let deep = format!("pub fn f() {{ let x = {}1{}; }}\n", "(".repeat(200_000), ")".repeat(200_000));
    repo.commit(&[("src/a.rs", &deep)]);
    repo.gate(&[]).exits(3);
}

#[test]
#[cfg(unix)]
fn a_link_out_of_the_tree_is_not_followed() {
    let outside = crate::harness::Tree::new(&[("secret.rs", &costly("s", "s_total")), ("p.toml", "rules = 3\n")]);
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    std::os::unix::fs::symlink(outside.path("secret.rs"), repo.tree.path("src/secret.rs")).unwrap();
    repo.branch("topic").commit(&[]);
    repo.gate(&[]).is(0, 0, 0).exits(0);
    repo.gate(&["--head", "topic"]).is(0, 0, 0).exits(0);
    // As a policy it is refused, and nothing of it is quoted.
    std::os::unix::fs::symlink(outside.path("p.toml"), repo.tree.path("skinflint.toml")).unwrap();
    repo.commit(&[]);
    for args in [
        &["check", "--note", NOTE, "--base", "main"][..],
        &["check", "--note", NOTE, "--base", "main", "--head", "topic"],
    ] {
        let ran = repo.run(args).exits(2).complains("leads out of the root");
        assert!(!ran.stderr.contains("rules = 3"), "{ran:?}");
    }
}

#[test]
fn filters_and_programs_of_the_repository_are_not_run() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    let ran = repo.tree.path("ran");
    let program = format!("touch {}; cat 2>/dev/null", ran.display());
    for key in [
        "filter.evil.smudge",
        "filter.evil.clean",
        "diff.evil.textconv",
        "diff.external",
        "core.fsmonitor",
        "gpg.program",
    ] {
        repo.git(&["config", key, &program]);
    }
    repo.git(&["config", "log.showSignature", "true"]);
    repo.write(".git/hooks/post-index-change", &format!("#!/bin/sh\n{program}\n"));
    repo.branch("topic");
    std::fs::remove_file(&ran).ok();
    repo.write(".gitattributes", "* filter=evil diff=evil\n").write("src/a.rs", &costly("a", "a_total"));
    repo.gate(&[]).is(1, 0, 0).exits(1);
    repo.gate(&["--head", "topic"]).is(0, 0, 0).exits(0);
    assert!(!ran.exists(), "a program of the repository was run");
}
