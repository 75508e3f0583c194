//! What a value holds on the heap, found by walking it like a serializer.

use serde::ser::{self, Serialize};
use std::fmt::Error as Stop;

/// How many bytes a value holds outside itself, about: its texts, and the elements of its lists and maps.
///
/// Any type that can be serialized can be measured. What it allocates beyond its contents is not seen: the spare
/// capacity of lists is left out, the empty places of maps are guessed. What it serializes without holding it is
/// counted as if it held it.
///
/// ```
/// let hosts = vec!["one.example".to_owned(), "two.example".to_owned()];
/// assert_eq!(superconfig::heap_size(&hosts), 2 * size_of::<String>() + 2 * 11);
/// assert_eq!(superconfig::heap_size(&80_u16), 0);
/// ```
#[must_use]
pub fn heap_size<T: Serialize + ?Sized>(value: &T) -> usize {
    let mut size = Size::default();
    // A value that does not serialize is measured as far as it does.
    let _ = value.serialize(&mut size);
    size.heap
}

/// What has been seen of one value. Its type is not known here, only what it serializes as.
#[derive(Default)]
struct Size {
    /// What stands in the value itself.
    inline: usize,
    /// What stands elsewhere.
    heap: usize,
}

/// Pointer, length and capacity of a `String` or a `Vec`.
const LIST: usize = 3 * size_of::<usize>();

/// A `HashMap`; a `BTreeMap` is half of it.
const MAP: usize = 6 * size_of::<usize>();

/// How many places a map has for so many entries, about. A `HashMap` has 4, 8, 16 and so on, of which an eighth at
/// least is empty; the nodes of a `BTreeMap` have 11, of which up to a half is empty.
fn places(entries: usize) -> usize {
    if entries == 0 { 0 } else { (entries + entries / 2).max(8) }
}

/// Scalars, tuples and fields stand in the value itself; texts and elements of lists and maps do not.
impl<'s> ser::Serializer for &'s mut Size {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Map<'s>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn serialize_bool(self, _: bool) -> Result<(), Stop> {
        self.inline(size_of::<bool>())
    }

    fn serialize_i8(self, _: i8) -> Result<(), Stop> {
        self.inline(size_of::<i8>())
    }

    fn serialize_i16(self, _: i16) -> Result<(), Stop> {
        self.inline(size_of::<i16>())
    }

    fn serialize_i32(self, _: i32) -> Result<(), Stop> {
        self.inline(size_of::<i32>())
    }

    fn serialize_i64(self, _: i64) -> Result<(), Stop> {
        self.inline(size_of::<i64>())
    }

    fn serialize_i128(self, _: i128) -> Result<(), Stop> {
        self.inline(size_of::<i128>())
    }

    fn serialize_u8(self, _: u8) -> Result<(), Stop> {
        self.inline(size_of::<u8>())
    }

    fn serialize_u16(self, _: u16) -> Result<(), Stop> {
        self.inline(size_of::<u16>())
    }

    fn serialize_u32(self, _: u32) -> Result<(), Stop> {
        self.inline(size_of::<u32>())
    }

    fn serialize_u64(self, _: u64) -> Result<(), Stop> {
        self.inline(size_of::<u64>())
    }

    fn serialize_u128(self, _: u128) -> Result<(), Stop> {
        self.inline(size_of::<u128>())
    }

    fn serialize_f32(self, _: f32) -> Result<(), Stop> {
        self.inline(size_of::<f32>())
    }

    fn serialize_f64(self, _: f64) -> Result<(), Stop> {
        self.inline(size_of::<f64>())
    }

    fn serialize_char(self, _: char) -> Result<(), Stop> {
        self.inline(size_of::<char>())
    }

    fn serialize_str(self, text: &str) -> Result<(), Stop> {
        self.heap += text.len();
        self.inline(LIST)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Stop> {
        self.heap += bytes.len();
        self.inline(LIST)
    }

    fn serialize_none(self) -> Result<(), Stop> {
        self.inline(size_of::<usize>())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Stop> {
        self.inline(1)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Stop> {
        self.inline(LIST)?;
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map<'s>, Stop> {
        self.inline(MAP)?;
        Ok(Map { size: self, entries: 0, inline: 0 })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Stop> {
        Ok(self)
    }
}

impl Size {
    /// Something that stands in the value itself. (It cannot fail: the result is what the callers need.)
    fn inline(&mut self, bytes: usize) -> Result<(), Stop> {
        self.inline += bytes;
        Ok(())
    }

    /// Something that stands elsewhere: adds what it holds, and tells what it takes itself.
    fn outside<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<usize, Stop> {
        let mut size = Self::default();
        value.serialize(&mut size)?;
        self.heap += size.heap;
        let word = size_of::<usize>();
        Ok(if size.inline > word { size.inline.next_multiple_of(word) } else { size.inline })
    }
}

impl ser::SerializeSeq for &mut Size {
    type Ok = ();
    type Error = Stop;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        self.heap += self.outside(value)?;
        Ok(())
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

/// A map that is being walked.
struct Map<'s> {
    size: &'s mut Size,
    entries: usize,
    /// What its keys and values take themselves.
    inline: usize,
}

impl ser::SerializeMap for Map<'_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        self.entries += 1;
        self.inline += self.size.outside(key)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        self.inline += self.size.outside(value)?;
        Ok(())
    }

    fn end(self) -> Result<(), Stop> {
        let entry = self.inline.checked_div(self.entries).unwrap_or_default();
        self.size.heap += entry * places(self.entries);
        Ok(())
    }
}

impl ser::SerializeTuple for &mut Size {
    type Ok = ();
    type Error = Stop;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl ser::SerializeTupleStruct for &mut Size {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl ser::SerializeTupleVariant for &mut Size {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl ser::SerializeStruct for &mut Size {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl ser::SerializeStructVariant for &mut Size {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}
