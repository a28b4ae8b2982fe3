//! Wrappers: the calls through which a place is reached, and the place that a reviewer sees.

use super::{MOST_CONTEXTS, MOST_MACRO_CONTEXTS, outermost_frame};
use crate::eval::Eval;
use crate::flow::{At, Frame};
use crate::unit::{FnRef, Node};
use skinflint_facts::{Expr, ExprId, FnKind, VarId};
use std::sync::Arc;

impl Eval<'_> {
    /// Whether a value is a parameter of the function it stands in, the receiver aside.
    pub(crate) fn is_parameter(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let mut expr = node.expr;
        loop {
            match unit.expr(expr) {
                Expr::Unary { operand, .. } => expr = operand,
                Expr::Local(var) => {
                    return unit.facts.vars[var.index()].param.is_some_and(|(f, n)| {
                        let function = &unit.facts.functions[f.index()];
                        !(function.flags.has_self && n == 0)
                    });
                }
                _ => return false,
            }
        }
    }

    /// The place that a reviewer sees of something inside a wrapper: the argument it was handed, or
    /// the wrapper's call. Outside wrappers, and in functions that are called from `within`, the place
    /// itself.
    pub(crate) fn surface(&self, at: &At, within: Option<&Arc<Frame>>) -> Node {
        let mut at = at.clone();
        let mut outer = within;
        let same = |a: Option<&Arc<Frame>>, b: Option<&Arc<Frame>>| match (a, b) {
            (Some(a), Some(b)) => a.same_call(b),
            (a, b) => a.is_none() && b.is_none(),
        };
        while outer.is_some() && !same(outer, at.frame.as_ref()) {
            outer = outer.and_then(|f| f.up.as_ref());
        }
        if outer.is_none() {
            return at.node;
        }
        while let Some(frame) = at.frame.clone() {
            let unit = self.unit(at.node.file);
            let mut expr = at.node.expr;
            while let Expr::Unary { operand, .. } = unit.expr(expr) {
                expr = operand;
            }
            let handed = match unit.expr(expr) {
                Expr::Local(var) => match unit.facts.vars[var.index()].param {
                    Some((f, n)) if FnRef { file: at.node.file, id: f } == frame.callee => {
                        self.given_by(&frame, n as usize).first().cloned()
                    }
                    _ => None,
                },
                // A repetition's body: what it was given this time.
                _ => self.given_below(&at),
            };
            // What a function itself says stands in the function; a macro's body is nobody's place.
            let is_macro = self.function(frame.callee).kind == FnKind::MacroArm;
            match handed {
                Some(handed) => at = handed,
                None if is_macro => at = At { node: frame.call, frame: frame.up.clone() },
                None => return at.node,
            }
        }
        at.node
    }

    /// The calls through which a place is reached with arguments that it depends on: one frame per
    /// call of the wrapper it stands in; no frame where it depends on none.
    pub(crate) fn contexts(&self, call: Node, slots: &[At]) -> Vec<Option<Arc<Frame>>> {
        let mut done = Vec::new();
        let mut open: Vec<Option<Arc<Frame>>> = vec![None];
        let is_macro = |f: FnRef| self.function(f).kind == FnKind::MacroArm;
        let most = if self.function_of(call).is_some_and(is_macro) { MOST_MACRO_CONTEXTS } else { MOST_CONTEXTS };
        for _ in 0..4 {
            let mut next = Vec::new();
            for frame in open.drain(..) {
                let outer = match outermost_frame(&frame) {
                    Some(f) => f.call,
                    None => call,
                };
                let Some(function) = self.function_of(outer) else {
                    done.push(frame);
                    continue;
                };
                let depends = match outermost_frame(&frame) {
                    // Inside a wrapper's wrapper: what the outer call hands on.
                    Some(f) => self
                        .args(f.call)
                        .iter()
                        .any(|a| self.on_params(Node { file: f.call.file, expr: a.value }, function)),
                    None => slots.iter().any(|s| self.on_params(s.node, function)),
                };
                let callers = if depends { self.callers(function) } else { None };
                match callers {
                    Some(callers) if !callers.is_empty() && callers.len() <= most => {
                        for caller in callers.iter() {
                            match self.extend(&frame, *caller, function) {
                                // Another arm's call.
                                Some(extended) if !self.goes_through(Some(&extended)) => {}
                                Some(extended) => next.push(Some(extended)),
                                None => done.push(frame.clone()),
                            }
                        }
                    }
                    _ => done.push(frame),
                }
            }
            if next.is_empty() || done.len() + next.len() > most {
                done.extend(next);
                return done;
            }
            open = next;
        }
        done.extend(open);
        done
    }

    /// A chain of frames with one more call around it.
    pub(crate) fn extend(&self, frame: &Option<Arc<Frame>>, caller: Node, callee: FnRef) -> Option<Arc<Frame>> {
        let base = At { node: caller, frame: None };
        let mut chain = Vec::new();
        let mut at = frame.as_ref();
        while let Some(f) = at {
            if f.callee == callee {
                return None;
            }
            chain.push((f.call, f.callee));
            at = f.up.as_ref();
        }
        let mut built = self.frame(&base, callee)?;
        for (call, callee) in chain.into_iter().rev() {
            built = self.frame(&At { node: call, frame: built }, callee)?;
        }
        built
    }

    /// Whether a value is made of the parameters of the function it stands in.
    pub(crate) fn on_params(&self, node: Node, function: FnRef) -> bool {
        if function.file != node.file {
            return false;
        }
        let of = self.function(function);
        if of.kind == FnKind::ModuleTop || of.kind == FnKind::ClassBody {
            return false;
        }
        let unit = self.unit(node.file);
        let mut queue = vec![node.expr];
        let mut vars: Vec<VarId> = Vec::new();
        let mut steps = 0;
        while let Some(at) = queue.pop() {
            steps += 1;
            if steps > 2_000 {
                return false;
            }
            if let Expr::Local(var) = unit.expr(at) {
                let v = &unit.facts.vars[var.index()];
                match v.param {
                    Some((f, n)) if f == function.id => {
                        if !(of.flags.has_self && n == 0) {
                            return true;
                        }
                    }
                    _ => {
                        if !vars.contains(&var) {
                            vars.push(var);
                            for def in unit.facts.defs_of(var) {
                                match unit.expr(*def) {
                                    Expr::Let { value, .. } | Expr::Assign { value, .. } if value.is_some() => {
                                        queue.push(value)
                                    }
                                    _ => {}
                                }
                            }
                        }
                    }
                }
            }
            unit.facts.children(at, |c: ExprId| queue.push(c));
        }
        false
    }
}
