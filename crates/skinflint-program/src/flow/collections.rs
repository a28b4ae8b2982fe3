//! Collections: what they are made of, what is added to them later, what is read out of them.

use super::{At, MOST_FIELD_VALUES, MOST_STEPS, Step};
use crate::cardinality::Cardinality;
use crate::eval::Eval;
use crate::models::FlowReturn;
use crate::unit::{FnRef, Node};
use rustc_hash::FxHashSet;
use skinflint_facts::{BinaryOp, Expr, ExprId, FnKind, UnaryOp, VarId};

impl Eval<'_> {
    pub(crate) fn step_index(&self, at: &At, base: ExprId, index: ExprId) -> Step {
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
            None => self.piece(at, base),
        }
    }

    /// A piece of a text that is known to be open: `request.path.split("?")[0]`, `path[:40]`.
    fn piece(&self, at: &At, base: ExprId) -> Step {
        let (leaves, _) = self.sources(&at.to(base));
        let open: Vec<At> =
            leaves.into_iter().filter(|leaf| matches!(self.settled(leaf), Some(Cardinality::Unbounded(_)))).collect();
        if open.is_empty() { Step::Leaf } else { Step::To(open) }
    }

    /// The name that an expression ends in: `app` of `request.app`.
    pub(crate) fn spelled(&self, node: Node) -> Option<&str> {
        let unit = self.unit(node.file);
        match unit.expr(node.expr) {
            Expr::Local(var) => Some(unit.str(unit.facts.vars[var.index()].name)),
            Expr::Path { name, .. } | Expr::Field { name, .. } => Some(unit.str(name)),
            _ => None,
        }
    }

    /// What a collection holds, where all of it is in sight: of a map, its values.
    pub(crate) fn held(&self, at: &At) -> Option<Vec<At>> {
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

    /// The elements of a collection, and whether they are all of them.
    pub(crate) fn elements(&self, at: &At) -> (Vec<At>, bool) {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let whole = self.collect_elements(at, &mut found, &mut seen);
        (found, whole)
    }

    pub(crate) fn collect_elements(&self, at: &At, found: &mut Vec<At>, seen: &mut FxHashSet<At>) -> bool {
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
                            if let Some(turns) = self.turns(&at.to(operand), None) {
                                found.extend(turns.into_iter().map(|seen| seen.at));
                                continue;
                            }
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
                if let Some(given) = self.repetitions(at, var) {
                    found.extend(given);
                    return true;
                }
                match self.step(at) {
                    Step::To(values) => {
                        for value in values {
                            whole &= self.collect_elements(&value, found, seen);
                        }
                    }
                    Step::Open(values) => {
                        for value in values {
                            self.collect_elements(&value, found, seen);
                        }
                        whole = false;
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
                            FlowReturn::Values => {
                                let held = self.receiver(at.node).and_then(|r| self.held(&at.to(r.expr)));
                                whole &= held.is_some();
                                found.extend(held.into_iter().flatten());
                                continue;
                            }
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
                    Step::Open(_) | Step::Leaf => false,
                }
            }
            _ => match self.step(at) {
                Step::To(values) => {
                    for value in values {
                        whole &= self.collect_elements(&value, found, seen);
                    }
                    whole
                }
                Step::Open(_) => false,
                Step::Leaf => matches!(self.expr(at.node), Expr::Null),
            },
        }
    }

    /// What is added to a collection after it was made: `push`, `append`, `insert`, `x[k] = v`.
    /// What a repeated metavariable is given by the call that was gone into, one per repetition.
    pub(crate) fn repetitions(&self, at: &At, var: VarId) -> Option<Vec<At>> {
        let (f, n) = self.unit(at.node.file).facts.vars[var.index()].param?;
        let frame = at.frame.as_ref()?;
        let f = FnRef { file: at.node.file, id: f };
        let facts = &self.unit(f.file).facts;
        let repeated = facts.params_of(self.function(f)).get(n as usize)?.rest;
        if !repeated || self.function(f).kind != FnKind::MacroArm || frame.callee != f {
            return None;
        }
        Some(self.given_by(frame, n as usize))
    }

    pub(crate) fn added(&self, at: &At, var: VarId, found: &mut Vec<At>, seen: &mut FxHashSet<At>) {
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
