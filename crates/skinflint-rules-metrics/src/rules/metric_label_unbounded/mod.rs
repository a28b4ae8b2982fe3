//! Labels that take unboundedly many values. One finding per metric and label, at the strongest
//! evidence there is.

mod decide;
mod describe;
mod subject;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, FileSpan, Level, Precision};
use skinflint_program::{Label, Metric, MetricKind};
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States};

use crate::place::{Reported, key, overlap};
use crate::words;
use decide::{Decided, Shown, decide};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a metric label takes unboundedly many values",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::METRICS.and(Needs::CALLS),
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe: describe::describe,
};

/// It has none of its own: what names say and what sizes are assumed stands under `[cardinality]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {}

/// A label, and what shows that it has no bound.
#[derive(Debug)]
pub(crate) struct Evidence {
    /// The metric as a sentence names it.
    metric: String,
    kind: MetricKind,
    /// How many series one value makes.
    series: u64,
    label: String,
    /// It is a part of the metric's name.
    in_name: bool,
    shown: Shown,
    certain: bool,
}

/// More places than this say nothing more to a reviewer.
const MOST_RELATED: usize = 3;

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let mut reported = Reported::default();
    for metric in cx.metrics() {
        for label in &metric.labels {
            if cx.cardinality().assumed(&label.name).is_some() {
                continue;
            }
            let Some(decided) = decide(label, &cx.cardinality().lexicon) else { continue };
            if reported.first(decided.at, &label.name) {
                hits.push(found(metric, label, decided));
            }
        }
    }
}

fn found(metric: &Metric, label: &Label, decided: Decided) -> Found<Evidence> {
    let Decided { at, certainty, shown, origin, others } = decided;
    let by_name = matches!(shown, Shown::Name);
    let evidence = Evidence {
        metric: words::metric(metric),
        kind: metric.kind,
        series: metric.series,
        label: label.name.clone(),
        in_name: label.in_name,
        certain: certainty == Certainty::Certain,
        shown,
    };
    let mut found = Found::new(at, certainty, &metric.home, key(metric, label), evidence);
    let mut told: Vec<FileSpan> = vec![at];
    let mut tell = |found: Found<Evidence>, place: FileSpan, message: &str| {
        if told.iter().any(|t| overlap(*t, place)) {
            return found;
        }
        told.push(place);
        found.and_at(place, message)
    };
    let message = if label.declared { "the label is declared here" } else { "the label is named here" };
    found = tell(found, label.at, message);
    if let Some(origin) = origin {
        found = tell(found, origin, "the value comes from here");
    }
    let message = if by_name { "it is given a value here" } else { "and is given such a value here" };
    for place in others {
        if found.related.len() < MOST_RELATED {
            found = tell(found, place, message);
        }
    }
    found
}
