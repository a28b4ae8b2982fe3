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
        if !row.row.beside.is_empty() && !self.is_beside(&row.row.beside, call) {
            return None;
        }
        if row.row.kind == ClauseKind::Contains && self.is_narrowed(call) {
            return None;
        }
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
            column: self.clause_column(row, call),
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
            return self.says_one_of(row, value).then_some(value.node);
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

    /// `books::title.ilike(…)`, `Book.title.ilike(…)`, `title__icontains=…`: the column.
    fn clause_column(&self, row: &Row<ClauseRow>, call: Node) -> Option<String> {
        let unit = self.unit(call.file);
        for arg in self.args(call).into_iter().filter(|a| a.name.is_some()) {
            let name = unit.str(arg.name);
            if let Some(suffix) = row.row.suffix.iter().find(|s| name.ends_with(s.as_str())) {
                return name.strip_suffix(suffix.as_str())?.rsplit("__").next().map(str::to_lowercase);
            }
        }
        match unit.expr(self.receiver(call)?.expr) {
            Expr::Field { name, .. } => Some(unit.str(name).to_lowercase()),
            Expr::Path { name, .. } => Some(crate::index::last_segment(unit.str(name)).to_lowercase()),
            _ => None,
        }
    }

    /// Whether a text of the row stands in a value.
    fn says_one_of(&self, row: &Row<ClauseRow>, value: &At) -> bool {
        let says = |node: Node| {
            let unit = self.unit(node.file);
            matches!(self.expr(node), Expr::Str(s) if row.row.text.iter().any(|t| t.eq_ignore_ascii_case(unit.str(s))))
        };
        let (leaves, _) = self.sources(value);
        leaves.iter().any(|leaf| {
            let unit = self.unit(leaf.node.file);
            let mut found = says(leaf.node);
            unit.facts.children(leaf.node.expr, |c| found |= says(Node { file: leaf.node.file, expr: c }));
            found
        })
    }

    /// Whether a call of one of these names stands in the chain of a call.
    fn is_beside(&self, names: &[String], call: Node) -> bool {
        let named = |name: &str| names.iter().any(|n| n == name);
        let mut at = call;
        for _ in 0..40 {
            let Some((method, outer)) = self.next_in_chain(at) else { break };
            if named(method) {
                return true;
            }
            at = outer;
        }
        let mut at = call;
        for _ in 0..40 {
            let Some(receiver) = self.receiver(at) else { return false };
            if !matches!(self.expr(receiver), Expr::Call { .. }) {
                return false;
            }
            if named(self.callee_name(receiver)) {
                return true;
            }
            at = receiver;
        }
        false
    }

    /// Whether something else narrows the rows first: a named argument that is given a value of its own,
    /// in the same call, around it, or in the same chain.
    fn is_narrowed(&self, call: Node) -> bool {
        let mut calls = vec![call];
        let mut at = call;
        while let Some((_, outer)) = self.next_in_chain(at)
            && calls.len() < 40
        {
            calls.push(outer);
            at = outer;
        }
        for up in self.around(call).into_iter().take(8) {
            match self.unit(call.file).expr(up) {
                Expr::Call { .. } => calls.push(Node { file: call.file, expr: up }),
                Expr::Binary { .. } | Expr::Unary { .. } | Expr::Field { .. } => {}
                _ => break,
            }
        }
        for outer in calls.clone() {
            let mut at = outer;
            while let Some(receiver) = self.receiver(at)
                && matches!(self.expr(receiver), Expr::Call { .. })
                && calls.len() < 80
            {
                calls.push(receiver);
                at = receiver;
            }
        }
        calls.into_iter().any(|c| {
            let unit = self.unit(c.file);
            matches!(self.callee_name(c), "filter" | "get" | "exclude" | "filter_by" | "Q" | "where")
                && self.args(c).iter().any(|a| {
                    if !a.name.is_some() {
                        return self.is_key_equality(Node { file: c.file, expr: a.value });
                    }
                    let constant = matches!(
                        unit.expr(a.value),
                        Expr::Bool(_) | Expr::Str(_) | Expr::Int(_) | Expr::Null | Expr::Field { .. }
                    ) && !matches!(unit.expr(a.value), Expr::Field { name, .. } if is_key(unit.str(name)));
                    a.name.is_some() && !unit.str(a.name).contains("__") && !constant
                })
        })
    }

    /// `posts::author_id.eq(id)`, `Column::OrgId.eq(id)`, `Post.author_id == id`
    fn is_key_equality(&self, at: Node) -> bool {
        let unit = self.unit(at.file);
        let key_of = |expr| match unit.expr(expr) {
            Expr::Field { name, .. } => is_key(&snake(unit.str(name))),
            Expr::Path { name, .. } => is_key(&snake(crate::index::last_segment(unit.str(name)))),
            _ => false,
        };
        match unit.expr(at.expr) {
            Expr::Binary { left, op: skinflint_facts::BinaryOp::Eq, .. } => key_of(left),
            Expr::Call { callee, .. } => match unit.expr(callee) {
                Expr::Field { base, name } if matches!(unit.str(name), "eq" | "eq_any" | "is_in" | "in_") => {
                    key_of(base)
                }
                _ => false,
            },
            _ => false,
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

/// `OrgId` as `org_id`
fn snake(name: &str) -> String {
    let mut out = String::new();
    for (i, c) in name.char_indices() {
        if c.is_uppercase() && i > 0 {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// `user.id`, `self.pk`
fn is_key(name: &str) -> bool {
    matches!(
        name,
        "id" | "pk"
            | "uuid"
            | "user"
            | "owner"
            | "account"
            | "organization"
            | "tenant"
            | "project"
            | "team"
            | "org"
            | "folder"
    ) || name.ends_with("_id")
}
