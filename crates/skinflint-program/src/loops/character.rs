//! Why a loop runs often, or not: the character of a loop, from its shape first and names second.

use skinflint_facts::{Expr, ExprId, UnaryOp};

use super::{LoopAt, Runs, Shape, spelling, words};
use crate::eval::Eval;
use crate::flow::At;
use crate::models::{Gives, Pace};
use crate::unit::{Node, Unit};

impl Eval<'_> {
    /// Finds out how often a loop runs.
    pub(super) fn characterise(&self, of: &mut LoopAt) {
        let (runs, evidence) = match of.shape {
            Shape::For | Shape::Comprehension | Shape::Closure => self.over_what(of),
            Shape::While | Shape::Endless => self.while_what(of),
        };
        of.runs = runs;
        of.evidence = evidence;
    }

    fn over_what(&self, of: &LoopAt) -> (Runs, Option<Node>) {
        let Some(over) = of.over else { return (Runs::Unknown, None) };
        if of.shape == Shape::For && self.is_retry(of) {
            return (Runs::Retry, Some(over));
        }
        if let Some(fixed) = self.fixed(&At::new(over)) {
            return (Runs::Few(fixed.0), Some(over));
        }
        if let Some((runs, evidence)) = self.sequence_of(over) {
            return (runs, Some(evidence));
        }
        let unit = self.unit(of.at.file);
        if words::brings(spelling(unit, over.expr)) {
            return (Runs::Worker, Some(over));
        }
        let named = |is: fn(&str) -> bool| of.elements.iter().any(|v| is(unit.str(unit.facts.vars[v.index()].name)));
        if named(words::is_one_batch) {
            return (Runs::Batches, Some(over));
        }
        if named(words::is_one_page) {
            return (Runs::Pages, Some(over));
        }
        if self.is_parts_of_program(of, over) {
            return (Runs::Few(None), Some(over));
        }
        (Runs::PerElement, Some(over))
    }

    /// A loop over what the program itself is made of: its plugins, the services that it starts. There are
    /// as many as somebody wrote, however they are kept.
    fn is_parts_of_program(&self, of: &LoopAt, over: Node) -> bool {
        let unit = self.unit(over.file);
        let mut at = over;
        for _ in 0..8 {
            let name = spelling(unit, at.expr);
            match words::part(name) {
                Some(words::Part::Always) => return true,
                Some(words::Part::AtStart) => {
                    return self
                        .function_of(of.at)
                        .is_some_and(|f| words::is_start(self.unit(f.file).str(self.function(f).name)));
                }
                None => {}
            }
            at = match unit.expr(at.expr) {
                Expr::Unary { operand, .. } => Node { file: over.file, expr: operand },
                Expr::Call { .. } => match self.receiver(at) {
                    Some(receiver) => receiver,
                    None => return false,
                },
                _ => return false,
            };
        }
        false
    }

    /// A loop over a range that ends as soon as something worked: names of attempts, or a wait, beside a
    /// way out.
    fn is_retry(&self, of: &LoopAt) -> bool {
        let Some(over) = of.over else { return false };
        let unit = self.unit(of.at.file);
        let is_range = match unit.expr(over.expr) {
            Expr::Binary { op: skinflint_facts::BinaryOp::Range, .. } => true,
            Expr::Call { .. } => {
                self.match_rows(&self.models.sequences, over).any(|r| r.row.gives == Gives::Range)
                    || words::is_attempt(self.callee_name(over))
            }
            _ => words::is_attempt(spelling(unit, over.expr)),
        };
        if !is_range {
            return false;
        }
        let mut named = of.elements.iter().any(|v| words::is_attempt(unit.str(unit.facts.vars[v.index()].name)));
        let mut queue = vec![over.expr];
        while let Some(at) = queue.pop() {
            named |= words::is_attempt(spelling(unit, at));
            unit.facts.children(at, |c| queue.push(c));
        }
        self.has_way_out(unit, of.body.expr) && (named || self.paces(of, Pace::Sleep).is_some())
    }

    fn while_what(&self, of: &mut LoopAt) -> (Runs, Option<Node>) {
        let unit = self.unit(of.at.file);
        let file = of.at.file;
        let node = |expr: ExprId| Node { file, expr };
        let Expr::While { cond, body } = unit.expr(of.at.expr) else { return (Runs::Unknown, None) };
        if let Some(found) = self.asked_for(of, cond) {
            return found;
        }
        let retries = cond.is_some() && self.names_below(unit, cond, words::is_attempt);
        let out = self.has_way_out(unit, body);
        if retries && out {
            return (Runs::Retry, Some(node(cond)));
        }
        if let Some(cursor) = self.cursor(of, cond, body) {
            return (Runs::Pages, Some(cursor));
        }
        if let Some(work) = self.works(of, cond) {
            return (Runs::WorkList, Some(work));
        }
        if let Some(receives) = self.paces(of, Pace::Receive) {
            let select = self.callee_name(receives).starts_with("select");
            return (if select { Runs::Poll } else { Runs::Worker }, Some(receives));
        }
        if let Some(sleep) = self.paces(of, Pace::Sleep) {
            return (if out { Runs::Retry } else { Runs::Poll }, Some(sleep));
        }
        if out && self.names_below(unit, body, words::is_attempt) {
            return (Runs::Retry, Some(node(of.at.expr)));
        }
        (Runs::Unknown, None)
    }

    /// `while let Some(x) = next()`: what is asked for, and of whom.
    fn asked_for(&self, of: &mut LoopAt, cond: ExprId) -> Option<(Runs, Option<Node>)> {
        let unit = self.unit(of.at.file);
        if !cond.is_some() {
            return None;
        }
        let (pattern, value) = match unit.expr(cond) {
            Expr::Let { pattern, value, .. } => (pattern, value),
            // `while (row := cursor.fetchone())`
            Expr::Assign { target, value, .. } => (target, value),
            _ => return None,
        };
        self.bound_vars(of.at.file, pattern, &mut of.elements);
        let mut at = value;
        while let Expr::Unary { operand, op: UnaryOp::Await | UnaryOp::Try | UnaryOp::Ref } = unit.expr(at) {
            at = operand;
        }
        let call = Node { file: of.at.file, expr: at };
        if !matches!(unit.expr(at), Expr::Call { .. }) {
            return None;
        }
        let row = self.match_rows(&self.models.sequences, call).next()?;
        let over = self.over_of(&At::new(call), row.row.over.as_ref()).map(|o| o.node);
        match row.row.gives {
            Gives::Next => {
                of.over = over;
                let over = over?;
                if let Some(fixed) = self.fixed(&At::new(over)) {
                    return Some((Runs::Few(fixed.0), Some(over)));
                }
                let (runs, evidence) = self.sequence_of(over).unwrap_or((Runs::PerElement, over));
                let awaited = !matches!(unit.expr(value), Expr::Call { .. });
                if awaited && runs == Runs::PerElement && words::comes_in(spelling(unit, over.expr)) {
                    return Some((Runs::Worker, Some(call)));
                }
                Some((runs, Some(evidence)))
            }
            Gives::Rows => {
                of.over = over;
                Some((Runs::PerRow, Some(call)))
            }
            Gives::Messages => Some((Runs::Worker, Some(call))),
            Gives::Work => Some((Runs::WorkList, Some(call))),
            _ => None,
        }
    }

    /// A variable that says where the next pass goes on: set in the loop, used by a call in it, named so.
    fn cursor(&self, of: &LoopAt, cond: ExprId, body: ExprId) -> Option<Node> {
        let unit = self.unit(of.at.file);
        let mut found = None;
        self.own(unit, body, &mut |at| {
            let Expr::Assign { target, .. } = unit.expr(at) else { return };
            let target = match unit.expr(target) {
                Expr::Index { base, index } => match unit.expr(index) {
                    // `params["page"] += 1`
                    Expr::Str(key) if words::is_cursor(unit.str(key)) => base,
                    _ => return,
                },
                _ => target,
            };
            let name = spelling(unit, target);
            let indexed = matches!(unit.expr(at), Expr::Assign { target: t, .. } if t != target);
            if (indexed || words::is_cursor(name)) && self.handed_on(unit, of.at.expr, name) {
                found = found.or(Some(Node { file: of.at.file, expr: at }));
            }
        });
        let found = found?;
        // A flag that says there is more, an empty page, a way out.
        let ends = self.has_way_out(unit, body) || (cond.is_some() && self.names_below(unit, cond, words::is_cursor));
        ends.then_some(found)
    }

    /// Whether a variable of this name is an argument of a call in a loop.
    fn handed_on(&self, unit: &Unit, loop_: ExprId, name: &str) -> bool {
        let mut queue = vec![loop_];
        while let Some(at) = queue.pop() {
            if let Expr::Call { args, .. } = unit.expr(at)
                && unit.facts.args_of(args).any(|a| self.names_below(unit, a.value, |n| n == name))
            {
                return true;
            }
            unit.facts.children(at, |c| queue.push(c));
        }
        false
    }

    /// `while stack { x = stack.pop() }`
    fn works(&self, of: &LoopAt, cond: ExprId) -> Option<Node> {
        let unit = self.unit(of.at.file);
        let mut found = None;
        self.own(unit, of.body.expr, &mut |at| {
            let call = Node { file: of.at.file, expr: at };
            if found.is_some() || !matches!(unit.expr(at), Expr::Call { .. }) {
                return;
            }
            if self.match_rows(&self.models.sequences, call).any(|r| r.row.gives == Gives::Work) {
                let whose = self.receiver(call).map(|r| spelling(unit, r.expr)).unwrap_or_default();
                if !cond.is_some() || self.names_below(unit, cond, |n| n == whose) {
                    found = Some(call);
                }
            }
        });
        found
    }

    /// A call in a loop's own passes that waits.
    fn paces(&self, of: &LoopAt, kind: Pace) -> Option<Node> {
        let unit = self.unit(of.at.file);
        let mut found = None;
        let mut look = |at: ExprId| {
            let call = Node { file: of.at.file, expr: at };
            if found.is_none()
                && matches!(unit.expr(at), Expr::Call { .. })
                && self.match_rows(&self.models.paces, call).any(|r| r.row.kind == kind)
            {
                found = Some(call);
            }
        };
        self.own(unit, of.body.expr, &mut look);
        if let Expr::While { cond, .. } = unit.expr(of.at.expr)
            && cond.is_some()
        {
            self.own(unit, cond, &mut look);
        }
        found
    }

    /// Whether a pass can leave the loop by itself.
    fn has_way_out(&self, unit: &Unit, body: ExprId) -> bool {
        let mut found = false;
        self.own(unit, body, &mut |at| {
            found |= matches!(unit.expr(at), Expr::Return(_) | Expr::Break(_));
        });
        found
    }

    /// Visits what one pass of a loop does itself: inner loops and closures left out.
    fn own(&self, unit: &Unit, body: ExprId, visit: &mut dyn FnMut(ExprId)) {
        let mut queue = vec![body];
        while let Some(at) = queue.pop() {
            visit(at);
            match unit.expr(at) {
                Expr::For { iter, .. } => queue.push(iter),
                Expr::While { .. } | Expr::Closure { .. } => {}
                _ => unit.facts.children(at, |c| queue.push(c)),
            }
        }
    }

    fn names_below(&self, unit: &Unit, at: ExprId, is: impl Fn(&str) -> bool) -> bool {
        let mut queue = vec![at];
        while let Some(at) = queue.pop() {
            let name = spelling(unit, at);
            if !name.is_empty() && is(name) {
                return true;
            }
            unit.facts.children(at, |c| queue.push(c));
        }
        false
    }
}
