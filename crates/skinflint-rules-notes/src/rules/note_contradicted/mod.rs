//! Notes that say a change costs nothing while it plainly does.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_note::CostImpact;
use skinflint_program::change::TriggerKind;
use skinflint_rule::{Context, Found, Hits, Needs, Owing, Rule, States, Words};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a cost-impact note says that a change costs nothing, and it does",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::CHANGE.and(Needs::RESOURCES),
    states: States::ADDED.and(States::MODIFIED),
    former_ids: &[],
    check,
    describe,
};

/// What is said, and what is so.
#[derive(Debug)]
pub(crate) struct Evidence {
    reason: String,
    grown: Vec<Owing>,
}

/// None.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let Some(change) = cx.change() else { return };
    let Some(Ok(CostImpact::None { reason })) = change.cost_impact() else { return };
    // A query or a metric may well cost nothing, as the note says; what is billed by the hour does not.
    let billed =
        |owing: &&Owing| matches!(owing.kind, Some(TriggerKind::Capacity | TriggerKind::Infra | TriggerKind::Storage));
    let grown: Vec<Owing> = change.owed.iter().filter(billed).cloned().collect();
    let Some(first) = grown.first() else { return };
    // That something is larger shows in its own numbers; what a new thing costs, the manifest does not say.
    let shown = grown.iter().any(|owing| owing.kind == Some(TriggerKind::Capacity));
    let certainty = if shown { Certainty::Certain } else { Certainty::Likely };
    hits.push(Found::new(first.at, certainty, "", "note", Evidence { reason, grown: grown.clone() }));
}

fn describe(evidence: &Evidence) -> Words {
    let what: Vec<&str> = evidence.grown.iter().take(3).map(|owing| owing.what.as_str()).collect();
    Words {
        message: format!(
            "the cost-impact note says `none` ({}), but the change adds {}",
            evidence.reason,
            what.join(", ")
        ),
        label: what.first().map(|what| (*what).to_owned()).unwrap_or_default(),
        help: "Write the amount (`Cost-Impact: +$120/month`), or take out what costs.".to_owned(),
    }
}
