//! What is known of a value that is one of two.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::resources::value::{Data, List, Unknown, Value};

/// One of two values, and it hangs on `why` which. What both have is there; what only one has may be.
pub(super) fn either(a: Value, b: Value, why: &Arc<Unknown>) -> Value {
    if a == b {
        return a;
    }
    let assumed = a.assumed || b.assumed;
    let at = a.at.or(b.at);
    let data = match (&a.data, &b.data) {
        (Data::Map(x), Data::Map(y)) => {
            let mut entries = BTreeMap::new();
            for (key, value) in &x.entries {
                if let Some(other) = y.entries.get(key) {
                    entries.insert(Arc::clone(key), either(value.clone(), other.clone(), why));
                }
            }
            let differ = entries.len() < x.entries.len().max(y.entries.len());
            let open = x.open.clone().or_else(|| y.open.clone()).or_else(|| differ.then(|| Arc::clone(why)));
            return Value::map(entries, open, at).assumed_if(assumed);
        }
        (Data::List(x), Data::List(y)) => {
            let shorter = if x.items.len() <= y.items.len() { x } else { y };
            let differ = x.items.len() != y.items.len() || x.items != y.items;
            let open = x.open.clone().or_else(|| y.open.clone()).or_else(|| differ.then(|| Arc::clone(why)));
            Data::List(Arc::new(List { items: shorter.items.clone(), open }))
        }
        _ => {
            let mut unknown = (**why).clone();
            for value in [&a, &b] {
                value.refers(&mut |address| {
                    if !unknown.refers.contains(address) {
                        unknown.refers.push(Arc::clone(address));
                    }
                });
            }
            Data::Unknown(Arc::new(unknown))
        }
    };
    Value::new(data, at).assumed_if(assumed)
}

/// Whether two values are equal, as far as that is known. `null` is equal to nothing that is there.
pub(super) fn equal(a: &Value, b: &Value) -> Option<bool> {
    let settled = |v: &Value| match &v.data {
        Data::Unknown(_) => false,
        Data::List(list) => list.open.is_none(),
        Data::Map(map) => map.open.is_none(),
        _ => true,
    };
    let is_collection = |v: &Value| matches!(v.data, Data::List(_) | Data::Map(_));
    match (&a.data, &b.data) {
        (Data::Null, Data::Null) => Some(true),
        (Data::Null, _) if settled(b) || is_collection(b) => Some(false),
        (_, Data::Null) if settled(a) || is_collection(a) => Some(false),
        _ if settled(a) && settled(b) => {
            // A number or boolean and its text are not one, but a value out of a variable without a type may be.
            Some(a == b || (a.to_text().is_some() && a.to_text() == b.to_text()))
        }
        _ => None,
    }
}
