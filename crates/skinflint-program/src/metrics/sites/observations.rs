//! Uses that give label values to a metric declared elsewhere.

use super::super::label_sets::Pair;
use super::super::labelled::{Found, Given, Known};
use crate::eval::Eval;
use crate::flow::At;
use crate::models::{MetricKind, ObserveRow, Row, TagStyle};
use crate::types::Type;
use crate::unit::Node;
use rustc_hash::FxHashMap;
use skinflint_facts::{Expr, UnaryOp};

impl Eval<'_> {
    pub(crate) fn observations(
        &self,
        call: Node,
        by_node: &FxHashMap<Node, Vec<usize>>,
        known: &[Known],
    ) -> Vec<(Vec<usize>, Found)> {
        let unit = self.unit(call.file);
        let name = self.callee_name(call);
        let rows: Vec<&Row<ObserveRow>> = self
            .models
            .observes
            .named(crate::unit::Name::of(name))
            .filter(|r| r.language == unit.facts.language && r.row.callee.methods.iter().any(|m| m == name))
            .collect();
        let Some(receiver) = self.receiver(call) else { return Vec::new() };
        if rows.is_empty() {
            return Vec::new();
        }
        // A function that hands on a metric or a whole list of values stands for each of its calls.
        let lists = rows.iter().flat_map(|r| r.row.values.iter().chain(&r.row.pairs));
        let forwarded: Vec<At> = lists
            .filter_map(|slot| self.slot(&At::new(call), slot))
            .chain(std::iter::once(At::new(receiver)))
            .filter(|at| self.is_parameter(at.node))
            .collect();
        let frames = if forwarded.is_empty() { vec![None] } else { self.contexts(call, &forwarded) };
        let at = |frame| At { node: call, frame };
        frames.into_iter().filter_map(|frame| self.observation(&rows, at(frame), receiver, by_node, known)).collect()
    }

    pub(crate) fn observation(
        &self,
        rows: &[&Row<ObserveRow>],
        at: At,
        receiver: Node,
        by_node: &FxHashMap<Node, Vec<usize>>,
        known: &[Known],
    ) -> Option<(Vec<usize>, Found)> {
        let call = at.node;
        let unit = self.unit(call.file);
        let (origins, _) = self.sources(&at.to(receiver.expr));
        let mut of: Vec<usize> = Vec::new();
        for origin in &origins {
            let Some(all) = by_node.get(&origin.node) else { continue };
            let exact: Vec<usize> = all
                .iter()
                .copied()
                .filter(|i| known[*i].key.as_ref().is_some_and(|(_, f)| *f == origin.frame))
                .collect();
            of.extend(if exact.is_empty() { all.clone() } else { exact });
        }
        of.sort_unstable();
        of.dedup();
        // Methods of one name belong to several libraries: the declaration says to which.
        let own = |row: &&Row<ObserveRow>| of.iter().any(|i| known[*i].library == row.library);
        let any_own = rows.iter().any(&own);
        for row in rows.iter().filter(|row| !any_own || own(row)) {
            let by_type =
                self.type_matches(&row.row.callee.receivers, &self.type_of(receiver), call.file, &row.library);
            let by_use = of.is_empty() && !by_type && self.is_used_as(row, call, receiver);
            if of.is_empty() && !by_type && !by_use && !row.row.by_labels {
                continue;
            }
            let mut found = self.used(row.library.clone(), MetricKind::Counter, &at);
            if let Some(slot) = &row.row.values {
                self.positional(&at, slot, &mut found);
            }
            if let Some(slot) = &row.row.pairs {
                let pairs = self.pairs_of(&at, slot, TagStyle::Pairs);
                if of.is_empty() && row.row.by_labels && !by_type && !by_use && !self.made_by_label_rows(&pairs) {
                    continue;
                }
                self.give(pairs, at.frame.as_ref(), &mut found);
            }
            if of.is_empty() {
                // `gauge.observe(…)` in a callback: the receiver's name is no metric's.
                let named = self.identifier(&At::new(receiver));
                let telling = |n: &String| {
                    !matches!(
                        n.as_str(),
                        "gauge" | "counter" | "histogram" | "metric" | "self" | "instrument" | "observer"
                    )
                };
                found.name = named.filter(telling).or_else(|| match self.expr(receiver) {
                    Expr::Path { name, .. } => Some(crate::index::last_segment(unit.str(name)).to_owned()),
                    _ => None,
                });
            }
            row.usage.mark();
            return Some((of, found));
        }
        None
    }

    /// Whether what is called on a call's result says what the receiver is: `x.labels(…).inc()`.
    fn is_used_as(&self, row: &Row<ObserveRow>, call: Node, receiver: Node) -> bool {
        if row.row.followed_by.is_empty() || !matches!(self.type_of(receiver), Type::Unknown | Type::Ext(..)) {
            return false;
        }
        let unit = self.unit(call.file);
        let mut at = unit.parent(call.expr);
        while at.is_some() && matches!(unit.expr(at), Expr::Unary { .. }) {
            at = unit.parent(at);
        }
        let called = at.is_some()
            && matches!(unit.expr(at), Expr::Field { name, .. }
                if row.row.followed_by.iter().any(|f| f == unit.str(name)));
        let outer = if called { unit.parent(at) } else { return false };
        outer.is_some() && matches!(unit.expr(outer), Expr::Call { .. }) && self.targets(call).functions.is_empty()
    }

    /// Whether at least one of the labels is made by a label call of a library: `KeyValue::new`.
    pub(crate) fn made_by_label_rows(&self, pairs: &[Pair]) -> bool {
        pairs.iter().any(|p| {
            let name = p.name_at.node;
            let call = self.unit(name.file).parent(name.expr);
            call.is_some()
                && self.match_rows(&self.models.labels, Node { file: name.file, expr: call }).next().is_some()
        })
    }

    pub(crate) fn positional(&self, call: &At, slot: &crate::models::Slot, found: &mut Found) {
        if let Some(list) = self.slot(call, slot) {
            // Of several lists, each has a first value.
            let (lists, _) = self.sources(&list);
            let literal = |l: &At| matches!(self.expr(l.node), Expr::Array(_) | Expr::Tuple(_));
            if lists.len() > 1 && lists.iter().all(literal) {
                for list in lists {
                    self.positions(call, &self.elements(&list).0, found);
                }
                return;
            }
        }
        let mut values: Vec<At> = Vec::new();
        if let Some(from) = slot.rest {
            for arg in self.rest(call, from) {
                match self.expr(arg.node) {
                    Expr::Unary { operand, op: UnaryOp::Spread } => values.extend(self.elements(&arg.to(operand)).0),
                    Expr::Unary { op: UnaryOp::SpreadMap, .. } => {}
                    _ => values.push(arg),
                }
            }
        } else if let Some(list) = self.slot(call, slot) {
            values = self.elements(&list).0;
        }
        self.positions(call, &values, found);
    }

    pub(crate) fn positions(&self, call: &At, values: &[At], found: &mut Found) {
        for (position, value) in values.iter().enumerate() {
            found.given.push(Given { name: None, position, value: Given::value(self, value, call.frame.as_ref()) });
        }
    }
}
