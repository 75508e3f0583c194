//! What a text may mean, for those who cannot say what they want.

use super::coerce;
use super::spot::{Chars, Got};
use crate::asking::Meanings;
use crate::value::{Document, Value};

pub(crate) fn meanings(text: &str) -> Meanings {
    let chars = Chars::Passing(text);
    let got = Got::Text(chars);
    let json = coerce::container(text);
    let number = || match (coerce::integer::<i64>(got), coerce::integer::<u64>(got), coerce::float(got)) {
        (Ok(number), ..) => Some(Value::Int(number)),
        (_, Ok(number), _) => Some(Value::UInt(number)),
        (.., Ok(number)) => Some(Value::Float(number)),
        _ => None,
    };
    let meant = [
        Some(Value::untyped(text)),
        Some(Value::String(text.to_owned())),
        coerce::boolean(got).ok().map(Value::Bool),
        number(),
        coerce::date(got).ok().map(Value::Date),
        json.as_ref().map(|tree| Value::copy(tree, tree.root())),
    ];
    let mut values = Vec::new();
    for value in meant.into_iter().flatten() {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let elements = match json {
        Some(_) => Vec::new(),
        None => chars.elements().map(|element| element.as_str().to_owned()).collect(),
    };
    Meanings { values, elements }
}
