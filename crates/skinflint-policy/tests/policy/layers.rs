//! Which of several policies holds.

use skinflint_base::{Level, RelPath};
use skinflint_policy::{Incomplete, Policy, PolicyFile, resolve};

use crate::{RULES, brief, nested, policy, root};

const UNBOUNDED: &str = "metric-label-unbounded";
const BUDGET: &str = "metric-series-budget";
const FORBIDDEN: &str = "metric-label-forbidden";

fn level(policy: &Policy, rule: &str, path: &str) -> Level {
    policy.level(rule, &RelPath::from(path))
}

#[test]
fn without_a_policy_the_recommended_pack_holds() {
    let policy = policy(&[]);
    assert_eq!(policy.packs, ["recommended"]);
    assert_eq!(level(&policy, UNBOUNDED, "a.rs"), Level::Error);
    assert_eq!(level(&policy, BUDGET, "a.rs"), Level::Warning);
    assert_eq!(level(&policy, "rule-of-no-pack", "a.rs"), Level::Note, "no pack names it: its own default");
    assert_eq!(policy.cardinality.series_budget, 10_000);
    assert_eq!(policy.files.max_size, 2 << 20);
    assert_eq!(policy.run.incomplete, Incomplete::Report);
}

#[test]
fn extending_nothing_leaves_the_rules_own_levels() {
    let policy = policy(&[root("extends = []")]);
    assert!(policy.packs.is_empty());
    assert_eq!(level(&policy, UNBOUNDED, "a.rs"), Level::Warning);
}

#[test]
fn packs_build_upon_packs_and_the_file_wins_over_them() {
    let policy = policy(&[root("extends = ['strict']\n[rules]\nmetric-label-forbidden = 'note'")]);
    assert_eq!(policy.packs, ["recommended", "strict"]);
    assert_eq!(level(&policy, UNBOUNDED, "a.rs"), Level::Error, "from recommended, below strict");
    assert_eq!(level(&policy, BUDGET, "a.rs"), Level::Error);
    assert_eq!(level(&policy, FORBIDDEN, "a.rs"), Level::Note);
    assert!(policy.cardinality.series_budget < 10_000);
    assert_eq!(policy.run.incomplete, Incomplete::Block);
}

#[test]
fn a_later_pack_wins_and_a_shared_base_is_applied_once() {
    let both = policy(&[root("extends = ['finops', 'strict']")]);
    assert_eq!(both.packs, ["recommended", "finops", "strict"]);
    assert_eq!(level(&both, FORBIDDEN, "a.rs"), Level::Error, "the base must not come again over finops");
    assert!(both.options(FORBIDDEN)["labels"].as_array().unwrap().iter().any(|l| l.as_str() == Some("user_id")));
    let named_last = policy(&[root("extends = ['strict', 'recommended']")]);
    assert_eq!(level(&named_last, BUDGET, "a.rs"), Level::Warning, "named last, it wins");
}

#[test]
fn a_table_may_set_a_level_an_option_or_both() {
    let policy = policy(&[root(
        "[rules.metric-series-budget]\nmax-series = 500\n[rules.metric-label-forbidden]\nlevel = 'off'\nlabels = ['a']",
    )]);
    assert_eq!(level(&policy, BUDGET, "a.rs"), Level::Warning, "the level of the pack stays");
    assert_eq!(policy.options(BUDGET)["max-series"].as_integer(), Some(500));
    assert_eq!(level(&policy, FORBIDDEN, "a.rs"), Level::Off);
    let origin = policy.option_origin(BUDGET, "max-series").unwrap();
    assert_eq!((origin.to_string().as_str(), &origin.source.text()[origin.span.clone()]), ("skinflint.toml:2", "500"));
    assert!(policy.option_origin(UNBOUNDED, "max-series").is_none());
}

#[test]
fn overrides_hold_for_their_paths_and_the_later_one_wins() {
    let policy = policy(&[root(
        "[rules]\nmetric-label-unbounded = 'error'\n\
         [[override]]\npaths = ['tools/**']\nrules = { metric-label-unbounded = 'off' }\n\
         [[override]]\npaths = ['tools/live/**']\nrules = { metric-label-unbounded = { level = 'note' } }",
    )]);
    assert_eq!(level(&policy, UNBOUNDED, "src/a.rs"), Level::Error);
    assert_eq!(level(&policy, UNBOUNDED, "tools/a.rs"), Level::Off);
    assert_eq!(level(&policy, UNBOUNDED, "tools/live/a.rs"), Level::Note);
    assert_eq!(level(&policy, BUDGET, "tools/a.rs"), Level::Warning, "other rules are untouched");
}

#[test]
fn nested_files_hold_below_their_folder_inner_over_outer_in_whatever_order_they_come() {
    let files = [
        nested("a/b", "[rules]\nmetric-label-unbounded = 'note'"),
        nested(
            "a",
            "[rules]\nmetric-label-unbounded = 'off'\n[[override]]\npaths = ['/b/gen']\nrules = { metric-series-budget = 'off' }",
        ),
        root("[[override]]\npaths = ['**']\nrules = { metric-label-unbounded = 'warning' }"),
    ];
    let policy = policy(&files);
    assert_eq!(level(&policy, UNBOUNDED, "x.rs"), Level::Warning);
    assert_eq!(level(&policy, UNBOUNDED, "a/x.rs"), Level::Off, "over the root's override");
    assert_eq!(level(&policy, UNBOUNDED, "a/b/x.rs"), Level::Note);
    assert_eq!(level(&policy, UNBOUNDED, "ab/x.rs"), Level::Warning, "another folder with the same beginning");
    assert_eq!(level(&policy, BUDGET, "a/b/gen/x.rs"), Level::Off, "globs are relative to the nested file");
    assert_eq!(level(&policy, BUDGET, "b/gen/x.rs"), Level::Warning);
}

#[test]
fn former_ids_are_understood_in_policies_and_in_questions() {
    let policy = policy(&[root("[rules]\nmetric-label-cardinality = 'note'")]);
    assert_eq!(level(&policy, UNBOUNDED, "a.rs"), Level::Note);
    assert_eq!(level(&policy, "metric-label-cardinality", "a.rs"), Level::Note);
    assert_eq!(level(&policy, "no-such-rule", "a.rs"), Level::Off);
}

#[test]
fn a_rule_that_is_off_everywhere_is_known_to_be() {
    let text = "extends = []\n[rules]\nmetric-label-unbounded = 'off'\nlog-print = 'off'\n\
                [[override]]\npaths = ['src']\nrules = { log-print = 'warning' }";
    let policy = policy(&[root(text), nested("x", "[rules]\nmetric-series-budget = 'off'")]);
    assert_eq!(policy.highest_level(UNBOUNDED), Level::Off);
    assert_eq!(policy.highest_level("log-print"), Level::Warning);
    assert_eq!(policy.highest_level(BUDGET), Level::Note, "its default holds outside of x");
}

#[test]
fn settings_of_sections_are_read() {
    let text = r#"
        root = true
        [files]
        include = ["services/**"]
        exclude = ["legacy/**", "*.gen.rs"]
        max-size = "3 MB"
        [cardinality]
        series-budget = 0x10
        assume = { tenant = 50, "http.region" = 20 }
        unbounded-names = ["ticket_*"]
        bounded-names = ["shard"]
        [run]
        incomplete = "block"
        [tags]
        required = ["service", "team"]
    "#;
    let policy = policy(&[root(text)]);
    assert_eq!(policy.files.max_size, 3_000_000);
    assert!(policy.files.lets_in(&RelPath::from("services/a.rs")));
    assert!(!policy.files.lets_in(&RelPath::from("services/x/a.gen.rs")), "exclude beats include");
    assert!(!policy.files.lets_in(&RelPath::from("other/a.rs")));
    assert_eq!(policy.cardinality.series_budget, 16);
    assert_eq!(policy.cardinality.assume["http.region"], 20);
    assert!(policy.cardinality.unbounded_names.matches("ticket_id"));
    assert!(policy.cardinality.bounded_names.matches("shard"));
    assert_eq!(policy.run.incomplete, Incomplete::Block);
    assert_eq!(policy.tags.required, ["service", "team"]);
    assert_eq!(policy.origin("cardinality.assume.tenant").unwrap().line(), 9);
    assert!(policy.origin("files.no-such").is_none());
}

#[test]
fn a_file_named_on_the_command_line_is_the_root_wherever_it_lies() {
    let file = PolicyFile { path: "/etc/policy.toml".into(), text: "[files]\nexclude = ['x']".into(), dir: None };
    let policy = resolve(&[file], &RULES).unwrap_or_else(|errors| panic!("{}", brief(&errors)));
    assert!(!policy.files.lets_in(&RelPath::from("x/a.rs")));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_mistake() {
    let policy = policy(&[root("\u{feff}[rules]\r\nlog-print = 'error'\r\n")]);
    assert_eq!(level(&policy, "log-print", "a.rs"), Level::Error);
    let shown = policy.settings_at(&RelPath::from("a.rs"));
    assert!(shown.iter().any(|s| s.key == "rules.log-print" && s.origin == "skinflint.toml:2"), "{shown:?}");
}

#[test]
fn every_setting_says_where_it_comes_from() {
    let files = [
        root(
            "extends = ['strict']\n[rules]\nmetric-series-budget = { max-series = 7 }\n\
             [[override]]\npaths = ['tools']\nrules = { log-print = 'off' }\n\
             [cardinality]\nassume = { \"a b\" = 2 }\nunbounded-names = ['x', \"y\\u001b\"]\n\
             [[model]]\nlibrary = { name = 'our-metrics' }",
        ),
        nested("tools/gen", "[rules]\nmetric-label-unbounded = 'off'"),
    ];
    let settings = policy(&files).settings_at(&RelPath::from("tools/gen/a.rs"));
    let lines: Vec<_> = settings.iter().map(|s| format!("{} = {}  ({})", s.key, s.value, s.origin)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_policy_can_be_asked_from_many_threads() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    shared(&policy(&[]));
}
