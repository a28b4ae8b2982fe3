//! The JSON Schema says yes and no as the parser does.

use serde_json::{Value, json};
use skinflint_policy::{RuleInfo, json_schema, resolve};

use crate::validator::accepts;
use crate::{RULES, root};

/// The rules with schemas of options as schemars writes them.
/// Options of which nothing is known but their names.
fn any(names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), json!({}))).collect::<serde_json::Map<_, _>>().into()
}

fn with_options() -> Vec<(RuleInfo<'static>, Value)> {
    let budget = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": { "max-series": { "type": ["integer", "null"], "minimum": 0, "default": null } },
        "additionalProperties": false,
    });
    let forbidden = json!({
        "type": "object",
        "properties": { "labels": { "type": "array", "items": { "$ref": "#/$defs/Label" } } },
        "required": ["labels"],
        "$defs": { "Label": { "type": "string" } },
    });
    let none = json!({ "type": "object" });
    RULES
        .iter()
        .map(|rule| {
            let options = match rule.id {
                "metric-series-budget" => &budget,
                "metric-label-forbidden" => &forbidden,
                _ if rule.option_names.is_empty() => &none,
                _ => &json!({ "type": "object", "properties": any(rule.option_names) }),
            };
            (*rule, options.clone())
        })
        .collect()
}

fn as_json(text: &str) -> Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

/// Texts that are TOML; whether they are right policies, parser and schema must say alike.
const RIGHT: &[&str] = &[
    "",
    "root = true",
    "root = false\nextends = []",
    "extends = ['recommended', 'strict', 'finops']",
    "[rules]",
    "[rules]\nmetric-label-unbounded = 'off'\nlog-print = 'note'\nmetric-series-budget = 'warning'",
    "[rules]\nmetric-label-cardinality = 'error'",
    "[rules]\nmetric-series-budget = { level = 'warning', max-series = 10000 }",
    "[rules.metric-label-forbidden]\nlabels = ['a', 'b']",
    "[rules.log-print]",
    "[[override]]\npaths = ['tools/**']\nrules = { metric-label-unbounded = 'off' }",
    "[[override]]\npaths = ['a', 'b']\n[override.rules.log-print]\nlevel = 'off'",
    "override = []",
    "[files]\ninclude = []\nexclude = ['legacy/**']\nmax-size = '2MiB'",
    "[files]\nmax-size = 4096",
    "[files]\nmax-size = '500 kb'",
    "[cardinality]\nseries-budget = 1\nassume = { tenant = 50 }\nunbounded-names = ['a_*']\nbounded-names = []",
    "[cardinality.assume]",
    "[run]\nincomplete = 'report'",
    "[run]\nincomplete = 'block'",
    "[tags]\nrequired = ['service', 'team']",
    "[tags]\naliases = { service = ['app'] }\ncase = 'ignore'",
    "[tags]",
    "[gate]\nbreak-glass = 'cost-override'\nrevert-window = 14",
    "[rules.log-print]\nlevel = 'error'\nowner = '#platform'\nsuppress = 'owner'\nmust-have-until = true",
    "[[model]]\nlibrary = { name = 'x' }",
];

const WRONG: &[&str] = &[
    "rot = true",
    "root = 1",
    "extends = 'recommended'",
    "extends = ['nope']",
    "extends = ['strict', 'strict']",
    "rules = []",
    "[rules]\nnope = 'error'",
    "[rules]\nlog-print = 'loud'",
    "[rules]\nlog-print = true",
    "[rules]\nlog-print = { max-series = 3 }",
    "[rules]\nmetric-series-budget = { max = 3 }",
    "[rules]\nmetric-series-budget = { level = 'loud' }",
    "[override]\npaths = ['a']",
    "[[override]]\npaths = ['a']",
    "[[override]]\nrules = {}",
    "[[override]]\npaths = []\nrules = {}",
    "[[override]]\npaths = ['']\nrules = {}",
    "[[override]]\npaths = 'a'\nrules = {}",
    "[[override]]\npaths = ['a']\nrules = {}\nlevel = 'off'",
    "[[override]]\npaths = ['a']\nrules = { metric-series-budget = { max-series = 3 } }",
    "[files]\nincludes = []",
    "[files]\ninclude = 'a'",
    "[files]\nexclude = [1]",
    "[files]\nmax-size = 0",
    "[files]\nmax-size = 4294967296",
    "[files]\nmax-size = 1.5",
    "[files]\nmax-size = '2 apples'",
    "[files]\nmax-size = '1.5MiB'",
    "[files]\nmax-size = ''",
    "[cardinality]\nseries-budget = 0",
    "[cardinality]\nseries-budget = '10'",
    "[cardinality]\nassume = { a = 0 }",
    "[cardinality]\nassume = { a = 'x' }",
    "[cardinality]\nassume = []",
    "[cardinality]\nunbounded-names = ['']",
    "[cardinality]\nbounded-names = 'a'",
    "[cardinality]\nlexicon = []",
    "[run]\nincomplete = 'explode'",
    "[run]\nincomplete = true",
    "[run]\nblock = true",
    "[tags]\nrequired = [1]",
    "[tags]\ncase = 'never'",
    "[tags]\naliases = { service = 'app' }",
    "[tags]\nallowed = []",
    "[gate]\nbreak-glass = ''",
    "[gate]\nrevert-window = 0",
    "[gate]\nlabel = 'x'",
    "[rules.log-print]\nsuppress = 'author'",
    "[rules.log-print]\nmust-have-until = 'yes'",
    "[[override]]\npaths = ['a']\nrules = { log-print = { suppress = 'never' } }",
    "model = 3",
    "model = [3]",
    "[model]",
];

#[test]
fn parser_and_schema_agree() {
    let schema = json_schema(&with_options());
    for (texts, right) in [(RIGHT, true), (WRONG, false)] {
        for text in texts {
            let parsed = resolve(&[root(text)], &RULES);
            assert_eq!(parsed.is_ok(), right, "the parser on:\n{text}\n{parsed:?}");
            assert_eq!(accepts(&schema, &as_json(text)), right, "the schema on:\n{text}");
        }
    }
}

/// Every table of the schema, by the header that opens it in a file.
fn tables(schema: &Value) -> Vec<(String, Vec<String>)> {
    let keys = |value: &Value| value["properties"].as_object().map(|map| map.keys().cloned().collect::<Vec<_>>());
    let mut tables = vec![(String::new(), keys(schema).unwrap())];
    for (name, value) in schema["properties"].as_object().unwrap() {
        let (target, header) = match &value["items"]["$ref"] {
            Value::String(target) => (target, format!("[[{name}]]\n")),
            _ => match &value["$ref"] {
                Value::String(target) => (target, format!("[{name}]\n")),
                _ => continue,
            },
        };
        let definition = &schema["$defs"][target.strip_prefix("#/$defs/").unwrap()];
        if let Some(keys) = keys(definition).filter(|_| !["rules", "model"].contains(&name.as_str())) {
            tables.push((header, keys));
        }
    }
    tables
}

#[test]
fn the_parser_knows_the_keys_of_the_schema_and_no_other() {
    let schema = json_schema(&with_options());
    let tables = tables(&schema);
    assert_eq!(tables.len(), 7, "{tables:?}");
    for (header, keys) in &tables {
        for key in keys {
            // A date is the right value of no key: what is said must be about the value.
            let errors = crate::errors(&[root(&format!("{header}{key} = 2000-01-01"))]);
            assert!(!errors.iter().any(|e| e.label() == Some("unknown key")), "{header}{key}: {errors:?}");
        }
        // The parser lists all keys that it knows where nothing is near.
        let errors = crate::errors(&[root(&format!("{header}qqqqqqqqqqqqqqq = 1"))]);
        let unknown = errors.iter().find(|e| e.label() == Some("unknown key")).unwrap();
        let listed = unknown.help_text().unwrap().split_once(": ").unwrap().1.trim_end_matches('.');
        let mut listed: Vec<_> = listed.split(", ").map(|key| key.trim_matches('`').to_owned()).collect();
        listed.sort();
        assert_eq!(&listed, keys, "{header}");
    }
}

#[test]
fn options_of_rules_are_in_the_schema_and_former_ids_are_deprecated() {
    let schema = json_schema(&with_options());
    let bad = as_json("[rules.metric-label-forbidden]\nlabels = [3]");
    assert!(!accepts(&schema, &bad), "the option's own type holds");
    let rules = &schema["$defs"]["Rules"]["properties"];
    assert_eq!(rules["metric-label-cardinality"]["deprecated"], json!(true));
    assert!(rules["metric-label-unbounded"]["description"].as_str().unwrap().contains("unboundedly many"));
    assert!(!schema.to_string().contains("null"), "TOML has no null");
}

#[test]
fn the_packs_are_right_by_the_schema() {
    let schema = json_schema(&with_options());
    for name in skinflint_policies::pack_names() {
        assert!(accepts(&schema, &as_json(skinflint_policies::pack(name).unwrap())), "{name}");
        let parsed = resolve(&[root(&format!("extends = ['{name}']"))], &RULES);
        assert!(parsed.is_ok(), "{name}: {parsed:?}");
    }
}

#[test]
fn the_schema() {
    insta::with_settings!({ omit_expression => true }, { insta::assert_json_snapshot!(json_schema(&with_options())) });
}
