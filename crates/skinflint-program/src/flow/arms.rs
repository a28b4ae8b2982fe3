//! Which arms of a match a value can take, where the value is known: `match self { Self::Hits => "hits", … }`
//! gives one text, once a call says for which variant.

use skinflint_facts::{Expr, ExprId};

use super::At;
use crate::eval::Eval;
use crate::symbols::{Def, TypeRef};
use crate::unit::Node;

/// A variant of an enum.
type Variant = (TypeRef, u32);

impl Eval<'_> {
    /// The arms that a match takes, seen from inside a call; `None` where all are possible.
    pub(crate) fn taken_arms(&self, at: &At, subject: ExprId, arms: &[ExprId]) -> Option<Vec<ExprId>> {
        let unit = self.unit(at.node.file);
        let mut subject = subject;
        while let Expr::Unary { operand, .. } = unit.expr(subject) {
            subject = operand;
        }
        // Without a call that was gone into, a variable is whatever it ever was.
        if at.frame.is_none() || arms.len() < 2 || !matches!(unit.expr(subject), Expr::Local(_)) {
            return None;
        }
        let patterns: Vec<Vec<Variant>> =
            arms.iter().map(|arm| self.variants_matched(at, *arm)).collect::<Option<_>>()?;
        let (leaves, whole) = self.sources(&at.to(subject));
        if !whole || leaves.is_empty() {
            return None;
        }
        let mut taken = Vec::new();
        for leaf in leaves {
            let variant = self.variant(leaf.node)?;
            // No variant at all: `_`.
            let arm = patterns.iter().position(|of| of.is_empty() || of.contains(&variant))?;
            if !taken.contains(&arms[arm]) {
                taken.push(arms[arm]);
            }
        }
        Some(taken)
    }

    /// The variants that an arm is for, none of which means any; `None` where that cannot be told.
    fn variants_matched(&self, at: &At, arm: ExprId) -> Option<Vec<Variant>> {
        let unit = self.unit(at.node.file);
        let Expr::Arm { pattern, guard, .. } = unit.expr(arm) else { return None };
        if guard.is_some() {
            return None;
        }
        match unit.expr(pattern) {
            Expr::Wild => Some(Vec::new()),
            Expr::Bind { sub, .. } if !sub.is_some() => Some(Vec::new()),
            Expr::AnyOf(list) => unit.facts.exprs_of(list).map(|one| self.whole_variant(at.to(one).node)).collect(),
            _ => self.whole_variant(at.to(pattern).node).map(|variant| vec![variant]),
        }
    }

    /// The variant that a pattern takes whatever it holds.
    fn whole_variant(&self, pattern: Node) -> Option<Variant> {
        let unit = self.unit(pattern.file);
        if let Expr::Call { args, .. } = unit.expr(pattern.expr) {
            let takes_all = |e: ExprId| match unit.expr(e) {
                Expr::Bind { sub, .. } => !sub.is_some(),
                other => other == Expr::Wild,
            };
            if !unit.facts.args_of(args).all(|arg| takes_all(arg.value)) {
                return None;
            }
        }
        self.variant(pattern)
    }

    /// The variant that an expression or pattern names.
    fn variant(&self, node: Node) -> Option<Variant> {
        let unit = self.unit(node.file);
        let named = match unit.expr(node.expr) {
            Expr::Path { .. } => node,
            Expr::Call { callee, .. } => Node { file: node.file, expr: callee },
            _ => return None,
        };
        match self.symbols.resolve_expr(self.units, named).as_slice() {
            [Def::Variant(ty, at)] => Some((*ty, *at)),
            _ => None,
        }
    }
}
