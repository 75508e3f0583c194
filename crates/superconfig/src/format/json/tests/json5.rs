//! JSON5 by its specification: what is read, what is refused, and what is said about it.

use super::*;
use crate::value::Value;

fn parsed5(text: &str) -> Parsed {
    parse(&Arc::from(text), &Limits::default(), Dialect::Json5)
}

fn printed(text: &str) -> String {
    let parsed = parsed5(text);
    let tree = parsed.tree.unwrap_or_else(|| panic!("{text:?}: {:?}", parsed.faults));
    Value::copy(&tree, tree.root()).to_string()
}

#[test]
fn spans_of_what_json_lacks() {
    let text = "{ // c\n ключ: 'x\\\ny', /* , */ $a1_: +0xFf, b: .5, }";
    let tree = parsed5(text).tree.unwrap();
    let shown: Vec<_> = tree
        .children(tree.root())
        .map(|id| (tree.key(id), tree.node(id).span, tree.node(id).key_span))
        .map(|(key, value, name)| (key, &text[value.start()..value.end()], &text[name.start()..name.end()]))
        .collect();
    assert_eq!(shown, [("ключ", "'x\\\ny'", "ключ"), ("$a1_", "+0xFf", "$a1_"), ("b", ".5", "b")]);
}

#[test]
fn the_specification_by_example() {
    for (text, value) in [
        ("", "{}"),
        ("// nothing", "{}"),
        ("/* nothing\n */", "{}"),
        ("\u{feff}\u{a0}\u{2003}\u{2028}\u{b}\u{c}[]", "[]"),
        ("[1,]", "[1]"),
        ("{a:1,}", r#"{"a":1}"#),
        (
            "{'a b':1,\"c\":2,d_$9:3,\\u0061b:4,true:5,Infinity:6,null:7}",
            r#"{"a b":1,"c":2,"d_$9":3,"ab":4,"true":5,"Infinity":6,"null":7}"#,
        ),
        ("{e\u{301}\u{200d}x:1}", "{\"e\u{301}\u{200d}x\":1}"),
        ("[.5,5.,+5,-.5,5.e3,+.5e1,0.,-0.0]", "[0.5,5.0,5,-0.5,5000.0,5.0,0.0,-0.0]"),
        (
            "[0x0,0XdecAF,-0x10,+0x10,0xFFFFFFFFFFFFFFFF,-0x8000000000000000]",
            "[0,912559,-16,16,18446744073709551615,-9223372036854775808]",
        ),
        ("[Infinity,-Infinity,+Infinity,NaN,-NaN]", "[inf,-inf,inf,nan,nan]"),
        ("[-0x0,-0]", "[0,0]"),
        ("[0x10000000000000000,1e400,+1e400]", r#"["0x10000000000000000","1e400","+1e400"]"#),
        (r#"['\'"\a\v\0\x41\u0041']"#, r#"["'\"a\u000b\u0000AA"]"#),
        ("['a\\\nb\\\r\nc\\\u{2028}d\\\re']", r#"["abcde"]"#),
        ("['a\tb\u{2028}']", "[\"a\\tb\u{2028}\"]"),
        (r#"['\ud83d\ude00']"#, r#"["😀"]"#),
        ("[1/**/,//\n2]//", "[1,2]"),
        ("/**//***/{/*}*/}/* * / */", "{}"),
        ("'x'", r#""x""#),
    ] {
        assert_eq!(printed(text), value, "{text:?}");
    }
    for text in [
        "[,]",
        "{,}",
        "[1,,]",
        "{a:1,,}",
        "[01]",
        "[-01]",
        "[080]",
        "[0x]",
        "[0xg]",
        "[.]",
        "[+]",
        "[- 1]",
        "[+-1]",
        "[1e]",
        "[1e+]",
        "[.e1]",
        "[infinity]",
        "[nan]",
        "[TRUE]",
        "[undefined]",
        "[a]",
        "{1a:1}",
        "{a-b:1}",
        "{a b:1}",
        "{:1}",
        "{\\x61:1}",
        "{\\u002d:1}",
        "{\\u12:1}",
        "['a\nb']",
        "['a",
        "['a\"]",
        "['\\1']",
        "['\\01']",
        "['\\x4']",
        "['\\u004']",
        "['\\ud800']",
        "['\0']",
        "['\\\0']",
        "/*",
        "/* *",
        "[1 /]",
        "[]/",
        "[] x",
        "{a:1 b:2}",
        "{a}",
        "{a:}",
        "# x",
        "\u{85}[]",
        "// \0",
        "/* \0 */ []",
        "[1",
        "{a:1",
        "(1)",
        "{\"a\":1,'a':2}",
        "{a:1,\\u0061:2}",
        "-",
        "+",
        "I",
        "Infinit",
        "N",
        "/",
        "\\",
        "\u{200d}",
    ] {
        assert!(parsed5(text).tree.is_none(), "{text:?}");
    }
}

#[test]
fn messages() {
    let shown = |texts: &[&str]| texts.iter().map(|text| faults_of(text, &parsed5(text))).collect::<String>();
    insta::assert_snapshot!(shown(&[
        "{a 1}", "[a]", "/* x", "{a-b: 1}", "[0x]", "[+]", "['\\01']", "['\\xq']", "[010]", "# x", "['a\nb']", "{a: 1,, b: 2}",
    ]), @r###"
3..4 "1" at a: `:` expected after the key, found `1`
1..2 "a" at [0]: value expected, found `a`
0..2 "/*": comment is not closed (end it with `*/`)
2..3 "-" at a: `:` expected after the key, found `-`
3..4 "]" at [0]: hexadecimal digit expected, found `]`
2..3 "]" at [0]: number expected after the sign, found `]`
2..4 "\\0" at [0]: a digit cannot be escaped (write `\xHH` or `\uHHHH`)
2..4 "\\x" at [0]: two hexadecimal digits expected after `\x`
1..2 "0" at [0]: number has a leading zero (remove the zero, or put the number in quotes if it is text)
0..1 "#": value expected, found `#` (comments begin with `//`)
1..3 "'a" at [0]: string is not closed (close it on the same line; a line break in a string is written `\n`)
6..7 ",": key expected, found `,` (remove one of the commas)
"###);
}

#[test]
fn json_means_the_same_in_json5() {
    let suite = include_str!("../../../../tests/data/json/suite.jsonl");
    for line in suite.lines() {
        let (name, text): (String, String) = serde_json::from_str(line).unwrap();
        let (strict, relaxed) = (parsed(&text), parsed5(&text));
        if let Some(tree) = strict.tree {
            let again = relaxed.tree.unwrap_or_else(|| panic!("{name}: {:?}", relaxed.faults));
            assert!(crate::value::equal(&tree, tree.root(), &again, again.root()), "{name}");
        }
    }
}
