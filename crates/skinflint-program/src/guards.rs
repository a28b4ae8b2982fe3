//! Allow-list checks: a value that has just been found in a list is one of the list.

use skinflint_facts::{BinaryOp, Expr, ExprId, UnaryOp, VarId};

use crate::eval::Eval;
use crate::index::last_segment;
use crate::unit::Node;

impl Eval<'_> {
    /// Whether a variable's value at a place was looked up in a list on the way there:
    /// `if KNOWN.contains(&x) { … x … }`, `if !KNOWN.contains(&x) { return } … x …`,
    /// `x if x in KNOWN else "other"`.
    pub(crate) fn is_guarded(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let Expr::Local(var) = unit.expr(node.expr) else { return false };
        let mut at = node.expr;
        loop {
            let up = unit.parent(at);
            if !up.is_some() {
                break;
            }
            if let Expr::If { cond, then, orelse } = unit.expr(up)
                && ((then == at && self.tests(node, cond, var, true))
                    || (orelse == at && self.tests(node, cond, var, false)))
            {
                return true;
            }
            // A statement before it that leaves, or sets the value, when it is not in the list.
            if let Expr::Block { statements, .. } = unit.expr(up) {
                for statement in unit.facts.exprs_of(statements) {
                    if statement == at {
                        break;
                    }
                    if let Expr::If { cond, then, .. } = unit.expr(statement)
                        && self.tests(node, cond, var, false)
                        && (self.leaves(node, then) || self.assigns(node, then, var))
                    {
                        return true;
                    }
                }
            }
            at = up;
        }
        false
    }

    /// Whether a condition says that a variable is in a list (or is not).
    fn tests(&self, node: Node, cond: ExprId, var: VarId, found: bool) -> bool {
        let unit = self.unit(node.file);
        match unit.expr(cond) {
            Expr::Unary { operand, op: UnaryOp::Not } => self.tests(node, operand, var, !found),
            Expr::Binary { left, right, op: BinaryOp::And } if found => {
                self.tests(node, left, var, true) || self.tests(node, right, var, true)
            }
            Expr::Binary { left, right, op: BinaryOp::In } if found => {
                self.is_of(node, left, var) && self.is_fixed(node, right)
            }
            Expr::Call { callee, args, .. } => {
                let Expr::Field { base, name } = unit.expr(callee) else { return false };
                match unit.str(name) {
                    "contains" | "contains_key" if found => {
                        unit.facts.args_of(args).any(|a| self.is_of(node, a.value, var)) && self.is_fixed(node, base)
                    }
                    "is_ok" if found => self.searches(node, base, var),
                    "is_err" if !found => self.searches(node, base, var),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// `LIST.binary_search(&x)`
    fn searches(&self, node: Node, call: ExprId, var: VarId) -> bool {
        let unit = self.unit(node.file);
        let at = Node { file: node.file, expr: call };
        matches!(unit.expr(call), Expr::Call { .. })
            && self.callee_name(at) == "binary_search"
            && self.args(at).iter().any(|a| self.is_of(node, a.value, var))
            && self.receiver(at).is_some_and(|list| self.is_fixed(node, list.expr))
    }

    /// A list that stands in the code, or a constant by its name: a store that fills up while the
    /// program runs closes nothing.
    fn is_fixed(&self, node: Node, list: ExprId) -> bool {
        let unit = self.unit(node.file);
        let at = crate::flow::At::new(Node { file: node.file, expr: list });
        let named = match unit.expr(list) {
            Expr::Path { name, .. } | Expr::Field { name, .. } => last_segment(unit.str(name)),
            _ => "",
        };
        if named.len() > 1 && !named.chars().any(char::is_lowercase) {
            return true;
        }
        let (elements, whole) = self.elements(&at);
        whole
            && !elements.is_empty()
            && elements.iter().all(|e| {
                matches!(self.expr(e.node), Expr::Str(_) | Expr::Int(_) | Expr::Path { .. } | Expr::Pair { .. })
            })
    }

    /// The variable itself, borrowed or handed on: `&x`, `x.as_str()`.
    fn is_of(&self, node: Node, expr: ExprId, var: VarId) -> bool {
        let unit = self.unit(node.file);
        match unit.expr(expr) {
            Expr::Local(v) => v == var,
            Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref } => self.is_of(node, operand, var),
            Expr::Call { callee, args, .. } if unit.facts.args_of(args).len() == 0 => match unit.expr(callee) {
                Expr::Field { base, name } => {
                    matches!(unit.str(name), "as_str" | "as_ref" | "clone" | "deref" | "to_string")
                        && self.is_of(node, base, var)
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn leaves(&self, node: Node, body: ExprId) -> bool {
        self.diverges(&crate::flow::At::new(node), body)
    }

    fn assigns(&self, node: Node, body: ExprId, var: VarId) -> bool {
        let unit = self.unit(node.file);
        let mut found = false;
        let mut queue = vec![body];
        while let Some(at) = queue.pop() {
            if let Expr::Assign { target, .. } = unit.expr(at) {
                found |= matches!(unit.expr(target), Expr::Local(v) if v == var);
            }
            unit.facts.children(at, |c| queue.push(c));
        }
        found
    }
}
