//! Middleware that only runs for requests that matched a route: its fallback for all others is never used.

use skinflint_facts::{Expr, ExprId};

use crate::eval::Eval;
use crate::symbols::Def;
use crate::types::Type;
use crate::unit::{FnRef, Name, Node};

/// Parts of a call's arguments that are looked at.
const MOST_PARTS: usize = 400;

impl Eval<'_> {
    /// Whether an expression stands in a function that knows the matched route and is handed on by `gate`
    /// (`route_layer`), and nowhere by `way_round` (`layer`).
    pub(crate) fn is_routed_only(&self, node: Node, gate: &str, way_round: &str) -> bool {
        let Some(f) = self.function_of(node) else { return false };
        if let Some(known) = self.routed.borrow().get(&f) {
            return *known;
        }
        let routed = self.knows_its_route(f) && self.is_handed_to(f, gate) && !self.is_handed_to(f, way_round);
        self.routed.borrow_mut().insert(f, routed);
        routed
    }

    /// Whether a function asks for a type that models say to be bounded: `extensions().get::<MatchedPath>()`.
    fn knows_its_route(&self, f: FnRef) -> bool {
        let facts = &self.unit(f.file).facts;
        let function = self.function(f);
        let site = self.site_of(f);
        let asked = (function.exprs.0..function.exprs.1).filter_map(|i| match facts.expr(ExprId(i)) {
            Expr::Call { ty, .. } if ty.is_some() => Some(ty),
            _ => None,
        });
        let given = facts.params_of(function).iter().map(|p| p.ty);
        asked.chain(given).filter(|ty| ty.is_some()).any(|ty| match self.peel(&self.declared(site, ty, &[], 16)) {
            Type::Ext(path, _) => path.contains("::") && self.settled_type(&path).is_some_and(|c| c.is_closed()),
            _ => false,
        })
    }

    fn is_handed_to(&self, f: FnRef, method: &str) -> bool {
        let mut calls = self.index.calls(Name::of(method));
        calls.any(|call| {
            let unit = self.unit(call.file);
            let mut parts: Vec<ExprId> = self.args(call).iter().map(|a| a.value).collect();
            let mut seen = 0;
            while let Some(part) = parts.pop() {
                seen += 1;
                if seen > MOST_PARTS {
                    return false;
                }
                if let Expr::Path { .. } = unit.expr(part) {
                    let defs = self.symbols.resolve_expr(self.units, Node { file: call.file, expr: part });
                    if defs.contains(&Def::Fn(f)) {
                        return true;
                    }
                }
                unit.facts.children(part, |c| parts.push(c));
            }
            false
        })
    }
}
