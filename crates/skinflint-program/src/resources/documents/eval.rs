//! From expressions to values.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use skinflint_base::{FileId, FileSpan, Span};
use skinflint_facts::{BinaryOp, Expr, ExprId, ExprList, UnaryOp, VarId};

use super::super::value::{Data, List, Map, Unknown, Value};
use super::{helm::Templates, list_of, unknown_value};
use crate::unit::Unit;

/// What an expression is evaluated in: one use of one template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Env {
    /// `$`, and `.` outside of `with` and `range`.
    pub(crate) root: Value,
    /// What loops bind.
    vars: FxHashMap<VarId, Value>,
    /// Templates entered below each other.
    depth: u32,
}

impl Env {
    pub(crate) fn new(root: Value) -> Self {
        Self { root, vars: FxHashMap::default(), depth: 0 }
    }

    /// Within a named template that is given `root`.
    pub(super) fn within(&self, root: Value) -> Self {
        Self { root, vars: FxHashMap::default(), depth: self.depth + 1 }
    }

    fn with(&self, var: VarId, value: Value) -> Self {
        let mut env = self.clone();
        env.vars.insert(var, value);
        env
    }
}

impl Default for Value {
    fn default() -> Self {
        Self::new(Data::Null, None)
    }
}

/// Steps that one file may take, templates it uses included.
const STEPS: u32 = 400_000;
/// Named templates below each other.
const DEPTH: u32 = 24;
/// Expressions below each other.
const NESTING: u32 = 220;
/// Elements that one loop is run for.
const ROUNDS: usize = 64;

/// Evaluates expressions of a tree's files.
pub(crate) struct Evaluator<'a> {
    pub(crate) units: &'a [Unit],
    pub(crate) templates: &'a Templates,
    steps: Cell<u32>,
    nesting: Cell<u32>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(units: &'a [Unit], templates: &'a Templates) -> Self {
        Self { units, templates, steps: Cell::new(STEPS), nesting: Cell::new(0) }
    }

    /// A new file: all steps are there again.
    pub(crate) fn rewind(&self) {
        self.steps.set(STEPS);
    }

    /// The roots that a document's body gives: one, or one per branch and element.
    pub(crate) fn roots(
        &self,
        file: FileId,
        body: ExprId,
        env: &Env,
        conditional: bool,
        give: &mut dyn FnMut(Value, Span, bool),
    ) {
        if !body.is_some() || !self.step() {
            return;
        }
        let facts = &self.units[file.0 as usize].facts;
        match facts.expr(body) {
            Expr::If { cond, then, orelse } => {
                // What is off by default is judged too: somebody turns it on.
                let known = self.truth(&self.eval(file, cond, env)) == Some(true);
                self.roots(file, then, env, true, give);
                if !known {
                    self.roots(file, orelse, env, true, give);
                }
            }
            Expr::For { pattern, iter, body } => {
                for env in self.rounds(file, pattern, iter, env).0 {
                    self.roots(file, body, &env, true, give);
                }
            }
            Expr::Block { statements, .. } => {
                for statement in facts.exprs_of(statements) {
                    self.roots(file, statement, env, conditional, give);
                }
            }
            // A document that another template makes.
            Expr::Template { parts, .. } => {
                if let Some((file, body, env)) = self.included(file, parts, env) {
                    self.roots(file, body, &env, conditional, give);
                } else {
                    give(self.eval(file, body, env), facts.span(body), conditional);
                }
            }
            Expr::Map(list) => {
                let value = self.eval(file, body, env);
                let first = facts.exprs_of(list).next().map_or(Span::default(), |e| facts.span(e));
                give(value, first, conditional);
            }
            _ => give(self.eval(file, body, env), facts.span(body), conditional),
        }
    }

    /// The named template that a text is made of, if it is nothing else.
    fn included(&self, file: FileId, parts: ExprList, env: &Env) -> Option<(FileId, ExprId, Env)> {
        let facts = &self.units[file.0 as usize].facts;
        let mut parts = facts.exprs_of(parts);
        let (Some(only), None) = (parts.next(), parts.next()) else { return None };
        let Expr::Hole { value, .. } = facts.expr(only) else { return None };
        let Expr::Call { callee, args, .. } = facts.expr(value) else { return None };
        let Expr::Path { name, .. } = facts.expr(callee) else { return None };
        if !matches!(facts.str(name), "include" | "template") || env.depth >= DEPTH {
            return None;
        }
        let args: Vec<Value> = facts.args_of(args).map(|arg| self.eval(file, arg.value, env)).collect();
        let (template, body) = self.templates.find(file, args.first()?.as_str()?)?;
        Some((template, body, env.within(args.get(1).cloned().unwrap_or_default())))
    }

    fn step(&self) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0
    }

    pub(crate) fn at(&self, file: FileId, id: ExprId) -> FileSpan {
        FileSpan { file, span: self.units[file.0 as usize].facts.span(id) }
    }

    /// The value of an expression.
    pub(crate) fn eval(&self, file: FileId, id: ExprId, env: &Env) -> Value {
        if !id.is_some() {
            return Value::default();
        }
        let nesting = self.nesting.get();
        if nesting > NESTING || !self.step() {
            return Value::unknown("more than what is evaluated of one file", Some(self.at(file, id)));
        }
        self.nesting.set(nesting + 1);
        let mut value = self.eval_inside(file, id, env);
        self.nesting.set(nesting);
        // What a value of the chart's stands for is read where it is used.
        value.at = Some(self.at(file, id));
        value
    }

    fn eval_inside(&self, file: FileId, id: ExprId, env: &Env) -> Value {
        let facts = &*self.units[file.0 as usize].facts;
        let at = Some(self.at(file, id));
        match facts.expr(id) {
            Expr::Str(sym) => self.text(facts.str(sym), at),
            Expr::Int(sym) | Expr::Float(sym) => number(facts.str(sym), at),
            Expr::Bool(value) => Value::new(Data::Bool(value), at),
            Expr::Map(list) => self.map(file, list, env, at),
            Expr::Array(list) => self.list(file, list, env, at),
            Expr::Template { parts, .. } => self.template(file, parts, env, at),
            Expr::Hole { value, .. } => self.eval(file, value, env),
            Expr::Path { name, .. } => match facts.str(name) {
                "$" => env.root.clone(),
                name => Value::unknown(format!("`{name}`"), at),
            },
            Expr::Local(var) => match env.vars.get(&var) {
                Some(value) => value.clone(),
                None => Value::unknown("an element of what a loop goes over", at),
            },
            Expr::Field { base, name } => self.field(file, base, facts.str(name), env, at),
            Expr::Index { base, .. } => self.eval(file, base, env),
            Expr::Call { callee, args, .. } => {
                let args: Vec<ExprId> = facts.args_of(args).map(|arg| arg.value).collect();
                let name = match facts.expr(callee) {
                    Expr::Path { name, .. } => facts.str(name),
                    _ => "",
                };
                self.call(file, name, &args, env, at)
            }
            Expr::Binary { left, right, op } => self.binary(file, left, right, op, env, at),
            Expr::Unary { operand, op: UnaryOp::Not } => match self.truth(&self.eval(file, operand, env)) {
                Some(truth) => Value::new(Data::Bool(!truth), at),
                None => Value::unknown("a condition", at),
            },
            Expr::If { cond, then, orelse } => {
                let cond = self.eval(file, cond, env);
                match self.truth(&cond) {
                    Some(true) => self.eval(file, then, env),
                    Some(false) if !cond.assumed => self.eval(file, orelse, env),
                    _ => {
                        let why = why_of(&cond).unwrap_or_else(|| Unknown::new("a condition", at));
                        let then = self.eval(file, then, env);
                        let orelse = if orelse.is_some() { Some(self.eval(file, orelse, env)) } else { None };
                        either(then, orelse, &why, at)
                    }
                }
            }
            Expr::For { pattern, iter, body } => {
                let (rounds, open) = self.rounds(file, pattern, iter, env);
                let values: Vec<Value> = rounds.iter().map(|env| self.eval(file, body, env)).collect();
                gathered(values, open, at)
            }
            Expr::AnyOf(list) => {
                let mut values = facts.exprs_of(list).map(|e| self.eval(file, e, env));
                let first = values.next().unwrap_or_default();
                let why = Unknown::new("a variable that is set more than once", at);
                values.fold(first, |a, b| either(a, Some(b), &why, at))
            }
            Expr::Block { statements, .. } => {
                let mut values: Vec<Value> = facts.exprs_of(statements).map(|s| self.eval(file, s, env)).collect();
                values.retain(|value| !value.is_null());
                match values.len() {
                    0 => Value::default(),
                    1 => values.remove(0),
                    _ => gathered(values, None, at),
                }
            }
            Expr::Null => Value::new(Data::Null, at),
            _ => Value::unknown("what cannot be read here", at),
        }
    }

    /// A text; what a tool outside of the tree replaces in it is not known.
    fn text(&self, text: &str, at: Option<FileSpan>) -> Value {
        if let Some(from) = text.find("${")
            && let Some(len) = text[from..].find('}')
            && from + len + 1 == text.len()
            && from == 0
        {
            return Value::unknown(format!("the substitution `{text}`"), at);
        }
        Value::str(text, at)
    }

    fn field(&self, file: FileId, base: ExprId, name: &str, env: &Env, at: Option<FileSpan>) -> Value {
        let base = self.eval(file, base, env);
        match &base.data {
            Data::Map(map) => match map.entries.get(name) {
                Some(value) => value.clone().assumed_if(base.assumed),
                None => match &map.open {
                    Some(open) => unknown_value(open, at),
                    None if base.assumed => Value::unknown(format!("the value `{name}`"), at),
                    None => Value::default(),
                },
            },
            Data::Unknown(unknown) => unknown_value(unknown, at),
            Data::Null if base.assumed => Value::unknown(format!("the value `{name}`"), at),
            _ => Value::default(),
        }
    }

    fn binary(
        &self,
        file: FileId,
        left: ExprId,
        right: ExprId,
        op: BinaryOp,
        env: &Env,
        at: Option<FileSpan>,
    ) -> Value {
        let l = self.eval(file, left, env);
        match op {
            BinaryOp::Or => match self.truth(&l) {
                Some(true) => l,
                Some(false) if !l.assumed => self.eval(file, right, env),
                _ => {
                    let r = self.eval(file, right, env);
                    // Either of two: what one of them surely is, the whole is at least.
                    if self.truth(&r) == Some(true) && l.why().is_none() {
                        r
                    } else {
                        Value::unknown("a condition", at)
                    }
                }
            },
            BinaryOp::And => match self.truth(&l) {
                Some(true) => self.eval(file, right, env),
                Some(false) if !l.assumed => l,
                _ => Value::unknown("a condition", at),
            },
            BinaryOp::Eq => {
                let r = self.eval(file, right, env);
                match (l.to_text(), r.to_text()) {
                    (Some(a), Some(b)) => {
                        let mut value = Value::new(Data::Bool(a == b), at);
                        value.assumed = l.assumed || r.assumed;
                        value
                    }
                    _ => Value::unknown("a comparison", at),
                }
            }
            _ => Value::unknown("an operator", at),
        }
    }

    /// Whether a value counts as true; `None` where it cannot be known, as with what a chart's values
    /// leave off.
    pub(crate) fn truth(&self, value: &Value) -> Option<bool> {
        let truth = match &value.data {
            Data::Null => false,
            Data::Bool(value) => *value,
            Data::Number(n) => *n != 0.0,
            Data::Str(text) => !text.is_empty(),
            Data::List(list) => {
                if list.items.is_empty() && list.open.is_some() {
                    return None;
                }
                !list.items.is_empty()
            }
            Data::Map(map) => {
                if map.entries.is_empty() && map.open.is_some() {
                    return None;
                }
                !map.entries.is_empty()
            }
            Data::Unknown(_) => return None,
        };
        Some(truth)
    }

    fn map(&self, file: FileId, list: ExprList, env: &Env, at: Option<FileSpan>) -> Value {
        let facts = &*self.units[file.0 as usize].facts;
        let mut entries = BTreeMap::new();
        let mut open = None;
        for entry in facts.exprs_of(list) {
            match facts.expr(entry) {
                Expr::Pair { key, value } => {
                    let key_at = self.at(file, key);
                    let key = match facts.expr(key) {
                        Expr::Str(sym) | Expr::Int(sym) | Expr::Float(sym) => Some(Arc::from(facts.str(sym))),
                        Expr::Bool(b) => Some(Arc::from(if b { "true" } else { "false" })),
                        _ => self.eval(file, key, env).to_text().map(Arc::from),
                    };
                    let mut value = self.eval(file, value, env);
                    // An entry stands where its key does; what an alias brings is elsewhere.
                    value.at = Some(match value.at {
                        Some(at) if at.file == file && at.span.start >= key_at.span.start => {
                            FileSpan { file, span: key_at.span.to(at.span) }
                        }
                        _ => key_at,
                    });
                    match key {
                        Some(key) => {
                            entries.insert(key, value);
                        }
                        None => open = open.or_else(|| Some(Unknown::new("a key that is computed", at))),
                    }
                }
                Expr::Unary { operand, .. } => {
                    // A merge key gives way to what is written beside it.
                    let spread = self.eval(file, operand, env);
                    self.spread_into(&mut entries, &mut open, spread);
                }
                _ => open = open.or_else(|| Some(Unknown::new("what cannot be read here", at))),
            }
        }
        Value::new(Data::Map(Arc::new(Map { entries, open })), at)
    }

    fn spread_into(&self, entries: &mut BTreeMap<Arc<str>, Value>, open: &mut Option<Arc<Unknown>>, spread: Value) {
        match spread.data {
            Data::Map(map) => {
                for (key, value) in &map.entries {
                    entries.entry(key.clone()).or_insert_with(|| value.clone().assumed_if(spread.assumed));
                }
                if open.is_none() {
                    open.clone_from(&map.open);
                }
            }
            Data::Unknown(unknown) => *open = open.take().or(Some(unknown)),
            Data::Str(text) if !text.trim().is_empty() => {
                *open = open.take().or_else(|| Some(Unknown::new("a text that a template makes", spread.at)));
            }
            Data::List(list) => {
                if let Some(unknown) = &list.open {
                    *open = open.take().or_else(|| Some(unknown.clone()));
                }
            }
            _ => {}
        }
    }

    fn list(&self, file: FileId, list: ExprList, env: &Env, at: Option<FileSpan>) -> Value {
        let facts = &*self.units[file.0 as usize].facts;
        let mut items = Vec::with_capacity(facts.len_of(list));
        let mut open = None;
        for entry in facts.exprs_of(list) {
            let Expr::Unary { operand, op: UnaryOp::Spread } = facts.expr(entry) else {
                items.push(self.eval(file, entry, env));
                continue;
            };
            let spread = self.eval(file, operand, env);
            match spread.data {
                Data::List(more) => {
                    items.extend(more.items.iter().cloned());
                    open = open.or_else(|| more.open.clone());
                }
                Data::Unknown(unknown) => open = open.or(Some(unknown)),
                Data::Map(ref map) if map.entries.is_empty() => open = open.or_else(|| map.open.clone()),
                Data::Map(_) => items.push(spread),
                Data::Str(ref text) if !text.trim().is_empty() => {
                    open = open.or_else(|| Some(Unknown::new("a text that a template makes", at)));
                }
                _ => {}
            }
        }
        list_of(items, open, at)
    }

    /// A text with holes; one hole alone is what fills it.
    fn template(&self, file: FileId, parts: ExprList, env: &Env, at: Option<FileSpan>) -> Value {
        let facts = &*self.units[file.0 as usize].facts;
        if let (1, Some(only)) = (facts.len_of(parts), facts.exprs_of(parts).next())
            && let Expr::Hole { value, .. } = facts.expr(only)
        {
            return self.eval(file, value, env);
        }
        let mut text = String::new();
        let mut assumed = false;
        for part in facts.exprs_of(parts) {
            match facts.expr(part) {
                Expr::Str(sym) => text.push_str(facts.str(sym)),
                Expr::Hole { value, .. } => {
                    let value = self.eval(file, value, env);
                    assumed |= value.assumed;
                    match (value.to_text(), &value.data) {
                        (Some(piece), _) => text.push_str(&piece),
                        (None, Data::Null) => {}
                        (None, Data::Unknown(unknown)) => return unknown_value(unknown, at),
                        (None, _) => return Value::unknown("a text that a template makes", at),
                    }
                }
                _ => return Value::unknown("a text that a template makes", at),
            }
        }
        self.text(&text, at).assumed_if(assumed)
    }

    /// The surroundings of each round of a loop, and why there may be more.
    pub(super) fn rounds(
        &self,
        file: FileId,
        pattern: ExprId,
        iter: ExprId,
        env: &Env,
    ) -> (Vec<Env>, Option<Arc<Unknown>>) {
        let facts = &*self.units[file.0 as usize].facts;
        let bind = |id: ExprId| match facts.expr(id) {
            Expr::Bind { var, .. } => Some(var),
            _ => None,
        };
        let (key, element) = match facts.expr(pattern) {
            Expr::Tuple(list) => {
                let mut vars = facts.exprs_of(list).map(bind);
                (vars.next().flatten(), vars.next().flatten())
            }
            _ => (None, bind(pattern)),
        };
        let with = |index: Value, value: Value| {
            let env = match element {
                Some(var) => env.with(var, value),
                None => env.clone(),
            };
            match key {
                Some(var) => env.with(var, index),
                None => env,
            }
        };
        let over = if iter.is_some() { self.eval(file, iter, env) } else { Value::default() };
        match &over.data {
            Data::List(list) if !list.items.is_empty() => {
                let rounds = list.items.iter().take(ROUNDS).enumerate();
                let rounds = rounds
                    .map(|(i, item)| {
                        with(Value::new(Data::Number(i as f64), item.at), item.clone().assumed_if(over.assumed))
                    })
                    .collect();
                (rounds, list.open.clone())
            }
            Data::Map(map) if !map.entries.is_empty() => {
                let rounds = map.entries.iter().take(ROUNDS);
                let rounds =
                    rounds.map(|(k, v)| with(Value::str(k, v.at), v.clone().assumed_if(over.assumed))).collect();
                (rounds, map.open.clone())
            }
            // Once, for whatever an element may be.
            _ => {
                let why = why_of(&over).unwrap_or_else(|| Unknown::new("what a loop goes over", over.at));
                (vec![with(unknown_value(&why, over.at), unknown_value(&why, over.at))], Some(why))
            }
        }
    }

    pub(super) fn depth_left(env: &Env) -> bool {
        env.depth < DEPTH
    }
}

fn number(text: &str, at: Option<FileSpan>) -> Value {
    match text.parse::<f64>() {
        Ok(number) => Value::new(Data::Number(number), at),
        Err(_) => Value::str(text, at),
    }
}

/// Why a value, or part of it, is not known.
pub(super) fn why_of(value: &Value) -> Option<Arc<Unknown>> {
    match &value.data {
        Data::Unknown(unknown) => Some(unknown.clone()),
        Data::Map(map) => map.open.clone(),
        Data::List(list) => list.open.clone(),
        _ => None,
    }
}

/// One of two values, and it is not known which.
pub(super) fn either(then: Value, orelse: Option<Value>, why: &Arc<Unknown>, at: Option<FileSpan>) -> Value {
    let orelse = orelse.unwrap_or_default();
    match (&then.data, &orelse.data) {
        (Data::Map(_) | Data::Null, Data::Map(_) | Data::Null) if !(then.is_null() && orelse.is_null()) => {
            let empty = Map::default();
            let (a, b) = (then.as_map().unwrap_or(&empty), orelse.as_map().unwrap_or(&empty));
            let mut entries = BTreeMap::new();
            for key in a.entries.keys().chain(b.entries.keys()) {
                if entries.contains_key(key) {
                    continue;
                }
                let value = match (a.entries.get(key), b.entries.get(key)) {
                    (Some(x), Some(y)) if x == y => x.clone(),
                    (Some(x), Some(y)) => either(x.clone(), Some(y.clone()), why, x.at),
                    (Some(x), None) | (None, Some(x)) => maybe(x, why),
                    (None, None) => continue,
                };
                entries.insert(key.clone(), value);
            }
            let open = a.open.clone().or_else(|| b.open.clone());
            Value::new(Data::Map(Arc::new(Map { entries, open })), at)
        }
        (Data::List(_) | Data::Null, Data::List(_) | Data::Null) if !(then.is_null() && orelse.is_null()) => {
            let mut items: Vec<Value> = Vec::new();
            let mut open = None;
            for list in [&then, &orelse].into_iter().filter_map(|v| v.as_list()) {
                items.extend(list.items.iter().cloned());
                open = open.or_else(|| list.open.clone());
            }
            list_of(items, open.or_else(|| Some(why.clone())), at)
        }
        _ if then == orelse => then,
        _ => unknown_value(why, at),
    }
}

/// What is there under a condition: for lists and maps with what is in them, since each part of them
/// may be judged; else nothing that could be relied upon.
fn maybe(value: &Value, why: &Arc<Unknown>) -> Value {
    match &value.data {
        Data::List(list) => {
            let list = List { items: list.items.clone(), open: list.open.clone().or_else(|| Some(why.clone())) };
            Value { data: Data::List(Arc::new(list)), at: value.at, assumed: value.assumed }
        }
        Data::Map(map) => {
            let map = Map { entries: map.entries.clone(), open: map.open.clone().or_else(|| Some(why.clone())) };
            Value { data: Data::Map(Arc::new(map)), at: value.at, assumed: value.assumed }
        }
        _ => unknown_value(why, value.at),
    }
}

/// What several rounds or alternatives give together.
fn gathered(values: Vec<Value>, open: Option<Arc<Unknown>>, at: Option<FileSpan>) -> Value {
    let mut entries = BTreeMap::new();
    let mut items = Vec::new();
    let (mut maps, mut lists) = (false, false);
    let mut open = open;
    for value in values {
        match &value.data {
            Data::Map(map) => {
                maps = true;
                for (key, value) in &map.entries {
                    entries.insert(key.clone(), value.clone());
                }
                open = open.or_else(|| map.open.clone());
            }
            Data::List(list) => {
                lists = true;
                items.extend(list.items.iter().cloned());
                open = open.or_else(|| list.open.clone());
            }
            Data::Null => {}
            Data::Unknown(unknown) => open = open.or_else(|| Some(unknown.clone())),
            _ => open = open.or_else(|| Some(Unknown::new("a text that a template makes", value.at))),
        }
    }
    match (maps, lists, open) {
        (false, true, open) => list_of(items, open, at),
        (true, _, open) => Value::new(Data::Map(Arc::new(Map { entries, open })), at),
        (false, false, Some(open)) => unknown_value(&open, at),
        (false, false, None) => Value::new(Data::Null, at),
    }
}
