use crate::diagnostics::Code;
use crate::format::Format;
use crate::format::test_util::{faults, json, read, within_limits};
use crate::value::{Document, Tree, Value};
use proptest::prelude::*;

fn ron(text: &str) -> String {
    json(Format::Ron, text)
}

#[test]
fn documents() {
    for (text, expected) in [
        ("", "{}"),
        ("\u{feff}// only\n/* comments /* nested */ */\r\n", "{}"),
        ("()", "{}"),
        ("Config()", "{}"),
        ("( /* all defaults */ )", "{}"),
        ("(a: 1)", r#"{"a":1}"#),
        ("Config(a: 1, b: Server(c: 2,),)", r#"{"a":1,"b":{"c":2}}"#),
        ("Config (a : 1)", r#"{"a":1}"#),
        ("(a: b, c: d(e))", r#"{"a":"b","c":{"d":"e"}}"#),
        ("{\"a\": 1, 'b': 2, c: 3, 4: 5, true: 6, 0x10: 7}", r#"{"a":1,"b":2,"c":3,"4":5,"true":6,"16":7}"#),
        ("[1, 2, [3,],]", "[1,2,[3]]"),
        ("(1, 2)", "[1,2]"),
        ("(1)", "[1]"),
        (
            "[(), (()), None, Some(1), Some(Some(2)), Some ( None ), Some(3,)]",
            "[null,[null],null,1,2,null,3]",
        ),
        (
            "[Dev, Tcp(80), Udp(1, 2), Nested(Tcp(1)), Unit(), T((1, 2))]",
            r#"["Dev",{"Tcp":80},{"Udp":[1,2]},{"Nested":{"Tcp":1}},{},{"T":[1,2]}]"#,
        ),
        ("Some((a: 1))", r#"{"a":1}"#),
        (
            "#![enable(implicit_some)]\n#![enable(unwrap_newtypes, unwrap_variant_newtypes,)]\n(a: 1)",
            r#"{"a":1}"#,
        ),
        ("(r#type: 1, r#a.b-c: r#true)", r#"{"type":1,"a.b-c":"true"}"#),
        ("(größe: _x)", r#"{"größe":"_x"}"#),
    ] {
        assert_eq!(ron(text), expected, "{text:?}");
    }
}

#[test]
fn scalars() {
    for (text, expected) in [
        ("true", "true"),
        ("-1", "-1"),
        ("+1_000", "1000"),
        ("0xFF_u8", "255"),
        ("-0b101", "-5"),
        ("0o17i64", "15"),
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1.", "1.0"),
        (".5", "0.5"),
        ("-1_0.5_0e-2", "-0.105"),
        ("1e3", "1000.0"),
        ("1f32", "1.0"),
        ("2.5f64", "2.5"),
        ("-inf", "-inf"),
        ("NaN", "nan"),
        ("b'a'", "97"),
        ("'x'", "\"x\""),
        ("'\\''", "\"'\""),
        ("'\\u{1F511}'", "\"🔑\""),
        (r#""a\n\t\r\\\"\'\0\x41\u{e9}""#, r#""a\n\t\r\\\"'\u0000Aé""#),
        (r#""\xc3\xa9""#, "\"é\""),
        ("\"a\\\n   b\"", "\"ab\""),
        ("r\"C:\\new\"", r#""C:\\new""#),
        ("r##\"a\"#b\"##", r##""a\"#b""##),
        ("b\"a\\xff\"", "[97,255]"),
        ("br#\"a\\\"#", "[97,92]"),
    ] {
        assert_eq!(ron(text), expected, "{text:?}");
    }
}

#[test]
fn errors_say_what_was_expected() {
    let texts = [
        "(a: 1",
        "(a 1)",
        "(a: 1 b: 2)",
        "[1 2]",
        "[1,,2]",
        "[,]",
        "{1}",
        "{[1]: 2}",
        "(a: 1]",
        "(a: 1, 2)",
        "Some()",
        "Some(1, 2)",
        "1 2",
        "\"open",
        "'ab'",
        "''",
        "r#\"open\"",
        "/* open",
        "\"\\q\"",
        "\"\\u{110000}\"",
        "\"\\xff\"",
        "256u8",
        "1__x",
        "0xZZ",
        "#![enable(magic)] 1",
        "@",
        "-",
        "1..5",
    ];
    let all: Vec<_> =
        texts.iter().map(|text| format!("{text} => {}", faults(Format::Ron, text).join("; "))).collect();
    insta::assert_snapshot!(all.join("\n"), @r##"
    (a: 1 => Syntax "": `)` expected before the end of the text
    (a 1) => Syntax "1": `,` or `)` expected, not `1`
    (a: 1 b: 2) => Syntax "b": `,` or `)` expected, not `b`
    [1 2] => Syntax "2": `,` or `]` expected, not `2`
    [1,,2] => Syntax ",": a value expected, not `,`
    [,] => Syntax ",": a value expected, not `,`
    {1} => Syntax "}": `:` after the key expected, not `}`
    {[1]: 2} => Syntax "[": a key that is a string, a name or a number expected, not `[`
    (a: 1] => Syntax "]": `,` or `)` expected, not `]`
    (a: 1, 2) => Syntax "2": a name expected, not `2`
    Some() => Syntax ")": a value in `Some(…)` expected, not `)`
    Some(1, 2) => Syntax "2": `)` (`Some` holds one value) expected, not `2`
    1 2 => Syntax "2": the end of the text expected, not `2`
    "open => Syntax "\"": this string is not closed
    'ab' => Syntax "'a": a character in single quotes expected
    '' => Syntax "'": a character in single quotes expected
    r#"open" => Syntax "#\"": this raw string is not closed
    /* open => Syntax "/*": this comment is not closed
    "\q" => Syntax "\\q": unknown escape
    "\u{110000}" => Syntax "\\u{110000}": no such character
    "\xff" => Syntax "\"\\xff\"": the bytes of this string are not UTF-8
    256u8 => Syntax "256u8": this integer does not fit the type that it names
    1__x => Syntax "1__x": this number is malformed
    0xZZ => Syntax "0xZZ": this number is malformed
    #![enable(magic)] 1 => Syntax "magic": unknown extension of RON
    @ => Syntax "@": a value expected, not `@`
    - => Syntax "-": this number is malformed
    1..5 => Syntax "1..5": this number is malformed
    "##);
    let parsed = read(Format::Ron, "(a: 1, b: 2, a: 3)");
    assert!(parsed.tree.is_none());
    assert_eq!((parsed.faults[0].code, parsed.faults[0].related[0].0.start()), (Code::DuplicateKey, 1));
}

#[test]
fn spans() {
    let text = "\u{feff}Config(\n  port: 80, // note\n  mode: Tcp( 1 ),\n  name: \"x\",\n)";
    let tree = read(Format::Ron, text).tree.unwrap();
    let at = |path: &[&str]| {
        let id = path.iter().fold(tree.root(), |id, key| tree.child(id, key).unwrap());
        let node = tree.node(id);
        let slice = |span: crate::value::Span| text[span.start()..span.end()].to_owned();
        (slice(node.key_span), slice(node.span))
    };
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(at(&["port"]), pair("port", "80"));
    assert_eq!(at(&["mode"]), pair("mode", "Tcp( 1 )"));
    assert_eq!(at(&["mode", "Tcp"]), pair("Tcp", "1"));
    assert_eq!(at(&["name"]), pair("name", "\"x\""));
    assert_eq!(at(&[]).1, text.trim_start_matches('\u{feff}'));
}

#[test]
fn depth_is_limited() {
    let nested = |open: &str, close: &str, levels: usize| open.repeat(levels) + &close.repeat(levels);
    assert!(read(Format::Ron, &nested("[", "]", 128)).tree.is_some());
    for text in [
        nested("[", "]", 129),
        nested("(", ")", 200_000),
        nested("{a:", "}", 200_000),
        nested("Some(", ")", 200_000),
        nested("A(", ")", 200_000),
        nested("A(a:", ")", 200_000),
    ] {
        within_limits(move || assert_eq!(read(Format::Ron, &text).faults[0].code, Code::TooDeep));
    }
}

#[test]
fn hostile_texts() {
    let fields: String = (0..25_000).map(|at| format!("key{at}: {at},\n")).collect();
    for text in [
        format!("({fields})"),
        format!("[{}]", "(),A(1),Some(2),".repeat(50_000)),
        format!("\"{}\"", "x\\n".repeat(1 << 18)),
        "/*".repeat(1 << 19),
        "r#".repeat(1 << 19),
        "#".repeat(1 << 20),
        format!("r{}", "#".repeat(1 << 20)),
        "1".repeat(1 << 20),
        format!("[{}", "\"\\".repeat(1 << 19)),
    ] {
        within_limits(move || drop(read(Format::Ron, &text)));
    }
}

/// What `ron` itself makes of a text, where its untyped value says as much as ours.
fn oracle(value: ron::Value) -> Value {
    match value {
        ron::Value::Bool(value) => Value::Bool(value),
        ron::Value::Char(c) => Value::String(c.into()),
        ron::Value::String(text) => Value::String(text),
        ron::Value::Bytes(bytes) => Value::Array(bytes.into_iter().map(|b| Value::Int(b.into())).collect()),
        ron::Value::Option(None) | ron::Value::Unit => Value::Null,
        ron::Value::Option(Some(value)) => oracle(*value),
        ron::Value::Seq(items) => Value::Array(items.into_iter().map(oracle).collect()),
        ron::Value::Map(map) => Value::Table(
            map.into_iter()
                .map(|(key, value)| match oracle(key) {
                    Value::String(key) => (key, oracle(value)),
                    key => (key.to_string(), oracle(value)),
                })
                .collect(),
        ),
        ron::Value::Number(number) => match number {
            ron::Number::F32(float) => Value::Float(float.get().into()),
            ron::Number::F64(float) => Value::Float(float.get()),
            ron::Number::U64(n) if n > i64::MAX as u64 => Value::UInt(n),
            number => Value::Int(number.into_f64() as i64),
        },
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        Value::Table(mut entries) => {
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Table(entries.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        value => value,
    }
}

fn copy(tree: &Tree) -> Value {
    sorted(Value::copy(tree, tree.root()))
}

fn ron_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<i32>().prop_map(|n| n.to_string()),
        any::<bool>().prop_map(|b| b.to_string()),
        "\\PC{0,8}".prop_map(|text| format!("{text:?}")),
        "[a-z]{0,4}".prop_map(|text| format!("r#\"{text}\"#")),
        Just("None".to_owned()),
        Just("[]".to_owned()),
        Just("1.5".to_owned()),
        Just("0x1F".to_owned()),
        Just("b\"ab\"".to_owned()),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|v| format!("[ {} , ]", v.join(" ,"))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|v| format!("({})", v.join(",\n"))),
            prop::collection::btree_map("[a-z]{1,3}", inner.clone(), 1..4).prop_map(|map| {
                let fields: Vec<_> = map.iter().map(|(key, value)| format!("f{key}: {value}")).collect();
                format!("Name( /* c */ {} )", fields.join(", // c\n"))
            }),
            prop::collection::btree_map("[a-z]{1,3}", inner.clone(), 1..4).prop_map(|map| {
                let fields: Vec<_> = map.iter().map(|(key, value)| format!("{key:?}: {value}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
            inner.prop_map(|value| format!("Some({value})")),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(?s)([abr#\"'\\\\(){}\\[\\]:,0-9.+/* \n-]|Some|None|\\PC){0,60}") {
        let parsed = read(Format::Ron, &text);
        prop_assert_eq!(parsed.tree.is_none(), !parsed.faults.is_empty());
        for fault in &parsed.faults {
            prop_assert!(text.get(fault.span.start()..fault.span.end()).is_some(), "{:?}", fault);
        }
    }

    #[test]
    fn the_same_as_ron(text in ron_text()) {
        let expected: ron::Value = ron::from_str(&text).unwrap();
        let tree = read(Format::Ron, &text).tree;
        prop_assert!(tree.is_some(), "{}: {:?}", text, read(Format::Ron, &text).faults);
        prop_assert_eq!(copy(&tree.unwrap()), sorted(oracle(expected)), "{}", text);
    }

    #[test]
    fn ron_reads_no_scrap_that_we_refuse(text in "([ab1\"(){}\\[\\]:, ]|Some|None|-1|0x1|1\\.5|//\n){0,12}") {
        if let Ok(value) = ron::from_str::<ron::Value>(&text) {
            let parsed = read(Format::Ron, &text);
            let duplicate = parsed.faults.iter().any(|fault| fault.code == Code::DuplicateKey);
            let odd_key = parsed.faults.iter().any(|fault| fault.message.contains("a key that is"));
            prop_assert!(parsed.tree.is_some() || duplicate || odd_key, "{}: {:?} {:?}", text, value, parsed.faults);
        }
    }
}
