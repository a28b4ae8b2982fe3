//! Notes that do not say how the change is undone.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_note::Field;
use skinflint_rule::{Context, Found, Hits, Needs, Rule, States, Words};

pub(crate) static RULE: Rule<Options, bool> = Rule {
    summary: "a cost-impact note does not say how the change is undone",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::CHANGE.and(Needs::METRICS).and(Needs::QUERIES).and(Needs::RESOURCES),
    states: States::ADDED.and(States::MODIFIED),
    former_ids: &[],
    check,
    describe,
};

/// None.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<bool>) {
    let Some(change) = cx.change() else { return };
    let Some(first) = change.owed.first() else { return };
    // Without any note there is one finding, not two.
    if change.said(Field::CostImpact).is_none() {
        return;
    }
    let rollback = change.said(Field::Rollback);
    if !rollback.is_some_and(|(entry, _)| entry.is_filled()) {
        hits.push(Found::new(first.at, Certainty::Certain, "", "note", rollback.is_some()));
    }
}

fn describe(named: &bool) -> Words {
    let what = if *named { "leaves `Rollback` open" } else { "has no `Rollback`" };
    Words {
        message: format!("the cost-impact note {what}: nobody can tell how the cost is stopped"),
        label: "what the note is about".to_owned(),
        help: "Write `Rollback: what to do`, or the id of the kill switch that stops it.".to_owned(),
    }
}
