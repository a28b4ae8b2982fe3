//! What a report says of a change's cost-impact note. Plain data; who weighed it is not known here.

use skinflint_base::FileSpan;

/// Whether a change owes a note, and what is said in it.
#[derive(Clone, Debug, Default)]
pub struct NoteReport {
    /// What it owes one for; empty where it owes none.
    pub triggers: Vec<NoteTrigger>,
    /// What grew and is not worth one by the policy.
    pub below: Vec<NoteTrigger>,
    /// What is said, field by field, in the order of fields.
    pub said: Vec<SaidField>,
    /// What the change costs, where the note says it in a way that can be reckoned with.
    pub amount: Option<Amount>,
    /// A note to fill in, where the change owes one.
    pub draft: Option<String>,
}

/// One thing that grew.
#[derive(Clone, Debug)]
pub struct NoteTrigger {
    /// In which way it costs: `infra`, `telemetry-logs`.
    pub kind: &'static str,
    /// What it is.
    pub what: String,
    /// Where.
    pub at: FileSpan,
}

/// One field of a note.
#[derive(Clone, Debug)]
pub struct SaidField {
    /// Its name as JSON has it: `cost_impact`, `rollback`.
    pub name: &'static str,
    /// What it says.
    pub value: String,
    /// Where that was found.
    pub source: String,
}

/// An amount, in thousandths of the currency's unit; a saving is below zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The lower.
    pub low: i64,
    /// The higher.
    pub high: i64,
    /// ISO 4217.
    pub currency: String,
    /// `month`, `once`.
    pub period: &'static str,
}

impl NoteReport {
    /// Whether the change owes a note.
    #[must_use]
    pub fn needed(&self) -> bool {
        !self.triggers.is_empty()
    }
}
