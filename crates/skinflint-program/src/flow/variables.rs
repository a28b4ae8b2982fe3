//! Variables: parameters to their callers, bindings to what they bind, patterns to the part they take.

use super::{At, Step};
use crate::eval::{Edge, Eval};
use crate::types::Type;
use crate::unit::{FnRef, Node};
use skinflint_facts::{Expr, ExprId, VarId};

impl Eval<'_> {
    pub(crate) fn step_var(&self, at: &At, var: VarId) -> Step {
        let file = at.node.file;
        let unit = self.unit(file);
        let of = &unit.facts.vars[var.index()];
        let mut found = Vec::new();
        let mut open = false;
        if let Some((f, n)) = of.param {
            let f = FnRef { file, id: f };
            match self.step_param(at, f, n as usize) {
                Some(values) => found.extend(values),
                None if unit.facts.defs_of(var).is_empty() => return Step::Leaf,
                None => open = true,
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
        match (found.is_empty(), open) {
            (true, _) => Step::Leaf,
            (false, true) => Step::Open(found),
            (false, false) => Step::To(found),
        }
    }

    /// The values of a parameter: this call's where one was gone into, else every caller's. `None`
    /// where nobody is known to call it, or too much.
    pub(crate) fn step_param(&self, at: &At, f: FnRef, n: usize) -> Option<Vec<At>> {
        let facts = &self.unit(f.file).facts;
        let function = self.function(f);
        let default = facts.params_of(function).get(n).map_or(ExprId::NONE, |p| p.default);
        let or_default = |values: Vec<At>| -> Vec<At> {
            if values.is_empty() && default.is_some() {
                return vec![At::new(Node { file: f.file, expr: default })];
            }
            values
        };
        let mut frame = at.frame.as_ref();
        while let Some(inner) = frame {
            if inner.callee == f {
                let values = or_default(self.given_by(inner, n));
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
            let values = or_default(self.given(*call, f, n).into_iter().map(At::new).collect());
            if values.is_empty() {
                return None;
            }
            all.extend(values);
        }
        Some(all)
    }

    pub(crate) fn step_def(&self, at: &At, def: ExprId, var: VarId, found: &mut Vec<At>) {
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
            Expr::Arm { pattern, .. } => match unit.expr(unit.parent(def)) {
                Expr::Match { subject, .. } => self.project(at, pattern, var, at.to(subject), found, 8),
                _ => {
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
    pub(crate) fn fed(&self, at: &At, closure: Node) -> Option<Vec<At>> {
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
    pub(crate) fn bind_node(&self, at: &At, pattern: ExprId, var: VarId) -> Option<At> {
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
    pub(crate) fn project(&self, at: &At, pattern: ExprId, var: VarId, value: At, found: &mut Vec<At>, depth: u32) {
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
}
