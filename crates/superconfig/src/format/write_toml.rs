//! TOML export. Within each table the plain values come first, then its sub-tables: TOML has no other way.
//!
//! What TOML cannot hold is left out (null, with a warning) or written as a string (integers beyond 64 bits with sign,
//! with an error: our own reader takes them as integers, others refuse them). Only notation that TOML 1.0 has is used, so every reader understands it.

use super::Written;
use super::untyped::Untyped;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::value::{Document, Item, KeyPath, Segment, Tree, is_date, write_float};
use std::fmt::Write as _;

/// An array that would make its line longer than this gets one line for each element.
const LINE: usize = 90;

/// The table at a place of a document as TOML.
pub(crate) fn write<D: Document>(doc: &D, id: u32) -> Written {
    let mut writer = Writer { doc, text: String::new(), path: Vec::new(), warnings: Vec::new() };
    match writer.item(id) {
        Item::Table => writer.body(id),
        other => {
            let message = format!("a TOML document is a table, not a value of kind {}", other.describe());
            writer.warnings.push(Diagnostic::error(Code::RootNotTable, message));
        }
    }
    Written { text: writer.text, warnings: writer.warnings }
}

struct Writer<'a, D> {
    doc: &'a D,
    text: String,
    path: Vec<Segment>,
    warnings: Vec<Diagnostic>,
}

/// How a value of a table is written.
#[derive(PartialEq, Eq)]
enum Form {
    /// `key = value`
    Inline,
    /// `[key]`
    Table,
    /// `[[key]]`
    Series,
}

impl<D: Document> Writer<'_, D> {
    /// What stands at a place; text is what it is when nobody says.
    fn item(&self, id: u32) -> Item<'_> {
        match self.doc.item(id) {
            Item::Text(text) => match Untyped::of(text) {
                Untyped::Scalar(item) => item,
                // An array or object, written within a line.
                Untyped::Tree(_) => Item::Text(text),
            },
            item => item,
        }
    }

    fn form(&self, id: u32) -> Form {
        match self.item(id) {
            Item::Table => Form::Table,
            Item::Array => {
                let mut found = false;
                for child in self.doc.children(id) {
                    match self.item(child) {
                        Item::Table => found = true,
                        Item::Null => {}
                        _ => return Form::Inline,
                    }
                }
                if found { Form::Series } else { Form::Inline }
            }
            _ => Form::Inline,
        }
    }

    /// Everything in a table whose header, if it needs one, is written.
    fn body(&mut self, id: u32) {
        let doc = self.doc;
        for child in doc.children(id).filter(|&child| self.form(child) == Form::Inline).collect::<Vec<_>>() {
            self.path.push(Segment::Key(doc.key(child).to_owned()));
            self.entry(child);
            self.path.pop();
        }
        for child in doc.children(id) {
            let form = self.form(child);
            if form == Form::Inline {
                continue;
            }
            self.path.push(Segment::Key(doc.key(child).to_owned()));
            match form {
                Form::Series => self.series(child),
                _ => {
                    if self.needs_header(child) {
                        self.header("[", "]");
                    }
                    self.body(child);
                }
            }
            self.path.pop();
        }
    }

    fn series(&mut self, id: u32) {
        for (at, element) in self.doc.children(id).enumerate() {
            self.path.push(Segment::Index(at));
            if self.is_kept(element) {
                self.header("[[", "]]");
                self.body(element);
            }
            self.path.pop();
        }
    }

    /// The headers of sub-tables imply those above them.
    fn needs_header(&self, id: u32) -> bool {
        let mut children = self.doc.children(id).filter(|&child| self.item(child) != Item::Null).peekable();
        children.peek().is_none() || children.any(|child| self.form(child) == Form::Inline)
    }

    fn header(&mut self, open: &str, close: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(open);
        let keys = self.path.iter().filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        });
        for (at, key) in keys.enumerate() {
            if at > 0 {
                self.text.push('.');
            }
            write_key(&mut self.text, key);
        }
        self.text.push_str(close);
        self.text.push('\n');
    }

    /// `key = value` on a line of its own.
    fn entry(&mut self, id: u32) {
        if !self.is_kept(id) {
            return;
        }
        let start = self.text.len();
        write_key(&mut self.text, self.doc.key(id));
        self.text.push_str(" = ");
        match self.item(id) {
            Item::Str(text) if text.contains('\n') => {
                let text = text.to_owned();
                write_lines(&mut self.text, &text);
            }
            Item::Array => self.array(id, start),
            _ => self.value(id),
        }
        self.text.push('\n');
    }

    /// An array on the line that began at `start`, or on several lines when that is too long.
    fn array(&mut self, id: u32, start: usize) {
        let (before, warned) = (self.text.len(), self.warnings.len());
        self.value(id);
        if self.text.len() - start <= LINE {
            return;
        }
        self.text.truncate(before);
        self.warnings.truncate(warned);
        self.text.push('[');
        self.elements(id, "\n    ", ",\n    ");
        self.text.push_str(",\n]");
    }

    /// Whether a value can be written at all: a null cannot.
    fn is_kept(&mut self, id: u32) -> bool {
        if self.item(id) != Item::Null {
            return true;
        }
        self.warn(Code::NullOmitted, "TOML has no null, so it is left out");
        false
    }

    fn warn(&mut self, code: Code, what: &str) {
        let path = KeyPath::from(self.path.clone());
        self.warnings.push(Diagnostic::warning(code, format!("`{path}`: {what}")).with_path(path));
    }

    /// A value within a line.
    fn value(&mut self, id: u32) {
        let doc = self.doc;
        let item = match doc.item(id) {
            Item::Text(text) => match Untyped::of(text) {
                Untyped::Scalar(item) => item,
                Untyped::Tree(tree) => return self.tree(&tree),
            },
            item => item,
        };
        match item {
            // Left out by all callers.
            Item::Null => {}
            Item::Bool(value) => self.print(value),
            Item::Int(value) => self.print(value),
            Item::UInt(value) => {
                self.warn(
                    Code::NotExpressible,
                    "TOML integers end at 2^63 - 1, so it is written as a string",
                );
                // Another reader would find another type: unlike what is left out, that is no matter of form.
                if let Some(diagnostic) = self.warnings.last_mut() {
                    diagnostic.severity = Severity::Error;
                }
                self.print(format_args!("\"{value}\""));
            }
            Item::Float(value) if value.is_nan() => self.text.push_str("nan"),
            Item::Float(value) if value.is_infinite() => self.print(value),
            Item::Float(value) => write_float(&mut self.text, value),
            Item::Date(text) if is_date(text) => self.text.push_str(text),
            Item::Str(text) | Item::Text(text) | Item::Date(text) => write_string(&mut self.text, text),
            Item::Array => {
                self.text.push('[');
                self.elements(id, "", ", ");
                self.text.push(']');
            }
            Item::Table => self.inline_table(id),
        }
    }

    /// An array or object that stood in a text.
    fn tree(&mut self, tree: &Tree) {
        let text = std::mem::take(&mut self.text);
        let (path, warnings) = (std::mem::take(&mut self.path), std::mem::take(&mut self.warnings));
        let mut writer = Writer { doc: tree, text, path, warnings };
        writer.value(tree.root());
        (self.text, self.path, self.warnings) = (writer.text, writer.path, writer.warnings);
    }

    fn elements(&mut self, id: u32, first: &str, between: &str) {
        let mut separator = first;
        for (at, element) in self.doc.children(id).enumerate() {
            self.path.push(Segment::Index(at));
            if self.is_kept(element) {
                self.text.push_str(separator);
                self.value(element);
                separator = between;
            }
            self.path.pop();
        }
    }

    fn inline_table(&mut self, id: u32) {
        let doc = self.doc;
        let mut separator = "{ ";
        for child in doc.children(id) {
            let key = doc.key(child);
            self.path.push(Segment::Key(key.to_owned()));
            if self.is_kept(child) {
                self.text.push_str(separator);
                write_key(&mut self.text, key);
                self.text.push_str(" = ");
                self.value(child);
                separator = ", ";
            }
            self.path.pop();
        }
        self.text.push_str(if separator == "{ " { "{}" } else { " }" });
    }

    fn print(&mut self, value: impl std::fmt::Display) {
        let _ = write!(self.text, "{value}");
    }
}

fn write_key(out: &mut String, key: &str) {
    let is_bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !key.is_empty() && key.bytes().all(is_bare) {
        out.push_str(key);
    } else {
        write_string(out, key);
    }
}

/// A string on one line.
fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            _ => write_char(out, c),
        }
    }
    out.push('"');
}

/// A string with its line breaks.
fn write_lines(out: &mut String, text: &str) {
    // The first line break after the quotes is not part of the string.
    out.push_str("\"\"\"\n");
    let mut quotes = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        // Three in a row, or one right before the end, would close the string.
        if quotes == 3 || (quotes > 0 && chars.peek().is_none()) {
            out.push_str("\\\"");
            quotes = 0;
        } else if c == '\n' || c == '"' {
            out.push(c);
        } else {
            write_char(out, c);
        }
    }
    out.push_str("\"\"\"");
}

/// A character that is neither quote nor line feed.
fn write_char(out: &mut String, c: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        c if c < ' ' || c == '\u{7f}' => {
            let _ = write!(out, "\\u{:04X}", c as u32);
        }
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests;
