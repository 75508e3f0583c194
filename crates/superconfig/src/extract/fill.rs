//! Placeholders: what is visited in place of a value that is missing or wrong, so that the pass goes on.

use super::raise::Raise;
use serde::de::Visitor;

pub(super) const FLOATS: &[f64] = &[0.0, 1.0];
pub(super) const BOOLS: &[bool] = &[false, true];
pub(super) const CHARS: &[char] = &['a', '0'];

/// Texts that the usual types with a text form accept: names, numbers, addresses, durations, levels, versions,
/// dates, ids. The first one that is accepted lets the rest of the struct be checked.
pub(super) const TEXTS: &[&str] = &[
    "",
    "a",
    "0",
    "1",
    "127.0.0.1",
    "127.0.0.1:1",
    "::1",
    "[::1]:1",
    "http://localhost/",
    "1s",
    "info",
    "1.0.0",
    "/",
    "2000-01-01T00:00:00Z",
    "2000-01-01",
    "00:00:00",
    "127.0.0.0/8",
    "00000000-0000-0000-0000-000000000000",
];

/// How deep placeholders nest, and how many there are in one pass: a type may be recursive.
pub(super) const DEEPEST: usize = 12;
pub(super) const MOST: usize = 10_000;

/// A placeholder for a visitor that takes anything: the `at`-th kind; `None` when there are no more.
pub(super) fn any<'de, V: Visitor<'de>>(visitor: V, at: usize) -> Option<Result<V::Value, Raise>> {
    Some(match at {
        0 => visitor.visit_u64(0),
        1 => visitor.visit_borrowed_str(""),
        2 => visitor.visit_bool(false),
        3 => visitor.visit_f64(0.0),
        4 => visitor.visit_seq(Nothing),
        5 => visitor.visit_map(Nothing),
        6 => visitor.visit_unit(),
        7 => visitor.visit_u64(1),
        _ => return None,
    })
}

/// An empty array or table.
pub(super) struct Nothing;

impl<'de> serde::de::SeqAccess<'de> for Nothing {
    type Error = Raise;

    fn next_element_seed<T: serde::de::DeserializeSeed<'de>>(
        &mut self,
        _: T,
    ) -> Result<Option<T::Value>, Raise> {
        Ok(None)
    }
}

impl<'de> serde::de::MapAccess<'de> for Nothing {
    type Error = Raise;

    fn next_key_seed<K: serde::de::DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, Raise> {
        Ok(None)
    }

    fn next_value_seed<V: serde::de::DeserializeSeed<'de>>(&mut self, _: V) -> Result<V::Value, Raise> {
        Err(Raise::new(super::raise::What::Exhausted))
    }
}
