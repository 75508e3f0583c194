//! Values of the program as a source: anything that implements `Serialize` becomes a tree.

use crate::diagnostics::{Code, Diagnostic};
use crate::format::Limits;
use crate::value::{BuildError, DATE, Data, Number, Tree, TreeBuilder, canonical_date, parse_decimal};
use serde::ser::{self, Serialize};
use std::fmt;
use std::sync::Arc;

mod key;

/// The tree of a value. Enums are represented as in JSON: a variant without data is its name, any other one a
/// table with its name as the only key.
///
/// Unlike JSON, infinities and NaN stay floats, and TOML's dates stay dates.
#[expect(clippy::result_large_err, reason = "once a source, never in a loop")]
pub(crate) fn to_tree<T: Serialize + ?Sized>(value: &T, limits: &Limits) -> Result<Tree, Diagnostic> {
    let builder = TreeBuilder::new(Arc::from(""), limits.depth, limits.nodes);
    let mut sink = Sink { builder, private: None, wraps: 0, max_wraps: limits.depth.saturating_mul(4) };
    if let Err(refusal) = value.serialize(&mut sink) {
        return Err(refusal.diagnostic().with_path(sink.builder.path(false)));
    }
    let (tree, duplicates) = sink.builder.finish();
    match duplicates.into_iter().next() {
        Some(duplicate) => Err(Refusal::from(duplicate).diagnostic()),
        None => Ok(tree),
    }
}

/// Why a value is no source.
#[derive(Debug)]
enum Refusal {
    Message(String),
    Limit(BuildError),
}

impl Refusal {
    fn diagnostic(self) -> Diagnostic {
        match self {
            Self::Message(message) => Diagnostic::error(Code::NotSerializable, message),
            Self::Limit(BuildError::Depth { .. }) => {
                Diagnostic::error(Code::TooDeep, "value is nested deeper than the limit")
                    .with_help("raise `Limits::depth` if it is meant to be that deep")
            }
            Self::Limit(BuildError::Nodes { .. }) => {
                Diagnostic::error(Code::TooManyNodes, "value holds more values than the limit")
                    .with_help("raise `Limits::nodes` if it is meant to be that large")
            }
            Self::Limit(BuildError::Duplicate { key, .. }) => {
                let message = format!("the key `{key}` is given twice in one table");
                Diagnostic::error(Code::NotSerializable, message)
            }
        }
    }
}

impl From<BuildError> for Refusal {
    fn from(error: BuildError) -> Self {
        Self::Limit(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message) => f.write_str(message),
            Self::Limit(_) => f.write_str("value is larger than the limits"),
        }
    }
}

impl std::error::Error for Refusal {}

impl ser::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}

type Outcome<T = ()> = Result<T, Refusal>;

/// What other crates smuggle through serde as a structure of one string.
#[derive(Clone, Copy)]
enum Private {
    /// `toml_datetime::Datetime`.
    Date,
    /// `serde_json::Number` with its feature `arbitrary_precision`.
    Number,
}

impl Private {
    fn of(name: &str) -> Option<Self> {
        match name {
            "$__toml_private_Datetime" => Some(Self::Date),
            "$serde_json::private::Number" => Some(Self::Number),
            _ => None,
        }
    }
}

struct Sink {
    builder: TreeBuilder,
    /// What the next string is in truth.
    private: Option<Private>,
    /// How many `Some` and newtypes we are in: they nest without leaving a trace in the tree.
    wraps: usize,
    max_wraps: usize,
}

impl Sink {
    fn put(&mut self, data: Data) -> Outcome {
        Ok(self.builder.scalar(data, Default::default())?)
    }

    fn number(&mut self, number: Number) -> Outcome {
        self.put(number.into())
    }

    fn private(&mut self, private: Private, text: &str) -> Outcome {
        match private {
            Private::Date => {
                let date = canonical_date(text);
                let date = date.ok_or_else(|| Refusal::Message("malformed date".to_owned()))?;
                let date = self.builder.keep(&date);
                self.put(Data::Date(date))
            }
            Private::Number => match parse_decimal(text) {
                Some(number) => self.number(number),
                None => {
                    let text = self.builder.keep(text);
                    self.put(Data::Text(text))
                }
            },
        }
    }

    fn wrapped<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        if self.wraps >= self.max_wraps {
            return Err(BuildError::Depth { at: Default::default() }.into());
        }
        self.wraps += 1;
        value.serialize(&mut *self)?;
        self.wraps -= 1;
        Ok(())
    }

    fn key(&mut self, key: &str) {
        let key = self.builder.keep(key);
        self.builder.key(key, Default::default());
    }

    /// Opens a container; a variant's name stands in a table around it.
    fn open(&mut self, variant: Option<&str>, is_table: bool) -> Outcome<Compound<'_>> {
        if let Some(variant) = variant {
            self.builder.begin_table(0)?;
            self.key(variant);
        }
        if is_table {
            self.builder.begin_table(0)?
        } else {
            self.builder.begin_array(0)?
        }
        Ok(Compound { opened: 1 + usize::from(variant.is_some()), private: None, sink: self })
    }
}

fn too_large<T>(_: T) -> Refusal {
    Refusal::Message("integer does not fit 64 bits".to_owned())
}

impl<'s> ser::Serializer for &'s mut Sink {
    type Ok = ();
    type Error = Refusal;
    type SerializeSeq = Compound<'s>;
    type SerializeTuple = Compound<'s>;
    type SerializeTupleStruct = Compound<'s>;
    type SerializeTupleVariant = Compound<'s>;
    type SerializeMap = Compound<'s>;
    type SerializeStruct = Compound<'s>;
    type SerializeStructVariant = Compound<'s>;

    fn serialize_bool(self, value: bool) -> Outcome {
        self.put(Data::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Outcome {
        self.put(Data::Int(value))
    }

    fn serialize_i128(self, value: i128) -> Outcome {
        match i64::try_from(value) {
            Ok(value) => self.serialize_i64(value),
            Err(_) => self.serialize_u64(u64::try_from(value).map_err(too_large)?),
        }
    }

    fn serialize_u8(self, value: u8) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Outcome {
        self.number(Number::from_u64(value))
    }

    fn serialize_u128(self, value: u128) -> Outcome {
        self.serialize_u64(u64::try_from(value).map_err(too_large)?)
    }

    fn serialize_f32(self, value: f32) -> Outcome {
        self.number(Number::from_f32(value))
    }

    fn serialize_f64(self, value: f64) -> Outcome {
        self.put(Data::Float(value))
    }

    fn serialize_char(self, value: char) -> Outcome {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Outcome {
        if let Some(private) = self.private.take() {
            return self.private(private, value);
        }
        let text = self.builder.keep(value);
        self.put(Data::Str(text))
    }

    fn serialize_bytes(self, value: &[u8]) -> Outcome {
        value.serialize(self)
    }

    fn serialize_none(self) -> Outcome {
        self.put(Data::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Outcome {
        self.wrapped(value)
    }

    fn serialize_unit(self) -> Outcome {
        self.put(Data::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Outcome {
        self.put(Data::Null)
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Outcome {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Outcome {
        self.private = (name == DATE).then_some(Private::Date);
        self.wrapped(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Outcome {
        self.builder.begin_table(0)?;
        self.key(variant);
        value.serialize(&mut *self)?;
        self.builder.end(0);
        Ok(())
    }

    fn serialize_seq(self, _len: Option<usize>) -> Outcome<Compound<'s>> {
        self.open(None, false)
    }

    fn serialize_tuple(self, _len: usize) -> Outcome<Compound<'s>> {
        self.open(None, false)
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Outcome<Compound<'s>> {
        self.open(None, false)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Outcome<Compound<'s>> {
        self.open(Some(variant), false)
    }

    fn serialize_map(self, _len: Option<usize>) -> Outcome<Compound<'s>> {
        self.open(None, true)
    }

    fn serialize_struct(self, name: &'static str, _len: usize) -> Outcome<Compound<'s>> {
        match Private::of(name) {
            Some(private) => Ok(Compound { sink: self, opened: 0, private: Some(private) }),
            None => self.open(None, true),
        }
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Outcome<Compound<'s>> {
        self.open(Some(variant), true)
    }
}

/// A container that is being filled.
struct Compound<'s> {
    sink: &'s mut Sink,
    /// How many containers end with this one.
    opened: usize,
    private: Option<Private>,
}

impl Compound<'_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        value.serialize(&mut *self.sink)
    }

    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Outcome {
        match self.private {
            Some(private) => self.sink.private = Some(private),
            None => self.sink.key(key),
        }
        self.element(value)
    }

    fn close(self) {
        (0..self.opened).for_each(|_| self.sink.builder.end(0));
    }
}

/// The traits of containers differ in their names only.
macro_rules! compound {
    ($($name:ident: $method:ident;)*) => {$(
        impl ser::$name for Compound<'_> {
            type Ok = ();
            type Error = Refusal;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
                self.element(value)
            }

            fn end(self) -> Outcome {
                self.close();
                Ok(())
            }
        }
    )*};
    (fields: $($name:ident)*) => {$(
        impl ser::$name for Compound<'_> {
            type Ok = ();
            type Error = Refusal;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Outcome {
                self.field(key, value)
            }

            fn end(self) -> Outcome {
                self.close();
                Ok(())
            }
        }
    )*};
}

compound! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
}
compound! { fields: SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = Refusal;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Outcome {
        let key = key.serialize(key::KeyText)?;
        self.sink.key(&key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        self.element(value)
    }

    fn end(self) -> Outcome {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
