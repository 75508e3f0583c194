//! One view of all trees: a parsed source, the merged snapshot, an owned value.

use super::text::guess_scalar;
use super::{Number, bool_word, canonical_date, parse_decimal};

/// What stands at one place of a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Item<'a> {
    Null,
    Bool(bool),
    Int(i64),
    /// Only for integers above `i64::MAX`.
    UInt(u64),
    Float(f64),
    Str(&'a str),
    /// Text whose type is not known yet (environment, dotenv, INI, `key=value`).
    Text(&'a str),
    /// A date or time in its RFC 3339 form.
    Date(&'a str),
    Array,
    Table,
}

impl Item<'_> {
    /// The kind in words, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Int(_) | Self::UInt(_) => "integer",
            Self::Float(_) => "float",
            Self::Str(_) => "string",
            Self::Text(_) => "text",
            Self::Date(_) => "date",
            Self::Array => "array",
            Self::Table => "table",
        }
    }
}

/// A tree whose places are numbered. Writers, the extractor and explain all read through this.
pub(crate) trait Document {
    /// The place of the whole document.
    fn root(&self) -> u32;
    /// What stands at a place.
    fn item(&self, id: u32) -> Item<'_>;
    /// The places below an array or table, in order; nothing for scalars.
    fn children(&self, id: u32) -> impl Iterator<Item = u32> + '_;
    /// The key under which a place stands in its table; empty for the root and for array elements.
    fn key(&self, id: u32) -> &str;

    /// Where paths that lead below a place go on: in the array or table that a text there stands for.
    fn inside(&self, id: u32) -> u32 {
        id
    }

    /// The place under `key` in the table at `id`.
    fn child(&self, id: u32, key: &str) -> Option<u32> {
        matches!(self.item(id), Item::Table).then_some(())?;
        self.children(id).find(|&child| self.key(child) == key)
    }
}

/// Deep equality across two documents. Tables do not depend on the order of keys; text equals what it could
/// become.
pub(crate) fn equal<A: Document, B: Document>(a: &A, a_id: u32, b: &B, b_id: u32) -> bool {
    match (a.item(a_id), b.item(b_id)) {
        (Item::Array, Item::Array) => {
            let (mut left, mut right) = (a.children(a_id), b.children(b_id));
            loop {
                match (left.next(), right.next()) {
                    (None, None) => return true,
                    (Some(left), Some(right)) if equal(a, left, b, right) => {}
                    _ => return false,
                }
            }
        }
        (Item::Table, Item::Table) => {
            a.children(a_id).count() == b.children(b_id).count()
                && a.children(a_id)
                    .all(|left| b.child(b_id, a.key(left)).is_some_and(|right| equal(a, left, b, right)))
        }
        (Item::Text(text), other) | (other, Item::Text(text)) => text_equals(text, other),
        (Item::Float(left), Item::Float(right)) => left == right || (left.is_nan() && right.is_nan()),
        (left, right) => left == right,
    }
}

fn text_equals(text: &str, other: Item<'_>) -> bool {
    match other {
        Item::Text(other) | Item::Str(other) => text == other,
        Item::Bool(other) => bool_word(text) == Some(other),
        Item::Int(n) => parse_decimal(text) == Some(Number::Int(n)),
        Item::UInt(n) => parse_decimal(text) == Some(Number::UInt(n)),
        Item::Float(n) => match parse_decimal(text) {
            Some(Number::Float(float)) => float == n,
            _ => false,
        },
        Item::Date(date) => canonical_date(text).as_deref() == Some(date),
        Item::Null => guess_scalar(text) == Item::Null,
        Item::Array | Item::Table => false,
    }
}
