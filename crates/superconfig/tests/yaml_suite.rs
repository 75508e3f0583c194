//! YAML through the public interface: yaml-test-suite, and the rules that are ours.

use serde_json::Value as Json;
use superconfig::{Code, Format, Value};

fn to_json(value: &Value) -> Json {
    match value {
        Value::Bool(b) => (*b).into(),
        Value::Int(n) => (*n).into(),
        Value::UInt(n) => (*n).into(),
        Value::Float(n) if n.is_finite() => (*n).into(),
        Value::Float(n) => n.to_string().into(),
        Value::String(text) | Value::Date(text) => text.clone().into(),
        Value::Array(items) => items.iter().map(to_json).collect(),
        Value::Table(entries) => entries.iter().map(|(key, value)| (key.clone(), to_json(value))).collect(),
        _ => Json::Null,
    }
}

/// Equality of JSON, except that numbers are compared by value: the suite writes `1` for `1.0`.
fn same(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => left == right,
    }
}

fn text<'a>(case: &'a Json, field: &str) -> &'a str {
    case[field].as_str().unwrap_or_default()
}

#[test]
fn yaml_test_suite() {
    let cases: Vec<Json> = serde_json::from_str(include_str!("data/yaml/suite.json")).unwrap();
    let (mut refused, mut equal, mut wrong) = (0, 0, Vec::new());
    let mut deliberate: Vec<(&str, &str)> = Vec::new();
    for case in &cases {
        let id = text(case, "id");
        let result = Format::Yaml.parse(text(case, "yaml"));
        match (case["fail"].as_bool(), case["json"].as_array(), &result) {
            (Some(true), _, Err(_)) => refused += 1,
            (Some(true), _, Ok(value)) => wrong.push(format!("{id}: accepted as {value}")),
            (_, _, Err(error)) => {
                deliberate.push((error.diagnostics()[0].code.as_str(), id));
            }
            (_, Some(documents), Ok(value)) => {
                let expected = documents.first().cloned().unwrap_or_else(|| Json::Object(Default::default()));
                if same(&to_json(value), &expected) {
                    equal += 1;
                } else {
                    wrong.push(format!("{id}: {value} instead of {expected}"));
                }
            }
            (_, None, Ok(_)) => {}
        }
    }
    println!("refused {refused} equal {equal} {deliberate:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
