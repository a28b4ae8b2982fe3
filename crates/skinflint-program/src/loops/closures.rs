//! Closures: whether what a closure is handed to runs it per element, once, or nobody knows.

use skinflint_facts::{Expr, ExprId, FnKind, UnaryOp, VarId};

use super::{LoopAt, Runs, Shape, Way};
use crate::eval::Eval;
use crate::flow::At;
use crate::models::{Gives, Per};
use crate::types::Type;
use crate::unit::{FnRef, Node};

/// Parents looked at between a closure and what it is handed to.
const WRAPPERS: usize = 4;

/// How a call runs what it is given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunBy {
    pub(crate) per: Per,
    pub(crate) over: Option<Node>,
}

impl Eval<'_> {
    /// Adds the loop that a closure is the body of, if it is one.
    pub(super) fn closure_loop(&self, closure: Node, params: &[ExprId], way: Way, found: &mut Vec<LoopAt>) -> bool {
        let Some(_asked) = self.ask() else { return false };
        let unit = self.unit(closure.file);
        let mut at = closure.expr;
        for _ in 0..WRAPPERS {
            let up = unit.parent(at);
            if !up.is_some() {
                return false;
            }
            match unit.expr(up) {
                Expr::Unary { op: UnaryOp::Ref | UnaryOp::Async, .. } => at = up,
                Expr::Call { .. } => {
                    let call = Node { file: closure.file, expr: up };
                    return self.run_loops(call, at, closure, params, way, found);
                }
                Expr::Let { pattern, value, .. } if value == at => {
                    let Expr::Bind { var, .. } = unit.expr(pattern) else { return false };
                    return self.named_closure(closure, var, params, way, found);
                }
                _ => return false,
            }
        }
        false
    }

    /// A closure with a name: what its uses make of it.
    fn named_closure(&self, closure: Node, var: VarId, params: &[ExprId], way: Way, found: &mut Vec<LoopAt>) -> bool {
        let unit = self.unit(closure.file);
        let Some(f) = unit.function_at(closure.expr) else { return false };
        let (from, to) = unit.facts.functions[f.index()].exprs;
        for i in from..to {
            let at = ExprId(i);
            let Expr::Call { callee, args, .. } = unit.expr(at) else { continue };
            let call = Node { file: closure.file, expr: at };
            let is_var = |e: ExprId| match unit.expr(e) {
                Expr::Local(v) => v == var,
                Expr::Unary { operand, op: UnaryOp::Ref } => matches!(unit.expr(operand), Expr::Local(v) if v == var),
                _ => false,
            };
            if let Some(arg) = unit.facts.args_of(args).find(|a| is_var(a.value)) {
                if self.run_loops(call, arg.value, closure, params, way, found) {
                    return true;
                }
            } else if is_var(callee) {
                let around = self.loops_around(call);
                let inner = around.into_iter().find(|l| !self.encloses(l.body, closure));
                if let Some(mut inner) = inner {
                    inner.leaves = inner.leaves.or(way.breaks.map(|expr| Node { file: closure.file, expr }));
                    found.push(inner);
                    return true;
                }
            }
        }
        false
    }

    fn encloses(&self, outer: Node, inner: Node) -> bool {
        let unit = self.unit(outer.file);
        let (o, i) = (unit.facts.span(outer.expr), unit.facts.span(inner.expr));
        outer.file == inner.file && o.start <= i.start && i.end <= o.end
    }

    /// Adds what a call makes of a closure given to it.
    fn run_loops(
        &self,
        call: Node,
        given: ExprId,
        closure: Node,
        params: &[ExprId],
        way: Way,
        found: &mut Vec<LoopAt>,
    ) -> bool {
        let node = |expr: ExprId| Node { file: closure.file, expr };
        if let Some(run) = self.run_by(call, given) {
            if !matches!(run.per, Per::Element | Per::Batch) {
                return false;
            }
            let body = match self.expr(closure) {
                Expr::Closure { body, .. } => node(body),
                _ => closure,
            };
            let mut made = LoopAt {
                at: call,
                shape: Shape::Closure,
                over: run.over,
                body,
                elements: Vec::new(),
                runs: if run.per == Per::Batch { Runs::Batches } else { Runs::Unknown },
                evidence: None,
                in_condition: false,
                leaves: None,
                throttle: way.throttle.map(node),
                failure: way.failure.map(node),
            };
            for param in params {
                self.bound_vars(closure.file, *param, &mut made.elements);
            }
            if run.per == Per::Element {
                self.characterise(&mut made);
            }
            found.push(made);
            return true;
        }
        // A function of the tree: what it does with the parameter.
        let targets = self.targets(call);
        for f in &targets.functions {
            if self.function(*f).kind != FnKind::Function {
                continue;
            }
            let count = self.unit(f.file).facts.params_of(self.function(*f)).len();
            let Some(n) = (0..count).find(|n| self.given(call, *f, *n).iter().any(|v| v.expr == given)) else {
                continue;
            };
            if let Some(inner) =
                self.calls_of_param(*f, n).into_iter().find_map(|c| self.loops_around(c).into_iter().next())
            {
                found.push(LoopAt { throttle: way.throttle.map(node), failure: way.failure.map(node), ..inner });
                return true;
            }
        }
        false
    }

    /// How a call runs an argument of its: a closure, or a function by its name.
    pub(crate) fn run_by(&self, call: Node, given: ExprId) -> Option<RunBy> {
        let position = self.args(call).iter().position(|a| a.value == given)?;
        for row in self.match_rows(&self.models.closures, call) {
            if row.row.closure.is_some_and(|n| n != position) {
                continue;
            }
            let over = match &row.row.over {
                Some(slot) => self.slot(&At::new(call), slot).map(|at| at.node),
                None => self.receiver(call),
            };
            if row.row.sequences_only && !over.is_some_and(|o| self.is_sequence(o, call)) {
                return Some(RunBy { per: Per::Once, over });
            }
            return Some(RunBy { per: row.row.per, over });
        }
        None
    }

    /// The calls of a parameter inside a function.
    fn calls_of_param(&self, f: FnRef, n: usize) -> Vec<Node> {
        let unit = self.unit(f.file);
        let (from, to) = self.function(f).exprs;
        let is_param = |e: ExprId| {
            matches!(unit.expr(e), Expr::Local(v)
                if unit.facts.vars[v.index()].param == Some((f.id, u32::try_from(n).unwrap_or(u32::MAX))))
        };
        (from..to)
            .map(ExprId)
            .filter(|e| matches!(unit.expr(*e), Expr::Call { callee, .. } if is_param(callee)))
            .map(|expr| Node { file: f.file, expr })
            .collect()
    }

    /// Whether a value is a sequence of several: an iterator, a stream, a list; and nothing that holds at
    /// most one, as an `Option` does, whose methods have the same names.
    pub(crate) fn is_sequence(&self, value: Node, call: Node) -> bool {
        self.is_one_of_many(value, 12).unwrap_or_else(|| self.goes_on_as_sequence(call))
    }

    fn is_one_of_many(&self, value: Node, depth: u32) -> Option<bool> {
        if depth == 0 {
            return None;
        }
        let unit = self.unit(value.file);
        let to = |expr: ExprId| Node { file: value.file, expr };
        match unit.expr(value.expr) {
            Expr::Call { .. } => {
                if let Some(row) = self.match_rows(&self.models.sequences, value).next() {
                    if matches!(row.row.gives, Gives::Next | Gives::Messages | Gives::Work) {
                        return Some(false);
                    }
                    if row.row.sure || matches!(row.row.gives, Gives::Batches | Gives::Rows | Gives::Range) {
                        return Some(true);
                    }
                    return match self.over_of(&At::new(value), row.row.over.as_ref()) {
                        Some(over) => self.is_one_of_many(over.node, depth - 1),
                        None => Some(true),
                    };
                }
                if let Some(row) = self.match_rows(&self.models.closures, value).next() {
                    if row.row.ends {
                        return Some(false);
                    }
                    if !row.row.sequences_only {
                        return (row.row.per == Per::Element).then_some(true);
                    }
                    return self.receiver(value).and_then(|r| self.is_one_of_many(r, depth - 1));
                }
                self.type_says(value)
            }
            Expr::Binary { op: skinflint_facts::BinaryOp::Range, .. } | Expr::Array(_) | Expr::Comprehension { .. } => {
                Some(true)
            }
            Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref } => self.is_one_of_many(to(operand), depth - 1),
            Expr::Local(var) => {
                let bound = match unit.facts.defs_of(var) {
                    [only] => match unit.expr(*only) {
                        Expr::Let { pattern, value: v, .. }
                            if v.is_some() && matches!(unit.expr(pattern), Expr::Bind { .. }) =>
                        {
                            self.is_one_of_many(to(v), depth - 1)
                        }
                        _ => None,
                    },
                    _ => None,
                };
                bound.or_else(|| self.type_says(value))
            }
            _ => self.type_says(value),
        }
    }

    fn type_says(&self, value: Node) -> Option<bool> {
        let says = |ty: &Type| match ty {
            Type::Slice(_) => Some(true),
            Type::Ext(path, _) => match crate::index::last_segment(path) {
                "Option" | "Result" | "Poll" => Some(false),
                "Iterator" | "IntoIterator" | "Stream" | "Vec" | "HashMap" | "BTreeMap" | "HashSet" | "BTreeSet"
                | "VecDeque" | "BoxStream" | "ParallelIterator" | "FuturesUnordered" | "TryStream" => Some(true),
                _ => None,
            },
            _ => None,
        };
        match self.type_of(value) {
            Type::Any(all) => all.iter().find_map(says),
            one => says(&one),
        }
    }

    /// Whether what is called on the result only exists for sequences: `.map(…).collect()`.
    fn goes_on_as_sequence(&self, call: Node) -> bool {
        let unit = self.unit(call.file);
        let mut at = call.expr;
        for _ in 0..6 {
            let field = unit.parent(at);
            if !field.is_some() || !matches!(unit.expr(field), Expr::Field { base, .. } if base == at) {
                return false;
            }
            let next = unit.parent(field);
            if !next.is_some() || !matches!(unit.expr(next), Expr::Call { callee, .. } if callee == field) {
                return false;
            }
            let node = Node { file: call.file, expr: next };
            if self.match_rows(&self.models.sequences, node).any(|r| r.row.sure)
                || self
                    .match_rows(&self.models.closures, node)
                    .any(|r| !r.row.sequences_only && r.row.per == Per::Element)
            {
                return true;
            }
            at = next;
        }
        false
    }
}
