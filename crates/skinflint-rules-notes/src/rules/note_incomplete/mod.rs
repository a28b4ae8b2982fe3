//! Notes that are there and do not answer.

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_note::Field;
use skinflint_rule::{ChangeView, Context, Found, Hits, Needs, Rule, States, Words};

pub(crate) static RULE: Rule<Options, Lacking> = Rule {
    summary: "a cost-impact note is not filled in",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::CHANGE.and(Needs::METRICS).and(Needs::QUERIES).and(Needs::RESOURCES),
    states: States::ADDED.and(States::MODIFIED),
    former_ids: &[],
    check,
    describe,
};

/// What a note must hold.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Fields that a note must have beside `Cost-Impact`: `Owner`, `ROI`, `Kill-Switch`, `Exit`,
    /// `Budget-Owner`. `Rollback` has a rule of its own.
    required: Vec<String>,
}

/// What it does not answer, in words.
#[derive(Debug)]
pub(crate) struct Lacking(Vec<String>);

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Lacking>) {
    let Some(change) = cx.change() else { return };
    let Some(first) = change.owed.first() else { return };
    if change.said(Field::CostImpact).is_none() {
        return;
    }
    let lacking = lacking(change, &cx.options().required);
    if !lacking.is_empty() {
        hits.push(Found::new(first.at, Certainty::Certain, "", "note", Lacking(lacking)));
    }
}

fn lacking(change: &ChangeView, required: &[String]) -> Vec<String> {
    let mut lacking = Vec::new();
    if let (Some((entry, source)), Some(Err(error))) = (change.said(Field::CostImpact), change.cost_impact()) {
        lacking.push(format!("`Cost-Impact` in {source}, line {}: {error}", entry.line));
    }
    for said in &change.notes {
        if let Some((one, other)) = said.note.disagreement(Field::CostImpact) {
            let lines = format!("{} and {}", one.line, other.line);
            lacking.push(format!("`Cost-Impact` in {}, lines {lines}: they say different things", said.source));
        }
    }
    for name in required {
        let Some(field) = Field::of(name).filter(|f| !matches!(f, Field::CostImpact | Field::Rollback)) else {
            continue;
        };
        match change.said(field) {
            Some((entry, _)) if entry.is_filled() => {}
            Some((entry, source)) => {
                lacking.push(format!("`{}` in {source}, line {}: it is not filled in", field.name(), entry.line));
            }
            None => lacking.push(format!("`{}`: it is missing", field.name())),
        }
    }
    lacking
}

fn describe(Lacking(lacking): &Lacking) -> Words {
    Words {
        message: format!("the cost-impact note does not answer: {}", lacking.join("; ")),
        label: "what the note is about".to_owned(),
        help: "Fill the fields in; `skinflint explain note-incomplete` has examples.".to_owned(),
    }
}
