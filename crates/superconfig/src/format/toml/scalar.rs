//! Keys, strings, numbers and dates. Plain ones are recognised here; `toml_parser` decodes the others and says
//! what is wrong with them.

use super::messages;
use super::notes::Notes;
use crate::diagnostics::{Code, Fault};
use crate::value::{Data, Span, StrRef, Tree, canonical_date};
use std::borrow::Cow;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::{ParseError, Raw};

/// Reads one key or scalar of a text.
pub(super) struct Decoder<'a> {
    pub(super) text: &'a str,
    pub(super) notes: &'a Notes<'a>,
}

impl<'a> Decoder<'a> {
    /// A part of a key; `None` if something is wrong with it.
    pub(super) fn key(&self, span: Span, encoding: Option<Encoding>, texts: &mut Tree) -> Option<StrRef> {
        let raw = self.raw(span);
        match encoding {
            None if raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') => {
                Some(texts.slice(span.start(), span.end()))
            }
            None => {
                let message = format!("the key `{}` needs quotes", messages::shown(raw));
                let help = "bare keys have only A-Z, a-z, 0-9, `_` and `-`";
                self.notes.add(Fault::error(Code::Syntax, message, span).with_help(help));
                None
            }
            Some(Encoding::MlBasicString | Encoding::MlLiteralString) => {
                let message = "a key cannot be a multi-line string";
                self.notes.add(Fault::error(Code::Syntax, message, span).with_help("use single quotes"));
                None
            }
            Some(encoding) => self.string(span, encoding, texts),
        }
    }

    /// A scalar value. A faulty one is noted and becomes null.
    pub(super) fn scalar(&self, span: Span, encoding: Option<Encoding>, texts: &mut Tree) -> Data {
        match encoding {
            Some(encoding) => self.string(span, encoding, texts).map_or(Data::Null, Data::Str),
            None => match plain(self.raw(span)) {
                Some(data) => data,
                None => self.unquoted(span, texts),
            },
        }
    }

    fn raw(&self, span: Span) -> &'a str {
        self.text.get(span.start()..span.end()).unwrap_or_default()
    }

    fn string(&self, span: Span, encoding: Encoding, texts: &mut Tree) -> Option<StrRef> {
        let raw = self.raw(span);
        let (quotes, basic) = match encoding {
            Encoding::BasicString => (1, true),
            Encoding::LiteralString => (1, false),
            Encoding::MlBasicString => (3, true),
            Encoding::MlLiteralString => (3, false),
        };
        let Some(body) = body(raw, quotes, basic) else {
            self.notes.add(not_closed(raw, span, quotes));
            return None;
        };
        if is_literal(body, quotes == 3, basic) {
            let skipped = if quotes == 3 && body.starts_with('\n') { 1 } else { 0 };
            return Some(texts.slice(span.start() + quotes + skipped, span.end() - quotes));
        }
        let mut decoded = Cow::Borrowed("");
        let mut failed = false;
        let mut report = |error: ParseError| {
            failed = true;
            self.notes.parse_error(&error);
        };
        let toml_span = toml_parser::Span::new_unchecked(span.start(), span.end());
        let _ = Raw::new_unchecked(raw, Some(encoding), toml_span).decode_scalar(&mut decoded, &mut report);
        (!failed).then(|| texts.keep(&decoded))
    }

    fn unquoted(&self, span: Span, texts: &mut Tree) -> Data {
        let raw = self.raw(span);
        let toml_span = toml_parser::Span::new_unchecked(span.start(), span.end());
        let mut decoded = Cow::Borrowed("");
        let mut error: Option<ParseError> = None;
        let kind = Raw::new_unchecked(raw, None, toml_span).decode_scalar(&mut decoded, &mut error);
        if let Some(error) = error {
            self.notes.parse_error(&error);
            return Data::Null;
        }
        let whole = texts.slice(span.start(), span.end());
        match kind {
            // Text without quotes was reported as an error above.
            ScalarKind::String => Data::Str(whole),
            ScalarKind::Boolean(value) => Data::Bool(value),
            ScalarKind::Integer(radix) => match integer(&decoded, radix.value()) {
                Ok(Some(data)) => data,
                Ok(None) => {
                    self.kept_as_text("this integer does not fit into 64 bits", span);
                    Data::Text(whole)
                }
                Err(NotANumber) => self.refuse("not a number", span),
            },
            ScalarKind::Float => match decoded.parse::<f64>() {
                Ok(float) if float.is_infinite() && !raw.ends_with("inf") => {
                    self.kept_as_text("this float is beyond the range of 64-bit floats", span);
                    Data::Text(whole)
                }
                Ok(float) => Data::Float(float),
                Err(_) => self.refuse("not a number", span),
            },
            ScalarKind::DateTime => match canonical_date(raw) {
                Some(date) if date == raw => Data::Date(whole),
                Some(date) => Data::Date(texts.keep(&date)),
                None => self.refuse("not a date or time that exists", span),
            },
        }
    }

    fn kept_as_text(&self, what: &str, span: Span) {
        let message = format!("{what}, so it is kept as text");
        let help = "put it in quotes if it is meant as text";
        self.notes.add(Fault::warning(Code::NumberRange, message, span).with_help(help));
    }

    fn refuse(&self, message: &str, span: Span) -> Data {
        self.notes.add(Fault::error(Code::Syntax, message, span));
        Data::Null
    }
}

/// Booleans and plain decimal numbers: nearly all scalars that are not strings.
fn plain(raw: &str) -> Option<Data> {
    let integer = match raw.as_bytes() {
        [b'0'] | [b'-', b'0'] => Some(0),
        [b'1'..=b'9', ..] | [b'-', b'1'..=b'9', ..] => raw.parse().ok(),
        b"true" => return Some(Data::Bool(true)),
        b"false" => return Some(Data::Bool(false)),
        _ => None,
    };
    integer.map(Data::Int).or_else(|| fraction(raw).map(Data::Float))
}

/// A decimal fraction without anything unusual: `0.5`, `-12.25`.
fn fraction(raw: &str) -> Option<f64> {
    let (whole, decimals) = raw.strip_prefix('-').unwrap_or(raw).split_once('.')?;
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_plain = is_digits(whole) && is_digits(decimals) && (whole == "0" || !whole.starts_with('0'));
    if is_plain { raw.parse().ok().filter(|float: &f64| float.is_finite()) } else { None }
}

struct NotANumber;

/// An integer without prefix and underscores; `None` if it does not fit.
fn integer(text: &str, radix: u32) -> Result<Option<Data>, NotANumber> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(NotANumber);
    }
    let int = i64::from_str_radix(text, radix).map(Data::Int).ok();
    Ok(int.or_else(|| u64::from_str_radix(text, radix).map(Data::UInt).ok()))
}

/// What stands between the quotes; `None` if the closing ones are missing.
fn body(raw: &str, quotes: usize, basic: bool) -> Option<&str> {
    let closing = if basic { "\"\"\"" } else { "'''" }.get(..quotes)?;
    let body = raw.get(quotes..)?.strip_suffix(closing)?;
    let escapes = body.bytes().rev().take_while(|&b| basic && b == b'\\').count();
    (escapes % 2 == 0).then_some(body)
}

fn not_closed(raw: &str, span: Span, quotes: usize) -> Fault {
    // A multi-line string that is not closed runs to the end of the text: its beginning is the place to look at.
    let len = if quotes == 3 { quotes } else { raw.trim_end().len() };
    let message = if quotes == 3 { "multi-line string is not closed" } else { "string is not closed" };
    let help = format!("close it with `{}`", raw.get(..quotes).unwrap_or_default());
    Fault::error(Code::Syntax, message, Span::new(span.start(), span.start() + len)).with_help(help)
}

/// Whether a string means exactly the bytes between its quotes.
fn is_literal(body: &str, multi_line: bool, basic: bool) -> bool {
    let special =
        |b: u8| (b < b' ' && b != b'\t' && !(multi_line && b == b'\n')) || b == 0x7f || (basic && b == b'\\');
    // Without early exit the compiler makes vector instructions of it.
    !body.bytes().fold(false, |found, b| found | special(b))
}
