//! On typed values, extraction accepts what `serde_json` accepts, with the same result.

use super::Doc;
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

#[derive(Debug, Deserialize, PartialEq)]
struct Plain {
    a: u8,
    #[serde(default)]
    b: Option<String>,
    #[serde(rename = "c", alias = "d")]
    renamed: Option<i64>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Closed {
    a: Value,
    b: Option<Vec<u16>>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Flat {
    a: Value,
    #[serde(flatten)]
    plain: Option<Plain>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Tight {
    b: String,
    #[serde(flatten)]
    plain: Plain,
}

#[derive(Debug, Deserialize, PartialEq)]
enum External {
    #[serde(alias = "a")]
    Unit,
    #[serde(rename = "b")]
    New(Option<u8>),
    #[serde(rename = "c")]
    Pair(bool, f64),
    #[serde(rename = "d")]
    Struct { a: char, b: () },
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "a")]
enum Internal {
    #[serde(rename = "a")]
    Unit,
    #[serde(rename = "b")]
    Struct { b: u8, c: Option<f32> },
    #[serde(rename = "c")]
    New(Plain),
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "a", content = "b")]
enum Adjacent {
    #[serde(rename = "a")]
    Unit,
    #[serde(rename = "b")]
    New(i8),
    #[serde(rename = "c")]
    Pair(bool, String),
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Untagged {
    Number(i32),
    Text(String),
    List(Vec<bool>),
    Table { a: u8 },
    Nothing,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Newtype(Plain);

#[derive(Debug, Deserialize, PartialEq)]
struct Pair(u8, #[serde(default)] Option<bool>);

#[derive(Debug, Deserialize, PartialEq)]
struct Unit;

#[derive(Debug, Deserialize, PartialEq)]
struct With {
    #[serde(deserialize_with = "doubled")]
    a: i64,
    #[serde(default = "seven", skip_deserializing)]
    b: i64,
}

fn seven() -> i64 {
    7
}

fn doubled<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let n = i32::deserialize(deserializer)?;
    if n < 0 { Err(serde::de::Error::custom("negative")) } else { Ok(i64::from(n) * 2) }
}

fn same<T: DeserializeOwned + PartialEq + Debug>(value: &Value) {
    let ours = Doc::new(value.clone()).get::<T>();
    let theirs = match (&ours, serde_json::from_value::<T>(value.clone())) {
        // From text it takes an array for the fields of a variant, from its own values it does not.
        (Ok(_), Err(_)) => serde_json::from_str::<T>(&value.to_string()),
        (_, theirs) => theirs,
    };
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{value}"),
        (Err(ours), Err(_)) => assert!(!ours.is_empty(), "{value}"),
        (ours, theirs) => {
            panic!("{} of {value}: {ours:?} but serde_json {theirs:?}", std::any::type_name::<T>())
        }
    }
}

fn zoo(value: &Value) {
    same::<Plain>(value);
    same::<Closed>(value);
    same::<Flat>(value);
    same::<Tight>(value);
    same::<External>(value);
    same::<Internal>(value);
    same::<Adjacent>(value);
    same::<Untagged>(value);
    same::<Newtype>(value);
    same::<Pair>(value);
    same::<Unit>(value);
    same::<With>(value);
    same::<Value>(value);
    same::<(u8, i16)>(value);
    same::<[Option<bool>; 2]>(value);
    same::<HashMap<String, Option<External>>>(value);
    same::<BTreeMap<u8, Vec<Untagged>>>(value);
    same::<BTreeMap<i64, bool>>(value);
    same::<BTreeMap<bool, Value>>(value);
    same::<BTreeMap<char, f64>>(value);
    same::<Vec<Internal>>(value);
    same::<Option<Adjacent>>(value);
    same::<Box<[u64]>>(value);
    same::<(i128, u128)>(value);
    same::<std::net::IpAddr>(value);
    same::<std::num::NonZeroU8>(value);
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..300).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1000i32..1000).prop_map(|n| Value::from(f64::from(n) / 4.0)),
        prop::sample::select(vec!["", "a", "b", "c", "d", "x", "1", "true", "127.0.0.1"])
            .prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let key = prop::sample::select(vec!["a", "b", "c", "d", "e", "1", "255", "-1", "true", "01"]);
    scalar().prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(key.clone(), inner, 0..4).prop_map(|entries| {
                Value::Object(
                    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>(),
                )
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn the_whole_zoo(value in value()) {
        zoo(&value);
    }
}

#[test]
fn corners() {
    for value in [
        json!({"a": 1}),
        json!({"a": 1, "c": 1, "d": 2}),
        json!({"a": [1], "b": [70000]}),
        json!({"a": "b", "b": 1, "c": 1.5}),
        json!({"a": "c", "b": [true, "x"]}),
        json!({"b": "x", "a": 300}),
        json!({"d": {"a": "x", "b": null}}),
        json!({"d": {"a": "xy", "b": {}}}),
        json!({"d": ["a", null]}),
        json!({"b": null}),
        json!({"c": [true, 1]}),
        json!({"c": [true, 1, 2]}),
        json!({"a": null}),
        json!([1]),
        json!([1, true, 2]),
        json!([1, "x", null]),
        json!([{}, 1]),
    ] {
        zoo(&value);
    }
}
