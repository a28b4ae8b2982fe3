//! What query builders are asked for, by the rows of models.

use skinflint_facts::Expr;

use super::{Clause, setting};
use crate::eval::Eval;
use crate::flow::At;
use crate::models::{ClauseKind, ClauseRow, Row};
use crate::unit::Node;

impl Eval<'_> {
    /// The clauses that a call makes.
    pub(super) fn clauses(&self, call: Node) -> Vec<Clause> {
        let name = self.callee_name(call);
        let rows = self.models.clauses.named(crate::unit::Name::of(name));
        rows.filter_map(|row| self.clause(row, call, name)).collect()
    }

    fn clause(&self, row: &Row<ClauseRow>, call: Node, name: &str) -> Option<Clause> {
        let unit = self.unit(call.file);
        if row.language != unit.facts.language {
            return None;
        }
        let at = At::new(call);
        let value = match &row.row.value {
            Some(slot) => Some(self.slot(&at, slot)?),
            None => None,
        };
        let judged = self.judged(row, &at, value.as_ref())?;
        if !self.matches(row, &row.row.callee, call, name) {
            return None;
        }
        Some(Clause {
            kind: row.row.kind,
            at: self.span(judged),
            library: row.library.clone(),
            home: self.symbols.home(self.units, call.file, call.expr),
            setting: setting::of(&unit.path, unit.facts.language),
            value: value.and_then(|v| self.identifier(&v)),
        })
    }

    /// The place that a row speaks of, where the call has what the row asks for.
    fn judged(&self, row: &Row<ClauseRow>, call: &At, value: Option<&At>) -> Option<Node> {
        let unit = self.unit(call.node.file);
        if !row.row.suffix.is_empty() {
            let arg = self
                .args(call.node)
                .into_iter()
                .find(|a| a.name.is_some() && row.row.suffix.iter().any(|s| unit.str(a.name).ends_with(s.as_str())))?;
            return Some(Node { file: call.node.file, expr: arg.value });
        }
        let value = value?;
        if !row.row.text.is_empty() {
            let (leaves, _) = self.sources(value);
            let is = |leaf: &At| matches!(self.expr(leaf.node), Expr::Str(s) if row.row.text.iter().any(|t| t == self.unit(leaf.node.file).str(s)));
            return leaves.iter().any(is).then_some(value.node);
        }
        if !row.row.calls.is_empty() {
            return self.calls_one_of(row, value.node).then_some(value.node);
        }
        match row.row.kind {
            ClauseKind::Contains => self.bind(None, value).wildcard.is_some().then_some(value.node),
            ClauseKind::Offset => {
                // A number that is written there is known to be small.
                let (leaves, whole) = self.sources(value);
                let constant = whole && leaves.iter().all(|l| matches!(self.expr(l.node), Expr::Int(_)));
                (!constant).then_some(value.node)
            }
            ClauseKind::RandomOrder => Some(value.node),
        }
    }

    fn calls_one_of(&self, row: &Row<ClauseRow>, at: Node) -> bool {
        let unit = self.unit(at.file);
        let mut queue = vec![at.expr];
        let mut steps = 0;
        while let Some(expr) = queue.pop() {
            steps += 1;
            if steps > 200 {
                return false;
            }
            if let Expr::Call { callee, .. } = unit.expr(expr) {
                let callee = Node { file: at.file, expr: callee };
                for def in self.symbols.resolve_expr(self.units, callee) {
                    if let crate::symbols::Def::External(path) = def
                        && self.path_matches(&row.row.calls, &path, at.file, &row.library)
                    {
                        return true;
                    }
                }
            }
            if let Expr::Local(var) = unit.expr(expr) {
                for def in unit.facts.defs_of(var) {
                    if let Expr::Let { value, .. } | Expr::Assign { value, .. } = unit.expr(*def)
                        && value.is_some()
                    {
                        queue.push(value);
                    }
                }
            }
            unit.facts.children(expr, |c| queue.push(c));
        }
        false
    }
}
