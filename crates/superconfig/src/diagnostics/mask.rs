//! Values and messages as they may be shown: without secrets.

use super::clean::clean;
use super::redact::url_passwords;
use super::{Diagnostic, MASK, Secrets};
use crate::value::{KeyPath, Value, write_json_string};
use std::borrow::Cow;
use std::fmt::{self, Write};
use std::ops::Range;

/// How many characters of a value are shown.
const LONGEST: usize = 80;

/// The value with every secret leaf replaced by a mask: for explanations, changes and traces. `path` is where
/// the value stands. Shape, keys and nulls stay.
pub(crate) fn mask_value(value: &Value, path: &KeyPath, secrets: &Secrets) -> Value {
    masked(value, secrets.is_secret(path), secrets)
}

fn masked(value: &Value, secret: bool, secrets: &Secrets) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(|item| masked(item, secret, secrets)).collect()),
        Value::Table(entries) => {
            let entry = |(key, item): &(String, Value)| {
                (key.clone(), masked(item, secret || secrets.is_secret_name(key), secrets))
            };
            Value::Table(entries.iter().map(entry).collect())
        }
        Value::Null => Value::Null,
        _ if secret => Value::from(MASK),
        Value::String(text) => Value::String(mask_text(text).into_owned()),
        other => other.clone(),
    }
}

/// The value in one short line: compact, strings quoted, secrets masked, cut after 80 characters, nothing in it
/// that acts on a terminal.
pub(crate) fn masked_display(value: &Value, path: &KeyPath, secrets: &Secrets) -> String {
    let mut out = Cut { text: String::new(), left: LONGEST };
    if write_value(&mut out, value, secrets.is_secret(path), secrets).is_err() {
        out.text.push('…');
    }
    clean(&out.text).into_owned()
}

/// Takes characters until there are enough; then every write fails, which ends the walk through the value.
struct Cut {
    text: String,
    left: usize,
}

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(c);
        }
        Ok(())
    }
}

fn write_value(out: &mut Cut, value: &Value, secret: bool, secrets: &Secrets) -> fmt::Result {
    match value {
        Value::Array(items) => {
            out.write_str("[")?;
            for (at, item) in items.iter().enumerate() {
                out.write_str(if at == 0 { "" } else { "," })?;
                write_value(out, item, secret, secrets)?;
            }
            out.write_str("]")
        }
        Value::Table(entries) => {
            out.write_str("{")?;
            for (at, (key, item)) in entries.iter().enumerate() {
                out.write_str(if at == 0 { "" } else { "," })?;
                write_json_string(out, key)?;
                out.write_str(":")?;
                write_value(out, item, secret || secrets.is_secret_name(key), secrets)?;
            }
            out.write_str("}")
        }
        Value::Null => out.write_str("null"),
        _ if secret => out.write_str(MASK),
        Value::String(text) => write_json_string(out, &mask_text(text)),
        other => write!(out, "{other}"),
    }
}

/// A text of any kind with passwords in URLs, PEM blocks and what follows `password=` (in connection strings
/// and queries) masked.
pub(crate) fn mask_text(text: &str) -> Cow<'_, str> {
    if !text.contains([':', '=', '-']) {
        return Cow::Borrowed(text);
    }
    let mut ranges = url_passwords(text);
    ranges.extend(assigned(text));
    if let Some(begin) = text.find("-----BEGIN") {
        ranges.push(begin..text.rfind("-----END").unwrap_or(text.len()).max(begin));
    }
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    ranges.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.start >= at {
            out.push_str(text.get(at..range.start).unwrap_or_default());
            out.push_str(MASK);
        }
        at = at.max(range.end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

/// A text of a diagnostic: masked like any other, and without the values that the diagnostic must not show, in
/// case a type's own error quotes them.
pub(super) fn mask_message<'a>(text: &'a str, diagnostic: &Diagnostic) -> Cow<'a, str> {
    let mut masked = mask_text(text);
    for (source, span) in diagnostic.secret_spans() {
        let value = source.get(span.start()..span.end()).unwrap_or_default();
        let value = value.trim().trim_matches(['"', '\'', '`']);
        // Shorter ones would mask the words of the message.
        if value.len() >= 4 && masked.contains(value) {
            masked = Cow::Owned(masked.replace(value, MASK));
        }
    }
    masked
}

/// What stands right after a secret name and `=`.
fn assigned(text: &str) -> Vec<Range<usize>> {
    let secrets = Secrets::default();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('=') {
        let before = text.get(..at).unwrap_or_default();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let name = before.get(before.trim_end_matches(is_name).len()..).unwrap_or_default();
        let is_inside = found.last().is_some_and(|range| at < range.end);
        if !is_inside && secrets.find(name).is_some() {
            let value = text.get(at + 1..).unwrap_or_default();
            let ends = [' ', '\t', '\r', '\n', ';', '&', ',', '`', '<', '>', ')'];
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let len = match quote {
                Some(quote) => {
                    value.get(1..).and_then(|rest| rest.find(quote)).map_or(value.len(), |at| at + 2)
                }
                None => value.find(ends).unwrap_or(value.len()),
            };
            if len > 0 {
                found.push(at + 1..at + 1 + len);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(value: impl Into<Value>, path: &str) -> String {
        masked_display(&value.into(), &path.parse().unwrap(), &Secrets::default())
    }

    #[test]
    fn secrets_in_values_are_masked() {
        assert_eq!(show("hunter2", "db.password"), "********");
        assert_eq!(show("hunter2", "db.host"), "\"hunter2\"");
        assert_eq!(show("postgres://me:hunter2@db/x?a=1", "url"), "\"postgres://me:********@db/x?a=1\"");
        assert_eq!(show("redis://:hunter2@h", "url"), "\"redis://:********@h\"");
        assert_eq!(show("http://h:8080/@x/y", "url"), "\"http://h:8080/@x/y\"");
        assert_eq!(show("Server=h;Password=hunter2;Port=1", "dsn"), "\"Server=h;Password=********;Port=1\"");
        assert_eq!(
            show("-----BEGIN KEY-----\nabc\n-----END KEY-----", "pem"),
            "\"********-----END KEY-----\""
        );
        let table = Value::Table(vec![
            ("name".into(), "a".into()),
            ("apiKeys".into(), Value::Array(vec!["x".into(), Value::Int(1), Value::Null])),
        ]);
        assert_eq!(show(table.clone(), ""), r#"{"name":"a","apiKeys":[********,********,null]}"#);
        let masked = mask_value(&table, &KeyPath::root(), &Secrets::default());
        assert_eq!(masked.to_string(), r#"{"name":"a","apiKeys":["********","********",null]}"#);
    }

    #[test]
    fn long_values_are_cut_and_control_characters_escaped() {
        let long = show("ä".repeat(1000), "x");
        assert_eq!(long, format!("\"{}…", "ä".repeat(79)));
        assert_eq!(show("a\u{1b}[2J\u{202e}", "x"), r#""a\u001b[2J\u{202e}""#);
    }
}
