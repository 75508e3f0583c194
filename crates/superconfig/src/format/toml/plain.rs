//! Plain lines: a bare key with a plain value, a header of bare keys, a comment, nothing. Most files have little else, so
//! they are recognised here without tokens; what is not plain, or is wrong in any way, is the parser's. What comes of a
//! line is the same with both.

use super::events::{Events, Header};
use crate::value::Span;
use std::ops::Range;
use toml_parser::Span as TomlSpan;
use toml_parser::parser::EventReceiver as _;

/// Recognises plain lines.
#[derive(Default)]
pub(super) struct Plain {
    /// The values of the latest array.
    values: Vec<Value>,
}

/// Where a value stands.
pub(super) enum Value {
    /// With its quotes, of which there is one on each side, and between which it means what it says.
    String(Span),
    Unquoted(Span),
}

/// What a line is.
enum Line {
    Empty,
    Header {
        header: Header,
        name: Range<usize>,
    },
    Entry {
        key: Range<usize>,
        value: Value,
    },
    /// An array, besides its values.
    Array {
        key: Range<usize>,
        array: Range<usize>,
    },
}

impl Plain {
    /// Tells the receiver of the plain lines from a byte offset on, up to the first other line, whose offset it gives.
    pub(super) fn lines(&mut self, text: &str, start: usize, events: &mut Events<'_>) -> usize {
        let mut at = start;
        while at < text.len() && !events.is_stopped() {
            let mut cursor = Cursor { bytes: text.as_bytes(), at };
            let Some(line) = self.line(&mut cursor) else { break };
            cursor.skip(BLANK);
            if cursor.take(b'#').is_some() {
                cursor.skip(COMMENT);
            }
            let is_end = cursor.take(b'\n').is_some() || cursor.at == text.len();
            // A byte order mark is one only where a parser begins.
            if !is_end || cursor.peek() == Some(0xef) {
                break;
            }
            // Of comments and line ends there is nothing to tell: the next statement begins anew.
            events.begin_statement();
            self.tell(&line, text, events);
            at = cursor.at;
        }
        at
    }

    fn line(&mut self, cursor: &mut Cursor<'_>) -> Option<Line> {
        cursor.skip(BLANK);
        match cursor.peek() {
            None | Some(b'\n' | b'#') => Some(Line::Empty),
            Some(b'[') => header(cursor),
            Some(_) => {
                let key = cursor.some(BARE)?;
                cursor.skip(BLANK);
                cursor.take(b'=')?;
                cursor.skip(BLANK);
                Some(match cursor.peek()? {
                    b'[' => Line::Array { key, array: self.array(cursor)? },
                    _ => Line::Entry { key, value: cursor.scalar()? },
                })
            }
        }
    }

    /// An array of plain values on one line.
    fn array(&mut self, cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
        self.values.clear();
        let start = cursor.take(b'[')?;
        cursor.skip(BLANK);
        while cursor.peek()? != b']' {
            self.values.push(cursor.scalar()?);
            cursor.skip(BLANK);
            if cursor.take(b',').is_some() {
                cursor.skip(BLANK);
            } else if cursor.peek()? != b']' {
                return None;
            }
        }
        let end = cursor.take(b']')?;
        Some(start..end + 1)
    }

    fn tell(&self, line: &Line, text: &str, events: &mut Events<'_>) {
        match line {
            Line::Empty => {}
            Line::Header { header, name } => {
                events.start_header(*header);
                let mut start = name.start;
                for part in text.get(name.clone()).unwrap_or_default().split('.') {
                    events.bare_key(Span::new(start, start + part.len()));
                    start += part.len() + 1;
                }
                events.end_header();
            }
            Line::Entry { key, value } => events.entry(Span::new(key.start, key.end), value),
            Line::Array { key, array } => {
                events.bare_key(Span::new(key.start, key.end));
                if events.array_open(span(&(array.start..array.start + 1)), &mut ()) {
                    self.values.iter().for_each(|value| events.value(value));
                    events.array_close(span(&(array.end - 1..array.end)), &mut ());
                }
            }
        }
    }
}

/// `[a.b]` or `[[a.b]]`.
fn header(cursor: &mut Cursor<'_>) -> Option<Line> {
    cursor.take(b'[')?;
    let header = if cursor.take(b'[').is_some() { Header::Series } else { Header::Table };
    let first = cursor.some(BARE)?;
    let mut name = first;
    while cursor.take(b'.').is_some() {
        name.end = cursor.some(BARE)?.end;
    }
    cursor.take(b']')?;
    if header == Header::Series {
        cursor.take(b']')?;
    }
    Some(Line::Header { header, name })
}

fn span(range: &Range<usize>) -> TomlSpan {
    TomlSpan::new_unchecked(range.start, range.end)
}

/// What a byte may be part of.
type Class = u8;
const BLANK: Class = 1;
const BARE: Class = 2;
const DIGIT: Class = 4;
const LOWER: Class = 8;
const COMMENT: Class = 16;
/// The inside of a string without escapes.
const BASIC: Class = 32;
const LITERAL: Class = 64;

const CLASSES: [Class; 256] = {
    let mut classes = [0; 256];
    let mut at = 0;
    while at < 256 {
        classes[at] = class(at as u8);
        at += 1;
    }
    classes
};

const fn class(byte: u8) -> Class {
    let mut class = match byte {
        b' ' | b'\t' => BLANK,
        b'0'..=b'9' => BARE | DIGIT,
        b'a'..=b'z' => BARE | LOWER,
        b'A'..=b'Z' | b'_' | b'-' => BARE,
        _ => 0,
    };
    if byte >= b' ' && byte != 0x7f || byte == b'\t' {
        class |= COMMENT;
        class |= if byte == b'"' || byte == b'\\' { 0 } else { BASIC };
        class |= if byte == b'\'' { 0 } else { LITERAL };
    }
    class
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self, class: Class) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_other = |byte: &u8| CLASSES[usize::from(*byte)] & class == 0;
        self.at += rest.iter().position(is_other).unwrap_or(rest.len());
    }

    /// At least one byte of a class.
    fn some(&mut self, class: Class) -> Option<Range<usize>> {
        let start = self.at;
        self.skip(class);
        (self.at > start).then_some(start..self.at)
    }

    /// Where this byte was, if it comes next.
    fn take(&mut self, byte: u8) -> Option<usize> {
        let at = self.at;
        (self.peek() == Some(byte)).then(|| {
            self.at += 1;
            at
        })
    }

    /// A string without escapes, a number without anything unusual, or a boolean.
    fn scalar(&mut self) -> Option<Value> {
        let start = self.at;
        match self.peek()? {
            b'"' => self.string(b'"', BASIC),
            b'\'' => self.string(b'\'', LITERAL),
            b't' | b'f' => {
                self.skip(LOWER);
                matches!(self.bytes.get(start..self.at)?, b"true" | b"false").then_some(())?;
                self.value_ends().then_some(Value::Unquoted(Span::new(start, self.at)))
            }
            _ => {
                let _ = self.take(b'-');
                self.some(DIGIT)?;
                if self.take(b'.').is_some() {
                    self.some(DIGIT)?;
                }
                self.value_ends().then_some(Value::Unquoted(Span::new(start, self.at)))
            }
        }
    }

    fn string(&mut self, quote: u8, inside: Class) -> Option<Value> {
        let start = self.take(quote)?;
        self.skip(inside);
        self.take(quote)?;
        // Three quotes begin another kind of string.
        (self.peek() != Some(quote) && self.value_ends()).then_some(Value::String(Span::new(start, self.at)))
    }

    /// Whether something comes next that ends a value, blanks apart.
    fn value_ends(&self) -> bool {
        matches!(self.peek(), None | Some(b' ' | b'\t' | b'\n' | b'#' | b',' | b']'))
    }
}
