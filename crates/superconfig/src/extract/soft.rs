//! Text where nobody says what it should be: serde buffers values for `flatten`, untagged and internally tagged
//! types before it knows their types. A text is then presented as what it looks like; if the target refuses that,
//! the passes that follow try its other guises.

use super::Input;
use super::access;
use super::de::{De, exhausted};
use super::fill;
use super::place::From;
use super::raise::{Raise, Seen};
use super::spot::{Chars, Got, Spot};
use crate::format::untyped::Untyped;
use crate::value::{Document as _, Item, Number, Tree, bool_word, parse_decimal};
use serde::de::{Deserializer as _, Visitor};

/// How many guises a text has.
pub(super) const GUISES: usize = 5;
/// The guise of a string: the text as it is.
pub(super) const STRING: usize = 1;

/// What a text is presented as.
enum Guise<'a> {
    Scalar(Item<'a>),
    Container(Tree),
    List,
}

/// Guise 0 is what the text looks like; the others are a string, a boolean, a number, a list.
fn guise(text: &str, which: usize) -> Guise<'_> {
    let string = Guise::Scalar(Item::Str(text));
    match which {
        0 => match Untyped::of(text) {
            Untyped::Tree(tree) => Guise::Container(tree),
            Untyped::Scalar(item) => Guise::Scalar(item),
        },
        2 => bool_word(text.trim()).map_or(string, |value| Guise::Scalar(Item::Bool(value))),
        3 => match parse_decimal(text.trim()) {
            Some(Number::Int(n)) => Guise::Scalar(Item::Int(n)),
            Some(Number::UInt(n)) => Guise::Scalar(Item::UInt(n)),
            Some(Number::Float(n)) => Guise::Scalar(Item::Float(n)),
            None => string,
        },
        4 => Guise::List,
        _ => string,
    }
}

fn which<I: Input>(de: &De<'_, '_, I>) -> usize {
    de.frame.plan.map_or(0, |plan| plan.guise)
}

pub(super) fn visit<'p, 'de: 'p, I: Input, V: Visitor<'de>>(
    de: De<'p, 'de, I>,
    text: Chars<'p, 'de>,
    visitor: V,
) -> Result<V::Value, Raise> {
    match guise(text.as_str(), which(&de)) {
        Guise::List => {
            access::read(de, None, text.elements().map(|text| (Spot::Text(text), From::Above)), visitor)
        }
        Guise::Container(tree) => {
            let spot = Spot::Sub(&tree, tree.root());
            De { spot, ..de }.deserialize_any(visitor)
        }
        Guise::Scalar(item) => match Got::passing(item) {
            Got::Null => visitor.visit_unit(),
            Got::Bool(value) => visitor.visit_bool(value),
            Got::Int(n) => match u64::try_from(n) {
                Ok(n) => visitor.visit_u64(n),
                Err(_) => visitor.visit_i64(n),
            },
            Got::UInt(n) => visitor.visit_u64(n),
            Got::Float(n) => visitor.visit_f64(n),
            _ => text.visit(visitor),
        },
    }
}

/// Notes what is presented to a visitor that takes anything, for the search for the culprit of its error.
pub(super) fn note<I: Input>(de: &De<'_, '_, I>) {
    if !de.pass.settings.detail {
        return;
    }
    de.watch();
    match de.got() {
        Got::Text(text) => {
            let seen = match guise(text.as_str(), which(de)) {
                Guise::Scalar(item) => Got::passing(item).seen(),
                Guise::Container(tree) => Got::passing(tree.item(tree.root())).seen(),
                Guise::List => Seen::kind("array"),
            };
            let place = super::place::Place { scalar: true, ..de.frame.place(de.pass.input) };
            de.pass.note(|notes| notes.soft.push((place, seen)));
        }
        Got::Table | Got::Nothing | Got::Fill => {}
        got => {
            let place = super::place::Place { scalar: true, ..de.frame.place(de.pass.input) };
            de.pass.note(|notes| notes.hard.push((place, got.seen())));
        }
    }
}

/// A placeholder for a visitor that takes anything.
pub(super) fn fill<'p, 'de: 'p, I: Input, V: Visitor<'de>>(
    de: &De<'p, 'de, I>,
    at: usize,
    visitor: V,
) -> Result<V::Value, Raise> {
    let seen = match at {
        0 => Seen::new("integer", 0),
        1 => Seen::new("string", ""),
        2 => Seen::new("boolean", false),
        3 => Seen::float(0.0),
        4 => Seen::kind("array"),
        5 => Seen::kind("table"),
        6 => Seen::kind("null"),
        _ => Seen::new("integer", 1),
    };
    if de.pass.settings.detail {
        let place = de.frame.place(de.pass.input);
        de.pass.note(|notes| notes.hard.push((place, seen)));
    }
    fill::any(visitor, at).unwrap_or_else(exhausted)
}
