//! Evaluates expressions of one root. Nothing is run: what hangs on a file, a provider or a caller that is
//! not in the tree is unknown, and says on what it hangs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use skinflint_base::{FileId, FileSpan};
use skinflint_facts::{BinaryOp, Expr, ExprId, Facts, UnaryOp, VarId};

use super::instances::{Each, Instances, Made};
use super::join;
use super::modules::{At, BlockRef, Modules};
use crate::resources::value::{Data, List, Unknown, Value};

/// Steps that one root may take.
const MOST_STEPS: u64 = 4_000_000;
/// How deep questions lead to questions.
const DEEPEST: u32 = 200;
/// How many elements a `for` goes through, a block or module is made for.
pub(super) const MOST_ELEMENTS: usize = 400;
/// How many resources one block is made into; the others are like these.
const MOST_MADE: usize = 64;

/// What names mean at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'s> {
    pub(super) instance: usize,
    pub(super) each: &'s Each,
    names: Option<&'s Names<'s>>,
}

/// Names bound by a `for` or by a `dynamic` block, innermost first.
#[derive(Debug)]
struct Names<'s> {
    bound: Bound<'s>,
    outer: Option<&'s Names<'s>>,
}

#[derive(Debug)]
enum Bound<'s> {
    Var(VarId, Value),
    Iterator(&'s str, Value),
}

impl<'s> Scope<'s> {
    pub(super) fn new(instance: usize, each: &'s Each) -> Self {
        Self { instance, each, names: None }
    }

    fn var(&self, var: VarId) -> Option<&Value> {
        let mut names = self.names;
        while let Some(name) = names {
            match &name.bound {
                Bound::Var(known, value) if *known == var => return Some(value),
                _ => names = name.outer,
            }
        }
        None
    }

    pub(super) fn iterator(&self, wanted: &str) -> Option<&Value> {
        let mut names = self.names;
        while let Some(name) = names {
            match &name.bound {
                Bound::Iterator(known, value) if *known == wanted => return Some(value),
                _ => names = name.outer,
            }
        }
        None
    }
}

/// What is remembered of an instance, by kind and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Memo {
    Variable,
    Local,
    Output,
    Tags,
}

/// Instance, kind and name.
type Key<'a> = (usize, Memo, &'a str);

/// The evaluator of one root.
#[derive(Debug)]
pub(super) struct Eval<'a> {
    pub(super) modules: &'a Modules<'a>,
    pub(super) instances: RefCell<Instances>,
    /// Whether the tree holds all that calls the root's module.
    pub(super) settled: bool,
    memo: RefCell<FxHashMap<Key<'a>, Option<Value>>>,
    children: RefCell<FxHashMap<(usize, &'a str), Vec<usize>>>,
    steps: Cell<u64>,
    depth: Cell<u32>,
}

impl<'a> Eval<'a> {
    pub(super) fn new(modules: &'a Modules<'a>, root: usize, settled: bool) -> Self {
        Self {
            modules,
            instances: RefCell::new(Instances::root(modules, root)),
            settled,
            memo: RefCell::default(),
            children: RefCell::default(),
            steps: Cell::new(0),
            depth: Cell::new(0),
        }
    }

    /// Whether it had to give up somewhere.
    pub(super) fn exhausted(&self) -> bool {
        self.steps.get() > MOST_STEPS
    }

    /// The value of a name, evaluated once. A name that leads back to itself is unknown.
    pub(super) fn remembered(&self, key: Key<'a>, evaluate: impl FnOnce() -> Value) -> Value {
        if let Some(known) = self.memo.borrow().get(&key) {
            return known
                .clone()
                .unwrap_or_else(|| Value::unknown(format!("`{}`, which leads back to itself", key.2), None));
        }
        self.memo.borrow_mut().insert(key, None);
        let value = evaluate();
        self.memo.borrow_mut().insert(key, Some(value.clone()));
        value
    }

    /// The module of an instance, by its position.
    pub(super) fn module_of(&self, instance: usize) -> usize {
        self.instances.borrow().all[instance].module
    }

    /// The instances that a call makes.
    pub(super) fn children(&self, instance: usize, name: &'a str, block: BlockRef) -> Vec<usize> {
        if let Some(known) = self.children.borrow().get(&(instance, name)) {
            return known.clone();
        }
        // Whoever asks again meanwhile gets none: the answer would hang on itself.
        self.children.borrow_mut().insert((instance, name), Vec::new());
        let made = self.made(block, Scope::new(instance, &Each::default()), true);
        let places = self.instances.borrow_mut().call(self.modules, instance, name, block, || made);
        self.children.borrow_mut().insert((instance, name), places.clone());
        places
    }

    /// What a block with `count` or `for_each` is made into.
    pub(super) fn made(&self, block: BlockRef, scope: Scope<'_>, always_each: bool) -> Made {
        let facts = self.modules.facts(block.file);
        let body = self.modules.block(block).body;
        let once = |each: Each| Made::These(vec![(String::new(), each)]);
        if let Some(at) = self.modules.attribute(block, "count") {
            let count = self.eval(at, scope);
            let number = count.as_number().or_else(|| count.as_bool().map(|on| f64::from(u8::from(on))));
            return match number {
                Some(n) if n < 0.5 && !count.assumed => Made::Nothing,
                _ => {
                    let index = Value::unknown("`count.index`", Some(self.modules.span(at)));
                    once(Each { index: Some(index), ..Each::default() })
                }
            };
        }
        let Some(at) = self.modules.attribute(block, "for_each") else { return once(Each::default()) };
        let over = self.eval(at, scope);
        let place = self.modules.span(at);
        // What a block is made for is a map or a set: an element of a set is its own key.
        let elements = elements(&over).map(|all| match over.as_list() {
            Some(_) => all.into_iter().map(|(_, item)| (item.clone(), item)).collect(),
            None => all,
        });
        match elements {
            Some(elements) if elements.is_empty() && !over.assumed && open_of(&over).is_none() => Made::Nothing,
            Some(elements) if !elements.is_empty() && (always_each || mentions_each(facts, body)) => {
                let each = |(key, value): (Value, Value)| {
                    let index = key.to_text().map_or_else(|| "[…]".to_owned(), |key| format!("[{key:?}]"));
                    (index, Each { key: Some(key), value: Some(value), index: None })
                };
                Made::These(elements.into_iter().take(MOST_MADE).map(each).collect())
            }
            _ => {
                let mut refers = Vec::new();
                over.refers(&mut |address| refers.push(Arc::clone(address)));
                let unknown = |why: &str| {
                    let why = over.why().map_or_else(|| why.to_owned(), |unknown| unknown.why.clone());
                    let unknown = Unknown { why, at: Some(place), refers: refers.clone() };
                    Some(Value::new(Data::Unknown(Arc::new(unknown)), Some(place)))
                };
                once(Each { key: unknown("`each.key`"), value: unknown("`each.value`"), index: None })
            }
        }
    }

    /// The value of an expression.
    pub(super) fn eval(&self, at: At, scope: Scope<'_>) -> Value {
        let place = self.modules.span(at);
        self.steps.set(self.steps.get() + 1);
        if self.exhausted() || self.depth.get() > DEEPEST {
            return Value::unknown("more than can be evaluated", Some(place));
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.eval_now(at, place, scope);
        self.depth.set(self.depth.get() - 1);
        value
    }

    fn eval_now(&self, at: At, place: FileSpan, scope: Scope<'_>) -> Value {
        let facts = self.modules.facts(at.file);
        let go = |expr: ExprId| self.eval(At { file: at.file, expr }, scope);
        match facts.expr(at.expr) {
            Expr::Str(text) => Value::str(facts.str(text), Some(place)),
            Expr::Int(text) | Expr::Float(text) => match facts.str(text).parse() {
                Ok(number) => Value::new(Data::Number(number), Some(place)),
                Err(_) => Value::unknown("a number that cannot be read", Some(place)),
            },
            Expr::Bool(value) => Value::new(Data::Bool(value), Some(place)),
            Expr::Null => Value::new(Data::Null, Some(place)),
            Expr::Template { parts, .. } => self.template(
                facts.exprs_of(parts).map(|part| match facts.expr(part) {
                    Expr::Hole { value, .. } => go(value),
                    _ => go(part),
                }),
                place,
            ),
            Expr::Local(var) => match scope.var(var) {
                Some(value) => value.clone(),
                None => Value::unknown("a variable of a `for`", Some(place)),
            },
            Expr::Path { .. } | Expr::Field { .. } | Expr::Index { .. } => self.reference(at, place, scope),
            Expr::Call { callee, args, .. } => match facts.expr(callee) {
                Expr::Path { name, .. } => {
                    let args: Vec<(ExprId, bool)> = facts
                        .args_of(args)
                        .map(|arg| match facts.expr(arg.value) {
                            Expr::Unary { operand, op: UnaryOp::Spread } => (operand, true),
                            _ => (arg.value, false),
                        })
                        .collect();
                    self.function(facts.str(name), at.file, &args, place, scope)
                }
                _ => Value::unknown("a call", Some(place)),
            },
            Expr::Array(items) => Value::list(facts.exprs_of(items).map(go).collect(), Some(place)),
            Expr::Map(_) => self.body(at, scope),
            Expr::If { cond, then, orelse } => {
                let cond = go(cond);
                match cond.as_bool() {
                    Some(yes) => go(if yes { then } else { orelse }).assumed_if(cond.assumed),
                    None => join::either(go(then), go(orelse), &why_of(&cond, place)),
                }
            }
            Expr::Comprehension { element, clauses } => {
                let clauses: Vec<ExprId> = facts.exprs_of(clauses).collect();
                self.comprehension(facts, at.file, element, &clauses, place, scope)
            }
            Expr::Binary { left, right, op } => self.binary(op, go(left), || go(right), place),
            Expr::Unary { operand, op } => {
                let value = go(operand);
                let data = match op {
                    UnaryOp::Not => value.as_bool().map(|yes| Data::Bool(!yes)),
                    UnaryOp::Neg => value.as_number().map(|n| Data::Number(-n)),
                    _ => None,
                };
                match data {
                    Some(data) => Value::new(data, Some(place)).assumed_if(value.assumed),
                    None => unknown_of(&[&value], place),
                }
            }
            _ => Value::unknown("what could not be read", Some(place)),
        }
    }

    fn template(&self, parts: impl Iterator<Item = Value>, place: FileSpan) -> Value {
        let mut text = String::new();
        let mut unknown = Vec::new();
        let mut assumed = false;
        for part in parts {
            assumed |= part.assumed;
            match (part.to_text(), &part.data) {
                (Some(part), _) => text.push_str(&part),
                // What a `%{ for }` gives.
                (None, Data::List(list)) if list.open.is_none() && list.items.iter().all(|i| i.to_text().is_some()) => {
                    list.items.iter().filter_map(Value::to_text).for_each(|item| text.push_str(&item));
                }
                _ => unknown.push(part),
            }
        }
        if unknown.is_empty() {
            return Value::str(&text, Some(place)).assumed_if(assumed);
        }
        unknown_of(&unknown.iter().collect::<Vec<_>>(), place)
    }

    /// An object, or a block's body: attributes and nested blocks by name. Blocks of one type are a list.
    pub(super) fn body(&self, at: At, scope: Scope<'_>) -> Value {
        let facts = self.modules.facts(at.file);
        let place = self.modules.span(at);
        let Expr::Map(list) = facts.expr(at.expr) else { return Value::unknown("a body", Some(place)) };
        let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        let mut blocks: BTreeMap<&str, List> = BTreeMap::new();
        let mut open = None;
        for entry in facts.exprs_of(list) {
            let go = |expr| self.eval(At { file: at.file, expr }, scope);
            match facts.expr(entry) {
                Expr::Pair { key, value } => match facts.expr(key) {
                    Expr::Str(name) => {
                        let key_at = FileSpan { file: at.file, span: facts.span(entry) };
                        entries.insert(Arc::from(facts.str(name)), go(value).or_at(key_at));
                    }
                    _ => {
                        let key = go(key);
                        match key.to_text() {
                            Some(key) => {
                                entries.insert(Arc::from(key), go(value));
                            }
                            None => open = Some(why_of(&key, place)),
                        }
                    }
                },
                Expr::Struct { name, fields, .. } => {
                    let args: Vec<ExprId> = facts.args_of(fields).map(|arg| arg.value).collect();
                    let Some((body, labels)) = args.split_last() else { continue };
                    let name = facts.str(name);
                    let label = labels.first().and_then(|label| super::modules::text(facts, *label));
                    match label.filter(|_| name == "dynamic") {
                        Some(label) => {
                            let list = blocks.entry(label).or_default();
                            self.dynamic(At { file: at.file, expr: *body }, label, scope, list);
                        }
                        None => {
                            let header = FileSpan { file: at.file, span: facts.span(entry) };
                            let mut value = self.body(At { file: at.file, expr: *body }, scope);
                            value.at = Some(header);
                            blocks.entry(name).or_default().items.push(value);
                        }
                    }
                }
                _ => open = Some(Unknown::new("what could not be read", Some(place))),
            }
        }
        for (name, list) in blocks {
            let place = list.items.first().and_then(|item| item.at).or(Some(place));
            entries.insert(Arc::from(name), Value::new(Data::List(Arc::new(list)), place));
        }
        Value::map(entries, open, Some(place))
    }

    /// The blocks that a `dynamic` block makes.
    fn dynamic(&self, at: At, label: &str, scope: Scope<'_>, into: &mut List) {
        let facts = self.modules.facts(at.file);
        let place = self.modules.span(at);
        let part = |name| super::modules::attribute(facts, at.expr, name);
        let content = super::modules::nested(facts, at.expr).find(|(name, _)| *name == "content").map(|(_, body)| body);
        let iterator = part("iterator").and_then(|name| match facts.expr(name) {
            Expr::Path { name, .. } | Expr::Str(name) => Some(facts.str(name)),
            _ => None,
        });
        let iterator = iterator.unwrap_or(label);
        let Some(over) = part("for_each").map(|expr| self.eval(At { file: at.file, expr }, scope)) else { return };
        let mut content_for = |key: Value, value: Value| {
            let Some(content) = content else { return };
            let both = BTreeMap::from([(Arc::from("key"), key), (Arc::from("value"), value)]);
            let bound = Bound::Iterator(iterator, Value::map(both, None, None));
            let names = Names { bound, outer: scope.names };
            let inner = Scope { names: Some(&names), ..scope };
            let mut value = self.body(At { file: at.file, expr: content }, inner);
            value.at = Some(place);
            into.items.push(value);
        };
        let Some(elements) = elements(&over) else {
            into.open = Some(why_of(&over, place));
            return;
        };
        if elements.is_empty() && over.assumed {
            into.open = Some(Unknown::new(format!("what makes `{label}` blocks"), over.at.or(Some(place))));
        }
        for (key, value) in elements.into_iter().take(MOST_ELEMENTS) {
            content_for(key, value);
        }
        if let Some(open) = open_of(&over) {
            into.open = Some(Arc::clone(open));
        }
    }

    fn comprehension(
        &self,
        facts: &Facts,
        file: FileId,
        element: ExprId,
        clauses: &[ExprId],
        place: FileSpan,
        scope: Scope<'_>,
    ) -> Value {
        let Some((first, conditions)) = clauses.split_first() else {
            return Value::unknown("a `for`", Some(place));
        };
        let Expr::For { pattern, iter, .. } = facts.expr(*first) else {
            return Value::unknown("a `for`", Some(place));
        };
        let over = self.eval(At { file, expr: iter }, scope);
        let Some(elements) = elements(&over) else { return unknown_of(&[&over], place) };
        let (key_var, value_var) = match facts.expr(pattern) {
            Expr::Bind { var, .. } => (None, Some(var)),
            Expr::Tuple(both) => {
                let vars: Vec<VarId> = facts
                    .exprs_of(both)
                    .filter_map(|bind| match facts.expr(bind) {
                        Expr::Bind { var, .. } => Some(var),
                        _ => None,
                    })
                    .collect();
                (vars.first().copied(), vars.get(1).copied())
            }
            _ => (None, None),
        };
        let mut open = open_of(&over).cloned();
        if elements.len() > MOST_ELEMENTS {
            open = Some(Unknown::new("a `for` over very many elements", Some(place)));
        }
        let is_map = matches!(facts.expr(element), Expr::Pair { .. });
        let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        let mut items = Vec::new();
        let mut assumed = over.assumed;
        for (key, value) in elements.into_iter().take(MOST_ELEMENTS) {
            let key = Names { bound: Bound::Var(key_var.unwrap_or(VarId(u32::MAX)), key), outer: scope.names };
            let both = Names { bound: Bound::Var(value_var.unwrap_or(VarId(u32::MAX)), value), outer: Some(&key) };
            let inner = Scope { names: Some(&both), ..scope };
            let go = |expr| self.eval(At { file, expr }, inner);
            let mut passes = Some(true);
            for condition in conditions {
                let condition = go(*condition);
                assumed |= condition.assumed;
                match condition.as_bool() {
                    Some(true) => {}
                    Some(false) => passes = Some(false),
                    None => {
                        open = Some(why_of(&condition, place));
                        passes = passes.filter(|passes| !passes);
                    }
                }
            }
            if passes != Some(true) {
                continue;
            }
            match facts.expr(element) {
                Expr::Pair { key, value } => {
                    let key = go(key);
                    match key.to_text() {
                        Some(key) => match facts.expr(value) {
                            Expr::Unary { operand, op: UnaryOp::Spread } => {
                                let value = go(operand);
                                let mut group = match entries.remove(key.as_str()).map(|v| v.data) {
                                    Some(Data::List(list)) => (*list).clone(),
                                    _ => List::default(),
                                };
                                group.items.push(value);
                                entries.insert(Arc::from(key), Value::new(Data::List(Arc::new(group)), Some(place)));
                            }
                            _ => {
                                entries.insert(Arc::from(key), go(value));
                            }
                        },
                        None => open = Some(why_of(&key, place)),
                    }
                }
                _ => items.push(go(element)),
            }
        }
        let value = if is_map {
            Value::map(entries, open, Some(place))
        } else {
            Value::new(Data::List(Arc::new(List { items, open })), Some(place))
        };
        value.assumed_if(assumed)
    }

    fn binary(&self, op: BinaryOp, left: Value, right: impl FnOnce() -> Value, place: FileSpan) -> Value {
        let boolean = |value: bool, assumed| Value::new(Data::Bool(value), Some(place)).assumed_if(assumed);
        match (op, left.as_bool()) {
            (BinaryOp::And, Some(false)) => return boolean(false, left.assumed),
            (BinaryOp::Or, Some(true)) => return boolean(true, left.assumed),
            _ => {}
        }
        let right = right();
        let assumed = left.assumed || right.assumed;
        let number = |f: fn(f64, f64) -> f64| {
            let n = f(left.as_number()?, right.as_number()?);
            Some(Value::new(Data::Number(n), Some(place)).assumed_if(assumed))
        };
        let known = match op {
            BinaryOp::And => match (left.as_bool(), right.as_bool()) {
                (_, Some(false)) => Some(boolean(false, right.assumed)),
                (Some(true), Some(true)) => Some(boolean(true, assumed)),
                _ => None,
            },
            BinaryOp::Or => match (left.as_bool(), right.as_bool()) {
                (_, Some(true)) => Some(boolean(true, right.assumed)),
                (Some(false), Some(false)) => Some(boolean(false, assumed)),
                _ => None,
            },
            BinaryOp::Eq => join::equal(&left, &right).map(|equal| boolean(equal, assumed)),
            BinaryOp::Order => match (left.as_number(), right.as_number()) {
                (Some(a), Some(b)) => Some(boolean(a < b, assumed)),
                _ => None,
            },
            BinaryOp::Add => number(|a, b| a + b),
            BinaryOp::Sub => number(|a, b| a - b),
            BinaryOp::Mul => number(|a, b| a * b),
            BinaryOp::Div => number(|a, b| a / b),
            BinaryOp::Rem => number(|a, b| a % b),
            _ => None,
        };
        known.unwrap_or_else(|| unknown_of(&[&left, &right], place))
    }
}

/// Why a value is not known, or what it hangs on as a whole.
pub(super) fn why_of(value: &Value, place: FileSpan) -> Arc<Unknown> {
    match &value.data {
        Data::Unknown(unknown) => Arc::clone(unknown),
        _ => match open_of(value) {
            Some(open) => Arc::clone(open),
            None => Unknown::new("a value of another type", value.at.or(Some(place))),
        },
    }
}

/// Why there may be more in a collection.
pub(super) fn open_of(value: &Value) -> Option<&Arc<Unknown>> {
    match &value.data {
        Data::List(list) => list.open.as_ref(),
        Data::Map(map) => map.open.as_ref(),
        _ => None,
    }
}

/// What hangs on values of which some are not known.
pub(super) fn unknown_of(values: &[&Value], place: FileSpan) -> Value {
    let first = values.iter().find(|v| v.why().is_some() || open_of(v).is_some()).or(values.first());
    let mut unknown = match first {
        Some(value) => (*why_of(value, place)).clone(),
        None => Unknown { why: "an expression".to_owned(), at: Some(place), refers: Vec::new() },
    };
    unknown.refers.clear();
    for value in values {
        value.refers(&mut |address| {
            if !unknown.refers.contains(address) {
                unknown.refers.push(Arc::clone(address));
            }
        });
    }
    let assumed = values.iter().any(|v| v.assumed);
    Value::new(Data::Unknown(Arc::new(unknown)), Some(place)).assumed_if(assumed)
}

/// The elements of a collection, key and value; the key of a list's element is its index. `None`
/// where nothing is known of it.
pub(super) fn elements(value: &Value) -> Option<Vec<(Value, Value)>> {
    match &value.data {
        Data::Map(map) => {
            Some(map.entries.iter().map(|(key, value)| (Value::str(key, value.at), value.clone())).collect())
        }
        Data::List(list) => Some(
            list.items
                .iter()
                .enumerate()
                .map(|(i, item)| {
                    #[expect(clippy::cast_precision_loss, reason = "an index of a list that was written by hand")]
                    let key = Value::new(Data::Number(i as f64), item.at);
                    (key, item.clone())
                })
                .collect(),
        ),
        Data::Null => Some(Vec::new()),
        _ => None,
    }
}

/// Whether a body asks for `each`.
fn mentions_each(facts: &Facts, body: ExprId) -> bool {
    let mut todo = vec![body];
    while let Some(at) = todo.pop() {
        if let Expr::Path { name, .. } = facts.expr(at)
            && facts.str(name) == "each"
        {
            return true;
        }
        facts.children(at, |child| todo.push(child));
    }
    false
}
