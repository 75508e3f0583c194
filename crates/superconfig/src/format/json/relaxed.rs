//! What JSON5 allows beyond JSON, by <https://spec.json5.org>. JSON with comments is a part of it.
//!
//! Two rules of ours stand above that specification: a raw NUL is an error, and so is half a surrogate pair, which
//! no UTF-8 string can hold.

use super::Outcome;
use super::parser::{Grammar, Parser};
use crate::value::{Data, StrRef};

pub(super) struct Relaxed;

impl Grammar for Relaxed {
    const RELAXED: bool = true;

    fn blank(parser: &mut Parser<'_, Self>) -> Outcome<bool> {
        match (parser.byte(), parser.byte_at(parser.at + 1)) {
            (b'/', b'/') => {
                let rest = parser.text.get(parser.at..).unwrap_or_default();
                let end = parser.at + rest.find(is_line_end).unwrap_or(rest.len());
                comment(parser, end)?;
            }
            (b'/', b'*') => {
                let (start, inside) = (parser.at, parser.at + 2);
                let end = parser.text.get(inside..).and_then(|rest| rest.find("*/"));
                let Some(end) = end else {
                    return Err(parser.fault_with(
                        "comment is not closed",
                        "end it with `*/`",
                        start,
                        inside,
                    ));
                };
                comment(parser, inside + end + 2)?;
            }
            (b'\x0b' | b'\x0c', _) => parser.at += 1,
            (0x80.., _) => match parser.char_at(parser.at) {
                Some(c) if is_blank(c) => parser.at += c.len_utf8(),
                _ => return Ok(false),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn key(parser: &mut Parser<'_, Self>) -> Outcome<StrRef> {
        if parser.byte() == b'\'' {
            return parser.string(b'\'');
        }
        let start = parser.at;
        parser.plain.clear();
        let mut escaped = false;
        loop {
            let here = parser.at;
            let (c, end) = match parser.char_at(here) {
                Some('\\') if parser.byte_at(here + 1) == b'u' => {
                    escaped = true;
                    parser.unicode_escape(here)?
                }
                Some(c) => (c, here + c.len_utf8()),
                None => break,
            };
            if !(is_identifier_start(c) || (here > start && is_identifier_part(c))) {
                break;
            }
            parser.plain.push(c);
            parser.at = end;
        }
        match parser.at {
            end if end == start => Err(parser.expected("key expected")),
            _ if escaped => Ok(parser.builder.keep(&parser.plain)),
            end => Ok(parser.builder.slice(start, end)),
        }
    }

    fn value(parser: &mut Parser<'_, Self>) -> Outcome<Data> {
        let start = parser.at;
        match parser.byte() {
            b'\'' => Ok(Data::Str(parser.string(b'\'')?)),
            b'+' => {
                parser.at += 1;
                parser.unsigned(start, false)
            }
            b'.' | b'I' | b'N' => Self::number(parser, start),
            _ => Err(parser.expected("value expected")),
        }
    }

    fn number(parser: &mut Parser<'_, Self>, start: usize) -> Outcome<Data> {
        let negative = parser.byte_at(start) == b'-';
        match (parser.byte(), parser.byte_at(parser.at + 1)) {
            (b'I', _) if parser.word("Infinity") => {
                Ok(Data::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY }))
            }
            (b'N', _) if parser.word("NaN") => Ok(Data::Float(f64::NAN)),
            (b'.', b'0'..=b'9') => parser.float(start),
            (b'0', b'x' | b'X') => hexadecimal(parser, start, negative),
            (b'0', b'0'..=b'9') => {
                let help = "remove the zero, or put the number in quotes if it is text";
                Err(parser.fault_with("number has a leading zero", help, parser.at, parser.at + 1))
            }
            _ if parser.at > start => Err(parser.expected("number expected after the sign")),
            _ => Err(parser.expected("value expected")),
        }
    }

    fn escape(parser: &mut Parser<'_, Self>, at: usize) -> Outcome<usize> {
        let Some(c) = parser.char_at(at + 1) else { return Ok(at + 1) };
        let end = at + 1 + c.len_utf8();
        let plain = match c {
            'v' => '\u{b}',
            '0' if !parser.byte_at(end).is_ascii_digit() => '\0',
            '0'..='9' => {
                let help = "write `\\xHH` or `\\uHHHH`";
                return Err(parser.fault_with("a digit cannot be escaped", help, at, end));
            }
            'x' => {
                let code = parser.hex(end, 2).and_then(char::from_u32);
                let message = "two hexadecimal digits expected after `\\x`";
                parser.plain.push(code.ok_or_else(|| parser.fault(message, at, end))?);
                return Ok(end + 2);
            }
            '\r' if parser.byte_at(end) == b'\n' => return Ok(end + 1),
            c if is_line_end(c) => return Ok(end),
            '\0' => return Err(parser.fault("raw control character U+0000 in a string", at + 1, end)),
            c => c,
        };
        parser.plain.push(plain);
        Ok(end)
    }

    fn raw_control(byte: u8) -> bool {
        !matches!(byte, b'\n' | b'\r' | 0)
    }

    #[cold]
    fn advice(parser: &Parser<'_, Self>, at: usize) -> Option<&'static str> {
        match parser.byte_at(at) {
            b'#' => Some("comments begin with `//`"),
            b'=' => Some("key and value are separated by `:`"),
            b',' => Some("remove one of the commas"),
            _ => None,
        }
    }
}

/// Skips the comment that ends at `end`.
fn comment(parser: &mut Parser<'_, Relaxed>, end: usize) -> Outcome<()> {
    let text = parser.text.as_bytes().get(parser.at..end).unwrap_or_default();
    if let Some(nul) = memchr::memchr(0, text) {
        let at = parser.at + nul;
        return Err(parser.fault("raw control character U+0000 in a comment", at, at + 1));
    }
    parser.at = end;
    Ok(())
}

/// Reads a hexadecimal integer; `0x` is next.
fn hexadecimal(parser: &mut Parser<'_, Relaxed>, start: usize, negative: bool) -> Outcome<Data> {
    parser.at += 2;
    let first = parser.at;
    while parser.byte().is_ascii_hexdigit() {
        parser.at += 1;
    }
    let digits = parser.text.get(first..parser.at).unwrap_or_default();
    if digits.is_empty() {
        return Err(parser.expected("hexadecimal digit expected"));
    }
    let value = u64::from_str_radix(digits, 16).ok();
    let int = value.and_then(|value| match negative {
        false => i64::try_from(value).ok(),
        true => 0_i64.checked_sub_unsigned(value),
    });
    Ok(match (int, value) {
        (Some(value), _) => Data::Int(value),
        (None, Some(value)) if !negative => Data::UInt(value),
        _ => parser.oversized(start, "integer does not fit 64 bits"),
    })
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// The white space beyond ASCII: ECMAScript's format characters and Unicode's space separators.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') || (c.is_whitespace() && c != '\u{85}')
}

fn is_identifier_start(c: char) -> bool {
    c == '$' || c == '_' || unicode_ident::is_xid_start(c)
}

fn is_identifier_part(c: char) -> bool {
    unicode_ident::is_xid_continue(c) || matches!(c, '$' | '\u{200c}' | '\u{200d}')
}
