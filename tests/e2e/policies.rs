//! Policies as their users write them, right and wrong.

use crate::harness::{CHEAP_RUST, COSTLY_PYTHON, COSTLY_RUST, Tree, findings};

#[test]
fn a_wrong_policy_shows_its_line_and_the_nearest_name() {
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST)]);
    tree.write("skinflint.toml", "root = true\n\n[rules]\nmetric-label-unbuonded = \"error\"\n");
    let ran =
        tree.run(&["check"]).exits(2).complains("skinflint.toml:4").complains("metric-label-unbuonded = \"error\"");
    let ran = ran.complains("Did you mean `metric-label-unbounded`?").complains("nothing was checked");
    assert_eq!(ran.stdout, "", "a policy that is wrong gives no report");
}

#[test]
fn every_mistake_of_a_policy_is_told_at_once() {
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST)]);
    tree.write(
        "skinflint.toml",
        "extend = []\n[rules]\nmetric-series-budget = \"eror\"\n[files]\nexclude = [\"[a-\"]\n",
    );
    let ran = tree.run(&["check"]).exits(2).complains("Did you mean `extends`?").complains("Did you mean \"error\"?");
    ran.complains("`[a-`").complains("3 errors");
}

#[test]
fn no_toml_is_told_with_its_line() {
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST), ("skinflint.toml", "root = true\n[rules\n")]);
    tree.run(&["check"]).exits(2).complains("skinflint.toml:2").complains("no valid TOML");
}

#[test]
fn an_option_that_does_not_fit_is_told_at_its_value() {
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST)]);
    tree.write("skinflint.toml", "[rules]\nmetric-label-forbidden = { labels = 4 }\n");
    tree.run(&["check"]).exits(2).complains("skinflint.toml:2:37").complains("`labels`");
    tree.write("skinflint.toml", "[rules]\nmetric-label-forbidden = { lables = [\"a\"] }\n");
    tree.run(&["check"]).exits(2).complains("Did you mean `labels`?");
}

#[test]
fn options_reach_their_rule() {
    let tree = Tree::new(&[("mail.py", &COSTLY_PYTHON.replace("user_id", "kind"))]);
    tree.run(&["check"]).exits(0);
    tree.write("skinflint.toml", "[rules]\nmetric-label-forbidden = { level = \"error\", labels = [\"kind\"] }\n");
    let report = tree.json(&[]);
    assert_eq!(findings(&report), [("mail.py", "metric-label-forbidden")]);
}

#[test]
fn a_nested_policy_counts_in_its_folder_only() {
    let tree = Tree::new(&[
        ("skinflint.toml", "root = true\n"),
        ("old/skinflint.toml", "[rules]\nmetric-label-unbounded = \"note\"\n"),
        ("old/mail.py", COSTLY_PYTHON),
        ("new/mail.py", COSTLY_PYTHON),
    ]);
    let report = tree.json(&[]);
    let levels: Vec<_> = report["findings"].as_array().unwrap().iter().map(|f| (&f["path"], &f["level"])).collect();
    assert_eq!(
        format!("{levels:?}"),
        r#"[(String("new/mail.py"), String("error")), (String("old/mail.py"), String("note"))]"#
    );
    tree.run(&["check", "old"]).exits(0);
    tree.run_in("old", &["check"]).exits(0);
    tree.write("old/skinflint.toml", "[files]\nexclude = [\"**\"]\n");
    tree.run(&["check"]).exits(2).complains("old/skinflint.toml:1").complains("nested");
}

#[test]
fn a_nested_root_is_told_and_not_passed_over() {
    // Otherwise a file beside the code would take it out of the gate.
    let tree = Tree::git(&[("a/skinflint.toml", "root = true\n"), ("a/mail.py", COSTLY_PYTHON)]);
    tree.run(&["check"]).exits(2).complains("a/skinflint.toml:1").complains("run skinflint in this folder");
    tree.run(&["check", "a"]).exits(1);
}

#[test]
fn an_override_sets_levels_for_some_paths() {
    let tree = Tree::new(&[("tools/mail.py", COSTLY_PYTHON), ("mail.py", COSTLY_PYTHON)]);
    let policy = "[[override]]\npaths = [\"tools/**\"]\nrules = { metric-label-unbounded = \"off\" }\n";
    tree.write("skinflint.toml", policy);
    assert_eq!(findings(&tree.json(&[])), [("mail.py", "metric-label-unbounded")]);
}

#[test]
fn a_named_policy_counts_alone() {
    let tree = Tree::new(&[
        ("skinflint.toml", "[rules]\nmetric-label-unbounded = \"off\"\n"),
        ("a/skinflint.toml", "[rules]\nmetric-label-unbounded = \"off\"\n"),
        ("a/mail.py", COSTLY_PYTHON),
        ("central/policy.toml", "[rules]\nmetric-label-unbounded = \"warning\"\n"),
    ]);
    tree.run(&["check"]).exits(0).says("no findings");
    tree.run(&["check", "--policy", "central/policy.toml"]).exits(0).says("1 warning");
}

#[test]
fn files_can_be_left_out_and_the_rest_named() {
    let tree = Tree::new(&[
        ("api/mail.py", COSTLY_PYTHON),
        ("api/old/mail.py", COSTLY_PYTHON),
        ("web/mail.py", COSTLY_PYTHON),
        ("web/node_modules/mail.py", COSTLY_PYTHON),
    ]);
    let paths = |policy: &str| {
        tree.write("skinflint.toml", policy);
        findings(&tree.json(&[])).into_iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(paths("[files]\nexclude = [\"old\"]\n"), ["api/mail.py", "web/mail.py"]);
    assert_eq!(paths("[files]\nexclude = [\"/old\", \"./web/\"]\n"), ["api/mail.py", "api/old/mail.py"]);
    assert_eq!(paths("[files]\nexclude = [\"api/*.py\"]\n"), ["api/old/mail.py", "web/mail.py"]);
    assert_eq!(paths("[files]\ninclude = [\"web/**\"]\n"), ["web/mail.py"], "what is vendored stays out");
    assert_eq!(paths("[files]\ninclude = [\"api\"]\nexclude = [\"old\"]\n"), ["api/mail.py"]);
}

#[test]
fn a_file_over_the_cap_is_left_out_and_counted() {
    let long = format!("{COSTLY_PYTHON}# {}\n", "x".repeat(3000));
    let tree = Tree::new(&[("mail.py", &long), ("skinflint.toml", "[files]\nmax-size = \"2KiB\"\n")]);
    tree.run(&["check", "--verbose"]).exits(0).says("1 over the size cap");
}

#[test]
fn users_teach_their_own_libraries() {
    let code = "use telemetry::Meter;\n\npub fn hit(meter: &Meter, user_id: &str) {\n    meter_hit!(\"hits\", \"user_id\" => user_id);\n}\n";
    let model = "[library]\nname = \"telemetry\"\nlanguage = \"rust\"\n\n[[event]]\ncall = \"meter_hit!\"\nkind = \"counter\"\nname = { arg = 0 }\npairs = { rest = 1 }\n";
    let tree = Tree::new(&[("src/lib.rs", code)]);
    tree.run(&["check"]).exits(0).says("no findings");
    tree.write(".skinflint/models/telemetry.toml", model);
    assert_eq!(findings(&tree.json(&[])), [("src/lib.rs", "metric-label-unbounded")]);

    tree.write(".skinflint/models/telemetry.toml", &model.replace("event", "evnet"));
    let ran = tree.run(&["check"]).exits(2).complains(".skinflint/models/telemetry.toml:5");
    ran.complains("Did you mean `event`?");
}

#[test]
fn a_model_in_the_policy_counts_and_its_mistakes_have_a_line() {
    let code = "pub fn hit(user_id: &str) {\n    meter_hit!(\"hits\", \"user_id\" => user_id);\n}\n";
    let tree = Tree::new(&[("src/lib.rs", code)]);
    let policy = "root = true\n\n[[model]]\nlibrary = { name = \"telemetry\", language = \"rust\" }\nevent = [{ call = \"meter_hit!\", kind = \"counter\", name = { arg = 0 }, pairs = { rest = 1 } }]\n";
    tree.write("skinflint.toml", policy);
    assert_eq!(findings(&tree.json(&[])), [("src/lib.rs", "metric-label-unbounded")]);
    tree.write("skinflint.toml", &policy.replace("kind = ", "knid = "));
    tree.run(&["check"]).exits(2).complains("skinflint.toml:5").complains("knid");
}
