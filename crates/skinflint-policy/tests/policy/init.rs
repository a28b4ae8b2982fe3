//! The file that `skinflint init` writes.

use skinflint_base::RelPath;
use skinflint_policy::init_text;

use crate::{RULES, policy, root};

/// With every setting that is commented out put into force: prose has a space behind the `#`.
pub(crate) fn uncommented(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') && !setting.is_empty() => setting,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn as_it_is_written_it_changes_nothing() {
    let path = RelPath::from("src/a.rs");
    let (with, without) = (policy(&[root(&init_text(&RULES))]), policy(&[]));
    let values = |settings: Vec<skinflint_policy::Setting>| {
        settings.into_iter().map(|setting| (setting.key, setting.value)).collect::<Vec<_>>()
    };
    assert_eq!(values(with.settings_at(&path)), values(without.settings_at(&path)));
}

#[test]
fn every_commented_setting_is_a_right_one_and_every_key_is_shown() {
    let text = uncommented(&init_text(&RULES));
    let policy = policy(&[root(&text)]);
    for rule in RULES.iter() {
        let default = crate::policy(&[]).level(rule.id, &RelPath::from("src/a.rs"));
        assert_eq!(policy.level(rule.id, &RelPath::from("src/a.rs")), default, "{}", rule.id);
    }
    let built_in = crate::policy(&[]);
    assert_eq!(policy.files.max_size, built_in.files.max_size);
    assert_eq!(policy.cardinality.series_budget, built_in.cardinality.series_budget);
    assert_eq!(policy.run, built_in.run);
    let table: toml::Table = text.parse().unwrap();
    assert_eq!(table["cardinality"]["assume"]["tenant"].as_integer(), Some(50));
    let schema = skinflint_policy::json_schema(&[]);
    // `[[model]]` is left out: it has a page of its own.
    for (key, section) in schema["properties"].as_object().unwrap().iter().filter(|(key, _)| *key != "model") {
        assert!(table.contains_key(key), "{key} is not shown");
        let name = section["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/")).unwrap_or_default();
        for key in schema["$defs"][name]["properties"].as_object().into_iter().flat_map(|map| map.keys()) {
            assert!(text.lines().any(|line| line.starts_with(&format!("{key} = "))), "{key} is not shown");
        }
    }
}

#[test]
fn the_text() {
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(init_text(&RULES)) });
}
