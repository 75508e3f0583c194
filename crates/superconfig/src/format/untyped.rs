//! Text whose type nobody names (SPEC 4): the one rule that export, `Value` and explanations share.

use super::json::{BLANK, parse_text_value};
use super::{Limits, write_json};
use crate::value::{Document, Item, Tree, Value, guess_scalar};

/// What a text is when nobody says.
pub(crate) enum Untyped<'a> {
    /// A scalar; a string if it is nothing else.
    Scalar(Item<'a>),
    /// A JSON array or object.
    Tree(Tree),
}

impl<'a> Untyped<'a> {
    /// Reads `true`, `false`, `null`, numbers, arrays and objects where printing them gives the same text again;
    /// anything else is a string. White space between the parts of an array or object does not matter.
    pub(crate) fn of(text: &'a str) -> Self {
        match parse_text_value(text, &Limits::default()) {
            Some(tree) if prints_as(&tree, text) => Self::Tree(tree),
            Some(_) => Self::Scalar(Item::Str(text)),
            None => Self::Scalar(guess_scalar(text)),
        }
    }
}

/// Whether a tree, printed, is the text without the white space outside of its strings.
fn prints_as(tree: &Tree, text: &str) -> bool {
    let printed = write_json::write(tree, tree.root(), false).text;
    let mut printed = printed.chars();
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        if !in_string && BLANK.contains(&c) {
            continue;
        }
        if printed.next() != Some(c) {
            return false;
        }
        in_string ^= c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
    }
    printed.next().is_none()
}

impl Value {
    /// Copies the value at one place of a document. Text becomes what it is when nobody says.
    pub(crate) fn copy<D: Document>(document: &D, id: u32) -> Self {
        let copy = |child| Self::copy(document, child);
        match document.item(id) {
            Item::Text(text) => Self::untyped(text),
            Item::Array => Self::Array(document.children(id).map(copy).collect()),
            Item::Table => {
                let entry = |child| (document.key(child).to_owned(), copy(child));
                Self::Table(document.children(id).map(entry).collect())
            }
            scalar => Self::scalar(scalar),
        }
    }

    /// The value that a text is when nobody says.
    pub(crate) fn untyped(text: &str) -> Self {
        match Untyped::of(text) {
            Untyped::Scalar(scalar) => Self::scalar(scalar),
            // Text in this tree is a number that fits no type: it is no array or object again.
            Untyped::Tree(tree) => Self::copy(&tree, tree.root()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_prints_the_same_is_more_than_a_string() {
        for (text, json) in [
            ("8080", "8080"),
            ("null", "null"),
            ("[1,2]", "[1,2]"),
            (" [ 1, \"a b\" ]\n", r#"[1,"a b"]"#),
            (r#"{"a": {"b": [true, 1.5, null]}}"#, r#"{"a":{"b":[true,1.5,null]}}"#),
            (r#"["a \" , ] b"]"#, r#"["a \" , ] b"]"#),
            ("{}", "{}"),
        ] {
            assert_eq!(Value::untyped(text).to_string(), json, "{text}");
        }
        for text in [
            "012345",
            "[01]",
            "[1.10]",
            "[1e400]",
            "[-0]",
            r#"["\u0041"]"#,
            r#"{"a":1,"a":1}"#,
            "[1,]",
            "[1] [2]",
            "{a: 1}",
            "[",
            "",
            "[1 2]",
            "\"quoted\"",
            "[18446744073709551616]",
        ] {
            assert_eq!(Value::untyped(text), Value::from(text), "{text}");
        }
    }
}
