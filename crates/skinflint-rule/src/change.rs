//! What a rule about changes is given: what grew, and what is said about it.

use skinflint_base::FileSpan;
use skinflint_note::{AmountError, CostImpact, Entry, Field, Note, parse_cost_impact};
use skinflint_program::change::{Trigger, TriggerKind};

/// A change as rules see it.
#[derive(Clone, Debug, Default)]
pub struct ChangeView {
    /// What it owes a note for, sorted by kind and place; empty where it owes none.
    pub owed: Vec<Owing>,
    /// What grew and is not worth a note by the policy.
    pub below: Vec<Trigger>,
    /// What is said of its cost, the word that counts most first.
    pub notes: Vec<SaidNote>,
}

/// One reason to owe a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owing {
    /// In which way it costs; `None` for a path that the policy names.
    pub kind: Option<TriggerKind>,
    /// What it is, in a few words.
    pub what: String,
    /// Where it stands.
    pub at: FileSpan,
}

impl Owing {
    /// The kind as reports write it.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        self.kind.map_or("path", TriggerKind::as_str)
    }
}

/// A note, and where it was found.
#[derive(Clone, Debug)]
pub struct SaidNote {
    /// Where: `the pull request's description`, `the file cost.md`.
    pub source: String,
    /// What it says.
    pub note: Note,
}

impl ChangeView {
    /// What a field says, and where: the first place that fills it in, else the first that names it.
    #[must_use]
    pub fn said(&self, field: Field) -> Option<(&Entry, &str)> {
        let mut all = self.notes.iter().filter_map(|said| Some((said.note.get(field)?, said.source.as_str())));
        let filled = all.clone().find(|(entry, _)| entry.is_filled());
        filled.or_else(|| all.next())
    }

    /// What is said of the cost; `None` where nothing is.
    ///
    /// # Errors
    /// What is missing for an answer.
    #[must_use]
    pub fn cost_impact(&self) -> Option<Result<CostImpact, AmountError>> {
        self.said(Field::CostImpact).map(|(entry, _)| parse_cost_impact(&entry.value))
    }
}
