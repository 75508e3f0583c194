//! Whether a result is what a case expects. Expected JSON comes first, as everywhere here.

use crate::place::Place;
use serde_json::{Map, Number, Value};

/// Equal without the order of keys; `1` equals `1.0`; `{"$int": "…"}` demands exactly these digits.
pub(crate) fn same(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Object(object), Value::Number(number)) if object.len() == 1 => {
            object.get("$int").and_then(Value::as_str).is_some_and(|digits| number.to_string() == digits)
        }
        (Value::Number(a), Value::Number(b)) => same_number(a, b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => expected == actual,
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    let integer = |number: &Number| number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    match (integer(a), integer(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.as_f64() == b.as_f64(),
    }
}

/// Whether each expectation is met by a result of its own, in any order.
pub(crate) fn all_met<T>(expected: &[T], actual: &[Value], meets: &dyn Fn(&T, &Value) -> bool) -> bool {
    let Some((first, rest)) = expected.split_first() else { return true };
    actual.iter().enumerate().any(|(at, candidate)| {
        let others =
            || actual.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, value)| value.clone());
        meets(first, candidate) && all_met(rest, &others().collect::<Vec<_>>(), meets)
    })
}

/// Whether a diagnostic is the expected one.
pub(crate) fn is_diagnostic(expected: &Value, actual: &Value, place: &Place) -> bool {
    let none = Map::new();
    let texts = || {
        let related = actual["related"].as_array().into_iter().flatten();
        let of_related = related.flat_map(|related| {
            let origin = &related["origin"];
            let place = format!("{}:{}:{}", text(&origin["file"]), origin["line"], origin["column"]);
            [text(&related["message"]).to_owned(), place, text(&origin["variable"]).to_owned()]
        });
        [text(&actual["message"]).to_owned(), text(&actual["help"]).to_owned()].into_iter().chain(of_related)
    };
    expected.as_object().unwrap_or(&none).iter().all(|(key, wanted)| match key.as_str() {
        "code" => actual["code"] == *wanted,
        "path" => actual["path"] == *wanted,
        "file" | "line" | "column" | "variable" => is_part_of_origin(key, wanted, &actual["origin"], place),
        "contains" => {
            let mut wanted = wanted.as_array().into_iter().flatten();
            wanted.all(|wanted| texts().any(|found| found.contains(text(wanted))))
        }
        "related" => {
            let mut wanted = wanted.as_array().into_iter().flatten();
            wanted.all(|wanted| {
                let mut related = actual["related"].as_array().into_iter().flatten();
                related.any(|related| is_origin(wanted, &related["origin"], place))
            })
        }
        other => panic!("unknown key `{other}` in a diagnostic"),
    })
}

fn is_part_of_origin(key: &str, wanted: &Value, origin: &Value, place: &Place) -> bool {
    match key {
        "file" => origin["file"].as_str().is_some_and(|file| place.is_same_file(text(wanted), file)),
        "kind" | "line" | "column" | "variable" => origin[key] == *wanted,
        other => panic!("unknown key `{other}` in an origin"),
    }
}

/// Whether an origin is the expected one. Of defaults only the kind counts.
pub(crate) fn is_origin(expected: &Value, origin: &Value, place: &Place) -> bool {
    let none = Map::new();
    let expected = expected.as_object().unwrap_or(&none);
    let is_default = expected.get("kind").is_some_and(|kind| kind == "default");
    expected
        .iter()
        .all(|(key, wanted)| (is_default && key != "kind") || is_part_of_origin(key, wanted, origin, place))
}

/// What of an explanation is not as expected.
pub(crate) fn explanation_faults(expected: &Value, actual: &Value, place: &Place) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let origin = |wanted: &Value, found: &Value| wanted.is_null() || is_origin(wanted, found, place);
    let valued = |wanted: &Value, found: &Value| {
        wanted.get("value").is_none_or(|value| same(value, &found["value"]))
            && wanted.get("at").is_none_or(|at| *at == found["at"])
            && origin(&wanted["origin"], &found["origin"])
    };
    let operation = |wanted: &Value, found: &Value| {
        wanted.get("op").is_none_or(|op| *op == found["op"])
            && wanted.get("elements").is_none_or(|elements| same(elements, &found["elements"]))
            && origin(&wanted["origin"], &found["origin"])
    };
    let in_order = |wanted: &Value, found: &Value, meets: &dyn Fn(&Value, &Value) -> bool| {
        let (wanted, found) = (list(wanted), list(found));
        wanted.len() == found.len() && wanted.iter().zip(&found).all(|(wanted, found)| meets(wanted, found))
    };
    let mut faults = Vec::new();
    for (key, wanted) in expected.as_object().into_iter().flatten() {
        let found = &actual[key];
        let is_met = match key.as_str() {
            "value" => same(wanted, found),
            "origin" => is_origin(wanted, found, place),
            "beat" => {
                let (wanted, found) = (list(wanted), list(found));
                wanted.len() == found.len()
                    && all_met(&wanted, &found, &|wanted, found| valued(wanted, found))
            }
            "operations" => in_order(wanted, found, &operation),
            "elements" => in_order(wanted, found, &|wanted, found| is_origin(wanted, found, place)),
            other => panic!("unknown key `{other}` in an explanation"),
        };
        if !is_met {
            faults.push(format!("{key}: expected {wanted}, found {found}"));
        }
    }
    faults
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
