//! Unions: a value is read once as it is, and then tried with each alternative.

use super::seed::Make;
use super::{Form, build};
use pyo3::prelude::*;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::sync::Arc;
use superconfig::Value;

/// The object of the first alternative that fits a value: one that fits it exactly, or else one that takes an integer
/// for a float.
pub(super) fn choose<'py>(
    make: Make<'_, 'py>,
    forms: &[Arc<Form>],
    value: &Value,
) -> Option<Bound<'py, PyAny>> {
    let attempt = |form: &Arc<Form>, exact: bool| {
        let trial = Make { form, run: None, ..make };
        let object = trial.deserialize(Again { value, exact }).ok()?;
        build::whole(make.py, form, object).ok()
    };
    let exactly = forms.iter().find_map(|form| attempt(form, true));
    exactly.or_else(|| forms.iter().find_map(|form| attempt(form, false)))
}

/// A value that is read again.
#[derive(Clone, Copy)]
struct Again<'a> {
    value: &'a Value,
    exact: bool,
}

impl<'a> Again<'a> {
    fn other(self, value: &'a Value) -> Self {
        Self { value, ..self }
    }
}

fn wrong<T>() -> Result<T, Error> {
    Err(Error::custom("of another kind"))
}

/// Methods that take values of one kind only.
macro_rules! only {
    ($($method:ident $kind:pat),* $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.value {
                $kind => self.deserialize_any(visitor),
                _ => wrong(),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Again<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i64(*value),
            Value::UInt(value) => visitor.visit_u64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(text) => visitor.visit_str(text),
            Value::Date(text) => {
                let date = std::iter::once(("$__toml_private_datetime", text.as_str()));
                visitor.visit_map(MapDeserializer::new(date))
            }
            Value::Array(elements) => {
                visitor.visit_seq(SeqDeserializer::new(elements.iter().map(|value| self.other(value))))
            }
            Value::Table(entries) => {
                let entries = entries.iter().map(|(key, value)| (key.as_str(), self.other(value)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
        }
    }

    only! {
        deserialize_unit Value::Null,
        deserialize_bool Value::Bool(_),
        deserialize_i128 Value::Int(_) | Value::UInt(_),
        deserialize_str Value::String(_),
        deserialize_seq Value::Array(_),
        deserialize_map Value::Table(_),
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match *self.value {
            Value::Float(value) => visitor.visit_f64(value),
            Value::Int(value) if !self.exact => visitor.visit_f64(value as f64),
            _ => wrong(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(elements) if elements.len() == len => self.deserialize_any(visitor),
            _ => wrong(),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::Date(_) => self.deserialize_any(visitor),
            Value::Table(_) if !name.starts_with('$') => self.deserialize_any(visitor),
            _ => wrong(),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::String(name) => visitor.visit_enum(name.as_str().into_deserializer()),
            _ => wrong(),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 u128 f32 char string bytes byte_buf unit_struct newtype_struct tuple_struct
        identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Again<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
