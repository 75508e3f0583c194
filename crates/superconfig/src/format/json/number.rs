//! Numbers: exact, or kept as text.

use super::Outcome;
use super::parser::{Grammar, Parser};
use crate::value::{Data, Number, parse_decimal};

/// So many digits fit `i64` whatever they are.
const SAFE_DIGITS: usize = 18;

impl<G: Grammar> Parser<'_, G> {
    /// Reads the number that begins here, with a minus or a digit.
    pub(super) fn number(&mut self) -> Outcome<Data> {
        let start = self.at;
        let negative = self.byte() == b'-';
        self.at += usize::from(negative);
        self.unsigned(start, negative)
    }

    /// Reads the number that begins at `start`; its sign is read.
    pub(super) fn unsigned(&mut self, start: usize, negative: bool) -> Outcome<Data> {
        let first = self.at;
        let value = self.digits();
        let digits = self.at - first;
        let next = self.byte();
        let odd_zero = digits > 1 || matches!(next, b'x' | b'X');
        if digits == 0 || (odd_zero && self.byte_at(first) == b'0') {
            self.at = first;
            return G::number(self, start);
        }
        match next {
            b'.' | b'e' | b'E' => self.float(start),
            _ if digits > SAFE_DIGITS => Ok(self.long_integer(start)),
            _ if negative => Ok(Data::Int(-value)),
            _ => Ok(Data::Int(value)),
        }
    }

    /// Skips digits; returns what they make if they are at most [`SAFE_DIGITS`].
    fn digits(&mut self) -> i64 {
        let mut value = 0_i64;
        loop {
            let digit = self.byte().wrapping_sub(b'0');
            if digit > 9 {
                return value;
            }
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            self.at += 1;
        }
    }

    /// Skips digits where at least one is needed.
    fn some_digits(&mut self, place: &str) -> Outcome<()> {
        let first = self.at;
        self.digits();
        if self.at == first { Err(self.expected(&format!("digit expected {place}"))) } else { Ok(()) }
    }

    /// Reads the rest of the float that begins at `start`; its whole digits are read.
    pub(super) fn float(&mut self, start: usize) -> Outcome<Data> {
        if self.byte() == b'.' {
            self.at += 1;
            if G::RELAXED {
                self.digits();
            } else {
                self.some_digits("after the point")?;
            }
        }
        self.exponent(start)
    }

    /// Reads the exponent, if there is one, of the float that begins at `start`, and makes the float.
    pub(super) fn exponent(&mut self, start: usize) -> Outcome<Data> {
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.some_digits("in the exponent")?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(float) if float.is_finite() => Ok(Data::Float(float)),
            _ => Ok(self.oversized(start, "float is too large for 64 bits")),
        }
    }

    /// The integer of many digits that stands between `start` and here.
    #[cold]
    pub(super) fn long_integer(&mut self, start: usize) -> Data {
        match parse_decimal(self.text.get(start..self.at).unwrap_or_default()) {
            Some(Number::Int(value)) => Data::Int(value),
            Some(Number::UInt(value)) => Data::UInt(value),
            Some(Number::Float(value)) => Data::Float(value),
            None => self.oversized(start, "integer does not fit 64 bits"),
        }
    }
}
