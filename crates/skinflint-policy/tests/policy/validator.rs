//! As much of JSON Schema as the schema of policies uses. Panics on a keyword that it does not know,
//! so that the schema cannot say what nobody checks.

use serde_json::Value;

/// Whether the whole document is right by the schema.
pub(crate) fn accepts(schema: &Value, document: &Value) -> bool {
    check(schema, schema, document)
}

fn check(root: &Value, schema: &Value, value: &Value) -> bool {
    let keywords = match schema {
        Value::Bool(yes) => return *yes,
        Value::Object(map) => map,
        other => panic!("no schema: {other}"),
    };
    keywords.iter().all(|(keyword, operand)| match keyword.as_str() {
        "$schema" | "$defs" | "title" | "description" | "default" | "deprecated" | "format" => true,
        "$ref" => {
            let target = operand.as_str().and_then(|target| target.strip_prefix('#')).unwrap();
            check(root, root.pointer(target).unwrap_or_else(|| panic!("nothing at {target}")), value)
        }
        "type" => is_type(operand.as_str().unwrap_or_else(|| panic!("{operand}")), value),
        "enum" => operand.as_array().unwrap().contains(value),
        "const" => operand == value,
        "anyOf" => operand.as_array().unwrap().iter().any(|schema| check(root, schema, value)),
        "oneOf" => operand.as_array().unwrap().iter().filter(|schema| check(root, schema, value)).count() == 1,
        "minimum" => value.as_f64().is_none_or(|n| n >= operand.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|n| n <= operand.as_f64().unwrap()),
        "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= operand.as_u64().unwrap()),
        "maxLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 <= operand.as_u64().unwrap()),
        "pattern" => {
            value.as_str().is_none_or(|text| regex::Regex::new(operand.as_str().unwrap()).unwrap().is_match(text))
        }
        "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= operand.as_u64().unwrap()),
        "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= operand.as_u64().unwrap()),
        "uniqueItems" => {
            value.as_array().is_none_or(|list| list.iter().enumerate().all(|(i, item)| !list[..i].contains(item)))
        }
        "items" => value.as_array().is_none_or(|list| list.iter().all(|item| check(root, operand, item))),
        "required" => value
            .as_object()
            .is_none_or(|map| operand.as_array().unwrap().iter().all(|key| map.contains_key(key.as_str().unwrap()))),
        "properties" => value.as_object().is_none_or(|map| {
            map.iter().all(|(key, value)| operand.get(key).is_none_or(|schema| check(root, schema, value)))
        }),
        "additionalProperties" => value.as_object().is_none_or(|map| {
            let known = keywords.get("properties");
            map.iter()
                .filter(|(key, _)| known.is_none_or(|known| known.get(key).is_none()))
                .all(|(_, value)| check(root, operand, value))
        }),
        other => panic!("the validator of the tests does not know `{other}`"),
    })
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("the validator of the tests does not know the type `{other}`"),
    }
}
