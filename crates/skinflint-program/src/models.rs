//! Models: what is known of libraries, as data. This module reads them and matches paths and types
//! against them; it knows no library itself, no syntax, and no rule.

mod logs;
mod loops;
mod pattern;
#[expect(dead_code, reason = "relations and entry points are read by the next views")]
mod queries;
mod raw;
mod statements;
mod usage;

use rustc_hash::FxHashMap;
use skinflint_facts::Language;

pub(crate) use logs::{ArgStyle, LogRow, LoggerRow, PrintRow, ScopeKind, ScopeRow, Stage, StageRow};
pub use logs::{FieldStyle, LogLevel};
pub(crate) use loops::{ClosureRow, Gives, Pace, PaceRow, Per, SequenceRow};
pub(crate) use pattern::Paths;
pub use queries::Does;
pub(crate) use queries::{CacheRow, EntityRow, EntryRow, Evidence, LazyRow, QueryRow, RelationRow};
pub(crate) use raw::{Bound, BoundWord, FlowReturn, Slot, TagStyle};
pub use raw::{MetricKind, Model, ModelError};
pub use statements::{ClauseKind, Fetch};
pub(crate) use statements::{ClauseRow, FetchRow, Speaks, StatementRow};
pub use usage::ModelRow;
pub(crate) use usage::Usage;

use crate::unit::Name;

/// A row of one kind, compiled: the language it is for and its library's name stand with it.
#[derive(Debug)]
pub(crate) struct Row<T> {
    pub(crate) language: Language,
    pub(crate) library: String,
    pub(crate) usage: Usage,
    pub(crate) row: T,
}

/// All rows of one kind, found by the last part of what they match.
#[derive(Debug)]
pub(crate) struct Rows<T> {
    rows: Vec<Row<T>>,
    by_name: FxHashMap<Name, Vec<usize>>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_name: FxHashMap::default() }
    }
}

impl<T> Rows<T> {
    fn push<'a>(&mut self, names: impl Iterator<Item = &'a str>, row: Row<T>) {
        let at = self.rows.len();
        for name in names {
            let slot = self.by_name.entry(Name::of(name)).or_default();
            if slot.last() != Some(&at) {
                slot.push(at);
            }
        }
        self.rows.push(row);
    }

    /// The names under which rows are found, in a stable order.
    pub(crate) fn names(&self) -> Vec<Name> {
        let mut names: Vec<Name> = self.by_name.keys().copied().collect();
        names.sort();
        names
    }

    /// The rows for a last name.
    pub(crate) fn named(&self, name: Name) -> impl Iterator<Item = &Row<T>> {
        self.by_name.get(&name).into_iter().flatten().map(|i| &self.rows[*i])
    }

    /// All rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Row<T>> {
        self.rows.iter()
    }
}

/// A call or method that a row matches.
#[derive(Debug, Default)]
pub(crate) struct Callee {
    pub(crate) calls: Paths,
    pub(crate) methods: Vec<String>,
    pub(crate) receivers: Paths,
    /// Names that stand in for a receiver whose type says nothing: `statsd`. A row with them is only found
    /// by them.
    pub(crate) named: Vec<String>,
}

impl Callee {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.calls.last_names().chain(self.methods.iter().map(String::as_str))
    }
}

/// A declaration of a metric.
#[derive(Debug)]
pub(crate) struct MetricRow {
    pub(crate) callee: Callee,
    pub(crate) kind: MetricKind,
    pub(crate) name: Option<Slot>,
    /// The first of these that holds a list of names counts.
    pub(crate) labels: Vec<Slot>,
    pub(crate) buckets: Option<Slot>,
}

/// A value that carries a metric's name: `Opts::new("name", "help")`.
#[derive(Debug)]
pub(crate) struct OptionsRow {
    pub(crate) callee: Callee,
    pub(crate) name: Slot,
}

/// A use that gives label values.
#[derive(Debug)]
pub(crate) struct ObserveRow {
    pub(crate) callee: Callee,
    pub(crate) values: Option<Slot>,
    pub(crate) pairs: Option<Slot>,
    /// The labels themselves say that it is one: their elements are built by a `label` row.
    pub(crate) by_labels: bool,
    /// Of a receiver whose type is not known, what is called on the result says that it is one.
    pub(crate) followed_by: Vec<String>,
}

/// A call that declares and observes at once.
#[derive(Debug)]
pub(crate) struct EventRow {
    pub(crate) callee: Callee,
    pub(crate) kind: MetricKind,
    pub(crate) name: Option<Slot>,
    pub(crate) pairs: Option<Slot>,
    pub(crate) tags: Option<Slot>,
    pub(crate) style: TagStyle,
    /// Named arguments with one of these prefixes are the metrics, all others the labels.
    pub(crate) field_prefixes: Vec<String>,
}

/// A call that makes one label.
#[derive(Debug)]
pub(crate) struct LabelRow {
    pub(crate) callee: Callee,
    pub(crate) key: Slot,
    pub(crate) value: Slot,
}

/// A builder's method that adds one label to the event its receiver is.
#[derive(Debug)]
pub(crate) struct TagRow {
    pub(crate) callee: Callee,
    pub(crate) key: Option<Slot>,
    pub(crate) value: Option<Slot>,
    /// A whole set of labels instead of one.
    pub(crate) pairs: Option<Slot>,
}

/// Types that are a set of labels.
#[derive(Debug)]
pub(crate) struct LabelSetRow {
    /// Derives that make a struct's fields labels.
    pub(crate) derives: Vec<String>,
    /// Traits that are written by hand.
    pub(crate) traits: Vec<String>,
    /// The functions of theirs that write the labels.
    pub(crate) writers: Vec<String>,
}

/// A type whose argument is a struct of labels.
#[derive(Debug)]
pub(crate) struct FamilyRow {
    pub(crate) types: Paths,
    pub(crate) labels: usize,
    pub(crate) metric: usize,
}

/// What a call's value is made of.
#[derive(Debug)]
pub(crate) struct FlowRow {
    pub(crate) callee: Callee,
    pub(crate) returns: Vec<FlowReturn>,
    pub(crate) feeds: bool,
    pub(crate) elements: bool,
}

/// A value whose cardinality a library settles.
#[derive(Debug)]
pub(crate) struct SourceRow {
    pub(crate) callee: Callee,
    pub(crate) fields: Vec<String>,
    pub(crate) types: Paths,
    /// Constant keys it is read from: `scope["path"]`.
    pub(crate) index: Vec<String>,
    /// Names that stand in for a receiver whose type is not written: `request`.
    pub(crate) named: Vec<String>,
    pub(crate) bound: Bound,
    /// Whether somebody may have checked it on its way.
    pub(crate) checked: bool,
    /// A call that hands code on to where only matched routes reach it, and the call that hands it to all.
    pub(crate) gate: Option<(String, String)>,
    pub(crate) why: String,
}

/// Where a program's settings come from.
#[derive(Debug)]
pub(crate) struct SettingsRow {
    /// Derives that make a type read its values from a command line or the environment.
    pub(crate) derives: Vec<String>,
    /// Base classes that do.
    pub(crate) bases: Vec<String>,
    /// Objects that hold them.
    pub(crate) paths: Paths,
}

/// The type a call's value has.
#[derive(Debug)]
pub(crate) struct TypeRow {
    pub(crate) callee: Callee,
    pub(crate) returns: String,
}

/// All models of a run.
#[derive(Debug, Default)]
pub(crate) struct Models {
    pub(crate) metrics: Rows<MetricRow>,
    pub(crate) options: Rows<OptionsRow>,
    pub(crate) observes: Rows<ObserveRow>,
    pub(crate) events: Rows<EventRow>,
    pub(crate) labels: Rows<LabelRow>,
    pub(crate) tags: Rows<TagRow>,
    pub(crate) families: Rows<FamilyRow>,
    pub(crate) label_sets: Rows<LabelSetRow>,
    pub(crate) flows: Rows<FlowRow>,
    pub(crate) sources: Rows<SourceRow>,
    pub(crate) types: Rows<TypeRow>,
    pub(crate) settings: Rows<SettingsRow>,
    pub(crate) statements: Rows<StatementRow>,
    pub(crate) fetches: Rows<FetchRow>,
    pub(crate) clauses: Rows<ClauseRow>,
    /// Types that only wrap another: `Arc`, `Option`, with the language.
    pub(crate) wrappers: Rows<Paths>,
    pub(crate) closures: Rows<ClosureRow>,
    pub(crate) sequences: Rows<SequenceRow>,
    pub(crate) paces: Rows<PaceRow>,
    pub(crate) queries: Rows<QueryRow>,
    pub(crate) lazies: Rows<LazyRow>,
    pub(crate) caches: Rows<CacheRow>,
    pub(crate) entries: Rows<EntryRow>,
    pub(crate) entities: Rows<EntityRow>,
    pub(crate) relations: Rows<RelationRow>,
    pub(crate) logs: Rows<LogRow>,
    pub(crate) loggers: Rows<LoggerRow>,
    pub(crate) scopes: Rows<ScopeRow>,
    pub(crate) prints: Rows<PrintRow>,
    pub(crate) stages: Rows<StageRow>,
}

impl Models {
    /// All rows, by kind.
    pub(crate) fn told(&self) -> Vec<ModelRow> {
        let mut all = Vec::new();
        self.metrics.tell(&mut all);
        self.options.tell(&mut all);
        self.observes.tell(&mut all);
        self.events.tell(&mut all);
        self.labels.tell(&mut all);
        self.tags.tell(&mut all);
        self.families.tell(&mut all);
        self.label_sets.tell(&mut all);
        self.flows.tell(&mut all);
        self.sources.tell(&mut all);
        self.types.tell(&mut all);
        self.settings.tell(&mut all);
        self.wrappers.tell(&mut all);
        self.statements.tell(&mut all);
        self.fetches.tell(&mut all);
        self.clauses.tell(&mut all);
        self.closures.tell(&mut all);
        self.sequences.tell(&mut all);
        self.paces.tell(&mut all);
        self.queries.tell(&mut all);
        self.lazies.tell(&mut all);
        self.caches.tell(&mut all);
        self.entries.tell(&mut all);
        self.entities.tell(&mut all);
        self.relations.tell(&mut all);
        self.logs.tell(&mut all);
        self.loggers.tell(&mut all);
        self.scopes.tell(&mut all);
        self.prints.tell(&mut all);
        self.stages.tell(&mut all);
        all
    }

    pub(crate) fn compile(models: &[Model]) -> Self {
        let mut all = Self::default();
        for model in models {
            model.compile_into(&mut all);
        }
        all
    }
}
