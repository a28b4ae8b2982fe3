//! Resources of Terraform and OpenTofu.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::{FileId, FileSpan};
use skinflint_facts::{Expr, ExprId, Facts, Language};

use super::{Data, Format, Resource, Resources, TagEntry, TagOrigin, Taggable, Tags, Tree, Unknown, Value};

/// Evaluates every root module of the tree.
pub(crate) fn collect(tree: Tree<'_>, resources: &mut Resources) {
    let linked = tree.links.len();
    for (i, unit) in tree.units.iter().enumerate() {
        let facts = &*unit.facts;
        if facts.language != Language::Terraform || linked > 0 {
            continue;
        }
        let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
        let defaults = facts.blocks.iter().filter(|b| facts.str(b.kind) == "provider").find_map(|b| {
            let body = literal(facts, file, b.body);
            body.get(&["default_tags", "tags"]).present().cloned()
        });
        for block in facts.blocks.iter().filter(|b| facts.str(b.kind) == "resource") {
            let labels: Vec<Value> = facts.exprs_of(block.labels).map(|l| literal(facts, file, l)).collect();
            let [kind, name] = &labels[..] else { continue };
            let (Some(kind), Some(name)) = (kind.as_str(), name.as_str()) else { continue };
            let body = literal(facts, file, block.body);
            let mut tags = Tags { taggable: Taggable::NotKnown, ..Tags::default() };
            if kind.starts_with("aws_") {
                tags.taggable = Taggable::By("tags");
                for (from, origin) in
                    [(body.get(&["tags"]).present(), TagOrigin::Own), (defaults.as_ref(), TagOrigin::Defaults)]
                {
                    let Some(from) = from else { continue };
                    match &from.data {
                        Data::Map(map) => tags.entries.extend(map.entries.iter().map(|(key, value)| TagEntry {
                            key: Arc::clone(key),
                            value: value.clone(),
                            origin,
                        })),
                        Data::Unknown(unknown) => tags.open = Some(Arc::clone(unknown)),
                        _ => {}
                    }
                }
            }
            let address: Arc<str> = Arc::from(format!("{kind}.{name}"));
            resources.all.push(Resource {
                format: Format::Terraform,
                provider: Arc::from(kind.split('_').next().unwrap_or_default()),
                kind: Arc::from(kind),
                name: Arc::from(name),
                block: Arc::clone(&address),
                address,
                root: Arc::from(""),
                at: FileSpan { file, span: block.header },
                body,
                tags,
                via: Vec::new(),
                role: facts.role,
                settled: true,
            });
        }
    }
}

fn literal(facts: &Facts, file: FileId, at: ExprId) -> Value {
    let place = Some(FileSpan { file, span: facts.span(at) });
    let data = match facts.expr(at) {
        Expr::Str(text) => Data::Str(Arc::from(facts.str(text))),
        Expr::Bool(value) => Data::Bool(value),
        Expr::Map(entries) => {
            let mut map: BTreeMap<Arc<str>, Value> = BTreeMap::new();
            for entry in facts.exprs_of(entries) {
                match facts.expr(entry) {
                    Expr::Pair { key, value } => {
                        if let Some(key) = literal(facts, file, key).as_str() {
                            map.insert(Arc::from(key), literal(facts, file, value));
                        }
                    }
                    Expr::Struct { name, fields, .. } => {
                        if let Some(body) = facts.args_of(fields).last() {
                            let body = Value::list(vec![literal(facts, file, body.value)], place);
                            map.insert(Arc::from(facts.str(name)), body);
                        }
                    }
                    _ => {}
                }
            }
            return Value::map(map, None, place);
        }
        _ => Data::Unknown(Unknown::new("an expression", place)),
    };
    Value::new(data, place)
}
