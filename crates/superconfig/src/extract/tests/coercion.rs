//! Text and typed values against the type that asks.

use super::{Doc, faults};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

fn text<T: DeserializeOwned>(text: &str) -> Option<T> {
    Doc::new(json!(format!("text:{text}"))).get().ok()
}

fn typed<T: DeserializeOwned>(value: serde_json::Value) -> Option<T> {
    Doc::new(value).get().ok()
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Level {
    Debug,
    Info,
    Custom(u8),
    Named { name: String },
}

#[derive(Debug, Deserialize, PartialEq)]
struct Point {
    x: i32,
    y: i32,
}

#[test]
fn text_becomes_booleans() {
    for word in ["true", "yes", "on", "1", "TRUE", "Yes", " on "] {
        assert_eq!(text(word), Some(true), "{word}");
    }
    for word in ["false", "no", "off", "0", "Off"] {
        assert_eq!(text(word), Some(false), "{word}");
    }
    for word in ["", "2", "y", "truth", "1.0"] {
        assert_eq!(text::<bool>(word), None, "{word}");
    }
}

#[test]
fn text_becomes_numbers_exactly_or_not_at_all() {
    assert_eq!(text::<u16>("8080"), Some(8080));
    assert_eq!(text::<u16>("007"), Some(7));
    assert_eq!(text::<i8>("-128"), Some(-128));
    assert_eq!(text::<u8>("-0"), Some(0));
    assert_eq!(text::<u64>("18446744073709551615"), Some(u64::MAX));
    assert_eq!(text::<i128>("-170141183460469231731687303715884105728"), Some(i128::MIN));
    assert_eq!(text::<u128>("340282366920938463463374607431768211455"), Some(u128::MAX));
    assert_eq!(text::<f64>("1.5"), Some(1.5));
    assert_eq!(text::<f64>("1"), Some(1.0));
    assert_eq!(text::<f64>("inf"), Some(f64::INFINITY));
    assert!(text::<f32>("nan").unwrap().is_nan());
    assert_eq!(text::<f64>("1e400"), None);
    assert_eq!(text::<f32>("1e300"), None);
    for no in ["1.0", "1e3", "65536", "-1", "", "0x10", "1_000", "eighty"] {
        assert_eq!(text::<u16>(no), None, "{no}");
    }
}

#[test]
fn text_stays_text() {
    for same in ["8080", "true", "null", " padded ", "", "[1]", "012"] {
        assert_eq!(text::<String>(same).as_deref(), Some(same));
    }
    assert_eq!(text::<char>("x"), Some('x'));
    assert_eq!(text::<char>("xy"), None);
    assert_eq!(text::<Option<String>>(""), Some(Some(String::new())));
    assert_eq!(text::<Option<u8>>("7"), Some(Some(7)));
    assert_eq!(text::<()>("null"), Some(()));
    assert_eq!(text::<()>("x"), None);
    assert_eq!(text::<std::net::IpAddr>("::1"), Some("::1".parse().unwrap()));
}

#[test]
fn text_becomes_lists() {
    let strings = |items: &[&str]| Some(items.iter().map(|&item| item.to_owned()).collect::<Vec<String>>());
    assert_eq!(text::<Vec<String>>("a, b ,c"), strings(&["a", "b", "c"]));
    assert_eq!(text::<Vec<String>>(""), Some(vec![]));
    assert_eq!(text::<Vec<String>>("one"), strings(&["one"]));
    assert_eq!(text::<Vec<String>>(r#"["a,b", "c"]"#), strings(&["a,b", "c"]));
    assert_eq!(text::<Vec<String>>("[::1]:80,[::2]:80"), strings(&["[::1]:80", "[::2]:80"]));
    assert_eq!(text::<Vec<u16>>("80, 443"), Some(vec![80, 443]));
    assert_eq!(text::<Vec<bool>>("yes,0"), Some(vec![true, false]));
    assert_eq!(text::<(u8, String)>("1,a"), Some((1, "a".into())));
    assert_eq!(text::<[u8; 3]>("[1,2,3]"), Some([1, 2, 3]));
    assert_eq!(text::<[u8; 3]>("1,2"), None);
    assert_eq!(text::<Vec<Level>>("debug,info"), Some(vec![Level::Debug, Level::Info]));
    let doc = Doc::new(json!("text:a, b"));
    assert_eq!(doc.get::<Vec<&str>>().unwrap(), ["a", "b"], "elements of a list are borrowed");
}

#[test]
fn text_becomes_tables_and_enums() {
    assert_eq!(text::<Point>(r#" {"x": 1, "y": 2}"#), Some(Point { x: 1, y: 2 }));
    assert_eq!(text::<BTreeMap<String, u8>>(r#"{"a":1}"#), Some([("a".to_owned(), 1)].into()));
    assert_eq!(text::<Point>("x=1"), None);
    assert_eq!(text::<Level>("debug"), Some(Level::Debug));
    assert_eq!(text::<Level>(r#"{"custom": 3}"#), Some(Level::Custom(3)));
    assert_eq!(text::<Level>(r#"{"named": {"name": "x"}}"#), Some(Level::Named { name: "x".into() }));
    assert_eq!(text::<Level>("custom"), None);
}

#[test]
fn untyped_text_is_guessed() {
    for (given, expected) in [
        ("8080", json!(8080)),
        ("012", json!("012")),
        ("1.10", json!("1.10")),
        ("true", json!(true)),
        ("null", json!(null)),
        ("[1,2]", json!([1, 2])),
        (r#"{"a":"1"}"#, json!({"a": "1"})),
        ("yes", json!("yes")),
    ] {
        assert_eq!(text::<serde_json::Value>(given), Some(expected), "{given}");
    }
}

#[test]
fn typed_values_are_not_bent() {
    assert_eq!(typed::<u8>(json!(1.0)), None);
    assert_eq!(typed::<u8>(json!("1")), None);
    assert_eq!(typed::<bool>(json!(1)), None);
    assert_eq!(typed::<String>(json!(1)), None);
    assert_eq!(typed::<String>(json!(true)), None);
    assert_eq!(typed::<f64>(json!(3)), Some(3.0));
    assert_eq!(typed::<f64>(json!(u64::MAX)), Some(u64::MAX as f64));
    assert_eq!(typed::<i128>(json!(u64::MAX)), Some(u64::MAX.into()));
    assert_eq!(typed::<Option<u8>>(json!(null)), Some(None));
    assert_eq!(typed::<Vec<u8>>(json!("1,2")), None, "only text is split");
}

#[test]
fn keys_may_be_other_things_than_strings() {
    let value = json!({"1": "a", "2": "b"});
    assert_eq!(typed::<BTreeMap<u8, String>>(value), Some([(1, "a".into()), (2, "b".into())].into()));
    assert_eq!(typed::<HashMap<bool, u8>>(json!({"true": 1})), Some([(true, 1)].into()));
    assert_eq!(typed::<BTreeMap<char, u8>>(json!({"x": 1})), Some([('x', 1)].into()));
    assert_eq!(typed::<BTreeMap<u8, u8>>(json!({"01": 1})), None);
    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    enum Colour {
        Red,
    }
    assert_eq!(typed::<BTreeMap<Colour, u8>>(json!({"Red": 1})), Some([(Colour::Red, 1)].into()));
    let result = Doc::new(json!({"a": 1, "b": 2})).get::<BTreeMap<u8, u8>>();
    assert_eq!(
        faults(result),
        "SC0502 a @ app.toml:2:1: the key `a` is no u8\nSC0502 b @ app.toml:3:1: the key `b` is no u8"
    );
}

#[test]
fn dates_are_strings_and_dates() {
    let doc = Doc::new(json!({"at": "date:1979-05-27"}));
    #[derive(Deserialize)]
    struct Borrowed<'a> {
        at: &'a str,
    }
    assert_eq!(doc.get::<Borrowed<'_>>().unwrap().at, "1979-05-27");
    #[derive(Debug, Deserialize)]
    struct Dated {
        at: toml_datetime::Datetime,
    }
    assert_eq!(doc.get::<Dated>().unwrap().at.to_string(), "1979-05-27");
    assert_eq!(
        Doc::new(json!({"at": "text:1979-05-27 01:02:03"})).get::<Dated>().unwrap().at.to_string(),
        "1979-05-27T01:02:03"
    );
    assert_eq!(
        faults(Doc::new(json!({"at": 5})).get::<Dated>()),
        "SC0502 at @ app.toml:2:1: expected a date, found the integer 5"
    );
}

#[test]
fn strings_are_borrowed_from_the_document() {
    let doc = Doc::new(json!({"name": "shop", "raw": "text:x"}));
    #[derive(Deserialize)]
    struct App<'a> {
        name: &'a str,
        #[serde(borrow)]
        raw: std::borrow::Cow<'a, str>,
        bytes: Option<&'a [u8]>,
    }
    let app: App<'_> = doc.get().unwrap();
    assert_eq!((app.name, &*app.raw, app.bytes), ("shop", "x", None));
}
