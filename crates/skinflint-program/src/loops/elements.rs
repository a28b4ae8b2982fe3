//! Whether something depends on a loop's element: on the variable that holds it, or on what a pass
//! makes of it.

use rustc_hash::FxHashSet;
use skinflint_facts::{Expr, ExprId, VarId};

use super::LoopAt;
use crate::eval::Eval;
use crate::unit::Node;

/// Nodes looked at for one question.
const MOST: usize = 4_000;

impl Eval<'_> {
    /// Whether an expression in a loop's body depends on the loop's element: it names the element, or a
    /// variable that a pass of the loop gives its value. Nothing that stands outside of the loop does.
    pub(crate) fn depends_on_element(&self, node: Node, of: &LoopAt) -> bool {
        if node.file != of.at.file {
            return true;
        }
        let unit = self.unit(node.file);
        let inside = unit.facts.span(of.at.expr);
        let mut seen: FxHashSet<VarId> = FxHashSet::default();
        let mut queue = vec![node.expr];
        let mut steps = 0;
        while let Some(at) = queue.pop() {
            steps += 1;
            if steps > MOST {
                return true;
            }
            if let Expr::Local(var) | Expr::Bind { var, .. } = unit.expr(at) {
                if of.elements.contains(&var) {
                    return true;
                }
                if seen.insert(var) {
                    for def in unit.facts.defs_of(var) {
                        let span = unit.facts.span(*def);
                        // What the loop itself sets, pass by pass.
                        if inside.start <= span.start && span.end <= inside.end && *def != of.at.expr {
                            self.defining_values(node, *def, &mut queue);
                        }
                    }
                }
            }
            unit.facts.children(at, |c| queue.push(c));
        }
        false
    }

    /// What a definition takes its value from.
    fn defining_values(&self, node: Node, def: ExprId, queue: &mut Vec<ExprId>) {
        let unit = self.unit(node.file);
        match unit.expr(def) {
            Expr::Let { value, .. } | Expr::Assign { value, .. } if value.is_some() => queue.push(value),
            Expr::For { iter, .. } => queue.push(iter),
            Expr::Arm { .. } => {
                if let Expr::Match { subject, .. } = unit.expr(unit.parent(def)) {
                    queue.push(subject);
                }
            }
            Expr::Closure { .. } => {
                if let Some(receiver) = self.closure_receiver(Node { file: node.file, expr: def }) {
                    queue.push(receiver.expr);
                }
            }
            _ => {}
        }
    }
}
