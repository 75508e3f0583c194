//! Values where they stand: what writes or converts a whole configuration looks at them without a copy.

use crate::merge::Merged;
use crate::snapshot::Snapshot;
use crate::value::{Document, Item, KeyPath, Value, guess_scalar};
use std::fmt;

/// A value where it stands, in a [`Snapshot`] or in a [`Value`]: looking at it copies nothing.
///
/// A text without a type, such as that of a variable, is what it is when nobody says.
///
/// ```
/// use superconfig::{Format, SuperConfig, ValueRef};
/// fn depth(value: ValueRef<'_>) -> usize {
///     match value {
///         ValueRef::Array(elements) => elements.map(depth).max().unwrap_or(0) + 1,
///         ValueRef::Table(entries) => entries.map(|(_, value)| depth(value)).max().unwrap_or(0) + 1,
///         _ => 0,
///     }
/// }
/// let config = SuperConfig::new().with_string("a.b = [1, [2]]", Format::Toml).build()?;
/// let snapshot = config.snapshot();
/// assert_eq!(depth(snapshot.view(&"a".parse()?).unwrap()), 3);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ValueRef<'v> {
    /// No value.
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
    String(&'v str),
    /// A date or time, in RFC 3339 form.
    Date(&'v str),
    /// Values in order.
    Array(Elements<'v>),
    /// Keys and values in source order.
    Table(Entries<'v>),
}

/// The elements of an array in order, from [`ValueRef::Array`].
///
/// ```
/// use superconfig::{Value, ValueRef};
/// let array = Value::Array(vec![Value::Int(1), Value::Null]);
/// let ValueRef::Array(elements) = ValueRef::from(&array) else { unreachable!() };
/// assert_eq!(elements.map(Value::from).collect::<Vec<_>>(), [Value::Int(1), Value::Null]);
/// ```
#[derive(Clone)]
pub struct Elements<'v>(Children<'v, Value>);

/// The entries of a table in order, from [`ValueRef::Table`].
///
/// ```
/// use superconfig::{Value, ValueRef};
/// let table = Value::Table(vec![("a".into(), Value::Int(1)), ("b".into(), Value::Null)]);
/// let ValueRef::Table(entries) = ValueRef::from(&table) else { unreachable!() };
/// assert_eq!(entries.map(|(key, _)| key).collect::<Vec<_>>(), ["a", "b"]);
/// ```
#[derive(Clone)]
pub struct Entries<'v>(Children<'v, (String, Value)>);

enum Children<'v, T> {
    /// The place that comes next.
    Merged(&'v Merged, Option<u32>),
    Owned(std::slice::Iter<'v, T>),
}

impl<T> Clone for Children<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Self::Merged(merged, at) => Self::Merged(merged, *at),
            Self::Owned(rest) => Self::Owned(rest.clone()),
        }
    }
}

impl<'v> ValueRef<'v> {
    fn merged(merged: &'v Merged, id: u32) -> Self {
        match merged.item(id) {
            Item::Text(text) => match merged.inside(id) {
                inside if inside == id => Self::scalar(guess_scalar(text)),
                inside => Self::merged(merged, inside),
            },
            Item::Array => Self::Array(Elements(Children::Merged(merged, merged.first(id)))),
            Item::Table => Self::Table(Entries(Children::Merged(merged, merged.first(id)))),
            scalar => Self::scalar(scalar),
        }
    }

    fn scalar(item: Item<'v>) -> Self {
        match item {
            Item::Bool(value) => Self::Bool(value),
            Item::Int(value) => Self::Int(value),
            Item::UInt(value) => Self::UInt(value),
            Item::Float(value) => Self::Float(value),
            Item::Str(text) | Item::Text(text) => Self::String(text),
            Item::Date(text) => Self::Date(text),
            Item::Null | Item::Array | Item::Table => Self::Null,
        }
    }
}

impl<'v> From<&'v Value> for ValueRef<'v> {
    fn from(value: &'v Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(*value),
            Value::UInt(value) => Self::UInt(*value),
            Value::Float(value) => Self::Float(*value),
            Value::String(text) => Self::String(text),
            Value::Date(text) => Self::Date(text),
            Value::Array(elements) => Self::Array(Elements(Children::Owned(elements.iter()))),
            Value::Table(entries) => Self::Table(Entries(Children::Owned(entries.iter()))),
        }
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Bool(value) => Self::Bool(value),
            ValueRef::Int(value) => Self::Int(value),
            ValueRef::UInt(value) => Self::UInt(value),
            ValueRef::Float(value) => Self::Float(value),
            ValueRef::String(text) => Self::String(text.to_owned()),
            ValueRef::Date(text) => Self::Date(text.to_owned()),
            ValueRef::Array(elements) => Self::Array(elements.map(Self::from).collect()),
            ValueRef::Table(entries) => {
                Self::Table(entries.map(|(key, value)| (key.to_owned(), value.into())).collect())
            }
        }
    }
}

impl<'v> Iterator for Elements<'v> {
    type Item = ValueRef<'v>;

    fn next(&mut self) -> Option<ValueRef<'v>> {
        match &mut self.0 {
            Children::Merged(merged, at) => {
                let id = (*at)?;
                *at = merged.next(id);
                Some(ValueRef::merged(merged, id))
            }
            Children::Owned(rest) => rest.next().map(ValueRef::from),
        }
    }
}

impl<'v> Iterator for Entries<'v> {
    type Item = (&'v str, ValueRef<'v>);

    fn next(&mut self) -> Option<(&'v str, ValueRef<'v>)> {
        match &mut self.0 {
            Children::Merged(merged, at) => {
                let id = (*at)?;
                *at = merged.next(id);
                Some((merged.key(id), ValueRef::merged(merged, id)))
            }
            Children::Owned(rest) => rest.next().map(|(key, value)| (key.as_str(), value.into())),
        }
    }
}

impl fmt::Debug for Elements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl fmt::Debug for Entries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

impl Snapshot {
    /// What is set at a path, where it stands: as [`value_if_set`](Self::value_if_set), without a copy.
    ///
    /// ```
    /// use superconfig::ValueRef;
    /// let config = superconfig::SuperConfig::new().with_overrides(["a.b=1", "a.c=[2]"]).build()?;
    /// let snapshot = config.snapshot();
    /// assert!(matches!(snapshot.view(&"a.b".parse()?), Some(ValueRef::Int(1))));
    /// assert!(matches!(snapshot.view(&"a.c[0]".parse()?), Some(ValueRef::Int(2))));
    /// assert!(snapshot.view(&"a.d".parse()?).is_none());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn view(&self, path: &KeyPath) -> Option<ValueRef<'_>> {
        Some(ValueRef::merged(&self.merged, self.find(path)?))
    }
}
