//! Finds the places that make and use metrics, by the names in the models.

use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use skinflint_base::FileId;
use skinflint_facts::{Arg, Expr, ExprId, FnKind, UnaryOp, VarId};

use super::Metric;
use super::label_sets::Pair;
use super::labelled::{Found, Given, Key, Named, join};
use crate::eval::Eval;
use crate::flow::{At, Frame};
use crate::models::{EventRow, MetricKind, MetricRow, ObserveRow, Row, Rows, TagStyle};
use crate::unit::{FnRef, Node};

/// Buckets of a histogram that names none, with sum and count.
const DEFAULT_HISTOGRAM_SERIES: u64 = 14;
/// A wrapper called from more places than this is judged once, not per call.
const MOST_CONTEXTS: usize = 200;

/// Workers' memories that wait for work: rayon splits work more often than there are workers, and
/// what one part found out serves the next.
struct Pool<'p, F> {
    idle: Mutex<Vec<Eval<'p>>>,
    make: F,
}

/// One memory while it is used.
struct Lent<'a, 'p, F> {
    eval: Option<Eval<'p>>,
    pool: &'a Pool<'p, F>,
}

impl<'p, F: Fn() -> Eval<'p>> Pool<'p, F> {
    fn lend(&self) -> Lent<'_, 'p, F> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        Lent { eval: Some(idle.unwrap_or_else(|| (self.make)())), pool: self }
    }
}

impl<F> Drop for Lent<'_, '_, F> {
    fn drop(&mut self) {
        if let (Some(eval), Ok(mut idle)) = (self.eval.take(), self.pool.idle.lock()) {
            idle.push(eval);
        }
    }
}

impl<'p, F> std::ops::Deref for Lent<'_, 'p, F> {
    type Target = Eval<'p>;

    fn deref(&self) -> &Eval<'p> {
        match &self.eval {
            Some(eval) => eval,
            None => unreachable!("a memory is only given back when it is dropped"),
        }
    }
}

/// All metrics of a program. `make` makes one worker's memory.
pub(crate) fn collect<'p>(files: usize, make: impl Fn() -> Eval<'p> + Sync + Send) -> Vec<Metric> {
    let first = make();
    let pool = Pool { idle: Mutex::default(), make };
    let eval = || pool.lend();
    let metric_sites = sites(&first, &first.models.metrics);
    let mut declared: Vec<Found> =
        metric_sites.par_iter().map_init(eval, |eval, call| eval.declarations(*call)).flatten_iter().collect();
    let families: Vec<Found> = (0..files)
        .into_par_iter()
        .map_init(eval, |eval, file| {
            let mut found = Vec::new();
            eval.families(FileId(u32::try_from(file).unwrap_or(u32::MAX)), &mut found);
            found
        })
        .flatten_iter()
        .collect();
    declared.extend(families);
    let mut by_node: FxHashMap<Node, Vec<usize>> = FxHashMap::default();
    for (i, found) in declared.iter().enumerate() {
        if let Some((node, _)) = &found.key {
            by_node.entry(*node).or_default().push(i);
        }
    }
    let keys: Vec<Option<Key>> = declared.iter().map(|f| f.key.clone()).collect();
    let observe_sites = sites(&first, &first.models.observes);
    let mut used: Vec<(Vec<usize>, Found)> = observe_sites
        .par_iter()
        .map_init(eval, |eval, call| eval.observations(*call, &by_node, &keys))
        .flatten_iter()
        .collect();
    let event_sites = sites(&first, &first.models.events);
    let events: Vec<Found> =
        event_sites.par_iter().map_init(eval, |eval, call| eval.events(*call)).flatten_iter().collect();
    let mut by_event: FxHashMap<Node, Vec<usize>> = FxHashMap::default();
    let mut events = events;
    for (i, event) in events.iter().enumerate() {
        if let Some((node, _)) = &event.key {
            by_event.entry(*node).or_default().push(i);
        }
    }
    let tags: Vec<(Vec<usize>, Vec<Pair>)> = sites(&first, &first.models.tags)
        .par_iter()
        .map_init(eval, |eval, call| eval.tag(*call, &by_event))
        .flatten_iter()
        .collect();
    for (of, pairs) in tags {
        for i in of {
            first.give(pairs.clone(), None, &mut events[i]);
        }
    }
    events.retain(|e| e.name.is_some() || !e.labels.is_empty());
    used.extend(events.into_iter().map(|e| (Vec::new(), e)));
    join(declared, used)
}

/// The calls that rows of a kind could match, in source order, those of tests left out.
fn sites<T>(eval: &Eval<'_>, rows: &Rows<T>) -> Vec<Node> {
    let mut all: Vec<Node> = rows.names().into_iter().flat_map(|n| eval.index.calls(n)).collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|n| !eval.in_test(*n));
    all
}

impl Eval<'_> {
    fn declarations(&self, call: Node) -> Vec<Found> {
        let Some(row) = self.match_rows(&self.models.metrics, call).next() else { return Vec::new() };
        let at = At::new(call);
        let slots: Vec<At> =
            row.row.name.iter().chain(&row.row.labels).filter_map(|slot| self.slot(&at, slot)).collect();
        self.contexts(call, &slots).into_iter().map(|frame| self.declaration(row, At { node: call, frame })).collect()
    }

    fn declaration(&self, row: &Row<MetricRow>, call: At) -> Found {
        let name = row.row.name.as_ref().and_then(|s| self.slot(&call, s));
        let texts = name.map(|n| self.texts(&n)).unwrap_or_default();
        let mut labels = Vec::new();
        for slot in row.row.labels.iter().filter_map(|s| self.slot(&call, s)) {
            let (elements, _) = self.elements(&slot);
            let names: Vec<Option<String>> =
                elements.iter().map(|e| self.texts(e).into_iter().next().map(|(name, _)| name)).collect();
            if names.iter().all(Option::is_none) {
                continue;
            }
            for (element, name) in elements.iter().zip(names) {
                // A name that cannot be read still takes its position.
                let name = name.or_else(|| self.identifier(element)).unwrap_or_else(|| "?".to_owned());
                labels.push(Named { name, at: self.span(self.surface(element, call.frame.as_ref())) });
            }
            break;
        }
        let series = match row.row.kind {
            MetricKind::Histogram | MetricKind::Summary => {
                let buckets = row.row.buckets.as_ref().and_then(|s| self.slot(&call, s));
                let given = buckets.map(|b| self.elements(&b)).filter(|(e, whole)| *whole && !e.is_empty());
                given.map_or(DEFAULT_HISTOGRAM_SERIES, |(e, _)| e.len() as u64 + 3)
            }
            _ => 1,
        };
        // A wrapper's metric stands where the wrapper is called.
        let outermost = outermost(&call);
        Found {
            name: texts.into_iter().next().map(|(t, _)| t),
            kind: row.row.kind,
            library: row.library.clone(),
            at: self.span(outermost),
            home: self.symbols.home(self.units, outermost.file, outermost.expr),
            series,
            labels,
            given: Vec::new(),
            key: Some((call.node, call.frame)),
        }
    }

    fn observations(
        &self,
        call: Node,
        by_node: &FxHashMap<Node, Vec<usize>>,
        keys: &[Option<Key>],
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
        frames.into_iter().filter_map(|frame| self.observation(&rows, at(frame), receiver, by_node, keys)).collect()
    }

    /// Whether a value is a parameter of the function it stands in, the receiver aside.
    fn is_parameter(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let mut expr = node.expr;
        loop {
            match unit.expr(expr) {
                Expr::Unary { operand, .. } => expr = operand,
                Expr::Local(var) => {
                    return unit.facts.vars[var.index()].param.is_some_and(|(f, n)| {
                        let function = &unit.facts.functions[f.index()];
                        !(function.flags.has_self && n == 0)
                    });
                }
                _ => return false,
            }
        }
    }

    fn observation(
        &self,
        rows: &[&Row<ObserveRow>],
        at: At,
        receiver: Node,
        by_node: &FxHashMap<Node, Vec<usize>>,
        keys: &[Option<Key>],
    ) -> Option<(Vec<usize>, Found)> {
        let call = at.node;
        let unit = self.unit(call.file);
        let (origins, _) = self.sources(&at.to(receiver.expr));
        let mut of: Vec<usize> = Vec::new();
        for origin in &origins {
            let Some(all) = by_node.get(&origin.node) else { continue };
            let exact: Vec<usize> =
                all.iter().copied().filter(|i| keys[*i].as_ref().is_some_and(|(_, f)| *f == origin.frame)).collect();
            of.extend(if exact.is_empty() { all.clone() } else { exact });
        }
        of.sort_unstable();
        of.dedup();
        for row in rows {
            let by_type = row.row.callee.receivers.is_empty()
                || self.type_matches(&row.row.callee.receivers, &self.type_of(receiver), call.file, &row.library);
            if of.is_empty() && !(by_type && !row.row.callee.receivers.is_empty()) && !row.row.by_labels {
                continue;
            }
            let mut found = self.used(row.library.clone(), MetricKind::Counter, &at);
            if let Some(slot) = &row.row.values {
                self.positional(&at, slot, &mut found);
            }
            if let Some(slot) = &row.row.pairs {
                let pairs = self.pairs_of(&at, slot, TagStyle::Pairs);
                if of.is_empty() && row.row.by_labels && !by_type && !self.made_by_label_rows(&pairs) {
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
            return Some((of, found));
        }
        None
    }

    /// Whether at least one of the labels is made by a label call of a library: `KeyValue::new`.
    fn made_by_label_rows(&self, pairs: &[Pair]) -> bool {
        pairs.iter().any(|p| {
            let name = p.name_at.node;
            let call = self.unit(name.file).parent(name.expr);
            call.is_some()
                && self.match_rows(&self.models.labels, Node { file: name.file, expr: call }).next().is_some()
        })
    }

    fn used(&self, library: String, kind: MetricKind, at: &At) -> Found {
        let outermost = outermost(at);
        Found {
            key: None,
            name: None,
            kind,
            library,
            at: self.span(at.node),
            home: self.symbols.home(self.units, outermost.file, outermost.expr),
            series: if kind == MetricKind::Histogram { DEFAULT_HISTOGRAM_SERIES } else { 1 },
            labels: Vec::new(),
            given: Vec::new(),
        }
    }

    fn positional(&self, call: &At, slot: &crate::models::Slot, found: &mut Found) {
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
                match self.unit(call.node.file).expr(arg.value) {
                    Expr::Unary { operand, op: UnaryOp::Spread } => values.extend(self.elements(&call.to(operand)).0),
                    Expr::Unary { op: UnaryOp::SpreadMap, .. } => {}
                    _ => values.push(call.to(arg.value)),
                }
            }
        } else if let Some(list) = self.slot(call, slot) {
            values = self.elements(&list).0;
        }
        self.positions(call, &values, found);
    }

    fn positions(&self, call: &At, values: &[At], found: &mut Found) {
        for (position, value) in values.iter().enumerate() {
            found.given.push(Given { name: None, position, value: Given::value(self, value, call.frame.as_ref()) });
        }
    }

    /// The labels that a slot of a call holds.
    fn pairs_of(&self, call: &At, slot: &crate::models::Slot, style: TagStyle) -> Vec<Pair> {
        let unit = self.unit(call.node.file);
        let mut pairs = Vec::new();
        if let Some(except) = &slot.named_except {
            for arg in self.args(call.node) {
                if arg.name.is_some() && !except.iter().any(|e| e == unit.str(arg.name)) {
                    pairs.push(self.named_pair(call, arg));
                }
                if let Expr::Unary { operand, op: UnaryOp::SpreadMap } = unit.expr(arg.value) {
                    pairs.extend(self.pairs(&call.to(operand), style));
                }
            }
        }
        if let Some(from) = slot.rest {
            for arg in self.rest(call, from) {
                match unit.expr(arg.value) {
                    Expr::Pair { .. } => self.pair(&call.to(arg.value), style, &mut pairs, 4),
                    _ => pairs.extend(self.pairs(&call.to(arg.value), style)),
                }
            }
        }
        if let Some(at) = self.slot(call, slot) {
            pairs.extend(self.pairs(&at, style));
        }
        pairs
    }

    fn named_pair(&self, call: &At, arg: Arg) -> Pair {
        let unit = self.unit(call.node.file);
        Pair { name: unit.str(arg.name).to_owned(), name_at: call.to(arg.value), value: call.to(arg.value) }
    }

    fn give(&self, pairs: Vec<Pair>, within: Option<&Arc<Frame>>, found: &mut Found) {
        for pair in pairs {
            if !found.labels.iter().any(|l| l.name == pair.name) {
                found
                    .labels
                    .push(Named { name: pair.name.clone(), at: self.span(self.surface(&pair.name_at, within)) });
            }
            found.given.push(Given {
                name: Some(pair.name),
                position: 0,
                value: Given::value(self, &pair.value, within),
            });
        }
    }

    fn events(&self, call: Node) -> Vec<Found> {
        let Some(row) = self.match_rows(&self.models.events, call).next() else { return Vec::new() };
        let at = At::new(call);
        if !row.row.field_prefixes.is_empty() {
            return self.field_event(row, &at);
        }
        let slots: Vec<At> = row.row.name.iter().filter_map(|s| self.slot(&at, s)).collect();
        self.contexts(call, &slots).into_iter().filter_map(|frame| self.event(row, At { node: call, frame })).collect()
    }

    fn event(&self, row: &Row<EventRow>, call: At) -> Option<Found> {
        let mut found = self.used(row.library.clone(), row.row.kind, &call);
        found.name = row
            .row
            .name
            .as_ref()
            .and_then(|s| self.slot(&call, s))
            .and_then(|n| self.texts(&n).into_iter().next())
            .map(|(text, _)| text);
        let mut pairs = Vec::new();
        if let Some(slot) = &row.row.pairs {
            pairs.extend(self.pairs_of(&call, slot, TagStyle::Pairs));
        }
        if let Some(slot) = &row.row.tags {
            pairs.extend(self.pairs_of(&call, slot, row.row.style));
        }
        found.key = Some((call.node, call.frame.clone()));
        self.give(pairs, call.frame.as_ref(), &mut found);
        Some(found)
    }

    /// The label that a builder's method adds, with the events that its receiver can be:
    /// `count_with_tags("x", 1).with_tag("k", v).send()`.
    fn tag(&self, call: Node, by_event: &FxHashMap<Node, Vec<usize>>) -> Option<(Vec<usize>, Vec<Pair>)> {
        let unit = self.unit(call.file);
        let name = self.callee_name(call);
        let receiver = self.receiver(call)?;
        let row = self
            .models
            .tags
            .named(crate::unit::Name::of(name))
            .find(|r| r.language == unit.facts.language && r.row.callee.methods.iter().any(|m| m == name))?;
        let (origins, _) = self.sources(&At::new(receiver));
        let mut of: Vec<usize> = origins.iter().filter_map(|o| by_event.get(&o.node)).flatten().copied().collect();
        of.sort_unstable();
        of.dedup();
        if of.is_empty() {
            return None;
        }
        let link = At::new(call);
        let value = self.slot(&link, &row.row.value)?;
        let mut pairs = Vec::new();
        match row.row.key.as_ref().and_then(|k| self.slot(&link, k)) {
            Some(key) => {
                for (name, _) in self.texts(&key).into_iter().take(8) {
                    pairs.push(Pair { name, name_at: key.clone(), value: value.clone() });
                }
            }
            None => self.pair(&value, TagStyle::Colon, &mut pairs, 4),
        }
        Some((of, pairs))
    }

    /// Events whose fields are metrics by their prefix; all other fields are labels.
    fn field_event(&self, row: &Row<EventRow>, call: &At) -> Vec<Found> {
        let unit = self.unit(call.node.file);
        let args = self.args(call.node);
        let prefix_of = |name: &str| row.row.field_prefixes.iter().find(|p| name.starts_with(p.as_str())).cloned();
        let metrics: Vec<(String, String)> = args
            .iter()
            .filter(|a| a.name.is_some())
            .filter_map(|a| {
                let name = unit.str(a.name);
                prefix_of(name).map(|p| (p, name.to_owned()))
            })
            .collect();
        if metrics.is_empty() {
            return Vec::new();
        }
        let mut pairs = Vec::new();
        for arg in &args {
            if arg.name.is_some() {
                let name = unit.str(arg.name);
                if prefix_of(name).is_none() && !matches!(name, "target" | "parent" | "name") {
                    pairs.push(self.named_pair(call, *arg));
                }
            } else if let Expr::Local(var) = unit.expr(arg.value) {
                let name = unit.str(unit.facts.vars[var.index()].name).to_owned();
                pairs.push(Pair { name, name_at: call.to(arg.value), value: call.to(arg.value) });
            }
        }
        let mut all = Vec::new();
        for (prefix, name) in metrics {
            let kind = if prefix.starts_with("histogram") { MetricKind::Histogram } else { MetricKind::Counter };
            let mut found = self.used(row.library.clone(), kind, call);
            found.name = Some(name[prefix.len()..].to_owned());
            self.give(pairs.clone(), call.frame.as_ref(), &mut found);
            all.push(found);
        }
        all
    }

    /// The place that a reviewer sees of something inside a wrapper: the argument it was handed, or
    /// the wrapper's call. Outside wrappers, and in functions that are called from `within`, the place
    /// itself.
    pub(crate) fn surface(&self, at: &At, within: Option<&Arc<Frame>>) -> Node {
        let mut at = at.clone();
        let mut outer = within;
        while outer.is_some() && outer != at.frame.as_ref() {
            outer = outer.and_then(|f| f.up.as_ref());
        }
        if outer.is_none() {
            return at.node;
        }
        while let Some(frame) = at.frame.clone() {
            let unit = self.unit(at.node.file);
            let mut expr = at.node.expr;
            while let Expr::Unary { operand, .. } = unit.expr(expr) {
                expr = operand;
            }
            let handed = match unit.expr(expr) {
                Expr::Local(var) => match unit.facts.vars[var.index()].param {
                    Some((f, n)) if FnRef { file: at.node.file, id: f } == frame.callee => {
                        self.given(frame.call, frame.callee, n as usize).first().copied()
                    }
                    _ => None,
                },
                _ => None,
            };
            // What a function itself says stands in the function; a macro's body is nobody's place.
            let is_macro = self.function(frame.callee).kind == FnKind::MacroArm;
            match handed {
                Some(node) => at = At { node, frame: frame.up.clone() },
                None if is_macro => at = At { node: frame.call, frame: frame.up.clone() },
                None => return at.node,
            }
        }
        at.node
    }

    /// The calls through which a place is reached with arguments that it depends on: one frame per
    /// call of the wrapper it stands in; no frame where it depends on none.
    fn contexts(&self, call: Node, slots: &[At]) -> Vec<Option<Arc<Frame>>> {
        let mut done = Vec::new();
        let mut open: Vec<Option<Arc<Frame>>> = vec![None];
        for _ in 0..4 {
            let mut next = Vec::new();
            for frame in open.drain(..) {
                let outer = match outermost_frame(&frame) {
                    Some(f) => f.call,
                    None => call,
                };
                let Some(function) = self.function_of(outer) else {
                    done.push(frame);
                    continue;
                };
                let depends = match outermost_frame(&frame) {
                    // Inside a wrapper's wrapper: what the outer call hands on.
                    Some(f) => self
                        .args(f.call)
                        .iter()
                        .any(|a| self.on_params(Node { file: f.call.file, expr: a.value }, function)),
                    None => slots.iter().any(|s| self.on_params(s.node, function)),
                };
                let callers = if depends { self.callers(function) } else { None };
                match callers {
                    Some(callers) if !callers.is_empty() && callers.len() <= MOST_CONTEXTS => {
                        for caller in callers.iter() {
                            match self.extend(&frame, *caller, function) {
                                Some(extended) => next.push(Some(extended)),
                                None => done.push(frame.clone()),
                            }
                        }
                    }
                    _ => done.push(frame),
                }
            }
            if next.is_empty() || done.len() + next.len() > MOST_CONTEXTS {
                done.extend(next);
                return done;
            }
            open = next;
        }
        done.extend(open);
        done
    }

    /// A chain of frames with one more call around it.
    fn extend(&self, frame: &Option<Arc<Frame>>, caller: Node, callee: FnRef) -> Option<Arc<Frame>> {
        let base = At { node: caller, frame: None };
        let mut chain = Vec::new();
        let mut at = frame.as_ref();
        while let Some(f) = at {
            if f.callee == callee {
                return None;
            }
            chain.push((f.call, f.callee));
            at = f.up.as_ref();
        }
        let mut built = self.frame(&base, callee)?;
        for (call, callee) in chain.into_iter().rev() {
            built = self.frame(&At { node: call, frame: built }, callee)?;
        }
        built
    }

    /// Whether a value is made of the parameters of the function it stands in.
    fn on_params(&self, node: Node, function: FnRef) -> bool {
        if function.file != node.file {
            return false;
        }
        let of = self.function(function);
        if of.kind == FnKind::ModuleTop || of.kind == FnKind::ClassBody {
            return false;
        }
        let unit = self.unit(node.file);
        let mut queue = vec![node.expr];
        let mut vars: Vec<VarId> = Vec::new();
        let mut steps = 0;
        while let Some(at) = queue.pop() {
            steps += 1;
            if steps > 2_000 {
                return false;
            }
            if let Expr::Local(var) = unit.expr(at) {
                let v = &unit.facts.vars[var.index()];
                match v.param {
                    Some((f, n)) if f == function.id => {
                        if !(of.flags.has_self && n == 0) {
                            return true;
                        }
                    }
                    _ => {
                        if !vars.contains(&var) {
                            vars.push(var);
                            for def in unit.facts.defs_of(var) {
                                match unit.expr(*def) {
                                    Expr::Let { value, .. } | Expr::Assign { value, .. } if value.is_some() => {
                                        queue.push(value)
                                    }
                                    _ => {}
                                }
                            }
                        }
                    }
                }
            }
            unit.facts.children(at, |c: ExprId| queue.push(c));
        }
        false
    }
}

fn outermost_frame(frame: &Option<Arc<Frame>>) -> Option<&Arc<Frame>> {
    let mut at = frame.as_ref()?;
    while let Some(up) = at.up.as_ref() {
        at = up;
    }
    Some(at)
}

/// The call that a place is reached from, or the place itself.
fn outermost(at: &At) -> Node {
    outermost_frame(&at.frame).map_or(at.node, |f| f.call)
}
