//! The subcommands beside `check`.

use crate::harness::{COSTLY_PYTHON, Tree};

#[test]
fn rules_lists_levels_as_the_policy_here_has_them() {
    let tree = Tree::new(&[
        ("skinflint.toml", "root = true\n[rules]\nmetric-series-budget = \"off\"\n"),
        ("old/skinflint.toml", "[rules]\nmetric-label-unbounded = \"note\"\n"),
    ]);
    let level = |ran: &str, rule: &str| {
        let line = ran.lines().find(|line| line.starts_with(rule)).unwrap_or_else(|| panic!("no {rule} in {ran}"));
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let here = tree.run(&["rules"]).exits(0).stdout;
    assert_eq!(level(&here, "metric-label-unbounded"), "error");
    assert_eq!(level(&here, "metric-series-budget"), "off");
    let below = tree.run(&["rules", "old"]).exits(0).stdout;
    assert_eq!(level(&below, "metric-label-unbounded"), "note");
    assert_eq!(tree.run_in("old", &["rules"]).exits(0).stdout, below);
    assert!(here.lines().all(|line| line.split_whitespace().count() > 3), "every rule has its line: {here}");
}

#[test]
fn explain_prints_the_page_and_helps_with_misspelt_names() {
    let tree = Tree::new(&[]);
    let ran = tree.run(&["explain", "metric-label-unbounded"]).exits(0).says("## ").says("```rust");
    assert_eq!(ran.stderr, "");
    tree.run(&["explain", "metric-label-unbuonded"]).exits(2).complains("did you mean `metric-label-unbounded`?");
    tree.run(&["explain", "a\u{1b}[2J"]).exits(2).complains("`skinflint rules`").complains("\\u{1b}");
}

#[test]
fn every_rule_can_be_explained() {
    let tree = Tree::new(&[]);
    let rules = tree.run(&["rules"]).exits(0).stdout;
    assert!(rules.lines().count() >= 3, "{rules}");
    for line in rules.lines() {
        let rule = line.split_whitespace().next().unwrap();
        tree.run(&["explain", rule]).exits(0).says("## How to mend it");
    }
}

#[test]
fn init_writes_a_policy_that_check_takes_and_that_changes_nothing() {
    let tree = Tree::new(&[("mail.py", COSTLY_PYTHON)]);
    let before = tree.run(&["check", "--style", "compact"]).exits(1).stdout;
    tree.run(&["init"]).exits(0).says("skinflint.toml");
    assert!(tree.read("skinflint.toml").contains("root = true"));
    let after = tree.run(&["check", "--style", "compact"]).exits(1).stdout;
    assert_eq!(before.lines().next(), after.lines().next());
}

#[test]
fn init_overwrites_only_what_it_is_told_to() {
    let tree = Tree::new(&[("skinflint.toml", "# mine\n")]);
    tree.run(&["init"]).exits(2).complains("--force");
    assert_eq!(tree.read("skinflint.toml"), "# mine\n");
    tree.run(&["init", "--force"]).exits(0);
    assert!(tree.read("skinflint.toml").contains("extends"));
    tree.run(&["init", "no/such/folder"]).exits(2).complains("no/such/folder");
}

#[test]
fn policy_says_what_holds_and_where_it_comes_from() {
    let tree = Tree::new(&[
        (
            "skinflint.toml",
            "root = true\n[rules]\nmetric-series-budget = \"error\"\n[cardinality]\nseries-budget = 77\n",
        ),
        ("old/skinflint.toml", "[rules]\nmetric-label-unbounded = \"note\"\n"),
    ]);
    let line = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("no {key} in {text}"));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let here = tree.run(&["policy"]).exits(0).stdout;
    assert_eq!(
        line(&here, "rules.metric-label-unbounded "),
        "rules.metric-label-unbounded = \"error\" # pack recommended"
    );
    assert_eq!(line(&here, "rules.metric-series-budget "), "rules.metric-series-budget = \"error\" # skinflint.toml:3");
    assert_eq!(line(&here, "cardinality.series-budget "), "cardinality.series-budget = 77 # skinflint.toml:5");
    assert!(line(&here, "files.max-size").ends_with("# built-in default"), "{here}");
    let below = tree.run(&["policy", "old"]).exits(0).stdout;
    let expected = "rules.metric-label-unbounded = \"note\" # old/skinflint.toml:2";
    assert_eq!(line(&below, "rules.metric-label-unbounded "), expected);
    tree.run(&["policy", "nowhere"]).exits(2).complains("`nowhere`");
}

#[test]
fn what_holds_in_a_folder_is_what_holds_for_its_files() {
    let tree = Tree::new(&[
        (
            "skinflint.toml",
            "root = true\n[[override]]\npaths = [\"tools\"]\nrules = { metric-label-unbounded = \"off\" }\n[[override]]\npaths = [\"*.rs\"]\nrules = { metric-series-budget = \"off\" }\n",
        ),
        ("tools/x.py", ""),
    ]);
    let level = |path: &str, rule: &str| {
        let ran = tree.run(&["rules", path]).exits(0).stdout;
        ran.lines()
            .find(|line| line.starts_with(rule))
            .and_then(|line| line.split_whitespace().nth(1))
            .map(str::to_owned)
    };
    assert_eq!(level("tools", "metric-label-unbounded").as_deref(), Some("off"));
    assert_eq!(level("tools/x.py", "metric-label-unbounded").as_deref(), Some("off"));
    assert_eq!(level(".", "metric-label-unbounded").as_deref(), Some("error"));
    // A level for some files of a folder is not the folder's.
    assert_eq!(level("tools", "metric-series-budget").as_deref(), Some("warning"));
}

#[test]
fn the_schema_is_json_and_knows_every_rule_with_its_options() {
    let tree = Tree::new(&[]);
    let schema: serde_json::Value = serde_json::from_str(&tree.run(&["schema"]).exits(0).stdout).unwrap();
    let rules = &schema["$defs"]["Rules"]["properties"];
    for line in tree.run(&["rules"]).stdout.lines() {
        let rule = line.split_whitespace().next().unwrap();
        assert!(rules[rule].is_object(), "{rule} in {rules}");
    }
    assert!(rules["metric-label-forbidden"].to_string().contains("\"labels\""), "{rules}");
}

#[test]
fn shells_get_their_completions() {
    let tree = Tree::new(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        tree.run(&["completions", shell]).exits(0).says("skinflint").says("fail-on").says("explain");
    }
    tree.run(&["completions", "tcsh"]).exits(2);
}

#[test]
fn help_says_what_exit_codes_mean_and_where_to_begin() {
    let tree = Tree::new(&[]);
    tree.run(&["--help"]).exits(0).says("Usage: skinflint").says("skinflint init");
    tree.run(&["check", "--help"]).exits(0).says("Exit codes:").says("3  incomplete").says("--output <SPEC>");
    for command in ["check", "rules", "explain", "init", "policy", "schema", "completions"] {
        for flag in ["-h", "--help"] {
            let ran = tree.run(&[command, flag]).exits(0).says(&format!("Usage: skinflint {command}"));
            assert!(ran.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ran.stdout);
        }
    }
    tree.run(&["--version"]).exits(0).says("skinflint 0.");
    tree.run(&[]).exits(2).complains("Usage:");
}
