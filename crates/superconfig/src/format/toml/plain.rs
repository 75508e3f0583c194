//! Plain lines: a bare key with a plain value, a header of bare keys, a comment, nothing. Most files have little else, so
//! they are recognised here without tokens; what is not plain, or is wrong in any way, is the parser's. The receiver is
//! told the same of a line by both.

use super::events::Events;
use std::ops::Range;
use toml_parser::Span;
use toml_parser::decoder::Encoding;
use toml_parser::parser::EventReceiver as _;

/// Recognises plain lines.
#[derive(Default)]
pub(super) struct Plain {
    /// The values of the latest line.
    values: Vec<(Range<usize>, Option<Encoding>)>,
}

/// What a line is, besides its values.
enum Line {
    Empty,
    Header { brackets: usize, name: Range<usize> },
    Entry { key: Range<usize>, equals: usize, array: Option<Range<usize>> },
}

impl Plain {
    /// Tells the receiver of the plain lines from a byte offset on, up to the first other line, whose offset it gives.
    pub(super) fn lines(&mut self, text: &str, start: usize, events: &mut Events<'_>) -> usize {
        let mut at = start;
        while at < text.len() && !events.is_stopped() {
            let mut cursor = Cursor { bytes: text.as_bytes(), at };
            let Some(line) = self.line(&mut cursor) else { break };
            cursor.skip(is_blank);
            let content = cursor.at;
            let Some(comment) = cursor.comment() else { break };
            let end = cursor.at;
            // A byte order mark is one only where a parser begins.
            if cursor.take(b'\n').is_none() && end < text.len() || cursor.peek() == Some(0xef) {
                break;
            }
            events.begin_statement();
            self.tell(&line, text, events);
            if comment {
                events.comment(span(&(content..end)), &mut ());
            }
            if cursor.at > end {
                events.newline(span(&(end..cursor.at)), &mut ());
            }
            at = cursor.at;
        }
        at
    }

    fn line(&mut self, cursor: &mut Cursor<'_>) -> Option<Line> {
        self.values.clear();
        cursor.skip(is_blank);
        match cursor.peek() {
            None | Some(b'\n' | b'#') => Some(Line::Empty),
            Some(b'[') => header(cursor),
            Some(_) => {
                let key = cursor.some(is_bare)?;
                cursor.skip(is_blank);
                let equals = cursor.take(b'=')?;
                cursor.skip(is_blank);
                let array = match cursor.peek()? {
                    b'[' => Some(self.array(cursor)?),
                    _ => {
                        self.values.push(cursor.scalar()?);
                        None
                    }
                };
                Some(Line::Entry { key, equals, array })
            }
        }
    }

    /// An array of plain values on one line.
    fn array(&mut self, cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
        let start = cursor.take(b'[')?;
        cursor.skip(is_blank);
        while cursor.peek()? != b']' {
            self.values.push(cursor.scalar()?);
            cursor.skip(is_blank);
            if cursor.take(b',').is_some() {
                cursor.skip(is_blank);
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
            Line::Header { brackets, name } => {
                let (open, close) = (name.start - brackets..name.start, name.end..name.end + brackets);
                match brackets {
                    1 => events.std_table_open(span(&open), &mut ()),
                    _ => events.array_table_open(span(&open), &mut ()),
                }
                let mut start = name.start;
                for part in text.get(name.clone()).unwrap_or_default().split('.') {
                    events.simple_key(span(&(start..start + part.len())), None, &mut ());
                    start += part.len() + 1;
                }
                match brackets {
                    1 => events.std_table_close(span(&close), &mut ()),
                    _ => events.array_table_close(span(&close), &mut ()),
                }
            }
            Line::Entry { key, equals, array } => {
                events.simple_key(span(key), None, &mut ());
                events.key_val_sep(span(&(*equals..equals + 1)), &mut ());
                if let Some(array) = array
                    && !events.array_open(span(&(array.start..array.start + 1)), &mut ())
                {
                    return;
                }
                for (value, encoding) in &self.values {
                    events.scalar(span(value), *encoding, &mut ());
                }
                if let Some(array) = array {
                    events.array_close(span(&(array.end - 1..array.end)), &mut ());
                }
            }
        }
    }
}

/// `[a.b]` or `[[a.b]]`.
fn header(cursor: &mut Cursor<'_>) -> Option<Line> {
    let start = cursor.at;
    cursor.take(b'[')?;
    let _ = cursor.take(b'[');
    let brackets = cursor.at - start;
    let first = cursor.some(is_bare)?;
    let mut name = first;
    while cursor.take(b'.').is_some() {
        name.end = cursor.some(is_bare)?.end;
    }
    for _ in 0..brackets {
        cursor.take(b']')?;
    }
    Some(Line::Header { brackets, name })
}

fn span(range: &Range<usize>) -> Span {
    Span::new_unchecked(range.start, range.end)
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self, is: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&is) {
            self.at += 1;
        }
    }

    /// At least one of some bytes.
    fn some(&mut self, is: impl Fn(u8) -> bool) -> Option<Range<usize>> {
        let start = self.at;
        self.skip(is);
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

    /// Whether a comment comes next, which then is skipped; `None` if it is not plain.
    fn comment(&mut self) -> Option<bool> {
        if self.peek() != Some(b'#') {
            return Some(false);
        }
        self.skip(|byte| byte >= b' ' && byte != 0x7f || byte == b'\t');
        matches!(self.peek(), None | Some(b'\n')).then_some(true)
    }

    /// A string without escapes, a number without anything unusual, or a boolean.
    fn scalar(&mut self) -> Option<(Range<usize>, Option<Encoding>)> {
        let start = self.at;
        match self.peek()? {
            b'"' => self.string(b'"', b'\\').map(|span| (span, Some(Encoding::BasicString))),
            b'\'' => self.string(b'\'', b'\'').map(|span| (span, Some(Encoding::LiteralString))),
            b't' | b'f' => {
                self.skip(|byte| byte.is_ascii_lowercase());
                matches!(self.bytes.get(start..self.at)?, b"true" | b"false").then_some(())?;
                self.value_ends().then_some((start..self.at, None))
            }
            _ => {
                let _ = self.take(b'-');
                self.some(|byte| byte.is_ascii_digit())?;
                if self.take(b'.').is_some() {
                    self.some(|byte| byte.is_ascii_digit())?;
                }
                self.value_ends().then_some((start..self.at, None))
            }
        }
    }

    fn string(&mut self, quote: u8, escape: u8) -> Option<Range<usize>> {
        let start = self.take(quote)?;
        self.skip(|byte| byte >= b' ' && byte != 0x7f && byte != quote && byte != escape);
        self.take(quote)?;
        // Three quotes begin another kind of string.
        (self.peek() != Some(quote) && self.value_ends()).then_some(start..self.at)
    }

    /// Whether something comes next that ends a value, blanks apart.
    fn value_ends(&self) -> bool {
        matches!(self.peek(), None | Some(b' ' | b'\t' | b'\n' | b'#' | b',' | b']'))
    }
}
