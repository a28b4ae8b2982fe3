//! What a change is compared with, and that nothing of the repository is touched for it.

use super::repo::{NOTE, Repo, costly};

#[test]
fn the_merge_base_counts_and_not_the_branchs_tip() {
    let repo = Repo::new(&[("src/lib.rs", &costly("a", "a_total"))]);
    repo.branch("topic").commit(&[("src/topic.rs", &costly("b", "b_total"))]);
    // What others mend and add on the protected branch is neither fixed nor new here.
    repo.go_to("main").commit(&[("src/lib.rs", "\n"), ("src/main_only.rs", &costly("c", "c_total"))]);
    repo.go_to("topic");
    let gate = repo.gate(&[]);
    gate.is(1, 1, 0).exits(1);
    assert_eq!(gate.places("new"), ["src/topic.rs:2"]);
}

#[test]
fn a_merge_of_the_protected_branch_brings_nothing_new() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/topic.rs", &costly("b", "b_total"))]);
    repo.go_to("main").commit(&[("src/theirs.rs", &costly("c", "c_total"))]);
    repo.go_to("topic").git(&["merge", "--quiet", "--no-edit", "main"]);
    let gate = repo.gate(&[]);
    gate.is(1, 1, 0);
    assert_eq!(gate.places("new"), ["src/topic.rs:2"]);
}

#[test]
fn after_crosswise_merges_what_either_base_has_is_old() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/topic.rs", &costly("b", "b_total"))]);
    repo.git(&["tag", "t1"]).go_to("main").commit(&[("src/theirs.rs", &costly("c", "c_total"))]).git(&["tag", "m1"]);
    repo.git(&["merge", "--quiet", "--no-edit", "t1"]).go_to("topic").git(&["merge", "--quiet", "--no-edit", "m1"]);
    repo.commit(&[("src/last.rs", &costly("d", "d_total"))]);
    let gate = repo.gate(&[]);
    gate.is(1, 2, 0).exits(1);
    assert_eq!(gate.places("new"), ["src/last.rs:2"]);
}

#[test]
fn a_base_that_is_not_there_fails_closed_and_says_how_to_get_it() {
    let repo = Repo::new(&[("src/lib.rs", &costly("a", "a_total"))]);
    let gate = repo.gate_from("origin/main", &[]);
    gate.is(0, 0, 0).exits(3);
    assert_eq!(gate.report["summary"]["outcome"], "incomplete");
    repo.run(&["check", "--base", "origin/main"]).exits(3).says("fetch-depth: 0").says_not("pass");
    repo.run(&["check", "--base", "--output=x"]).exits(2);
}

#[test]
fn a_shallow_clone_fails_closed() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic");
    for i in 0..3 {
        repo.commit(&[(&format!("src/f{i}.rs"), "\n")]);
    }
    repo.go_to("main").commit(&[("src/theirs.rs", "\n")]).go_to("topic");
    let clone = Repo::new(&[]);
    let from = format!("file://{}", repo.tree.path("").display());
    clone.git(&["fetch", "--quiet", "--depth=1", &from, "topic:topic", "main:theirs"]).go_to("topic");
    let gate = clone.gate_from("theirs", &[]);
    gate.exits(3);
    assert!(gate.problems()[0].contains("shallow"), "{:?}", gate.problems());
    clone.run(&["check", "--base", "theirs"]).exits(3).says("fetch-depth: 0");
}

#[test]
fn the_index_is_judged_and_not_what_is_not_staged() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.write("src/lib.rs", &costly("a", "a_total")).git(&["add", "--all"]);
    // Partly staged: the worktree has one more, and another file that is not added.
    repo.write("src/lib.rs", &format!("{}\n{}", costly("a", "a_total"), costly("b", "b_total")));
    repo.write("src/untracked.rs", &costly("c", "c_total"));
    let staged = super::repo::Gate::of(repo.run(&["check", "--staged", "--note", NOTE, "--output", "json"]));
    staged.is(1, 0, 0).exits(1);
    assert_eq!(staged.places("new"), ["src/lib.rs:2"]);
    repo.gate_from("HEAD", &[]).is(3, 0, 0);
}

#[test]
fn a_commit_is_judged_from_objects_and_nothing_on_disk_is_touched() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.branch("topic").commit(&[("src/topic.rs", &costly("b", "b_total"))]).go_to("main");
    repo.write("src/scratch.rs", "in the middle of an edit (");
    let gate = repo.gate(&["--head", "topic"]);
    gate.is(1, 0, 0).exits(1);
    assert_eq!(repo.tree.read("src/scratch.rs"), "in the middle of an edit (");
    repo.git(&["diff", "--quiet", "HEAD"]).git(&["stash", "list"]);
}

#[test]
fn a_linked_work_tree_has_its_own_head() {
    let repo = Repo::new(&[("src/lib.rs", "\n")]);
    repo.git(&["worktree", "add", "--quiet", "-b", "topic", "linked"]);
    repo.write("linked/src/topic.rs", &costly("b", "b_total"));
    let ran = repo.tree.run_in("linked", &["check", "--base", "main", "--note", "../.git/note.md", "--output", "json"]);
    super::repo::Gate::of(ran).is(1, 0, 0).exits(1);
}

#[test]
#[cfg(unix)]
fn links_and_submodules_of_the_base_are_taken_for_what_they_are() {
    let repo = Repo::new(&[("src/real.rs", &costly("a", "a_total"))]);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, repo.tree.path(at)).unwrap();
    link("real.rs", "src/link.rs");
    link("../../../etc/passwd", "src/out.rs");
    link("circle.rs", "src/circle.rs");
    let head = "0123456789012345678901234567890123456789";
    repo.git(&["add", "--all"]).git(&["update-index", "--add", "--cacheinfo", &format!("160000,{head},sub")]);
    repo.git(&["commit", "--quiet", "--message", "links"]).branch("topic");
    // The link becomes the file: the finding moves with it.
    repo.remove("src/link.rs").remove("src/real.rs").write("src/link.rs", &costly("a", "a_total"));
    repo.gate(&["--head", "HEAD"]).is(0, 1, 0).exits(0);
    repo.gate(&[]).is(0, 1, 0).exits(0);
}

#[test]
#[cfg(unix)]
fn a_path_may_hold_any_byte() {
    use std::os::unix::ffi::OsStrExt as _;
    let repo = Repo::new(&[("a\nb/x::y.rs", &costly("a", "a_total"))]);
    let odd = repo.tree.path("").join(std::ffi::OsStr::from_bytes(b"src\xff.rs"));
    std::fs::write(odd, costly("b", "b_total")).unwrap();
    repo.commit(&[]).branch("topic").commit(&[("c.rs", &costly("c", "c_total"))]);
    repo.gate(&[]).is(1, 2, 0).exits(1);
    repo.gate(&["--head", "topic"]).is(1, 2, 0).exits(1);
}

#[test]
fn a_blob_that_the_clone_has_not_is_told_with_its_file() {
    let repo = Repo::new(&[("src/lib.rs", &costly("a", "a_total")), ("src/other.rs", "\n")]);
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = crate::harness::Tree::new(&[]);
    let from = format!("file://{}", repo.tree.path("").display());
    clone.git_command(&["clone", "--quiet", "--no-checkout", "--filter=blob:none", &from, "c"]);
    let ran = clone.run_in("c", &["check", "--base", "HEAD", "--head", "HEAD", "--output", "json"]);
    let gate = super::repo::Gate::of(ran);
    gate.exits(3);
    assert!(
        gate.problems().iter().any(|p| p.starts_with("src/lib.rs: its content is not in this clone")),
        "{:?}",
        gate.problems()
    );
}

#[test]
fn a_changed_file_that_cannot_be_lowered_fails_closed_unless_it_was_so_before() {
    let broken = "pub fn broken( {\n    let = ;\n}\n";
    let repo = Repo::new(&[("src/old.rs", broken), ("src/fine.rs", "pub fn fine() {}\n")]);
    repo.branch("topic").commit(&[("src/fine.rs", "pub fn fine() { 1 }\n")]);
    let gate = repo.gate(&[]);
    gate.exits(0);
    assert_eq!(gate.report["change"]["old_problems"].as_array().unwrap().len(), 1);
    repo.commit(&[("src/old.rs", &format!("// a comment\n{broken}"))]);
    repo.gate(&[]).exits(0);
    repo.commit(&[("src/fine.rs", broken)]);
    repo.gate(&[]).exits(3);
}
