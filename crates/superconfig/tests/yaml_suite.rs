//! YAML through the public interface: yaml-test-suite, and the rules that are ours.
#![cfg(feature = "yaml")]
#![allow(clippy::unwrap_used)]

use serde_json::Value as Json;
use superconfig::{Code, Error, Format, Value};

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

/// The first diagnostic that is no warning by nature.
fn first(error: &Error) -> &superconfig::Diagnostic {
    let by_nature = |code| !matches!(code, Code::UnsupportedTag | Code::NumberRange);
    error.diagnostics().iter().find(|diagnostic| by_nature(diagnostic.code)).unwrap()
}

fn load(cases: &str) -> Vec<Json> {
    serde_json::from_str(cases).unwrap()
}

/// Documents of the suite that we refuse on purpose: tables or arrays as keys.
const COMPLEX_KEYS: [&str; 15] = [
    "4FJ6", "6BFJ", "6PBE", "9MMW", "KK5P", "LX3P", "M2N8-00", "M2N8-01", "M5DY", "Q9WF", "RZP5", "SBG9",
    "V9D5", "X38W", "XW4D",
];

#[test]
fn yaml_test_suite() {
    let cases = load(include_str!("data/yaml/suite.json"));
    let (mut refused, mut equal, mut several, mut wrong) = (0, 0, 0, Vec::new());
    for case in &cases {
        let id = text(case, "id");
        let result = Format::Yaml.parse(text(case, "yaml"));
        let documents = case["json"].as_array();
        match (case["fail"].as_bool(), result) {
            (Some(true), Err(error))
                if first(&error).origin.as_ref().is_some_and(|at| at.line().is_some()) =>
            {
                refused += 1;
            }
            (Some(true), result) => wrong.push(format!("{id}: {result:?}")),
            (_, Err(error)) => match first(&error).code {
                Code::SeveralDocuments if documents.is_none_or(|documents| documents.len() > 1) => {
                    several += 1
                }
                Code::DuplicateKey if id == "2JQS" => {}
                Code::Syntax if COMPLEX_KEYS.contains(&id) => {}
                _ => wrong.push(format!("{id}: {error}")),
            },
            (_, Ok(value)) => match documents.map(|documents| documents.as_slice()) {
                None if to_json(&value) == Json::Object(Default::default()) => equal += 1,
                None => {}
                // Empty documents at the end are none.
                Some([expected, rest @ ..])
                    if rest.iter().all(Json::is_null) && same(&to_json(&value), expected) =>
                {
                    equal += 1;
                }
                Some(expected) => wrong.push(format!("{id}: {value} instead of {expected:?}")),
            },
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("refused {refused} equal {equal} several {several}");
    assert_eq!(refused, 94);
    assert!(several + equal >= 279, "{several} + {equal}");
}

#[test]
fn our_own_cases() {
    let cases = load(include_str!("data/yaml/cases.json"));
    assert!(cases.len() >= 120);
    let mut wrong = Vec::new();
    for case in &cases {
        let yaml = text(case, "yaml");
        let complaint = match (case.get("code"), Format::Yaml.parse(yaml)) {
            (None, Ok(value)) if same(&to_json(&value), &case["json"]) => None,
            (Some(_), Err(error)) => misreported(case, &error),
            (_, result) => Some(format!("{result:?}")),
        };
        wrong.extend(complaint.map(|complaint| format!("{case}\n  gives {complaint}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What differs between an error and what the case wants.
fn misreported(case: &Json, error: &Error) -> Option<String> {
    let fault = first(error);
    let origin = fault.origin.as_ref()?;
    let place = (origin.line()?, origin.column()?);
    let fits = fault.code.as_str() == text(case, "code")
        && case["line"].as_u64().is_none_or(|line| line == place.0 as u64)
        && case["column"].as_u64().is_none_or(|column| column == place.1 as u64)
        && fault.message.contains(text(case, "says"));
    (!fits).then(|| format!("{} at {place:?}: {} (help: {:?})", fault.code, fault.message, fault.help))
}

#[test]
fn both_places_of_a_duplicate() {
    let error = Format::Yaml.parse("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n").unwrap_err();
    let [fault] = error.diagnostics() else { panic!("{error}") };
    assert_eq!(fault.origin.as_ref().and_then(|at| at.line()), Some(5));
    assert_eq!(fault.related[0].origin.line(), Some(3));
}

#[test]
fn an_aliased_table_reports_its_duplicates_once() {
    let error = Format::Yaml.parse("a: &a {x: 1, x: 2}\nb: *a\nc: {<<: *a}\n").unwrap_err();
    assert_eq!(error.diagnostics().len(), 1, "{error}");
}

#[test]
fn keys_keep_their_order() {
    let value = Format::Yaml.parse("d: &d {m: 1, n: 2}\nx:\n  z: 1\n  <<: *d\n  a: 2\n").unwrap();
    let Some(Value::Table(entries)) = value.get("x") else { panic!("{value}") };
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["z", "m", "n", "a"]);
}
