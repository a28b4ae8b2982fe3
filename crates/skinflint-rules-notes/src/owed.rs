//! Whether a change owes a note: what grew, kind by kind, against the thresholds.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::FileSpan;
use skinflint_program::change::{Trigger, TriggerKind};
use skinflint_rule::Owing;

/// When a change owes a note. The options of `note-missing`; the other rules about
/// notes go by what it says.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct OwedOptions {
    /// How many of a kind a change may add without a note, by the kind: `infra`, `capacity`, `storage`,
    /// `retention`, `schedule`, `telemetry-metrics`, `telemetry-logs`, `telemetry-traces`, `queries`.
    pub allow: BTreeMap<String, u64>,
    /// A change to a file that one of these globs covers owes a note, whatever it adds.
    pub paths: Vec<String>,
    /// Note files: what a change adds under these globs is read for its note.
    pub files: Vec<String>,
    /// Who owes none: accounts as the platform names them, such as `dependabot[bot]`.
    pub exempt_authors: Vec<String>,
}

impl OwedOptions {
    /// The globs of note files.
    #[must_use]
    pub fn note_files(&self) -> GlobSet {
        globs(&self.files)
    }
}

/// What the built-in thresholds allow: a few log lines are not worth a note.
const ALLOWED_LOGS: u64 = 3;

impl Default for OwedOptions {
    fn default() -> Self {
        let allow = BTreeMap::from([(TriggerKind::TelemetryLogs.as_str().to_owned(), ALLOWED_LOGS)]);
        Self { allow, paths: Vec::new(), files: Vec::new(), exempt_authors: Vec::new() }
    }
}

/// A change before it is weighed.
#[derive(Clone, Debug, Default)]
pub struct Grown {
    /// What grew, sorted by kind and place.
    pub triggers: Vec<Trigger>,
    /// The files that it touches, each with its first line.
    pub files: Vec<(String, FileSpan)>,
    /// Who proposes it, as the platform says; a name that a commit carries proves nothing.
    pub author: Option<String>,
    /// Whether it only brings back what was there before: undoing owes nothing.
    pub is_revert: bool,
}

/// Weighs a change: what it owes a note for, and what fell below the thresholds.
#[must_use]
pub fn weigh(options: &OwedOptions, grown: Grown) -> (Vec<Owing>, Vec<Trigger>) {
    let exempt = grown.author.as_ref().is_some_and(|author| options.exempt_authors.contains(author));
    if grown.is_revert || exempt {
        return (Vec::new(), grown.triggers);
    }
    let mut counts: BTreeMap<TriggerKind, u64> = BTreeMap::new();
    grown.triggers.iter().for_each(|trigger| *counts.entry(trigger.kind).or_default() += 1);
    let above = |kind: TriggerKind| {
        let allowed = options.allow.get(kind.as_str()).copied().unwrap_or(0);
        counts.get(&kind).is_some_and(|count| *count > allowed)
    };
    let (owed, below): (Vec<Trigger>, Vec<Trigger>) = grown.triggers.into_iter().partition(|t| above(t.kind));
    let mut owed: Vec<Owing> = owed.into_iter().map(|t| Owing { kind: Some(t.kind), what: t.what, at: t.at }).collect();
    let globs = globs(&options.paths);
    let named = grown.files.into_iter().filter(|(path, _)| globs.is_match(path));
    owed.extend(named.map(|(path, at)| Owing { kind: None, what: format!("a change to `{path}`"), at }));
    (owed, below)
}

/// Globs of paths; one that is none matches nothing. `*` stops at `/`.
fn globs(all: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in all {
        if let Ok(glob) = GlobBuilder::new(glob.trim_start_matches('/')).literal_separator(true).build() {
            set.add(glob);
        }
    }
    set.build().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use skinflint_base::{FileId, FileSpan, Span};
    use skinflint_program::change::{Trigger, TriggerKind};

    use super::{Grown, OwedOptions, weigh};

    fn at() -> FileSpan {
        FileSpan { file: FileId(0), span: Span::new(0, 1) }
    }

    fn grown(kinds: &[TriggerKind]) -> Grown {
        let triggers = kinds.iter().map(|kind| Trigger { kind: *kind, what: kind.as_str().to_owned(), at: at() });
        Grown { triggers: triggers.collect(), ..Grown::default() }
    }

    #[test]
    fn a_few_log_lines_owe_nothing_and_a_resource_does() {
        use TriggerKind::{Infra, TelemetryLogs};
        let options = OwedOptions::default();
        let (owed, below) = weigh(&options, grown(&[TelemetryLogs; 3]));
        assert_eq!((owed.len(), below.len()), (0, 3));
        let (owed, below) = weigh(&options, grown(&[Infra, TelemetryLogs]));
        assert_eq!((owed.len(), below.len()), (1, 1));
        assert_eq!(weigh(&options, grown(&[TelemetryLogs; 4])).0.len(), 4);
    }

    #[test]
    fn reverts_and_exempt_authors_owe_nothing_and_named_paths_always_do() {
        let options = OwedOptions {
            paths: vec!["/db/**".to_owned()],
            exempt_authors: vec!["renovate[bot]".to_owned()],
            ..OwedOptions::default()
        };
        let infra = || grown(&[TriggerKind::Infra]);
        assert!(weigh(&options, Grown { is_revert: true, ..infra() }).0.is_empty());
        assert!(weigh(&options, Grown { author: Some("renovate[bot]".to_owned()), ..infra() }).0.is_empty());
        let files = vec![("db/1.sql".to_owned(), at()), ("src/db/a.rs".to_owned(), at())];
        let (owed, _) = weigh(&options, Grown { files, ..Grown::default() });
        assert_eq!(
            owed.iter().map(|o| (o.kind_name(), o.what.as_str())).collect::<Vec<_>>(),
            [("path", "a change to `db/1.sql`")]
        );
    }
}
