//! Kustomize: what a kustomization is made of, and what it does to it. A kustomization that no other
//! one uses is a root; each root makes its own objects of the files below it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use skinflint_base::{FileId, FileSpan, Problem, ProblemKind};

use super::documents::without_nulls;
use super::kubernetes::{Object, objects, pod_template};
use super::value::{Data, List, Lookup, Map, Value};

/// Kustomizations by their folder (without a slash at the end).
#[derive(Debug, Default)]
pub(crate) struct Kustomizations {
    by_dir: BTreeMap<String, (FileId, Value)>,
    /// Files that some kustomization takes as resources.
    used: FxHashSet<FileId>,
    /// Files that some kustomization takes as patches.
    patches: FxHashSet<FileId>,
}

/// What is read of the tree.
pub(crate) struct Files<'a> {
    /// By path.
    pub(crate) by_path: FxHashMap<String, FileId>,
    /// The documents of a file, each with the line that stands for it.
    pub(crate) documents: &'a dyn Fn(FileId) -> Vec<(FileSpan, Value)>,
    /// A file's path.
    pub(crate) path: &'a dyn Fn(FileId) -> String,
}

/// Kustomizations below each other.
const DEPTH: usize = 32;
/// Objects that one root may make.
const OBJECTS: usize = 20_000;

/// Whether a file's name is that of a kustomization.
pub(crate) fn is_kustomization(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

impl Kustomizations {
    pub(crate) fn add(&mut self, path: &str, file: FileId, value: Value) {
        let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        self.by_dir.insert(dir.to_owned(), (file, value));
    }

    /// Whether a file is part of some kustomization.
    pub(crate) fn uses(&self, file: FileId) -> bool {
        self.used.contains(&file) || self.patches.contains(&file)
    }

    /// The objects of every root, and the root's folder. Call once all are added.
    pub(crate) fn build(&mut self, files: &Files<'_>, problems: &mut Vec<Problem>) -> Vec<(String, bool, Vec<Object>)> {
        let mut used_dirs: BTreeSet<String> = BTreeSet::new();
        for (dir, (_, value)) in &self.by_dir {
            for key in ["resources", "bases", "components"] {
                for (path, _) in texts(value, key) {
                    let target = join(dir, &path);
                    if let Some(file) = files.by_path.get(&target) {
                        self.used.insert(*file);
                    } else if target != *dir {
                        used_dirs.insert(target);
                    }
                }
            }
            for file in patch_files(value, dir, files) {
                self.patches.insert(file);
            }
        }
        let mut built = Vec::new();
        for dir in self.by_dir.keys().filter(|dir| !used_dirs.contains(*dir)) {
            let mut way = Vec::new();
            let mut made = Vec::new();
            self.make(dir, files, &mut way, &mut made, problems);
            let is_component = self.by_dir.get(dir).is_some_and(|(_, value)| kind(value) == "Component");
            built.push((dir.clone(), !is_component, made));
        }
        // A cycle has no root: its files are judged as they stand.
        let reached: BTreeSet<String> = self.reached(built.iter().map(|(dir, _, _)| dir.clone()).collect());
        for (dir, (file, value)) in &self.by_dir {
            if !reached.contains(dir) {
                problems.push(cycle(*file, value, files));
                let mut made = Vec::new();
                self.own(dir, value, files, &mut made);
                built.push((dir.clone(), false, made));
            }
        }
        built
    }

    fn reached(&self, mut open: Vec<String>) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        while let Some(dir) = open.pop() {
            let Some((_, value)) = self.by_dir.get(&dir) else { continue };
            if !seen.insert(dir.clone()) {
                continue;
            }
            for key in ["resources", "bases", "components"] {
                open.extend(texts(value, key).into_iter().map(|(path, _)| join(&dir, &path)));
            }
        }
        seen
    }

    /// The objects of the files that a kustomization names itself.
    fn own(&self, dir: &str, value: &Value, files: &Files<'_>, made: &mut Vec<Object>) {
        for key in ["resources", "bases"] {
            for (path, _) in texts(value, key) {
                if let Some(file) = files.by_path.get(&join(dir, &path)) {
                    for (at, value) in (files.documents)(*file) {
                        objects(&value, at, made);
                    }
                }
            }
        }
    }

    fn make(
        &self,
        dir: &str,
        files: &Files<'_>,
        way: &mut Vec<String>,
        made: &mut Vec<Object>,
        problems: &mut Vec<Problem>,
    ) {
        let Some((file, value)) = self.by_dir.get(dir) else { return };
        if way.iter().any(|d| d == dir) || way.len() > DEPTH {
            if way.len() <= DEPTH {
                problems.push(cycle(*file, value, files));
            }
            return;
        }
        way.push(dir.to_owned());
        // A component works on what is there already, any other brings its own.
        let is_component = kind(value) == "Component";
        let mut mine = if is_component { std::mem::take(made) } else { Vec::new() };
        self.own(dir, value, files, &mut mine);
        for key in ["resources", "bases", "components"] {
            for (path, _) in texts(value, key) {
                let target = join(dir, &path);
                if files.by_path.contains_key(&target) {
                    continue;
                }
                if mine.len() > OBJECTS {
                    break;
                }
                self.make(&target, files, way, &mut mine, problems);
            }
        }
        for patch in patches(value, dir, files) {
            apply(&patch, &mut mine);
        }
        labels(value, &mut mine);
        replicas(value, &mut mine);
        way.pop();
        made.append(&mut mine);
    }
}

fn cycle(file: FileId, value: &Value, files: &Files<'_>) -> Problem {
    let at = value.get(&["resources"]).present().and_then(|v| v.at).or(value.at);
    Problem {
        kind: ProblemKind::NotLowered,
        path: Some(skinflint_base::RelPath::from((files.path)(file).as_str())),
        span: at.map(|at| at.span),
        message: "this kustomization is among its own resources".to_owned(),
        remedy: "take the entry out that leads back here; its files were judged as they stand".to_owned(),
    }
}

fn kind(value: &Value) -> &str {
    value.get(&["kind"]).present().and_then(Value::as_str).unwrap_or("Kustomization")
}

fn texts(value: &Value, key: &str) -> Vec<(String, Option<FileSpan>)> {
    let (items, _) = value.items(&[key]);
    items.into_iter().filter_map(|item| Some((item.as_str()?.to_owned(), item.at))).collect()
}

/// A path as seen from a folder.
fn join(dir: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if dir.is_empty() { Vec::new() } else { dir.split('/').collect() };
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A patch and what it is for.
struct Patch {
    body: Value,
    target: Option<Value>,
}

fn patch_files(value: &Value, dir: &str, files: &Files<'_>) -> Vec<FileId> {
    let mut found = Vec::new();
    let mut add = |path: &str| {
        if let Some(file) = files.by_path.get(&join(dir, path)) {
            found.push(*file);
        }
    };
    for (path, _) in texts(value, "patchesStrategicMerge") {
        add(&path);
    }
    for key in ["patches", "patchesJson6902"] {
        for patch in value.items(&[key]).0 {
            match patch.as_str() {
                Some(path) => add(path),
                None => {
                    if let Some(path) = patch.get(&["path"]).present().and_then(Value::as_str) {
                        add(path);
                    }
                }
            }
        }
    }
    found
}

fn patches(value: &Value, dir: &str, files: &Files<'_>) -> Vec<Patch> {
    let mut found = Vec::new();
    let from_file = |path: &str, target: Option<Value>, found: &mut Vec<Patch>| {
        if let Some(file) = files.by_path.get(&join(dir, path)) {
            for (_, body) in (files.documents)(*file) {
                found.push(Patch { body, target: target.clone() });
            }
        }
    };
    for item in value.items(&["patchesStrategicMerge"]).0 {
        match (item.as_str(), &item.data) {
            (Some(path), _) => from_file(path, None, &mut found),
            (None, Data::Map(_)) => found.push(Patch { body: item.clone(), target: None }),
            _ => {}
        }
    }
    for key in ["patches", "patchesJson6902"] {
        for patch in value.items(&[key]).0 {
            let target = patch.get(&["target"]).present().cloned();
            if let Some(path) = patch.as_str().or_else(|| patch.get(&["path"]).present().and_then(Value::as_str)) {
                from_file(path, target, &mut found);
            } else if let Some(body) = patch.get(&["patch"]).present() {
                found.push(Patch { body: body.clone(), target });
            }
        }
    }
    found
}

fn apply(patch: &Patch, made: &mut [Object]) {
    let text = |value: &Value, path: &[&str]| value.get(path).present().and_then(Value::as_str).map(str::to_owned);
    let (kind, name, labels) = match &patch.target {
        Some(target) => (text(target, &["kind"]), text(target, &["name"]), text(target, &["labelSelector"])),
        None => (text(&patch.body, &["kind"]), text(&patch.body, &["metadata", "name"]), None),
    };
    if patch.target.is_none() && kind.is_none() {
        return;
    }
    for object in made {
        let fits = kind.as_deref().is_none_or(|kind| kind == &*object.kind)
            && name.as_deref().is_none_or(|name| object.name.as_deref().is_none_or(|own| matches_name(name, own)))
            && labels.as_deref().is_none_or(|selector| matches_labels(selector, &object.body));
        if !fits {
            continue;
        }
        object.body = match &patch.body.data {
            // JSON 6902: a list of operations.
            Data::List(list) => list.items.iter().fold(object.body.clone(), operate),
            Data::Map(_) => strategic(&object.body, &patch.body, 0),
            _ => {
                object.open = Some(super::value::Unknown::new("a patch that cannot be read", patch.body.at));
                continue;
            }
        };
    }
}

/// Names in targets are patterns that match the whole.
fn matches_name(pattern: &str, name: &str) -> bool {
    if pattern == name {
        return true;
    }
    match pattern.split_once(".*") {
        Some((before, after)) if !before.contains(['[', '(', '|']) => {
            name.starts_with(before.trim_start_matches('^'))
                && name.ends_with(after.trim_end_matches('$').trim_start_matches(".*"))
        }
        _ => false,
    }
}

fn matches_labels(selector: &str, body: &Value) -> bool {
    selector.split(',').all(|term| {
        let Some((key, value)) = term.split_once('=') else { return true };
        let value = value.trim_start_matches('=').trim();
        let key = key.trim().trim_end_matches('!');
        match body.get(&["metadata", "labels", key]) {
            Lookup::Present(own) => own.to_text().is_none_or(|own| (own == value) != term.contains("!=")),
            Lookup::Missing => term.contains("!="),
            Lookup::Unknown(_) => true,
        }
    })
}

/// Merges a patch into an object: maps by key, lists of named things by name, other lists as a whole.
fn strategic(body: &Value, patch: &Value, depth: u32) -> Value {
    if depth > 64 {
        return body.clone();
    }
    let delete = |value: &Value| value.get(&["$patch"]).present().and_then(Value::as_str) == Some("delete");
    match (&body.data, &patch.data) {
        (Data::Map(old), Data::Map(new)) => {
            if patch.get(&["$patch"]).present().and_then(Value::as_str) == Some("replace") {
                return patch.clone();
            }
            let mut entries = old.entries.clone();
            for (key, value) in &new.entries {
                if delete(value) {
                    entries.remove(key);
                    continue;
                }
                let merged = match entries.get(key) {
                    Some(old) => strategic(old, value, depth + 1),
                    None => value.clone(),
                };
                entries.insert(key.clone(), merged);
            }
            let open = old.open.clone().or_else(|| new.open.clone());
            // The object stays where it was written, whatever is patched into it.
            without_nulls(Value {
                data: Data::Map(Arc::new(Map { entries, open })),
                at: body.at,
                assumed: body.assumed,
            })
        }
        (Data::List(old), Data::List(new)) => {
            let key = ["name", "mountPath", "containerPort", "port", "key", "ip"]
                .into_iter()
                .find(|key| new.items.iter().all(|item| item.get(&[key]).present().is_some()) && !new.items.is_empty());
            let Some(key) = key else { return patch.clone() };
            let mut items = old.items.clone();
            for item in &new.items {
                let name = item.get(&[key]).present().and_then(Value::to_text);
                let place = items.iter().position(|old| old.get(&[key]).present().and_then(Value::to_text) == name);
                match place {
                    Some(i) if delete(item) => {
                        items.remove(i);
                    }
                    Some(i) => items[i] = strategic(&items[i], item, depth + 1),
                    None if delete(item) => {}
                    None => items.push(item.clone()),
                }
            }
            let open = old.open.clone().or_else(|| new.open.clone());
            Value { data: Data::List(Arc::new(List { items, open })), at: body.at, assumed: body.assumed }
        }
        _ => patch.clone(),
    }
}

/// One operation of a JSON patch.
fn operate(body: Value, op: &Value) -> Value {
    let text = |key: &str| op.get(&[key]).present().and_then(Value::as_str);
    let (Some(kind), Some(path)) = (text("op"), text("path")) else { return body };
    let parts: Vec<String> = path.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    let value = op.get(&["value"]).present().cloned();
    match kind {
        "add" | "replace" => place(&body, &parts, value.as_ref(), kind == "add"),
        "remove" => place(&body, &parts, None, false),
        _ => body,
    }
}

fn place(body: &Value, parts: &[String], value: Option<&Value>, add: bool) -> Value {
    let Some((part, rest)) = parts.split_first() else { return value.cloned().unwrap_or_default() };
    let data = match &body.data {
        Data::Map(map) => {
            let mut entries = map.entries.clone();
            match (rest.is_empty(), value) {
                (true, Some(value)) => {
                    entries.insert(Arc::from(part.as_str()), value.clone());
                }
                (true, None) => {
                    entries.remove(part.as_str());
                }
                (false, _) => {
                    if let Some(inner) = entries.get(part.as_str()) {
                        let inner = place(inner, rest, value, add);
                        entries.insert(Arc::from(part.as_str()), inner);
                    }
                }
            }
            Data::Map(Arc::new(Map { entries, open: map.open.clone() }))
        }
        Data::List(list) => {
            let mut items = list.items.clone();
            let index = if part == "-" { Some(items.len()) } else { part.parse::<usize>().ok() };
            match (index, rest.is_empty(), value) {
                (Some(i), true, Some(value)) if add && i <= items.len() => items.insert(i, value.clone()),
                (Some(i), true, Some(value)) if i < items.len() => items[i] = value.clone(),
                (Some(i), true, None) if i < items.len() => {
                    items.remove(i);
                }
                (Some(i), false, _) if i < items.len() => items[i] = place(&items[i], rest, value, add),
                _ => {}
            }
            Data::List(Arc::new(List { items, open: list.open.clone() }))
        }
        other => other.clone(),
    };
    Value { data, at: body.at, assumed: body.assumed }
}

/// `labels` with `pairs`, and `commonLabels`.
fn labels(value: &Value, made: &mut [Object]) {
    let mut sets: Vec<(&Value, bool)> = Vec::new();
    if let Lookup::Present(common) = value.get(&["commonLabels"]) {
        sets.push((common, true));
    }
    for set in value.items(&["labels"]).0 {
        let on = |key: &str| set.get(&[key]).present().and_then(Value::as_bool) == Some(true);
        if let Lookup::Present(pairs) = set.get(&["pairs"]) {
            sets.push((pairs, on("includeTemplates") || on("includeSelectors")));
        }
    }
    for (set, templates) in sets {
        let Some(map) = set.as_map() else { continue };
        for object in made.iter_mut() {
            for (key, value) in &map.entries {
                object.added.retain(|(old, _)| old != key);
                object.added.push((key.clone(), value.clone()));
            }
            if templates && let Some(template) = pod_template(&object.kind).filter(|t| !t.is_empty()) {
                let path: Vec<String> =
                    template.iter().copied().chain(["metadata", "labels"]).map(str::to_owned).collect();
                for (key, value) in &map.entries {
                    let path: Vec<String> = path.iter().cloned().chain([key.to_string()]).collect();
                    object.body = place(&object.body, &path, Some(value), true);
                }
            }
        }
    }
    if let Lookup::Present(common) = value.get(&["commonAnnotations"])
        && let Some(map) = common.as_map()
    {
        for object in made.iter_mut() {
            let annotations = match object.body.get(&["metadata", "annotations"]) {
                Lookup::Present(old) => super::documents::merge(old, common),
                Lookup::Missing => common.clone(),
                Lookup::Unknown(_) => continue,
            };
            if !map.entries.is_empty() {
                object.body =
                    place(&object.body, &["metadata".to_owned(), "annotations".to_owned()], Some(&annotations), true);
            }
        }
    }
}

/// `replicas: [{name, count}]`
fn replicas(value: &Value, made: &mut [Object]) {
    for set in value.items(&["replicas"]).0 {
        let name = set.get(&["name"]).present().and_then(Value::as_str);
        let (Some(name), Some(count)) = (name, set.get(&["count"]).present()) else { continue };
        for object in made.iter_mut().filter(|object| object.name.as_deref() == Some(name)) {
            object.body = place(&object.body, &["spec".to_owned(), "replicas".to_owned()], Some(count), true);
        }
    }
}
