//! How a call ends, as one text: `{"ok": …}`, `{"error": …}`, or `{"usage": "…"}` for a program's own mistake. An exception
//! would cost more than most calls, and could not carry what is wrong.

use superconfig::{Diagnostic, Error, Style, render, render_json};

/// JSON, or why there is none.
pub(crate) type Outcome<T = String> = Result<T, Failure>;

pub(crate) enum Failure {
    /// Something is wrong with the configuration.
    Config(Error),
    /// The program asked for something that there is not.
    Usage(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Config(error)
    }
}

impl From<superconfig::PathError> for Failure {
    fn from(error: superconfig::PathError) -> Self {
        Self::Config(error.into())
    }
}

/// The text for an outcome.
pub(crate) fn text(outcome: Outcome) -> String {
    match outcome {
        Ok(json) => between("{\"ok\":", json, "}"),
        Err(Failure::Config(error)) => format!("{{\"error\":{}}}", problem(error)),
        Err(Failure::Usage(said)) => format!("{{\"usage\":{}}}", quoted(&said)),
    }
}

/// A text between two others, in the memory that it has: it may be long.
pub(crate) fn between(before: &str, mut text: String, after: &str) -> String {
    text.reserve(before.len() + after.len());
    text.insert_str(0, before);
    text.push_str(after);
    text
}

/// What is wrong: of which kind, in words, and as data.
pub(crate) fn problem(error: Error) -> String {
    let kind = error.kind().as_str();
    let diagnostics = error.into_diagnostics();
    let said = render(&diagnostics, Style::Plain);
    format!(
        "{{\"kind\":{},\"text\":{},\"diagnostics\":{}}}",
        quoted(kind),
        quoted(said.trim_end()),
        list(&diagnostics)
    )
}

/// Diagnostics as an array.
pub(crate) fn list(diagnostics: &[Diagnostic]) -> String {
    array(render_json(diagnostics).lines())
}

/// An array of what is JSON already.
pub(crate) fn array(elements: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut text = String::from("[");
    for element in elements {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(element.as_ref());
    }
    text.push(']');
    text
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    quote(text, &mut json);
    json
}

/// Writes a text as JSON.
pub(crate) fn quote(text: &str, json: &mut String) {
    if text.bytes().any(|byte| IS_SPECIAL[usize::from(byte)]) {
        return json.push_str(&serde_json::Value::from(text).to_string());
    }
    json.reserve(text.len() + 2);
    json.push('"');
    json.push_str(text);
    json.push('"');
}

/// Bytes that JSON writes in another way. Most texts are short: looking them up takes less than comparing.
const IS_SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = byte < b' ' as usize || byte == b'"' as usize || byte == b'\\' as usize;
        byte += 1;
    }
    special
};
