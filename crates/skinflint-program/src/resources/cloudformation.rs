//! Resources of CloudFormation and SAM templates.
//!
//! Which types take tags, and in which property, comes from the resource schemas; `types.txt` says of
//! which version and how it is made anew.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use skinflint_base::FileSpan;

use super::kubernetes::first_line;
use super::tags::{TagEntry, TagOrigin, Taggable, Tags};
use super::value::{Data, Lookup, Unknown, Value};
use super::{FileRole, Format, Resource};

/// How a type takes tags.
#[derive(Clone, Copy, Debug)]
struct Shape {
    property: &'static str,
}

fn shapes() -> &'static FxHashMap<String, Shape> {
    static SHAPES: OnceLock<FxHashMap<String, Shape>> = OnceLock::new();
    SHAPES.get_or_init(|| {
        let mut shapes = FxHashMap::default();
        for line in include_str!("cloudformation/types.txt").lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let (Some(service), Some(_), Some(property)) = (words.next(), words.next(), words.next()) else { continue };
            for kind in words {
                shapes.insert(format!("{service}::{kind}"), Shape { property });
            }
        }
        shapes
    })
}

/// Whether a document is a template, or a part of one that a build merges.
pub(crate) fn is_template(value: &Value) -> bool {
    let Some(resources) = value.get(&["Resources"]).present().and_then(Value::as_map) else { return false };
    value.get(&["AWSTemplateFormatVersion"]).present().is_some()
        || resources.entries.values().any(|resource| {
            resource.get(&["Type"]).present().and_then(Value::as_str).is_some_and(|kind| {
                kind.starts_with("AWS::") || kind.starts_with("Custom::") || kind.starts_with("Alexa::")
            })
        })
}

/// The resources of a template.
pub(crate) fn resources(value: &Value, root: &Arc<str>, role: FileRole, out: &mut Vec<Resource>) {
    let Some(map) = value.get(&["Resources"]).present().and_then(Value::as_map) else { return };
    let parameters = Parameters { template: value };
    for (name, resource) in &map.entries {
        // `Fn::ForEach::…` and `Fn::Transform` stand beside resources.
        let Some(kind) = resource.get(&["Type"]).present().and_then(Value::as_str) else { continue };
        let at = resource.at.map(first_line).or(value.at);
        let Some(at) = at else { continue };
        let empty = Value::map(BTreeMap::new(), None, Some(at));
        let body = match resource.get(&["Properties"]) {
            Lookup::Present(body) => parameters.resolve(body, 0),
            Lookup::Missing => empty,
            Lookup::Unknown(unknown) => super::documents::unknown_value(&Arc::new(unknown.clone()), Some(at)),
        };
        let tags = tags(kind, &body, value);
        out.push(Resource {
            format: Format::CloudFormation,
            provider: Arc::from("aws"),
            kind: Arc::from(kind),
            name: name.clone(),
            address: Arc::from(format!("{kind} {name}")),
            target: Arc::from(format!("{kind} {name}")),
            block: Arc::from(format!("{kind} {name}")),
            root: root.clone(),
            at,
            body,
            tags,
            via: Vec::new(),
            role,
            settled: true,
        });
    }
}

fn tags(kind: &str, body: &Value, template: &Value) -> Tags {
    let mut tags = Tags::default();
    let Some(shape) = shapes().get(kind) else { return tags };
    tags.taggable = Taggable::By(shape.property);
    match body.get(&[shape.property]) {
        Lookup::Present(own) => {
            tags.at = own.at;
            read_tags(own, TagOrigin::Own, &mut tags);
        }
        Lookup::Missing => {}
        Lookup::Unknown(unknown) => tags.open = Some(Arc::new(unknown.clone())),
    }
    // What a template's Globals give: to functions, APIs and tables of SAM alone.
    if let Some(section) = kind.strip_prefix("AWS::Serverless::")
        && let Lookup::Present(globals) = template.get(&["Globals", section, "Tags"])
    {
        read_tags(globals, TagOrigin::Defaults, &mut tags);
    }
    // Tags of the stack itself reach everything in it; they stand in the call that makes it.
    tags
}

/// Tags as a list of keys and values, or as a map.
fn read_tags(value: &Value, origin: TagOrigin, tags: &mut Tags) {
    let mut add = |key: &str, value: Value| {
        if !tags.entries.iter().any(|entry| &*entry.key == key) {
            tags.entries.push(TagEntry { key: Arc::from(key), value, origin });
        }
    };
    match &value.data {
        Data::List(list) => {
            let mut open = list.open.clone();
            for item in &list.items {
                match item.get(&["Key"]) {
                    Lookup::Present(key) if key.as_str().is_some() => {
                        let value = item.get(&["Value"]).present().map_or_else(Value::default, plain);
                        add(key.as_str().unwrap_or_default(), value);
                    }
                    // `!If [cond, {Key…}, !Ref AWS::NoValue]`, a transform: whatever it gives.
                    _ => open = Some(Unknown::new("a tag that a function gives", item.at)),
                }
            }
            tags.open = tags.open.take().or(open);
        }
        Data::Map(map) if is_function(map.entries.keys()) => {
            tags.open = Some(Unknown::new("what a function gives", value.at));
        }
        Data::Map(map) => {
            for (key, value) in &map.entries {
                add(key, plain(value));
            }
            tags.open = tags.open.take().or_else(|| map.open.clone());
        }
        Data::Unknown(unknown) => tags.open = Some(unknown.clone()),
        _ => {}
    }
}

/// A function's result is not known; a text is.
fn plain(value: &Value) -> Value {
    match &value.data {
        Data::Map(_) | Data::List(_) => Value::unknown("what a function gives", value.at),
        _ => value.clone(),
    }
}

fn is_function<'a>(mut keys: impl ExactSizeIterator<Item = &'a Arc<str>>) -> bool {
    keys.len() == 1 && keys.next().is_some_and(|key| key.starts_with("Fn::") || matches!(&**key, "Ref" | "Condition"))
}

/// What references lead to: parameters with a default, and conditions left open.
struct Parameters<'a> {
    template: &'a Value,
}

impl Parameters<'_> {
    /// The same value with functions replaced by what they are known to give, else by unknown.
    fn resolve(&self, value: &Value, depth: u32) -> Value {
        if depth > 40 {
            return value.clone();
        }
        let data = match &value.data {
            Data::Map(map) if is_function(map.entries.keys()) => return self.function(value, map, depth),
            Data::Map(map) => {
                let mut entries = BTreeMap::new();
                for (key, inner) in &map.entries {
                    let inner = self.resolve(inner, depth + 1);
                    // `AWS::NoValue` takes the property away.
                    if !inner.is_null() || map.entries[key].is_null() {
                        entries.insert(key.clone(), inner);
                    }
                }
                Data::Map(Arc::new(super::value::Map { entries, open: map.open.clone() }))
            }
            Data::List(list) => {
                let items =
                    list.items.iter().map(|item| self.resolve(item, depth + 1)).filter(|v| !v.is_null()).collect();
                Data::List(Arc::new(super::value::List { items, open: list.open.clone() }))
            }
            _ => return value.clone(),
        };
        Value { data, at: value.at, assumed: value.assumed }
    }

    fn function(&self, value: &Value, map: &super::value::Map, depth: u32) -> Value {
        let at: Option<FileSpan> = value.at;
        let Some((name, argument)) = map.entries.iter().next() else { return value.clone() };
        match &**name {
            "Ref" => {
                let Some(target) = argument.as_str() else { return Value::unknown("a reference", at) };
                if target == "AWS::NoValue" {
                    return Value::new(Data::Null, at);
                }
                match self.template.get(&["Parameters", target, "Default"]) {
                    Lookup::Present(default) => {
                        let mut found = default.clone();
                        found.at = at;
                        found.assumed_if(true)
                    }
                    _ => unknown_of(format!("`{target}`"), at, target),
                }
            }
            "Fn::If" => {
                let (arms, _) = argument.items(&[]);
                let [_, yes, no] = arms.as_slice() else { return Value::unknown("a condition", at) };
                let (yes, no) = (self.resolve(yes, depth + 1), self.resolve(no, depth + 1));
                if yes == no { yes } else { Value::unknown("a condition", at) }
            }
            "Fn::GetAtt" => {
                let target = match &argument.data {
                    Data::Str(text) => text.split('.').next().unwrap_or_default().to_owned(),
                    _ => argument.items(&[]).0.first().and_then(|v| v.as_str()).unwrap_or_default().to_owned(),
                };
                unknown_of(format!("`{target}`"), at, &target)
            }
            "Fn::Sub" => match argument.as_str() {
                Some(text) if !text.contains("${") => Value::str(text, at),
                _ => Value::unknown("a substitution", at),
            },
            _ => Value::unknown(format!("what `{name}` gives"), at),
        }
    }
}

fn unknown_of(why: String, at: Option<FileSpan>, refers: &str) -> Value {
    Value { data: Data::Unknown(Arc::new(Unknown { why, at, refers: vec![Arc::from(refers)] })), at, assumed: false }
}
