//! Plans: what `terraform show -json` writes of one. Everything is evaluated there already; what only the
//! provider will know is left out of `planned_values`, and is unknown.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::{FileId, FileSpan, Span};
use skinflint_facts::{Expr, ExprId, Facts, Language};

use super::schema::{Way, way_of};
use crate::resources::tags::{TagEntry, TagOrigin, Taggable, Tags};
use crate::resources::value::{Data, Lookup, Unknown, Value};
use crate::resources::{Format, Resource, Resources, Tree};

/// How deep values and modules nest.
const DEEPEST: u32 = 64;

/// The resources of all plans of the tree.
pub(super) fn collect(tree: Tree<'_>, resources: &mut Resources) {
    for (i, unit) in tree.units.iter().enumerate() {
        let facts = &*unit.facts;
        if facts.language != Language::Json {
            continue;
        }
        let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
        for block in &facts.blocks {
            let top = super::modules::attribute(facts, block.body, "planned_values");
            let version = super::modules::attribute(facts, block.body, "terraform_version");
            let (Some(planned), Some(_)) = (top, version) else { continue };
            let planned = literal(facts, file, planned, 0);
            let root = unit.path.to_str_lossy();
            if let Some(module) = planned.get(&["root_module"]).present() {
                in_module(module, &Arc::from(&*root), resources, 0);
            }
        }
    }
}

fn in_module(module: &Value, root: &Arc<str>, resources: &mut Resources, depth: u32) {
    for planned in module.items(&["resources"]).0 {
        let text = |name: &str| planned.get(&[name]).present().and_then(Value::as_str);
        if text("mode") == Some("data") {
            continue;
        }
        let (Some(kind), Some(name), Some(address)) = (text("type"), text("name"), text("address")) else { continue };
        let Some(at) = planned.get(&["address"]).present().and_then(|address| address.at) else { continue };
        let values = planned.get(&["values"]).present().cloned();
        let body = values.unwrap_or_else(|| Value::map(BTreeMap::new(), None, Some(at)));
        let address: Arc<str> = Arc::from(address);
        resources.all.push(Resource {
            format: Format::Terraform,
            provider: Arc::from(kind.split('_').next().unwrap_or_default()),
            kind: Arc::from(kind),
            name: Arc::from(name),
            target: Arc::clone(&address),
            block: Arc::clone(&address),
            address,
            root: Arc::clone(root),
            at,
            tags: tags(kind, &body),
            body,
            via: Vec::new(),
            role: crate::resources::FileRole::Source,
            settled: true,
        });
    }
    if depth < DEEPEST {
        for child in module.items(&["child_modules"]).0 {
            in_module(child, root, resources, depth + 1);
        }
    }
}

/// A plan has the provider's defaults worked in, under a name of their own.
fn tags(kind: &str, body: &Value) -> Tags {
    let mut tags = Tags {
        ignores_case: kind.starts_with("azurerm_"),
        lower_case_only: kind.starts_with("google_"),
        ..Tags::default()
    };
    let (path, all): (&'static str, &[&str]) = match way_of(kind) {
        Some(Way::Map { path, defaults: true }) if path == "tags" => (path, &["tags_all"]),
        Some(Way::Map { path, defaults: true }) => (path, &["terraform_labels"]),
        Some(Way::Map { path, .. }) => (path, &[]),
        Some(Way::None) => {
            tags.taggable = Taggable::No;
            return tags;
        }
        _ => return tags,
    };
    tags.taggable = Taggable::By(path);
    let parts: Vec<&str> = path.split('.').collect();
    let given = if all.is_empty() { body.get(&parts) } else { body.get(all) };
    match given {
        Lookup::Present(Value { data: Data::Map(map), .. }) => {
            tags.entries = map
                .entries
                .iter()
                .map(|(key, value)| TagEntry { key: Arc::clone(key), value: value.clone(), origin: TagOrigin::Own })
                .collect();
        }
        // What the provider works out when it is applied is not in a plan.
        Lookup::Missing if all.is_empty() => {}
        _ => tags.open = Some(Unknown::new("what is only known after apply", None)),
    }
    tags
}

fn literal(facts: &Facts, file: FileId, at: ExprId, depth: u32) -> Value {
    let span = facts.span(at);
    let place = Some(FileSpan { file, span: Span::new(span.start, span.end) });
    if depth > DEEPEST {
        return Value::unknown("what is nested too deeply", place);
    }
    let data = match facts.expr(at) {
        Expr::Str(text) => Data::Str(Arc::from(facts.str(text))),
        Expr::Bool(value) => Data::Bool(value),
        Expr::Int(text) | Expr::Float(text) => match facts.str(text).parse() {
            Ok(number) => Data::Number(number),
            Err(_) => Data::Null,
        },
        Expr::Map(_) => {
            let entries = super::modules::entries(facts, at);
            let entries =
                entries.map(|(key, value)| (Arc::from(key), literal(facts, file, value, depth + 1))).collect();
            return Value::map(entries, None, place);
        }
        Expr::Array(items) => {
            let items = facts.exprs_of(items).map(|item| literal(facts, file, item, depth + 1)).collect();
            return Value::list(items, place);
        }
        _ => Data::Null,
    };
    Value::new(data, place)
}
