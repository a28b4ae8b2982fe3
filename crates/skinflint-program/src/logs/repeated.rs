//! The loop that makes one line many.

use super::Repeated;
use crate::eval::Eval;
use crate::loops::{LoopAt, Runs, Shape};
use crate::unit::Node;
use skinflint_facts::Expr;

impl Eval<'_> {
    /// The innermost loop that runs a line once per element of data without a limit; through one call
    /// where that is the only one. Beside it, whether the line stands where something failed.
    pub(crate) fn repeated_line(&self, node: Node) -> (Option<Repeated>, bool) {
        // What a command or a script says of each element is its output.
        if super::print::command_place(self.unit(node.file)).is_some() {
            return (None, self.stands_in_failure(node));
        }
        let around = self.loops_around(node);
        let failed = around.first().map_or_else(|| self.stands_in_failure(node), |l| l.failure.is_some());
        if let Some(direct) = self.first_repeating(&around) {
            return (Some(self.seen(node, direct, None)), failed);
        }
        // A line in a loop that is none of that kind says what the loop does.
        if !around.is_empty() {
            return (None, failed);
        }
        let Some(f) = self.function_of(node) else { return (None, failed) };
        let Some(callers) = self.callers(f) else { return (None, failed) };
        let [only] = &*callers else { return (None, failed) };
        // One of several ways through a function is taken now and then.
        if self.is_conditional(node, None) {
            return (None, failed);
        }
        let outside = self.loops_around(*only);
        let through = self.first_repeating(&outside).filter(|l| l.failure.is_none());
        (through.map(|l| self.seen(node, l, Some(*only))), failed)
    }

    fn first_repeating<'l>(&self, around: &'l [LoopAt]) -> Option<&'l LoopAt> {
        for one in around {
            if one.leaves.is_some() || one.throttle.is_some() {
                return None;
            }
            match one.runs {
                Runs::PerElement | Runs::PerRow if !one.in_condition => return Some(one),
                // One line a pass is what such a loop may say.
                Runs::Poll | Runs::Worker | Runs::WorkList | Runs::Pages | Runs::Batches | Runs::Unknown => {
                    return None;
                }
                _ => {}
            }
        }
        None
    }

    fn seen(&self, node: Node, of: &LoopAt, through: Option<Node>) -> Repeated {
        let at = of.over.unwrap_or(of.at);
        Repeated {
            at: self.span(at),
            over: of.over.and_then(|o| self.as_written(o)),
            through: through.map(|n| self.span(n)),
            closure: of.shape == Shape::Closure,
            rows: of.runs == Runs::PerRow,
            conditional: through.is_none() && self.is_conditional(node, Some(of.body)),
            same: through.is_none() && !of.elements.is_empty() && !self.depends_on_element(node, of),
        }
    }

    /// Whether a line stands on a branch below a loop's body, or below its function's.
    pub(crate) fn is_conditional(&self, node: Node, body: Option<Node>) -> bool {
        let unit = self.unit(node.file);
        let mut at = node.expr;
        loop {
            let up = unit.parent(at);
            if !up.is_some() || body.is_some_and(|b| b.expr == at) {
                return false;
            }
            match unit.expr(up) {
                Expr::If { cond, .. } if cond != at => return true,
                Expr::Arm { body, .. } if body == at => return true,
                _ => {}
            }
            at = up;
        }
    }

    fn stands_in_failure(&self, node: Node) -> bool {
        self.failure_around(node)
    }
}
