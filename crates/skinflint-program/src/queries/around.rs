//! Which loop makes a query run again and again.

use skinflint_facts::{Expr, ExprId};

use crate::eval::Eval;
use crate::loops::{LoopAt, Runs, Shape};
use crate::models::Per;
use crate::unit::Node;

/// A loop that runs something per element.
#[derive(Clone, Debug)]
pub(crate) struct Around {
    /// The loop.
    pub(crate) node: Node,
    /// What it goes over, or the loop itself.
    pub(crate) head: Node,
    /// Whether what runs does not depend on the element.
    pub(crate) same: bool,
    /// Why it is not certain that it runs per element, where it is not.
    pub(crate) doubt: Option<&'static str>,
}

impl Eval<'_> {
    /// The innermost loop that runs an expression once per element of data. A loop of a few passes, of
    /// pages or attempts is part of what surrounds it.
    pub(crate) fn loop_around(&self, node: Node) -> Option<Around> {
        if self.runs_once(node) {
            return None;
        }
        if let Some(run) = self.run_by_name(node) {
            return Some(run);
        }
        for of in self.loops_around(node) {
            if of.in_condition {
                continue;
            }
            // A way out of the function ends outer loops too: they say so themselves. Who does not look at the
            // element does the same thing several times, and goes over no data.
            if of.repeats() && !self.ignores_element(&of) && !self.probes(node, &of) {
                return Some(self.made_around(node, &of));
            }
        }
        None
    }

    fn ignores_element(&self, of: &LoopAt) -> bool {
        let unit = self.unit(of.at.file);
        let names = of.elements.iter().map(|v| unit.str(unit.facts.vars[v.index()].name));
        of.shape == Shape::For && names.into_iter().all(|n| n.starts_with('_'))
    }

    fn made_around(&self, node: Node, of: &LoopAt) -> Around {
        let doubt = if of.failure.is_some() { Some("it only runs where something failed") } else { None };
        let same = matches!(of.shape, Shape::For | Shape::Comprehension)
            && of.runs == Runs::PerElement
            && !of.elements.is_empty()
            && !self.depends_on_element(node, of);
        Around { node: of.at, head: of.over.unwrap_or(of.at), same, doubt }
    }

    /// A function that is handed by its name to what calls it per element: `.map(Self::load)`.
    fn run_by_name(&self, node: Node) -> Option<Around> {
        let unit = self.unit(node.file);
        if !matches!(unit.expr(node.expr), Expr::Path { .. } | Expr::Field { .. }) {
            return None;
        }
        let up: ExprId = unit.parent(node.expr);
        if !up.is_some() || !matches!(unit.expr(up), Expr::Call { callee, .. } if callee != node.expr) {
            return None;
        }
        let call = Node { file: node.file, expr: up };
        let run = self.run_by(call, node.expr)?;
        if run.per != Per::Element {
            return None;
        }
        Some(Around { node: call, head: run.over.unwrap_or(call), same: false, doubt: None })
    }
}
