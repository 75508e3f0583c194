//! The error that travels through serde: what happened, and (once it has been stamped) where.

use super::place::Place;
use crate::diagnostics::Code;
use serde::de::{Expected, Unexpected};
use std::fmt;

/// Ends a pass. Boxed, because every visitor returns it by value.
#[derive(Debug)]
pub(crate) struct Raise(pub(super) Box<Raised>);

#[derive(Debug)]
pub(super) struct Raised {
    pub(super) what: What,
    /// The innermost value that was being visited.
    pub(super) place: Option<Place>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Custom(String),
    /// A visitor refuses a value: wrong type or invalid.
    Refused {
        code: Code,
        seen: Seen,
        expected: String,
    },
    Length {
        len: usize,
        expected: String,
    },
    UnknownVariant {
        name: String,
        known: &'static [&'static str],
    },
    UnknownField {
        name: String,
        known: &'static [&'static str],
    },
    Missing(&'static str),
    Duplicate(&'static str),
    /// There is nothing (more) to present here; already reported.
    Exhausted,
}

/// A value as a message shows it: kind, and the value itself if it is a scalar.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) kind: &'static str,
    pub(super) value: Option<String>,
}

impl Seen {
    pub(super) fn new(kind: &'static str, value: impl ToString) -> Self {
        Self { kind, value: Some(value.to_string()) }
    }

    pub(super) fn kind(kind: &'static str) -> Self {
        Self { kind, value: None }
    }

    pub(super) fn float(value: f64) -> Self {
        Self::new("float", crate::value::Value::Float(value))
    }
}

impl From<Unexpected<'_>> for Seen {
    fn from(unexpected: Unexpected<'_>) -> Self {
        match unexpected {
            Unexpected::Bool(value) => Self::new("boolean", value),
            Unexpected::Unsigned(value) => Self::new("integer", value),
            Unexpected::Signed(value) => Self::new("integer", value),
            Unexpected::Float(value) => Self::float(value),
            Unexpected::Char(value) => Self::new("string", value),
            Unexpected::Str(value) => Self::new("string", value),
            Unexpected::Bytes(_) => Self::kind("bytes"),
            Unexpected::Unit | Unexpected::Option => Self::kind("null"),
            Unexpected::Seq => Self::kind("array"),
            Unexpected::Map => Self::kind("table"),
            Unexpected::NewtypeStruct => Self::kind("newtype struct"),
            Unexpected::Enum => Self::kind("enum"),
            Unexpected::UnitVariant => Self::kind("name of a variant without a value"),
            Unexpected::NewtypeVariant | Unexpected::TupleVariant | Unexpected::StructVariant => {
                Self::kind("variant with a value")
            }
            Unexpected::Other(what) => Self::new("value", what),
        }
    }
}

impl Raise {
    pub(super) fn new(what: What) -> Self {
        Self(Box::new(Raised { what, place: None }))
    }

    #[cold]
    fn refused(code: Code, seen: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(What::Refused { code, seen: seen.into(), expected: expected.to_string() })
    }
}

impl serde::de::Error for Raise {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(What::Custom(message.to_string()))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::refused(Code::TypeMismatch, unexpected, expected)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::refused(Code::InvalidValue, unexpected, expected)
    }

    fn invalid_length(len: usize, expected: &dyn Expected) -> Self {
        Self::new(What::Length { len, expected: expected.to_string() })
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::UnknownVariant { name: variant.to_owned(), known })
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::UnknownField { name: field.to_owned(), known })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(What::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(What::Duplicate(field))
    }
}

/// Only seen when a visitor asks for it, to wrap it in an error of its own: no values in it.
impl fmt::Display for Raise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.what {
            What::Custom(message) => f.write_str(message),
            What::Refused { seen, expected, .. } => write!(f, "expected {expected}, found {}", seen.kind),
            What::Length { len, expected } => write!(f, "expected {expected}, found {len} elements"),
            What::UnknownVariant { .. } => f.write_str("unknown variant"),
            What::UnknownField { .. } => f.write_str("unknown field"),
            What::Missing(field) => write!(f, "`{field}` is missing"),
            What::Duplicate(field) => write!(f, "`{field}` is given twice"),
            What::Exhausted => f.write_str("no value fits"),
        }
    }
}

impl std::error::Error for Raise {}
