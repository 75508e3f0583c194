use super::*;
use crate::format::{Limits, toml};
use crate::value::{Span, TreeBuilder, Value, equal};
use proptest::prelude::*;
use std::sync::Arc;

fn tree(value: &Value) -> Tree {
    let mut builder = TreeBuilder::new(Arc::from(""), 128, 1_000_000);
    builder.value(value, Span::default()).unwrap();
    builder.finish().0
}

fn written(value: &Value) -> Written {
    let tree = tree(value);
    write(&tree, tree.root())
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Table(entries.map(|(key, value)| (key.to_owned(), value)).into())
}

fn parsed(text: &str) -> Tree {
    let parsed = toml::parse(&Arc::from(text), &Limits::default());
    parsed.tree.unwrap_or_else(|| panic!("{:?} in\n{text}", parsed.faults))
}

#[test]
fn documents_look_like_written_by_hand() {
    let server = table([
        ("tls", table([("cert", "a.pem".into())])),
        ("host", "x".into()),
        ("big", Value::UInt(u64::MAX)),
        ("none", Value::Null),
    ]);
    let users = Value::Array(vec![
        table([("name", "a \"b\"".into()), ("tags", table([]))]),
        table([("name", "first\nsecond \"\"\"\\\t\u{1}\"".into())]),
    ]);
    let names = (0..12).map(|n| Value::from(format!("name {n}"))).collect();
    let value = table([
        ("only", table([("sub", table([("a.b", Value::Float(1.0))]))])),
        ("server", server),
        ("users", users),
        ("mixed", Value::Array(vec![Value::Int(1), Value::Null, table([("", Value::Bool(true))])])),
        ("date", Value::Date("1979-05-27T07:32:00Z".into())),
        ("names", Value::Array(names)),
        ("empty", Value::Array(vec![])),
        ("floats", Value::Array([f64::INFINITY, f64::NAN, -0.0, 1e300].map(Value::from).into())),
    ]);
    let written = written(&value);
    insta::assert_snapshot!(written.text, @r#"
    mixed = [1, { "" = true }]
    date = 1979-05-27T07:32:00Z
    names = [
        "name 0",
        "name 1",
        "name 2",
        "name 3",
        "name 4",
        "name 5",
        "name 6",
        "name 7",
        "name 8",
        "name 9",
        "name 10",
        "name 11",
    ]
    empty = []
    floats = [inf, nan, -0.0, 1e300]

    [only.sub]
    "a.b" = 1.0

    [server]
    host = "x"
    big = "18446744073709551615"

    [server.tls]
    cert = "a.pem"

    [[users]]
    name = "a \"b\""

    [users.tags]

    [[users]]
    name = """
    first
    second ""\"\\\t\u0001\""""
    "#);
    let warnings: Vec<_> = written.warnings.iter().map(|w| format!("{} {}", w.code, w.message)).collect();
    insta::assert_snapshot!(warnings.join("\n"), @"
    SC0701 `mixed[1]`: TOML has no null, so it is left out
    SC0703 `server.big`: TOML integers end at 2^63 - 1, so it is written as a string
    SC0701 `server.none`: TOML has no null, so it is left out
    ");
    parsed(&written.text);
}

#[test]
fn text_is_what_it_is_when_nobody_says() {
    let mut builder = TreeBuilder::new(Arc::from(""), 9, 99);
    builder.begin_table(0).unwrap();
    for text in ["8080", "012", "true", "a\nb", "null", "[1, {\"a\": null}]"] {
        let key = builder.keep(text);
        builder.key(key, Span::default());
        builder.scalar(crate::value::Data::Text(key), Span::default()).unwrap();
    }
    builder.end(0);
    let (tree, _) = builder.finish();
    let written = write(&tree, tree.root());
    assert_eq!(
        written.text,
        "8080 = 8080\n012 = \"012\"\ntrue = true\n\"a\\nb\" = \"\"\"\na\nb\"\"\"\n\"[1, {\\\"a\\\": null}]\" = [1, {}]\n"
    );
    assert_eq!(written.warnings.len(), 2);
}

#[test]
fn only_a_table_can_be_a_document() {
    let written = written(&Value::Array(vec![]));
    assert_eq!(written.text, "");
    assert_eq!(written.warnings[0].code, Code::RootNotTable);
    assert_eq!(written.warnings[0].severity, crate::diagnostics::Severity::Error);
}

fn string() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        "\"", "\"\"\"", "\\", "\n", "\r\n", "\r", "\t", "\u{0}", "é", "'", "\u{7f}",
    ]);
    let piece = prop_oneof![
        awkward.prop_map(str::to_owned),
        "[a-z .#=\\[\\]]{0,4}",
        any::<char>().prop_map(String::from)
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn any_value() -> impl Strategy<Value = Value> {
    let dates = ["1979-05-27", "07:32:00", "1979-05-27T07:32:00", "1979-05-27T07:32:00.5-07:00"];
    let scalar = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_map(Value::Float),
        string().prop_map(Value::String),
        prop::sample::select(dates.to_vec()).prop_map(|date| Value::Date(date.to_owned())),
    ];
    scalar.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec(entries(inner.clone()), 1..3).prop_map(Value::Array),
            entries(inner),
        ]
    })
}

fn entries(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let key = prop_oneof!["[a-z]{1,3}", string()];
    prop::collection::btree_map(key, value, 0..6).prop_map(|map| Value::Table(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn what_is_written_reads_back_equal(value in entries(any_value())) {
        let written = written(&value);
        prop_assert!(written.warnings.is_empty(), "{:?}", written.warnings);
        let (before, after) = (tree(&value), parsed(&written.text));
        prop_assert!(equal(&before, before.root(), &after, after.root()), "{}", written.text);
        prop_assert_eq!(write(&after, after.root()).text, written.text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-c\\[\\]{}=.,\"'\\\\# \n0-9]{0,60}") {
        let _ = toml::parse(&Arc::from(text), &Limits::default());
    }
}
