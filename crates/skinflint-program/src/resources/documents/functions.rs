//! Functions of Go templates and Sprig, as far as values go through them. What is not here is unknown.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::{FileId, FileSpan};
use skinflint_facts::ExprId;

use super::super::value::{Data, Map, Unknown, Value};
use super::eval::{Env, Evaluator, either, why_of};
use super::{list_of, merge, unknown_value};

impl Evaluator<'_> {
    /// The value of a call.
    pub(super) fn call(&self, file: FileId, name: &str, args: &[ExprId], env: &Env, at: Option<FileSpan>) -> Value {
        // Tags of CloudFormation and others: what they make is their reader's to say.
        if name.starts_with('!') {
            return self.short_tag(file, name, args, env, at);
        }
        let values: Vec<Value> = args.iter().map(|arg| self.eval(file, *arg, env)).collect();
        let last = values.last().cloned().unwrap_or_default();
        let first = values.first().cloned().unwrap_or_default();
        match name {
            "include" | "template" => self.include(file, &first, values.get(1), env, at),
            // What goes on as it is.
            "toYaml" | "fromYaml" | "toJson" | "fromJson" | "toToml" | "mustToYaml" | "nindent" | "indent" | "tpl"
            | "required" | "toString" | "trim" | "int" | "int64" | "float64" | "deepCopy" | "mustDeepCopy"
            | "print" | "compact" | "uniq" | "toStrings" | "toPrettyJson" | "toRawJson" | "without" => {
                let value = match name {
                    // The context comes behind what is evaluated in it.
                    "tpl" | "fromYaml" => first,
                    _ => last,
                };
                match value.as_str() {
                    Some(text) if name == "tpl" && text.contains("{{") => {
                        Value::unknown("a template in the chart's values", at)
                    }
                    Some(text) if name == "trim" => Value::str(text.trim(), at),
                    _ => value,
                }
            }
            "quote" | "squote" => match last.to_text() {
                Some(text) => Value::str(&text, at).assumed_if(last.assumed),
                None if last.is_null() => Value::str("", at),
                None => last,
            },
            "default" => {
                let (fallback, value) = (first, last);
                match self.truth(&value) {
                    Some(true) => value,
                    Some(false) => fallback,
                    None => match why_of(&value) {
                        // Whatever it is: a collection given as fallback has all its keys as long as
                        // nobody gives another one.
                        Some(why) => either(fallback, Some(unknown_value(&why, at)), &why, at),
                        None => fallback,
                    },
                }
            }
            "coalesce" => {
                for value in values {
                    match self.truth(&value) {
                        Some(true) => return value,
                        Some(false) => {}
                        None => return Value::unknown("the first of several that is set", at),
                    }
                }
                Value::default()
            }
            "ternary" => match values.as_slice() {
                [yes, no, cond] => match self.truth(cond) {
                    Some(true) => yes.clone(),
                    Some(false) if !cond.assumed => no.clone(),
                    _ => either(yes.clone(), Some(no.clone()), &Unknown::new("a condition", at), at),
                },
                _ => Value::unknown("`ternary`", at),
            },
            "dict" => dict(&values, at),
            "list" | "tuple" => list_of(values, None, at),
            "append" | "concat" | "mustAppend" | "prepend" => {
                let mut items = Vec::new();
                let mut open = None;
                for value in values {
                    match &value.data {
                        Data::List(list) => {
                            items.extend(list.items.iter().cloned());
                            open = open.or_else(|| list.open.clone());
                        }
                        Data::Unknown(unknown) => open = open.or_else(|| Some(unknown.clone())),
                        Data::Null => {}
                        _ => items.push(value),
                    }
                }
                list_of(items, open, at)
            }
            "merge" | "mustMerge" => values.iter().fold(Value::default(), |acc, value| combine(value, &acc, at)),
            "mergeOverwrite" | "mustMergeOverwrite" => {
                values.iter().fold(Value::default(), |acc, value| combine(&acc, value, at))
            }
            "set" | "unset" | "omit" | "pick" => match &first.data {
                Data::Map(map) => {
                    let open = Some(map.open.clone().unwrap_or_else(|| Unknown::new(format!("`{name}`"), at)));
                    let entries = if name == "set" { map.entries.clone() } else { BTreeMap::new() };
                    Value::new(Data::Map(Arc::new(Map { entries, open })), at)
                }
                _ => first,
            },
            "get" | "index" => values.iter().skip(1).fold(first, |value, key| part(&value, key, at)),
            "dig" => Value::unknown("`dig`", at),
            "printf" => printf(&values, at),
            "lower" | "upper" | "title" | "untitle" | "trunc" | "trimSuffix" | "trimPrefix" | "replace" | "trimAll"
            | "cat" | "nospace" | "snakecase" | "kebabcase" => text(name, &values, at),
            "lt" | "gt" | "le" | "ge" => match (first.as_number(), last.as_number()) {
                (Some(a), Some(b)) => {
                    let holds = match name {
                        "lt" => a < b,
                        "gt" => a > b,
                        "le" => a <= b,
                        _ => a >= b,
                    };
                    let mut value = Value::new(Data::Bool(holds), at);
                    value.assumed = first.assumed || last.assumed;
                    value
                }
                _ => Value::unknown("a comparison", at),
            },
            "len" => match &last.data {
                Data::List(list) if list.open.is_none() => Value::new(Data::Number(list.items.len() as f64), at),
                _ => Value::unknown("a length", at),
            },
            "empty" => match self.truth(&last) {
                Some(truth) => {
                    let mut value = Value::new(Data::Bool(!truth), at);
                    value.assumed = last.assumed;
                    value
                }
                None => Value::unknown("whether something is set", at),
            },
            "fail" => Value::default(),
            "" => last,
            _ => Value::unknown(format!("what `{name}` gives"), at),
        }
    }

    fn include(&self, file: FileId, name: &Value, root: Option<&Value>, env: &Env, at: Option<FileSpan>) -> Value {
        let Some(name) = name.as_str() else { return Value::unknown("a named template", at) };
        let Some((template, body)) = self.templates.find(file, name) else {
            return Value::unknown(format!("the named template `{name}`, which is not in the tree"), at);
        };
        if !Self::depth_left(env) {
            return Value::unknown(format!("`{name}`, which includes itself"), at);
        }
        self.eval(template, body, &env.within(root.cloned().unwrap_or_default()))
    }

    /// `!Ref x` and its kin: kept as the long form, `{Ref: x}`.
    fn short_tag(&self, file: FileId, name: &str, args: &[ExprId], env: &Env, at: Option<FileSpan>) -> Value {
        let value = args.first().map_or_else(Value::default, |arg| self.eval(file, *arg, env));
        let short = &name[1..];
        let key = match short {
            "Ref" | "Condition" => short.to_owned(),
            "reference" | "override" | "reset" | "include" | "vault" | "env" => {
                return if matches!(short, "override") { value } else { Value::unknown(format!("`{name}`"), at) };
            }
            _ => format!("Fn::{short}"),
        };
        let entries = BTreeMap::from([(Arc::from(key), value)]);
        Value::map(entries, None, at)
    }
}

/// `above` over `below`, where either may be unknown.
fn combine(below: &Value, above: &Value, at: Option<FileSpan>) -> Value {
    match (&below.data, &above.data) {
        (Data::Null, _) => above.clone(),
        (_, Data::Null) => below.clone(),
        (Data::Map(map), Data::Unknown(unknown)) | (Data::Unknown(unknown), Data::Map(map)) => {
            Value::new(Data::Map(Arc::new(Map { entries: map.entries.clone(), open: Some(unknown.clone()) })), at)
        }
        _ => merge(below, above),
    }
}

fn dict(values: &[Value], at: Option<FileSpan>) -> Value {
    let mut entries = BTreeMap::new();
    let mut open = None;
    for pair in values.chunks(2) {
        match (pair[0].to_text(), pair.get(1)) {
            (Some(key), Some(value)) => {
                entries.insert(Arc::from(key), value.clone());
            }
            _ => open = Some(Unknown::new("a key that is computed", at)),
        }
    }
    Value::map(entries, open, at)
}

/// What stands in a value under a key.
fn part(value: &Value, key: &Value, at: Option<FileSpan>) -> Value {
    match (&value.data, key.to_text()) {
        (Data::Map(map), Some(key)) => match map.entries.get(key.as_str()) {
            Some(found) => found.clone().assumed_if(value.assumed),
            None => match &map.open {
                Some(open) => unknown_value(open, at),
                None if value.assumed => Value::unknown(format!("the value `{key}`"), at),
                None => Value::default(),
            },
        },
        (Data::List(list), Some(key)) => match key.parse::<usize>().ok().and_then(|i| list.items.get(i)) {
            Some(found) => found.clone().assumed_if(value.assumed),
            None => Value::unknown("an element of a list", at),
        },
        (Data::Unknown(unknown), _) => unknown_value(unknown, at),
        _ => Value::unknown("a part of a value", at),
    }
}

fn printf(values: &[Value], at: Option<FileSpan>) -> Value {
    let Some(format) = values.first().and_then(Value::as_str) else { return Value::unknown("`printf`", at) };
    let mut out = String::new();
    let mut args = values.iter().skip(1);
    let mut chars = format.chars().peekable();
    let mut assumed = false;
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        if chars.peek() == Some(&'%') {
            chars.next();
            out.push('%');
            continue;
        }
        while chars.peek().is_some_and(|c| !c.is_ascii_alphabetic()) {
            chars.next();
        }
        chars.next();
        let Some(value) = args.next() else { return Value::unknown("`printf`", at) };
        assumed |= value.assumed;
        match (value.to_text(), &value.data) {
            (Some(text), _) => out.push_str(&text),
            (None, Data::Unknown(unknown)) => return unknown_value(unknown, at),
            _ => return Value::unknown("`printf`", at),
        }
    }
    Value::str(&out, at).assumed_if(assumed)
}

fn text(name: &str, values: &[Value], at: Option<FileSpan>) -> Value {
    let Some(value) = values.last() else { return Value::default() };
    let Some(text) = value.to_text() else { return value.clone() };
    let arg = |i: usize| values.get(i).and_then(Value::to_text).unwrap_or_default();
    let out = match name {
        "lower" => text.to_lowercase(),
        "upper" => text.to_uppercase(),
        "trunc" => match values[0].as_number() {
            Some(n) if (0.0..1e6).contains(&n) => text.chars().take(n as usize).collect(),
            _ => text,
        },
        "trimSuffix" => text.strip_suffix(arg(0).as_str()).unwrap_or(&text).to_owned(),
        "trimPrefix" => text.strip_prefix(arg(0).as_str()).unwrap_or(&text).to_owned(),
        "replace" if values.len() == 3 => text.replace(&arg(0), &arg(1)),
        _ => return Value::unknown(format!("what `{name}` gives"), at),
    };
    Value::str(&out, at).assumed_if(value.assumed)
}
