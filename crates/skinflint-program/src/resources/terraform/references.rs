//! References: chains of names and indexes, from what they begin with.

use std::sync::Arc;

use skinflint_base::FileSpan;
use skinflint_facts::{Expr, ExprId};

use super::constraint;
use super::eval::{Eval, Memo, Scope, open_of, unknown_of, why_of};
use super::instances::Each;
use super::join;
use super::modules::{At, BlockRef};
use crate::resources::value::{Data, List, Lookup, Unknown, Value};

/// One step of a chain.
#[derive(Debug)]
enum Step<'a> {
    Name(&'a str),
    Index(ExprId),
    Splat,
}

impl<'a> Eval<'a> {
    /// The value of a chain.
    pub(super) fn reference(&self, at: At, place: FileSpan, scope: Scope<'_>) -> Value {
        let facts = self.modules.facts(at.file);
        let mut steps = Vec::new();
        let mut base = at.expr;
        loop {
            match facts.expr(base) {
                Expr::Field { base: inner, name } => {
                    steps.push(Step::Name(facts.str(name)));
                    base = inner;
                }
                Expr::Index { base: inner, index } => {
                    steps.push(match facts.expr(index) {
                        Expr::Wild => Step::Splat,
                        _ => Step::Index(index),
                    });
                    base = inner;
                }
                _ => break,
            }
        }
        steps.reverse();
        let Expr::Path { name, .. } = facts.expr(base) else {
            let value = self.eval(At { file: at.file, expr: base }, scope);
            return self.follow(value, &steps, at, place, scope);
        };
        let root = facts.str(name);
        let (value, rest) = self.begin(root, &steps, place, scope);
        self.follow(value, rest, at, place, scope)
    }

    /// What a chain begins with, and the steps that are left.
    fn begin<'s>(
        &self,
        root: &'a str,
        steps: &'s [Step<'a>],
        place: FileSpan,
        scope: Scope<'_>,
    ) -> (Value, &'s [Step<'a>]) {
        if let Some(value) = scope.iterator(root) {
            return (value.clone(), steps);
        }
        let first = match steps.first() {
            Some(Step::Name(name)) => *name,
            _ => return (Value::unknown(format!("`{root}`"), Some(place)), &[]),
        };
        let unknown = |what: String| Value::unknown(what, Some(place));
        match root {
            "var" => (self.variable(scope.instance, first), &steps[1..]),
            "local" => (self.local(scope.instance, first), &steps[1..]),
            "module" => self.output(first, &steps[1..], place, scope),
            "each" => {
                let value = match first {
                    "key" => &scope.each.key,
                    _ => &scope.each.value,
                };
                (value.clone().unwrap_or_else(|| unknown(format!("`each.{first}`"))), &steps[1..])
            }
            "count" => (scope.each.index.clone().unwrap_or_else(|| unknown("`count.index`".to_owned())), &steps[1..]),
            "path" => {
                let module = match first {
                    "module" => Some(scope.instance),
                    "root" => Some(0),
                    _ => None,
                };
                match module {
                    Some(instance) => {
                        let folder = &self.modules.all[self.module_of(instance)].folder;
                        (Value::str(folder, Some(place)), &steps[1..])
                    }
                    None => (unknown(format!("`path.{first}`")), &[]),
                }
            }
            "data" => {
                let kind = first;
                let name = match steps.get(1) {
                    Some(Step::Name(name)) => *name,
                    _ => "?",
                };
                (unknown(format!("`data.{kind}.{name}`, which is read at run time")), &[])
            }
            "self" | "terraform" | "ephemeral" => (unknown(format!("`{root}.{first}`")), &[]),
            kind => self.resource(kind, first, &steps[1..], place, scope),
        }
    }

    /// A resource's attribute. What it will be is not known, but for its tags.
    fn resource<'s>(
        &self,
        kind: &'a str,
        name: &'a str,
        steps: &'s [Step<'a>],
        place: FileSpan,
        scope: Scope<'_>,
    ) -> (Value, &'s [Step<'a>]) {
        let prefix = self.instances.borrow().all[scope.instance].prefix.clone();
        let module = &self.modules.all[self.module_of(scope.instance)];
        let steps_left = match steps {
            [Step::Index(_) | Step::Splat, rest @ ..] => rest,
            all => all,
        };
        if let Some(block) = module.named.get(&(kind, name))
            && let [Step::Name(attribute @ ("tags" | "labels" | "tags_all")), rest @ ..] = steps_left
            && matches!(steps.first(), Some(Step::Name(_)))
        {
            let written = if *attribute == "tags_all" { "tags" } else { attribute };
            if let Some(at) = self.modules.attribute(*block, written) {
                let value = self.remembered((scope.instance, Memo::Tags, kind_and_name(self, *block)), || {
                    let each = Each::default();
                    self.eval(at, Scope::new(scope.instance, &each))
                });
                return (value, rest);
            }
        }
        let unknown = Unknown {
            why: format!("`{kind}.{name}`"),
            at: Some(place),
            refers: vec![Arc::from(format!("{prefix}{kind}.{name}"))],
        };
        (Value::new(Data::Unknown(Arc::new(unknown)), Some(place)), &[])
    }

    /// A module's output.
    fn output<'s>(
        &self,
        name: &'a str,
        steps: &'s [Step<'a>],
        place: FileSpan,
        scope: Scope<'_>,
    ) -> (Value, &'s [Step<'a>]) {
        let module = &self.modules.all[self.module_of(scope.instance)];
        let unknown = |why: String| (Value::unknown(why, Some(place)), &steps[..0]);
        let Some((name, block)) = module.calls.iter().find(|(known, _)| *known == name) else {
            return unknown(format!("`module.{name}`"));
        };
        let places = self.children(scope.instance, name, *block);
        let source = self.modules.attribute(*block, "source");
        if places.is_empty() {
            let local =
                source.map(|at| self.eval(at, scope)).is_some_and(|s| s.as_str().is_some_and(|s| s.starts_with('.')));
            return match local {
                true => unknown(format!("`module.{name}`")),
                false => unknown(format!("`module.{name}`, which is not in the tree")),
            };
        }
        let (picked, rest): (Vec<usize>, _) = match steps {
            [Step::Index(_) | Step::Splat, rest @ ..] => (places, rest),
            all => (places, all),
        };
        let [Step::Name(output), rest @ ..] = rest else { return unknown(format!("`module.{name}`")) };
        let mut values = picked.into_iter().map(|instance| self.output_of(instance, output, place));
        let Some(first) = values.next() else { return unknown(format!("`module.{name}.{output}`")) };
        let why = Unknown::new(format!("`module.{name}`"), Some(place));
        (values.fold(first, |a, b| join::either(a, b, &why)), rest)
    }

    fn output_of(&self, instance: usize, output: &'a str, place: FileSpan) -> Value {
        let Some(block) = self.modules.all[self.module_of(instance)].outputs.get(output).copied() else {
            return Value::unknown(format!("the output `{output}`, which is not declared"), Some(place));
        };
        self.remembered((instance, Memo::Output, output), || match self.modules.attribute(block, "value") {
            Some(at) => self.eval(at, Scope::new(instance, &Each::default())),
            None => Value::unknown(format!("the output `{output}`"), Some(place)),
        })
    }

    /// A local.
    pub(super) fn local(&self, instance: usize, name: &'a str) -> Value {
        let Some(at) = self.modules.all[self.module_of(instance)].locals.get(name).copied() else {
            return Value::unknown(format!("`local.{name}`, which is not declared"), None);
        };
        self.remembered((instance, Memo::Local, name), || self.eval(at, Scope::new(instance, &Each::default())))
    }

    /// A variable: what the caller gives, what a file of values says, its default.
    pub(super) fn variable(&self, instance: usize, name: &'a str) -> Value {
        self.remembered((instance, Memo::Variable, name), || {
            let module = &self.modules.all[self.module_of(instance)];
            let Some(block) = module.variables.get(name).copied() else {
                return Value::unknown(format!("`var.{name}`, which is not declared"), None);
            };
            let value = self.given(instance, name, block);
            match self.modules.attribute(block, "type") {
                Some(at) => constraint::apply(self, value, at, 0),
                None => value,
            }
        })
    }

    fn given(&self, instance: usize, name: &'a str, block: BlockRef) -> Value {
        let empty = Each::default();
        let default = || {
            let at = self.modules.attribute(block, "default")?;
            Some(self.eval(at, Scope::new(instance, &empty)))
        };
        let header = self.modules.header(block);
        let parent = self.instances.borrow().all[instance].parent;
        if let Some((parent, call)) = parent {
            let Some(at) = self.modules.attribute(call, name) else {
                return default()
                    .unwrap_or_else(|| Value::unknown(format!("`var.{name}`, which no caller sets"), Some(header)));
            };
            // `each` in the call's arguments is the element that this instance was made for.
            let each = self.instances.borrow().all[instance].each.clone();
            let value = self.eval(at, Scope::new(parent, &each));
            return match (value.is_null(), default()) {
                (true, Some(default)) => default,
                _ => value,
            };
        }
        let module = &self.modules.all[self.module_of(instance)];
        if let Some(at) = module.values.iter().rev().find_map(|values| values.set.get(name)) {
            return self.eval(*at, Scope::new(instance, &empty));
        }
        let set: Vec<Value> = module
            .deployments
            .iter()
            .filter_map(|values| values.set.get(name))
            .map(|at| self.eval(*at, Scope::new(instance, &empty)))
            .collect();
        let default = default();
        let all_set = set.len() == module.deployments.len();
        let why = Unknown::new(format!("`var.{name}`, which deployments set differently"), Some(header));
        if !set.is_empty() {
            let others = default.clone().filter(|_| !all_set);
            let mut values = set.into_iter().chain(others);
            if let Some(first) = values.next() {
                return values.fold(first, |a, b| join::either(a, b, &why)).assumed_if(true);
            }
        }
        let outside = |what: &str| Unknown::new(format!("`var.{name}`{what}"), Some(header));
        match default {
            None => Value::new(Data::Unknown(outside(", which has no value in the tree")), Some(header)),
            Some(value) => match &value.data {
                // A default that says nothing is there to be replaced.
                Data::Null => Value::new(Data::Unknown(outside(", which callers may set")), Some(header)),
                Data::Map(map) if map.entries.is_empty() => {
                    let map = crate::resources::value::Map {
                        open: Some(outside(", which callers may set")),
                        ..(**map).clone()
                    };
                    Value::new(Data::Map(Arc::new(map)), value.at).assumed_if(true)
                }
                Data::List(list) if list.items.is_empty() => {
                    let list = List { items: Vec::new(), open: Some(outside(", which callers may set")) };
                    Value::new(Data::List(Arc::new(list)), value.at).assumed_if(true)
                }
                _ => value.assumed_if(true),
            },
        }
    }

    /// The rest of a chain.
    fn follow(&self, mut value: Value, steps: &[Step<'a>], at: At, place: FileSpan, scope: Scope<'_>) -> Value {
        for (i, step) in steps.iter().enumerate() {
            let assumed = value.assumed;
            value = match step {
                Step::Name(name) => part(&value, name, place),
                Step::Index(index) => {
                    let index = self.eval(At { file: at.file, expr: *index }, scope);
                    match index.to_text() {
                        Some(text) => part(&value, &text, place),
                        None => any_of(&value, &index, place),
                    }
                }
                Step::Splat => {
                    let items = match &value.data {
                        Data::List(list) => list.items.clone(),
                        Data::Map(_) => vec![value.clone()],
                        Data::Null => Vec::new(),
                        _ => return unknown_of(&[&value], place),
                    };
                    let rest = &steps[i + 1..];
                    let items = items.into_iter().map(|item| self.follow(item, rest, at, place, scope)).collect();
                    let open = open_of(&value).filter(|_| matches!(value.data, Data::List(_))).cloned();
                    return Value::new(Data::List(Arc::new(List { items, open })), Some(place)).assumed_if(assumed);
                }
            };
            value = value.assumed_if(assumed);
        }
        value
    }
}

/// A name that is unique for a block in its file, for memory.
fn kind_and_name<'a>(eval: &Eval<'a>, block: BlockRef) -> &'a str {
    let facts = eval.modules.facts(block.file);
    let labels = eval.modules.block(block).labels;
    facts.exprs_of(labels).nth(1).and_then(|label| super::modules::text(facts, label)).unwrap_or_default()
}

/// A part of a value by name or number.
fn part(value: &Value, name: &str, place: FileSpan) -> Value {
    match &value.data {
        Data::Unknown(_) => unknown_of(&[value], place),
        Data::Map(map) => match (map.entries.get(name), &map.open) {
            (Some(part), _) => part.clone(),
            (None, Some(open)) => Value::new(Data::Unknown(Arc::clone(open)), Some(place)),
            (None, None) => failed(format!("`{name}`"), place),
        },
        _ => match value.get(&[name]) {
            Lookup::Present(part) => part.clone(),
            Lookup::Unknown(unknown) => Value::new(Data::Unknown(Arc::new(unknown.clone())), Some(place)),
            Lookup::Missing => failed(format!("`{name}`"), place),
        },
    }
}

/// Some part of a value, it is not known which.
fn any_of(value: &Value, index: &Value, place: FileSpan) -> Value {
    let why = why_of(index, place);
    if open_of(value).is_some() {
        return unknown_of(&[value, index], place);
    }
    let parts: Vec<&Value> = match &value.data {
        Data::Map(map) => map.entries.values().collect(),
        Data::List(list) => list.items.iter().collect(),
        _ => return unknown_of(&[value, index], place),
    };
    let mut parts = parts.into_iter().take(64).cloned();
    match parts.next() {
        Some(first) => parts.fold(first, |a, b| join::either(a, b, &why)),
        None => unknown_of(&[index], place),
    }
}

/// What Terraform would refuse, unless `try` or `lookup` stands around it.
pub(super) fn failed(what: String, place: FileSpan) -> Value {
    Value::unknown(format!("{what}{NOT_THERE}"), Some(place))
}

/// How the reason of a refused value ends.
const NOT_THERE: &str = ", which is not there";

/// Whether a value is what Terraform would refuse.
pub(super) fn is_failed(value: &Value) -> bool {
    value.why().is_some_and(|unknown| unknown.refers.is_empty() && unknown.why.ends_with(NOT_THERE))
}
