//! What is written, and where to.

use std::process::Stdio;

use serde_json::Value;

use crate::harness::{CHEAP_RUST, COSTLY_PYTHON, COSTLY_RUST, HALF_BROKEN_RUST, Tree, findings};

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn one_run_writes_several_outputs() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST), ("worker/mail.py", COSTLY_PYTHON)]);
    let ran =
        tree.run(&["check", "--output", "human", "--output", "sarif=out.sarif", "--output", "json=out.json"]).exits(1);
    assert!(ran.stdout.contains("src/lib.rs:4") && ran.stdout.contains("worker/mail.py:3"), "{}", ran.stdout);

    let json = document(&tree.read("out.json"));
    let both = [("src/lib.rs", "metric-label-unbounded"), ("worker/mail.py", "metric-label-unbounded")];
    assert_eq!(findings(&json), both);
    assert_eq!(json["summary"]["files"], 2);
    assert_eq!(json["summary"]["lines"], 13);

    let sarif = document(&tree.read("out.sarif"));
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/lib.rs");
    // The label's name in the declaration, and nothing around it.
    let line = COSTLY_RUST.lines().nth(3).unwrap();
    let column = line.find("user_id").unwrap();
    assert_eq!(place["region"]["startLine"], 4);
    let start = usize::try_from(place["region"]["startColumn"].as_u64().unwrap()).unwrap();
    assert!((column..=column + 1).contains(&start), "{place}");
    assert_eq!(results[0]["level"], "error");
}

#[test]
fn a_clean_run_writes_sarif_with_no_results_which_closes_old_alerts() {
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST), ("out.sarif", "of an earlier run")]);
    tree.run(&["check", "--output", "sarif=out.sarif"]).exits(0);
    let sarif = document(&tree.read("out.sarif"));
    assert_eq!(sarif["runs"][0]["results"], Value::Array(Vec::new()));
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["id"] == "metric-label-unbounded"), "{rules:?}");
}

#[test]
fn the_sarif_category_is_what_tells_uploads_apart() {
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST)]);
    tree.run(&["check", "--output", "sarif=out.sarif", "--sarif-category", "api"]).exits(0);
    let sarif = document(&tree.read("out.sarif"));
    assert_eq!(sarif["runs"][0]["automationDetails"]["id"], "api/");
}

#[test]
fn problems_stand_in_every_output() {
    let tree = Tree::new(&[("src/odd.rs", HALF_BROKEN_RUST)]);
    tree.run(&["check", "--output", "sarif=out.sarif", "--output", "json=out.json"]).exits(0);
    let sarif = document(&tree.read("out.sarif"));
    let told = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert!(told.iter().any(|n| n.to_string().contains("src/odd.rs")), "{told:?}");
    let json = document(&tree.read("out.json"));
    assert_eq!(json["problems"][0]["path"], "src/odd.rs");
    assert_eq!(json["problems"][0]["line"], 1);
    assert_eq!(json["summary"]["outcome"], "incomplete");
}

#[test]
fn files_only_still_say_on_standard_error_how_it_ended() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    let ran = tree.run(&["check", "--output", "sarif=out.sarif"]).exits(1).complains("blocked: 1 error");
    assert_eq!(ran.stdout, "");
}

#[test]
fn json_on_standard_output_is_json_and_nothing_else() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    let ran = tree.run(&["check", "--output", "json", "--verbose"]).exits(1);
    assert_eq!(document(&ran.stdout)["version"], 1);
}

#[test]
fn an_output_that_cannot_be_written_is_told_and_costs_no_other() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    let ran = tree.run(&["check", "--output", "sarif=no/such/folder.sarif", "--output", "json=out.json"]).exits(2);
    let ran = ran.complains("no/such/folder.sarif").complains("create the folder first");
    assert_eq!(ran.stderr.matches("os error").count(), 1, "the cause is told once: {}", ran.stderr);
    assert_eq!(findings(&document(&tree.read("out.json"))).len(), 1);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    for args in [&["check"][..], &["explain", "metric-label-unbounded"], &["rules"], &["schema"]] {
        let mut child = tree.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let code = if args == ["check"] { 1 } else { 0 };
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

#[test]
fn colour_is_for_who_wants_it() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    let colored = |args: &[&str], env: &[(&str, &str)]| {
        let output = tree.command(&[&["check"], args].concat()).envs(env.iter().copied()).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!colored(&[], &[]), "a pipe is no terminal");
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]), "the argument is the nearer word");
}

#[test]
fn files_are_never_coloured() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    tree.run(&["check", "--color", "always", "--output", "human=log.txt"]).exits(1);
    let log = tree.read("log.txt");
    assert!(log.contains("metric-label-unbounded") && !log.contains('\u{1b}'), "{log}");
}

#[test]
fn the_compact_style_takes_one_line_per_finding() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST), ("mail.py", COSTLY_PYTHON)]);
    let ran = tree.run(&["check", "--style", "compact"]).exits(1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.stdout);
    assert!(lines[0].starts_with("mail.py:3:") && lines[1].starts_with("src/lib.rs:4:"), "{}", ran.stdout);
}

#[test]
fn the_full_style_shows_the_line_the_way_out_and_where_to_read_more() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    let ran = tree.run(&["check"]).exits(1).says("register_int_counter_vec!(\"hits_total\"").says("help:");
    ran.says("skinflint explain metric-label-unbounded");
}

#[test]
fn verbose_counts_what_was_left_out() {
    let tree = Tree::new(&[
        ("src/lib.rs", CHEAP_RUST),
        ("src/made.rs", "// @generated by a tool\npub fn made() {}\n"),
        ("web/app.ts", "export {}\n"),
        ("node_modules/x/x.py", COSTLY_PYTHON),
    ]);
    let ran = tree.run(&["check", "--verbose"]).exits(0).says("files read: 1 Rust").says("1 TypeScript");
    ran.says("1 generated").says("1 vendored");
    tree.run(&["check"]).exits(0).says_not("generated");
}
