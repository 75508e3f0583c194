//! What stands at a place: a value of the input, a piece of text, something made up.

use super::Input;
use super::raise::Seen;
use crate::value::{Document, Item, Tree, Value};
use serde::de::Visitor;

/// A text that the target may borrow, or one that goes away.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chars<'p, 'de> {
    Lasting(&'de str),
    Passing(&'p str),
}

impl<'p, 'de: 'p> Chars<'p, 'de> {
    pub(super) fn as_str(self) -> &'p str {
        match self {
            Self::Lasting(text) => text,
            Self::Passing(text) => text,
        }
    }

    pub(super) fn visit<V: Visitor<'de>, E: serde::de::Error>(self, visitor: V) -> Result<V::Value, E> {
        match self {
            Self::Lasting(text) => visitor.visit_borrowed_str(text),
            Self::Passing(text) => visitor.visit_str(text),
        }
    }

    pub(super) fn trim(self) -> Self {
        match self {
            Self::Lasting(text) => Self::Lasting(text.trim()),
            Self::Passing(text) => Self::Passing(text.trim()),
        }
    }

    /// The elements of a comma-separated list.
    pub(super) fn elements(self) -> Box<dyn Iterator<Item = Self> + 'p> {
        match self {
            _ if self.as_str().trim().is_empty() => Box::new(std::iter::empty()),
            Self::Lasting(text) => Box::new(text.split(',').map(|part| Self::Lasting(part.trim()))),
            Self::Passing(text) => Box::new(text.split(',').map(|part| Self::Passing(part.trim()))),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Spot<'p, 'de> {
    Node(u32),
    /// A place in JSON text that was parsed on the way.
    Sub(&'p Tree, u32),
    Text(Chars<'p, 'de>),
    /// The text of a variable.
    Var(usize),
    /// Nothing but variables that may fill it: a virtual table.
    Nothing,
    /// A placeholder, so many levels below the first one.
    Fill(usize),
}

/// What is found at a spot.
#[derive(Clone, Copy, Debug)]
pub(super) enum Got<'p, 'de> {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Str(Chars<'p, 'de>),
    Text(Chars<'p, 'de>),
    Date(Chars<'p, 'de>),
    Array,
    Table,
    Nothing,
    Fill,
}

impl<'p, 'de: 'p> Got<'p, 'de> {
    fn new<'a>(item: Item<'a>, chars: impl Fn(&'a str) -> Chars<'p, 'de>) -> Self {
        match item {
            Item::Null => Self::Null,
            Item::Bool(value) => Self::Bool(value),
            Item::Int(value) => Self::Int(value),
            Item::UInt(value) => Self::UInt(value),
            Item::Float(value) => Self::Float(value),
            Item::Str(text) => Self::Str(chars(text)),
            Item::Text(text) => Self::Text(chars(text)),
            Item::Date(text) => Self::Date(chars(text)),
            Item::Array => Self::Array,
            Item::Table => Self::Table,
        }
    }

    pub(super) fn lasting(item: Item<'de>) -> Self {
        Self::new(item, Chars::Lasting)
    }

    pub(super) fn passing(item: Item<'p>) -> Self {
        Self::new(item, Chars::Passing)
    }

    pub(super) fn is_array(self) -> bool {
        matches!(self, Self::Array)
    }

    pub(super) fn seen(self) -> Seen {
        match self {
            Self::Null => Seen::kind("null"),
            Self::Bool(value) => Seen::new("boolean", value),
            Self::Int(value) => Seen::new("integer", value),
            Self::UInt(value) => Seen::new("integer", value),
            Self::Float(value) => Seen::new("float", Value::Float(value)),
            Self::Str(text) => Seen::new("string", text.as_str()),
            Self::Text(text) => Seen::new("text", text.as_str()),
            Self::Date(text) => Seen::new("date", text.as_str()),
            Self::Array => Seen::kind("array"),
            Self::Table => Seen::kind("table"),
            Self::Nothing | Self::Fill => Seen::kind("nothing"),
        }
    }
}

impl<'p, 'de: 'p> Spot<'p, 'de> {
    pub(super) fn got<I: Input>(self, input: &'de I) -> Got<'p, 'de> {
        match self {
            Self::Node(id) => Got::lasting(input.item(id)),
            Self::Sub(tree, id) => Got::passing(tree.item(id)),
            Self::Text(text) => Got::Text(text),
            Self::Var(var) => {
                let text = input.unclaimed().get(var).map_or("", |variable| &*variable.text);
                Got::Text(Chars::Lasting(text))
            }
            Self::Nothing => Got::Nothing,
            Self::Fill(_) => Got::Fill,
        }
    }

    /// Where the origin of the value is found.
    pub(super) fn from(self) -> super::place::From {
        use super::place::From;
        match self {
            Self::Node(id) => From::Node(id),
            Self::Var(var) => From::Var(var),
            Self::Sub(..) | Self::Text(_) => From::Above,
            Self::Nothing | Self::Fill(_) => From::Nowhere,
        }
    }
}
