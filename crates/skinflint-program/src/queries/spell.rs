//! Calls as people read them: in short, and where they begin.

use skinflint_base::{FileSpan, Span};
use skinflint_facts::{Expr, ExprId, UnaryOp};

use crate::eval::Eval;
use crate::unit::Node;

impl Eval<'_> {
    /// Where a call begins: what is called, as far as it stands on one line.
    pub(crate) fn callee_span(&self, call: Node) -> FileSpan {
        let unit = self.unit(call.file);
        let mut at = call.expr;
        for _ in 0..64 {
            let next = match unit.expr(at) {
                Expr::Call { callee, .. } => callee,
                _ if self.on_one_line(call.file, at, 64) => break,
                Expr::Field { base, .. } | Expr::Index { base, .. } => base,
                Expr::Unary { operand, .. } => operand,
                _ => break,
            };
            at = next;
        }
        self.span(Node { file: call.file, expr: at })
    }

    /// Whether nothing but the code itself stands between the parts of an expression. Facts have no
    /// lines: a line break is what is left over.
    fn on_one_line(&self, file: skinflint_base::FileId, at: ExprId, depth: u32) -> bool {
        let unit = self.unit(file);
        let span = |e: ExprId| unit.facts.span(e);
        let whole: Span = span(at);
        let behind = |e: ExprId| whole.end.saturating_sub(span(e).end) as usize;
        let deeper = |e: ExprId| depth > 0 && self.on_one_line(file, e, depth - 1);
        match unit.expr(at) {
            Expr::Path { .. } | Expr::Local(_) => true,
            Expr::Field { base, name } => behind(base) == unit.str(name).len() + 1 && deeper(base),
            Expr::Call { callee, args, .. } => {
                unit.facts.args_of(args).len() == 0 && behind(callee) == 2 && deeper(callee)
            }
            Expr::Unary { operand, op: UnaryOp::Try } => behind(operand) == 1 && deeper(operand),
            Expr::Unary { operand, op: UnaryOp::Await } => behind(operand) <= 6 && deeper(operand),
            _ => false,
        }
    }

    /// A call in short, as the code writes it: arguments and long chains left out.
    pub(crate) fn call_text(&self, node: Node) -> String {
        let mut parts: Vec<String> = Vec::new();
        let unit = self.unit(node.file);
        let mut at = node.expr;
        for _ in 0..32 {
            let next = match unit.expr(at) {
                Expr::Call { callee, .. } => {
                    if !parts.is_empty() {
                        parts.push("(…)".to_owned());
                    }
                    callee
                }
                Expr::Field { base, name } => {
                    parts.push(format!(".{}", unit.str(name)));
                    base
                }
                Expr::Path { name, .. } => {
                    parts.push(unit.str(name).to_owned());
                    ExprId::NONE
                }
                Expr::Local(var) => {
                    parts.push(unit.str(unit.facts.vars[var.index()].name).to_owned());
                    ExprId::NONE
                }
                Expr::Unary { operand, op: UnaryOp::Await | UnaryOp::Try | UnaryOp::Ref | UnaryOp::Deref } => operand,
                Expr::Index { base, .. } => {
                    parts.push("[…]".to_owned());
                    base
                }
                _ => {
                    parts.push("…".to_owned());
                    ExprId::NONE
                }
            };
            if !next.is_some() {
                break;
            }
            at = next;
        }
        parts.reverse();
        shortened(parts)
    }
}

/// The first part, and the last two: what is between them is the builder's.
fn shortened(parts: Vec<String>) -> String {
    const MOST: usize = 6;
    if parts.len() <= MOST {
        return parts.concat();
    }
    let (head, tail) = (&parts[..2], &parts[parts.len() - 1..]);
    format!("{}…{}", head.concat(), tail.concat())
}
