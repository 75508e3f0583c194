//! Text whose type is not known: what it is when nobody says (SPEC 4).

use super::item::Item;
use super::number::{Number, parse_decimal, write_float};

/// The truth value of a word: `true/false/yes/no/on/off/1/0`, in any case.
pub(crate) fn bool_word(text: &str) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["true", "yes", "on", "1"]) {
        Some(true)
    } else if is(["false", "no", "off", "0"]) {
        Some(false)
    } else {
        None
    }
}

/// The scalar that an untyped text is: `true`, `false`, `null` and numbers that print as they were written;
/// anything else is a string. (Arrays and objects are the JSON parser's matter.)
pub(crate) fn guess_scalar(text: &str) -> Item<'_> {
    match text {
        "true" => return Item::Bool(true),
        "false" => return Item::Bool(false),
        "null" => return Item::Null,
        _ => {}
    }
    let starts_like_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    match parse_decimal(text).filter(|_| starts_like_number && text.len() <= 32) {
        Some(number) if prints_as(number, text) => match number {
            Number::Int(n) => Item::Int(n),
            Number::UInt(n) => Item::UInt(n),
            Number::Float(n) => Item::Float(n),
        },
        _ => Item::Str(text),
    }
}

fn prints_as(number: Number, text: &str) -> bool {
    match number {
        Number::Int(n) => n.to_string() == text,
        Number::UInt(n) => n.to_string() == text,
        Number::Float(n) => {
            let mut printed = String::new();
            write_float(&mut printed, n);
            printed == text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_that_prints_the_same_is_a_number() {
        assert_eq!(guess_scalar("8080"), Item::Int(8080));
        assert_eq!(guess_scalar("-1.5"), Item::Float(-1.5));
        for text in ["012345", "1.10", "1e400", "+1", "0x10", "", " 1", "-0", "yes", "True", "1_000", "nan"] {
            assert_eq!(guess_scalar(text), Item::Str(text), "{text}");
        }
    }
}
