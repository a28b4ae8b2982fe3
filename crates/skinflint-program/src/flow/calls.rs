//! Calls: what a function returns, seen from inside the call, and what models say a call hands on.

use super::{At, Frame, Step};
use crate::eval::{Edge, Eval};
use crate::models::FlowReturn;
use crate::symbols::Def;
use crate::unit::{FnRef, Node};
use skinflint_base::FileId;
use skinflint_facts::{Expr, ExprId, FnKind, UnaryOp};
use std::sync::Arc;

impl Eval<'_> {
    pub(crate) fn step_call(&self, at: &At) -> Step {
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
        // Which arm a macro's call fits may only be known from inside the macro around it.
        let arms = at.frame.is_some()
            && targets.functions.len() > 1
            && targets.functions.iter().any(|f| self.function(*f).kind == FnKind::MacroArm);
        let functions = if arms { self.fitting_arms(at, &targets.functions) } else { targets.functions.clone() };
        for f in &functions {
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
    pub(crate) fn called(&self, at: &At, expr: ExprId) -> Vec<At> {
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
    pub(crate) fn is_failure(&self, value: &At) -> bool {
        let unit = self.unit(value.node.file);
        match unit.expr(value.node.expr) {
            Expr::Call { callee, .. } => {
                matches!(unit.expr(callee), Expr::Path { name, .. } if unit.str(name) == "Err")
            }
            Expr::Path { name, .. } => unit.str(name) == "None",
            _ => false,
        }
    }

    pub(crate) fn returns_from(&self, f: FnRef, at: ExprId) -> bool {
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
    pub(crate) fn tail_values(&self, file: FileId, body: ExprId, found: &mut dyn FnMut(ExprId)) {
        if !body.is_some() {
            return;
        }
        match self.unit(file).expr(body) {
            Expr::Block { tail, .. } => self.tail_values(file, tail, found),
            Expr::Return(_) | Expr::Assign { .. } | Expr::Let { .. } | Expr::For { .. } | Expr::While { .. } => {}
            _ => found(body),
        }
    }
}
