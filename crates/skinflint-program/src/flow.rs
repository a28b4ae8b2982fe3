//! Where a value comes from: backwards through bindings, parameters to their call sites, fields to
//! what they are given, calls to what they return. Bounded in steps; what it cannot follow it says.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashSet};
use skinflint_base::FileId;
use skinflint_facts::{BinaryOp, Expr, ExprId, FnKind, UnaryOp, VarId};

use crate::eval::{Edge, Eval};
use crate::models::FlowReturn;
use crate::symbols::Def;
use crate::types::Type;
use crate::unit::{FnRef, Node};

/// A call that was gone into: inside, parameters have this call's arguments and no others.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) call: Node,
    pub(crate) callee: FnRef,
    pub(crate) up: Option<Arc<Frame>>,
    depth: u32,
    /// Of the whole chain: chains are compared at every step.
    hash: u64,
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || (self.hash == other.hash
                && self.call == other.call
                && self.callee == other.callee
                && self.up == other.up)
    }
}

impl Eq for Frame {}

impl Hash for Frame {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// An expression as reached through calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct At {
    pub(crate) node: Node,
    pub(crate) frame: Option<Arc<Frame>>,
}

impl At {
    pub(crate) fn new(node: Node) -> Self {
        Self { node, frame: None }
    }

    /// Another expression of the same body.
    pub(crate) fn to(&self, expr: ExprId) -> Self {
        Self { node: Node { file: self.node.file, expr }, frame: self.frame.clone() }
    }
}

/// One step back.
#[derive(Debug)]
pub(crate) enum Step {
    /// The value is any of these.
    To(Vec<At>),
    /// There is no going further.
    Leaf,
}

/// Calls gone into below each other.
const DEEPEST_FRAME: u32 = 6;
/// Steps for one question.
const MOST_STEPS: usize = 4_000;
/// A field given in more places than this says nothing.
const MOST_FIELD_VALUES: usize = 40;

impl Eval<'_> {
    pub(crate) fn frame(&self, call: &At, callee: FnRef) -> Option<Option<Arc<Frame>>> {
        let depth = call.frame.as_ref().map_or(0, |f| f.depth + 1);
        if depth > DEEPEST_FRAME {
            return None;
        }
        let mut up = call.frame.as_ref();
        while let Some(f) = up {
            if f.callee == callee {
                return None;
            }
            up = f.up.as_ref();
        }
        let hash = FxBuildHasher.hash_one((call.node, callee, call.frame.as_ref().map(|f| f.hash)));
        Some(Some(Arc::new(Frame { call: call.node, callee, up: call.frame.clone(), depth, hash })))
    }

    /// All places a value can come from, each as far back as can be followed. The second part says
    /// whether nothing was given up on.
    pub(crate) fn sources(&self, at: &At) -> (Vec<At>, bool) {
        let Some(_asked) = self.ask() else { return (vec![at.clone()], false) };
        let mut leaves = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue = vec![at.clone()];
        while let Some(next) = queue.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            if seen.len() > MOST_STEPS {
                return (leaves, false);
            }
            match self.step(&next) {
                Step::To(more) => queue.extend(more.into_iter().rev()),
                Step::Leaf => leaves.push(next),
            }
        }
        (leaves, true)
    }

    /// One step back from an expression.
    pub(crate) fn step(&self, at: &At) -> Step {
        let Some(_asked) = self.ask() else { return Step::Leaf };
        if !self.burn() {
            return Step::Leaf;
        }
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        match self.expr(at.node) {
            Expr::Local(var) => self.step_var(at, var),
            // Stands for what a pattern takes out of something opaque.
            Expr::Bind { .. } => Step::Leaf,
            Expr::Path { .. } => self.step_path(at),
            Expr::Field { base, name } => self.step_field(at, base, unit.str(name)),
            Expr::Unary { operand, op } => match op {
                UnaryOp::Ref
                | UnaryOp::Deref
                | UnaryOp::Try
                | UnaryOp::Await
                | UnaryOp::Async
                | UnaryOp::Debug
                | UnaryOp::Display => Step::To(vec![at.to(operand)]),
                _ => Step::Leaf,
            },
            Expr::Cast { operand, .. } => Step::To(vec![at.to(operand)]),
            Expr::Binary { left, right, op: BinaryOp::Or } => Step::To(vec![at.to(left), at.to(right)]),
            Expr::Binary { right, op: BinaryOp::And, .. } => Step::To(vec![at.to(right)]),
            Expr::If { then, orelse, .. } => Step::To(
                [then, orelse]
                    .into_iter()
                    .filter(|e| e.is_some() && !self.diverges(at, *e))
                    .map(|e| at.to(e))
                    .collect(),
            ),
            Expr::Match { arms, .. } => Step::To(
                facts
                    .exprs_of(arms)
                    .filter_map(|a| match facts.expr(a) {
                        Expr::Arm { body, .. } if body.is_some() && !self.diverges(at, body) => Some(at.to(body)),
                        _ => None,
                    })
                    .collect(),
            ),
            Expr::Block { tail, statements } => {
                if tail.is_some() {
                    return Step::To(vec![at.to(tail)]);
                }
                // A body without a value of its own: what it returns.
                let _ = statements;
                Step::Leaf
            }
            Expr::Index { base, index } => self.step_index(at, base, index),
            Expr::Call { .. } => self.step_call(at),
            Expr::Closure { body, .. } => Step::To(vec![at.to(body)]),
            _ => Step::Leaf,
        }
    }

    /// Whether a branch gives no value: it returns, breaks, continues or raises.
    pub(crate) fn diverges(&self, at: &At, expr: ExprId) -> bool {
        let unit = self.unit(at.node.file);
        match unit.expr(expr) {
            Expr::Return(_) | Expr::Break(_) | Expr::Continue => true,
            Expr::Unary { op: UnaryOp::Raise, .. } => true,
            Expr::Block { statements, tail } => {
                let last = if tail.is_some() { Some(tail) } else { unit.facts.exprs_of(statements).last() };
                last.is_some_and(|l| self.diverges(at, l))
            }
            Expr::Call { callee, .. } => {
                matches!(unit.expr(callee), Expr::Path { name, .. } if matches!(unit.str(name), "panic!" | "unreachable!" | "unimplemented!" | "todo!" | "bail!" | "anyhow::bail!"))
            }
            _ => false,
        }
    }

    fn step_var(&self, at: &At, var: VarId) -> Step {
        let file = at.node.file;
        let unit = self.unit(file);
        let of = &unit.facts.vars[var.index()];
        let mut found = Vec::new();
        if let Some((f, n)) = of.param {
            let f = FnRef { file, id: f };
            match self.step_param(at, f, n as usize) {
                Some(values) => found.extend(values),
                None if unit.facts.defs_of(var).is_empty() => return Step::Leaf,
                None => found.push(self.leaf_of_param(at, var)),
            }
        }
        for def in unit.facts.defs_of(var) {
            self.step_def(at, *def, var, &mut found);
        }
        // Text that grows: `s.push_str(x)`.
        for call in self.uses_of(file, var).iter() {
            match self.callee_name(*call) {
                "push_str" => found.extend(self.args(*call).iter().map(|a| at.to(a.value))),
                "write!" | "writeln!" => found.extend(self.args(*call).iter().skip(1).map(|a| at.to(a.value))),
                _ => {}
            }
        }
        found.retain(|f| f != at);
        if found.is_empty() { Step::Leaf } else { Step::To(found) }
    }

    /// A parameter that is also assigned: its own value stands for itself, at its `Bind` or at the
    /// first expression of its kind; there is none to name, so the asking place stays a leaf beside
    /// the others by being itself.
    fn leaf_of_param(&self, at: &At, _var: VarId) -> At {
        at.clone()
    }

    /// The values of a parameter: this call's where one was gone into, else every caller's. `None`
    /// where nobody is known to call it, or too much.
    pub(crate) fn step_param(&self, at: &At, f: FnRef, n: usize) -> Option<Vec<At>> {
        let facts = &self.unit(f.file).facts;
        let function = self.function(f);
        let default = facts.params_of(function).get(n).map_or(ExprId::NONE, |p| p.default);
        let or_default = |values: Vec<Node>, frame: Option<Arc<Frame>>| -> Vec<At> {
            if values.is_empty() && default.is_some() {
                return vec![At::new(Node { file: f.file, expr: default })];
            }
            values.into_iter().map(|node| At { node, frame: frame.clone() }).collect()
        };
        let mut frame = at.frame.as_ref();
        while let Some(inner) = frame {
            if inner.callee == f {
                let values = or_default(self.given(inner.call, f, n), inner.up.clone());
                return (!values.is_empty()).then_some(values);
            }
            frame = inner.up.as_ref();
        }
        let callers = self.callers(f)?;
        if callers.is_empty() {
            return None;
        }
        let mut all = Vec::new();
        for call in callers.iter() {
            if self.targets(*call).edge == Edge::ByName {
                self.lean_on_name();
            }
            let values = or_default(self.given(*call, f, n), None);
            if values.is_empty() {
                return None;
            }
            all.extend(values);
        }
        Some(all)
    }

    fn step_def(&self, at: &At, def: ExprId, var: VarId, found: &mut Vec<At>) {
        let unit = self.unit(at.node.file);
        match unit.expr(def) {
            Expr::Let { pattern, value, .. } if value.is_some() => {
                self.project(at, pattern, var, at.to(value), found, 8)
            }
            Expr::Assign { target, value, .. } => self.project(at, target, var, at.to(value), found, 8),
            Expr::For { pattern, iter, .. } => {
                let (elements, whole) = self.elements(&at.to(iter));
                for element in elements {
                    self.project(at, pattern, var, element, found, 8);
                }
                if !whole {
                    found.extend(self.bind_node(at, pattern, var));
                }
            }
            Expr::Arm { pattern, guard, .. } => match unit.expr(unit.parent(def)) {
                Expr::Match { subject, .. } => self.project(at, pattern, var, at.to(subject), found, 8),
                _ => {
                    let _ = guard;
                    found.extend(self.bind_node(at, pattern, var));
                }
            },
            Expr::Closure { params, .. } => {
                let first = unit.facts.exprs_of(params).next();
                let node = Node { file: at.node.file, expr: def };
                let fed =
                    first.filter(|p| self.binds(at.node.file, *p, var)).and_then(|p| Some((p, self.fed(at, node)?)));
                match fed {
                    Some((pattern, values)) => {
                        for value in values {
                            self.project(at, pattern, var, value, found, 8);
                        }
                    }
                    None => {
                        for p in unit.facts.exprs_of(params) {
                            found.extend(self.bind_node(at, p, var));
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// What a call hands to the closure that is given to it, where a model says so.
    fn fed(&self, at: &At, closure: Node) -> Option<Vec<At>> {
        let unit = self.unit(closure.file);
        let call = Node { file: closure.file, expr: unit.parent(closure.expr) };
        if !call.expr.is_some() {
            return None;
        }
        let receiver = self.closure_receiver(closure)?;
        let row = self.match_rows(&self.models.flows, call).next()?;
        if !row.row.feeds {
            return None;
        }
        let value = At { node: receiver, frame: at.frame.clone() };
        let ty = self.type_of(receiver);
        let collection = match &ty {
            Type::Slice(_) => true,
            Type::Ext(..) | Type::Unknown => self.peel(&ty) == ty,
            _ => false,
        };
        if collection {
            let (elements, whole) = self.elements(&value);
            if whole && !elements.is_empty() {
                return Some(elements);
            }
        }
        Some(vec![value])
    }

    /// The node that binds a variable, as a leaf of its own.
    fn bind_node(&self, at: &At, pattern: ExprId, var: VarId) -> Option<At> {
        if !pattern.is_some() {
            return None;
        }
        let unit = self.unit(at.node.file);
        if matches!(unit.expr(pattern), Expr::Bind { var: v, .. } | Expr::Local(v) if v == var) {
            return Some(at.to(pattern));
        }
        let mut found = None;
        unit.facts.children(pattern, |c| {
            if found.is_none() {
                found = self.bind_node(at, c, var);
            }
        });
        found
    }

    /// The part of a value that a pattern binds to a variable.
    fn project(&self, at: &At, pattern: ExprId, var: VarId, value: At, found: &mut Vec<At>, depth: u32) {
        if depth == 0 || !pattern.is_some() {
            return;
        }
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        match unit.expr(pattern) {
            Expr::Bind { var: v, .. } | Expr::Local(v) if v == var => found.push(value),
            Expr::Bind { sub, .. } => self.project(at, sub, var, value, found, depth - 1),
            Expr::Unary { operand, .. } => self.project(at, operand, var, value, found, depth - 1),
            Expr::AnyOf(items) => {
                for item in facts.exprs_of(items) {
                    self.project(at, item, var, value.clone(), found, depth - 1);
                }
            }
            Expr::Tuple(items) => {
                let Some((n, item)) =
                    facts.exprs_of(items).enumerate().find(|(_, i)| self.binds(at.node.file, *i, var))
                else {
                    return;
                };
                // `let (a, b) = match … { … => (x, y) }`
                let (leaves, whole) = self.sources(&value);
                let mut parts = Vec::new();
                let mut opaque = !whole;
                for leaf in leaves {
                    let parts_of = self.unit(leaf.node.file);
                    match self.expr(leaf.node) {
                        Expr::Tuple(parts_list) | Expr::Array(parts_list) => {
                            match parts_of.facts.exprs_of(parts_list).nth(n) {
                                Some(part) => parts.push(leaf.to(part)),
                                None => opaque = true,
                            }
                        }
                        Expr::Null => {}
                        _ => opaque = true,
                    }
                }
                for part in parts {
                    self.project(at, item, var, part, found, depth - 1);
                }
                if opaque {
                    found.extend(self.bind_node(at, item, var));
                }
            }
            Expr::Call { callee, args, .. } => {
                let name = match unit.expr(callee) {
                    Expr::Path { name, .. } => unit.str(name),
                    _ => "",
                };
                for arg in facts.args_of(args) {
                    if !self.binds(at.node.file, arg.value, var) {
                        continue;
                    }
                    if matches!(name, "Some" | "Ok") {
                        self.project(at, arg.value, var, value.clone(), found, depth - 1);
                    } else {
                        found.extend(self.bind_node(at, arg.value, var));
                    }
                }
            }
            _ => found.extend(self.bind_node(at, pattern, var)),
        }
    }

    fn step_path(&self, at: &At) -> Step {
        let mut found = Vec::new();
        for def in self.symbols.resolve_expr(self.units, at.node) {
            match def {
                Def::Const(file, i) => {
                    let value = self.unit(file).facts.consts[i as usize].value;
                    if value.is_some() {
                        found.push(At::new(Node { file, expr: value }));
                    }
                }
                Def::Global(node) => found.extend(self.assigned(node)),
                Def::Attribute(file, field) => {
                    let value = self.unit(file).facts.fields[field.index()].value;
                    if value.is_some() {
                        found.push(At::new(Node { file, expr: value }));
                    }
                }
                _ => {}
            }
        }
        if found.is_empty() { Step::Leaf } else { Step::To(found) }
    }

    fn assigned(&self, node: Node) -> Option<At> {
        match self.expr(node) {
            Expr::Assign { value, .. } | Expr::Let { value, .. } if value.is_some() => {
                Some(At::new(Node { file: node.file, expr: value }))
            }
            _ => None,
        }
    }

    fn step_field(&self, at: &At, base: ExprId, field: &str) -> Step {
        if let Step::To(found) = self.step_path(at) {
            return Step::To(found);
        }
        // A tuple's part, where the tuple is in sight.
        if field.bytes().all(|b| b.is_ascii_digit()) {
            let n: usize = field.parse().unwrap_or(usize::MAX);
            let (leaves, _) = self.sources(&at.to(base));
            let mut parts = Vec::new();
            for leaf in &leaves {
                if let Expr::Tuple(items) = self.expr(leaf.node)
                    && let Some(part) = self.unit(leaf.node.file).facts.exprs_of(items).nth(n)
                {
                    parts.push(leaf.to(part));
                }
            }
            if !parts.is_empty() && parts.len() == leaves.len() {
                return Step::To(parts);
            }
        }
        let ty = self.peel(&self.type_of(at.to(base).node));
        let Type::Def(t, _) = ty else { return Step::Leaf };
        if at.frame.is_some()
            && let Some(values) = self.field_of_instance(&at.to(base), field)
        {
            return Step::To(values);
        }
        for method in self.symbols.method(t, crate::unit::Name::of(field)) {
            if self.function(*method).flags.is_property
                && let Some(frame) = self.frame(at, *method)
            {
                let values = self.returns(*method, frame);
                if !values.is_empty() {
                    return Step::To(values);
                }
            }
        }
        let values = self.field_values(t, field);
        if values.is_empty() || values.len() > MOST_FIELD_VALUES {
            return Step::Leaf;
        }
        Step::To(values.iter().copied().map(At::new).collect())
    }

    /// A field of what a method was called on, where that was built in sight.
    fn field_of_instance(&self, base: &At, field: &str) -> Option<Vec<At>> {
        let (leaves, whole) = self.sources(base);
        if !whole || leaves.is_empty() {
            return None;
        }
        let mut found = Vec::new();
        for leaf in leaves {
            let Expr::Struct { fields, .. } = self.expr(leaf.node) else { return None };
            let unit = self.unit(leaf.node.file);
            let value = unit.facts.args_of(fields).find(|a| a.name.is_some() && unit.str(a.name) == field)?;
            found.push(leaf.to(value.value));
        }
        Some(found)
    }

    fn step_index(&self, at: &At, base: ExprId, index: ExprId) -> Step {
        // `app["REQUEST_COUNT"]`: what was put under that key of a thing of that name, wherever.
        let unit = self.unit(at.node.file);
        if let Expr::Str(key) | Expr::Path { name: key, .. } = unit.expr(index)
            && let Some(of) = self.spelled(at.to(base).node)
        {
            let same = |n: &Node| match self.expr(*n) {
                Expr::Assign { target, .. } => match self.unit(n.file).expr(target) {
                    Expr::Index { base, .. } => self.spelled(Node { file: n.file, expr: base }) == Some(of),
                    _ => false,
                },
                _ => false,
            };
            let found: Vec<At> = self
                .index
                .keyed(crate::unit::Name::of(unit.str(key)))
                .filter(|n| !self.in_test(*n) && same(n))
                .filter_map(|n| self.assigned(n))
                .take(MOST_FIELD_VALUES)
                .collect();
            if !found.is_empty() {
                return Step::To(found);
            }
        }
        match self.held(&at.to(base)) {
            Some(values) => Step::To(values),
            None => Step::Leaf,
        }
    }

    /// The name that an expression ends in: `app` of `request.app`.
    fn spelled(&self, node: Node) -> Option<&str> {
        let unit = self.unit(node.file);
        match unit.expr(node.expr) {
            Expr::Local(var) => Some(unit.str(unit.facts.vars[var.index()].name)),
            Expr::Path { name, .. } | Expr::Field { name, .. } => Some(unit.str(name)),
            _ => None,
        }
    }

    /// What a collection holds, where all of it is in sight: of a map, its values.
    fn held(&self, at: &At) -> Option<Vec<At>> {
        let (elements, whole) = self.elements(at);
        if !whole || elements.is_empty() {
            return None;
        }
        let value = |element: At| match self.expr(element.node) {
            Expr::Pair { value, .. } | Expr::Assign { value, .. } => element.to(value),
            _ => element,
        };
        Some(elements.into_iter().map(value).collect())
    }

    fn step_call(&self, at: &At) -> Step {
        let unit = self.unit(at.node.file);
        let Expr::Call { callee, args, .. } = self.expr(at.node) else { return Step::Leaf };
        let args: Vec<_> = unit.facts.args_of(args).collect();
        if let Expr::Path { name, .. } = unit.expr(callee)
            && matches!(unit.str(name), "Some" | "Ok")
            && let [only] = args.as_slice()
        {
            return Step::To(vec![at.to(only.value)]);
        }
        let targets = self.targets(at.node);
        if targets.edge == Edge::ByName {
            self.lean_on_name();
        }
        let mut found = Vec::new();
        let mut hidden = false;
        for f in &targets.functions {
            let function = self.function(*f);
            if !function.body.is_some() {
                continue;
            }
            match self.frame(at, *f) {
                Some(frame) => {
                    let values = self.returns(*f, frame);
                    hidden |= values.is_empty();
                    found.extend(values);
                }
                None => hidden = true,
            }
        }
        if !found.is_empty() && !hidden {
            return Step::To(found);
        }
        if !targets.functions.is_empty() {
            return Step::Leaf;
        }
        if let Some(row) = self.match_rows(&self.models.flows, at.node).next()
            && row.row.returns != [FlowReturn::Args]
        {
            let nth = |n: usize| args.get(n).map(|a| a.value);
            for part in &row.row.returns {
                match part {
                    FlowReturn::Receiver => {
                        if let Expr::Field { base, .. } = unit.expr(callee) {
                            found.push(at.to(base));
                        }
                    }
                    FlowReturn::Arg0 | FlowReturn::Closure0 => {
                        found.extend(nth(0).into_iter().flat_map(|e| self.called(at, e)))
                    }
                    FlowReturn::Arg1 | FlowReturn::Closure1 => {
                        found.extend(nth(1).into_iter().flat_map(|e| self.called(at, e)))
                    }
                    FlowReturn::Arg2 => found.extend(nth(2).map(|e| at.to(e))),
                    FlowReturn::Values => {
                        let held = self.receiver(at.node).and_then(|r| self.held(&at.to(r.expr)));
                        match held {
                            Some(values) => found.extend(values),
                            None => return Step::Leaf,
                        }
                    }
                    FlowReturn::Args => {}
                }
            }
        }
        if found.is_empty() { Step::Leaf } else { Step::To(found) }
    }

    /// What a closure gives when it is called. A method named instead of a closure
    /// (`.map(Kind::as_str)`) gives what it returns, or hands on what it is called on; any other
    /// expression is itself.
    fn called(&self, at: &At, expr: ExprId) -> Vec<At> {
        let unit = self.unit(at.node.file);
        match unit.expr(expr) {
            Expr::Closure { body, .. } => vec![at.to(body)],
            Expr::Path { name, .. } if unit.str(name).contains("::") => {
                for def in self.symbols.resolve_expr(self.units, at.to(expr).node) {
                    if let Def::Fn(f) = def {
                        let values = self.returns(f, None);
                        if !values.is_empty() {
                            return values;
                        }
                    }
                }
                match self.receiver(at.node) {
                    Some(receiver) => vec![at.to(receiver.expr)],
                    None => vec![at.to(expr)],
                }
            }
            _ => vec![at.to(expr)],
        }
    }

    /// The values a function can return, seen from inside a call.
    pub(crate) fn returns(&self, f: FnRef, frame: Option<Arc<Frame>>) -> Vec<At> {
        let unit = self.unit(f.file);
        let function = self.function(f);
        let mut found = Vec::new();
        let at = |expr: ExprId| At { node: Node { file: f.file, expr }, frame: frame.clone() };
        self.tail_values(f.file, function.body, &mut |e| found.push(at(e)));
        for i in function.exprs.0..function.exprs.1 {
            if let Expr::Return(value) = unit.expr(ExprId(i))
                && value.is_some()
                && self.returns_from(f, ExprId(i))
            {
                found.push(at(value));
            }
            if let Expr::Unary { operand, op: UnaryOp::Yield } = unit.expr(ExprId(i)) {
                found.push(at(operand));
            }
        }
        found.retain(|value| !self.is_failure(value));
        if function.kind == FnKind::MacroArm && found.is_empty() && function.body.is_some() {
            found.push(at(function.body));
        }
        found
    }

    /// `Err(…)` and nothing: values that never reach a label.
    fn is_failure(&self, value: &At) -> bool {
        let unit = self.unit(value.node.file);
        match unit.expr(value.node.expr) {
            Expr::Call { callee, .. } => {
                matches!(unit.expr(callee), Expr::Path { name, .. } if unit.str(name) == "Err")
            }
            Expr::Path { name, .. } => unit.str(name) == "None",
            _ => false,
        }
    }

    fn returns_from(&self, f: FnRef, at: ExprId) -> bool {
        let unit = self.unit(f.file);
        if unit.function_at(at) != Some(f.id) {
            return false;
        }
        let mut up = unit.parent(at);
        while up.is_some() {
            if matches!(unit.expr(up), Expr::Closure { .. } | Expr::Unary { op: UnaryOp::Async, .. }) {
                return false;
            }
            up = unit.parent(up);
        }
        true
    }

    /// The value of a body in a language of expressions: the last one of its block.
    fn tail_values(&self, file: FileId, body: ExprId, found: &mut dyn FnMut(ExprId)) {
        if !body.is_some() {
            return;
        }
        match self.unit(file).expr(body) {
            Expr::Block { tail, .. } => self.tail_values(file, tail, found),
            Expr::Return(_) | Expr::Assign { .. } | Expr::Let { .. } | Expr::For { .. } | Expr::While { .. } => {}
            _ => found(body),
        }
    }

    /// The elements of a collection, and whether they are all of them.
    pub(crate) fn elements(&self, at: &At) -> (Vec<At>, bool) {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let whole = self.collect_elements(at, &mut found, &mut seen);
        (found, whole)
    }

    fn collect_elements(&self, at: &At, found: &mut Vec<At>, seen: &mut FxHashSet<At>) -> bool {
        if !seen.insert(at.clone()) {
            return true;
        }
        if seen.len() > MOST_STEPS / 4 {
            return false;
        }
        let Some(_asked) = self.ask() else { return false };
        let unit = self.unit(at.node.file);
        let facts = &unit.facts;
        let mut whole = true;
        match self.expr(at.node) {
            Expr::Array(items) | Expr::Tuple(items) | Expr::Map(items) => {
                for item in facts.exprs_of(items) {
                    match facts.expr(item) {
                        Expr::Unary { operand, op: UnaryOp::Spread | UnaryOp::SpreadMap } => {
                            whole &= self.collect_elements(&at.to(operand), found, seen);
                        }
                        _ => found.push(at.to(item)),
                    }
                }
                whole
            }
            Expr::Comprehension { element, .. } => {
                found.push(at.to(element));
                true
            }
            Expr::Local(var) => {
                match self.step(at) {
                    Step::To(values) => {
                        for value in values {
                            whole &= self.collect_elements(&value, found, seen);
                        }
                    }
                    Step::Leaf => whole = false,
                }
                self.added(at, var, found, seen);
                whole
            }
            Expr::Binary { left, right, op: BinaryOp::Add | BinaryOp::Bit } => {
                let l = self.collect_elements(&at.to(left), found, seen);
                let r = self.collect_elements(&at.to(right), found, seen);
                l && r
            }
            Expr::Call { callee, args, .. } => {
                let args: Vec<_> = facts.args_of(args).collect();
                let row = self.match_rows(&self.models.flows, at.node).next();
                if let Some(row) = row
                    && row.row.elements
                {
                    for part in &row.row.returns {
                        let next = match part {
                            FlowReturn::Receiver => match unit.expr(callee) {
                                Expr::Field { base, .. } => Some(base),
                                _ => None,
                            },
                            FlowReturn::Arg0 => args.first().map(|a| a.value),
                            FlowReturn::Arg1 => args.get(1).map(|a| a.value),
                            FlowReturn::Arg2 => args.get(2).map(|a| a.value),
                            FlowReturn::Values => None,
                            FlowReturn::Closure0 | FlowReturn::Closure1 => {
                                let n = usize::from(*part == FlowReturn::Closure1);
                                if let Some(arg) = args.get(n) {
                                    found.extend(self.called(at, arg.value));
                                }
                                continue;
                            }
                            FlowReturn::Args => {
                                found.extend(args.iter().map(|a| at.to(a.value)));
                                continue;
                            }
                        };
                        match next {
                            Some(e) => whole &= self.collect_elements(&at.to(e), found, seen),
                            None => whole = false,
                        }
                    }
                    return whole;
                }
                // `dict(a=x)`: named arguments are entries, and stay so as the call itself.
                match self.step(at) {
                    Step::To(values) => {
                        for value in values {
                            whole &= self.collect_elements(&value, found, seen);
                        }
                        whole
                    }
                    Step::Leaf => false,
                }
            }
            _ => match self.step(at) {
                Step::To(values) => {
                    for value in values {
                        whole &= self.collect_elements(&value, found, seen);
                    }
                    whole
                }
                Step::Leaf => matches!(self.expr(at.node), Expr::Null),
            },
        }
    }

    /// What is added to a collection after it was made: `push`, `append`, `insert`, `x[k] = v`.
    fn added(&self, at: &At, var: VarId, found: &mut Vec<At>, seen: &mut FxHashSet<At>) {
        for node in self.uses_of(at.node.file, var).iter() {
            match self.expr(*node) {
                Expr::Assign { .. } => found.push(at.to(node.expr)),
                _ => {
                    let args = self.args(*node);
                    match self.callee_name(*node) {
                        "push" | "append" | "add" | "push_back" if args.len() == 1 => {
                            found.extend(args.iter().map(|a| at.to(a.value)));
                        }
                        "insert" | "extend" | "update" if args.len() == 1 => {
                            for arg in args {
                                self.collect_elements(&at.to(arg.value), found, seen);
                            }
                        }
                        // A map's entry: the call itself is the pair.
                        "insert" | "setdefault" if args.len() == 2 => found.push(at.to(node.expr)),
                        _ => {}
                    }
                }
            }
        }
    }
}
