use super::super::test_util::{faults, json, read, within_limits};
use crate::diagnostics::Code;
use crate::format::Format;
use crate::value::{Document, Item};
use proptest::prelude::*;

fn ini(text: &str) -> String {
    json(Format::Ini, text)
}

#[test]
fn documents() {
    for (text, expected) in [
        ("", "{}"),
        ("\u{feff}; only\r\n# comments\r\n", "{}"),
        ("[a]", r#"{"a":{}}"#),
        ("top = 1\n[a]\nb = 2", r#"{"top":1,"a":{"b":2}}"#),
        ("[a.b]\nc = 1\n[a]\nd = 2", r#"{"a":{"b":{"c":1},"d":2}}"#),
        ("[ a . b ] ; note\nc=1", r#"{"a":{"b":{"c":1}}}"#),
        ("[a]\nx=1\n[b]\ny=2\n[a]\nz=3", r#"{"a":{"x":1,"z":3},"b":{"y":2}}"#),
        ("[x.a]\nb=1\n[a]\nb=2", r#"{"x":{"a":{"b":1}},"a":{"b":2}}"#),
        ("[remote \"origin\"]\n\turl = u", r#"{"remote \"origin\"":{"url":"u"}}"#),
        // Keys.
        ("a.b = 1", r#"{"a.b":1}"#),
        ("a b = 1", r#"{"a b":1}"#),
        ("Key=1\nkey=2", r#"{"Key":1,"key":2}"#),
        ("a: b = c", r#"{"a":"b = c"}"#),
        ("a = b: c", r#"{"a":"b: c"}"#),
        ("\u{feff}a=1\r\nb=2\r\n", r#"{"a":1,"b":2}"#),
        // Values.
        ("a =", r#"{"a":""}"#),
        ("a = b  c ", r#"{"a":"b  c"}"#),
        ("a = \"b ; c\"", r#"{"a":"b ; c"}"#),
        ("a = 'b # c' ; note", r#"{"a":"b # c"}"#),
        ("a = \"\"", r#"{"a":""}"#),
        ("a = ' b '", r#"{"a":" b "}"#),
        ("a = \"b\" c", r#"{"a":"\"b\" c"}"#),
        ("a = \"b\" and \"c\"", r#"{"a":"\"b\" and \"c\""}"#),
        ("a = it's", r#"{"a":"it's"}"#),
        ("a = \"", r#"{"a":"\""}"#),
        ("a = C:\\new", r#"{"a":"C:\\new"}"#),
        ("zip = 01234", r#"{"zip":"01234"}"#),
        // Comments.
        ("a = b ; note", r#"{"a":"b"}"#),
        ("a = b # note", r#"{"a":"b"}"#),
        ("a = b;c#d", r#"{"a":"b;c#d"}"#),
        ("a = #fff", r##"{"a":"#fff"}"##),
        ("a = # note", r#"{"a":""}"#),
        ("a = ; note", r#"{"a":""}"#),
        ("a = http://x/#y", r##"{"a":"http://x/#y"}"##),
        ("  ; indented\na=1", r#"{"a":1}"#),
    ] {
        assert_eq!(ini(text), expected, "{text:?}");
    }
}

#[test]
fn values_are_text_with_spans() {
    let text = "[a.b]\nport = \"80\" ; note\nhost =\n";
    let tree = read(Format::Ini, text).tree.unwrap();
    let a = tree.child(tree.root(), "a").unwrap();
    let b = tree.child(a, "b").unwrap();
    let port = tree.child(b, "port").unwrap();
    assert_eq!(tree.item(port), Item::Text("80"));
    let slice = |span: crate::value::Span| &text[span.start()..span.end()];
    assert_eq!(slice(tree.node(port).span), "\"80\"");
    assert_eq!(slice(tree.node(port).key_span), "port");
    assert_eq!(slice(tree.node(b).key_span), "b");
    assert_eq!((slice(tree.node(a).span), slice(tree.node(b).span)), ("[a.b]", "[a.b]"));
}

#[test]
fn all_bad_lines_are_reported() {
    let text = "a = 1\nnonsense\n= 2\n[open\nb = 1\nb = 2\n[]\n[a..b]\n[c] d\n{\"x\": 1}\n  continued";
    insta::assert_debug_snapshot!(faults(Format::Ini, text), @r#"
    [
        "BadLine \"nonsense\": `key = value` or `[section]` expected",
        "BadLine \"= 2\": a key is missing before the sign",
        "BadLine \"[open\": `]` expected at the end of the section name",
        "BadLine \"[]\": a part of the section name is empty",
        "BadLine \"[a..b]\": a part of the section name is empty",
        "BadLine \"d\": unexpected text after the section name",
        "BadLine \"{\\\"x\\\"\": a key cannot begin with a bracket",
        "BadLine \"continued\": `key = value` or `[section]` expected",
    ]
    "#);
    assert!(read(Format::Ini, text).tree.is_none());
}

#[test]
fn duplicates_show_both_places() {
    for (text, key, first, second) in [
        ("a = 1\na = 2", "a", 0, 6),
        ("[s]\na=1\n[t]\n[s]\na=2", "a", 4, 16),
        ("a = 1\n[a]\nb = 2", "a", 0, 7),
        ("[a.b]\nc=1\n[a]\nb = 2", "b", 3, 14),
    ] {
        let parsed = read(Format::Ini, text);
        assert!(parsed.tree.is_none());
        let [fault] = parsed.faults.as_slice() else { panic!("{text:?}: {:?}", parsed.faults) };
        assert_eq!(fault.code, Code::DuplicateKey);
        assert!(fault.message.contains(&format!("`{key}`")));
        assert_eq!((fault.related[0].0.start(), fault.span.start()), (first, second), "{text:?}");
    }
}

#[test]
fn hostile_texts() {
    let deep = |levels: usize| format!("[{}]", vec!["a"; levels].join("."));
    assert!(read(Format::Ini, &deep(127)).tree.is_some());
    assert_eq!(read(Format::Ini, &deep(128)).faults[0].code, Code::TooDeep);
    for text in [
        deep(500_000),
        "[a\n".repeat(50_000),
        (0..50_000).map(|at| format!("key{at} = {at}\n")).collect(),
        (0..25_000).map(|at| format!("[s{at}.t]\nk = {at}\n")).collect(),
        format!("a = {}", "x;".repeat(1 << 19)),
        format!("a = {}", "\"'".repeat(1 << 19)),
        "[a.b.c]\n".repeat(20_000),
    ] {
        within_limits(move || drop(read(Format::Ini, &text)));
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(?s)([a-b=:;#\"'. \r\n\\[\\]]|\\PC){0,60}") {
        let parsed = read(Format::Ini, &text);
        prop_assert_eq!(parsed.tree.is_none(), !parsed.faults.is_empty());
    }

    #[test]
    fn quoted_values_come_back(value in "[^\"\0\r\n]*") {
        let parsed = read(Format::Ini, &format!("[s]\nkey = \"{value}\" ; note\n"));
        let tree = parsed.tree.unwrap();
        let section = tree.child(tree.root(), "s").unwrap();
        prop_assert_eq!(tree.item(tree.child(section, "key").unwrap()), Item::Text(value.as_str()));
    }
}
