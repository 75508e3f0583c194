//! The tokens of RON: white space, comments, names, numbers, strings.

use crate::diagnostics::{Code, Fault};
use crate::value::Span;
use memchr::{memchr, memchr2, memmem};

/// A value without parts, or the name that a struct or variant begins with.
#[derive(Debug)]
pub(super) enum Scalar {
    Bool(bool),
    None,
    /// Within `i64::MIN..=u64::MAX`.
    Int(i128),
    Float(f64),
    /// A number that fits no type, and why.
    Beyond(Span, &'static str),
    /// A string that stands in the text as it is.
    Slice(Span),
    Owned(String),
    Bytes(Vec<u8>),
    Name(Span),
}

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

type Step<T = ()> = Result<T, Fault>;

const EXTENSIONS: [&str; 4] =
    ["implicit_some", "unwrap_newtypes", "unwrap_variant_newtypes", "explicit_struct_names"];

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn text(&self, span: Span) -> &'a str {
        self.text.get(span.start()..span.end()).unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(0)
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn fault(&self, message: impl Into<String>, start: usize, end: usize) -> Fault {
        Fault::error(Code::Syntax, message, Span::new(start, end))
    }

    /// The fault of finding something other than `expected` at the cursor.
    pub(super) fn unexpected(&self, expected: &str) -> Fault {
        match self.rest().chars().next() {
            None => self.fault(format!("{expected} expected, not the end of the text"), self.at, self.at),
            Some(c) => {
                let message = format!("{expected} expected, not `{}`", c.escape_debug());
                self.fault(message, self.at, self.at + c.len_utf8())
            }
        }
    }

    /// Skips white space and comments.
    pub(super) fn skip(&mut self) -> Step {
        loop {
            match self.byte(0) {
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C) => self.at += 1,
                Some(b'/') if self.byte(1) == Some(b'/') => {
                    let rest = self.rest();
                    self.at += memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
                }
                Some(b'/') if self.byte(1) == Some(b'*') => self.block_comment()?,
                Some(0x80..) => match self.rest().chars().next() {
                    Some(c @ ('\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')) => {
                        self.at += c.len_utf8();
                    }
                    _ => return Ok(()),
                },
                _ => return Ok(()),
            }
        }
    }

    fn block_comment(&mut self) -> Step {
        let start = self.at;
        let mut depth = 0usize;
        loop {
            let rest = self.rest().as_bytes();
            let Some(found) = memchr2(b'/', b'*', rest) else {
                return Err(self.fault("this comment is not closed", start, start + 2));
            };
            self.at += found;
            match (self.byte(0), self.byte(1)) {
                (Some(b'/'), Some(b'*')) => (depth, self.at) = (depth + 1, self.at + 2),
                (Some(b'*'), Some(b'/')) => (depth, self.at) = (depth - 1, self.at + 2),
                _ => self.at += 1,
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// `#![enable(…)]` lines. What they enable is a matter of types, which are decided later.
    pub(super) fn attributes(&mut self) -> Step {
        while self.peek() == Some(b'#') {
            for token in ["#", "!", "[", "enable", "("] {
                self.expect(token)?;
            }
            while self.peek() != Some(b')') {
                let name = self.field()?;
                if !EXTENSIONS.contains(&self.text(name)) {
                    return Err(Fault::error(Code::Syntax, "unknown extension of RON", name)
                        .with_help(format!("known are {}", EXTENSIONS.join(", "))));
                }
                self.skip()?;
                match self.peek() {
                    Some(b',') => self.expect(",")?,
                    Some(b')') => {}
                    _ => return Err(self.unexpected("`,` or `)`")),
                }
            }
            self.expect(")")?;
            self.expect("]")?;
        }
        Ok(())
    }

    fn expect(&mut self, token: &str) -> Step {
        if !self.rest().starts_with(token) {
            return Err(self.unexpected(&format!("`{token}`")));
        }
        self.at += token.len();
        self.skip()
    }

    /// Whether the parenthesis at the cursor is empty, and whether it begins with a field. The cursor stays.
    pub(super) fn look_into_parenthesis(&mut self) -> Step<(bool, bool)> {
        let start = self.at;
        self.at += 1;
        self.skip()?;
        let empty = self.peek() == Some(b')');
        let mut has_fields = false;
        if self.name().is_some() {
            self.skip()?;
            has_fields = self.peek() == Some(b':');
        }
        self.at = start;
        Ok((empty, has_fields))
    }

    /// The name of a field, or of anything else where only a name can stand.
    pub(super) fn field(&mut self) -> Step<Span> {
        self.name().ok_or_else(|| self.unexpected("a name"))
    }

    /// An identifier, raw (`r#type`) or not; the span is that of its text.
    fn name(&mut self) -> Option<Span> {
        let raw = self.rest().strip_prefix("r#").is_some_and(|rest| rest.starts_with(is_raw_name_part));
        let start = self.at + if raw { 2 } else { 0 };
        let rest = self.text.get(start..).unwrap_or_default();
        let len = if raw {
            rest.find(|c| !is_raw_name_part(c))
        } else if rest.starts_with(|c: char| c == '_' || c.is_alphabetic()) {
            rest.find(|c| !is_name_part(c))
        } else {
            return None;
        };
        self.at = start + len.unwrap_or(rest.len());
        Some(Span::new(start, self.at))
    }

    pub(super) fn scalar(&mut self) -> Step<Scalar> {
        let start = self.at;
        match (self.byte(0), self.byte(1), self.byte(2)) {
            (Some(b'"'), ..) => self.string(),
            (Some(b'\''), ..) => self.character().map(|c| Scalar::Owned(c.into())),
            (Some(b'r'), Some(b'"'), _) | (Some(b'r'), Some(b'#'), Some(b'"' | b'#')) => {
                self.at += 1;
                self.raw_string().map(Scalar::Slice)
            }
            (Some(b'b'), Some(b'"'), _) => {
                self.at += 1;
                self.quoted(Quoted::Bytes).map(Scalar::Bytes)
            }
            (Some(b'b'), Some(b'r'), Some(b'"' | b'#')) => {
                self.at += 2;
                let span = self.raw_string()?;
                Ok(Scalar::Bytes(self.text(span).into()))
            }
            (Some(b'b'), Some(b'\''), _) => {
                self.at += 1;
                let c = self.character()?;
                match u8::try_from(c) {
                    Ok(byte) => Ok(Scalar::Int(byte.into())),
                    Err(_) => Err(self.fault("a byte has to be ASCII", start, self.at)),
                }
            }
            (Some(b'0'..=b'9' | b'+' | b'-' | b'.'), ..) => self.number(),
            _ => match self.name() {
                Some(name) if name.start() > start => Ok(Scalar::Name(name)),
                Some(name) => Ok(keyword(self.text(name)).unwrap_or(Scalar::Name(name))),
                None => Err(self.unexpected("a value")),
            },
        }
    }

    fn number(&mut self) -> Step<Scalar> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        if matches!(self.peek(), Some(b'+' | b'-')) {
            self.at += 1;
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let mut len = self.rest().find(|c| !is_part(c)).unwrap_or(self.rest().len());
        let radix_prefix = matches!(self.rest().get(..2), Some("0x" | "0o" | "0b"));
        // The sign of an exponent belongs to the number, but hexadecimal digits are no exponent.
        let (word, rest) = self.rest().split_at_checked(len).unwrap_or_default();
        if !radix_prefix && word.ends_with(['e', 'E']) && rest.starts_with(['+', '-']) {
            let digits = rest.get(1..).unwrap_or_default();
            len += 1 + digits.find(|c| !is_part(c)).unwrap_or(digits.len());
        }
        let word = self.rest().get(..len).unwrap_or_default();
        self.at += len;
        match number(word, negative) {
            Ok(scalar) => Ok(scalar),
            Err(Unreadable::Beyond(what)) => {
                let suffix = word.len() - integer_suffix(word).0.len();
                Ok(Scalar::Beyond(Span::new(start, self.at - suffix), what))
            }
            Err(Unreadable::Faulty(message)) => {
                Err(Fault::error(Code::Syntax, message, Span::new(start, self.at)))
            }
        }
    }

    fn string(&mut self) -> Step<Scalar> {
        let start = self.at + 1;
        let rest = self.text.get(start..).unwrap_or_default();
        let plain = memchr2(b'"', b'\\', rest.as_bytes());
        if let Some(len) = plain.filter(|&len| rest.as_bytes().get(len) == Some(&b'"')) {
            self.at = start + len + 1;
            return Ok(Scalar::Slice(Span::new(start, start + len)));
        }
        let bytes = self.quoted(Quoted::Text)?;
        let invalid = || self.fault("the bytes of this string are not UTF-8", start - 1, self.at);
        String::from_utf8(bytes).map(Scalar::Owned).map_err(|_| invalid())
    }

    /// The bytes between the double quotes, the first of which the cursor stands at.
    fn quoted(&mut self, what: Quoted) -> Step<Vec<u8>> {
        let start = self.at;
        let mut out = Vec::new();
        self.at += 1;
        loop {
            let rest = self.rest().as_bytes();
            let Some(plain) = memchr2(b'"', b'\\', rest) else {
                return Err(self.fault("this string is not closed", start, start + 1));
            };
            out.extend_from_slice(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(out);
            }
            self.escape(what, &mut out)?;
        }
    }

    /// The escape at the cursor, as bytes.
    fn escape(&mut self, what: Quoted, out: &mut Vec<u8>) -> Step {
        let start = self.at;
        let escaped = self.byte(1);
        self.at += 2;
        match escaped {
            Some(b'n') => out.push(b'\n'),
            Some(b'r') => out.push(b'\r'),
            Some(b't') => out.push(b'\t'),
            Some(b'0') => out.push(0),
            Some(quote @ (b'"' | b'\'' | b'\\')) => out.push(quote),
            Some(b'x') => {
                let byte = self.hex(2, start)? as u8;
                if what == Quoted::Char && byte > 0x7F {
                    return Err(self.fault("`\\x80` and above are no characters", start, self.at));
                }
                // In strings several of them make one character; the whole is checked at its end.
                out.push(byte);
            }
            Some(b'u') => {
                let len = self.rest().find('}').filter(|len| (2..=7).contains(len)).unwrap_or(0);
                if len == 0 || self.peek() != Some(b'{') {
                    let message = "`\\u{…}` takes one to six hexadecimal digits";
                    return Err(self.fault(message, start, self.at));
                }
                self.at += 1;
                let code = self.hex(len - 1, start)?;
                self.at += 1;
                let c = char::from_u32(code);
                let c = c.ok_or_else(|| self.fault("no such character", start, self.at))?;
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Some(b'\n' | b'\r') if what != Quoted::Char => {
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            }
            _ => {
                self.at = start + 1;
                let len = self.rest().chars().next().map_or(0, char::len_utf8);
                let help = "escapes are \\n \\r \\t \\0 \\\\ \\\" \\' \\xHH \\u{…}";
                return Err(self.fault("unknown escape", start, start + 1 + len).with_help(help));
            }
        }
        Ok(())
    }

    fn hex(&mut self, digits: usize, start: usize) -> Step<u32> {
        let word = self.rest().get(..digits).filter(|word| word.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = word.and_then(|word| u32::from_str_radix(word, 16).ok());
        let code =
            code.ok_or_else(|| self.fault("hexadecimal digits expected in this escape", start, self.at));
        self.at += digits;
        code
    }

    fn character(&mut self) -> Step<char> {
        let start = self.at;
        self.at += 1;
        let bad = |end| Err(self.fault("a character in single quotes expected", start, end));
        let c = match self.rest().chars().next() {
            None | Some('\'') => return bad(start + 1),
            Some('\\') => {
                let mut out = Vec::new();
                self.escape(Quoted::Char, &mut out)?;
                String::from_utf8(out).ok().and_then(|text| text.chars().next()).unwrap_or_default()
            }
            Some(c) => {
                self.at += c.len_utf8();
                c
            }
        };
        if self.peek() != Some(b'\'') {
            let fault = self.fault("a character in single quotes expected", start, self.at);
            return Err(fault.with_help("strings stand in double quotes"));
        }
        self.at += 1;
        Ok(c)
    }

    /// The contents of a raw string; the cursor stands behind its `r`.
    fn raw_string(&mut self) -> Step<Span> {
        let start = self.at;
        let hashes = self.rest().bytes().take_while(|&b| b == b'#').count();
        self.at += hashes;
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("`\"`"));
        }
        self.at += 1;
        let mut end = String::with_capacity(hashes + 1);
        end.push('"');
        end.extend(std::iter::repeat_n('#', hashes));
        let Some(len) = memmem::find(self.rest().as_bytes(), end.as_bytes()) else {
            return Err(self.fault("this raw string is not closed", start, start + hashes + 1));
        };
        let span = Span::new(self.at, self.at + len);
        self.at += len + end.len();
        Ok(span)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoted {
    Text,
    Bytes,
    Char,
}

fn is_name_part(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn is_raw_name_part(c: char) -> bool {
    is_name_part(c) || matches!(c, '.' | '+' | '-')
}

fn keyword(name: &str) -> Option<Scalar> {
    match name {
        "true" => Some(Scalar::Bool(true)),
        "false" => Some(Scalar::Bool(false)),
        "None" => Some(Scalar::None),
        "inf" | "inff32" | "inff64" => Some(Scalar::Float(f64::INFINITY)),
        "NaN" | "NaNf32" | "NaNf64" => Some(Scalar::Float(f64::NAN)),
        _ => None,
    }
}

/// Why a number has no value.
enum Unreadable {
    /// It fits no type.
    Beyond(&'static str),
    Faulty(&'static str),
}

/// Reads a number without its sign.
fn number(word: &str, negative: bool) -> Result<Scalar, Unreadable> {
    let malformed = || Unreadable::Faulty("this number is malformed");
    let sign = if negative { -1.0 } else { 1.0 };
    if let Some(Scalar::Float(float)) = keyword(word) {
        return Ok(Scalar::Float(float * sign));
    }
    let radix = match word.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    let (digits, range) = integer_suffix(word);
    let digits = if radix == 10 { digits } else { digits.get(2..).unwrap_or_default() };
    let is_integer = digits.chars().all(|c| c == '_' || c.is_digit(radix));
    if !digits.starts_with('_') && is_integer {
        let plain = digits.replace('_', "");
        if plain.is_empty() {
            return Err(malformed());
        }
        let beyond = Unreadable::Beyond("this integer does not fit into 64 bits");
        let Ok(n) = i128::from_str_radix(&plain, radix) else { return Err(beyond) };
        let n = if negative { -n } else { n };
        if range.is_some_and(|(min, max)| !(min..=max).contains(&n)) {
            return Err(Unreadable::Faulty("this integer does not fit the type that it names"));
        }
        let fits = (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&n);
        return if fits { Ok(Scalar::Int(n)) } else { Err(beyond) };
    }
    let digits = word.strip_suffix("f32").or(word.strip_suffix("f64")).unwrap_or(word);
    let well_formed = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'_' | b'.' | b'e' | b'E' | b'+' | b'-'))
        && !digits.contains("._");
    let float = digits.replace('_', "").parse::<f64>().ok().filter(|_| well_formed && radix == 10);
    match float {
        Some(float) if float.is_finite() => Ok(Scalar::Float(float * sign)),
        Some(_) => Err(Unreadable::Beyond("this float is beyond the range of 64-bit floats")),
        None => Err(malformed()),
    }
}

/// Splits `u8` and the like off an integer; gives the range of that type.
fn integer_suffix(word: &str) -> (&str, Option<(i128, i128)>) {
    const SUFFIXES: [(&str, u32); 5] = [("8", 8), ("16", 16), ("32", 32), ("64", 64), ("128", 127)];
    for (suffix, bits) in SUFFIXES {
        let Some(rest) = word.strip_suffix(suffix) else { continue };
        if let Some(digits) = rest.strip_suffix('u') {
            return (digits, Some((0, if bits == 127 { i128::MAX } else { (1 << bits) - 1 })));
        }
        if let Some(digits) = rest.strip_suffix('i') {
            let max = if bits == 127 { i128::MAX } else { (1 << (bits - 1)) - 1 };
            return (digits, Some((-max - 1, max)));
        }
    }
    (word, None)
}
