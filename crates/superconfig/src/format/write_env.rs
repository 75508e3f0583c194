//! A document as dotenv lines.

use super::Written;
use crate::diagnostics::{Code, Diagnostic};
use crate::value::{Document, Item, KeyPath, Segment, write_float, write_json_string};
use foldhash::HashMap;
use std::fmt::Write as _;

/// The value at `id` as `NAME=value` lines that the dotenv reader reads back.
///
/// Names follow SPEC 5: levels are joined by `__`, letters are upper-cased, anything that is neither an ASCII letter nor
/// a digit becomes `_`. Arrays and empty tables are JSON text. Nulls are left out with a warning: a variable is a
/// text or is not there.
pub(crate) fn write<D: Document>(document: &D, id: u32) -> Written {
    let mut writer = Writer {
        document,
        written: Written { text: String::new(), warnings: Vec::new() },
        path: KeyPath::default(),
        names: HashMap::default(),
        tables: HashMap::default(),
    };
    match document.item(id) {
        Item::Table => writer.table(id, ""),
        item => {
            let message = format!("dotenv needs a table, not {}", with_article(item.describe()));
            writer.written.warnings.push(Diagnostic::error(Code::RootNotTable, message));
        }
    }
    writer.written
}

struct Writer<'a, D> {
    document: &'a D,
    written: Written,
    path: KeyPath,
    /// The names that stand in the text, with the path that took them.
    names: HashMap<String, KeyPath>,
    /// The names below which tables are written, with the paths of these.
    tables: HashMap<String, KeyPath>,
}

impl<D: Document> Writer<'_, D> {
    /// Documents are as deep as the limits of their sources allow.
    fn table(&mut self, id: u32, prefix: &str) {
        let document = self.document;
        for child in document.children(id) {
            let key = document.key(child);
            self.path.push(Segment::Key(key.to_owned()));
            match variable_name(prefix, key) {
                Some(name) => self.entry(child, name),
                None => self.warn(
                    Code::NotExpressible,
                    format!("a variable's name needs an ASCII letter or digit: `{}` is left out", self.path),
                ),
            }
            self.path.pop();
        }
    }

    fn entry(&mut self, id: u32, name: String) {
        let mut value = String::new();
        match self.document.item(id) {
            Item::Table if self.document.children(id).next().is_some() => {
                self.begin_table(&name);
                return self.table(id, &name);
            }
            Item::Null => {
                return self
                    .warn(Code::NullOmitted, format!("dotenv has no null: `{}` is left out", self.path));
            }
            Item::Array | Item::Table => self.json(id, &mut value),
            item => scalar(item, &mut value),
        }
        if value.contains('\0') {
            return self.warn(
                Code::NotExpressible,
                format!("dotenv cannot hold a NUL character: `{}` is left out", self.path),
            );
        }
        if let Some(other) = self.names.get(&name) {
            let message =
                format!("`{}` and `{other}` are both written as {name}: the first one is kept", self.path);
            return self.warn(Code::NotExpressible, message);
        }
        if let Some(table) = self.tables.get(&name) {
            self.warn(Code::NotExpressible, hidden(&self.path, table, &name));
        }
        let text = &mut self.written.text;
        text.push_str(&name);
        text.push('=');
        push_quoted(text, &value);
        text.push('\n');
        self.names.insert(name, self.path.clone());
    }

    /// Notices what else the names below this one mean: a reader makes one table of them, which beats a value.
    fn begin_table(&mut self, name: &str) {
        if let Some(value) = self.names.get(name) {
            self.warn(Code::NotExpressible, hidden(value, &self.path, name));
        }
        if let Some(other) = self.tables.get(name) {
            let message = format!(
                "`{other}` and `{}` are both written as {name}__…: read again they are one",
                self.path
            );
            return self.warn(Code::NotExpressible, message);
        }
        self.tables.insert(name.to_owned(), self.path.clone());
    }

    /// Compact JSON; what JSON has no number for becomes a string.
    fn json(&mut self, id: u32, out: &mut String) {
        let document = self.document;
        let item = document.item(id);
        match item {
            Item::Array | Item::Table => {
                let is_table = item == Item::Table;
                out.push(if is_table { '{' } else { '[' });
                for (at, child) in document.children(id).enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    if is_table {
                        let _ = write_json_string(out, document.key(child));
                        out.push(':');
                    }
                    self.json(child, out);
                }
                out.push(if is_table { '}' } else { ']' });
            }
            Item::Null | Item::Bool(_) | Item::Int(_) | Item::UInt(_) => scalar(item, out),
            Item::Float(float) if float.is_finite() => scalar(item, out),
            Item::Text(text) => match crate::value::guess_scalar(text) {
                Item::Str(text) => drop(write_json_string(out, text)),
                _ => out.push_str(text),
            },
            Item::Str(text) | Item::Date(text) => drop(write_json_string(out, text)),
            Item::Float(_) => {
                let mut text = String::new();
                scalar(item, &mut text);
                let message =
                    format!("an array is written as JSON, which has no `{text}`: written as a string");
                self.warn(Code::FloatAsText, message);
                let _ = write_json_string(out, &text);
            }
        }
    }

    fn warn(&mut self, code: Code, message: String) {
        self.written.warnings.push(Diagnostic::warning(code, message).with_path(self.path.clone()));
    }
}

/// What is wrong with a value that has the name of a table.
fn hidden(value: &KeyPath, table: &KeyPath, name: &str) -> String {
    format!("`{value}` is written as {name}, and `{table}` as {name}__…: read again, the table alone counts")
}

/// The plain text of a scalar.
fn scalar(item: Item<'_>, out: &mut String) {
    match item {
        Item::Bool(value) => drop(write!(out, "{value}")),
        Item::Int(value) => drop(write!(out, "{value}")),
        Item::UInt(value) => drop(write!(out, "{value}")),
        Item::Float(value) if value.is_finite() => write_float(out, value),
        Item::Float(value) if value.is_nan() => out.push_str("nan"),
        Item::Float(value) => drop(write!(out, "{value}")),
        Item::Str(text) | Item::Text(text) | Item::Date(text) => out.push_str(text),
        Item::Null => out.push_str("null"),
        Item::Array | Item::Table => {}
    }
}

fn with_article(kind: &str) -> String {
    match kind {
        "null" | "text" => kind.to_owned(),
        _ if kind.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

/// The name of a key below `prefix`. Separators in a key never become the `__` between levels.
fn variable_name(prefix: &str, key: &str) -> Option<String> {
    let mut name = String::with_capacity(prefix.len() + key.len() + 2);
    name.push_str(prefix);
    if !prefix.is_empty() {
        name.push_str("__");
    }
    let mut words = key.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next()?;
    if name.is_empty() && first.starts_with(|c: char| c.is_ascii_digit()) {
        name.push('_');
    }
    name.push_str(&first.to_ascii_uppercase());
    for word in words {
        name.push('_');
        name.push_str(&word.to_ascii_uppercase());
    }
    Some(name)
}

/// Appends a value so that a dotenv reader, and mostly a shell, reads back the same.
fn push_quoted(out: &mut String, value: &str) {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-./:@%+,".contains(&b);
    if value.bytes().all(plain) {
        return out.push_str(value);
    }
    if !value.contains(['\'', '\n', '\r']) {
        out.push('\'');
        out.push_str(value);
        return out.push('\'');
    }
    out.push('"');
    for c in value.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '"' | '\\' | '$' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
#[cfg(feature = "env")]
#[path = "write_env_tests.rs"]
mod tests;
