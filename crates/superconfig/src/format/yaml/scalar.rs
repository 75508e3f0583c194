//! What a scalar means: the core schema of YAML 1.2, and the tags that belong to it.

use crate::value::Number;
use granit_parser::Tag;

/// What a plain scalar is in the core schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::format) enum Plain {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Str,
    /// A number that fits no type.
    Beyond,
}

impl From<Number> for Plain {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(n) => Self::Int(n),
            Number::UInt(n) => Self::UInt(n),
            Number::Float(n) => Self::Float(n),
        }
    }
}

/// Resolves a plain scalar.
pub(in crate::format) fn plain(text: &str) -> Plain {
    match text.as_bytes() {
        [] => Plain::Null,
        [b'n' | b'N' | b'~' | b't' | b'T' | b'f' | b'F', ..] => word(text),
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => int(text).or_else(|| float(text)).unwrap_or(Plain::Str),
        _ => Plain::Str,
    }
}

fn word(text: &str) -> Plain {
    match text {
        "null" | "Null" | "NULL" | "~" => Plain::Null,
        "true" | "True" | "TRUE" => Plain::Bool(true),
        "false" | "False" | "FALSE" => Plain::Bool(false),
        _ => Plain::Str,
    }
}

/// `[-+]?[0-9]+`, `0o[0-7]+`, `0x[0-9a-fA-F]+`.
fn int(text: &str) -> Option<Plain> {
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Ok(n) = text.parse::<i64>() {
        return Some(Plain::Int(n));
    }
    Some(text.parse::<u64>().map_or(Plain::Beyond, Plain::UInt))
}

fn radix(digits: &str, radix: u32) -> Option<Plain> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    Some(u64::from_str_radix(digits, radix).map_or(Plain::Beyond, |n| Number::from_u64(n).into()))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, infinities, not-a-number.
fn float(text: &str) -> Option<Plain> {
    let (negative, rest) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..)?),
        Some(b'+') => (false, text.get(1..)?),
        _ => (false, text),
    };
    match rest {
        ".inf" | ".Inf" | ".INF" => {
            return Some(Plain::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY }));
        }
        ".nan" | ".NaN" | ".NAN" if rest.len() == text.len() => return Some(Plain::Float(f64::NAN)),
        _ => {}
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    let regular = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent));
    if !regular {
        return None;
    }
    let float: f64 = text.parse().ok()?;
    Some(if float.is_finite() { Plain::Float(float) } else { Plain::Beyond })
}

/// What a tag asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Str,
    Int,
    Float,
    Bool,
    Null,
    Map,
    Seq,
    /// The tag `!`: whatever the node is without resolution.
    Unresolved,
    /// A tag that means nothing here.
    Foreign,
}

impl Wanted {
    pub(super) fn of(tag: &Tag) -> Self {
        match tag.core_suffix() {
            Some("str") => Self::Str,
            Some("int") => Self::Int,
            Some("float") => Self::Float,
            Some("bool") => Self::Bool,
            Some("null") => Self::Null,
            Some("map") => Self::Map,
            Some("seq") => Self::Seq,
            _ if tag.parts() == ("", "!") => Self::Unresolved,
            _ => Self::Foreign,
        }
    }

    /// The scalar that `text` is under this tag; `None` if it cannot be one.
    pub(super) fn scalar(self, text: &str) -> Option<Plain> {
        match self {
            Self::Str | Self::Unresolved => Some(Plain::Str),
            Self::Int => int(text),
            Self::Float => match float(text)? {
                Plain::Int(_) | Plain::UInt(_) => None,
                float => Some(float),
            },
            Self::Bool => Some(word(text)).filter(|word| matches!(word, Plain::Bool(_))),
            Self::Null => Some(plain(text)).filter(|null| *null == Plain::Null),
            Self::Map | Self::Seq | Self::Foreign => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::parse_decimal;
    use proptest::prelude::*;

    #[test]
    fn the_core_schema() {
        let cases = [
            ("", Plain::Null),
            ("~", Plain::Null),
            ("Null", Plain::Null),
            ("nULL", Plain::Str),
            ("TRUE", Plain::Bool(true)),
            ("tRUE", Plain::Str),
            ("012", Plain::Int(12)),
            ("+7", Plain::Int(7)),
            ("-0", Plain::Int(0)),
            ("0o17", Plain::Int(15)),
            ("0x1F", Plain::Int(31)),
            ("0x", Plain::Str),
            ("0o8", Plain::Str),
            ("0b1", Plain::Str),
            ("-0x1F", Plain::Str),
            ("18446744073709551615", Plain::UInt(u64::MAX)),
            ("18446744073709551616", Plain::Beyond),
            ("-9223372036854775809", Plain::Beyond),
            ("0xFFFFFFFFFFFFFFFFF", Plain::Beyond),
            ("1e400", Plain::Beyond),
            ("1e3", Plain::Float(1000.0)),
            ("1.", Plain::Float(1.0)),
            (".5", Plain::Float(0.5)),
            ("+.5e-1", Plain::Float(0.05)),
            ("1e", Plain::Str),
            (".", Plain::Str),
            ("-", Plain::Str),
            (".e3", Plain::Str),
            ("-.inf", Plain::Float(f64::NEG_INFINITY)),
            ("+.INF", Plain::Float(f64::INFINITY)),
            ("-.nan", Plain::Str),
            ("inf", Plain::Str),
            ("1_000", Plain::Str),
            ("1:30", Plain::Str),
            ("2001-12-14", Plain::Str),
            ("1.2.3", Plain::Str),
        ];
        for (text, meaning) in cases {
            assert_eq!(plain(text), meaning, "{text}");
        }
        assert!(matches!(plain(".NaN"), Plain::Float(n) if n.is_nan()));
    }

    proptest! {
        #[test]
        fn decimals_agree_with_the_other_formats(text in "[-+]?[1-9][0-9]{0,22}(\\.[0-9]{1,3})?(e[-+]?[0-9]{1,3})?") {
            let expected = parse_decimal(&text).map_or(Plain::Beyond, Plain::from);
            prop_assert_eq!(plain(&text), expected);
        }
    }
}
