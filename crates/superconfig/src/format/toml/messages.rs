//! The words for what is wrong. They never quote values: those may be secret.

use super::document::Kind;
use super::span;
use crate::diagnostics::{Code, Fault};
use crate::value::Span;
use std::borrow::Cow;
use toml_parser::ParseError;

/// The longest name that a message quotes, in characters.
const LONGEST: usize = 60;

/// A name as it is quoted in a message.
pub(super) fn shown(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}

pub(super) fn equals_expected(text: &str, key: Span) -> Fault {
    let name = shown(text.get(key.start()..key.end()).unwrap_or_default());
    let message = format!("`=` expected after the key `{name}`");
    Fault::error(Code::Syntax, message, key).with_help(format!("write `{name} = …`"))
}

/// Why `[name]` cannot be a table.
pub(super) fn table_clash(name: &str, other: Option<Kind>) -> String {
    let name = shown(name);
    match other {
        Some(Kind::Header | Kind::Implied) => format!("the table `[{name}]` is defined twice"),
        Some(Kind::Dotted) => format!("the table `[{name}]` is already defined by dotted keys"),
        Some(Kind::Inline) => format!("the table `[{name}]` is already defined as an inline table"),
        Some(Kind::Series) => {
            format!("`{name}` is an array of tables: its elements have headers `[[{name}]]`")
        }
        Some(Kind::List) => format!("`{name}` is already an array, not a table"),
        None => format!("`{name}` is already a value, not a table"),
    }
}

/// Why `[[name]]` cannot be an element.
pub(super) fn series_clash(name: &str, other: Option<Kind>) -> String {
    let name = shown(name);
    match other {
        Some(Kind::List) => format!("the array `{name}` is closed: `[[{name}]]` cannot add to it"),
        Some(_) => format!("`{name}` is already a table, not an array of tables"),
        None => format!("`{name}` is already a value, not an array of tables"),
    }
}

/// Why nothing can be put below `name` by a header.
pub(super) fn header_clash(name: &str, other: Option<Kind>) -> String {
    let name = shown(name);
    match other {
        Some(Kind::Inline) => format!("`{name}` is an inline table: nothing can be added to it"),
        Some(Kind::List) => format!("`{name}` is an array: nothing can be added to it by a header"),
        _ => format!("`{name}` is a value, not a table"),
    }
}

/// Why nothing can be put below `name` by a dotted key.
pub(super) fn dotted_clash(name: &str, other: Option<Kind>) -> String {
    let name = shown(name);
    match other {
        Some(Kind::Inline) => format!("`{name}` is an inline table: nothing can be added to it"),
        Some(Kind::List) => format!("`{name}` is an array: a dotted key cannot add to it"),
        Some(Kind::Series) => format!("`{name}` is an array of tables: a dotted key cannot add to it"),
        Some(_) => format!("the table `{name}` has a header of its own: a dotted key cannot add to it"),
        None => format!("`{name}` is a value, not a table"),
    }
}

/// An error of `toml_parser` in our words.
pub(super) fn fault(error: &ParseError, text: &str, key: Span) -> Fault {
    let whole = error.context().or(error.unexpected()).map(span).unwrap_or_default();
    let at = error.unexpected().map_or(whole, span);
    // The parser often says only where something begins: the character there is meant.
    let here = if at.len == 0 { character(text, at.start()) } else { at };
    let description = error.description();
    if matches!(
        description,
        "key with no value" | "missing value for key" | "missing assignment between key-value pairs"
    ) {
        return equals_expected(text, key);
    }
    let (message, span, help): (&str, Span, Option<&str>) = match description {
        "unclosed table" => ("`]` expected at the end of this header", whole, None),
        "unclosed array table" => ("`]]` expected at the end of this header", whole, None),
        "extra `=`" => ("value expected, not a second `=`", here, None),
        "missing inline table opening" => ("`}` without a `{` before it", here, None),
        "missing array opening" | "missing table open" => ("`]` without a `[` before it", here, None),
        "extra comma in array" => ("value expected before this comma", here, None),
        "unexpected `=` in array" => (
            "`,` or `]` expected, not `=`",
            here,
            Some("an array holds values; a table in it is written `{ key = value }`"),
        ),
        "missing comma between array elements" => ("`,` expected between the values of an array", here, None),
        "unclosed array" => ("array is not closed", whole, Some("close it with `]`")),
        "extra comma in inline table" => ("key expected before this comma", here, None),
        "extra assignment between key-value pairs" => ("`,` or `}` expected, not `=`", here, None),
        "missing key for inline table element" | "invalid key-value pair" => ("key expected", here, None),
        "invalid inline table element" => ("`]` without a `[` before it", here, None),
        "missing comma between key-value pairs" => {
            ("`,` expected between the keys of an inline table", here, None)
        }
        "unclosed inline table" => ("inline table is not closed", whole, Some("close it with `}`")),
        "unexpected key or value" => {
            let rest = Span::new(at.start(), whole.end());
            ("end of line expected", rest, Some("each key and each header has a line of its own"))
        }
        "carriage return must be followed by newline" => {
            let before = Span::new(at.start().saturating_sub(1), at.start());
            ("carriage return without a line feed", before, Some("lines end with LF or with CR LF"))
        }
        "string values must be quoted" if starts_with_digit(text, whole) => (
            "a number or date cannot contain a space",
            whole,
            Some("text needs quotes, and values of an array a comma between them"),
        ),
        "string values must be quoted" => {
            ("value expected; text needs quotes", whole, Some("write it as \"…\""))
        }
        "missing opening quote" => ("the quote at the beginning is missing", whole, None),
        "invalid boolean" => ("not a boolean", whole, Some("booleans are `true` and `false`, in lower case")),
        _ => return in_scalar(description, text, at, whole),
    };
    let fault = Fault::error(Code::Syntax, message, span);
    match help {
        Some(help) => fault.with_help(help),
        None => fault,
    }
}

/// What is wrong inside a string or a number.
fn in_scalar(description: &str, text: &str, at: Span, whole: Span) -> Fault {
    let error = |message: &str, span: Span| Fault::error(Code::Syntax, message, span);
    let here = if at.len == 0 { character(text, at.start()) } else { at };
    match description {
        "missing escaped value" => {
            let escape = Span::new(at.start().saturating_sub(1), here.end());
            error("unknown escape sequence", escape).with_help(
                r#"there are \b \t \n \f \r \e \" \\ \xHH \uHHHH \UHHHHHHHH; in '…' a backslash is just itself"#,
            )
        }
        "too few unicode value digits" => error("escape sequence with too few hexadecimal digits", here)
            .with_help(r"it has two after `\x`, four after `\u`, eight after `\U`"),
        "invalid value" => error("escape sequence for a character that does not exist", here),
        "invalid basic string" | "invalid multi-line basic string" => {
            error("control character in a string", here).with_help("write it as an escape such as `\\u0000`")
        }
        "invalid literal string" | "invalid multi-line literal string" => {
            error("control character in a string", here)
                .with_help("use a string in double quotes, with an escape such as `\\u0000`")
        }
        "unexpected leading zero" => error("number with a leading zero", whole)
            .with_help("remove the zero, or put the value in quotes to keep it"),
        "`_` may only go between digits" => error("`_` is allowed between two digits only", here),
        "radix must be lowercase" => error("the prefix of this number must be in lower case", here),
        "integers with a radix cannot be signed" => {
            error("a hexadecimal, octal or binary number has no sign", here)
        }
        "redundant numeric sign" => error("one sign too many", here),
        "invalid mantissa" => error("digits expected before the `.` of a float", whole),
        "invalid fraction" => error("digits expected after the `.` of a float", whole),
        "invalid exponent" => error("digits expected in the exponent of a float", whole),
        _ => error("not a number", whole),
    }
}

fn starts_with_digit(text: &str, at: Span) -> bool {
    let raw = text.get(at.start()..at.end()).unwrap_or_default();
    raw.starts_with(|c: char| c.is_ascii_digit()) && raw.contains(' ')
}

/// The span of the character at a place; empty at the end of a line.
fn character(text: &str, at: usize) -> Span {
    let c = text.get(at..).and_then(|rest| rest.chars().next()).filter(|&c| c != '\n' && c != '\r');
    Span::new(at, at + c.map_or(0, char::len_utf8))
}
