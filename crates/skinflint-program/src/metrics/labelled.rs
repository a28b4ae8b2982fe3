//! Metrics while they are put together: what is declared, what is given, and the join of both.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use skinflint_base::FileSpan;

use super::{Label, LabelValue, Metric};
use crate::cardinality::Cardinality;
use crate::eval::Eval;
use crate::flow::{At, Frame};
use crate::models::MetricKind;
use crate::symbols::TypeRef;
use crate::types::Type;
use crate::unit::Node;

/// What a declaration is known by: its call, and the calls of wrappers that lead to it.
pub(crate) type Key = (Node, Option<Arc<Frame>>);

/// What a use asks of a declaration.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) key: Option<Key>,
    pub(crate) library: String,
}

/// A label's name in a declaration.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) at: FileSpan,
    /// It is a part of the metric's name.
    pub(crate) in_name: bool,
}

/// A value given to a label.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// The label, where the use names it.
    pub(crate) name: Option<String>,
    /// Its position, where the use does not.
    pub(crate) position: usize,
    pub(crate) value: LabelValue,
}

/// A metric as one place declares or uses it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) key: Option<Key>,
    /// Options that its name was carried by.
    pub(crate) carriers: Vec<Node>,
    /// The type whose fields its labels are.
    pub(crate) set: Option<TypeRef>,
    pub(crate) name: Option<String>,
    pub(crate) kind: MetricKind,
    pub(crate) library: String,
    pub(crate) at: FileSpan,
    pub(crate) home: String,
    pub(crate) series: u64,
    pub(crate) labels: Vec<Named>,
    pub(crate) given: Vec<Given>,
}

impl Given {
    /// A value at a place.
    pub(crate) fn value(eval: &Eval<'_>, at: &At, within: Option<&Arc<Frame>>) -> LabelValue {
        let surface = eval.surface(at, within);
        let cardinality = eval.cardinality(at);
        LabelValue {
            at: eval.span(surface),
            home: eval.symbols.home(eval.units, surface.file, surface.expr),
            identifier: eval.identifier(at),
            cardinality,
        }
    }

    /// A value whose field's type may say more than the value.
    pub(crate) fn by_type(eval: &Eval<'_>, name: &str, at: At, declared: &Type) -> Self {
        let mut value = Self::value(eval, &at, None);
        if !value.cardinality.is_closed()
            && let Some(of_type) = eval.cardinality_of_type(declared, value.at)
            && (of_type.is_closed() || matches!(value.cardinality, Cardinality::Unknown(_)))
        {
            value.cardinality = of_type;
        }
        Self { name: Some(name.to_owned()), position: 0, value }
    }

    /// No value is in sight: the field's type alone.
    pub(crate) fn of_type(eval: &Eval<'_>, name: &str, at: FileSpan, declared: &Type) -> Option<Self> {
        let cardinality = eval.cardinality_of_type(declared, at)?;
        let value = LabelValue { at, home: String::new(), identifier: None, cardinality };
        Some(Self { name: Some(name.to_owned()), position: 0, value })
    }
}

impl Eval<'_> {
    /// What a declared type alone says.
    pub(crate) fn cardinality_of_type(&self, ty: &Type, at: FileSpan) -> Option<Cardinality> {
        if *ty == Type::Unknown {
            return None;
        }
        self.card_of_type(ty, at)
    }
}

/// Joins declarations and uses into metrics, in a stable order. A use whose declaration is not in
/// sight joins the one declaration of its name, else it is a metric of its own.
pub(crate) fn join(declared: Vec<Found>, used: Vec<(Vec<usize>, Found)>) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = declared.iter().map(metric).collect();
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, found) in declared.iter().enumerate() {
        if let Some(name) = &found.name {
            by_name.entry(name).or_default().push(i);
        }
    }
    let mut orphans: FxHashMap<(Option<String>, String), usize> = FxHashMap::default();
    for (mut of, mut found) in used {
        if of.is_empty()
            && let Some([only]) = found.name.as_deref().and_then(|n| by_name.get(n)).map(Vec::as_slice)
        {
            of.push(*only);
        }
        if !of.is_empty() {
            for at in of {
                add(&mut metrics[at], &found);
            }
            continue;
        }
        if found.labels.is_empty() {
            // Positional values of a metric nobody declares in sight: their own names stand in.
            let named = |g: &Given| Named {
                name: g.value.identifier.clone().unwrap_or_else(|| "?".to_owned()),
                at: g.value.at,
                in_name: false,
            };
            found.labels = found.given.iter().map(named).collect();
        }
        // Nothing holds two nameless uses together but standing in one place.
        let place = if found.name.is_some() { String::new() } else { format!("{:?}", found.at) };
        let key = (found.name.clone(), place);
        let at = *orphans.entry(key).or_insert_with(|| {
            metrics.push(Metric { labels: Vec::new(), ..metric(&found) });
            metrics.len() - 1
        });
        add(&mut metrics[at], &found);
    }
    metrics
}

fn metric(found: &Found) -> Metric {
    let mut metric = Metric {
        name: found.name.clone(),
        kind: found.kind,
        library: found.library.clone(),
        at: found.at,
        home: found.home.clone(),
        labels: found
            .labels
            .iter()
            .map(|l| Label { name: l.name.clone(), at: l.at, declared: true, in_name: l.in_name, values: Vec::new() })
            .collect(),
        series: found.series,
    };
    add_given(&mut metric, found);
    metric
}

fn add(metric: &mut Metric, found: &Found) {
    for label in &found.labels {
        if !metric.labels.iter().any(|l| l.name == label.name) {
            metric.labels.push(Label {
                name: label.name.clone(),
                at: label.at,
                declared: false,
                in_name: label.in_name,
                values: Vec::new(),
            });
        }
    }
    add_given(metric, found);
}

fn add_given(metric: &mut Metric, found: &Found) {
    for given in &found.given {
        let label = match &given.name {
            Some(name) => metric.labels.iter_mut().find(|l| l.name == *name),
            None => metric.labels.get_mut(given.position),
        };
        if let Some(label) = label
            && !label.values.iter().any(|v| v.at == given.value.at && v.cardinality == given.value.cardinality)
        {
            label.values.push(given.value.clone());
        }
    }
}
