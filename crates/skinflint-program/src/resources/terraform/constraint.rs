//! What a variable's type adds to its value: the attributes of an object are there even where nothing is
//! known of them, and optional ones have defaults.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_facts::{Expr, ExprId, UnaryOp};

use super::eval::{Eval, Scope};
use super::instances::Each;
use super::modules::{At, entries};
use crate::resources::value::{Data, List, Map, Value};

/// How deep types nest.
const DEEPEST: u32 = 24;

/// A value as its type makes it.
pub(super) fn apply(eval: &Eval<'_>, value: Value, ty: At, depth: u32) -> Value {
    let facts = eval.modules.facts(ty.file);
    let Expr::Call { callee, args, .. } = facts.expr(ty.expr) else { return value };
    let Expr::Path { name, .. } = facts.expr(callee) else { return value };
    let arg: Option<ExprId> = facts.args_of(args).next().map(|arg| match facts.expr(arg.value) {
        Expr::Unary { operand, op: UnaryOp::Spread } => operand,
        _ => arg.value,
    });
    let Some(arg) = arg.filter(|_| depth < DEEPEST) else { return value };
    let of = |expr| At { file: ty.file, expr };
    match (facts.str(name), &value.data) {
        ("object", Data::Map(_) | Data::Unknown(_)) => object(eval, value, of(arg), depth),
        ("map", Data::Map(map)) => {
            let entries = map.entries.iter().map(|(k, v)| (Arc::clone(k), apply(eval, v.clone(), of(arg), depth + 1)));
            let map = Map { entries: entries.collect(), open: map.open.clone() };
            Value { data: Data::Map(Arc::new(map)), ..value }
        }
        ("list" | "set", Data::List(list)) => {
            let items = list.items.iter().map(|v| apply(eval, v.clone(), of(arg), depth + 1)).collect();
            let list = List { items, open: list.open.clone() };
            Value { data: Data::List(Arc::new(list)), ..value }
        }
        _ => value,
    }
}

/// The attributes that the type names, and no others.
fn object(eval: &Eval<'_>, value: Value, ty: At, depth: u32) -> Value {
    let facts = eval.modules.facts(ty.file);
    let mut attributes = BTreeMap::new();
    for (name, inner) in entries(facts, ty.expr) {
        let (inner, optional, default) = match facts.expr(inner) {
            Expr::Call { callee, args, .. } if matches!(facts.expr(callee), Expr::Path { name, .. } if facts.str(name) == "optional") =>
            {
                let mut args = facts.args_of(args).map(|arg| arg.value);
                (args.next().unwrap_or(inner), true, args.next())
            }
            _ => (inner, false, None),
        };
        let inner = At { file: ty.file, expr: inner };
        let default = || match default {
            Some(expr) => eval.eval(At { file: ty.file, expr }, Scope::new(0, &Each::default())),
            None => Value::new(Data::Null, None),
        };
        let part = match &value.data {
            Data::Map(map) => match (map.entries.get(name), &map.open) {
                (Some(part), _) if part.is_null() && optional => default(),
                (Some(part), _) => part.clone(),
                (None, Some(open)) => Value::new(Data::Unknown(Arc::clone(open)), value.at),
                (None, None) if optional => default(),
                (None, None) => Value::unknown(format!("`{name}`"), value.at),
            },
            Data::Unknown(unknown) => Value::new(Data::Unknown(Arc::clone(unknown)), value.at),
            _ => continue,
        };
        attributes.insert(Arc::from(name), apply(eval, part, inner, depth + 1));
    }
    if attributes.is_empty() {
        return value;
    }
    Value::map(attributes, None, value.at).assumed_if(value.assumed)
}
