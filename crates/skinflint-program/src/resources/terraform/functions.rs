//! The functions of Terraform whose result is known from their arguments. All others, and those that
//! read files, are unknown.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::{FileId, FileSpan};
use skinflint_facts::ExprId;

use super::eval::{Eval, MOST_ELEMENTS, Scope, unknown_of, why_of};
use super::join;
use super::modules::At;
use super::references::{failed, is_failed};
use crate::resources::value::{Data, List, Unknown, Value};

impl Eval<'_> {
    /// A call. Arguments say whether they are unpacked (`xs...`).
    pub(super) fn function(
        &self,
        name: &str,
        file: FileId,
        args: &[(ExprId, bool)],
        place: FileSpan,
        scope: Scope<'_>,
    ) -> Value {
        let go = |expr: ExprId| self.eval(At { file, expr }, scope);
        // These look at their arguments one after the other.
        match name {
            "try" => {
                for (arg, _) in args {
                    let value = go(*arg);
                    if !is_failed(&value) {
                        return value;
                    }
                }
                return failed("what `try` looks for".to_owned(), place);
            }
            "can" => {
                let Some(value) = args.first().map(|(arg, _)| go(*arg)) else {
                    return Value::unknown("`can`", Some(place));
                };
                return match (is_failed(&value), value.why()) {
                    (true, _) => Value::new(Data::Bool(false), Some(place)),
                    (_, None) => Value::new(Data::Bool(true), Some(place)),
                    _ => unknown_of(&[&value], place),
                };
            }
            _ => {}
        }
        let mut values = Vec::with_capacity(args.len());
        for (arg, unpacked) in args {
            let value = go(*arg);
            match &value.data {
                Data::List(list) if *unpacked => {
                    values.extend(list.items.iter().cloned());
                    if let Some(open) = &list.open {
                        values.push(Value::new(Data::Unknown(Arc::clone(open)), value.at));
                    }
                }
                _ => values.push(value),
            }
        }
        let assumed = values.iter().any(|v| v.assumed);
        let known = known(name, &values, place);
        known.map_or_else(|| unknown_of(&values.iter().collect::<Vec<_>>(), place), |v| v.assumed_if(assumed))
    }
}

fn known(name: &str, args: &[Value], place: FileSpan) -> Option<Value> {
    let at = Some(place);
    let arg = |i: usize| args.get(i);
    let text = |i: usize| arg(i).and_then(Value::to_text);
    let number = |i: usize| arg(i).and_then(Value::as_number);
    let str = |text: &str| Some(Value::str(text, at));
    let num = |n: f64| Some(Value::new(Data::Number(n), at));
    let boolean = |yes: bool| Some(Value::new(Data::Bool(yes), at));
    match name {
        "merge" => Some(merge(args, place)),
        "tomap" | "tolist" | "toset" | "tostring" | "sensitive" | "nonsensitive" | "ephemeralasnull"
        | "issensitive" | "sort" => {
            let value = arg(0)?;
            match (name, value.to_text()) {
                ("tostring", Some(text)) => str(&text),
                ("issensitive", _) => None,
                ("sort", _) => {
                    let list = value.as_list()?;
                    let mut items = list.items.clone();
                    items.sort_by_key(Value::to_text);
                    Some(Value::new(Data::List(Arc::new(List { items, open: list.open.clone() })), at))
                }
                ("toset", _) => Some(distinct(value, place)),
                _ => Some(value.clone()),
            }
        }
        "tonumber" => num(number(0)?),
        "tobool" => boolean(arg(0)?.as_bool()?),
        "concat" => concat(args, place),
        "flatten" => {
            let mut list = List::default();
            flatten(arg(0)?, &mut list, 0);
            Some(Value::new(Data::List(Arc::new(list)), at))
        }
        "distinct" => Some(distinct(arg(0)?, place)),
        "compact" => {
            let list = arg(0)?.as_list()?;
            let items: Vec<Value> =
                list.items.iter().filter(|v| !v.is_null() && v.as_str() != Some("")).cloned().collect();
            Some(Value::new(Data::List(Arc::new(List { items, open: list.open.clone() })), at))
        }
        "reverse" => {
            let list = arg(0)?.as_list()?;
            let items = list.items.iter().rev().cloned().collect();
            Some(Value::new(Data::List(Arc::new(List { items, open: list.open.clone() })), at))
        }
        "slice" => {
            let list = arg(0)?.as_list().filter(|list| list.open.is_none())?;
            let (from, to) = (index(number(1)?)?, index(number(2)?)?);
            Some(Value::list(list.items.get(from..to)?.to_vec(), at))
        }
        "keys" => {
            let map = arg(0)?.as_map()?;
            let items = map.entries.keys().map(|key| Value::str(key, at)).collect();
            Some(Value::new(Data::List(Arc::new(List { items, open: map.open.clone() })), at))
        }
        "values" => {
            let map = arg(0)?.as_map()?;
            let items = map.entries.values().cloned().collect();
            Some(Value::new(Data::List(Arc::new(List { items, open: map.open.clone() })), at))
        }
        "length" => match &arg(0)?.data {
            Data::List(list) if list.open.is_none() => num(len(list.items.len())),
            Data::Map(map) if map.open.is_none() => num(len(map.entries.len())),
            Data::Str(text) => num(len(text.chars().count())),
            _ => None,
        },
        "lookup" => {
            let map = arg(0)?.as_map()?;
            let Some(key) = text(1) else {
                let mut all = map.entries.values().chain(arg(2)).take(64).cloned();
                let why = why_of(arg(1)?, place);
                let first = all.next()?;
                return Some(all.fold(first, |a, b| join::either(a, b, &why)));
            };
            match (map.entries.get(key.as_str()), &map.open) {
                (Some(value), _) => Some(value.clone()),
                (None, None) => Some(arg(2).cloned().unwrap_or_else(|| failed(format!("`{key}`"), place))),
                (None, Some(_)) => None,
            }
        }
        "element" => {
            let list = arg(0)?.as_list().filter(|list| list.open.is_none() && !list.items.is_empty())?;
            list.items.get(index(number(1)?)? % list.items.len()).cloned()
        }
        "one" => {
            let list = arg(0)?.as_list().filter(|list| list.open.is_none())?;
            Some(list.items.first().cloned().unwrap_or_else(|| Value::new(Data::Null, at)))
        }
        "contains" => {
            let list = arg(0)?.as_list()?;
            let wanted = arg(1)?;
            let mut all_known = list.open.is_none();
            for item in &list.items {
                match join::equal(item, wanted) {
                    Some(true) => return boolean(true),
                    Some(false) => {}
                    None => all_known = false,
                }
            }
            if all_known { boolean(false) } else { None }
        }
        "coalesce" => {
            for value in args {
                if value.is_null() || value.as_str() == Some("") {
                    continue;
                }
                return value.why().is_none().then(|| value.clone());
            }
            None
        }
        "coalescelist" => {
            for value in args {
                match &value.data {
                    Data::List(list) if list.items.is_empty() && list.open.is_none() => {}
                    Data::List(list) if !list.items.is_empty() => return Some(value.clone()),
                    _ => return None,
                }
            }
            None
        }
        "zipmap" => {
            let (keys, values) = (arg(0)?.as_list()?, arg(1)?.as_list()?);
            let mut entries = BTreeMap::new();
            for (key, value) in keys.items.iter().zip(&values.items) {
                entries.insert(Arc::from(key.to_text()?), value.clone());
            }
            Some(Value::map(entries, keys.open.clone().or_else(|| values.open.clone()), at))
        }
        "setproduct" => setproduct(args, place),
        "setunion" => concat(args, place).map(|all| distinct(&all, place)),
        "setsubtract" | "setintersection" => {
            let (a, b) = (arg(0)?.as_list()?, arg(1)?.as_list()?);
            let plain = |list: &List| list.open.is_none() && list.items.iter().all(|v| v.to_text().is_some());
            if !plain(a) || !plain(b) || args.len() > 2 {
                return None;
            }
            let keep = name == "setintersection";
            Some(Value::list(a.items.iter().filter(|v| b.items.contains(v) == keep).cloned().collect(), at))
        }
        "range" => {
            let (from, to) = if args.len() > 1 { (number(0)?, number(1)?) } else { (0.0, number(0)?) };
            let step = if args.len() > 2 { number(2)? } else { 1.0 };
            let mut items = Vec::new();
            let mut n = from;
            while step > 0.0 && n < to && items.len() < MOST_ELEMENTS {
                items.push(Value::new(Data::Number(n), at));
                n += step;
            }
            Some(Value::list(items, at))
        }
        "format" => format(&text(0)?, &args[1..]).and_then(|text| str(&text)),
        "join" => {
            let list = arg(1)?.as_list().filter(|list| list.open.is_none())?;
            let items: Option<Vec<String>> = list.items.iter().map(Value::to_text).collect();
            str(&items?.join(&text(0)?))
        }
        "split" => {
            let (by, whole) = (text(0)?, text(1)?);
            let parts: Vec<Value> = match by.is_empty() {
                true => whole.chars().map(|c| Value::str(&c.to_string(), at)).collect(),
                false => whole.split(by.as_str()).map(|part| Value::str(part, at)).collect(),
            };
            Some(Value::list(parts, at))
        }
        "lower" => str(&text(0)?.to_lowercase()),
        "upper" => str(&text(0)?.to_uppercase()),
        "title" => str(&title(&text(0)?)),
        "trimspace" | "chomp" => str(text(0)?.trim()),
        "trim" => str(text(0)?.trim_matches(|c| text(1).is_some_and(|cut| cut.contains(c)))),
        "trimprefix" => {
            let (whole, cut) = (text(0)?, text(1)?);
            str(whole.strip_prefix(cut.as_str()).unwrap_or(&whole))
        }
        "trimsuffix" => {
            let (whole, cut) = (text(0)?, text(1)?);
            str(whole.strip_suffix(cut.as_str()).unwrap_or(&whole))
        }
        "startswith" => boolean(text(0)?.starts_with(text(1)?.as_str())),
        "endswith" => boolean(text(0)?.ends_with(text(1)?.as_str())),
        "strcontains" => boolean(text(0)?.contains(text(1)?.as_str())),
        "replace" => {
            let (whole, what, with) = (text(0)?, text(1)?, text(2)?);
            let pattern = what.len() > 2 && what.starts_with('/') && what.ends_with('/');
            if pattern || what.is_empty() { None } else { str(&whole.replace(what.as_str(), &with)) }
        }
        "substr" => {
            let whole = text(0)?;
            let from = index(number(1)?)?;
            let length = number(2)?;
            let rest = whole.chars().skip(from);
            str(&if length < 0.0 { rest.collect::<String>() } else { rest.take(index(length)?).collect() })
        }
        "basename" => str(text(0)?.rsplit('/').next().unwrap_or_default()),
        "dirname" => str(text(0)?.rsplit_once('/').map_or(".", |(folder, _)| folder)),
        "max" | "min" => {
            let numbers: Option<Vec<f64>> = args.iter().map(Value::as_number).collect();
            num(numbers?.into_iter().reduce(if name == "max" { f64::max } else { f64::min })?)
        }
        "abs" => num(number(0)?.abs()),
        "ceil" => num(number(0)?.ceil()),
        "floor" => num(number(0)?.floor()),
        "alltrue" | "anytrue" => {
            let list = arg(0)?.as_list().filter(|list| list.open.is_none())?;
            let all: Option<Vec<bool>> = list.items.iter().map(Value::as_bool).collect();
            boolean(if name == "alltrue" { all?.iter().all(|yes| *yes) } else { all?.iter().any(|yes| *yes) })
        }
        _ => None,
    }
}

/// Later entries beat earlier ones. What is not known may add entries and replace earlier ones.
fn merge(args: &[Value], place: FileSpan) -> Value {
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut open: Option<Arc<Unknown>> = None;
    for arg in args {
        let more = match &arg.data {
            Data::Null => continue,
            Data::Map(map) => {
                let replaces = map.open.clone();
                for (key, value) in &map.entries {
                    entries.insert(Arc::clone(key), value.clone());
                }
                replaces.map(|why| (why, Some(&map.entries)))
            }
            _ => Some((why_of(arg, place), None)),
        };
        if let Some((why, own)) = more {
            for (key, value) in &mut entries {
                if !own.is_some_and(|own| own.contains_key(key)) {
                    *value = Value::new(Data::Unknown(Arc::clone(&why)), value.at);
                }
            }
            open.get_or_insert(why);
        }
    }
    Value::map(entries, open, Some(place))
}

fn concat(args: &[Value], place: FileSpan) -> Option<Value> {
    let mut list = List::default();
    for arg in args {
        match &arg.data {
            Data::List(more) => {
                list.items.extend(more.items.iter().cloned());
                list.open = list.open.take().or_else(|| more.open.clone());
            }
            Data::Unknown(unknown) => list.open = list.open.take().or_else(|| Some(Arc::clone(unknown))),
            Data::Null => {}
            _ => return None,
        }
    }
    Some(Value::new(Data::List(Arc::new(list)), Some(place)))
}

fn flatten(value: &Value, into: &mut List, depth: u32) {
    match &value.data {
        Data::List(list) if depth < 32 => {
            list.items.iter().for_each(|item| flatten(item, into, depth + 1));
            into.open = into.open.take().or_else(|| list.open.clone());
        }
        // It may be a list itself.
        Data::Unknown(unknown) => into.open = into.open.take().or_else(|| Some(Arc::clone(unknown))),
        _ => into.items.push(value.clone()),
    }
}

fn distinct(value: &Value, place: FileSpan) -> Value {
    match &value.data {
        Data::List(list) => {
            let mut items: Vec<Value> = Vec::new();
            for item in list.items.iter().take(MOST_ELEMENTS) {
                if !items.contains(item) {
                    items.push(item.clone());
                }
            }
            Value::new(Data::List(Arc::new(List { items, open: list.open.clone() })), Some(place))
        }
        Data::Null => value.clone(),
        _ if value.why().is_some() => value.clone(),
        _ => unknown_of(&[value], place),
    }
}

fn setproduct(args: &[Value], place: FileSpan) -> Option<Value> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for arg in args {
        let list = arg.as_list().filter(|list| list.open.is_none())?;
        if rows.len() * list.items.len() > MOST_ELEMENTS {
            return None;
        }
        rows = rows
            .iter()
            .flat_map(|row| {
                list.items.iter().map(move |item| row.iter().cloned().chain([item.clone()]).collect::<Vec<_>>())
            })
            .collect();
    }
    Some(Value::list(rows.into_iter().map(|row| Value::list(row, Some(place))).collect(), Some(place)))
}

/// `%s`, `%d`, `%v`, `%q`, `%%`. Widths and the like are not worth their code.
fn format(spec: &str, args: &[Value]) -> Option<String> {
    let mut out = String::new();
    let mut args = args.iter();
    let mut chars = spec.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next()? {
            '%' => out.push('%'),
            's' | 'd' | 'v' => out.push_str(&args.next()?.to_text()?),
            'q' => out.push_str(&format!("{:?}", args.next()?.to_text()?)),
            _ => return None,
        }
    }
    Some(out)
}

fn title(text: &str) -> String {
    let mut out = String::new();
    let mut start = true;
    for c in text.chars() {
        if start {
            out.extend(c.to_uppercase())
        } else {
            out.push(c)
        }
        start = !c.is_alphanumeric() && c != '\'';
    }
    out
}

#[expect(clippy::cast_precision_loss, reason = "lengths of what was written by hand")]
fn len(n: usize) -> f64 {
    n as f64
}

/// A number as an index.
fn index(n: f64) -> Option<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a small whole number")]
    (0.0..1e6).contains(&n).then_some(n as usize)
}
