//! Services of Compose files. A file may be an overlay of another one in its folder; what only parts of
//! a service say is judged together with the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::kubernetes::first_line;
use super::tags::{TagEntry, TagOrigin, Taggable, Tags};
use super::value::{Data, Lookup, Unknown, Value};
use super::{FileRole, Format, Resource};

/// Whether a document is a Compose file. One that is called so may be an overlay, whose services are
/// parts only.
pub(crate) fn is_compose(value: &Value, path: &str) -> bool {
    let Some(services) = value.get(&["services"]).present().and_then(Value::as_map) else { return false };
    // Other tools have services too; none of them says what each is run from like this.
    let name = path.rsplit('/').next().unwrap_or(path);
    let called_so = name.starts_with("compose.") || name.contains("docker-compose");
    if called_so && value.get(&["apiVersion"]).is_missing() {
        return true;
    }
    !services.entries.is_empty()
        && value.get(&["apiVersion"]).is_missing()
        && services.entries.values().any(|service| {
            service.as_map().is_some()
                && (service.get(&["image"]).present().is_some_and(|image| image.as_map().is_none())
                    || service.get(&["build"]).present().is_some())
        })
}

/// A Compose file: where it lies, and its services.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) dir: String,
    pub(crate) name: String,
    pub(crate) services: BTreeMap<Arc<str>, Value>,
    pub(crate) role: FileRole,
}

impl File {
    pub(crate) fn of(path: &str, value: &Value, role: FileRole) -> Option<Self> {
        let services = value.get(&["services"]).present().and_then(Value::as_map)?;
        let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
        Some(Self { dir: dir.to_owned(), name: name.to_owned(), services: services.entries.clone(), role })
    }

    /// `docker-compose.override.yml`, `compose.prod.yaml`: what lies above another file of the folder.
    fn lies_over(&self, other: &Self) -> bool {
        let stem = |name: &str| name.trim_end_matches(".yaml").trim_end_matches(".yml").to_owned();
        let (mine, base) = (stem(&self.name), stem(&other.name));
        self.dir == other.dir
            && mine != base
            && mine.strip_prefix(&base).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
    }
}

/// The services of all files.
pub(crate) fn resources(files: &[File], out: &mut Vec<Resource>) {
    for file in files {
        let root: Arc<str> = Arc::from(format!("{}/{}", file.dir, file.name).trim_start_matches('/'));
        for (name, service) in &file.services {
            let Some(at) = service.at.map(first_line) else { continue };
            if service.as_map().is_none() {
                continue;
            }
            let over: Vec<&File> = files.iter().filter(|other| other.lies_over(file)).collect();
            let under = files.iter().find(|other| file.lies_over(other) && other.services.contains_key(name));
            // An overlay's part of a service is judged with the file below.
            let partial = service.get(&["image"]).is_missing() && service.get(&["build"]).is_missing();
            if partial && (under.is_some() || service.get(&["extends"]).present().is_none()) {
                continue;
            }
            let mut body =
                under.map_or_else(|| service.clone(), |f| super::documents::merge(&f.services[name], service));
            body.at = service.at;
            let mut settled = service.get(&["extends"]).is_missing();
            for other in over {
                if let Some(above) = other.services.get(name) {
                    let at = body.at;
                    body = super::documents::merge(&body, above);
                    body.at = at;
                    settled &= other.name.contains("override");
                }
            }
            let tags = tags(&body);
            let address: Arc<str> = Arc::from(format!("service {name}"));
            out.push(Resource {
                format: Format::Compose,
                provider: Arc::from("compose"),
                kind: Arc::from("service"),
                name: name.clone(),
                address: address.clone(),
                target: address.clone(),
                block: address,
                root: root.clone(),
                at,
                body,
                tags,
                via: Vec::new(),
                role: file.role,
                settled,
            });
        }
    }
}

/// Labels of containers as a map or a list of `key=value`, and those of the deployed service.
fn tags(body: &Value) -> Tags {
    let mut tags = Tags { taggable: Taggable::NotKnown, ..Tags::default() };
    for path in [&["labels"][..], &["deploy", "labels"][..]] {
        match body.get(path) {
            Lookup::Present(labels) => {
                tags.at = tags.at.or(labels.at);
                read(labels, &mut tags);
            }
            Lookup::Unknown(unknown) => tags.open = Some(Arc::new(unknown.clone())),
            Lookup::Missing => {}
        }
    }
    // Labels with dots are addressed to tools (a proxy's routes); who writes plain ones tags.
    if tags.entries.iter().any(|entry| !entry.key.contains('.')) {
        tags.taggable = Taggable::By("labels");
    }
    tags
}

fn read(labels: &Value, tags: &mut Tags) {
    let mut add = |key: &str, value: Value| {
        tags.entries.push(TagEntry { key: Arc::from(key), value, origin: TagOrigin::Own });
    };
    match &labels.data {
        Data::Map(map) => {
            for (key, value) in &map.entries {
                add(key, value.clone());
            }
            tags.open = tags.open.take().or_else(|| map.open.clone());
        }
        Data::List(list) => {
            for item in &list.items {
                match item.as_str() {
                    Some(text) => {
                        let (key, value) = text.split_once('=').unwrap_or((text, ""));
                        add(key.trim(), Value::str(value, item.at));
                    }
                    None => tags.open = Some(Unknown::new("a label that is computed", item.at)),
                }
            }
            tags.open = tags.open.take().or_else(|| list.open.clone());
        }
        Data::Unknown(unknown) => tags.open = Some(unknown.clone()),
        _ => {}
    }
}
