//! The JSON Schema of `skinflint.toml`, for editors. The structs here describe the file and are never
//! filled: the parser collects every mistake with its place, which deriving it cannot. Tests hold
//! the two together.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema as schema};
use serde_json::{Map, Value, json};

use crate::gate::Suppress;
use crate::rules::RuleInfo;
use crate::{names, read, size};

/// What skinflint checks in this repository, and how strictly.
#[derive(JsonSchema)]
#[schemars(rename = "skinflint.toml", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "describes the file, is never filled")]
struct PolicyFile {
    /// This folder is the root of a run: paths are relative to it, and no policy above it is read.
    root: Option<bool>,
    /// Packs of settings to start from; later ones win, and this file wins over them. `[]` for none.
    #[schemars(extend("default" = ["recommended"], "uniqueItems" = true))]
    extends: Option<Vec<PackName>>,
    /// Levels and options of rules.
    rules: Option<Rules>,
    /// Levels for some paths only; later ones win.
    #[schemars(extend("maxItems" = read::MOST_ENTRIES))]
    r#override: Option<Vec<Override>>,
    /// Which files are read.
    files: Option<Files>,
    /// What is known of labels and their values.
    cardinality: Option<Cardinality>,
    /// The run as a whole.
    run: Option<Run>,
    /// Tags that billable resources must carry.
    tags: Option<Tags>,
    /// Changes that are judged before they are merged.
    gate: Option<Gate>,
    /// Models of your own wrappers around metrics libraries.
    #[schemars(extend("maxItems" = read::MOST_ENTRIES))]
    model: Option<Vec<Model>>,
}

/// Levels for some paths.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "describes the file, is never filled")]
struct Override {
    /// Globs as in .gitignore, without `!`, relative to the folder of this file.
    #[schemars(extend("minItems" = 1, "maxItems" = read::MOST_ENTRIES))]
    paths: Vec<Text>,
    /// Levels of rules for these paths.
    rules: RuleLevels,
}

/// Which files are read.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "describes the file, is never filled")]
struct Files {
    /// Where not empty, only files that these globs cover are read.
    #[schemars(extend("maxItems" = read::MOST_ENTRIES))]
    include: Option<Vec<Text>>,
    /// Files that these globs cover are not read.
    #[schemars(extend("maxItems" = read::MOST_ENTRIES))]
    exclude: Option<Vec<Text>>,
    /// Larger files are not read; bytes, or a number with a unit.
    max_size: Option<Size>,
}

/// What is known of labels and their values.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "describes the file, is never filled")]
struct Cardinality {
    /// How many series one metric may have.
    #[schemars(extend("default" = crate::settings::Cardinality::default().series_budget))]
    series_budget: Option<Count>,
    /// How many values a label is assumed to take, by the label's name.
    assume: Option<BTreeMap<String, Count>>,
    /// Names of labels that mean unboundedly many values; `*` stands for any characters.
    #[schemars(extend("maxItems" = read::MOST_ENTRIES))]
    unbounded_names: Option<Vec<LabelName>>,
    /// Names of labels that do not, although they look so; `*` stands for any characters.
    #[schemars(extend("maxItems" = read::MOST_ENTRIES))]
    bounded_names: Option<Vec<LabelName>>,
}

/// The run as a whole.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "describes the file, is never filled")]
struct Run {
    /// What to do where something could not be judged: `report` says it, `block` exits with 3.
    #[schemars(extend("default" = crate::settings::Incomplete::default().as_str()))]
    incomplete: Option<Incomplete>,
}

/// Tags that billable resources must carry.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "describes the file, is never filled")]
struct Tags {
    /// Names of the tags.
    #[schemars(extend("maxItems" = read::MOST_ENTRIES))]
    required: Option<Vec<Text>>,
    /// Other names under which a required tag counts as there, by the tag.
    aliases: Option<BTreeMap<String, Vec<Text>>>,
    /// When keys that differ only in case are one: as the provider says, or always.
    #[schemars(extend("default" = crate::settings::TagCase::default().as_str()))]
    case: Option<TagCase>,
}

/// Changes that are judged before they are merged.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "describes the file, is never filled")]
struct Gate {
    /// The label of a pull request that lets a blocked change through; it is told in every output.
    break_glass: Option<Text>,
    /// Within so many days a change may bring files back to what they were without being blocked.
    #[schemars(extend("default" = crate::gate::Gate::default().revert_window))]
    revert_window: Option<Count>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(dead_code, reason = "describes the file, is never filled")]
enum TagCase {
    Provider,
    Ignore,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(dead_code, reason = "describes the file, is never filled")]
enum Incomplete {
    Report,
    Block,
}

/// `error` blocks, `warning` and `note` are told, `off` is silence.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes the file, is never filled")]
enum Level {
    Error,
    Warning,
    Note,
    Off,
}

/// A type whose schema is written out, under its name or in place.
macro_rules! written_out {
    ($name:ident, $in_place:literal, $schema:expr) => {
        struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                $in_place
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

written_out!(Text, true, schema!({ "type": "string", "minLength": 1 }));
written_out!(LabelName, true, schema!({ "type": "string", "minLength": 1, "maxLength": names::LONGEST }));
written_out!(Count, true, schema!({ "type": "integer", "minimum": 1, "maximum": i64::MAX }));
written_out!(PackName, true, schema!({ "enum": skinflint_policies::pack_names().collect::<Vec<_>>() }));
written_out!(
    Size,
    true,
    schema!({
        "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": size::LARGEST },
            { "type": "string", "pattern": size::PATTERN },
        ],
        "default": size::show(crate::settings::Files::default().max_size),
    })
);
// Filled from the rules below.
written_out!(Rules, false, schema!({ "type": "object" }));
written_out!(RuleLevels, false, schema!({ "type": "object" }));
// The keys of a model are its reader's.
written_out!(Model, false, schema!({ "type": "object" }));

/// The JSON Schema (draft 2020-12) of `skinflint.toml`: the file's own keys, and each rule with its
/// level and the options of its schema (an object schema as schemars makes it for the rule's type).
#[must_use]
pub fn json_schema(rules: &[(RuleInfo<'_>, Value)]) -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    // Referred to by the rules only, so the structs do not bring it.
    let level = generator.subschema_for::<Level>();
    let mut root = generator.into_root_schema_for::<PolicyFile>().to_value();
    without_null(&mut root);

    let mut definitions = Map::new();
    let (mut full, mut levels) = (Map::new(), Map::new());
    for (rule, options) in rules {
        let (properties, own_definitions) = option_schemas(rule.id, options);
        definitions.extend(own_definitions);
        let mut properties = properties;
        properties.extend(handling_schemas());
        let with_options = rule_schema(rule, level.as_value(), properties);
        let level_only = rule_schema(rule, level.as_value(), Map::new());
        for former in rule.former_ids {
            full.insert((*former).to_owned(), deprecated(&with_options, rule.id));
            levels.insert((*former).to_owned(), deprecated(&level_only, rule.id));
        }
        full.insert(rule.id.to_owned(), with_options);
        levels.insert(rule.id.to_owned(), level_only);
    }
    if let Some(all) = root.get_mut("$defs").and_then(Value::as_object_mut) {
        all.extend(definitions);
        for (name, properties) in [("Rules", full), ("RuleLevels", levels)] {
            all.insert(
                name.to_owned(),
                json!({ "type": "object", "properties": properties, "additionalProperties": false }),
            );
        }
    }
    root
}

/// What holds for the findings of any rule.
fn handling_schemas() -> [(String, Value); 3] {
    [
        ("owner".to_owned(), json!({ "type": "string", "minLength": 1, "description": "Whom to ask." })),
        (
            "suppress".to_owned(),
            json!({
                "enum": Suppress::ALL.map(Suppress::as_str),
                "default": Suppress::default().as_str(),
                "description": "Whose comment lets a finding pass: the author's, one that the protected branch has, nobody's.",
            }),
        ),
        (
            "must-have-until".to_owned(),
            json!({ "type": "boolean", "default": false, "description": "Whether such a comment must have a date." }),
        ),
    ]
}

/// A level, or a table of a level and options.
fn rule_schema(rule: &RuleInfo<'_>, level: &Value, options: Map<String, Value>) -> Value {
    let mut properties = options;
    properties.insert("level".to_owned(), level.clone());
    json!({
        "description": format!("A finding says that {}.", rule.summary.trim_end_matches('.')),
        "default": rule.default_level.as_str(),
        "anyOf": [level, { "type": "object", "properties": properties, "additionalProperties": false }],
    })
}

fn deprecated(schema: &Value, id: &str) -> Value {
    let mut schema = schema.clone();
    if let Some(object) = schema.as_object_mut() {
        object.insert("deprecated".to_owned(), Value::Bool(true));
        object.insert("description".to_owned(), Value::String(format!("Now called `{id}`.")));
    }
    schema
}

/// The properties of a rule's options, and the definitions that they refer to, renamed so that those
/// of two rules do not meet. What is required is dropped: packs may have set it.
fn option_schemas(rule: &str, options: &Value) -> (Map<String, Value>, Map<String, Value>) {
    let mut options = options.clone();
    rename_references(&mut options, rule);
    without_null(&mut options);
    let mut take = |key: &str| match options.get_mut(key).map(Value::take) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let properties = take("properties");
    let definitions = take("$defs").into_iter().map(|(name, schema)| (format!("{rule}.{name}"), schema)).collect();
    (properties, definitions)
}

fn rename_references(schema: &mut Value, rule: &str) {
    match schema {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(target) if key == "$ref" => {
                        if let Some(name) = target.strip_prefix("#/$defs/") {
                            *target = format!("#/$defs/{rule}.{name}");
                        }
                    }
                    _ => rename_references(value, rule),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| rename_references(value, rule)),
        _ => {}
    }
}

/// Takes `null` out of what a value may be: TOML has none, a setting is left out instead.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(choices)) = map.get_mut("enum") {
                choices.retain(|choice| !choice.is_null());
            }
            if let Some(Value::Array(choices)) = map.get_mut("anyOf") {
                choices.retain(|choice| choice != &json!({ "type": "null" }));
                if let [Value::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    map.remove("anyOf");
                    map.extend(only);
                }
            }
            map.retain(|key, value| !(key == "default" && value.is_null()));
            map.values_mut().for_each(without_null);
        }
        Value::Array(list) => list.iter_mut().for_each(without_null),
        _ => {}
    }
}
