//! What cannot be seen through the public parser: spans, messages, advice, paths.

#[cfg(feature = "json5")]
mod json5;

use super::*;
use crate::diagnostics::{Code, Severity};
use crate::value::{Data, Document, Item, Span};
use proptest::prelude::*;

fn parsed(text: &str) -> Parsed {
    parse(&Arc::from(text), &Limits::default(), Dialect::Json)
}

fn tree(text: &str) -> Tree {
    parsed(text).tree.unwrap()
}

/// Every fault on a line: the bytes it points at, the path, the message, the advice.
fn faults_of(text: &str, parsed: &Parsed) -> String {
    let line = |fault: &Fault| {
        let place = text.get(fault.span.start()..fault.span.end()).unwrap_or("(no boundary)");
        let path = fault.path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        let related = fault.related.iter().map(|(span, message)| format!(" [{}: {message}]", span.start()));
        let related: String = related.collect();
        format!(
            "{}..{} {place:?}{path}: {}{help}{related}\n",
            fault.span.start(),
            fault.span.end(),
            fault.message
        )
    };
    parsed.faults.iter().map(line).collect()
}

fn faults(texts: &[&str]) -> String {
    texts.iter().map(|text| faults_of(text, &parsed(text))).collect()
}

#[test]
fn every_byte_is_accounted_for() {
    let text = "\u{feff} {\"a\": [1, -2.5e1 , \"é\\n\"],\r\n \"b\" :{ }, \"n\":null}\n";
    let tree = tree(text);
    let shown: Vec<_> = (0..tree.len() as u32)
        .map(|id| {
            let node = tree.node(id);
            let bytes = |span: Span| &text[span.start()..span.end()];
            (bytes(node.key_span), tree.key(id), bytes(node.span))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("", "", "1"),
            ("", "", "-2.5e1"),
            ("", "", "\"é\\n\""),
            ("\"a\"", "a", "[1, -2.5e1 , \"é\\n\"]"),
            ("\"b\"", "b", "{ }"),
            ("\"n\"", "n", "null"),
            ("", "", text[4..].trim_end()),
        ]
    );
    assert_eq!(tree.item(2), Item::Str("é\n"));
}

#[test]
fn strings_are_slices_unless_they_have_escapes() {
    let text: Arc<str> = Arc::from(r#"["plain, and longer than a word", "w\u00eft\/h"]"#);
    let parsed = parse(&text, &Limits::default(), Dialect::Json).tree.unwrap();
    let texts: Vec<_> = parsed.children(parsed.root()).map(|id| parsed.item(id)).collect();
    assert_eq!(texts, [Item::Str("plain, and longer than a word"), Item::Str("wït/h")]);
    let Data::Str(first) = parsed.node(0).data else { panic!("a string") };
    assert_eq!(parsed.str(first).as_ptr(), text[2..].as_ptr());
}

/// Every special byte at every place of the eight-byte steps.
#[test]
fn strings_end_where_they_end() {
    for before in 0..20 {
        for after in 0..20 {
            for (special, plain) in
                [("\\\"", "\""), ("\\\\", "\\"), ("\\u00e9", "é"), ("\u{7f}", "\u{7f}"), ("é😀", "é😀")]
            {
                let (head, tail) = ("x".repeat(before), "y".repeat(after));
                let text = format!("[\"{head}{special}{tail}\",\"\"]");
                let tree = tree(&text);
                assert_eq!(tree.item(0), Item::Str(&format!("{head}{plain}{tail}")), "{text}");
            }
            for raw in ["\0", "\u{1f}", "\n"] {
                let text = format!("[\"{}{raw}{}\"]", "x".repeat(before), "y".repeat(after));
                assert!(parsed(&text).tree.is_none(), "{text:?}");
            }
        }
    }
}

#[test]
fn separators_and_brackets() {
    insta::assert_snapshot!(faults(&[
        "[1}", "{\"a\": 1]", "[1 2]", "{\"a\": 1 \"b\": 2}", "{\"a\" 1}", "{\"a\"= 1}", "[1,]", "{\"a\": 1 , }", "[,]",
        "[1,,2]", "[1", "{\"a\": {\"b\": [", "{", "{\"a\"", "1 2", "{}}", "[] // x", "]",
    ]), @r###"
    2..3 "}" at [0]: `,` or `]` expected, found `}` [0: the array begins here]
    7..8 "]" at a: `,` or `}` expected, found `]` [0: the table begins here]
    3..4 "2" at [0]: `,` or `]` expected, found `2` (a `,` seems to be missing before this) [0: the array begins here]
    8..9 "\"" at a: `,` or `}` expected, found `"` (a `,` seems to be missing before this) [0: the table begins here]
    5..6 "1" at a: `:` expected after the key, found `1`
    4..5 "=" at a: `:` expected after the key, found `=` (JSON separates key and value by `:`)
    2..3 "," at [0]: value expected after `,`, found `]` (remove this comma; only `.json5` and `.jsonc` files may have it)
    8..9 "," at a: key expected after `,`, found `}` (remove this comma; only `.json5` and `.jsonc` files may have it)
    1..2 "," at [0]: value expected, found `,` (remove one of the commas)
    3..4 "," at [1]: value expected, found `,` (remove one of the commas)
    2..2 "" at [0]: `,` or `]` expected, found end of text [0: the array begins here]
    13..13 "" at a.b[0]: value expected, found end of text [12: the array begins here]
    1..1 "": key in double quotes expected, found end of text [0: the table begins here]
    4..4 "" at a: `:` expected after the key, found end of text [0: the table begins here]
    2..3 "2": end of text expected, found `2`
    2..3 "}": end of text expected, found `}`
    3..4 "/": end of text expected, found `/` (JSON has no comments; remove this one, or rename the file to `.json5` or `.jsonc`)
    0..1 "]": value expected, found `]`
    "###);
}

#[test]
fn keys_and_values() {
    insta::assert_snapshot!(faults(&[
        "{a: 1}", "{'a': 1}", "{1: 1}", "{, }", "{\"a\": }", "{\"a\": True}", "[None, 1]", "[NaN]", "[-Infinity]", "hello",
        "['x']", "// x\n{}", "[1, /* x */ 2]", "# x\n{}", "\u{b}{}", "\0", "[\u{feff}1]", "[`x`]", "tru", "[truex]",
    ]), @r###"
    1..2 "a": key in double quotes expected, found `a` (put the key in double quotes)
    1..2 "'": key in double quotes expected, found `'` (JSON takes double quotes only; rename the file to `.json5` to use single ones)
    1..2 "1": key in double quotes expected, found `1` (put the key in double quotes)
    1..2 ",": key in double quotes expected, found `,` (remove one of the commas)
    6..7 "}" at a: value expected, found `}`
    6..7 "T" at a: value expected, found `T` (write `true`)
    1..2 "N" at [0]: value expected, found `N` (write `null`)
    1..2 "N" at [0]: value expected, found `N` (JSON has no infinity and no NaN; rename the file to `.json5` to use them)
    2..3 "I" at [0]: digit expected after `-`, found `I` (JSON has no infinity and no NaN; rename the file to `.json5` to use them)
    0..1 "h": value expected, found `h` (put text in double quotes)
    1..2 "'" at [0]: value expected, found `'` (JSON takes double quotes only; rename the file to `.json5` to use single ones)
    0..1 "/": value expected, found `/` (JSON has no comments; remove this one, or rename the file to `.json5` or `.jsonc`)
    4..5 "/" at [1]: value expected, found `/` (JSON has no comments; remove this one, or rename the file to `.json5` or `.jsonc`)
    0..1 "#": value expected, found `#` (JSON has no comments)
    0..1 "\u{b}": value expected, found U+000B
    0..1 "\0": value expected, found U+0000
    1..4 "\u{feff}" at [0]: value expected, found U+FEFF
    1..2 "`" at [0]: value expected, found a backtick
    0..1 "t": value expected, found `t` (put text in double quotes)
    5..6 "x" at [0]: `,` or `]` expected, found `x` [0: the array begins here]
    "###);
}

#[test]
fn numbers() {
    insta::assert_snapshot!(faults(&[
        "[01]", "[-01]", "[-]", "[1.]", "[1.e1]", "[.5]", "[+1]", "[0x1F]", "[1e]", "[1e+]", "[- 1]", "[--1]", "1_000",
    ]), @r###"
    1..2 "0" at [0]: number has a leading zero (remove the zero, or put the number in quotes if it is text)
    2..3 "0" at [0]: number has a leading zero (remove the zero, or put the number in quotes if it is text)
    2..3 "]" at [0]: digit expected after `-`, found `]`
    3..4 "]" at [0]: digit expected after the point, found `]`
    3..4 "e" at [0]: digit expected after the point, found `e`
    1..2 "." at [0]: value expected, found `.` (JSON needs a digit before the point: `0.5`)
    1..2 "+" at [0]: value expected, found `+` (JSON writes positive numbers without `+`)
    1..3 "0x" at [0]: JSON has no hexadecimal numbers (write it in decimal, or rename the file to `.json5`)
    3..4 "]" at [0]: digit expected in the exponent, found `]`
    4..5 "]" at [0]: digit expected in the exponent, found `]`
    2..3 " " at [0]: digit expected after `-`, found a space
    2..3 "-" at [0]: digit expected after `-`, found `-`
    1..2 "_": end of text expected, found `_`
    "###);
}

#[test]
fn strings() {
    insta::assert_snapshot!(faults(&[
        "\"abc", "{\"a\": \"b\n}", "\"a\tb\"", "\"a\0b\"", "\"C:\\dir\"", "\"\\u12x4\"", "\"\\u12", "\"\\", "\"\\\u{1}\"",
        "\"\\ud800\"", "[0, \"\\uDC00\\uD800\"]", "\"\\x41\"", "\"\\é\"",
    ]), @r###"
    0..4 "\"abc": string is not closed
    6..8 "\"b" at a: string is not closed (close it on the same line; a line break in a string is written `\n`)
    2..3 "\t": raw tab in a string (write `\t`)
    2..3 "\0": raw control character U+0000 in a string (write `\u0000`)
    3..5 "\\d": unknown escape `\d` (a backslash is written `\\`; the escapes are \" \\ \/ \b \f \n \r \t \uXXXX)
    1..5 "\\u12": four hexadecimal digits expected after `\u`
    1..3 "\\u": four hexadecimal digits expected after `\u`
    0..2 "\"\\": string is not closed
    1..3 "\\\u{1}": unknown escape (a backslash is written `\\`; the escapes are \" \\ \/ \b \f \n \r \t \uXXXX)
    1..7 "\\ud800": `\uD800` is half of a surrogate pair (write both halves (`\uD83D\uDE00`), or the character itself)
    5..11 "\\uDC00" at [1]: `\uDC00` is half of a surrogate pair (write both halves (`\uD83D\uDE00`), or the character itself)
    1..3 "\\x": unknown escape `\x` (a backslash is written `\\`; the escapes are \" \\ \/ \b \f \n \r \t \uXXXX)
    1..4 "\\é": unknown escape `\é` (a backslash is written `\\`; the escapes are \" \\ \/ \b \f \n \r \t \uXXXX)
    "###);
}

#[test]
fn oversized_numbers_stay_text_with_a_warning() {
    let text = "{\"a\": [18446744073709551616, -1e400]}";
    let parsed = parsed(text);
    insta::assert_snapshot!(faults_of(text, &parsed), @r###"
    7..27 "18446744073709551616" at a[0]: integer does not fit 64 bits; it stays text (put it in quotes if it is meant as text)
    29..35 "-1e400" at a[1]: float is too large for 64 bits; it stays text (put it in quotes if it is meant as text)
    "###);
    assert!(parsed.faults.iter().all(|f| (f.code, f.severity) == (Code::NumberRange, Severity::Warning)));
    let tree = parsed.tree.unwrap();
    assert_eq!((tree.item(0), tree.item(1)), (Item::Text("18446744073709551616"), Item::Text("-1e400")));
}

#[test]
fn duplicates_before_a_syntax_error_are_reported_too() {
    insta::assert_snapshot!(faults(&["{\"a\": {\"b\": 1, \"b\": 2}, \"c\": x}"]), @r###"
    15..18 "\"b\"" at a.b: the key `b` stands twice in one table [7: first here]
    29..30 "x" at c: value expected, found `x` (put text in double quotes)
    "###);
}

#[test]
fn secrets_never_stand_in_messages() {
    for text in [
        "{\"password\": hunter2}",
        "{\"password\": \"hunter2",
        "{\"password\": \"hunter\\2\"}",
        "{\"password\": \"a\"hunter2\"}",
    ] {
        let faults = parsed(text).faults;
        assert_eq!(faults[0].path.as_ref().unwrap().to_string(), "password", "{text}");
        assert!(!faults[0].message.contains("hunter"), "{}", faults[0].message);
    }
}

#[test]
fn text_values_are_arrays_and_objects_only() {
    let limits = Limits::default();
    for text in ["[]", " {\"a\": 1}\n", "[1e400]"] {
        assert!(parse_text_value(text, &limits).is_some(), "{text}");
    }
    for text in
        ["", "1", "\"x\"", "null", "[", "[}", "{a: 1}", "[1],[2]", "{\"a\":1,\"a\":1}", "[", "]", "\u{a0}[]"]
    {
        assert!(parse_text_value(text, &limits).is_none(), "{text}");
    }
}

/// Every dialect that is compiled in.
const DIALECTS: &[Dialect] = &[
    Dialect::Json,
    #[cfg(feature = "json5")]
    Dialect::Json5,
];

const PIECES: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    "\\",
    "\\u",
    "d83d",
    "\\ude00",
    "\\x",
    "41",
    " ",
    "\n",
    "\r\n",
    "0",
    "1",
    "0x",
    "-",
    "+",
    ".",
    "e",
    "Infinity",
    "NaN",
    "true",
    "null",
    "//",
    "/*",
    "*/",
    "\0",
    "\u{1}",
    "é",
    "😀",
    "\u{feff}",
    "\u{2028}",
    "$a_",
    "\"a\":1,",
    "18446744073709551616",
];

proptest! {
    /// No text makes a parser panic, and every span is a piece of the text.
    #[test]
    fn any_text_is_survived(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..16)) {
        let text = pieces.concat();
        for dialect in DIALECTS {
            let parsed = parse(&Arc::from(text.as_str()), &Limits::default(), *dialect);
            let is_piece = |span: Span| text.get(span.start()..span.end()).is_some();
            prop_assert!(parsed.tree.is_some() || !parsed.faults.is_empty());
            for fault in &parsed.faults {
                prop_assert!(is_piece(fault.span), "{:?} in {:?}", fault, text);
                prop_assert!(fault.related.iter().all(|(span, _)| is_piece(*span)));
            }
            for id in 0..parsed.tree.as_ref().map_or(0, Tree::len) as u32 {
                let node = parsed.tree.as_ref().map(|tree| tree.node(id)).unwrap();
                prop_assert!(is_piece(node.span) && is_piece(node.key_span));
            }
        }
    }

    /// JSON means the same in every dialect, and what is written is read.
    #[test]
    fn dialects_agree(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..8)) {
        let text: Arc<str> = Arc::from(format!("[{}]", pieces.concat()));
        let Some(strict) = parse(&text, &Limits::default(), Dialect::Json).tree else { return Ok(()) };
        for dialect in DIALECTS {
            let again = parse(&text, &Limits::default(), *dialect).tree.unwrap();
            prop_assert!(crate::value::equal(&strict, strict.root(), &again, again.root()));
        }
    }
}

#[test]
fn limits_hold_in_every_dialect() {
    let run = || {
        for dialect in DIALECTS {
            let code = |text: &str, limits: Limits| parse(&Arc::from(text), &limits, *dialect).faults[0].code;
            for open in ["[", "{\"a\":", "[{\"a\":[", " [\n"] {
                assert_eq!(code(&open.repeat(100_000), Limits::default()), Code::TooDeep);
            }
            assert_eq!(code("[1, 2, 3]", Limits { nodes: 3, ..Limits::default() }), Code::TooManyNodes);
            assert_eq!(code("[[]]", Limits { depth: 1, ..Limits::default() }), Code::TooDeep);
        }
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}
