//! Tree to YAML: block style, two spaces, and quotes around every string that some reader of YAML, 1.1 or 1.2,
//! would take for something else.

use super::Written;
use super::yaml::{Plain, plain};
use crate::value::{Document, Item, guess_scalar, write_float};
use std::fmt::Write as _;

/// Writes the value at `id` as a YAML document.
pub(crate) fn write<D: Document>(doc: &D, id: u32) -> Written {
    let mut writer = Writer { doc, out: String::new() };
    writer.value(id, 0, Place::Root);
    Written { text: writer.out, warnings: Vec::new() }
}

/// What stands before a value.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    /// `key:`
    Key,
    /// `-`
    Item,
}

/// Keys longer than this are written behind `? `: parsers look for the `:` no further than 1024 characters.
const LONG_KEY: usize = 1000;

struct Writer<'d, D> {
    doc: &'d D,
    out: String,
}

impl<D: Document> Writer<'_, D> {
    /// Writes a value and the line break behind it. `indent` is the column of its container's children.
    fn value(&mut self, id: u32, indent: usize, place: Place) {
        let doc = self.doc;
        match doc.item(id) {
            Item::Table if doc.children(id).next().is_some() => self.table(id, indent, place),
            Item::Array if doc.children(id).next().is_some() => self.array(id, indent, place),
            item => {
                self.gap(place);
                self.scalar(item, indent);
                self.out.push('\n');
            }
        }
    }

    fn gap(&mut self, place: Place) {
        if place != Place::Root {
            self.out.push(' ');
        }
    }

    /// The first child of an array item stands on the item's own line; all others begin a line.
    fn begin_child(&mut self, first: bool, indent: usize, place: Place) {
        match (first, place) {
            (true, Place::Root) => {}
            (true, Place::Item) => self.out.push(' '),
            (true, Place::Key) => {
                self.out.push('\n');
                self.pad(indent);
            }
            (false, _) => self.pad(indent),
        }
    }

    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn table(&mut self, id: u32, indent: usize, place: Place) {
        let doc = self.doc;
        for (at, child) in doc.children(id).enumerate() {
            self.begin_child(at == 0, indent, place);
            let start = self.out.len();
            string(&mut self.out, doc.key(child), None);
            if self.out.len() - start > LONG_KEY {
                self.out.insert_str(start, "? ");
                self.out.push('\n');
                self.pad(indent);
            }
            self.out.push(':');
            self.value(child, indent + 2, Place::Key);
        }
    }

    fn array(&mut self, id: u32, indent: usize, place: Place) {
        let doc = self.doc;
        for (at, child) in doc.children(id).enumerate() {
            self.begin_child(at == 0, indent, place);
            self.out.push('-');
            self.value(child, indent + 2, Place::Item);
        }
    }

    fn scalar(&mut self, item: Item<'_>, indent: usize) {
        let out = &mut self.out;
        match item {
            Item::Null => out.push_str("null"),
            Item::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            Item::Int(n) => drop(write!(out, "{n}")),
            Item::UInt(n) => drop(write!(out, "{n}")),
            Item::Float(n) => float(out, n),
            Item::Str(text) => string(out, text, Some(indent.max(2))),
            Item::Date(text) if is_bare(text, true) => out.push_str(text),
            Item::Date(text) => quoted(out, text),
            // What text means is never text again.
            Item::Text(text) => match guess_scalar(text) {
                Item::Text(text) => string(out, text, Some(indent.max(2))),
                known => self.scalar(known, indent),
            },
            Item::Array => out.push_str("[]"),
            Item::Table => out.push_str("{}"),
        }
    }
}

fn float(out: &mut String, n: f64) {
    if n.is_nan() {
        return out.push_str(".nan");
    }
    if n.is_infinite() {
        return out.push_str(if n > 0.0 { ".inf" } else { "-.inf" });
    }
    let mut text = String::new();
    write_float(&mut text, n);
    // YAML 1.1 wants a point in the mantissa and a sign in the exponent.
    match text.split_once('e') {
        None => out.push_str(&text),
        Some((mantissa, exponent)) => {
            out.push_str(mantissa);
            out.push_str(if mantissa.contains('.') { "e" } else { ".0e" });
            out.push_str(if exponent.starts_with('-') { "" } else { "+" });
            out.push_str(exponent);
        }
    }
}

/// Writes a string: plain where nobody misreads it, as a literal block (if `block` says how far to indent it)
/// where it has several lines, else in quotes.
fn string(out: &mut String, text: &str, block: Option<usize>) {
    match block {
        _ if is_bare(text, false) => out.push_str(text),
        Some(indent) if fits_literal(text) => literal(out, text, indent),
        _ => quoted(out, text),
    }
}

/// Whether a text may stand without quotes and is read as this very string.
fn is_bare(text: &str, date: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let structural = matches!(
        first,
        '?' | ':'
            | ','
            | '['
            | ']'
            | '{'
            | '}'
            | '#'
            | '&'
            | '*'
            | '!'
            | '|'
            | '>'
            | '\''
            | '"'
            | '%'
            | '@'
            | '`'
            | '='
    ) || text.starts_with("- ")
        || text == "-"
        || text.starts_with("---")
        || text.starts_with("...")
        || text.starts_with("<<")
        || text.starts_with(' ')
        || text.ends_with([' ', ':'])
        || text.contains(": ")
        || text.contains(" #");
    !structural
        && text.chars().all(|c| is_printable(c) && c != '\n' && c != '\t')
        && plain(text) == Plain::Str
        && !means_more_in_1_1(text, date)
}

/// Characters that need no escape in double quotes.
fn is_printable(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether YAML 1.1 reads a bare text as a boolean, a number or (unless dates are welcome) a date.
fn means_more_in_1_1(text: &str, date: bool) -> bool {
    const WORDS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "true", "false"];
    if WORDS.iter().chain(&["null"]).any(|word| text.eq_ignore_ascii_case(word)) {
        return true;
    }
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let lower = number.to_ascii_lowercase();
    if matches!(lower.as_str(), ".inf" | ".nan") {
        return true;
    }
    if lower.starts_with("0x") || lower.starts_with("0b") || lower.starts_with("0o") {
        return true;
    }
    let digits = |b: u8| b.is_ascii_digit() || matches!(b, b'_' | b'.' | b':' | b'e' | b'+');
    let looks_like_number = lower.bytes().all(digits) && lower.matches('.').count() < 2
        || (lower.contains('e') && lower.parse::<f64>().is_ok());
    looks_like_number || (!date && looks_like_date(number))
}

/// `2001-12-14`, `2001-12-14T21:59:43Z` and their like.
fn looks_like_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut digits = |most: usize| {
        parts
            .next()
            .is_some_and(|part| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(4) && digits(2) && parts.next().is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a literal block keeps a text: several lines, no line of mere white space (some would be eaten), and a
/// first line that shows the indentation.
fn fits_literal(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && text.chars().all(|c| c == '\n' || c == '\t' || is_printable(c))
        && text.split('\n').all(|line| line.is_empty() || !line.trim_matches([' ', '\t']).is_empty())
}

fn literal(out: &mut String, text: &str, indent: usize) {
    let body = text.trim_end_matches('\n');
    out.push_str(match text.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => "|+",
    });
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
    // The writer ends the last line itself.
    out.extend(std::iter::repeat_n('\n', (text.len() - body.len()).saturating_sub(1)));
}

/// Single quotes where they save escapes, double quotes otherwise.
fn quoted(out: &mut String, text: &str) {
    let one_line = text.chars().all(|c| is_printable(c) && c != '\n' && c != '\t');
    if one_line && text.contains(['"', '\\']) {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        return out.push('\'');
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            c if (c as u32) < 0x100 => drop(write!(out, "\\x{:02x}", c as u32)),
            c => drop(write!(out, "\\u{:04x}", c as u32)),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, yaml};
    use super::*;
    use crate::value::{Span, Tree, TreeBuilder, Value, equal};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn tree(value: &Value) -> Tree {
        let mut builder = TreeBuilder::new(Arc::from(""), 128, 1_000_000);
        builder.value(value, Span::default()).unwrap();
        builder.finish().0
    }

    fn written(value: &Value) -> String {
        let tree = tree(value);
        write(&tree, tree.root()).text
    }

    fn read(text: &str) -> Tree {
        let parsed = yaml::parse(&Arc::from(text), &Limits::default());
        assert!(parsed.faults.is_empty(), "{:?} in\n{text}", parsed.faults);
        parsed.tree.unwrap()
    }

    fn assert_round_trip(value: &Value) {
        let (tree, text) = (tree(value), written(value));
        let again = read(&text);
        let same = equal(&tree, tree.root(), &again, again.root());
        assert!(same && kinds(value) == kinds(&Value::copy(&again, again.root())), "{value}\n{text}");
    }

    /// Kinds and key order, which `equal` does not look at.
    fn kinds(value: &Value) -> String {
        match value {
            Value::Table(entries) => {
                entries.iter().map(|(key, value)| format!("{key:?}:{},", kinds(value))).collect()
            }
            Value::Array(items) => items.iter().map(|item| kinds(item) + ";").collect(),
            Value::Float(_) => "float".into(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn block_style() {
        let table = |entries: &[(&str, Value)]| {
            Value::Table(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
        };
        let server = table(&[("host", "db 1".into()), ("on", true.into()), ("none", Value::Array(vec![]))]);
        let value = table(&[
            (
                "servers",
                Value::Array(vec![server, table(&[]), Value::Array(vec![Value::Int(1), Value::Null])]),
            ),
            ("tls", table(&[("min", "1.2".into()), ("cert", "-----BEGIN\nabc\n".into())])),
            ("since", Value::Date("1979-05-27T07:32:00Z".into())),
            ("day", "1979-05-27".into()),
            ("zip", "012".into()),
            ("big", 1e300.into()),
        ]);
        insta::assert_snapshot!(written(&value), @r#"
        servers:
          - host: db 1
            "on": true
            none: []
          - {}
          - - 1
            - null
        tls:
          min: "1.2"
          cert: |
            -----BEGIN
            abc
        since: 1979-05-27T07:32:00Z
        day: "1979-05-27"
        zip: "012"
        big: 1.0e+300
        "#);
        assert_round_trip(&table(&[("k".repeat(3000).as_str(), Value::Int(1)), ("after", Value::Int(2))]));
    }

    #[test]
    fn strings_that_mean_something_are_quoted() {
        let texts = [
            "",
            "~",
            "null",
            "Yes",
            "n",
            "ON",
            "true",
            "12",
            "012",
            "0o7",
            "0x1f",
            "0b1",
            "1_000",
            "1:30",
            "1e3",
            "1.",
            ".5",
            ".inf",
            "-.INF",
            ".NaN",
            "2001-12-14",
            "2001-1-1 1:2:3",
            "=",
            "<<",
            "-",
            "- a",
            "---",
            "...",
            "? a",
            ": a",
            "a:",
            "a: b",
            "a #b",
            "#a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "'a",
            "\"a",
            "%a",
            "@a",
            "`a",
            "[a",
            "{a",
            " a",
            "a ",
            "a\tb",
            "\u{85}",
            "\u{feff}",
            "18446744073709551616",
            "-18446744073709551616",
            "1e999",
        ];
        for text in texts {
            let value = Value::String(text.to_owned());
            let out = written(&value);
            assert!(out.starts_with(['"', '\'']), "{text:?} as {out}");
            assert_round_trip(&value);
        }
        for text in [
            "a",
            "a b",
            "a:b",
            "http://x:80/#y",
            "a#b",
            "-x",
            "--flag",
            "1.2.3",
            "10.0.0.1/8",
            "128Mi",
            "ö 😀",
        ] {
            assert_eq!(written(&text.into()), format!("{text}\n"));
            assert_round_trip(&text.into());
        }
    }

    #[test]
    fn text_of_several_lines() {
        let texts = [
            "a\nb",
            "a\nb\n",
            "a\n\n\nb\n\n\n",
            "a\n b\n\tc",
            "\na",
            " a\nb",
            "a\n  \nb",
            "\n",
            "a\r\nb",
            "---\na\n",
            "# a\nb",
        ];
        for text in texts {
            let text = Value::from(text);
            assert_round_trip(&text);
            let inner = Value::Table(vec![
                ("a".into(), text.clone()),
                ("b".into(), Value::Array(vec![text.clone(), text])),
            ]);
            assert_round_trip(&inner);
        }
        assert_eq!(written(&"a\nb\n".into()), "|\n  a\n  b\n");
    }

    fn scalar_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[-+.:0-9eE_xobnyTZ ~<=?#&*!|>'\"%@`,\\[\\]{}\n\t\r\\\\]{0,12}",
            "[ a\n\t]{0,8}",
            "(yes|no|[0-9]{1,5}[-:._][0-9]{1,2}([-:._T ][0-9]{1,2}){0,3})",
        ]
    }

    fn value() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            (i64::MAX as u64 + 1..).prop_map(Value::UInt),
            any::<f64>().prop_map(Value::Float),
            scalar_text().prop_map(Value::String),
        ];
        scalar.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                prop::collection::btree_map(scalar_text(), inner, 0..5)
                    .prop_map(|table| Value::Table(table.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn every_value_round_trips(value in value()) {
            assert_round_trip(&value);
        }

        #[test]
        fn every_string_round_trips(text in scalar_text()) {
            assert_round_trip(&Value::Table(vec![(text.clone(), Value::String(text))]));
        }
    }
}
