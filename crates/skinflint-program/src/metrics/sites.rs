//! Finds the places that make and use metrics, by the names in the models.

mod contexts;
mod observations;

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use skinflint_base::FileId;
use skinflint_facts::{Expr, UnaryOp};

use super::Metric;
use super::label_sets::Pair;
use super::labelled::{Found, Given, Known, Named, join};
use crate::cardinality::{Cardinality, Proof};
use crate::eval::Eval;
use crate::flow::{At, Frame};
use crate::models::{EventRow, MetricKind, MetricRow, Row, Rows, TagStyle};
use crate::pool::Pool;
use crate::symbols::TypeRef;
use crate::unit::Node;

/// Buckets of a histogram that names none, with sum and count.
const DEFAULT_HISTOGRAM_SERIES: u64 = 14;
/// A wrapper called from more places than this is judged once, not per call.
const MOST_CONTEXTS: usize = 200;
/// A macro's body stands for each of its calls, and they have nothing else in common.
const MOST_MACRO_CONTEXTS: usize = 4_000;

/// All metrics of a program.
pub(crate) fn collect(files: usize, pool: &Pool<'_>) -> Vec<Metric> {
    let first = pool.lend();
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
    let taken: FxHashSet<TypeRef> = families.iter().filter_map(|f| f.set).collect();
    let loose: Vec<Found> = (0..files)
        .into_par_iter()
        .map_init(eval, |eval, file| {
            eval.loose_label_sets(FileId(u32::try_from(file).unwrap_or(u32::MAX)), &|ty| taken.contains(&ty))
        })
        .flatten_iter()
        .collect();
    declared.extend(families);
    declared.extend(loose);
    let mut by_node: FxHashMap<Node, Vec<usize>> = FxHashMap::default();
    for (i, found) in declared.iter().enumerate() {
        if let Some((node, _)) = &found.key {
            by_node.entry(*node).or_default().push(i);
        }
    }
    let known: Vec<Known> = declared.iter().map(|f| Known { key: f.key.clone(), library: f.library.clone() }).collect();
    let observe_sites = sites(&first, &first.models.observes);
    let mut used: Vec<(Vec<usize>, Found)> = observe_sites
        .par_iter()
        .map_init(eval, |eval, call| eval.observations(*call, &by_node, &known))
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
    let mut by_carrier: FxHashMap<Node, Vec<usize>> = FxHashMap::default();
    for (i, found) in declared.iter().enumerate() {
        for carrier in &found.carriers {
            by_carrier.entry(*carrier).or_default().push(i);
        }
    }
    let tag_sites = sites(&first, &first.models.tags);
    let tagged = |of: &FxHashMap<Node, Vec<usize>>| -> Vec<(Vec<usize>, Vec<Pair>)> {
        tag_sites.par_iter().map_init(eval, |eval, call| eval.tag(*call, of)).flatten_iter().collect()
    };
    for (of, pairs) in tagged(&by_event) {
        for i in of {
            first.give(pairs.clone(), None, &mut events[i]);
        }
    }
    for (of, pairs) in tagged(&by_carrier) {
        for i in of {
            first.give_once(pairs.clone(), &mut declared[i]);
        }
    }
    events.retain(|e| e.name.is_some() || !e.labels.is_empty());
    used.extend(events.into_iter().map(|e| (Vec::new(), e)));
    join(declared, used)
}

/// The calls that rows of a kind could match, in source order, those of tests left out.
pub(crate) fn sites<T>(eval: &Eval<'_>, rows: &Rows<T>) -> Vec<Node> {
    let mut all: Vec<Node> = rows.names().into_iter().flat_map(|n| eval.index.calls(n)).collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|n| !eval.in_test(*n));
    all
}

impl Eval<'_> {
    pub(crate) fn declarations(&self, call: Node) -> Vec<Found> {
        let Some(row) = self.match_rows(&self.models.metrics, call).next() else { return Vec::new() };
        let at = At::new(call);
        let slots: Vec<At> =
            row.row.name.iter().chain(&row.row.labels).filter_map(|slot| self.slot(&at, slot)).collect();
        self.contexts(call, &slots).into_iter().map(|frame| self.declaration(row, At { node: call, frame })).collect()
    }

    pub(crate) fn declaration(&self, row: &Row<MetricRow>, call: At) -> Found {
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
                let at = self.span(self.surface(element, call.frame.as_ref()));
                labels.push(Named { name, at, in_name: false });
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
            name: only_text(texts),
            kind: row.row.kind,
            library: row.library.clone(),
            at: self.span(outermost),
            home: self.symbols.home(self.units, outermost.file, outermost.expr),
            series,
            labels,
            given: Vec::new(),
            carriers: self.carriers(row, &call),
            set: None,
            key: Some((call.node, call.frame)),
        }
    }

    /// The options that carry a metric's name: what is added to them is added to it.
    fn carriers(&self, row: &Row<MetricRow>, call: &At) -> Vec<Node> {
        let Some(name) = row.row.name.as_ref().and_then(|s| self.slot(call, s)) else { return Vec::new() };
        if matches!(self.expr(name.node), Expr::Str(_) | Expr::Template { .. }) {
            return Vec::new();
        }
        let (leaves, _) = self.sources(&name);
        let carries = |n: &Node| {
            matches!(self.expr(*n), Expr::Call { .. }) && self.match_rows(&self.models.options, *n).next().is_some()
        };
        leaves.into_iter().map(|leaf| leaf.node).filter(carries).collect()
    }

    pub(crate) fn used(&self, library: String, kind: MetricKind, at: &At) -> Found {
        let outermost = outermost(at);
        Found {
            key: None,
            carriers: Vec::new(),
            set: None,
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

    /// The labels that a slot of a call holds.
    pub(crate) fn pairs_of(&self, call: &At, slot: &crate::models::Slot, style: TagStyle) -> Vec<Pair> {
        let mut pairs = Vec::new();
        if let Some(except) = &slot.named_except {
            for arg in self.args_seen(call) {
                if let Some(name) = arg.name
                    && !except.iter().any(|e| e == name)
                {
                    pairs.push(named_pair(name, &arg.at));
                }
                if let Expr::Unary { operand, op: UnaryOp::SpreadMap } = self.expr(arg.at.node) {
                    pairs.extend(self.pairs(&arg.at.to(operand), style));
                }
            }
        }
        if let Some(from) = slot.rest {
            for arg in self.rest(call, from) {
                match self.expr(arg.node) {
                    Expr::Pair { .. } => self.pair(&arg, style, &mut pairs, 4),
                    _ => pairs.extend(self.pairs(&arg, style)),
                }
            }
        }
        if let Some(at) = self.slot(call, slot) {
            pairs.extend(self.pairs(&at, style));
        }
        pairs
    }

    pub(crate) fn give(&self, pairs: Vec<Pair>, within: Option<&Arc<Frame>>, found: &mut Found) {
        for pair in pairs {
            if !found.labels.iter().any(|l| l.name == pair.name) {
                let at = self.span(self.surface(&pair.name_at, within));
                found.labels.push(Named { name: pair.name.clone(), at, in_name: false });
            }
            found.given.push(Given {
                name: Some(pair.name),
                position: 0,
                value: Given::value(self, &pair.value, within),
            });
        }
    }

    /// The parts of a metric's name that are filled in: each value makes a metric of its own.
    fn give_name_parts(&self, name: &At, within: Option<&Arc<Frame>>, found: &mut Found) {
        let (leaves, _) = self.sources(name);
        for leaf in leaves.iter().take(4) {
            let unit = self.unit(leaf.node.file);
            let Expr::Template { parts, .. } = unit.expr(leaf.node.expr) else { continue };
            for part in unit.facts.exprs_of(parts) {
                let Expr::Hole { value, .. } = unit.expr(part) else { continue };
                let value = leaf.to(value);
                let Some(name) = self.identifier(&value) else { continue };
                if found.labels.iter().any(|l| l.name == name) {
                    continue;
                }
                let at = self.span(self.surface(&value, within));
                found.labels.push(Named { name: name.clone(), at, in_name: true });
                let value = Given::value(self, &value, within);
                found.given.push(Given { name: Some(name), position: 0, value });
            }
        }
    }

    /// Labels that are given when the metric is made: what is open about them is one per process.
    pub(crate) fn give_once(&self, pairs: Vec<Pair>, found: &mut Found) {
        let from = found.given.len();
        self.give(pairs, None, found);
        for given in &mut found.given[from..] {
            if let Cardinality::Unbounded(why) | Cardinality::Numeric(why) = &mut given.value.cardinality {
                why.proof = Proof::Unproved;
            }
        }
    }

    pub(crate) fn events(&self, call: Node) -> Vec<Found> {
        let row = self.match_rows(&self.models.events, call).next().or_else(|| self.event_by_name(call));
        let Some(row) = row else { return Vec::new() };
        let at = At::new(call);
        // A macro's body stands for each of its calls; a function's only where it hands on the name.
        let in_macro =
            self.function_of(call).is_some_and(|f| self.function(f).kind == skinflint_facts::FnKind::MacroArm);
        let slots: Vec<At> = if in_macro {
            self.args(call).iter().map(|a| at.to(a.value)).collect()
        } else {
            row.row.name.iter().filter_map(|s| self.slot(&at, s)).collect()
        };
        if !row.row.field_prefixes.is_empty() {
            if !in_macro {
                return self.field_event(row, &at);
            }
            let contexts = self.contexts(call, &slots).into_iter();
            return contexts.flat_map(|frame| self.field_event(row, &At { node: call, frame })).collect();
        }
        self.contexts(call, &slots).into_iter().filter_map(|frame| self.event(row, At { node: call, frame })).collect()
    }

    /// The row of a call on something that is only called like a client: `self.statsd.incr("x", tags=…)`.
    /// It needs tags, and a text for a name.
    fn event_by_name(&self, call: Node) -> Option<&Row<EventRow>> {
        let method = self.callee_name(call);
        let receiver = self.receiver(call)?;
        let name = self.last_name(receiver)?.trim_start_matches('_').to_ascii_lowercase();
        let language = self.unit(call.file).facts.language;
        let at = At::new(call);
        let row = self.models.events.named(crate::unit::Name::of(method)).find(|row| {
            row.language == language
                && row.row.callee.methods.iter().any(|m| m == method)
                && row
                    .row
                    .callee
                    .named
                    .iter()
                    .any(|n| *n == name || name.strip_suffix(n).is_some_and(|p| p.ends_with('_')))
        })?;
        let named = row.row.name.as_ref().and_then(|s| self.slot(&at, s))?;
        let tagged = row.row.tags.as_ref().is_some_and(|s| self.slot(&at, s).is_some());
        let is_text = !matches!(self.expr(named.node), Expr::Int(_) | Expr::Float(_) | Expr::Bool(_));
        (tagged && is_text).then(|| row.usage.mark())?;
        Some(row)
    }

    pub(crate) fn event(&self, row: &Row<EventRow>, call: At) -> Option<Found> {
        let mut found = self.used(row.library.clone(), row.row.kind, &call);
        // A wrapper's metric stands where the wrapper is called.
        found.at = self.span(outermost(&call));
        found.name = row.row.name.as_ref().and_then(|s| self.slot(&call, s)).and_then(|n| only_text(self.texts(&n)));
        let mut pairs = Vec::new();
        if let Some(slot) = &row.row.pairs {
            pairs.extend(self.pairs_of(&call, slot, TagStyle::Pairs));
        }
        if let Some(slot) = &row.row.tags {
            pairs.extend(self.pairs_of(&call, slot, row.row.style));
        }
        found.key = Some((call.node, call.frame.clone()));
        self.give(pairs, call.frame.as_ref(), &mut found);
        if let Some(name) = row.row.name.as_ref().and_then(|s| self.slot(&call, s)) {
            self.give_name_parts(&name, call.frame.as_ref(), &mut found);
        }
        Some(found)
    }

    /// The label that a builder's method adds, with the events that its receiver can be:
    /// `count_with_tags("x", 1).with_tag("k", v).send()`.
    pub(crate) fn tag(&self, call: Node, by_event: &FxHashMap<Node, Vec<usize>>) -> Option<(Vec<usize>, Vec<Pair>)> {
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
        row.usage.mark();
        let link = At::new(call);
        let mut pairs = Vec::new();
        if let Some(set) = row.row.pairs.as_ref().and_then(|s| self.slot(&link, s)) {
            return Some((of, self.pairs(&set, TagStyle::Pairs)));
        }
        let value = row.row.value.as_ref().and_then(|s| self.slot(&link, s))?;
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
    pub(crate) fn field_event(&self, row: &Row<EventRow>, call: &At) -> Vec<Found> {
        let args = self.args_seen(call);
        let prefix_of = |name: &str| row.row.field_prefixes.iter().find(|p| name.starts_with(p.as_str())).cloned();
        let metrics: Vec<(String, String)> =
            args.iter().filter_map(|a| a.name).filter_map(|name| Some((prefix_of(name)?, name.to_owned()))).collect();
        if metrics.is_empty() {
            return Vec::new();
        }
        let mut pairs = Vec::new();
        for arg in &args {
            if let Some(name) = arg.name {
                if prefix_of(name).is_none() && !matches!(name, "target" | "parent" | "name") {
                    pairs.push(named_pair(name, &arg.at));
                }
            } else if let Expr::Local(var) = self.expr(arg.at.node) {
                let unit = self.unit(arg.at.node.file);
                pairs.push(named_pair(unit.str(unit.facts.vars[var.index()].name), &arg.at));
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
}

/// A label that is written as a named argument.
fn named_pair(name: &str, at: &At) -> Pair {
    Pair { name: name.to_owned(), name_at: at.clone(), value: at.clone() }
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

/// The one text there is; a name that is any of several is none.
fn only_text(texts: Vec<(String, Node)>) -> Option<String> {
    let mut texts = texts.into_iter().map(|(text, _)| text);
    let first = texts.next()?;
    texts.all(|other| other == first).then_some(first)
}
