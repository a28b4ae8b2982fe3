//! What a change adds to the bill: the views of two programs, paired by what they hold and not by where
//! it stands. A move, a rename and a refactoring pair up; what is left over on the head's side is growth.
//!
//! Says what grew and where. Whether that needs a note is the policy's word, what it costs nobody's here.

mod capacity;
mod leftover;

use skinflint_base::{FileSpan, Span};
use skinflint_sql::SchemaChange;

use crate::models::LogLevel;
use crate::resources::{FileRole, Resource};
use crate::statements::Change;
use crate::{Cardinality, Program};
use leftover::{Leftover, leftover};

/// In which way a change can cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TriggerKind {
    /// A resource that runs, stores or carries something.
    Infra,
    /// More of what is there: replicas, instance sizes, the top of an autoscaler.
    Capacity,
    /// Disks and other room, indexes and tables.
    Storage,
    /// How long something is kept.
    Retention,
    /// What runs by the clock.
    Schedule,
    /// Metrics and their labels.
    TelemetryMetrics,
    /// Lines that are logged at info or above.
    TelemetryLogs,
    /// How many traces are kept.
    TelemetryTraces,
    /// Queries, and loops that run them.
    Queries,
}

impl TriggerKind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::Infra,
        Self::Capacity,
        Self::Storage,
        Self::Retention,
        Self::Schedule,
        Self::TelemetryMetrics,
        Self::TelemetryLogs,
        Self::TelemetryTraces,
        Self::Queries,
    ];

    /// As policies and reports write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Infra => "infra",
            Self::Capacity => "capacity",
            Self::Storage => "storage",
            Self::Retention => "retention",
            Self::Schedule => "schedule",
            Self::TelemetryMetrics => "telemetry-metrics",
            Self::TelemetryLogs => "telemetry-logs",
            Self::TelemetryTraces => "telemetry-traces",
            Self::Queries => "queries",
        }
    }
}

/// One thing that grew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// In which way it costs.
    pub kind: TriggerKind,
    /// What it is, in a few words: ``metric `hits_total` ``, `` `replicas` of `Deployment/api`: 3 → 30 ``.
    pub what: String,
    /// Where it stands in the head.
    pub at: FileSpan,
}

/// What the head has more of than the base, sorted by kind and place.
#[must_use]
pub fn triggers(base: &Program, head: &Program) -> Vec<Trigger> {
    let mut all = Vec::new();
    metrics(base, head, &mut all);
    logs(base, head, &mut all);
    queries(base, head, &mut all);
    schema(base, head, &mut all);
    resources(base, head, &mut all);
    all.sort_by(|a, b| {
        let place = |t: &Trigger| (head.path(t.at.file).clone(), t.at.span);
        (a.kind, place(a), &a.what).cmp(&(b.kind, place(b), &b.what))
    });
    all.dedup();
    all
}

fn metrics(base: &Program, head: &Program, all: &mut Vec<Trigger>) {
    let key = |m: &&crate::Metric| m.name.clone().unwrap_or_else(|| format!("{} in {}", m.library, last(&m.home)));
    let Leftover { paired, added, gone } = leftover(base.metrics(), head.metrics(), key);
    // A new name for an old metric is no new metric.
    for metric in added.iter().skip(gone.len()) {
        let what = metric.name.as_ref().map_or_else(|| "a metric".to_owned(), |name| format!("metric `{name}`"));
        all.push(Trigger { kind: TriggerKind::TelemetryMetrics, what, at: metric.at });
    }
    for (old, new) in paired {
        let has = |name: &str| old.labels.iter().any(|label| label.name == name);
        let more: Vec<_> = new.labels.iter().filter(|label| !has(&label.name)).collect();
        let fewer = old.labels.iter().filter(|o| !new.labels.iter().any(|n| n.name == o.name)).count();
        for label in more.into_iter().skip(fewer) {
            let of = new.name.as_deref().unwrap_or("a metric");
            let what = format!("label `{}` of `{of}`", label.name);
            all.push(Trigger { kind: TriggerKind::TelemetryMetrics, what, at: label.at });
        }
        // The same label with values that were few and are not any more.
        for label in &new.labels {
            let before = old.labels.iter().find(|o| o.name == label.name);
            let opened = before.is_some_and(|b| !b.is_open()) && label.is_open();
            if opened && let Some(value) = label.values.iter().find(|v| is_open(&v.cardinality)) {
                let of = new.name.as_deref().unwrap_or("a metric");
                let what = format!("values without bound for label `{}` of `{of}`", label.name);
                all.push(Trigger { kind: TriggerKind::TelemetryMetrics, what, at: value.at });
            }
        }
    }
}

impl crate::Label {
    /// Whether it is given a value without bound anywhere.
    fn is_open(&self) -> bool {
        self.values.iter().any(|value| is_open(&value.cardinality))
    }
}

fn is_open(cardinality: &Cardinality) -> bool {
    matches!(cardinality, Cardinality::Unbounded(_) | Cardinality::Numeric(_))
}

fn logs(base: &Program, head: &Program, all: &mut Vec<Trigger>) {
    let counts = |p: &'_ Program| -> Vec<crate::LogEvent> {
        p.log_events().iter().filter(|e| e.level.is_some_and(|l| l >= LogLevel::Info)).cloned().collect()
    };
    let (old, new) = (counts(base), counts(head));
    let key = |event: &&crate::LogEvent| event.message.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Leftover { added, gone, .. } = leftover(&old, &new, key);
    // Another wording of an old line is no new line.
    for event in added.iter().skip(gone.len()) {
        let what = if event.message.text.is_empty() {
            "a log line".to_owned()
        } else {
            format!("log line \"{}\"", event.message.text.chars().take(60).collect::<String>())
        };
        all.push(Trigger { kind: TriggerKind::TelemetryLogs, what, at: event.at });
    }
}

fn queries(base: &Program, head: &Program, all: &mut Vec<Trigger>) {
    let key = |q: &&crate::Query| (q.library.clone(), q.does, last(&q.home).to_owned());
    let Leftover { added, gone, .. } = leftover(&base.queries().all, &head.queries().all, key);
    for query in added.iter().skip(gone.len()) {
        let what = format!("a query ({}) in `{}`", query.library, last(&query.home));
        all.push(Trigger { kind: TriggerKind::Queries, what, at: query.at });
    }
    let key = |l: &&crate::QueryLoop| (l.query.clone(), l.call.clone());
    let Leftover { added, gone, .. } = leftover(&base.queries().loops, &head.queries().loops, key);
    for looped in added.iter().skip(gone.len()) {
        let what = format!("`{}` once per element of a loop", looped.query);
        all.push(Trigger { kind: TriggerKind::Queries, what, at: looped.at });
    }
}

/// Tables and indexes that are made take room; an index that is dropped makes queries dearer.
fn schema(base: &Program, head: &Program, all: &mut Vec<Trigger>) {
    let (old, new) = (schema_changes(base), schema_changes(head));
    let key = |change: &&(TriggerKind, String, FileSpan)| (change.0, change.1.clone());
    let Leftover { added, .. } = leftover(&old, &new, key);
    all.extend(added.into_iter().map(|(kind, what, at)| Trigger { kind: *kind, what: what.clone(), at: *at }));
}

fn schema_changes(program: &Program) -> Vec<(TriggerKind, String, FileSpan)> {
    let told = |change: &Change| {
        let (kind, what) = match &change.change {
            SchemaChange::CreateTable(table) if !table.temporary => {
                (TriggerKind::Storage, format!("table `{}`", table.name))
            }
            SchemaChange::CreateIndex(index) => {
                let name = index.key.name.as_deref().unwrap_or("without a name");
                (TriggerKind::Storage, format!("index `{name}` on `{}`", index.table))
            }
            SchemaChange::DropIndex(name) => (TriggerKind::Queries, format!("dropped index `{name}`")),
            _ => return None,
        };
        // Its first byte: a statement may reach over many lines.
        let start = change.at.span.start;
        Some((kind, what, FileSpan { file: change.at.file, span: Span::new(start, start + 1) }))
    };
    program.statements().changes.iter().filter_map(told).collect()
}

fn resources(base: &Program, head: &Program, all: &mut Vec<Trigger>) {
    let counts = |p: &'_ Program| -> Vec<Resource> {
        let runs = |r: &&Resource| r.role == FileRole::Source;
        p.resources().iter().filter(runs).cloned().collect()
    };
    let (old, new) = (counts(base), counts(head));
    // The path is part of the root and no part of what a resource is: a renamed chart pairs in the second
    // round, a moved block in the third.
    let key = |r: &&Resource| (r.kind.clone(), r.root.clone(), r.address.clone());
    let Leftover { mut paired, added, gone } = leftover(&old, &new, key);
    let name = |r: &&Resource| (r.kind.clone(), r.name.clone());
    let Leftover { paired: named, added, gone } = leftover(gone, added, |r| name(r));
    let kind = |r: &&Resource| r.kind.clone();
    let Leftover { paired: alike, added, .. } = leftover(gone, added, |r| kind(r));
    paired.extend(named);
    paired.extend(alike);
    for resource in added {
        let Some(kind) = capacity::kind_of(resource) else { continue };
        let what = format!("`{}` `{}`", resource.kind, resource.name);
        all.push(Trigger { kind, what, at: resource.at });
    }
    for (old, new) in paired {
        capacity::grown(old, new, all);
    }
}

/// The last name of a symbol: a function moved to another module is the same function.
fn last(symbol: &str) -> &str {
    symbol.rsplit([':', '.', '/']).next().unwrap_or(symbol)
}
