//! Which evidence decides about a label: its values first, its name where they say nothing.
//!
//! A value proved bounded beats a bad name, a value proved unbounded beats a good one. What is only
//! probable never blocks.

use skinflint_base::{Certainty, FileSpan};
use skinflint_program::{Cardinality, Label, LabelValue, Proof, Why};
use skinflint_rule::{Lexicon, NameClass};

/// What shows that a label has no bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A value without limit, in words that follow "is".
    Value(String),
    /// A number without limit, in words that follow "is".
    Number(String),
    /// The label's own name.
    Name,
    /// A name that stands where the value comes from, and what the value is, in words.
    Hint(String),
}

/// The evidence that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) at: FileSpan,
    pub(super) certainty: Certainty,
    pub(super) shown: Shown,
    /// Where the value comes from, where that is another place.
    pub(super) origin: Option<FileSpan>,
    /// Places that show the same.
    pub(super) others: Vec<FileSpan>,
}

/// `None` where nothing speaks against the label.
pub(super) fn decide(label: &Label, lexicon: &Lexicon) -> Option<Decided> {
    let decided = decide_label(label, lexicon)?;
    if !label.in_name {
        return Some(decided);
    }
    // Names are filled in with prefixes and kinds all the time: what is open must be shown, and a name
    // shows nothing but an identifier.
    match decided.shown {
        Shown::Value(_) => Some(decided),
        Shown::Name if decided.certainty == Certainty::Certain => {
            Some(Decided { certainty: Certainty::Likely, ..decided })
        }
        _ => None,
    }
}

fn decide_label(label: &Label, lexicon: &Lexicon) -> Option<Decided> {
    let name = lexicon.class(&label.name);
    let by_value: Vec<Option<(Certainty, Shown)>> =
        label.values.iter().map(|value| by_value(value, name, lexicon)).collect();
    let strongest = by_value.iter().flatten().map(|(certainty, shown)| (*certainty, rank(shown))).max();
    if let Some(strongest) = strongest {
        let same = |found: &Option<(Certainty, Shown)>| {
            found.as_ref().is_some_and(|(certainty, shown)| (*certainty, rank(shown)) == strongest)
        };
        let mut places = label.values.iter().zip(&by_value).filter(|(_, found)| same(found));
        let (value, found) = places.next()?;
        let (certainty, shown) = found.clone()?;
        let others = places.map(|(value, _)| value.at).collect();
        let (at, origin) = smallest(value);
        return Some(Decided { at, certainty, shown, origin, others });
    }
    by_name(label, name, lexicon).or_else(|| by_hint(label, lexicon))
}

/// The smallest part of a value that shows what it is (one arm of a `match`), and where else it comes
/// from. Not every reason has a place.
fn smallest(value: &LabelValue) -> (FileSpan, Option<FileSpan>) {
    let why = match &value.cardinality {
        Cardinality::Unbounded(why) | Cardinality::Numeric(why) | Cardinality::Unknown(why) => why.at,
        _ => return (value.at, None),
    };
    if why.span.start >= why.span.end {
        (value.at, None)
    } else if why.file == value.at.file && value.at.span.contains(why.span) {
        (why, None)
    } else {
        (value.at, Some(why))
    }
}

/// Evidence of equal certainty, by how much it explains.
fn rank(shown: &Shown) -> u8 {
    match shown {
        Shown::Value(_) => 3,
        Shown::Number(_) => 2,
        Shown::Name => 1,
        Shown::Hint(_) => 0,
    }
}

/// What one value shows by itself.
fn by_value(value: &LabelValue, name: Option<NameClass>, lexicon: &Lexicon) -> Option<(Certainty, Shown)> {
    match &value.cardinality {
        Cardinality::Unbounded(why) => {
            // Two pieces of evidence that agree are as good as a proof.
            let by_type = why.proof == Proof::ByType;
            let agreed = name == Some(NameClass::Identity) || (by_type && name == Some(NameClass::Suspect));
            let certainty = if agreed { Certainty::Certain } else { provable(why) };
            Some((certainty, Shown::Value(why.text.clone())))
        }
        Cardinality::Numeric(why) => {
            let open = |class: Option<NameClass>| matches!(class, Some(NameClass::Numeric | NameClass::Identity));
            let certainty = match name {
                // A set's name with something else's number: `direction` given `flow_id`.
                Some(NameClass::Bounded) => {
                    let other = |hint: &str| open(lexicon.class(hint)) || hint.ends_with("_id");
                    if !why.hint.iter().any(|hint| other(hint)) {
                        return None;
                    }
                    Certainty::Likely
                }
                class if open(class) => provable(why),
                _ if hints(value, why).any(|hint| open(lexicon.class(hint))) => provable(why),
                _ => Certainty::Likely,
            };
            Some((certainty, Shown::Number(why.text.clone())))
        }
        _ => None,
    }
}

/// What was not followed to where it comes from shows what is probable, and proves nothing.
fn provable(why: &Why) -> Certainty {
    if why.proof == Proof::Followed { Certainty::Certain } else { Certainty::Likely }
}

/// Names that stand with a value.
fn hints<'a>(value: &'a LabelValue, why: &'a Why) -> impl Iterator<Item = &'a str> {
    why.hint.iter().chain(&value.identifier).map(String::as_str)
}

/// The values that are not known.
fn unknown(label: &Label) -> impl Iterator<Item = (&LabelValue, &Why)> {
    label.values.iter().filter_map(|value| match &value.cardinality {
        Cardinality::Unknown(why) => Some((value, why)),
        _ => None,
    })
}

fn by_name(label: &Label, name: Option<NameClass>, lexicon: &Lexicon) -> Option<Decided> {
    let open: Vec<(&LabelValue, &Why)> = unknown(label).collect();
    if open.is_empty() && !label.values.is_empty() {
        return configured(label, name?);
    }
    let certainty = match name? {
        // `session: session.kind()`: the value's own name says that it is a small set after all.
        NameClass::Identity if !open.is_empty() && open.iter().all(|(v, why)| says_bounded(v, why, lexicon)) => {
            Certainty::Likely
        }
        NameClass::Identity => Certainty::Certain,
        // Two names that agree: `recipient` given `mail.email`.
        NameClass::Suspect | NameClass::Place if open.iter().any(|(v, why)| says_identity(v, why, lexicon)) => {
            Certainty::Certain
        }
        NameClass::Suspect | NameClass::Place => Certainty::Likely,
        NameClass::Numeric | NameClass::Bounded => return None,
    };
    let uses = open.iter().map(|(value, _)| value.at);
    let (at, others) = match (label.declared, open.first()) {
        (false, Some((value, _))) => (value.at, uses.skip(1).collect()),
        _ => (label.at, uses.collect()),
    };
    Some(Decided { at, certainty, shown: Shown::Name, origin: None, others })
}

/// A setting is one per process. What names one of endlessly many things is a setting only of something
/// that there may be many of (a session with a configuration of its own).
fn configured(label: &Label, name: NameClass) -> Option<Decided> {
    let mut settings = label.values.iter().filter(|v| matches!(v.cardinality, Cardinality::Configured(_)));
    let (NameClass::Identity, Some(first)) = (name, settings.next()) else { return None };
    let others = settings.map(|value| value.at).collect();
    Some(Decided { at: first.at, certainty: Certainty::Likely, shown: Shown::Name, origin: None, others })
}

fn says_bounded(value: &LabelValue, why: &Why, lexicon: &Lexicon) -> bool {
    hints(value, why).any(|hint| lexicon.class(hint) == Some(NameClass::Bounded))
}

fn says_identity(value: &LabelValue, why: &Why, lexicon: &Lexicon) -> bool {
    hints(value, why).any(|hint| lexicon.class(hint) == Some(NameClass::Identity))
}

/// A label with a good name, or none that says anything, given something with a bad one.
fn by_hint(label: &Label, lexicon: &Lexicon) -> Option<Decided> {
    let is_bad = |(value, why): &(&LabelValue, &Why)| {
        hints(value, why).any(|hint| matches!(lexicon.class(hint), Some(NameClass::Identity | NameClass::Numeric)))
    };
    let mut bad = unknown(label).filter(is_bad);
    let (value, why) = bad.next()?;
    let others = bad.map(|(value, _)| value.at).collect();
    let shown = Shown::Hint(why.text.clone());
    let (at, origin) = smallest(value);
    Some(Decided { at, certainty: Certainty::Likely, shown, origin, others })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use skinflint_base::{Certainty, FileId, FileSpan, Span};
    use skinflint_program::{Cardinality, Label, LabelValue, Proof, Why};
    use skinflint_rule::CardinalitySettings;

    use super::{Decided, Shown, decide};

    fn at(start: u32) -> FileSpan {
        FileSpan { file: FileId(0), span: Span::new(start, start + 1) }
    }

    fn why(text: &str, hint: Option<&str>) -> Why {
        Why { text: text.to_owned(), at: at(0), hint: hint.map(str::to_owned), proof: Proof::Followed }
    }

    fn closed() -> Cardinality {
        Cardinality::Exactly(BTreeSet::from(["a".to_owned()]))
    }

    fn unknown(hint: Option<&str>) -> Cardinality {
        Cardinality::Unknown(why("a value", hint))
    }

    /// Decides about a declared label whose values stand at 10, 20, …
    fn decided(name: &str, values: Vec<Cardinality>) -> Option<Decided> {
        decided_where(name, true, values)
    }

    fn decided_where(name: &str, declared: bool, values: Vec<Cardinality>) -> Option<Decided> {
        let value = |(i, cardinality)| LabelValue {
            at: at(10 * (u32::try_from(i).unwrap_or(0) + 1)),
            home: String::new(),
            identifier: None,
            cardinality,
        };
        let values = values.into_iter().enumerate().map(value).collect();
        let label = Label { name: name.to_owned(), at: at(1), declared, in_name: false, values };
        match CardinalitySettings::new(10, std::collections::BTreeMap::new(), &[], &[]) {
            Ok(settings) => decide(&label, &settings.lexicon),
            Err(error) => panic!("{error}"),
        }
    }

    fn outcome(decided: Option<Decided>) -> Option<(u32, Certainty, Vec<u32>)> {
        decided.map(|d| (d.at.span.start, d.certainty, d.others.iter().map(|o| o.span.start).collect()))
    }

    #[test]
    fn one_open_place_is_enough_and_is_the_finding() {
        let open = || Cardinality::Unbounded(why("the raw path", None));
        let found = outcome(decided("status", vec![closed(), open(), unknown(None), open()]));
        assert_eq!(found, Some((20, Certainty::Certain, vec![40])));
    }

    #[test]
    fn a_type_alone_warns_unless_the_name_agrees() {
        let address = || Cardinality::Unbounded(Why { proof: Proof::ByType, ..why("a network address", None) });
        let sent = || Cardinality::Unbounded(Why { proof: Proof::Unproved, ..why("a header", None) });
        let certainty = |name, value| decided(name, vec![value]).map(|d| d.certainty);
        assert_eq!(certainty("what", address()), Some(Certainty::Likely));
        assert_eq!(certainty("peer", address()), Some(Certainty::Certain));
        assert_eq!(certainty("endpoint", address()), Some(Certainty::Likely));
        assert_eq!(certainty("peer", sent()), Some(Certainty::Likely));
        assert_eq!(certainty("user_agent", sent()), Some(Certainty::Certain));
    }

    #[test]
    fn settings_are_one_per_process() {
        let setting = || Cardinality::Configured(why("the setting", None));
        assert_eq!(decided("endpoint", vec![setting()]), None);
        assert_eq!(outcome(decided("session_id", vec![setting()])), Some((10, Certainty::Likely, vec![])));
    }

    #[test]
    fn closed_values_beat_a_bad_name() {
        assert_eq!(decided("user_id", vec![closed(), Cardinality::Few, Cardinality::AtMost(9)]), None);
    }

    #[test]
    fn a_bad_name_decides_where_the_value_is_not_known() {
        assert_eq!(outcome(decided("user_id", vec![])), Some((1, Certainty::Certain, vec![])));
        assert_eq!(outcome(decided("user_id", vec![unknown(None)])), Some((1, Certainty::Certain, vec![10])));
        assert_eq!(outcome(decided("endpoint", vec![unknown(None)])), Some((1, Certainty::Likely, vec![10])));
        assert_eq!(decided("method", vec![unknown(None)]), None);
        let undeclared = outcome(decided_where("user_id", false, vec![closed(), unknown(None)]));
        assert_eq!(undeclared, Some((20, Certainty::Certain, vec![])));
    }

    #[test]
    fn a_number_needs_a_name_that_agrees() {
        let number = |hint| Cardinality::Numeric(why("a number", hint));
        assert_eq!(outcome(decided("height", vec![number(None)])), Some((10, Certainty::Certain, vec![])));
        assert_eq!(outcome(decided("what", vec![number(None)])), Some((10, Certainty::Likely, vec![])));
        assert_eq!(
            outcome(decided("what", vec![number(Some("block_height"))])),
            Some((10, Certainty::Certain, vec![]))
        );
        assert_eq!(decided("shard", vec![number(None)]), None);
    }

    #[test]
    fn the_name_of_the_value_counts_and_only_warns() {
        let found = decided("label", vec![unknown(Some("user_id"))]);
        assert_eq!(found.as_ref().map(|f| f.shown.clone()), Some(Shown::Hint("a value".to_owned())));
        assert_eq!(outcome(found), Some((10, Certainty::Likely, vec![])));
        assert_eq!(decided("label", vec![unknown(Some("status"))]), None);
        let softened = outcome(decided("session", vec![unknown(Some("session_type"))]));
        assert_eq!(softened.map(|(_, certainty, _)| certainty), Some(Certainty::Likely));
    }
}
