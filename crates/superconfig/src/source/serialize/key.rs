//! Keys of maps: strings, and what has one obvious spelling.

use super::{Outcome, Refusal};
use serde::ser::{self, Impossible, Serialize};

/// Turns a key into its text.
pub(super) struct KeyText;

fn no_key<T>() -> Outcome<T> {
    Err(Refusal::Message("the keys of a map must be strings, integers, booleans or characters".to_owned()))
}

macro_rules! plain_keys {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method(self, key: $type) -> Outcome<String> {
            Ok(key.to_string())
        }
    )*};
}

impl ser::Serializer for KeyText {
    type Ok = String;
    type Error = Refusal;
    type SerializeSeq = Impossible<String, Refusal>;
    type SerializeTuple = Impossible<String, Refusal>;
    type SerializeTupleStruct = Impossible<String, Refusal>;
    type SerializeTupleVariant = Impossible<String, Refusal>;
    type SerializeMap = Impossible<String, Refusal>;
    type SerializeStruct = Impossible<String, Refusal>;
    type SerializeStructVariant = Impossible<String, Refusal>;

    plain_keys! {
        serialize_bool: bool, serialize_char: char, serialize_str: &str,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
    }

    fn serialize_f32(self, _: f32) -> Outcome<String> {
        no_key()
    }

    fn serialize_f64(self, _: f64) -> Outcome<String> {
        no_key()
    }

    fn serialize_bytes(self, _: &[u8]) -> Outcome<String> {
        no_key()
    }

    fn serialize_none(self) -> Outcome<String> {
        no_key()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Outcome<String> {
        no_key()
    }

    fn serialize_unit(self) -> Outcome<String> {
        no_key()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Outcome<String> {
        no_key()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Outcome<String> {
        Ok(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, key: &T) -> Outcome<String> {
        key.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Outcome<String> {
        no_key()
    }

    fn serialize_seq(self, _: Option<usize>) -> Outcome<Self::SerializeSeq> {
        no_key()
    }

    fn serialize_tuple(self, _: usize) -> Outcome<Self::SerializeTuple> {
        no_key()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Outcome<Self::SerializeTupleStruct> {
        no_key()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Outcome<Self::SerializeTupleVariant> {
        no_key()
    }

    fn serialize_map(self, _: Option<usize>) -> Outcome<Self::SerializeMap> {
        no_key()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Outcome<Self::SerializeStruct> {
        no_key()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Outcome<Self::SerializeStructVariant> {
        no_key()
    }
}
