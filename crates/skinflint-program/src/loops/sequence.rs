//! What a sequence is a sequence of: elements, chunks, pages, rows, or what comes in.

use skinflint_facts::{Expr, ExprId, UnaryOp};

use super::{Runs, spelling, words};
use crate::eval::Eval;
use crate::flow::At;
use crate::models::{Gives, Per, Slot};
use crate::unit::Node;

impl Eval<'_> {
    /// What a row's `over` names; what the call is called on where it says nothing.
    pub(super) fn over_of(&self, call: &At, over: Option<&Slot>) -> Option<At> {
        match over {
            Some(slot) => self.slot(call, slot),
            None => self.receiver(call.node).map(|r| call.to(r.expr)),
        }
    }

    /// What a loop over a sequence runs once for, and what says so; nothing where all that can be said is
    /// that it has elements.
    pub(super) fn sequence_of(&self, over: Node) -> Option<(Runs, Node)> {
        let mut at = over;
        for _ in 0..24 {
            let unit = self.unit(at.file);
            let to = |expr: ExprId| Node { file: at.file, expr };
            match unit.expr(at.expr) {
                Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref | UnaryOp::Await | UnaryOp::Try } => {
                    at = to(operand);
                }
                Expr::Call { .. } => {
                    if let Some(row) = self.match_rows(&self.models.sequences, at).next() {
                        match row.row.gives {
                            Gives::Batches => return Some((Runs::Batches, at)),
                            Gives::Rows => return Some((Runs::PerRow, at)),
                            Gives::Few => return Some((Runs::Few(None), at)),
                            Gives::Messages => return Some((Runs::Worker, at)),
                            Gives::Work => return Some((Runs::WorkList, at)),
                            // `range(0, n, step)`
                            Gives::Range => return self.steps(at),
                            Gives::Elements | Gives::Next => {
                                at = self.over_of(&At::new(at), row.row.over.as_ref())?.node
                            }
                        }
                        continue;
                    }
                    let name = self.callee_name(at);
                    if words::is_batch(name) {
                        return Some((Runs::Batches, at));
                    }
                    if words::is_page(name) {
                        return Some((Runs::Pages, at));
                    }
                    let row = self.match_rows(&self.models.closures, at).next()?;
                    if row.row.per != Per::Element {
                        return None;
                    }
                    at = self.over_of(&At::new(at), row.row.over.as_ref())?.node;
                }
                Expr::Local(var) => {
                    let name = spelling(unit, at.expr);
                    if words::is_batch_list(name) {
                        return Some((Runs::Batches, at));
                    }
                    let [only] = unit.facts.defs_of(var) else { return None };
                    match unit.expr(*only) {
                        Expr::Let { pattern, value, .. }
                            if value.is_some() && matches!(unit.expr(pattern), Expr::Bind { .. }) =>
                        {
                            at = to(value);
                        }
                        Expr::Assign { target, value, op: None }
                            if matches!(unit.expr(target), Expr::Local(_) | Expr::Bind { .. }) =>
                        {
                            at = to(value);
                        }
                        _ => return None,
                    }
                }
                Expr::Field { .. } | Expr::Path { .. } => {
                    let name = spelling(unit, at.expr);
                    return match name {
                        _ if words::is_batch_list(name) => Some((Runs::Batches, at)),
                        _ if words::is_page(name) => Some((Runs::Pages, at)),
                        _ => None,
                    };
                }
                _ => return None,
            }
        }
        None
    }

    /// A range with a step of its own goes from chunk to chunk.
    fn steps(&self, call: Node) -> Option<(Runs, Node)> {
        let args = self.args(call);
        let step = args.get(2)?.value;
        let unit = self.unit(call.file);
        let one = match unit.expr(step) {
            Expr::Int(n) => unit.str(n) == "1",
            Expr::Unary { .. } => true,
            _ => false,
        };
        (!one).then_some((Runs::Batches, call))
    }
}
