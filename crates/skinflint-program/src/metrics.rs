//! The view *metrics*: every metric of the tree with its labels and the values they are given.
//!
//! Declarations and uses are found by models and joined through where values come from. Nothing here
//! says what is too much; rules do.

mod label_sets;
mod label_types;
mod labelled;
mod sites;
mod structs;

use skinflint_base::FileSpan;

use crate::cardinality::Cardinality;
use crate::models::MetricKind;

pub(crate) use sites::{collect, sites};

/// A metric.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its name, where the code says it.
    pub name: Option<String>,
    /// What kind it is.
    pub kind: MetricKind,
    /// The library that makes it.
    pub library: String,
    /// Where it is declared, or used first where there is no declaration.
    pub at: FileSpan,
    /// The symbol it is declared in.
    pub home: String,
    /// Its labels, in the order of their first sight.
    pub labels: Vec<Label>,
    /// How many series one combination of labels makes: 1, or the buckets with sum and count.
    pub series: u64,
}

/// A label of a metric.
#[derive(Clone, Debug)]
pub struct Label {
    /// Its name as the code says it.
    pub name: String,
    /// Where the declaration names it, or where it is first given.
    pub at: FileSpan,
    /// Whether a declaration names it (else only uses do).
    pub declared: bool,
    /// Whether it is no label, but a part of the metric's name that is filled in: `f"logins.{user_id}"`.
    pub in_name: bool,
    /// What it is given, place by place.
    pub values: Vec<LabelValue>,
}

/// A value given to a label.
#[derive(Clone, Debug)]
pub struct LabelValue {
    /// Where.
    pub at: FileSpan,
    /// The symbol it stands in.
    pub home: String,
    /// The name that stands there, if it is one.
    pub identifier: Option<String>,
    /// How many values there can be.
    pub cardinality: Cardinality,
}
