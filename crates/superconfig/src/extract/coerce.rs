//! Scalars for the type that asks: exact or not at all.

use super::spot::{Chars, Got};
use crate::format::Limits;
use crate::format::json::parse_text_value;
use crate::value::{Number, Tree, bool_word, canonical_date, parse_decimal};
use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

/// Why a value is not what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// Another kind, or a text that does not read as this kind.
    Kind,
    /// A number beyond the type: its smallest and largest values.
    Range(&'static str),
    /// A float where an integer is asked for.
    Fraction,
}

/// An integer type, and its range in words.
pub(super) trait Integer: FromStr<Err = ParseIntError> + TryFrom<i64> + TryFrom<u64> + Copy {
    const RANGE: &'static str;
}

macro_rules! integer_types {
    ($($type:ty: $range:literal),*) => { $(impl Integer for $type { const RANGE: &'static str = $range; })* };
}

integer_types! {
    i8: "-128 to 127", i16: "-32768 to 32767", i32: "-2147483648 to 2147483647",
    i64: "-9223372036854775808 to 9223372036854775807",
    i128: "-2^127 to 2^127-1",
    u8: "0 to 255", u16: "0 to 65535", u32: "0 to 4294967295", u64: "0 to 18446744073709551615",
    u128: "0 to 2^128-1"
}

pub(super) fn integer<T: Integer>(got: Got<'_, '_>) -> Result<T, No> {
    match got {
        Got::Int(n) => T::try_from(n).map_err(|_| No::Range(T::RANGE)),
        Got::UInt(n) => T::try_from(n).map_err(|_| No::Range(T::RANGE)),
        Got::Text(text) => integer_text(text.as_str().trim()),
        Got::Float(_) => Err(No::Fraction),
        _ => Err(No::Kind),
    }
}

/// Decimal digits with an optional sign. (An unsigned type calls a leading minus an invalid digit.)
pub(super) fn integer_text<T: Integer>(text: &str) -> Result<T, No> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match T::from_str(text) {
        Ok(n) => Ok(n),
        Err(error) => match error.kind() {
            _ if is_number && digits.bytes().all(|b| b == b'0') => T::from_str("0").map_err(|_| No::Kind),
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => Err(No::Range(T::RANGE)),
            _ if is_number => Err(No::Range(T::RANGE)),
            _ if matches!(parse_decimal(text), Some(Number::Float(_))) => Err(No::Fraction),
            _ => Err(No::Kind),
        },
    }
}

pub(super) fn float(got: Got<'_, '_>) -> Result<f64, No> {
    match got {
        Got::Float(n) => Ok(n),
        Got::Int(n) => Ok(n as f64),
        Got::UInt(n) => Ok(n as f64),
        Got::Text(text) => float_text(text.as_str().trim()),
        _ => Err(No::Kind),
    }
}

const F64_RANGE: &str = "-1.8e308 to 1.8e308";

pub(super) fn float_text(text: &str) -> Result<f64, No> {
    let n: f64 = text.parse().map_err(|_| No::Kind)?;
    let is_word = !text.contains(|c: char| c.is_ascii_digit());
    if n.is_finite() || is_word { Ok(n) } else { Err(No::Range(F64_RANGE)) }
}

/// A finite number never becomes infinite. (Digits beyond the precision of `f32` are its nature.)
pub(super) fn float32(got: Got<'_, '_>) -> Result<f64, No> {
    let n = float(got)?;
    if n.is_finite() && !(n as f32).is_finite() { Err(No::Range("-3.4e38 to 3.4e38")) } else { Ok(n) }
}

pub(super) fn boolean(got: Got<'_, '_>) -> Result<bool, No> {
    match got {
        Got::Bool(value) => Ok(value),
        Got::Text(text) => bool_word(text.as_str().trim()).ok_or(No::Kind),
        _ => Err(No::Kind),
    }
}

pub(super) fn character(got: Got<'_, '_>) -> Result<char, No> {
    let (Got::Str(text) | Got::Text(text)) = got else { return Err(No::Kind) };
    let mut chars = text.as_str().chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(c),
        _ => Err(No::Kind),
    }
}

pub(super) fn string<'p, 'de>(got: Got<'p, 'de>) -> Result<Chars<'p, 'de>, No> {
    match got {
        Got::Str(text) | Got::Text(text) | Got::Date(text) => Ok(text),
        _ => Err(No::Kind),
    }
}

pub(super) fn unit(got: Got<'_, '_>) -> Result<(), No> {
    match got {
        Got::Null => Ok(()),
        Got::Text(text) if matches!(text.as_str().trim(), "" | "null") => Ok(()),
        _ => Err(No::Kind),
    }
}

/// The RFC 3339 form of a date; JSON and YAML write dates as strings.
pub(super) fn date(got: Got<'_, '_>) -> Result<String, No> {
    string(got).ok().and_then(|text| canonical_date(text.as_str().trim())).ok_or(No::Kind)
}

/// The JSON array or object that a text is.
pub(super) fn container(text: &str) -> Option<Tree> {
    parse_text_value(text, &Limits::default())
}
