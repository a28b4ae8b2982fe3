//! How the rows of a statement are read: by a method further along the chain, or by one that is called
//! on the same cursor or prepared statement.

use skinflint_facts::{Expr, ExprId};

use super::Fetch;
use crate::eval::Eval;
use crate::models::StatementRow;
use crate::unit::{Name, Node};

impl Eval<'_> {
    pub(super) fn fetch_of(&self, row: &StatementRow, call: Node) -> Fetch {
        let mut at = call;
        for _ in 0..40 {
            let Some((method, outer)) = self.next_in_chain(at) else { break };
            if let Some(fetch) = self.fetch_by(method, outer) {
                return fetch;
            }
            at = outer;
        }
        let unit = self.unit(at.file);
        let mut value = at.expr;
        let mut up = unit.parent(value);
        for _ in 0..6 {
            if !up.is_some() {
                break;
            }
            match unit.expr(up) {
                Expr::For { iter, .. } if iter == value => return Fetch::Stream,
                Expr::Unary { .. } => {}
                // `let statement = conn.prepare(sql)?;` and then `statement.query_map(…)`.
                Expr::Let { pattern: target, .. } | Expr::Assign { target, .. } => {
                    if let Expr::Bind { var, .. } | Expr::Local(var) = unit.expr(target) {
                        let later = self.uses_of(at.file, var);
                        let found =
                            later.iter().filter(|c| c.expr > up).find_map(|c| self.fetch_by(self.callee_name(*c), *c));
                        if let Some(found) = found {
                            return found;
                        }
                    }
                    break;
                }
                _ => break,
            }
            value = up;
            up = unit.parent(value);
        }
        match (row.rows, self.fetch_on_receiver(call)) {
            (Fetch::Unknown, Some(found)) => found,
            (rows, _) => rows,
        }
    }

    /// `cursor.execute(sql)` and then `cursor.fetchall()`: the next reading of the same cursor.
    fn fetch_on_receiver(&self, call: Node) -> Option<Fetch> {
        let receiver = self.receiver(call)?;
        let unit = self.unit(call.file);
        let Expr::Local(var) = unit.expr(receiver.expr) else { return None };
        let later = self.uses_of(call.file, var);
        let next = later.iter().filter(|c| c.expr > call.expr).find_map(|c| {
            let name = self.callee_name(*c);
            if name == self.callee_name(call) { Some(None) } else { self.fetch_by(name, *c).map(Some) }
        });
        next.flatten()
    }

    fn fetch_by(&self, method: &str, call: Node) -> Option<Fetch> {
        let language = self.unit(call.file).facts.language;
        let row = self.models.fetches.named(Name::of(method)).find(|r| r.language == language)?;
        row.usage.mark();
        Some(row.row.rows)
    }

    /// The parent chain of a node, nearest first.
    pub(super) fn around(&self, node: Node) -> Vec<ExprId> {
        let unit = self.unit(node.file);
        let mut all = Vec::new();
        let mut at = unit.parent(node.expr);
        while at.is_some() && all.len() < 400 {
            all.push(at);
            at = unit.parent(at);
        }
        all
    }
}
