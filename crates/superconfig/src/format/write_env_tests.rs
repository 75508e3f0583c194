use super::*;
use crate::format::dotenv;
use crate::value::{Data, Span, Tree, TreeBuilder, Value};
use proptest::prelude::*;
use std::sync::Arc;

fn tree(value: &Value) -> Tree {
    let mut builder = TreeBuilder::new(Arc::from(""), 128, 1_000_000);
    builder.value(value, Span::default()).unwrap();
    builder.finish().0
}

fn table(entries: &[(&str, Value)]) -> Value {
    Value::Table(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

fn written(value: &Value) -> Written {
    let tree = tree(value);
    write(&tree, tree.root())
}

#[test]
fn levels_and_kinds() {
    let inner = table(&[("host", "a b".into()), ("maxConns", Value::Int(5)), ("tls.on", Value::Bool(true))]);
    let list =
        Value::Array(vec![Value::Int(1), "it's".into(), Value::Null, table(&[("x", Value::Float(1.0))])]);
    let value = table(&[
        ("database", table(&[("primary-db", inner)])),
        ("list", list),
        ("none", Value::Array(vec![])),
        ("empty", table(&[])),
        ("big", Value::UInt(u64::MAX)),
        ("ratio", Value::Float(f64::NEG_INFINITY)),
        ("since", Value::Date("2026-01-02T03:04:05Z".into())),
        ("8080", "".into()),
    ]);
    let written = written(&value);
    assert!(written.warnings.is_empty());
    insta::assert_snapshot!(written.text, @r#"
    DATABASE__PRIMARY_DB__HOST='a b'
    DATABASE__PRIMARY_DB__MAXCONNS=5
    DATABASE__PRIMARY_DB__TLS_ON=true
    LIST="[1,\"it's\",null,{\"x\":1.0}]"
    NONE='[]'
    EMPTY='{}'
    BIG=18446744073709551615
    RATIO=-inf
    SINCE=2026-01-02T03:04:05Z
    _8080=
    "#);
}

#[test]
fn what_cannot_be_said_is_a_warning() {
    let value = table(&[
        ("a", table(&[("b", Value::Null)])),
        ("x-y", Value::Int(1)),
        ("x_y", Value::Int(2)),
        ("ключ", Value::Int(3)),
        ("nul", "\0".into()),
        ("list", Value::Array(vec![Value::Float(f64::NAN)])),
    ]);
    let written = written(&value);
    assert_eq!(written.text, "X_Y=1\nLIST='[\"nan\"]'\n");
    let warnings: Vec<_> = written.warnings.iter().map(|w| format!("{} {}", w.code, w.message)).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r"
    SC0701 dotenv has no null: `a.b` is left out
    SC0703 `x_y` and `x-y` are both written as X_Y: the first one is kept
    SC0703 a variable's name needs an ASCII letter or digit: `ключ` is left out
    SC0703 dotenv cannot hold a NUL character: `nul` is left out
    SC0702 an array is written as JSON, which has no `nan`: written as a string
    ");
    let scalar = self::written(&Value::Int(1));
    assert_eq!((scalar.text.as_str(), scalar.warnings.len()), ("", 1));
}

#[test]
fn values_with_the_name_of_a_table_are_reported() {
    let value = table(&[
        ("a_b", Value::Int(1)),
        ("a b", table(&[("c", Value::Int(1))])),
        ("a__b", table(&[("d", Value::Int(1))])),
        ("maxConns", Value::Int(2)),
    ]);
    let written = written(&value);
    assert_eq!(written.text, "A_B=1\nA_B__C=1\nA_B__D=1\nMAXCONNS=2\n");
    let warnings: Vec<_> = written.warnings.iter().map(|w| format!("{} {}", w.code, w.message)).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r"
    SC0703 `a_b` is written as A_B, and `a b` as A_B__…: read again, the table alone counts
    SC0703 `a_b` is written as A_B, and `a__b` as A_B__…: read again, the table alone counts
    SC0703 `a b` and `a__b` are both written as A_B__…: read again they are one
    ");
}

#[test]
fn text_in_lists_is_what_it_looks_like() {
    let mut builder = TreeBuilder::new(Arc::from("80 x"), 128, 1_000_000);
    builder.begin_table(0).unwrap();
    let key = builder.keep("list");
    builder.key(key, Span::default());
    builder.begin_array(0).unwrap();
    for (start, end) in [(0, 2), (3, 4)] {
        let text = Data::Text(builder.slice(start, end));
        builder.scalar(text, Span::new(start, end)).unwrap();
    }
    let (tree, _) = builder.finish();
    assert_eq!(write(&tree, tree.root()).text, "LIST='[80,\"x\"]'\n");
}

proptest! {
    #[test]
    fn every_text_comes_back(texts in prop::collection::vec("([\"'`\\\\$#{}= \n\r\tA]|\\$\\{A\\}|[^\0]){0,12}", 0..6)) {
        let entries = texts.iter().enumerate().map(|(at, text)| (format!("k{at}"), text.as_str().into()));
        let written = written(&Value::Table(entries.collect()));
        prop_assert!(written.warnings.is_empty());
        let (read, faults) = dotenv::lines(&written.text, &|_| None, true);
        prop_assert!(faults.is_empty(), "{}: {:?}", written.text, faults);
        let values: Vec<_> = read.into_iter().map(|entry| entry.value).collect();
        prop_assert_eq!(values, texts, "{}", written.text);
    }
}
