use super::super::test_util::{faults, json, within_limits};
use super::*;
use crate::diagnostics::Severity;
use crate::format::Format;
use proptest::prelude::*;

fn environment(name: &str) -> Option<String> {
    match name {
        "HOME" => Some("/home/ada".to_owned()),
        "EMPTY" => Some(String::new()),
        "LOOP" => Some("${LOOP}".to_owned()),
        "B" => Some("environment".to_owned()),
        _ => None,
    }
}

/// The value of `A` and the codes of the faults.
fn value(text: &str) -> (Option<String>, Vec<Code>) {
    let (entries, faults) = lines(text, &environment, true);
    let value = entries.into_iter().find(|entry| entry.name == "A").map(|entry| entry.value);
    (value, faults.into_iter().map(|fault| fault.code).collect())
}

#[test]
fn values() {
    for (text, expected) in [
        ("A=1", "1"),
        ("A=", ""),
        ("A", "-"),
        ("A = b c ", "b c"),
        ("  A=b", "b"),
        ("\tA\t=\tb", "b"),
        ("export A=b", "b"),
        ("export\tA = b", "b"),
        ("\u{feff}A=b\r\nC=d\r\n", "b"),
        ("# note\r\n\r\nA=b\r\n", "b"),
        // Comments.
        ("A=b # note", "b"),
        ("A=b#c", "b#c"),
        ("A=#fff", "#fff"),
        ("A= # note", ""),
        ("A=b\t# note", "b"),
        ("A='b # c' # note", "b # c"),
        ("A=\"b # c\"# note", "b # c"),
        // Quotes.
        ("A=''", ""),
        ("A=\"\"", ""),
        ("A=' b '", " b "),
        ("A='b\\n\"${HOME}'", "b\\n\"${HOME}"),
        ("A=`it's \"b\" ${HOME}`", "it's \"b\" ${HOME}"),
        ("A=\"a\\nb\\r\\t\\\\\\\"\\$\"", "a\nb\r\t\\\"$"),
        ("A=\"\\d+\\u0041 \\'\"", "\\d+\\u0041 \\'"),
        ("A=\"\\\\n\"", "\\n"),
        ("A=b\"c\"", "b\"c\""),
        ("A=it's", "it's"),
        ("A=C:\\new\\table", "C:\\new\\table"),
        ("A=[\"x\", \"y\"]", "[\"x\", \"y\"]"),
        ("A={\"x\": 1}", "{\"x\": 1}"),
        ("A==b=c", "=b=c"),
        ("A=ключ 🔑", "ключ 🔑"),
        // Several lines.
        ("A=\"b\nc\"", "b\nc"),
        ("A='b\r\nc'\r\nB=1", "b\nc"),
        ("A=\"b\r\n\\\r\nc\"\r\n", "b\n\\\nc"),
        ("A=\"-----BEGIN-----\nx=\ny\n-----END-----\"\nB=2", "-----BEGIN-----\nx=\ny\n-----END-----"),
    ] {
        let expected = (expected != "-").then(|| expected.to_owned());
        let bad = if expected.is_none() { vec![Code::BadLine] } else { vec![] };
        assert_eq!(value(text), (expected, bad), "{text:?}");
    }
}

#[test]
fn references() {
    use Code::{BadLine, UndefinedVariable};
    for (text, expected, codes) in [
        ("A=${HOME}/x", "/home/ada/x", vec![]),
        ("A=\"${HOME}\"", "/home/ada", vec![]),
        ("A=\"\\${HOME}\"", "${HOME}", vec![]),
        ("A=$HOME $$ $", "$HOME $$ $", vec![]),
        ("A=pa$$word${", "pa$$word${", vec![]),
        // An earlier line wins over the environment, a later one is unknown.
        ("B=file\nA=${B}", "file", vec![]),
        ("A=${B}\nB=file", "environment", vec![]),
        ("A=${C}x\nC=1", "x", vec![UndefinedVariable]),
        ("A=${A}", "", vec![UndefinedVariable]),
        // Defaults.
        ("A=${NO:-d}", "d", vec![]),
        ("A=${NO:-}", "", vec![]),
        ("A=${EMPTY:-d}", "d", vec![]),
        ("A=${EMPTY}", "", vec![]),
        ("A=${HOME:-d}", "/home/ada", vec![]),
        ("A=${NO:-${NEVER:-e}}f", "ef", vec![]),
        ("A=${NO:-${HOME}/x}", "/home/ada/x", vec![]),
        ("A=\"${NO:-a\\n\\\"b}\"", "a\n\"b", vec![]),
        ("A=${HOME:-${NEVER}}", "/home/ada", vec![]),
        // What a variable holds is not read again.
        ("A=${LOOP}", "${LOOP}", vec![]),
        ("B='${HOME}'\nA=${B}", "${HOME}", vec![]),
        // Names may have dots and dashes; other operators of the shell are not known.
        ("x.y-z=1\nA=${x.y-z}", "1", vec![]),
        ("A=${NO:?why}", "${NO:?why}", vec![BadLine]),
        ("A=${}", "${}", vec![BadLine]),
        ("A=${1}", "${1}", vec![BadLine]),
        ("A=${HO ME}", "${HO ME}", vec![BadLine]),
    ] {
        assert_eq!(value(text), (Some(expected.to_owned()), codes), "{text:?}");
    }
    let (entries, faults) = lines("A=\"${HOME}\\n\"\nB=${HOME}", &environment, false);
    assert_eq!((entries[0].value.as_str(), entries[1].value.as_str()), ("${HOME}\n", "${HOME}"));
    assert!(faults.is_empty());
}

#[test]
fn defaults_nest_eight_levels() {
    let nested = |levels: usize| format!("A={}x{}", "${N:-".repeat(levels), "}".repeat(levels));
    assert_eq!(value(&nested(8)), (Some("x".to_owned()), vec![]));
    assert_eq!(value(&nested(9)), (Some("${N:-x}".to_owned()), vec![Code::BadLine]));
}

#[test]
fn bad_lines_are_warnings_and_the_rest_loads() {
    let text = "A=1\nnonsense\n1B=2\n=3\nC=\"x\" y\nPASSWORD hunter2\nexport\nü=1\nD=4\nE: 5\nF=6";
    let (entries, found) = lines(text, &environment, true);
    let names: Vec<_> = entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["A", "D", "F"]);
    assert!(found.iter().all(|fault| fault.severity == Severity::Warning && fault.code == Code::BadLine));
    insta::assert_debug_snapshot!(faults(Format::Env, text), @r#"
    [
        "BadLine \"nonsense\": `=` expected after the name",
        "BadLine \"1B=2\": this line has no name: `NAME=value` expected",
        "BadLine \"=3\": this line has no name: `NAME=value` expected",
        "BadLine \"y\": unexpected text after the closing quote",
        "BadLine \"PASSWORD hunter2\": `=` expected after the name",
        "BadLine \"export\": `=` expected after the name",
        "BadLine \"ü=1\": this line has no name: `NAME=value` expected",
        "BadLine \"E: 5\": `=` expected after the name",
    ]
    "#);
    // The renderer can see that it must not show this line.
    let secret = found.iter().find(|fault| text[fault.span.start()..].starts_with("PASSWORD")).unwrap();
    assert_eq!(secret.path.as_ref().unwrap().to_string(), "PASSWORD");
}

#[test]
fn an_open_quote_costs_one_line() {
    for (text, expected) in [
        ("A=\"x\nB=2", r#"{"B":2}"#),
        ("A='x\nB=2\nC=3", r#"{"B":2,"C":3}"#),
        ("A=\"x\nB=\"y\"\nC=3", r#"{"B":"y","C":3}"#),
        ("A=\"x\\\"\nB=2", r#"{"B":2}"#),
        ("A=\"x\nB=2\nC=\"z\"\n", r#"{"B":2,"C":"z"}"#),
    ] {
        assert_eq!(json(Format::Env, text), expected, "{text:?}");
        assert_eq!(read_codes(text), [Code::BadLine], "{text:?}");
    }
}

fn read_codes(text: &str) -> Vec<Code> {
    lines(text, &|_| None, true).1.into_iter().map(|fault| fault.code).collect()
}

#[test]
fn a_name_twice_is_an_error_with_both_places() {
    let text = "A=1\nB=2\nA=3\n";
    let (entries, found) = lines(text, &environment, true);
    assert_eq!(entries.len(), 2);
    assert_eq!((found[0].code, found[0].severity), (Code::DuplicateKey, Severity::Error));
    assert_eq!((found[0].span, found[0].related[0].0), (Span::new(8, 9), Span::new(0, 1)));
    assert_eq!(faults(Format::Env, text).len(), 1);
}

#[test]
fn spans_cover_names_and_values() {
    let text = "\u{feff}A = 'x' # note\nexport B=\nC=${A}";
    let (entries, _) = lines(text, &environment, true);
    let spans = |entry: &Entry| {
        let slice = |span: Span| &text[span.start()..span.end()];
        (slice(entry.name_span).to_owned(), slice(entry.span).to_owned())
    };
    let expected = [("A", "'x'"), ("B", ""), ("C", "${A}")];
    for (entry, (name, value)) in entries.iter().zip(expected) {
        assert_eq!(spans(entry), (name.to_owned(), value.to_owned()));
    }
    assert_eq!(entries[1].span.start(), text.find("\nC").unwrap());
    assert_eq!(entries[2].value, "x");
}

#[test]
fn documents() {
    assert_eq!(json(Format::Env, ""), "{}");
    assert_eq!(json(Format::Env, "\u{feff}# only\n\n"), "{}");
    assert_eq!(json(Format::Env, "b=1\na__B=x y\nZIP=01234"), r#"{"b":1,"a__B":"x y","ZIP":"01234"}"#);
    assert_eq!(
        faults(Format::Env, "A=\0"),
        ["Syntax \"\\0\": byte 2 (line 1) is a NUL, which cannot stand in a text"]
    );
}

#[test]
fn hostile_texts() {
    let bad = "\"'`x\n".repeat(50_000);
    within_limits(move || assert_eq!(lines(&bad, &|_| None, true).1.len(), 101));
    let quotes: String = (0..50_000).map(|at| format!("A{at}=\"\n")).collect();
    within_limits(move || drop(lines(&quotes, &|_| None, true)));
    let mixed: String = (0..25_000).map(|at| format!("A{at}=\"x\nB{at}='x\nC{at}=`x\n")).collect();
    within_limits(move || drop(lines(&mixed, &|_| None, true)));
    let open = format!("A={}", "${a:-".repeat(200_000));
    within_limits(move || assert_eq!(lines(&open, &|_| None, true).0[0].value.len(), 1_000_000));
    let closed = format!("A={}{}", "${a:-".repeat(20_000), "}".repeat(20_000));
    within_limits(move || assert_eq!(lines(&closed, &|_| None, true).0.len(), 1));
    let keys: String = (0..50_000).map(|at| format!("KEY_{at}=value {at}\n")).collect();
    within_limits(move || assert_eq!(lines(&keys, &|_| None, true).0.len(), 50_000));
    let hashes = format!("A={}", "#".repeat(1 << 20));
    within_limits(move || assert_eq!(lines(&hashes, &|_| None, true).0[0].value.len(), 1 << 20));
    let undefined = "A=${x}${x}${x}${x}".repeat(20_000);
    within_limits(move || assert_eq!(lines(&undefined, &|_| None, true).1.len(), 101));
}

#[test]
fn doubling_references_are_bounded() {
    let mut text = "A0=xxxxxxxxxx\n".to_owned();
    for at in 1..60 {
        text.push_str(&format!("A{at}=${{A{}}}${{A{}}}\n", at - 1, at - 1));
    }
    within_limits(move || {
        let (entries, faults) = lines(&text, &|_| None, true);
        assert_eq!(faults.len(), 1);
        assert_eq!((faults[0].code, faults[0].severity), (Code::AliasExpansion, Severity::Error));
        assert!(entries.iter().map(|entry| entry.value.len()).sum::<usize>() < 40 << 20);
    });
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(?s)([A-B=\"'`#$\\\\{}: \r\n-]|export |\\PC){0,60}") {
        let (entries, faults) = lines(&text, &environment, true);
        for entry in &entries {
            prop_assert_eq!(&text[entry.name_span.start()..entry.name_span.end()], &entry.name);
            prop_assert!(text.get(entry.span.start()..entry.span.end()).is_some());
        }
        for fault in &faults {
            prop_assert!(text.get(fault.span.start()..fault.span.end()).is_some());
        }
    }
}
