//! Strings: slices of the text where they have no escapes, copies where they have.

use super::Outcome;
use super::parser::{Grammar, Parser};
use crate::value::StrRef;

/// The first quote, backslash or control character from `at` on; the end of the text if there is none.
///
/// Eight bytes a step. A byte that is below `n` gets its high bit by subtracting `n`; the lowest bit set is exact,
/// because only bytes below it could borrow. Flipping the bits in which a quote differs from 0x20 puts the quote,
/// and nothing else, right behind the control characters, so that one subtraction finds them all.
#[inline]
fn scan(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let flip = ONES * u64::from(quote ^ 0x20);
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quotes = (word ^ flip).wrapping_sub(ONES * 0x21);
        let slashes = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
        let found = (quotes | slashes) & !word & HIGH;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let special = |&byte: &u8| byte == quote || byte == b'\\' || byte < 0x20;
    at + rest.iter().position(special).unwrap_or(rest.len())
}

impl<G: Grammar> Parser<'_, G> {
    /// Reads the string whose opening quote is the next byte.
    #[inline]
    pub(super) fn string(&mut self, quote: u8) -> Outcome<StrRef> {
        let start = self.at + 1;
        let end = scan(self.text.as_bytes(), start, quote);
        if self.byte_at(end) == quote {
            self.at = end + 1;
            return Ok(self.builder.slice(start, end));
        }
        self.string_with_escapes(start, end, quote)
    }

    /// Reads the rest of the string that begins at `start` and is plain up to `at`.
    #[inline(never)]
    fn string_with_escapes(&mut self, start: usize, mut at: usize, quote: u8) -> Outcome<StrRef> {
        self.plain.clear();
        self.plain.reserve(64 + at - start);
        let mut plain_from = start;
        loop {
            let plain = self.text.get(plain_from..at).unwrap_or_default();
            self.plain.push_str(plain);
            plain_from = at;
            let byte = self.byte_at(at);
            if byte == quote {
                self.at = at + 1;
                return Ok(self.builder.keep(&self.plain));
            } else if byte == b'\\' {
                at = self.escape(at)?;
                plain_from = at;
            } else if at < self.text.len() && G::raw_control(byte) {
                at += 1;
            } else {
                return Err(self.broken_string(start, at));
            }
            at = scan(self.text.as_bytes(), at, quote);
        }
    }

    /// Reads the escape at `at` into `plain`; returns where it ends.
    fn escape(&mut self, at: usize) -> Outcome<usize> {
        let c = match self.byte_at(at + 1) {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let (c, end) = self.unicode_escape(at)?;
                self.plain.push(c);
                return Ok(end);
            }
            0 if at + 1 >= self.text.len() => return Err(self.broken_string(self.at + 1, at + 1)),
            _ => return G::escape(self, at),
        };
        self.plain.push(c);
        Ok(at + 2)
    }

    /// Reads `\uXXXX`, or two of them that make one character; returns the character and where it ends.
    pub(super) fn unicode_escape(&self, at: usize) -> Outcome<(char, usize)> {
        let bad_digits = || {
            let digits = self.text.as_bytes().get(at + 2..at + 6).unwrap_or_default();
            let good = digits.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            self.fault("four hexadecimal digits expected after `\\u`", at, at + 2 + good)
        };
        let high = self.hex(at + 2, 4).ok_or_else(bad_digits)?;
        if let Some(c) = char::from_u32(high) {
            return Ok((c, at + 6));
        }
        let next_is_escape = self.byte_at(at + 6) == b'\\' && self.byte_at(at + 7) == b'u';
        let low = self.hex(at + 8, 4).filter(|_| next_is_escape);
        match low {
            Some(low @ 0xDC00..=0xDFFF) if high < 0xDC00 => {
                let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                Ok((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), at + 12))
            }
            _ => {
                let message = format!("`\\u{high:04X}` is half of a surrogate pair");
                let help = "write both halves (`\\uD83D\\uDE00`), or the character itself";
                Err(self.fault_with(&message, help, at, at + 6))
            }
        }
    }

    /// The number that exactly `count` hexadecimal digits make.
    pub(super) fn hex(&self, at: usize, count: usize) -> Option<u32> {
        let digits = self.text.as_bytes().get(at..at + count)?;
        digits.iter().try_fold(0, |code, &byte| Some(code << 4 | char::from(byte).to_digit(16)?))
    }

    /// A string whose text begins at `start` and cannot go on at `at`.
    #[cold]
    fn broken_string(&self, start: usize, at: usize) -> Box<crate::diagnostics::Fault> {
        match self.text.as_bytes().get(at) {
            None => self.fault("string is not closed", start.saturating_sub(1), at),
            Some(b'\n' | b'\r') => {
                let help = "close it on the same line; a line break in a string is written `\\n`";
                self.fault_with("string is not closed", help, start.saturating_sub(1), at)
            }
            Some(b'\t') => self.fault_with("raw tab in a string", "write `\\t`", at, at + 1),
            Some(byte) => {
                let message = format!("raw control character U+{byte:04X} in a string");
                self.fault_with(&message, &format!("write `\\u{byte:04x}`"), at, at + 1)
            }
        }
    }
}
