//! The short way for scalars: a value that is exactly what the target asks for needs no pass, no plan, no path.
//!
//! Everything else, every fault included, is [`Unfit`] here and goes the [long way](super::extract), which says why.

use crate::value::Item;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;

/// The value as a `T`, if it is a scalar of just this type.
#[inline]
pub(crate) fn plain<'de, T: Deserialize<'de>>(item: Item<'de>) -> Option<T> {
    // Text takes its type from the target, dates are structures to some, and null is a matter of options.
    match item {
        Item::Bool(_) | Item::Int(_) | Item::UInt(_) | Item::Float(_) | Item::Str(_) => {
            T::deserialize(Scalar(item)).ok()
        }
        Item::Null | Item::Text(_) | Item::Date(_) | Item::Array | Item::Table => None,
    }
}

/// The target asks for something else. The long way finds out what.
#[derive(Debug)]
struct Unfit;

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the scalar that is asked for")
    }
}

impl std::error::Error for Unfit {}

impl Error for Unfit {
    fn custom<M: fmt::Display>(_: M) -> Self {
        Self
    }
}

struct Scalar<'de>(Item<'de>);

macro_rules! integers {
    ($($method:ident $visit:ident $type:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
            let value = match self.0 {
                Item::Int(n) => $type::try_from(n).ok(),
                Item::UInt(n) => $type::try_from(n).ok(),
                _ => None,
            };
            visitor.$visit(value.ok_or(Unfit)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Scalar<'de> {
    type Error = Unfit;

    // Whoever takes anything may tell text from strings, or keep the origin.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unfit> {
        Err(Unfit)
    }

    integers! {
        deserialize_i8 visit_i8 i8 deserialize_i16 visit_i16 i16 deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64 deserialize_u8 visit_u8 u8 deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32 deserialize_u64 visit_u64 u64
    }

    #[inline]
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self.0 {
            Item::Float(value) => visitor.visit_f64(value),
            _ => Err(Unfit),
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self.0 {
            Item::Bool(value) => visitor.visit_bool(value),
            _ => Err(Unfit),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self.0 {
            Item::Str(text) => visitor.visit_borrowed_str(text),
            _ => Err(Unfit),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 char bytes byte_buf unit unit_struct newtype_struct seq tuple tuple_struct map struct enum
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_scalars_are_read_and_nothing_else_is() {
        assert_eq!(plain::<u16>(Item::Int(80)), Some(80));
        assert_eq!(plain::<u64>(Item::UInt(u64::MAX)), Some(u64::MAX));
        assert_eq!(plain::<&str>(Item::Str("a")), Some("a"));
        assert_eq!(plain::<Option<bool>>(Item::Bool(true)), Some(Some(true)));
        assert_eq!(plain::<u16>(Item::Int(70_000)), None);
        assert_eq!(plain::<u16>(Item::Float(1.0)), None);
        assert_eq!(plain::<f64>(Item::Int(1)), None);
        assert_eq!(plain::<String>(Item::Int(1)), None);
        assert_eq!(plain::<u16>(Item::Text("80")), None);
        assert_eq!(plain::<Option<u16>>(Item::Null), None);
        assert_eq!(plain::<crate::Located<u16>>(Item::Int(1)), None);
    }
}
