//! Where variables are used and fields are given values; what is a pattern, what a test.

use super::Eval;
use crate::symbols::TypeRef;
use crate::types::Type;
use crate::unit::{Name, Node};
use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, UnaryOp, VarId};
use std::sync::Arc;

impl<'p> Eval<'p> {
    /// Whether an expression only runs in tests.
    pub(crate) fn in_test(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        if unit.facts.role != skinflint_facts::FileRole::Source {
            return true;
        }
        match unit.function_at(node.expr) {
            Some(f) => {
                let function = &unit.facts.functions[f.index()];
                function.flags.is_test || unit.facts.modules[function.module.index()].test
            }
            None => unit.facts.consts.iter().any(|c| c.is_test && c.exprs.0 <= node.expr.0 && node.expr.0 < c.exprs.1),
        }
    }

    /// Method calls on a local variable, and assignments to its elements, in source order.
    pub(crate) fn uses_of(&self, file: FileId, var: VarId) -> Arc<[Node]> {
        if let Some(known) = self.uses.borrow().get(&(file, var)) {
            return Arc::clone(known);
        }
        let unit = self.unit(file);
        let of = &unit.facts.vars[var.index()];
        let function = of.param.map(|(f, _)| f).or_else(|| {
            let def = unit.facts.defs_of(var).first()?;
            unit.function_at(*def)
        });
        let range = match function {
            Some(f) => unit.facts.functions[f.index()].exprs,
            None => (0, 0),
        };
        let is_var = |mut e: ExprId| loop {
            match unit.expr(e) {
                Expr::Local(v) => return v == var,
                Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref } => e = operand,
                _ => return false,
            }
        };
        let mut found = Vec::new();
        for i in range.0..range.1 {
            let at = ExprId(i);
            let hit = match unit.expr(at) {
                Expr::Call { callee, args, .. } => match unit.expr(callee) {
                    Expr::Field { base, .. } => is_var(base),
                    Expr::Path { name, .. } if matches!(unit.str(name), "write!" | "writeln!") => {
                        unit.facts.args_of(args).next().is_some_and(|a| is_var(a.value))
                    }
                    _ => false,
                },
                Expr::Assign { target, .. } => {
                    matches!(unit.expr(target), Expr::Index { base, .. } if is_var(base))
                }
                _ => false,
            };
            if hit {
                found.push(Node { file, expr: at });
            }
        }
        let found: Arc<[Node]> = Arc::from(found);
        self.uses.borrow_mut().insert((file, var), Arc::clone(&found));
        found
    }

    /// The values that a field of a type is given anywhere: in struct literals and assignments.
    pub(crate) fn field_values(&self, ty: TypeRef, field: &str) -> Arc<[Node]> {
        let key = (ty, Name::of(field));
        if let Some(known) = self.fields.borrow().get(&key) {
            return Arc::clone(known);
        }
        // The types of the values can depend on the field's own: what is asked below itself is nothing.
        self.fields.borrow_mut().insert(key, Arc::from([]));
        let found: Arc<[Node]> = Arc::from(self.find_field_values(ty, field));
        self.fields.borrow_mut().insert(key, Arc::clone(&found));
        found
    }

    pub(crate) fn find_field_values(&self, ty: TypeRef, field: &str) -> Vec<Node> {
        let mut found = Vec::new();
        for node in self.index.field_values(Name::of(field)) {
            if self.in_test(node) {
                continue;
            }
            let unit = self.unit(node.file);
            match unit.expr(node.expr) {
                Expr::Struct { fields, .. } => {
                    if !matches!(self.type_of(node), Type::Def(t, _) if t == ty) {
                        continue;
                    }
                    for arg in unit.facts.args_of(fields) {
                        if arg.name.is_some() && unit.str(arg.name) == field && !self.is_pattern(node) {
                            found.push(Node { file: node.file, expr: arg.value });
                        }
                    }
                }
                Expr::Assign { target, value, .. } => {
                    let Expr::Field { base, .. } = unit.expr(target) else { continue };
                    let of = self.peel(&self.type_of(Node { file: node.file, expr: base }));
                    let related = |t: TypeRef| {
                        t == ty
                            || self.symbols.implementors(t).contains(&ty)
                            || self.symbols.implementors(ty).contains(&t)
                    };
                    if matches!(of, Type::Def(t, _) if related(t)) {
                        found.push(Node { file: node.file, expr: value });
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Whether a node is (part of) a pattern and makes no value.
    pub(crate) fn is_pattern(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let mut at = node.expr;
        loop {
            let parent = unit.parent(at);
            if !parent.is_some() {
                return false;
            }
            match unit.expr(parent) {
                Expr::Let { pattern, .. } | Expr::For { pattern, .. } | Expr::Arm { pattern, .. } => {
                    return pattern == at;
                }
                Expr::Closure { params, .. } => return unit.facts.exprs_of(params).any(|p| p == at),
                Expr::Tuple(_)
                | Expr::AnyOf(_)
                | Expr::Struct { .. }
                | Expr::Unary { op: UnaryOp::Ref | UnaryOp::Deref, .. }
                | Expr::Bind { .. } => at = parent,
                Expr::Call { callee, .. } if callee != at => at = parent,
                _ => return false,
            }
        }
    }
}
