//! The exit code says how the run ended, and the last line agrees with it.

use crate::harness::{CHEAP_RUST, COSTLY_RUST, HALF_BROKEN_RUST, Tree};

#[test]
fn nothing_found_passes() {
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST)]);
    tree.run(&["check"]).exits(0).says("1 file read").says("no findings; pass");
}

#[test]
fn an_error_blocks() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    let ran = tree.run(&["check"]).exits(1).says("metric-label-unbounded").says("user_id").says("blocked: 1 error");
    assert_eq!(ran.stderr, "", "findings go to standard output");
}

#[test]
fn a_warning_blocks_only_where_it_is_asked_to() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    tree.write("skinflint.toml", "[rules]\nmetric-label-unbounded = \"warning\"\n");
    tree.run(&["check"]).exits(0).says("1 warning; pass");
    tree.run(&["check", "--fail-on", "warning"]).exits(1).says("blocked: 1 warning");
    tree.run(&["check", "--fail-on", "note"]).exits(1);
    tree.write("skinflint.toml", "[rules]\nmetric-label-unbounded = \"note\"\n");
    tree.run(&["check", "--fail-on", "warning"]).exits(0).says("1 note; pass");
    tree.run(&["check", "--fail-on", "note"]).exits(1).says("blocked: 1 note");
}

#[test]
fn a_rule_that_is_off_finds_nothing() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    tree.write("skinflint.toml", "[rules]\nmetric-label-unbounded = \"off\"\n");
    tree.run(&["check", "--fail-on", "note"]).exits(0).says("no findings");
}

#[test]
fn what_could_not_be_judged_is_said_and_never_called_a_pass() {
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST), ("src/odd.rs", HALF_BROKEN_RUST)]);
    tree.run(&["check"]).exits(0).says("src/odd.rs:1").says("incomplete").says_not("pass");
    tree.write("skinflint.toml", "[run]\nincomplete = \"block\"\n");
    tree.run(&["check"]).exits(3).says("src/odd.rs:1").says("incomplete").says_not("pass");
}

#[test]
fn a_broken_file_hides_no_finding_of_another_and_blocked_beats_incomplete() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST), ("src/odd.rs", HALF_BROKEN_RUST)]);
    tree.write("skinflint.toml", "[run]\nincomplete = \"block\"\n");
    tree.run(&["check"]).exits(1).says("src/lib.rs:4").says("blocked: 1 error; incomplete too").says("src/odd.rs");
}

#[test]
fn the_rest_of_a_broken_file_is_judged() {
    let tree = Tree::new(&[("src/lib.rs", &format!("{COSTLY_RUST}\n{HALF_BROKEN_RUST}"))]);
    tree.run(&["check"]).exits(1).says("src/lib.rs:4").says("incomplete too");
}

#[test]
fn wrong_arguments_exit_with_two_and_say_what_is_wrong() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    tree.run(&["check", "nowhere"]).exits(2).complains("`nowhere`");
    tree.run(&["check", "--output", "sraif=x"]).exits(2).complains("did you mean `sarif`?");
    tree.run(&["check", "--output", "sarif="]).exits(2).complains("names no file");
    tree.run(&["check", "--output", "human", "--output", "json"]).exits(2).complains("both go to standard output");
    tree.run(&["check", "--fail-on", "off"]).exits(2).complains("--fail-on");
    tree.run(&["check", "--threads", "100000"]).exits(2).complains("--threads");
    tree.run(&["chekc"]).exits(2).complains("check");
    tree.run(&["check", "--policy", "nowhere.toml"]).exits(2).complains("`nowhere.toml`");
}
