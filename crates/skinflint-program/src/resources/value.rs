//! Values of manifests as far as they are known. A collection can be known in part: what else may be
//! in it hangs on something that is not.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::FileSpan;

/// A value, and where it was written.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where, if it stands anywhere.
    pub at: Option<FileSpan>,
    /// Whether it is only what holds as long as nobody outside of the tree says otherwise: the default
    /// of a root's variable.
    pub assumed: bool,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Data {
    /// Nothing: as if it were not written.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Str(Arc<str>),
    /// A list, a set, nested blocks of one type.
    List(Arc<List>),
    /// A map, an object, a block's body.
    Map(Arc<Map>),
    /// Not to be known.
    Unknown(Arc<Unknown>),
}

/// A list.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What is known to be in it.
    pub items: Vec<Value>,
    /// Why there may be more.
    pub open: Option<Arc<Unknown>>,
}

/// A map.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// What is known to be in it.
    pub entries: BTreeMap<Arc<str>, Value>,
    /// Why there may be more, and what is here may be replaced.
    pub open: Option<Arc<Unknown>>,
}

/// Why something is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What it depends on, in words that read after "depends on".
    pub why: String,
    /// Where that stands.
    pub at: Option<FileSpan>,
    /// The addresses of the resources that it is made of.
    pub refers: Vec<Arc<str>>,
}

/// The answer to a question for a part of a value.
#[derive(Clone, Copy, Debug)]
pub enum Lookup<'a> {
    /// It is there.
    Present(&'a Value),
    /// It is not.
    Missing,
    /// It may be.
    Unknown(&'a Unknown),
}

impl<'a> Lookup<'a> {
    /// The value, where it is there.
    #[must_use]
    pub fn present(self) -> Option<&'a Value> {
        match self {
            Self::Present(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is known not to be there.
    #[must_use]
    pub fn is_missing(self) -> bool {
        matches!(self, Self::Missing)
    }
}

impl Unknown {
    /// Something that depends on what `why` names.
    #[must_use]
    pub fn new(why: impl Into<String>, at: Option<FileSpan>) -> Arc<Self> {
        Arc::new(Self { why: why.into(), at, refers: Vec::new() })
    }
}

impl Value {
    /// A value that stands somewhere.
    #[must_use]
    pub fn new(data: Data, at: Option<FileSpan>) -> Self {
        Self { data, at, assumed: false }
    }

    /// A text.
    #[must_use]
    pub fn str(text: &str, at: Option<FileSpan>) -> Self {
        Self::new(Data::Str(Arc::from(text)), at)
    }

    /// A list.
    #[must_use]
    pub fn list(items: Vec<Value>, at: Option<FileSpan>) -> Self {
        Self::new(Data::List(Arc::new(List { items, open: None })), at)
    }

    /// A map.
    #[must_use]
    pub fn map(entries: BTreeMap<Arc<str>, Value>, open: Option<Arc<Unknown>>, at: Option<FileSpan>) -> Self {
        Self::new(Data::Map(Arc::new(Map { entries, open })), at)
    }

    /// What cannot be known.
    #[must_use]
    pub fn unknown(why: impl Into<String>, at: Option<FileSpan>) -> Self {
        Self::new(Data::Unknown(Unknown::new(why, at)), at)
    }

    /// The same, at another place unless it has one.
    #[must_use]
    pub fn or_at(mut self, at: FileSpan) -> Self {
        self.at.get_or_insert(at);
        self
    }

    /// The same; assumed, if `assumed`.
    #[must_use]
    pub fn assumed_if(mut self, assumed: bool) -> Self {
        self.assumed |= assumed;
        self
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// Why it is not known; `None` where it is, at least in part.
    #[must_use]
    pub fn why(&self) -> Option<&Arc<Unknown>> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a plain value.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        match &self.data {
            Data::Str(text) => Some(text.to_string()),
            Data::Bool(value) => Some(value.to_string()),
            Data::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The number; a text that is one counts.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match &self.data {
            Data::Number(number) => Some(*number),
            Data::Str(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The boolean; a text that is one counts.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(value) => Some(*value),
            Data::Str(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The map, where it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, where it is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&List> {
        match &self.data {
            Data::List(list) => Some(list),
            _ => None,
        }
    }

    /// What is in it under a path: names of maps' entries, numbers of lists' items. A list is its first
    /// item where a name is asked of it, so that nested blocks can be asked like maps. Null is missing.
    #[must_use]
    pub fn get(&self, path: &[&str]) -> Lookup<'_> {
        let mut here = self;
        for part in path {
            here = match &here.data {
                Data::Map(map) => match (map.entries.get(*part), &map.open) {
                    (Some(value), _) => value,
                    (None, Some(open)) => return Lookup::Unknown(open),
                    (None, None) => return Lookup::Missing,
                },
                Data::List(list) => {
                    let index = part.parse::<usize>();
                    let item = match index {
                        Ok(index) => list.items.get(index),
                        Err(_) => list.items.first(),
                    };
                    match (item, &list.open) {
                        (Some(item), _) if index.is_ok() => item,
                        (Some(item), _) => match item.get(&[part]) {
                            Lookup::Present(value) => value,
                            other => return other,
                        },
                        (None, Some(open)) => return Lookup::Unknown(open),
                        (None, None) => return Lookup::Missing,
                    }
                }
                Data::Unknown(unknown) => return Lookup::Unknown(unknown),
                _ => return Lookup::Missing,
            };
        }
        match &here.data {
            Data::Null => Lookup::Missing,
            Data::Unknown(unknown) if path.is_empty() => Lookup::Unknown(unknown),
            _ => Lookup::Present(here),
        }
    }

    /// The items under a path: of a list all, of anything else itself; and why there may be more.
    #[must_use]
    pub fn items(&self, path: &[&str]) -> (Vec<&Value>, Option<&Unknown>) {
        match self.get(path) {
            Lookup::Present(value) => match &value.data {
                Data::List(list) => (list.items.iter().collect(), list.open.as_deref()),
                Data::Unknown(unknown) => (Vec::new(), Some(unknown)),
                _ => (vec![value], None),
            },
            Lookup::Missing => (Vec::new(), None),
            Lookup::Unknown(unknown) => (Vec::new(), Some(unknown)),
        }
    }

    /// The addresses of all resources that a value is made of.
    pub fn refers(&self, f: &mut impl FnMut(&Arc<str>)) {
        match &self.data {
            Data::Unknown(unknown) => unknown.refers.iter().for_each(f),
            Data::List(list) => {
                list.items.iter().for_each(|item| item.refers(f));
                list.open.iter().flat_map(|open| &open.refers).for_each(f);
            }
            Data::Map(map) => {
                map.entries.values().for_each(|value| value.refers(f));
                map.open.iter().flat_map(|open| &open.refers).for_each(f);
            }
            _ => {}
        }
    }
}

impl PartialEq for Value {
    /// Whether both are known and the same, wherever they stand.
    fn eq(&self, other: &Self) -> bool {
        match (&self.data, &other.data) {
            (Data::Null, Data::Null) => true,
            (Data::Bool(a), Data::Bool(b)) => a == b,
            (Data::Number(a), Data::Number(b)) => (a - b).abs() < f64::EPSILON,
            (Data::Str(a), Data::Str(b)) => a == b,
            (Data::List(a), Data::List(b)) => a.open.is_none() && b.open.is_none() && a.items == b.items,
            (Data::Map(a), Data::Map(b)) => a.open.is_none() && b.open.is_none() && a.entries == b.entries,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::{Data, Lookup, Unknown, Value};

    fn map(entries: &[(&str, Value)], open: bool) -> Value {
        let entries: BTreeMap<Arc<str>, Value> = entries.iter().map(|(k, v)| (Arc::from(*k), v.clone())).collect();
        Value::map(entries, open.then(|| Unknown::new("a variable", None)), None)
    }

    #[test]
    fn a_part_is_present_or_missing_or_unknown() {
        let inner = map(&[("deep", Value::str("x", None))], false);
        let value = map(&[("block", Value::list(vec![inner], None)), ("none", Value::new(Data::Null, None))], false);
        assert_eq!(value.get(&["block", "deep"]).present().and_then(Value::as_str), Some("x"));
        assert_eq!(value.get(&["block", "0", "deep"]).present().and_then(Value::as_str), Some("x"));
        assert!(value.get(&["block", "1"]).is_missing() && value.get(&["none"]).is_missing());
        assert!(matches!(map(&[], true).get(&["x"]), Lookup::Unknown(_)));
        assert!(matches!(Value::unknown("y", None).get(&["x", "z"]), Lookup::Unknown(u) if u.why == "y"));
    }

    #[test]
    fn what_is_not_known_equals_nothing() {
        assert!(Value::unknown("x", None) != Value::unknown("x", None));
        assert!(map(&[], true) != map(&[], true) && map(&[], false) == map(&[], false));
    }
}
