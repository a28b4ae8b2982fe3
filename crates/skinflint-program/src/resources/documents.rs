//! Files of documents (YAML, JSON) as values: evaluation of what stands in them, templates included.
//!
//! What a chart's users may set is assumed to be what its `values.yaml` says, and unknown where that
//! says nothing. Both branches of a condition that cannot be known count: what only one of them gives
//! may be there. Knows charts and values, and no kind of resource.

mod eval;
mod functions;
pub(crate) mod helm;

pub(crate) use eval::{Env, Evaluator};

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::{FileId, FileSpan, Span};
use skinflint_facts::{Block, Expr, ExprId};

use super::value::{Data, List, Map, Unknown, Value};
use crate::unit::Unit;

/// A document: where its content begins, and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Doc {
    /// The line that stands for it.
    pub(crate) at: FileSpan,
    /// What it says.
    pub(crate) value: Value,
    /// Whether it is there only under a condition, or once per element of something.
    pub(crate) conditional: bool,
}

/// The documents of a file, evaluated.
pub(crate) fn documents(evaluator: &Evaluator<'_>, file: FileId, env: &Env) -> Vec<Doc> {
    let facts = &evaluator.units[file.0 as usize].facts;
    let mut docs = Vec::new();
    for block in facts.blocks.iter().filter(|block| is_document(evaluator.units, file, block)) {
        evaluator.roots(file, block.body, env, false, &mut |value, at, conditional| {
            let at = if at == Span::default() { block.header } else { at };
            docs.push(Doc { at: FileSpan { file, span: at }, value, conditional });
        });
    }
    docs
}

fn is_document(units: &[Unit], file: FileId, block: &Block) -> bool {
    units[file.0 as usize].facts.str(block.kind).is_empty()
}

/// The key of a mapping's entry as plain text, for a look at the facts before anything is evaluated.
pub(crate) fn top_keys(unit: &Unit, body: ExprId) -> Vec<(&str, ExprId, Span)> {
    let facts = &*unit.facts;
    if !body.is_some() {
        return Vec::new();
    }
    let Expr::Map(list) = facts.expr(body) else { return Vec::new() };
    facts
        .exprs_of(list)
        .filter_map(|entry| match facts.expr(entry) {
            Expr::Pair { key, value } => match facts.expr(key) {
                Expr::Str(sym) => Some((facts.str(sym), value, facts.span(key))),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Merges what stands above into what stands below, as Helm merges values: maps by key, the rest is
/// replaced.
pub(crate) fn merge(below: &Value, above: &Value) -> Value {
    match (&below.data, &above.data) {
        (Data::Map(b), Data::Map(a)) => {
            let mut entries = b.entries.clone();
            for (key, value) in &a.entries {
                let merged = match entries.get(key) {
                    Some(old) => merge(old, value),
                    None => value.clone(),
                };
                entries.insert(key.clone(), merged);
            }
            let open = a.open.clone().or_else(|| b.open.clone());
            Value {
                data: Data::Map(Arc::new(Map { entries, open })),
                at: above.at.or(below.at),
                assumed: above.assumed,
            }
        }
        _ => above.clone(),
    }
}

/// The same, but for what is null above: that takes the key away.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value.data {
        Data::Map(map) if map.entries.values().any(Value::is_null) => {
            let entries: BTreeMap<Arc<str>, Value> =
                map.entries.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect();
            Value {
                data: Data::Map(Arc::new(Map { entries, open: map.open.clone() })),
                at: value.at,
                assumed: value.assumed,
            }
        }
        data => Value { data, at: value.at, assumed: value.assumed },
    }
}

pub(crate) fn unknown_value(unknown: &Arc<Unknown>, at: Option<FileSpan>) -> Value {
    Value { data: Data::Unknown(unknown.clone()), at, assumed: false }
}

pub(crate) fn list_of(items: Vec<Value>, open: Option<Arc<Unknown>>, at: Option<FileSpan>) -> Value {
    Value { data: Data::List(Arc::new(List { items, open })), at, assumed: false }
}
