//! Changes that add to the bill and say nothing of it.

use skinflint_base::{Certainty, Level, Precision};
use skinflint_note::Field;
use skinflint_rule::{Context, Found, Hits, Needs, Owing, Rule, States, Words};

use crate::owed::OwedOptions;
use crate::words::{counted, listed};

pub(crate) static RULE: Rule<OwedOptions, Unsaid> = Rule {
    summary: "a change adds to the bill and no note says what it costs",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::CHANGE.and(Needs::METRICS).and(Needs::QUERIES).and(Needs::RESOURCES),
    states: States::ADDED.and(States::MODIFIED),
    former_ids: &[],
    check,
    describe,
};

/// So many other places are named beside the first.
const MOST_RELATED: usize = 8;

/// What is added and not said.
#[derive(Clone, Debug)]
pub(crate) struct Unsaid(Vec<Owing>);

fn check(cx: &Context<'_, OwedOptions>, hits: &mut Hits<Unsaid>) {
    let Some(change) = cx.change() else { return };
    let Some(first) = change.owed.first() else { return };
    if change.said(Field::CostImpact).is_some() {
        return;
    }
    let mut found = Found::new(first.at, Certainty::Certain, "", "note", Unsaid(change.owed.clone()));
    for owing in change.owed.iter().skip(1).take(MOST_RELATED) {
        found = found.and_at(owing.at, owing.what.clone());
    }
    hits.push(found);
}

fn describe(Unsaid(owed): &Unsaid) -> Words {
    Words {
        message: format!("the change adds {} ({}) and no cost-impact note says what that costs", counted(owed), listed(owed, 4)),
        label: owed.first().map(|owing| owing.what.clone()).unwrap_or_default(),
        help: "Write in the pull request's description or in a commit's message: `Cost-Impact: +$120/month` (or a range, or \
               `none -- why it costs nothing`) and `Rollback: what to do`. `skinflint note` prints a draft."
            .to_owned(),
    }
}
