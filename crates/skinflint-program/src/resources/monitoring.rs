//! Monitoring and telemetry: alerts, pipelines of traces, how long things are kept. Wherever they stand:
//! a file, a ConfigMap's text, an operator's object, a chart's values.
//!
//! Kinds: `alert`, `traces-pipeline`, `loki`, `mimir`.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::FileSpan;

use super::kubernetes::first_line;
use super::tags::Tags;
use super::value::{Data, Value};
use super::{FileRole, Format, Resource};

/// What the resources of one document have in common.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) root: Arc<str>,
    pub(crate) role: FileRole,
    /// The line that stands for the document.
    pub(crate) at: FileSpan,
    /// Whether the tree holds all that decides about it.
    pub(crate) settled: bool,
}

/// Configurations below each other in values.
const DEPTH: u32 = 6;

/// What a document says of monitoring, whatever it is.
pub(crate) fn resources(value: &Value, place: &Place, out: &mut Vec<Resource>) {
    search(value, place, out, 0);
}

fn search(value: &Value, place: &Place, out: &mut Vec<Resource>, depth: u32) {
    if depth > DEPTH {
        return;
    }
    let Some(map) = value.as_map() else { return };
    let found = configuration(value, place, out);
    if found {
        return;
    }
    for inner in map.entries.values() {
        if inner.as_map().is_some() {
            search(inner, place, out, depth + 1);
        }
    }
}

/// Takes a value for what it is by its keys; false where it is nothing of this kind.
fn configuration(value: &Value, place: &Place, out: &mut Vec<Resource>) -> bool {
    let has = |path: &[&str]| value.get(path).present().is_some();
    if has(&["service", "pipelines"]) {
        pipelines(value, place, out);
        return true;
    }
    if has(&["groups"]) && value.items(&["groups"]).0.iter().any(|group| group.get(&["rules"]).present().is_some()) {
        rules(value, place, out);
        return true;
    }
    // A part of such a configuration decides nothing: an overlay, a few values.
    let parts = ["schema_config", "schemaConfig", "storage_config", "common", "storage", "auth_enabled"];
    let whole = parts.iter().any(|part| has(&[part]));
    let kind = if whole && (has(&["limits_config"]) || (has(&["schema_config"]) && has(&["compactor"]))) {
        "loki"
    } else if has(&["blocks_storage"]) && (has(&["limits"]) || has(&["multitenancy_enabled"])) {
        "mimir"
    } else {
        return false;
    };
    out.push(resource(kind, kind, value.at.map_or(place.at, first_line), value.clone(), place));
    true
}

fn resource(kind: &str, name: &str, at: FileSpan, body: Value, place: &Place) -> Resource {
    let address: Arc<str> = Arc::from(format!("{kind} {name}"));
    Resource {
        format: Format::Monitoring,
        provider: Arc::from("monitoring"),
        kind: Arc::from(kind),
        name: Arc::from(name),
        block: address.clone(),
        target: address.clone(),
        address,
        root: place.root.clone(),
        at,
        body,
        tags: Tags::default(),
        via: Vec::new(),
        role: place.role,
        settled: place.settled,
    }
}

/// Each pipeline of traces, with the configuration that it is part of.
fn pipelines(value: &Value, place: &Place, out: &mut Vec<Resource>) {
    let Some(map) = value.get(&["service", "pipelines"]).present().and_then(Value::as_map) else { return };
    for (name, pipeline) in &map.entries {
        if name.split('/').next() != Some("traces") {
            continue;
        }
        let body = Value::map(
            BTreeMap::from([(Arc::from("pipeline"), pipeline.clone()), (Arc::from("config"), value.clone())]),
            None,
            pipeline.at,
        );
        out.push(resource("traces-pipeline", name, pipeline.at.map_or(place.at, first_line), body, place));
    }
}

/// Each alerting rule of the groups, with its group's labels.
fn rules(value: &Value, place: &Place, out: &mut Vec<Resource>) {
    // A test of rules names the files it tests.
    if value.get(&["rule_files"]).present().is_some() || value.get(&["tests"]).present().is_some() {
        return;
    }
    for group in value.items(&["groups"]).0 {
        for rule in group.items(&["rules"]).0 {
            let name = ["alert", "title"].into_iter().find_map(|key| rule.get(&[key]).present());
            let Some(name) = name else { continue };
            let text = name.to_text().unwrap_or_else(|| "…".to_owned());
            let mut body = rule.clone();
            if let (Some(labels), Some(map)) = (group.get(&["labels"]).present(), rule.as_map()) {
                let mut entries = map.entries.clone();
                let own = entries.get("labels").cloned();
                let merged = own.as_ref().map_or_else(|| labels.clone(), |own| super::documents::merge(labels, own));
                entries.insert(Arc::from("labels"), merged);
                body.data = Data::Map(Arc::new(super::value::Map { entries, open: map.open.clone() }));
            }
            let at = rule.at.map_or(place.at, first_line);
            out.push(resource("alert", &text, at, body, place));
        }
    }
}
