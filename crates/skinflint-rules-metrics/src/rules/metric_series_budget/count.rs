//! How many series a metric makes as far as its labels are known. Judges nothing.

use std::collections::BTreeSet;

use skinflint_program::{Cardinality, Label, Metric};
use skinflint_rule::CardinalitySettings;

/// The size of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// So many different values stand in the code.
    Seen(u64),
    /// A type allows so many; fewer may be used.
    AtMost(u64),
    /// The policy says so.
    Assumed(u64),
}

impl Size {
    pub(super) fn most(self) -> u64 {
        match self {
            Self::Seen(n) | Self::AtMost(n) | Self::Assumed(n) => n,
        }
    }

    /// What is surely used: of a type that allows many values, perhaps only one is.
    fn sure(self) -> u64 {
        match self {
            Self::Seen(n) | Self::Assumed(n) => n,
            Self::AtMost(_) => 1,
        }
    }
}

/// A label with its size.
#[derive(Clone, Debug)]
pub(super) struct SizedLabel {
    pub(super) name: String,
    pub(super) size: Size,
}

/// The series of a metric.
#[derive(Clone, Debug)]
pub(super) struct Count {
    /// All known labels together, with what one combination makes.
    pub(super) series: u64,
    /// The same, as far as values stand in the code or the policy.
    pub(super) sure_series: u64,
    /// Labels of known size that have more than one value.
    pub(super) labels: Vec<SizedLabel>,
    /// Labels whose size is not known.
    pub(super) left_out: Vec<String>,
}

/// Counts.
pub(super) fn count(metric: &Metric, settings: &CardinalitySettings) -> Count {
    let mut count = Count { series: 1, sure_series: 1, labels: Vec::new(), left_out: Vec::new() };
    let mut seen: Vec<&Label> = Vec::new();
    let (mut product, mut sure) = (1u64, 1u64);
    for label in metric.labels.iter().filter(|l| !l.in_name) {
        let Some(size) = size(label, settings) else {
            count.left_out.push(label.name.clone());
            continue;
        };
        product = product.saturating_mul(size.most().max(1));
        sure = sure.saturating_mul(size.sure().max(1));
        if !matches!(size, Size::Assumed(_)) {
            seen.push(label);
        }
        if size.most() > 1 {
            count.labels.push(SizedLabel { name: label.name.clone(), size });
        }
    }
    // Values that stand together at one place do not multiply with those of other places.
    if let Some(together) = place_by_place(&seen) {
        let alone = seen.iter().filter_map(|l| size(l, settings)).map(|s| s.most().max(1));
        let alone = alone.fold(1u64, u64::saturating_mul);
        if together < alone {
            let others = product / alone.max(1);
            product = together.saturating_mul(others.max(1));
            sure = sure.min(product);
        }
    }
    count.series = product.saturating_mul(metric.series.max(1));
    count.sure_series = sure.saturating_mul(metric.series.max(1));
    count
}

/// The size of a label; `None` where one of its values has no known one.
fn size(label: &Label, settings: &CardinalitySettings) -> Option<Size> {
    if let Some(assumed) = settings.assumed(&label.name) {
        return Some(Size::Assumed(assumed));
    }
    let mut texts: BTreeSet<&str> = BTreeSet::new();
    let mut most = 0;
    for value in &label.values {
        match &value.cardinality {
            Cardinality::Exactly(values) => texts.extend(values.iter().map(String::as_str)),
            Cardinality::AtMost(n) => most = most.max(*n),
            Cardinality::Few
            | Cardinality::Configured(_)
            | Cardinality::Numeric(_)
            | Cardinality::Unbounded(_)
            | Cardinality::Unknown(_) => return None,
        }
    }
    let seen = texts.len() as u64;
    match (seen, most) {
        (0, 0) => None,
        (seen, most) if seen >= most => Some(Size::Seen(seen)),
        (_, most) => Some(Size::AtMost(most)),
    }
}

/// The sum over the places of the product of what is given there; `None` where the labels were not
/// all given at the same places.
fn place_by_place(labels: &[&Label]) -> Option<u64> {
    let places = labels.first()?.values.len();
    if labels.iter().any(|label| label.values.len() != places) {
        return None;
    }
    let mut sum = 0u64;
    for place in 0..places {
        let mut product = 1u64;
        for label in labels {
            product = product.saturating_mul(label.values[place].cardinality.count()?.max(1));
        }
        sum = sum.saturating_add(product);
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use skinflint_base::{FileId, FileSpan, Span};
    use skinflint_program::{Cardinality, Label, LabelValue, Metric, MetricKind, Proof, Why};
    use skinflint_rule::CardinalitySettings;

    use super::{Count, count};

    const NOWHERE: FileSpan = FileSpan { file: FileId(0), span: Span { start: 0, end: 0 } };

    fn exactly(values: &[&str]) -> Cardinality {
        Cardinality::Exactly(values.iter().map(|v| (*v).to_owned()).collect::<BTreeSet<_>>())
    }

    fn metric(series: u64, labels: &[(&str, Vec<Cardinality>)]) -> Metric {
        let value = |cardinality: &Cardinality| LabelValue {
            at: NOWHERE,
            home: String::new(),
            identifier: None,
            cardinality: cardinality.clone(),
        };
        let labels = labels.iter().map(|(name, values)| Label {
            name: (*name).to_owned(),
            at: NOWHERE,
            declared: true,
            in_name: false,
            values: values.iter().map(value).collect(),
        });
        Metric {
            name: Some("m".to_owned()),
            kind: MetricKind::Counter,
            library: String::new(),
            at: NOWHERE,
            home: String::new(),
            labels: labels.collect(),
            series,
        }
    }

    fn counted(metric: &Metric, assume: &[(&str, u64)]) -> Count {
        let assume: BTreeMap<String, u64> = assume.iter().map(|(n, c)| ((*n).to_owned(), *c)).collect();
        match CardinalitySettings::new(10, assume, &[], &[]) {
            Ok(settings) => count(metric, &settings),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn literals_add_up_over_places_and_labels_multiply() {
        let m = metric(
            14,
            &[
                ("a", vec![exactly(&["x", "y"]), exactly(&["y", "z"])]),
                ("b", vec![Cardinality::AtMost(5), Cardinality::AtMost(5)]),
            ],
        );
        let count = counted(&m, &[]);
        assert_eq!(count.series, 3 * 5 * 14);
        assert_eq!(count.sure_series, 3 * 14, "of five values that a type allows, one is sure");
    }

    #[test]
    fn values_at_different_places_do_not_multiply() {
        let one = |names: [&str; 4]| names.map(|n| exactly(&[n])).to_vec();
        let m = metric(1, &[("a", one(["a", "b", "c", "d"])), ("b", one(["e", "f", "g", "h"]))]);
        assert_eq!(counted(&m, &[]).series, 4);
    }

    #[test]
    fn what_is_not_known_is_left_out_unless_the_policy_knows() {
        let why = Why { text: String::new(), at: NOWHERE, hint: None, proof: Proof::Followed };
        let m =
            metric(1, &[("a", vec![exactly(&["x", "y"])]), ("tenant", vec![Cardinality::Unknown(why)]), ("b", vec![])]);
        let count = counted(&m, &[]);
        assert_eq!((count.series, count.left_out), (2, vec!["tenant".to_owned(), "b".to_owned()]));
        let count = counted(&m, &[("tenant", 40)]);
        assert_eq!((count.series, count.sure_series, count.left_out), (80, 80, vec!["b".to_owned()]));
    }
}
