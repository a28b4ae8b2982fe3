//! Resources of Kubernetes: every object of a document, of a `List`, of an OpenShift `Template`; labels
//! and annotations; what makes pods.

use std::sync::Arc;

use skinflint_base::{FileSpan, Span};

use super::tags::{TagEntry, TagOrigin, Taggable, Tags};
use super::value::{Data, Lookup, Unknown, Value};
use super::{FileRole, Format, Resource};

/// Kinds that cost money themselves, or stand for all that does in them.
const COSTLY: &[&str] = &[
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Pod",
    "Job",
    "CronJob",
    "DeploymentConfig",
    "Rollout",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "Namespace",
];

/// Where a kind's pod template stands.
#[must_use]
pub fn pod_template(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "Deployment"
        | "StatefulSet"
        | "DaemonSet"
        | "ReplicaSet"
        | "ReplicationController"
        | "Job"
        | "DeploymentConfig"
        | "Rollout" => &["spec", "template"],
        "CronJob" => &["spec", "jobTemplate", "spec", "template"],
        "Pod" => &[],
        _ => return None,
    })
}

/// One object of a manifest.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) kind: Arc<str>,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) body: Value,
    /// The line that stands for it: that of its `kind`.
    pub(crate) at: FileSpan,
    /// Labels that a transformation adds, by key and value.
    pub(crate) added: Vec<(Arc<str>, Value)>,
    /// Why it may have more labels than can be seen.
    pub(crate) open: Option<Arc<Unknown>>,
}

/// The objects in a document's value.
pub(crate) fn objects(value: &Value, at: FileSpan, out: &mut Vec<Object>) {
    objects_below(value, at, out, 0);
}

fn objects_below(value: &Value, at: FileSpan, out: &mut Vec<Object>, depth: u32) {
    if depth > 4 {
        return;
    }
    if let Data::List(list) = &value.data {
        for item in &list.items {
            objects_below(item, item.at.map_or(at, first_line), out, depth + 1);
        }
        return;
    }
    if value.get(&["apiVersion"]).present().is_none() {
        return;
    }
    let Some(kind) = value.get(&["kind"]).present().and_then(Value::as_str).filter(|kind| is_kind(kind)) else {
        return;
    };
    let inner: &[&str] = if kind.ends_with("List") {
        &["items"]
    } else if kind == "Template" {
        &["objects"]
    } else {
        &[]
    };
    if !inner.is_empty() {
        let (items, _) = value.items(inner);
        for item in items {
            objects_below(item, item.at.map_or(at, first_line), out, depth + 1);
        }
        return;
    }
    let name = match value.get(&["metadata", "name"]) {
        Lookup::Present(name) => name.as_str(),
        _ => None,
    };
    // The kind's own line where it stands in the same file, not somewhere in a chart's values.
    let at =
        value.get(&["kind"]).present().and_then(|kind| kind.at).filter(|place| place.file == at.file).unwrap_or(at);
    out.push(Object {
        kind: Arc::from(kind),
        name: name.map(Arc::from),
        body: value.clone(),
        at,
        added: Vec::new(),
        open: None,
    });
}

fn is_kind(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_uppercase()) && kind.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The place of a value's beginning: values of maps and lists span many lines.
pub(crate) fn first_line(at: FileSpan) -> FileSpan {
    FileSpan {
        file: at.file,
        span: Span::new(at.span.start, at.span.start.saturating_add(1).min(at.span.end.max(at.span.start + 1))),
    }
}

/// A patch, or a part that something else completes: a workload of which no container has an image.
pub(crate) fn is_partial(object: &Object) -> bool {
    let Some(template) = pod_template(&object.kind) else {
        return false;
    };
    // These do not come to be without one: what has none is a patch, with whatever it adds.
    let version = object.body.get(&["apiVersion"]).present().and_then(Value::as_str).unwrap_or_default();
    let selects = matches!(&*object.kind, "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet");
    if selects
        && version.starts_with("apps/v1")
        && version.len() == 7
        && object.body.get(&["spec", "selector"]).is_missing()
    {
        return true;
    }
    let path: Vec<&str> = template.iter().copied().chain(["spec"]).collect();
    let spec = match object.body.get(&path) {
        Lookup::Present(spec) => spec,
        // Not there at all: no workload without its pods.
        Lookup::Missing => return true,
        Lookup::Unknown(_) => return false,
    };
    let (containers, open) = spec.items(&["containers"]);
    if open.is_some() {
        return false;
    }
    !containers.iter().any(|container| !container.get(&["image"]).is_missing())
}

/// An object as a resource.
pub(crate) fn resource(object: Object, root: &Arc<str>, role: FileRole, settled: bool, stem: &str) -> Resource {
    let tags = tags(&object);
    let name: Arc<str> = object.name.clone().unwrap_or_else(|| Arc::from(stem));
    let space = object.body.get(&["metadata", "namespace"]).present().and_then(Value::as_str);
    let address: Arc<str> = match space {
        Some(space) => Arc::from(format!("{} {space}/{name}", object.kind)),
        None => Arc::from(format!("{} {name}", object.kind)),
    };
    Resource {
        format: Format::Kubernetes,
        provider: Arc::from("kubernetes"),
        kind: object.kind,
        name,
        block: address.clone(),
        target: address.clone(),
        address,
        root: root.clone(),
        at: object.at,
        body: object.body,
        tags,
        via: Vec::new(),
        role,
        settled,
    }
}

fn tags(object: &Object) -> Tags {
    let costs = COSTLY.contains(&&*object.kind) || is_load_balancer(object);
    let taggable = if costs { Taggable::By("metadata.labels") } else { Taggable::NotKnown };
    let mut tags = Tags { taggable, ..Tags::default() };
    let labels = object.body.get(&["metadata", "labels"]);
    add_labels(&mut tags, labels, TagOrigin::Own);
    if let Lookup::Present(labels) = labels {
        tags.at = labels.at;
    }
    for (key, value) in &object.added {
        if !tags.entries.iter().any(|entry| entry.key == *key) {
            tags.entries.push(TagEntry { key: key.clone(), value: value.clone(), origin: TagOrigin::Added });
        }
    }
    if tags.open.is_none() {
        tags.open.clone_from(&object.open);
    }
    if let Some(template) = pod_template(&object.kind).filter(|template| !template.is_empty()) {
        let path: Vec<&str> = template.iter().copied().chain(["metadata", "labels"]).collect();
        let mut inner = Tags::default();
        add_labels(&mut inner, object.body.get(&path), TagOrigin::Own);
        tags.inner = inner.entries;
    }
    tags
}

fn add_labels(tags: &mut Tags, labels: Lookup<'_>, origin: TagOrigin) {
    match labels {
        Lookup::Present(labels) => match &labels.data {
            Data::Map(map) => {
                for (key, value) in &map.entries {
                    tags.entries.push(TagEntry { key: key.clone(), value: value.clone(), origin });
                }
                tags.open.clone_from(&map.open);
            }
            Data::Unknown(unknown) => tags.open = Some(unknown.clone()),
            Data::Str(_) => tags.open = Some(Unknown::new("a text that a template makes", labels.at)),
            _ => {}
        },
        Lookup::Unknown(unknown) => tags.open = Some(Arc::new(unknown.clone())),
        Lookup::Missing => {}
    }
}

fn is_load_balancer(object: &Object) -> bool {
    &*object.kind == "Service"
        && object.body.get(&["spec", "type"]).present().and_then(Value::as_str) == Some("LoadBalancer")
}
