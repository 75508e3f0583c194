//! Keys of tables as field names, map keys and variant names.

use super::Input;
use super::attempts;
use super::coerce::{Integer, integer_text};
use super::place::{Frame, Pass, Wrong};
use super::raise::Raise;
use super::spot::Chars;
use serde::de::value::StrDeserializer;
use serde::de::{self, EnumAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

/// A key. Its frame is that of the value below it.
pub(super) struct Key<'p, 'de, I> {
    pub(super) pass: &'p Pass<'p, 'de, I>,
    pub(super) frame: &'p Frame<'p>,
    pub(super) text: Chars<'p, 'de>,
}

impl<I> Clone for Key<'_, '_, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for Key<'_, '_, I> {}

impl<'p, 'de: 'p, I: Input> Key<'p, 'de, I> {
    fn parsed<T: Default>(&self, wanted: &'static str, parsed: Option<T>) -> T {
        parsed.unwrap_or_else(|| {
            self.pass.fault(self.frame, Wrong::Key { wanted });
            T::default()
        })
    }

    /// Only the plain form of a number is a key: `1` and `01` must not become one.
    fn integer<T: Integer + Default + ToString>(&self, wanted: &'static str) -> T {
        let text = self.text.as_str();
        let parsed = integer_text::<T>(text).ok().filter(|n| n.to_string() == text);
        self.parsed(wanted, parsed)
    }
}

macro_rules! integer_keys {
    ($($method:ident $visit:ident $type:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
            visitor.$visit(self.integer::<$type>(stringify!($type)))
        }
    )*};
}

impl<'p, 'de: 'p, I: Input> de::Deserializer<'de> for Key<'p, 'de, I> {
    type Error = Raise;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.text.visit(visitor)
    }

    integer_keys! {
        deserialize_i8 visit_i8 i8 deserialize_i16 visit_i16 i16 deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64 deserialize_i128 visit_i128 i128
        deserialize_u8 visit_u8 u8 deserialize_u16 visit_u16 u16 deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64 deserialize_u128 visit_u128 u128
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        let parsed = match self.text.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        visitor.visit_bool(self.parsed("boolean", parsed))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        let parsed = super::coerce::float_text(self.text.as_str()).ok();
        visitor.visit_f64(self.parsed("float", parsed))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Raise> {
        match name {
            attempts::ALTERNATIVES => visitor.visit_map(attempts::Attempts::new(self.pass, self, false)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Raise> {
        visitor.visit_enum(Name(self.text.as_str()))
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        match self.text {
            Chars::Lasting(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Chars::Passing(text) => visitor.visit_bytes(text.as_bytes()),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.deserialize_bytes(visitor)
    }

    forward_to_deserialize_any! {
        char str string unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The name of a variant without a value.
struct Name<'p>(&'p str);

impl<'de> EnumAccess<'de> for Name<'_> {
    type Error = Raise;
    type Variant = Self;

    fn variant_seed<V: de::DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Raise> {
        Ok((seed.deserialize(StrDeserializer::<Raise>::new(self.0))?, self))
    }
}

impl<'de> VariantAccess<'de> for Name<'_> {
    type Error = Raise;

    fn unit_variant(self) -> Result<(), Raise> {
        Ok(())
    }

    fn newtype_variant_seed<T: de::DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Raise> {
        Err(de::Error::invalid_type(de::Unexpected::UnitVariant, &"newtype variant"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Raise> {
        Err(de::Error::invalid_type(de::Unexpected::UnitVariant, &"tuple variant"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Raise> {
        Err(de::Error::invalid_type(de::Unexpected::UnitVariant, &"struct variant"))
    }
}
