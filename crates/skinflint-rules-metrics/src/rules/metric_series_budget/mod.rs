//! Metrics whose known labels alone make more series than the policy allows. Labels without limit are
//! another rule's; labels of unknown size are left out of the product, and the message says so.

mod count;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::Metric;
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States, Words};

use crate::place::{Reported, overlap};
use crate::words;
use count::{Count, Size, count};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a metric makes more series than the budget allows",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::METRICS.and(Needs::CALLS),
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// It has none of its own: the budget and the assumed sizes stand under `[cardinality]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {}

/// A metric with the product of its labels.
#[derive(Debug)]
pub(crate) struct Evidence {
    metric: String,
    times: String,
    count: Count,
    budget: u64,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let settings = cx.cardinality();
    let mut reported = Reported::default();
    for metric in cx.metrics() {
        let count = count(metric, settings);
        if count.series <= settings.series_budget {
            continue;
        }
        // The largest label is where a reviewer begins.
        let largest = count.labels.iter().max_by_key(|label| label.size.most());
        let Some(at) = largest.and_then(|l| metric.labels.iter().find(|of| of.name == l.name)).map(|l| l.at) else {
            continue;
        };
        let name = metric.name.as_deref().unwrap_or("?");
        if !reported.first(at, name) {
            continue;
        }
        let sure = count.sure_series > settings.series_budget;
        let certainty = if sure { Certainty::Certain } else { Certainty::Likely };
        let evidence = Evidence {
            metric: words::metric(metric),
            times: words::times(metric.kind, metric.series),
            budget: settings.series_budget,
            count,
        };
        let mut found = Found::new(at, certainty, &metric.home, name, evidence);
        if !overlap(metric.at, at) {
            found = found.and_at(metric.at, declared(metric));
        }
        hits.push(found);
    }
}

fn declared(metric: &Metric) -> &'static str {
    if metric.labels.iter().any(|label| label.declared) { "the metric is declared here" } else { "the metric" }
}

fn describe(evidence: &Evidence) -> Words {
    let Evidence { metric, times, count, budget } = evidence;
    let product: Vec<String> = count
        .labels
        .iter()
        .map(|label| {
            let name = words::quotable(&label.name);
            match label.size {
                Size::Seen(n) => format!("{} of `{name}`", words::number(n)),
                Size::AtMost(n) => format!("up to {} of `{name}`", words::number(n)),
                Size::Assumed(n) => format!("{} of `{name}` (assumed by the policy)", words::number(n)),
            }
        })
        .collect();
    let capped = count.labels.iter().any(|label| matches!(label.size, Size::AtMost(_)));
    let series = words::number(count.series);
    let total = match (capped, count.left_out.is_empty()) {
        (true, _) => format!("up to {series} series"),
        (false, true) => format!("{series} series"),
        (false, false) => format!("at least {series} series"),
    };
    let left_out = if count.left_out.is_empty() {
        String::new()
    } else {
        let names: Vec<String> = count.left_out.iter().map(|name| format!("`{}`", words::quotable(name))).collect();
        format!(", not counting {}, whose size is not known", names.join(", "))
    };
    Words {
        message: format!(
            "{metric} makes {total}, over the budget of {}: {}{times}{left_out}",
            words::number(*budget),
            product.join(" × ")
        ),
        label: "the largest of its labels".to_owned(),
        help: "Drop the label that nobody groups by, sort its values into fewer classes, or split the metric in \
               two that each have part of the labels. Where the sizes are smaller in fact, say so under \
               `[cardinality.assume]`; the budget is `[cardinality] series-budget`."
            .to_owned(),
    }
}
