//! Types decide late, even behind serde's buffers.

use super::{Doc, faults};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize, PartialEq)]
struct Outer {
    id: u8,
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Inner {
    zip: String,
    code: u16,
    active: bool,
    tags: Vec<String>,
    ratio: f64,
}

#[test]
fn flattened_text_takes_the_type_of_its_field() {
    let doc = Doc::new(json!({
        "id": "text:1", "zip": "text:12345", "code": "text:0042", "active": "text:1", "tags": "text:a,b",
        "ratio": "text:2",
    }));
    let inner =
        Inner { zip: "12345".into(), code: 42, active: true, tags: vec!["a".into(), "b".into()], ratio: 2.0 };
    assert_eq!(doc.get::<Outer>().unwrap(), Outer { id: 1, inner });
}

#[test]
fn equal_texts_may_be_of_different_types() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(tag = "kind")]
    enum Shape {
        Named { a: u8, b: String, c: bool },
    }
    let doc = Doc::new(json!({"kind": "text:Named", "a": "text:1", "b": "text:1", "c": "text:1"}));
    assert_eq!(doc.get::<Shape>().unwrap(), Shape::Named { a: 1, b: "1".into(), c: true });
}

#[test]
fn untagged_enums_try_texts_as_strings() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Untagged {
        Pair { name: String, port: u16 },
        Flag(bool),
    }
    let doc = Doc::new(json!({"name": "text:5", "port": "text:80"}));
    assert_eq!(doc.get::<Untagged>().unwrap(), Untagged::Pair { name: "5".into(), port: 80 });
    let doc = Doc::new(json!("text:on"));
    assert_eq!(doc.get::<Untagged>().unwrap(), Untagged::Flag(true));
    let doc = Doc::new(json!({"name": "text:5"}));
    assert_eq!(
        faults(doc.get::<Untagged>()),
        "SC0506 - @ app.toml:1:1: data did not match any variant of untagged enum Untagged"
    );
}

#[test]
fn what_no_guise_fits_is_reported_at_its_place() {
    let doc = Doc::new(json!({
        "id": "text:1", "zip": "x", "code": "text:many", "active": true, "tags": [], "ratio": 1
    }));
    insta::assert_snapshot!(faults(doc.get::<Outer>()), @r#"
    SC0502 code @ app.toml:4:1: expected an integer (u16), found the string `many`
    "#);
}
