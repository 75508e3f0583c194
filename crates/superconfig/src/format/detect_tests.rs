use super::super::test_util::read;
use super::*;
use crate::value::Value;

fn limits() -> Limits {
    Limits::default()
}

fn loaded(name: &str, text: &str) -> Loaded {
    load(None, Some(Path::new(name)), &Arc::from(text), &limits(), false)
}

fn codes(loaded: &Loaded) -> Vec<Code> {
    loaded.parsed.faults.iter().map(|fault| fault.code).collect()
}

fn document(loaded: &Loaded) -> Option<String> {
    let tree = loaded.parsed.tree.as_ref()?;
    Some(Value::copy(tree, tree.root()).to_string())
}

/// Whether this build reads all these formats.
fn can(formats: &[Format]) -> bool {
    formats.iter().all(|format| format.is_enabled())
}

#[test]
fn names() {
    use Format::{Env, Ini, Json, Json5, Ron, Toml, Yaml};
    for (name, format) in [
        ("a.toml", Some(Toml)),
        ("A.TOML", Some(Toml)),
        ("/etc/a.b/c.Yaml", Some(Yaml)),
        ("a.yml", Some(Yaml)),
        ("a.json", Some(Json)),
        ("a.json5", Some(Json5)),
        ("tsconfig.jsonc", Some(Json5)),
        ("a.ron", Some(Ron)),
        ("a.ini", Some(Ini)),
        ("prod.env", Some(Env)),
        (".env", Some(Env)),
        ("x/.ENV", Some(Env)),
        (".env.local", Some(Env)),
        (".env.production.local", Some(Env)),
        (".env.toml", Some(Toml)),
        (".envrc", None),
        ("a.cfg", None),
        ("a.conf", None),
        ("a", None),
        (".shoprc", None),
        (".toml", None),
        ("a.toml.bak", None),
        ("a.", None),
        ("..", None),
        ("", None),
    ] {
        assert_eq!(by_extension(Path::new(name)), format, "{name}");
    }
}

#[cfg(feature = "env")]
#[test]
fn an_explicit_format_is_not_doubted() {
    let text: Arc<str> = Arc::from("{\"a\": 1}");
    let loaded = load(Some(Format::Env), Some(Path::new("a.json")), &text, &limits(), false);
    assert_eq!(loaded.format, Format::Env);
    assert_eq!(codes(&loaded), [Code::BadLine]);
}

#[test]
fn sniffing_takes_the_first_format_that_fits() {
    use Format::{Env, Ini, Json, Json5, Ron, Toml, Yaml};
    if !can(&Format::ALL) {
        return;
    }
    for (text, format) in [
        ("", Json),
        ("{}", Json),
        ("[1, 2]", Json),
        ("\u{feff}{\"a\": 1}\r\n", Json),
        ("# only a comment", Toml),
        ("a = 1", Toml),
        ("A=1", Toml),
        ("[a]\nb = 1", Toml),
        ("// c\n{a: 1}", Json5),
        ("{\"a\": 1,}", Json5),
        ("(a: 1)", Ron),
        ("Config(a: Some(1))", Ron),
        ("a: 1", Yaml),
        ("a:\n- b\n", Yaml),
        ("on: push", Yaml),
        ("a = b c", Ini),
        ("[a]\nb = c", Ini),
        ("A=b", Ini),
        ("export A=b", Env),
        ("A='b\nc=d e'\n", Ini),
        ("A=\"x\ny z\"", Env),
    ] {
        let (found, parsed) = sniff(&Arc::from(text), &limits()).expect(text);
        assert_eq!(found, format, "{text:?}");
        assert!(parsed.tree.is_some());
    }
    for text in [
        "hello",
        "just some words\nand more",
        "\"open",
        "<a b=\"c\">",
        "- a\n- b",
        "server { listen 80; }",
        "Note: {{x}} = {",
        "db:\n  host: [1\n  port: 5\n",
    ] {
        assert_eq!(sniff(&Arc::from(text), &limits()).map(|(format, _)| format), None, "{text:?}");
    }
}

#[test]
fn content_of_another_format_loads_with_a_warning() {
    use Format::{Json, Json5, Toml, Yaml};
    if !can(&[Json, Json5, Toml, Yaml, Format::Env, Format::Ini]) {
        return;
    }
    for (name, text, format, expected) in [
        ("a.toml", "{\"a\": 1}", Json, r#"{"a":1}"#),
        ("a.toml", "a: 1\nb:\n  - 2\n", Yaml, r#"{"a":1,"b":[2]}"#),
        ("a.json", "a = 1\n[b]\nc = 2\n", Toml, r#"{"a":1,"b":{"c":2}}"#),
        ("a.json", "# c\na: 1\n", Yaml, r#"{"a":1}"#),
        ("a.json", "// c\n{\"a\": 1,}", Json5, r#"{"a":1}"#),
        ("a.yaml", "a = 1\nb = 2", Toml, r#"{"a":1,"b":2}"#),
        ("a.yml", "[a]\nb = 1\n", Toml, r#"{"a":{"b":1}}"#),
        (".env", "{\n  \"a\": 1\n}", Json, r#"{"a":1}"#),
        ("prod.env", "a: 1\nb: 2", Yaml, r#"{"a":1,"b":2}"#),
        ("a.ini", "{\n\"a\": 1\n}", Json, r#"{"a":1}"#),
        ("a.ini", "{\"a\": 1}", Json, r#"{"a":1}"#),
        ("a.ini", "[[a]]\nb = 1", Toml, r#"{"a":[{"b":1}]}"#),
    ] {
        let lenient = loaded(name, text);
        assert_eq!(lenient.format, format, "{name} {text:?} {:?}", lenient.parsed.faults);
        assert_eq!(document(&lenient).as_deref(), Some(expected), "{name} {text:?}");
        assert_eq!(codes(&lenient), [Code::FormatMismatch], "{name} {text:?}");
        let strict = load(None, Some(Path::new(name)), &Arc::from(text), &limits(), true);
        assert!(strict.parsed.tree.is_none());
        assert_eq!(strict.parsed.faults[0].severity, Severity::Error);
    }
}

#[test]
fn the_mismatch_says_what_to_do() {
    if !can(&[Format::Json, Format::Toml]) {
        return;
    }
    let loaded = loaded("a.toml", "{\"a\": 1}\n");
    let fault = &loaded.parsed.faults[0];
    assert_eq!(fault.message, "the content is json, not toml as the file's name says");
    assert_eq!(fault.help.as_deref(), Some("rename the file to `.json`, or give its format explicitly"));
    assert_eq!(fault.span, Span::new(0, 8));
    assert!(fault.related[0].1.starts_with("not toml: "));
}

#[test]
fn a_typo_shows_the_error_of_the_format_in_the_name() {
    if !can(&Format::ALL) {
        return;
    }
    for (name, text) in [
        ("a.toml", "a = 1\nb = oops\n"),
        ("a.toml", "a = 1\nb: 2\n"),
        ("a.toml", "key = { a: 1 }"),
        ("a.toml", "a = \"b: c\n"),
        ("a.toml", "KEY=value\n"),
        ("a.toml", "a = 1\na = 2\n"),
        ("a.toml", "[server\nport = 1\n"),
        ("a.json", "{\"a\": 1"),
        ("a.json", "{\"a\" 1}"),
        ("a.json", "{\"a\": yes, b: no}"),
        ("a.json", "{\"a\": 1, \"a\": 2}"),
        ("a.json", "[1, 2"),
        ("a.json", "hello"),
        ("a.json5", "{a: b}"),
        ("a.yaml", "a: [1\nb: 2\n"),
        ("a.yaml", "a: 1\na: 2\n"),
        ("a.yaml", "a: 1\n---\nb: 2\n"),
        ("a.ini", "[a]\nb\n"),
        ("a.ini", "a = 1\na = 2\n"),
        ("a.ron", "(a: 1"),
        ("a.ron", "(a: 1, b = 2)"),
    ] {
        let found = loaded(name, text);
        let format = by_extension(Path::new(name)).unwrap();
        assert_eq!(found.format, format, "{name} {text:?}: {:?}", found.parsed.faults);
        assert!(found.parsed.tree.is_none(), "{name} {text:?}");
        assert!(!codes(&found).contains(&Code::FormatMismatch));
        assert_eq!(found.parsed.faults, read(format, text).faults);
    }
}

#[test]
fn what_parses_is_not_doubted() {
    if !can(&Format::ALL) {
        return;
    }
    for (name, text) in [
        ("a.json", "[1, 2]"),
        ("a.json", ""),
        ("a.yaml", "{\"a\": 1}"),
        ("a.yaml", "- a\n- b"),
        ("a.yaml", "hello"),
        ("a.ini", "port = 1\n"),
        ("a.ini", "a: 1\n"),
        (".env", "A=1\nnot a line\n"),
        (".env", ""),
        ("a.ron", "{\"a\": 1}"),
    ] {
        let found = loaded(name, text);
        assert_eq!(Some(found.format), by_extension(Path::new(name)), "{name}");
        assert!(found.parsed.tree.is_some(), "{name} {text:?}");
    }
}

#[test]
fn unknown_content_lists_what_was_tried() {
    if !can(&Format::ALL) {
        return;
    }
    let found = loaded("a.conf", "server {\n  listen 80;\n}\n");
    assert_eq!(codes(&found), [Code::UnknownFormat]);
    let fault = &found.parsed.faults[0];
    assert_eq!(fault.message, "the content is none of json, toml, json5, ron, yaml, ini, env");
    for (text, format) in [
        ("{\"a\": [1, }", Format::Json5),
        ("(a: 1", Format::Ron),
        ("[a]\nb = 1\n[[c]]\nd = \n", Format::Toml),
    ] {
        let found = loaded("a.conf", text);
        let related = &found.parsed.faults[0].related[0].1;
        assert!(
            matches!(found.format, Format::Json) && format == Format::Json5 || found.format == format,
            "{text:?} {related}"
        );
        assert!(related.starts_with(&format!("as {}: ", found.format)));
    }
}

#[test]
fn a_format_that_is_not_compiled_in_is_said_to_be_missing() {
    for (name, format) in [("a.ron", Format::Ron), ("a.ini", Format::Ini), ("a.json5", Format::Json5)] {
        if !format.is_enabled() {
            assert_eq!(codes(&loaded(name, "{}")), [Code::NotCompiled]);
        }
    }
}
