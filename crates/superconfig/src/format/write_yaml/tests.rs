//! The laws of writing YAML: what is written reads back as it was.

use super::super::{Limits, yaml};
use super::*;
use crate::value::{Span, Tree, TreeBuilder, Value, equal};
use proptest::prelude::*;
use std::sync::Arc;

fn tree(value: &Value) -> Tree {
    let mut builder = TreeBuilder::new(Arc::from(""), 128, 1_000_000);
    builder.value(value, Span::default()).unwrap();
    builder.finish().0
}

fn written(value: &Value) -> String {
    let tree = tree(value);
    write(&tree, tree.root()).text
}

fn read(text: &str) -> Tree {
    let parsed = yaml::parse(&Arc::from(text), &Limits::default());
    assert!(parsed.faults.is_empty(), "{:?} in\n{text}", parsed.faults);
    parsed.tree.unwrap()
}

fn assert_round_trip(value: &Value) {
    let (tree, text) = (tree(value), written(value));
    let again = read(&text);
    let same = equal(&tree, tree.root(), &again, again.root());
    assert!(same && kinds(value) == kinds(&Value::copy(&again, again.root())), "{value}\n{text}");
}

/// Kinds and key order, which `equal` does not look at.
fn kinds(value: &Value) -> String {
    match value {
        Value::Table(entries) => {
            entries.iter().map(|(key, value)| format!("{key:?}:{},", kinds(value))).collect()
        }
        Value::Array(items) => items.iter().map(|item| kinds(item) + ";").collect(),
        Value::Float(_) => "float".into(),
        other => format!("{other:?}"),
    }
}

#[test]
fn block_style() {
    let table = |entries: &[(&str, Value)]| {
        Value::Table(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    };
    let server = table(&[("host", "db 1".into()), ("on", true.into()), ("none", Value::Array(vec![]))]);
    let value = table(&[
        ("servers", Value::Array(vec![server, table(&[]), Value::Array(vec![Value::Int(1), Value::Null])])),
        ("tls", table(&[("min", "1.2".into()), ("cert", "-----BEGIN\nabc\n".into())])),
        ("since", Value::Date("1979-05-27T07:32:00Z".into())),
        ("day", "1979-05-27".into()),
        ("zip", "012".into()),
        ("big", 1e300.into()),
    ]);
    insta::assert_snapshot!(written(&value), @r#"
    servers:
      - host: db 1
        "on": true
        none: []
      - {}
      - - 1
        - null
    tls:
      min: "1.2"
      cert: |
        -----BEGIN
        abc
    since: 1979-05-27T07:32:00Z
    day: "1979-05-27"
    zip: "012"
    big: 1.0e+300
    "#);
    assert_round_trip(&table(&[("k".repeat(3000).as_str(), Value::Int(1)), ("after", Value::Int(2))]));
}

#[test]
fn strings_that_mean_something_are_quoted() {
    let texts = [
        "",
        "~",
        "null",
        "Yes",
        "n",
        "ON",
        "true",
        "12",
        "012",
        "0o7",
        "0x1f",
        "0b1",
        "1_000",
        "1:30",
        "1e3",
        "1.",
        ".5",
        ".inf",
        "-.INF",
        ".NaN",
        "2001-12-14",
        "2001-1-1 1:2:3",
        "=",
        "<<",
        "-",
        "- a",
        "---",
        "...",
        "? a",
        ": a",
        "a:",
        "a: b",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "'a",
        "\"a",
        "%a",
        "@a",
        "`a",
        "[a",
        "{a",
        " a",
        "a ",
        "a\tb",
        "\u{85}",
        "\u{feff}",
        "18446744073709551616",
        "-18446744073709551616",
        "1e999",
    ];
    for text in texts {
        let value = Value::String(text.to_owned());
        let out = written(&value);
        assert!(out.starts_with(['"', '\'']), "{text:?} as {out}");
        assert_round_trip(&value);
    }
    for text in
        ["a", "a b", "a:b", "http://x:80/#y", "a#b", "-x", "--flag", "1.2.3", "10.0.0.1/8", "128Mi", "ö 😀"]
    {
        assert_eq!(written(&text.into()), format!("{text}\n"));
        assert_round_trip(&text.into());
    }
}

#[test]
fn text_of_several_lines() {
    let texts = [
        "a\nb",
        "a\nb\n",
        "a\n\n\nb\n\n\n",
        "a\n b\n\tc",
        "\na",
        " a\nb",
        "a\n  \nb",
        "\n",
        "a\r\nb",
        "---\na\n",
        "# a\nb",
    ];
    for text in texts {
        let text = Value::from(text);
        assert_round_trip(&text);
        let inner = Value::Table(vec![
            ("a".into(), text.clone()),
            ("b".into(), Value::Array(vec![text.clone(), text])),
        ]);
        assert_round_trip(&inner);
    }
    assert_eq!(written(&"a\nb\n".into()), "|\n  a\n  b\n");
}

fn scalar_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-+.:0-9eE_xobnyTZ ~<=?#&*!|>'\"%@`,\\[\\]{}\n\t\r\\\\]{0,12}",
        "[ a\n\t]{0,8}",
        "(yes|no|[0-9]{1,5}[-:._][0-9]{1,2}([-:._T ][0-9]{1,2}){0,3})",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (i64::MAX as u64 + 1..).prop_map(Value::UInt),
        any::<f64>().prop_map(Value::Float),
        scalar_text().prop_map(Value::String),
    ];
    scalar.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::btree_map(scalar_text(), inner, 0..5)
                .prop_map(|table| Value::Table(table.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_value_round_trips(value in value()) {
        assert_round_trip(&value);
    }

    #[test]
    fn every_string_round_trips(text in scalar_text()) {
        assert_round_trip(&Value::Table(vec![(text.clone(), Value::String(text))]));
    }
}
