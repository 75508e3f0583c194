//! A value on its own, detached from any source.

use super::item::Item;
use super::number::write_float;
use std::fmt;

/// A configuration value of any kind, owned.
///
/// Overrides take it, explanations and change events show it. Tables keep the order of their keys.
///
/// ```
/// use superconfig::Value;
/// let value = Value::Table(vec![("port".into(), Value::Int(80))]);
/// assert_eq!(value.to_string(), r#"{"port":80}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// An integer that fits `i64`.
    Int(i64),
    /// An integer above `i64::MAX`.
    UInt(u64),
    /// A float; may be infinite or not a number.
    Float(f64),
    /// A string.
    String(String),
    /// A date or time, in RFC 3339 form.
    Date(String),
    /// Values in order.
    Array(Vec<Value>),
    /// Keys and values in source order.
    Table(Vec<(String, Value)>),
}

impl Value {
    /// The value of a key, if this is a table that has it.
    ///
    /// ```
    /// use superconfig::Value;
    /// let value = Value::Table(vec![("port".into(), Value::Int(80))]);
    /// assert_eq!(value.get("port"), Some(&Value::Int(80)));
    /// ```
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Table(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The owned form of a scalar.
    pub(crate) fn scalar(item: Item<'_>) -> Self {
        match item {
            Item::Bool(value) => Self::Bool(value),
            Item::Int(value) => Self::Int(value),
            Item::UInt(value) => Self::UInt(value),
            Item::Float(value) => Self::Float(value),
            Item::Str(text) | Item::Text(text) => Self::String(text.to_owned()),
            Item::Date(text) => Self::Date(text.to_owned()),
            Item::Null | Item::Array | Item::Table => Self::Null,
        }
    }
}

/// Compact JSON, except that floats which JSON lacks are written as `inf` and `nan`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::UInt(value) => write!(f, "{value}"),
            Self::Float(value) if value.is_finite() => {
                let mut text = String::new();
                write_float(&mut text, *value);
                f.write_str(&text)
            }
            Self::Float(value) if value.is_nan() => f.write_str("nan"),
            Self::Float(value) => write!(f, "{value}"),
            Self::String(text) => write_json_string(f, text),
            Self::Date(text) => f.write_str(text),
            Self::Array(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Table(entries) => {
                f.write_str("{")?;
                for (at, (key, value)) in entries.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    write_json_string(f, key)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Writes a string in JSON's notation, quotes included.
pub(crate) fn write_json_string(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        if c != '"' && c != '\\' && c >= ' ' {
            continue;
        }
        out.write_str(text.get(plain..at).unwrap_or_default())?;
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            _ => write!(out, "\\u{:04x}", c as u32)?,
        }
        plain = at + 1;
    }
    out.write_str(text.get(plain..).unwrap_or_default())?;
    out.write_char('"')
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// Numbers of each type that loses no digit.
macro_rules! from_numbers {
    ($($int:ty)*; $($float:ty)*) => {
        $(impl From<$int> for Value {
            fn from(value: $int) -> Self {
                i64::try_from(value).map_or(Self::UInt(value as u64), Self::Int)
            }
        })*
        $(impl From<$float> for Value {
            fn from(value: $float) -> Self {
                Self::Float(value.into())
            }
        })*
    };
}

from_numbers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize; f32 f64);

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}
