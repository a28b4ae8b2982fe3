//! Loops that try one thing after the other until one is found: the next query depends on the last.

use skinflint_base::FileId;
use skinflint_facts::{BinaryOp, Expr, ExprId, UnaryOp, VarId};

use crate::eval::Eval;
use crate::loops::LoopAt;
use crate::unit::{Node, Unit};

impl Eval<'_> {
    /// Whether a loop ends as soon as what runs in it has found something.
    pub(crate) fn probes(&self, node: Node, of: &LoopAt) -> bool {
        let unit = self.unit(node.file);
        let mut at = node.expr;
        while at.is_some() && at != of.body.expr {
            let up = unit.parent(at);
            if !up.is_some() {
                return false;
            }
            let ends = match unit.expr(up) {
                Expr::If { cond, then, .. } if at == cond => found(unit, cond) && self.ends_well(unit, node.file, then),
                Expr::Match { subject, arms } if at == subject => unit.facts.exprs_of(arms).any(|a| {
                    matches!(unit.expr(a), Expr::Arm { pattern, body, .. }
                        if found_pattern(unit, pattern) && self.ends_well(unit, node.file, body))
                }),
                Expr::Let { pattern, value, .. } | Expr::Assign { target: pattern, value, .. } if at == value => {
                    match unit.expr(pattern) {
                        Expr::Bind { var, .. } | Expr::Local(var) => self.tested_later(unit, node.file, up, var),
                        _ => false,
                    }
                }
                _ => false,
            };
            if ends {
                return true;
            }
            at = up;
        }
        false
    }

    /// Whether a later statement of the same block leaves the loop where a variable has something.
    fn tested_later(&self, unit: &Unit, file: FileId, statement: ExprId, var: VarId) -> bool {
        let block = unit.parent(statement);
        if !block.is_some() {
            return false;
        }
        let Expr::Block { statements, tail } = unit.expr(block) else { return false };
        let later =
            unit.facts.exprs_of(statements).chain(std::iter::once(tail)).skip_while(|s| *s != statement).skip(1);
        later.take(3).any(|s| {
            s.is_some()
                && matches!(unit.expr(s), Expr::If { cond, then, .. }
                    if found(unit, cond) && mentions(unit, cond, var) && self.ends_well(unit, file, then))
        })
    }

    /// Whether a branch leaves the loop with an answer, and not with an error.
    fn ends_well(&self, unit: &Unit, file: FileId, branch: ExprId) -> bool {
        if !branch.is_some() {
            return false;
        }
        match unit.expr(branch) {
            Expr::Break(_) => true,
            Expr::Return(value) => {
                if !value.is_some() {
                    return true;
                }
                let failed = |name: &str| matches!(name, "Err" | "None");
                match unit.expr(value) {
                    Expr::Call { .. } => {
                        let name = self.callee_name(Node { file, expr: value });
                        !failed(name)
                            && !["error", "forbidden", "denied", "invalid", "badrequest", "notfound", "fail"]
                                .iter()
                                .any(|w| name.to_lowercase().contains(w))
                    }
                    _ => true,
                }
            }
            Expr::Block { statements, tail } => {
                let last = if tail.is_some() { Some(tail) } else { unit.facts.exprs_of(statements).last() };
                last.is_some_and(|l| self.ends_well(unit, file, l))
            }
            _ => false,
        }
    }
}

/// Whether a condition holds where something was found.
fn found(unit: &Unit, cond: ExprId) -> bool {
    match unit.expr(cond) {
        Expr::Unary { operand, op: UnaryOp::Not } => {
            // `x is not None`
            matches!(unit.expr(operand), Expr::Binary { op: BinaryOp::Eq, right, .. } if matches!(unit.expr(right), Expr::Null))
        }
        Expr::Binary { op: BinaryOp::Eq, right, .. } => !matches!(unit.expr(right), Expr::Null),
        Expr::Binary { op: BinaryOp::And, left, right } => found(unit, left) && found(unit, right),
        Expr::Let { pattern, .. } => found_pattern(unit, pattern),
        Expr::Call { callee, .. } => match unit.expr(callee) {
            Expr::Field { name, .. } => !matches!(unit.str(name), "is_none" | "is_err" | "is_empty"),
            _ => true,
        },
        _ => true,
    }
}

fn found_pattern(unit: &Unit, pattern: ExprId) -> bool {
    match unit.expr(pattern) {
        Expr::Call { callee, .. } => {
            matches!(unit.expr(callee), Expr::Path { name, .. } if matches!(unit.str(name), "Some" | "Ok"))
        }
        Expr::Bool(yes) => yes,
        _ => false,
    }
}

fn mentions(unit: &Unit, at: ExprId, var: VarId) -> bool {
    if matches!(unit.expr(at), Expr::Local(v) if v == var) {
        return true;
    }
    let mut yes = false;
    unit.facts.children(at, |c| yes |= mentions(unit, c, var));
    yes
}
