//! Charts: which files belong to which, what their values are, and where their named templates stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use skinflint_base::{FileId, FileSpan};
use skinflint_facts::{Expr, ExprId};

use super::super::value::{Data, List, Map, Unknown, Value};
use super::{Env, Evaluator, merge};
use crate::unit::Unit;

/// A chart of the tree.
#[derive(Debug)]
pub(crate) struct Chart {
    /// Its folder, with a slash at the end; empty for the root.
    pub(crate) dir: String,
    /// Its name.
    pub(crate) name: Arc<str>,
    /// Whether it only brings templates for others.
    pub(crate) is_library: bool,
    /// `$` of its templates.
    root: Value,
}

/// The charts of a tree and the named templates in it.
#[derive(Debug, Default)]
pub(crate) struct Templates {
    /// By name: where it stands.
    named: FxHashMap<String, Vec<(FileId, ExprId)>>,
    /// Folder of the chart that each file belongs to, where it does.
    homes: FxHashMap<FileId, Arc<str>>,
}

impl Templates {
    /// Every named template of the tree.
    pub(crate) fn of(units: &[Unit]) -> Self {
        let mut found = Self::default();
        let mut dirs: Vec<String> = Vec::new();
        for unit in units {
            let path = unit.path.to_str_lossy();
            if let Some(dir) = chart_dir(&path) {
                dirs.push(dir.to_owned());
            }
        }
        for (i, unit) in units.iter().enumerate() {
            if unit.facts.language.is_code() {
                continue;
            }
            let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
            let path = unit.path.to_str_lossy();
            // The outermost chart: named templates of a chart and those it is part of are one space.
            if let Some(dir) = dirs.iter().filter(|dir| path.starts_with(dir.as_str())).min_by_key(|dir| dir.len()) {
                found.homes.insert(file, Arc::from(dir.as_str()));
            }
            for block in unit.facts.blocks.iter().filter(|b| unit.facts.str(b.kind) == "define") {
                for label in unit.facts.exprs_of(block.labels) {
                    if let Expr::Str(name) = unit.facts.expr(label) {
                        found.named.entry(unit.facts.str(name).to_owned()).or_default().push((file, block.body));
                    }
                }
            }
        }
        found
    }

    /// The template of a name as a file sees it: of its own chart, else the only one of the tree.
    pub(crate) fn find(&self, from: FileId, name: &str) -> Option<(FileId, ExprId)> {
        let all = self.named.get(name)?;
        let home = self.homes.get(&from);
        let own = all.iter().rfind(|(file, _)| home.is_some() && self.homes.get(file) == home);
        match (own, all.as_slice()) {
            (Some(own), _) => Some(*own),
            (None, [one]) => Some(*one),
            _ => None,
        }
    }
}

/// `charts/x/Chart.yaml` → `charts/x/`
fn chart_dir(path: &str) -> Option<&str> {
    let dir = path.strip_suffix("Chart.yaml").or_else(|| path.strip_suffix("Chart.yml"))?;
    (dir.is_empty() || dir.ends_with('/')).then_some(dir)
}

/// All charts of a tree, those in `charts/` of another one with what that one sets for them.
pub(crate) fn charts(evaluator: &Evaluator<'_>) -> Vec<Chart> {
    let units = evaluator.units;
    let mut charts: Vec<Chart> = Vec::new();
    let mut files: BTreeMap<String, FileId> = BTreeMap::new();
    let mut dirs: Vec<(String, FileId)> = Vec::new();
    for (i, unit) in units.iter().enumerate() {
        if unit.facts.language.is_code() {
            continue;
        }
        let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
        let path = unit.path.to_str_lossy().into_owned();
        if let Some(dir) = chart_dir(&path) {
            dirs.push((dir.to_owned(), file));
        } else if path.ends_with("values.yaml") || path.ends_with("values.yml") {
            files.insert(path, file);
        }
    }
    // A chart comes before those in it.
    dirs.sort_by_key(|(dir, _)| dir.len());
    for (dir, chart_file) in dirs {
        let about = plain(evaluator, chart_file);
        let folder = dir.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let name: Arc<str> = match about.get(&["name"]).present().and_then(Value::as_str) {
            Some(name) => Arc::from(name),
            None => Arc::from(folder.as_str()),
        };
        let is_library = about.get(&["type"]).present().and_then(Value::as_str) == Some("library");
        let own = ["values.yaml", "values.yml"].iter().find_map(|end| files.get(&format!("{dir}{end}")));
        let mut values = own.map_or_else(|| Value::map(BTreeMap::new(), None, None), |file| plain(evaluator, *file));
        if values.as_map().is_none() {
            values = Value::map(BTreeMap::new(), None, values.at);
        }
        let parent = dir.trim_end_matches('/').rsplit_once("/charts/").map(|(parent, _)| format!("{parent}/"));
        let parent = parent.or_else(|| dir.strip_prefix("charts/").map(|_| String::new()));
        if let Some(parent) = parent.and_then(|p| charts.iter().find(|chart| chart.dir == p)) {
            for key in [&*name, "global"] {
                if let Some(set) = parent.root.get(&["Values", key]).present() {
                    values = if key == "global" {
                        merge(&values, &Value::map(BTreeMap::from([(Arc::from("global"), set.clone())]), None, set.at))
                    } else {
                        merge(&values, set)
                    };
                }
            }
        }
        let root = root(&about, open_where_empty(values));
        charts.push(Chart { dir, name, is_library, root });
    }
    charts
}

impl Chart {
    /// What the chart's templates are evaluated in.
    pub(crate) fn env(&self) -> Env {
        Env::new(self.root.clone())
    }
}

/// What a file says that is no template.
pub(crate) fn plain(evaluator: &Evaluator<'_>, file: FileId) -> Value {
    let unknown = Value::unknown("a template", None);
    let env = Env::new(unknown);
    super::documents(evaluator, file, &env).into_iter().next().map(|doc| doc.value).unwrap_or_default()
}

/// `$` where no chart is: everything in it is unknown.
pub(crate) fn no_chart() -> Env {
    Env::new(Value::unknown("what renders this template", None))
}

fn root(about: &Value, values: Value) -> Value {
    let mut entries = BTreeMap::new();
    let mut chart = BTreeMap::new();
    if let Some(map) = about.as_map() {
        for (key, value) in &map.entries {
            // `name` is `Name` in templates.
            let mut letters = key.chars();
            if let Some(first) = letters.next() {
                chart.insert(Arc::from(format!("{}{}", first.to_uppercase(), letters.as_str())), value.clone());
            }
        }
    }
    entries.insert(Arc::from("Values"), values);
    entries.insert(Arc::from("Chart"), Value::map(chart, Some(Unknown::new("the chart", None)), about.at));
    for name in ["Release", "Capabilities", "Template", "Files", "Subcharts"] {
        let known = match name {
            "Release" => BTreeMap::from([(Arc::from("Service"), Value::str("Helm", None))]),
            _ => BTreeMap::new(),
        };
        entries.insert(Arc::from(name), Value::map(known, Some(Unknown::new(format!("`.{name}`"), None)), None));
    }
    Value::map(entries, None, None)
}

/// A chart's values as its templates may rely on them: assumed where they say something, unknown where
/// they only offer a place to say it.
fn open_where_empty(value: Value) -> Value {
    open(value, 0)
}

fn open(value: Value, depth: u32) -> Value {
    let at = value.at;
    let left = |at: Option<FileSpan>| Unknown::new("a value that the chart leaves to its users", at);
    if depth > 64 {
        return Value::unknown("the chart's values", at);
    }
    let data = match &value.data {
        Data::Null | Data::Bool(false) => Data::Unknown(left(at)),
        Data::Str(text) if text.is_empty() => Data::Unknown(left(at)),
        Data::Map(map) if map.entries.is_empty() => {
            Data::Map(Arc::new(Map { entries: BTreeMap::new(), open: Some(left(at)) }))
        }
        Data::Map(map) => {
            let entries = map.entries.iter().map(|(k, v)| (k.clone(), open(v.clone(), depth + 1))).collect();
            Data::Map(Arc::new(Map { entries, open: map.open.clone() }))
        }
        Data::List(list) if list.items.is_empty() => {
            Data::List(Arc::new(List { items: Vec::new(), open: Some(left(at)) }))
        }
        Data::List(list) => {
            let items = list.items.iter().map(|v| open(v.clone(), depth + 1)).collect();
            Data::List(Arc::new(List { items, open: list.open.clone() }))
        }
        other => other.clone(),
    };
    Value { data, at, assumed: true }
}
