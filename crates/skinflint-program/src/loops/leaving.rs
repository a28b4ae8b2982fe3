//! What stands between an expression and the loop around it: a way out that makes it run once only, a
//! throttle, a failure's branch.

use skinflint_base::FileId;
use skinflint_facts::{BinaryOp, Expr, ExprId, UnaryOp};

use super::Way;
use crate::eval::Eval;
use crate::models::Pace;
use crate::unit::{Node, Unit};

/// A way out of where something runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exit {
    Loop,
    Function,
}

impl Eval<'_> {
    /// Takes note of what a parent says about its child on the way up.
    pub(super) fn look_around(&self, unit: &Unit, file: FileId, up: ExprId, at: ExprId, way: &mut Way) {
        match unit.expr(up) {
            Expr::Return(_) | Expr::Unary { op: UnaryOp::Raise, .. } => way.returns = way.returns.or(Some(up)),
            Expr::Break(_) => way.breaks = way.breaks.or(Some(up)),
            Expr::Block { statements, tail } => {
                let mut later = unit.facts.exprs_of(statements).skip_while(|s| *s != at).skip(1).collect::<Vec<_>>();
                if tail.is_some() && tail != at {
                    later.push(tail);
                }
                for statement in later {
                    match self.exit(unit, file, statement) {
                        Some(Exit::Loop) => way.breaks = way.breaks.or(Some(statement)),
                        Some(Exit::Function) => way.returns = way.returns.or(Some(statement)),
                        // What comes after it is not reached.
                        None if matches!(unit.expr(statement), Expr::Continue) => return,
                        None => continue,
                    }
                    return;
                }
            }
            Expr::If { cond, then, orelse } if at == then || at == orelse => {
                if way.throttle.is_none() && self.throttles(unit, file, cond, then) {
                    way.throttle = Some(cond);
                }
                if way.failure.is_none() && self.is_failing(unit, cond, at == then) {
                    way.failure = Some(up);
                }
            }
            Expr::Arm { pattern, body, .. } if at == body => {
                let handler = matches!(unit.expr(unit.parent(up)), Expr::TryCatch { .. });
                if way.failure.is_none() && (handler || self.is_failure_pattern(unit, pattern)) {
                    way.failure = Some(up);
                }
            }
            // `let Ok(x) = y else { … }`
            Expr::Let { orelse, .. } if orelse == at => way.failure = way.failure.or(Some(up)),
            Expr::Closure { body, .. } if body == at => {
                let of = unit.parent(up);
                let name = if of.is_some() { self.callee_name(Node { file, expr: of }) } else { "" };
                if way.failure.is_none() && matches!(name, "map_err" | "inspect_err" | "unwrap_or_else" | "or_else") {
                    way.failure = Some(up);
                }
            }
            _ => {}
        }
    }

    /// How a statement leaves, whatever happens before it.
    fn exit(&self, unit: &Unit, file: FileId, statement: ExprId) -> Option<Exit> {
        match unit.expr(statement) {
            Expr::Return(_) | Expr::Unary { op: UnaryOp::Raise, .. } => Some(Exit::Function),
            Expr::Break(_) => Some(Exit::Loop),
            Expr::Block { statements, tail } => {
                let last = if tail.is_some() { Some(tail) } else { unit.facts.exprs_of(statements).last() };
                self.exit(unit, file, last?)
            }
            Expr::If { then, orelse, .. } if orelse.is_some() => {
                let (a, b) = (self.exit(unit, file, then)?, self.exit(unit, file, orelse)?);
                Some(if a == b { a } else { Exit::Loop })
            }
            Expr::Unary { operand, .. } => self.exit(unit, file, operand),
            Expr::Call { .. } => {
                let call = Node { file, expr: statement };
                let row = self.match_rows(&self.models.paces, call).find(|r| r.row.kind == Pace::Leave);
                row.map(|_| Exit::Function)
            }
            _ => None,
        }
    }

    /// Whether a condition lets its branch run now and then only.
    fn throttles(&self, unit: &Unit, file: FileId, cond: ExprId, then: ExprId) -> bool {
        let mut queue = vec![cond];
        while let Some(at) = queue.pop() {
            match unit.expr(at) {
                // `n % 500 == 0`
                Expr::Binary { left, right, op: BinaryOp::Eq | BinaryOp::Order } => {
                    let rest = |e: ExprId| matches!(unit.expr(e), Expr::Binary { op: BinaryOp::Rem, .. });
                    if rest(left) || rest(right) {
                        return true;
                    }
                }
                Expr::Call { .. } => {
                    let call = Node { file, expr: at };
                    if self.match_rows(&self.models.paces, call).any(|r| r.row.kind == Pace::Clock) {
                        return true;
                    }
                }
                // `if !warned { warned = true; … }`
                Expr::Local(_) | Expr::Field { .. } | Expr::Path { .. } if self.sets(unit, then, at) => return true,
                _ => {}
            }
            unit.facts.children(at, |c| queue.push(c));
            // A variable that the clock gave its value.
            if let Expr::Local(var) = unit.expr(at) {
                for def in unit.facts.defs_of(var).iter().take(4) {
                    if let Expr::Let { value, .. } | Expr::Assign { value, .. } = unit.expr(*def)
                        && value.is_some()
                        && matches!(unit.expr(value), Expr::Call { .. } | Expr::Binary { .. })
                        && self.tells_time(unit, file, value)
                    {
                        return true;
                    }
                }
            }
        }
        false
    }

    fn tells_time(&self, unit: &Unit, file: FileId, value: ExprId) -> bool {
        let mut found = false;
        let mut queue = vec![value];
        while let Some(at) = queue.pop() {
            if matches!(unit.expr(at), Expr::Call { .. }) {
                let call = Node { file, expr: at };
                found |= self.match_rows(&self.models.paces, call).any(|r| r.row.kind == Pace::Clock);
            }
            unit.facts.children(at, |c| queue.push(c));
        }
        found
    }

    /// Whether a branch sets a flag that its condition reads.
    fn sets(&self, unit: &Unit, branch: ExprId, flag: ExprId) -> bool {
        let Expr::Block { statements, .. } = unit.expr(branch) else { return false };
        unit.facts.exprs_of(statements).any(|s| match unit.expr(s) {
            Expr::Assign { target, value, op: None } => {
                matches!(unit.expr(value), Expr::Bool(_)) && same_place(unit, target, flag)
            }
            _ => false,
        })
    }

    /// Whether a branch is the one taken where something failed.
    fn is_failing(&self, unit: &Unit, cond: ExprId, then: bool) -> bool {
        match unit.expr(cond) {
            Expr::Let { pattern, .. } => {
                if then {
                    self.is_failure_pattern(unit, pattern)
                } else {
                    is_success_pattern(unit, pattern)
                }
            }
            Expr::Unary { operand, op: UnaryOp::Not } => self.is_failing(unit, operand, !then),
            Expr::Call { callee, .. } => match unit.expr(callee) {
                Expr::Field { name, .. } => match unit.str(name) {
                    "is_err" => then,
                    "is_ok" => !then,
                    _ => false,
                },
                _ => false,
            },
            _ => false,
        }
    }

    pub(crate) fn is_failure_pattern(&self, unit: &Unit, pattern: ExprId) -> bool {
        if !pattern.is_some() {
            return false;
        }
        match unit.expr(pattern) {
            Expr::Call { callee, args, .. } => match unit.expr(callee) {
                Expr::Path { name, .. } => match crate::index::last_segment(unit.str(name)) {
                    "Err" => true,
                    "Some" | "Ok" | "Ready" => {
                        unit.facts.args_of(args).next().is_some_and(|a| self.is_failure_pattern(unit, a.value))
                    }
                    _ => false,
                },
                _ => false,
            },
            Expr::Bind { sub, .. } => self.is_failure_pattern(unit, sub),
            Expr::Tuple(items) => unit.facts.exprs_of(items).any(|i| self.is_failure_pattern(unit, i)),
            Expr::AnyOf(items) => unit.facts.exprs_of(items).all(|i| self.is_failure_pattern(unit, i)),
            _ => false,
        }
    }
}

fn is_success_pattern(unit: &Unit, pattern: ExprId) -> bool {
    match unit.expr(pattern) {
        Expr::Call { callee, .. } => {
            matches!(unit.expr(callee), Expr::Path { name, .. } if matches!(unit.str(name), "Ok"))
        }
        _ => false,
    }
}

/// The same variable or field, by name.
fn same_place(unit: &Unit, a: ExprId, b: ExprId) -> bool {
    match (unit.expr(a), unit.expr(b)) {
        (Expr::Local(x) | Expr::Bind { var: x, .. }, Expr::Local(y)) => x == y,
        (Expr::Field { name: x, .. }, Expr::Field { name: y, .. }) => x == y,
        (Expr::Path { name: x, .. }, Expr::Path { name: y, .. }) => x == y,
        (Expr::Unary { operand, op: UnaryOp::Deref }, _) => same_place(unit, operand, b),
        _ => false,
    }
}

impl Eval<'_> {
    /// Whether an expression stands on a branch that is taken where something failed.
    pub(crate) fn failure_around(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let mut way = Way::default();
        let mut at = node.expr;
        loop {
            let up = unit.parent(at);
            if !up.is_some() || way.failure.is_some() {
                return way.failure.is_some();
            }
            self.look_around(unit, node.file, up, at, &mut way);
            at = up;
        }
    }
}
