//! Models as TOML says them, and the step to what link uses.

use serde::Deserialize;
use skinflint_facts::Language;
use thiserror::Error;

use super::logs::{RawLog, RawLogger, RawPrint, RawScope, RawStage};
use super::loops::{RawClosure, RawPace, RawSequence};
use super::queries::{RawCache, RawEntity, RawEntry, RawLazy, RawQuery, RawRelation};
use super::statements::{RawClause, RawFetch, RawStatement};
use super::{
    Callee, EventRow, FamilyRow, FlowRow, LabelRow, LabelSetRow, MetricRow, Models, ObserveRow, OptionsRow, Paths, Row,
    SettingsRow, SourceRow, TagRow, TypeRow, Usage,
};

/// What is wrong with a model file: the user's mistake.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct ModelError {
    /// What is wrong.
    pub message: String,
    /// Where in the file, in bytes.
    pub span: Option<std::ops::Range<usize>>,
}

/// The kinds of metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricKind {
    /// Counts up.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts in buckets.
    Histogram,
    /// Counts in quantiles.
    Summary,
}

impl MetricKind {
    /// As people say it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
            Self::Summary => "summary",
        }
    }
}

/// Where in a call something stands: by position, by name, or either; `rest` is all from there on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slot {
    pub(crate) arg: Option<usize>,
    pub(crate) kw: Option<String>,
    pub(crate) rest: Option<usize>,
    #[serde(default)]
    pub(crate) receiver: bool,
    /// All named arguments, besides those in this list.
    #[serde(rename = "named-except")]
    pub(crate) named_except: Option<Vec<String>>,
}

/// One slot, or several of which the first that holds a list counts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub(crate) enum Slots {
    #[default]
    None,
    One(Slot),
    Many(Vec<Slot>),
}

impl Slots {
    fn list(&self) -> Vec<Slot> {
        match self {
            Self::None => Vec::new(),
            Self::One(slot) => vec![slot.clone()],
            Self::Many(slots) => slots.clone(),
        }
    }
}

/// How tags are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TagStyle {
    /// Keys and values apart: pairs, maps, label calls.
    #[default]
    Pairs,
    /// Strings with a colon: `"user:42"`.
    Colon,
}

/// Where a call's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FlowReturn {
    /// What it is called on.
    Receiver,
    /// The first argument.
    Arg0,
    /// The second argument.
    Arg1,
    /// The third argument.
    Arg2,
    /// All arguments: joined into one text, or (with `elements`) the elements of a set.
    Args,
    /// What the collection that it is called on holds; of a map, its values.
    Values,
    /// What the closure that is its first argument gives.
    Closure0,
    /// What the closure that is its second argument gives.
    Closure1,
}

/// How many values there are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Bound {
    /// At most so many.
    AtMost(u64),
    /// `"unbounded"`, `"bounded"` (few, the number not known).
    Word(BoundWord),
}

/// Whether somebody may have checked a value on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Checked {
    /// Perhaps: its being open is no proof.
    Maybe,
}

/// Bounds without a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BoundWord {
    /// Without limit.
    Unbounded,
    /// A small fixed set.
    Bounded,
    /// A number without a limit: a defect only where the label's name or use agrees.
    Numeric,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LanguageName {
    Rust,
    Python,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    name: String,
    language: LanguageName,
    /// Which versions the model was written against; told to people, not judged.
    #[serde(default)]
    #[expect(dead_code, reason = "documentation that the format requires to be a string")]
    versions: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn list(&self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(one) => vec![one.clone()],
            Self::Many(many) => many.clone(),
        }
    }

    pub(super) fn expanded(&self) -> Vec<String> {
        self.list().iter().flat_map(|p| super::pattern::expand(p)).collect()
    }
}

/// Patterns of paths by which rows are found. Their last part is the key, so it has no `*`: a row with
/// one would never be found.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "OneOrMany")]
pub(super) struct Keyed(pub(super) Vec<String>);

impl TryFrom<OneOrMany> for Keyed {
    type Error = String;

    fn try_from(patterns: OneOrMany) -> Result<Self, String> {
        let starred = |p: &String| p.rsplit([':', '.']).next().is_some_and(|last| last.contains('*'));
        match patterns.expanded().into_iter().find(starred) {
            Some(pattern) => Err(format!("`{pattern}` must end in a name without `*`; list the names: `x::{{A,B}}`")),
            None => Ok(Self(patterns.list())),
        }
    }
}

macro_rules! rows {
    ($($name:ident { $($(#[$attr:meta])* $field:ident: $ty:ty),* $(,)? })*) => {
        $(
            #[derive(Debug, Deserialize)]
            #[serde(deny_unknown_fields, rename_all = "kebab-case")]
            pub(super) struct $name {
                #[serde(default)]
                call: Keyed,
                #[serde(default)]
                method: OneOrMany,
                #[serde(default)]
                receiver: OneOrMany,
                $($(#[$attr])* $field: $ty,)*
            }

            impl $name {
                pub(super) fn callee(&self) -> Callee {
                    Callee {
                        calls: Paths::new(&self.call.0),
                        methods: self.method.expanded(),
                        receivers: Paths::new(&self.receiver.list()),
                        named: Vec::new(),
                    }
                }
            }
        )*
    };
}
pub(super) use rows;

rows! {
    RawMetric { kind: MetricKind, name: Option<Slot>, #[serde(default)] labels: Slots, buckets: Option<Slot> }
    RawOptions { name: Slot }
    RawObserve { values: Option<Slot>, pairs: Option<Slot>, #[serde(default)] by_labels: bool, #[serde(default)] followed_by: OneOrMany }
    RawEvent {
        kind: MetricKind,
        name: Option<Slot>,
        pairs: Option<Slot>,
        tags: Option<Slot>,
        #[serde(default)] style: TagStyle,
        #[serde(default)] field_prefixes: Vec<String>,
        #[serde(default)] named: OneOrMany,
    }
    RawLabel { key: Slot, value: Slot }
    RawTag { key: Option<Slot>, value: Option<Slot>, pairs: Option<Slot> }
    RawFlow { returns: Vec<FlowReturn>, #[serde(default)] feeds: bool, #[serde(default)] elements: bool }
    RawSource {
        #[serde(default)] field: OneOrMany,
        #[serde(default, rename = "type")] ty: Keyed,
        #[serde(default)] index: OneOrMany,
        #[serde(default)] named: OneOrMany,
        cardinality: Bound,
        /// `maybe`: what a client sent, which the code may have checked since; it warns.
        #[serde(default)]
        checked: Option<Checked>,
        gate: Option<String>,
        way_round: Option<String>,
        why: String,
    }
    RawType { returns: String }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawFamily {
    #[serde(rename = "type")]
    ty: Keyed,
    labels: usize,
    metric: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLabelSet {
    #[serde(default)]
    derive: OneOrMany,
    #[serde(default, rename = "trait")]
    of: OneOrMany,
    #[serde(default)]
    writer: OneOrMany,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSettings {
    #[serde(default)]
    derive: OneOrMany,
    #[serde(default)]
    base: OneOrMany,
    #[serde(default)]
    path: Keyed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWrapper {
    #[serde(rename = "type")]
    ty: Keyed,
}

/// One library as its file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    library: Library,
    #[serde(default)]
    metric: Vec<RawMetric>,
    #[serde(default)]
    options: Vec<RawOptions>,
    #[serde(default)]
    observe: Vec<RawObserve>,
    #[serde(default)]
    event: Vec<RawEvent>,
    #[serde(default)]
    label: Vec<RawLabel>,
    #[serde(default)]
    tag: Vec<RawTag>,
    #[serde(default)]
    family: Vec<RawFamily>,
    #[serde(default)]
    flow: Vec<RawFlow>,
    #[serde(default)]
    source: Vec<RawSource>,
    #[serde(default)]
    returns: Vec<RawType>,
    #[serde(default)]
    settings: Vec<RawSettings>,
    #[serde(default, rename = "label-set")]
    label_set: Vec<RawLabelSet>,
    #[serde(default)]
    wrapper: Vec<RawWrapper>,
    #[serde(default)]
    pub(super) statement: Vec<RawStatement>,
    #[serde(default)]
    pub(super) fetch: Vec<RawFetch>,
    #[serde(default)]
    pub(super) clause: Vec<RawClause>,
    #[serde(default)]
    closure: Vec<RawClosure>,
    #[serde(default)]
    sequence: Vec<RawSequence>,
    #[serde(default)]
    pace: Vec<RawPace>,
    #[serde(default)]
    pub(super) query: Vec<RawQuery>,
    #[serde(default)]
    pub(super) lazy: Vec<RawLazy>,
    #[serde(default)]
    pub(super) cache: Vec<RawCache>,
    #[serde(default)]
    pub(super) entry: Vec<RawEntry>,
    #[serde(default)]
    pub(super) entity: Vec<RawEntity>,
    #[serde(default)]
    pub(super) relation: Vec<RawRelation>,
    #[serde(default)]
    log: Vec<RawLog>,
    #[serde(default)]
    logger: Vec<RawLogger>,
    #[serde(default)]
    scope: Vec<RawScope>,
    #[serde(default)]
    print: Vec<RawPrint>,
    #[serde(default)]
    stage: Vec<RawStage>,
}

impl Model {
    /// Reads a model.
    ///
    /// # Errors
    /// Where the text is no TOML, or a key or value is none that a model has.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        toml::from_str(text).map_err(|e| ModelError { message: e.message().to_owned(), span: e.span() })
    }

    /// The library's name.
    #[must_use]
    pub fn library(&self) -> &str {
        &self.library.name
    }

    pub(super) fn compile_into(&self, all: &mut Models) {
        let language = match self.library.language {
            LanguageName::Rust => Language::Rust,
            LanguageName::Python => Language::Python,
        };
        let library = self.library.name.clone();
        self.compile_queries(language, &library, all);
        self.compile_statements(language, &library, all);
        macro_rules! add {
            ($from:ident, $to:ident, |$raw:ident, $callee:ident| $make:expr) => {
                for (index, $raw) in self.$from.iter().enumerate() {
                    let $callee = $raw.callee();
                    let names: Vec<String> = $callee.names().map(str::to_owned).collect();
                    let row = $make;
                    let usage = Usage::new(stringify!($from), index);
                    all.$to
                        .push(names.iter().map(String::as_str), Row { language, library: library.clone(), usage, row });
                }
            };
        }
        add!(metric, metrics, |raw, callee| MetricRow {
            callee,
            kind: raw.kind,
            name: raw.name.clone(),
            labels: raw.labels.list(),
            buckets: raw.buckets.clone(),
        });
        add!(options, options, |raw, callee| OptionsRow { callee, name: raw.name.clone() });
        add!(observe, observes, |raw, callee| ObserveRow {
            callee,
            values: raw.values.clone(),
            pairs: raw.pairs.clone(),
            by_labels: raw.by_labels,
            followed_by: raw.followed_by.expanded(),
        });
        add!(event, events, |raw, callee| EventRow {
            callee: Callee { named: raw.named.expanded(), ..callee },
            kind: raw.kind,
            name: raw.name.clone(),
            pairs: raw.pairs.clone(),
            tags: raw.tags.clone(),
            style: raw.style,
            field_prefixes: raw.field_prefixes.clone(),
        });
        add!(label, labels, |raw, callee| LabelRow { callee, key: raw.key.clone(), value: raw.value.clone() });
        add!(tag, tags, |raw, callee| TagRow {
            callee,
            key: raw.key.clone(),
            value: raw.value.clone(),
            pairs: raw.pairs.clone(),
        });
        add!(flow, flows, |raw, callee| FlowRow {
            callee,
            returns: raw.returns.clone(),
            feeds: raw.feeds,
            elements: raw.elements,
        });
        add!(closure, closures, |raw, callee| raw.row(callee));
        add!(sequence, sequences, |raw, callee| raw.row(callee));
        add!(pace, paces, |raw, callee| raw.row(callee));
        add!(log, logs, |raw, callee| raw.row(callee));
        add!(logger, loggers, |raw, callee| raw.row(callee));
        add!(scope, scopes, |raw, callee| raw.row(callee));
        add!(print, prints, |raw, callee| raw.row(callee));
        add!(stage, stages, |raw, callee| raw.row(callee));
        add!(returns, types, |raw, callee| TypeRow { callee, returns: raw.returns.clone() });
        for (index, raw) in self.source.iter().enumerate() {
            let usage = Usage::new("source", index);
            let callee = raw.callee();
            let fields = raw.field.expanded();
            let types = Paths::new(&raw.ty.0);
            let index = raw.index.expanded();
            let fields_and_keys = fields.iter().chain(&index).map(String::as_str);
            let names: Vec<String> =
                callee.names().chain(fields_and_keys).chain(types.last_names()).map(str::to_owned).collect();
            let row = SourceRow {
                callee,
                fields,
                types,
                index,
                named: raw.named.expanded(),
                bound: raw.cardinality.clone(),
                checked: raw.checked.is_some(),
                gate: raw.gate.clone().zip(raw.way_round.clone()),
                why: raw.why.clone(),
            };
            all.sources.push(names.iter().map(String::as_str), Row { language, library: library.clone(), usage, row });
        }
        for (index, raw) in self.family.iter().enumerate() {
            let usage = Usage::new("family", index);
            let types = Paths::new(&raw.ty.0);
            let names: Vec<String> = types.last_names().map(str::to_owned).collect();
            let row = FamilyRow { types, labels: raw.labels, metric: raw.metric };
            all.families.push(names.iter().map(String::as_str), Row { language, library: library.clone(), usage, row });
        }
        for (index, raw) in self.label_set.iter().enumerate() {
            let usage = Usage::new("label-set", index);
            let (derives, traits) = (raw.derive.expanded(), raw.of.expanded());
            let names: Vec<String> = derives.iter().chain(&traits).cloned().collect();
            let row = LabelSetRow { derives, traits, writers: raw.writer.expanded() };
            all.label_sets
                .push(names.iter().map(String::as_str), Row { language, library: library.clone(), usage, row });
        }
        for (index, raw) in self.settings.iter().enumerate() {
            let usage = Usage::new("settings", index);
            let (derives, bases, paths) = (raw.derive.expanded(), raw.base.expanded(), Paths::new(&raw.path.0));
            let names: Vec<String> =
                derives.iter().chain(&bases).map(String::as_str).chain(paths.last_names()).map(str::to_owned).collect();
            let row = SettingsRow { derives, bases, paths };
            all.settings.push(names.iter().map(String::as_str), Row { language, library: library.clone(), usage, row });
        }
        for (index, raw) in self.wrapper.iter().enumerate() {
            let usage = Usage::new("wrapper", index);
            let types = Paths::new(&raw.ty.0);
            let names: Vec<String> = types.last_names().map(str::to_owned).collect();
            all.wrappers
                .push(names.iter().map(String::as_str), Row { language, library: library.clone(), usage, row: types });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Model;

    #[test]
    fn a_row_that_could_never_be_found_is_an_error_at_its_place() {
        let text = "[library]\nname = \"x\"\nlanguage = \"rust\"\n\n[[source]]\ntype = [\"x::*\"]\ncardinality = 2\nwhy = \"y\"\n";
        let Err(error) = Model::parse(text) else { panic!("it was read") };
        assert!(error.message.contains("`x::*`") && error.message.contains("x::{A,B}"), "{error}");
        assert!(error.span.is_some_and(|span| text[span].contains("x::*")));
        assert!(Model::parse(&text.replace("x::*", "x::*::{A,B}")).is_ok());
    }
}
