//! Tree to YAML: block style, two spaces, and quotes around every string that some reader of YAML, 1.1 or 1.2,
//! would take for something else.

use super::Written;
use super::untyped::Untyped;
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
            Item::Text(text) => match Untyped::of(text) {
                Untyped::Scalar(item) => self.line(item, indent, place),
                // An array or object, written like any other.
                Untyped::Tree(tree) => {
                    let mut inner = Writer { doc: &tree, out: std::mem::take(&mut self.out) };
                    inner.value(tree.root(), indent, place);
                    self.out = inner.out;
                }
            },
            item => self.line(item, indent, place),
        }
    }

    fn line(&mut self, item: Item<'_>, indent: usize, place: Place) {
        self.gap(place);
        self.scalar(item, indent);
        self.out.push('\n');
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
mod tests;
