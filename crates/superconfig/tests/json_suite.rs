//! JSON: the published suite, serde_json as oracle, and what hostile text can do.
#![cfg(feature = "json")]
#![allow(missing_docs, clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::Value as Peer;
use superconfig::{Code, Format, Value};

const SUITE: &str = include_str!("data/json/suite.jsonl");

/// Cases of the suite that this crate decides otherwise, and why.
const EXCEPTIONS: [(&str, &str); 5] = [
    ("n_structure_no_data", "an empty file is an empty table"),
    ("n_single_space", "an empty file is an empty table"),
    ("n_structure_UTF8_BOM_no_data", "an empty file is an empty table"),
    ("y_object_duplicated_key", "duplicate keys are errors"),
    ("y_object_duplicated_key_and_value", "duplicate keys are errors"),
];

/// Whether our value is the one that serde_json reads. Numbers that serde_json turns into a float although they
/// are integers are text with us, or a string once nobody asks for a number.
fn same(ours: &Value, peer: &Peer) -> bool {
    match (ours, peer) {
        (Value::Null, Peer::Null) => true,
        (Value::Bool(ours), Peer::Bool(peer)) => ours == peer,
        // What is written as an integer is one.
        (Value::Int(0), Peer::Number(peer)) => peer.as_f64() == Some(0.0),
        (Value::Int(ours), Peer::Number(peer)) => peer.as_i64() == Some(*ours),
        (Value::UInt(ours), Peer::Number(peer)) => peer.as_u64() == Some(*ours),
        (Value::Float(ours), Peer::Number(peer)) => peer.as_f64().is_some_and(|peer| close(*ours, peer)),
        (Value::String(ours), Peer::String(peer)) => ours == peer,
        (Value::String(ours), Peer::Number(peer)) => {
            ours.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
                && peer.is_f64()
                && ours.parse().ok().zip(peer.as_f64()).is_some_and(|(ours, peer)| close(ours, peer))
        }
        (Value::Array(ours), Peer::Array(peer)) => {
            ours.len() == peer.len() && ours.iter().zip(peer).all(|(ours, peer)| same(ours, peer))
        }
        (Value::Table(ours), Peer::Object(peer)) => {
            let equal = |(key, value): &(String, Value)| peer.get(key).is_some_and(|peer| same(value, peer));
            ours.len() == peer.len() && ours.iter().all(equal)
        }
        _ => false,
    }
}

/// serde_json's default float parsing may be off by a last digit; ours is exact.
fn close(ours: f64, peer: f64) -> bool {
    ours.to_bits().abs_diff(peer.to_bits()) <= 1
}

#[test]
fn the_published_suite() {
    let mut counts = [0; 3];
    for line in SUITE.lines() {
        let (name, text): (String, String) = serde_json::from_str(line).unwrap();
        let ours = Format::Json.parse(&text);
        let expected = match name.as_bytes()[0] {
            b'y' => Some(true),
            b'n' => Some(false),
            _ => None,
        };
        counts[expected.map_or(2, usize::from)] += 1;
        let excepted = EXCEPTIONS.iter().any(|(exception, _)| *exception == name);
        if let Some(expected) = expected {
            assert_eq!(ours.is_ok(), expected != excepted, "{name}: {text:?} gives {ours:?}");
        }
        if let (Ok(ours), Ok(peer)) = (&ours, serde_json::from_str::<Peer>(&text)) {
            assert!(same(ours, &peer), "{name}: {ours:?} against {peer:?}");
        }
    }
    assert_eq!(counts, [186, 95, 35], "refused, accepted, undecided");
}

#[test]
fn what_the_suite_leaves_open() {
    let parse = |text: &str| Format::Json.parse(text);
    for text in ["", " \n\t", "\u{feff}", "\u{feff}{}\r\n"] {
        assert_eq!(parse(text).unwrap(), Value::Table(vec![]), "{text:?}");
    }
    let text = |value: &str| Value::String(value.to_owned());
    for (source, value) in [
        ("18446744073709551615", Value::UInt(u64::MAX)),
        ("18446744073709551616", text("18446744073709551616")),
        ("-9223372036854775808", Value::Int(i64::MIN)),
        ("-9223372036854775809", text("-9223372036854775809")),
        ("1e400", text("1e400")),
        ("-1.5e+9999", text("-1.5e+9999")),
        ("1e-400", Value::Float(0.0)),
        ("9007199254740993", Value::Int(9_007_199_254_740_993)),
        ("1.0", Value::Float(1.0)),
        (r#""\u0000""#, text("\0")),
        (r#""\ud83d\ude00 \uD834\uDD1E""#, text("😀 𝄞")),
        ("\"\u{7f}\u{2028}\"", text("\u{7f}\u{2028}")),
    ] {
        assert_eq!(parse(source).unwrap(), value, "{source}");
    }
    assert_eq!(parse("-0"), Ok(Value::Int(0)));
    let Ok(Value::Float(zero)) = parse("-0.0") else { panic!("-0.0 is a float") };
    assert!(zero == 0.0 && zero.is_sign_negative());
    for lonely in [r#""\ud83d""#, r#""\ude00""#, r#""\ud83dx""#, r#""\ud83d\ud83d""#, r#""\ud83d\n""#] {
        assert!(parse(lonely).is_err(), "{lonely}");
    }
}

#[test]
fn duplicate_keys_are_found_in_any_spelling() {
    let error = Format::Json.parse(r#"{"a": {"k": 1, "\u006b": 2}, "a": 3}"#).unwrap_err();
    let keys: Vec<_> = error.diagnostics().iter().map(|fault| (fault.code, fault.message.as_str())).collect();
    assert_eq!(
        keys,
        [
            (Code::DuplicateKey, "the key `k` stands twice in one table"),
            (Code::DuplicateKey, "the key `a` stands twice in one table")
        ]
    );
    assert_eq!(error.diagnostics()[0].origin.as_ref().and_then(|origin| origin.column()), Some(16));
}

/// Runs on the stack of a small thread.
fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(test).unwrap().join().unwrap();
}

#[test]
fn hostile_text_ends_in_an_error() {
    on_small_stack(|| {
        let too_deep = |text: &str| Format::Json.parse(text).unwrap_err().has(Code::TooDeep);
        assert!(too_deep(&"[".repeat(100_000)));
        assert!(too_deep(&"[{\"\":".repeat(50_000)));
        assert!(too_deep(&format!("{}{}", "[".repeat(129), "]".repeat(129))));
        let deepest = format!("{}{}", "[".repeat(128), "]".repeat(128));
        assert!(Format::Json.parse(&deepest).is_ok());
        let many = format!("[{}0]", "0,".repeat(1_000_000));
        assert!(Format::Json.parse(&many).unwrap_err().has(Code::TooManyNodes));
    });
}

#[test]
fn large_tables_and_strings_take_linear_time() {
    let keys: String = (0..200_000).map(|n| format!("\"key{n}\": {n},")).collect();
    let Value::Table(entries) = Format::Json.parse(&format!("{{{keys}\"last\": 0}}")).unwrap() else {
        panic!("a table")
    };
    assert_eq!(entries.len(), 200_001);
    let escaped = format!("\"{}\"", "\\n".repeat(1_000_000));
    assert_eq!(Format::Json.parse(&escaped).unwrap(), Value::String("\n".repeat(1_000_000)));
    assert!(Format::Json.parse(&format!("[{}", "\"a\" ".repeat(1_000_000))).is_err());
}

fn any_json() -> impl Strategy<Value = Peer> {
    let leaf = prop_oneof![
        Just(Peer::Null),
        any::<bool>().prop_map(Peer::from),
        any::<i64>().prop_map(Peer::from),
        any::<u64>().prop_map(Peer::from),
        any::<f64>().prop_filter("finite", |float| float.is_finite()).prop_map(Peer::from),
        any::<String>().prop_map(Peer::from),
        "[a-z\"\\\\\u{0}-\u{1f}é😀]{0,12}".prop_map(Peer::from),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Peer::from),
            prop::collection::btree_map("[a-zé\"\\\\]{0,4}", inner, 0..16)
                .prop_map(|map| Peer::Object(map.into_iter().collect())),
        ]
    })
}

/// Pieces that make broken JSON interesting.
const PIECES: [&str; 34] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\n", "0", "1", "-", ".", "e", "E", "+", "true", "null",
    "\\u", "\\ud83d", "\\ude00", "\u{1}", "é", "😀", "//", "'", "\"a\"", "\"a\":1", "1e5", "00", "\t", "\\n",
    "abcdefgh",
];

/// Whether a peer's reading has a table with duplicate keys cannot be seen in it; so such texts are skipped.
fn agrees_with_serde_json(text: &str) -> Result<(), TestCaseError> {
    let ours = Format::Json.parse(text);
    if ours.as_ref().is_err_and(|error| error.has(Code::DuplicateKey)) {
        return Ok(());
    }
    match (ours, serde_json::from_str::<Peer>(text)) {
        (Ok(ours), Ok(peer)) => prop_assert!(same(&ours, &peer), "{text:?}: {ours:?} against {peer:?}"),
        (Err(_), Err(_)) => {}
        (Ok(Value::Table(entries)), Err(_)) if entries.is_empty() && text.trim().is_empty() => {}
        // serde_json refuses floats beyond f64, which are text with us.
        (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {}
        (ours, peer) => prop_assert!(false, "{text:?}: {ours:?} against {peer:?}"),
    }
    Ok(())
}

proptest! {
    #[test]
    fn equal_to_serde_json_on_json(peer in any_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&peer) } else { serde_json::to_string(&peer) }.unwrap();
        let ours = Format::Json.parse(&text);
        prop_assert!(ours.as_ref().is_ok_and(|ours| same(ours, &peer)), "{text}: {ours:?}");
    }

    #[test]
    fn equal_to_serde_json_on_mutated_json(
        peer in any_json(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..3, prop::sample::select(&PIECES[..])), 1..5),
    ) {
        let mut chars: Vec<char> = serde_json::to_string(&peer).unwrap().chars().collect();
        for (place, remove, piece) in edits {
            let start = place.index(chars.len() + 1);
            let end = (start + remove).min(chars.len());
            chars.splice(start..end, piece.chars());
        }
        agrees_with_serde_json(&chars.into_iter().collect::<String>())?;
    }

    #[test]
    fn equal_to_serde_json_on_pieces(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12)) {
        agrees_with_serde_json(&pieces.concat())?;
    }
}
