//! Exact numbers: integers that fit `i64` or `u64`, floats otherwise, and never a lost digit.

use super::tree::Data;

/// A number as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Int(i64),
    /// Only for integers above `i64::MAX`.
    UInt(u64),
    Float(f64),
}

impl Number {
    pub(crate) fn from_u64(n: u64) -> Self {
        i64::try_from(n).map_or(Self::UInt(n), Self::Int)
    }

    /// `0.1_f32` is the float that prints as `0.1`, not 0.10000000149011612.
    pub(crate) fn from_f32(value: f32) -> Self {
        let printed = value.to_string().parse::<f64>().ok().filter(|&float| float as f32 == value);
        Self::Float(printed.unwrap_or(value.into()))
    }
}

impl From<Number> for Data {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(value) => Self::Int(value),
            Number::UInt(value) => Self::UInt(value),
            Number::Float(value) => Self::Float(value),
        }
    }
}

/// Reads a decimal number in JSON notation, optionally with a leading `+`. `None` if the text is no
/// number, or if it fits none of the three types: an integer beyond 64 bits, a float beyond `f64`.
pub(crate) fn parse_decimal(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if unsigned.bytes().all(|b| b.is_ascii_digit()) {
        if text == "-0" {
            return Some(Number::Float(-0.0));
        }
        let int = text.parse().map(Number::Int).ok();
        return int.or_else(|| text.parse().map(Number::UInt).ok());
    }
    let plain = unsigned.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    let float: f64 = text.parse().ok().filter(|_| plain)?;
    float.is_finite().then_some(Number::Float(float))
}

/// Writes a finite float in the shortest form that reads back as the same float, and as a float:
/// `1.0`, `0.1`, `1e300`. Valid in JSON, TOML and YAML.
pub(crate) fn write_float(out: &mut String, float: f64) {
    use std::fmt::Write as _;
    // Debug keeps the `.0` and switches to exponents for very large and very small values.
    let _ = write!(out, "{float:?}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(parse_decimal("9223372036854775808"), Some(Number::UInt(1 << 63)));
        assert_eq!(parse_decimal("-9223372036854775808"), Some(Number::Int(i64::MIN)));
        for text in
            ["18446744073709551616", "-9223372036854775809", "1e400", "", "-", "inf", "nan", "0x1", "1_0"]
        {
            assert_eq!(parse_decimal(text), None, "{text}");
        }
        assert_eq!(parse_decimal("1.5e3"), Some(Number::Float(1500.0)));
    }

    proptest! {
        #[test]
        fn floats_round_trip(float in any::<f64>().prop_filter("finite", |f| f.is_finite())) {
            let mut text = String::new();
            write_float(&mut text, float);
            prop_assert_eq!(parse_decimal(&text), Some(Number::Float(float)));
        }
    }
}
