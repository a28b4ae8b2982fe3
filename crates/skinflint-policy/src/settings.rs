//! The resolved settings that are no rule's: files, cardinality, run, tags; and how a setting is
//! printed with its origin.

use std::collections::BTreeMap;

use crate::globs::PathGlobs;
use crate::names::NamePatterns;

/// `[files]`: which files a run reads.
#[derive(Clone, Debug)]
pub struct Files {
    /// Where not empty, only what these cover is read.
    pub include: PathGlobs,
    /// What these cover is not read; beats `include`.
    pub exclude: PathGlobs,
    /// Larger files are not read, in bytes.
    pub max_size: u64,
}

impl Default for Files {
    fn default() -> Self {
        Self { include: PathGlobs::default(), exclude: PathGlobs::default(), max_size: 2 << 20 }
    }
}

impl Files {
    /// Whether the globs let a file in.
    #[must_use]
    pub fn lets_in(&self, path: &skinflint_base::RelPath) -> bool {
        (self.include.is_empty() || self.include.matches(path)) && !self.exclude.matches(path)
    }
}

/// `[cardinality]`: what the policy knows of labels and their values.
#[derive(Clone, Debug)]
pub struct Cardinality {
    /// How many series one metric may have.
    pub series_budget: u64,
    /// How many values a label is assumed to take, by the label's name.
    pub assume: BTreeMap<String, u64>,
    /// Names that count as evidence of unbounded values, beside the built-in lexicon.
    pub unbounded_names: NamePatterns,
    /// Names that never count as such evidence, whatever the lexicon says.
    pub bounded_names: NamePatterns,
}

impl Default for Cardinality {
    fn default() -> Self {
        Self {
            series_budget: 10_000,
            assume: BTreeMap::new(),
            unbounded_names: NamePatterns::default(),
            bounded_names: NamePatterns::default(),
        }
    }
}

/// `[run]`: the run as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// What an incomplete run means.
    pub incomplete: Incomplete,
}

/// What happens where something in scope could not be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Incomplete {
    /// It is said, and the exit code is that of the rest.
    #[default]
    Report,
    /// The run exits 3 where it would have passed.
    Block,
}

impl Incomplete {
    pub(crate) const ALL: [Self; 2] = [Self::Report, Self::Block];

    /// As policies write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Block => "block",
        }
    }
}

/// `[tags]`: the tags that billable resources must carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// Their names.
    pub required: Vec<String>,
    /// Other names under which a required tag counts as there.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// When two keys are one.
    pub case: TagCase,
}

/// When two keys of tags that differ in case only are one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagCase {
    /// Where the provider says so.
    #[default]
    Provider,
    /// Always.
    Ignore,
}

impl TagCase {
    pub(crate) const ALL: [Self; 2] = [Self::Provider, Self::Ignore];

    /// As policies write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Ignore => "ignore",
        }
    }
}

/// One setting as it holds at a path, to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key from the top on: `rules.metric-series-budget.max-series`.
    pub key: String,
    /// The value as TOML.
    pub value: String,
    /// Where it comes from: `built-in default`, `pack recommended`, `skinflint.toml:12`.
    pub origin: String,
}
