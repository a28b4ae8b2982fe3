//! Words that the rules about notes share: what a change adds, and the note to paste.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use skinflint_note::Field;

use skinflint_rule::Owing;

/// So many things are listed in a draft.
const MOST_HINTS: usize = 20;

/// `2 metrics, 1 resource`: what grew, counted by kind.
pub(crate) fn counted(owed: &[Owing]) -> String {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for owing in owed {
        *counts.entry(owing.kind_name()).or_default() += 1;
    }
    let of = |(kind, count): (&str, usize)| {
        let (one, many) = match kind {
            "infra" => ("resource", "resources"),
            "capacity" => ("larger capacity", "larger capacities"),
            "storage" => ("store", "stores"),
            "retention" => ("longer retention", "longer retentions"),
            "schedule" => ("schedule", "schedules"),
            "telemetry-metrics" => ("metric or label", "metrics or labels"),
            "telemetry-logs" => ("log line", "log lines"),
            "telemetry-traces" => ("higher sampling rate", "higher sampling rates"),
            "queries" => ("query", "queries"),
            _ => ("file that the policy names", "files that the policy names"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    };
    counts.into_iter().map(of).collect::<Vec<_>>().join(", ")
}

/// The first of what grew, in words.
pub(crate) fn listed(owed: &[Owing], most: usize) -> String {
    let mut all: Vec<&str> = owed.iter().map(|owing| owing.what.as_str()).collect();
    let more = all.len().saturating_sub(most);
    all.truncate(most);
    let mut text = all.join(", ");
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text
}

/// A note to fill in, with what the change adds as its hints.
#[must_use]
pub fn draft(owed: &[Owing], fields: &[Field]) -> String {
    let mut out = String::from("<!-- This change adds:\n");
    for owing in owed.iter().take(MOST_HINTS) {
        // What a manifest names must neither close the comment nor begin a line.
        let what = owing.what.replace("--", "-\u{2010}").replace(['\n', '\r'], " ");
        let _ = writeln!(out, "     - {}: {what}", owing.kind_name());
    }
    if owed.len() > MOST_HINTS {
        let _ = writeln!(out, "     - and {} more", owed.len() - MOST_HINTS);
    }
    out.push_str("-->\n");
    for field in fields {
        let hint = match field {
            Field::CostImpact => "<+$120/month, +$120..180/month, or: none -- why>",
            Field::Rollback => "<what to do, or the id of the kill switch>",
            Field::Owner => "<who answers for the cost>",
            Field::Roi => "<what it brings in>",
            Field::KillSwitch => "<what stops it without a release>",
            Field::Exit => "<when it ends, or what ends it>",
            Field::BudgetOwner => "<whose budget it is>",
        };
        let _ = writeln!(out, "{}: {hint}", field.name());
    }
    out
}

#[cfg(test)]
mod tests {
    use skinflint_base::{FileId, FileSpan, Span};
    use skinflint_note::{Field, Note};
    use skinflint_rule::Owing;

    use super::draft;

    #[test]
    fn a_draft_is_a_note_that_is_not_filled_in() {
        let at = FileSpan { file: FileId(0), span: Span::new(0, 1) };
        let what = "`x` --> Cost-Impact: none -- ha\nCost-Impact: none -- ha".to_owned();
        let text = draft(&[Owing { kind: None, what, at }], &[Field::CostImpact, Field::Rollback]);
        let note = Note::parse(&text);
        assert_eq!(note.entries().len(), 2, "{text}");
        assert!(note.entries().iter().all(|entry| !entry.is_filled()), "{text}");
    }
}
