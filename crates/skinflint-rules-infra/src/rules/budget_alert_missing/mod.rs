//! Budgets that warn nobody, or too late; and, where the policy wants one per root, roots without any.

mod budgets;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::resources::{FileRole, Format, Resource};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::blocks::{Block, blocks};
use crate::places::found;
use crate::words::{joined, quotable};
use budgets::{Alerts, alerts};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a budget has no alert at a threshold of the policy, or nobody who would get it",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::RESOURCES,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// When budgets must warn.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Shares of the budget, in percent, by which an alert must have come. An alert counts for a share that
    /// lies above the share before.
    thresholds: Vec<u32>,
    /// Whether every root module that makes something of a cloud needs a budget.
    per_root: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { thresholds: vec![50, 80, 100], per_root: false }
    }
}

/// What a budget lacks.
#[derive(Debug)]
enum Lack {
    /// Any alert.
    Alerts,
    /// Somebody who gets the alerts.
    Somebody,
    /// Alerts at these shares; it has these.
    Thresholds { missing: Vec<u32>, has: Vec<f64> },
    /// The root has no budget at all.
    Budget(String),
}

/// A budget, and what it lacks.
#[derive(Debug)]
pub(crate) struct Evidence {
    block: String,
    lack: Lack,
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    for block in blocks(cx.resources()) {
        let judged =
            block.made.iter().filter_map(|made| Some((*made, lack(&alerts(made)?, &cx.options().thresholds)?)));
        let Some((worst, lack)) = judged.max_by_key(|(made, _)| Block::certainty(made)) else { continue };
        // Whether half is early enough is a matter of taste; that there is no alert at all is not.
        let certainty = match lack {
            Lack::Thresholds { .. } => Certainty::Likely,
            _ => Block::certainty(worst),
        };
        let evidence = Evidence { block: worst.block.to_string(), lack };
        hits.push(found(cx, worst, certainty, worst.block.to_string(), evidence));
    }
    if cx.options().per_root {
        roots_without(cx, hits);
    }
}

fn lack(alerts: &Alerts, wanted: &[u32]) -> Option<Lack> {
    if alerts.open {
        return None;
    }
    if alerts.shares.is_empty() {
        return Some(Lack::Alerts);
    }
    if !alerts.somebody {
        return Some(Lack::Somebody);
    }
    // An alert in money or at a share that is not known may be any of them.
    if alerts.shares.iter().any(Option::is_none) {
        return None;
    }
    let has: Vec<f64> = alerts.shares.iter().copied().flatten().collect();
    let mut sorted = wanted.to_vec();
    sorted.sort_unstable();
    let mut below = 0.0;
    let mut missing = Vec::new();
    for share in sorted {
        let top = f64::from(share);
        if !has.iter().any(|has| *has > below + 0.001 && *has <= top + 0.001) {
            missing.push(share);
        }
        below = top;
    }
    (!missing.is_empty()).then_some(Lack::Thresholds { missing, has })
}

/// Roots that make something of a cloud and declare no budget.
fn roots_without(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let mut roots: BTreeMap<&str, (&Resource, bool)> = BTreeMap::new();
    for resource in cx.resources() {
        let cloud = matches!(&*resource.provider, "aws" | "google" | "azurerm");
        if resource.format != Format::Terraform || !resource.settled || resource.role != FileRole::Source || !cloud {
            continue;
        }
        let (first, has) = roots.entry(&resource.root).or_insert((resource, false));
        *has |= alerts(resource).is_some();
        if first.via.len() > resource.via.len() {
            *first = resource;
        }
    }
    for (root, (first, has)) in roots {
        if !has {
            let lack = Lack::Budget(root.to_owned());
            let evidence = Evidence { block: first.block.to_string(), lack };
            hits.push(found(cx, first, Certainty::Certain, format!("root {root}"), evidence));
        }
    }
}

fn describe(evidence: &Evidence) -> Words {
    let block = quotable(&evidence.block);
    let percent =
        |shares: Vec<String>| joined(&shares.into_iter().map(|s| format!("{s} %")).collect::<Vec<_>>(), "and");
    let (message, label) = match &evidence.lack {
        Lack::Alerts => (format!("the budget `{block}` has no alert: nobody learns that it is spent"), "no alert"),
        Lack::Somebody => (
            format!("the alerts of the budget `{block}` reach nobody: they name no address and no topic"),
            "reaches nobody",
        ),
        Lack::Thresholds { missing, has } => (
            format!(
                "the budget `{block}` has no alert for {}; it has them at {}",
                percent(missing.iter().map(ToString::to_string).collect()),
                percent(has.iter().map(ToString::to_string).collect())
            ),
            "alerts are missing",
        ),
        Lack::Budget(root) => {
            let root = if root.is_empty() { "this folder".to_owned() } else { format!("`{}`", quotable(root)) };
            (format!("the root module in {root} has no budget, and the policy wants one per root"), "no budget")
        }
    };
    Words {
        message,
        label: label.to_owned(),
        help: "A budget that is only looked at when the invoice comes has saved nothing. Give it an alert for each \
               threshold of the policy (`thresholds` of this rule, 50, 80 and 100 % of the budget unless it says \
               otherwise), and somebody who gets it."
            .to_owned(),
    }
}
