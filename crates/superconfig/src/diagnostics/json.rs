//! Diagnostics for programs: one JSON object a line.

use super::Diagnostic;
use super::clean::is_unsafe;
use super::mask::{mask_message, mask_text};
use crate::value::{Origin, write_json_string};
use std::fmt::Write;

/// All diagnostics as JSON, one object a line, without snippets.
///
/// Every object has the keys `code`, `severity`, `message`, `path`, `origin`, `related` (objects with `message`
/// and `origin`) and `help`; what a diagnostic lacks is `null`. An origin has `kind` and `source`, and `file`,
/// `line`, `column` and `variable` where it has them.
///
/// ```
/// use superconfig::{Code, Diagnostic, render_json};
/// let error = Diagnostic::error(Code::SourceFailed, "consul: refused");
/// assert_eq!(
///     render_json(&[error]),
///     concat!(
///         r#"{"code":"SC0111","severity":"error","message":"consul: refused","path":null,"#,
///         r#""origin":null,"related":[],"help":null}"#,
///         "\n"
///     )
/// );
/// ```
#[must_use]
pub fn render_json(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        write_diagnostic(&mut out, diagnostic);
        out.push('\n');
    }
    out
}

fn write_diagnostic(out: &mut String, diagnostic: &Diagnostic) {
    out.push_str("{\"code\":");
    write_text(out, diagnostic.code.as_str());
    out.push_str(",\"severity\":");
    write_text(out, diagnostic.severity.as_str());
    out.push_str(",\"message\":");
    write_text(out, &mask_message(&diagnostic.message, diagnostic));
    out.push_str(",\"path\":");
    write_or_null(out, diagnostic.path.as_ref(), |out, path| write_text(out, &path.to_string()));
    out.push_str(",\"origin\":");
    write_or_null(out, diagnostic.origin.as_ref(), write_origin);
    out.push_str(",\"related\":[");
    for (at, related) in diagnostic.related.iter().enumerate() {
        out.push_str(if at == 0 { "{\"message\":" } else { ",{\"message\":" });
        write_text(out, &mask_message(&related.message, diagnostic));
        out.push_str(",\"origin\":");
        write_origin(out, &related.origin);
        out.push('}');
    }
    out.push_str("],\"help\":");
    write_or_null(out, diagnostic.help.as_ref(), |out, help| {
        write_text(out, &mask_message(help, diagnostic))
    });
    out.push('}');
}

fn write_or_null<T>(out: &mut String, value: Option<&T>, write: impl FnOnce(&mut String, &T)) {
    match value {
        Some(value) => write(out, value),
        None => out.push_str("null"),
    }
}

/// Writes an origin as a JSON object. What it does not have is left out.
pub(crate) fn write_origin(out: &mut String, origin: &Origin) {
    out.push_str("{\"kind\":");
    write_text(out, origin.kind().as_str());
    out.push_str(",\"source\":");
    write_text(out, origin.source());
    if let Some(file) = origin.file() {
        out.push_str(",\"file\":");
        write_text(out, &file.to_string_lossy());
    }
    // Writing to a string cannot fail.
    if let (Some(line), Some(column)) = (origin.line(), origin.column()) {
        let _ = write!(out, ",\"line\":{line},\"column\":{column}");
    }
    if let Some(variable) = origin.variable() {
        out.push_str(",\"variable\":");
        write_text(out, variable);
    }
    out.push('}');
}

impl Origin {
    /// One JSON object: `kind` and `source`, and `file`, `line`, `column` and `variable` where there are such.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("port = 80", Format::Toml).build()?;
    /// let json = config.explain("port").unwrap().origin.to_json();
    /// assert_eq!(json, r#"{"kind":"text","source":"text","line":1,"column":8}"#);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write_origin(&mut out, self);
        out
    }
}

/// A JSON string: masked like all text that is shown, and with everything escaped that acts on a terminal.
pub(crate) fn write_text(out: &mut String, text: &str) {
    let start = out.len();
    let _ = write_json_string(out, &mask_text(text));
    if out.get(start..).is_some_and(|written| written.contains(is_unsafe)) {
        let written = out.split_off(start);
        for c in written.chars() {
            if is_unsafe(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            } else {
                out.push(c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;
    use crate::value::{OriginKind, SourceInfo, Span};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn origin(kind: OriginKind, name: &str, text: &str, at: usize) -> Origin {
        let source = SourceInfo::new(kind, name).with_file(name).with_text(text.into());
        Origin::new(Arc::new(source), Some(Span::new(at, at + 1)))
    }

    #[test]
    fn one_object_a_line_with_all_keys() {
        let env = Origin::new(Arc::new(SourceInfo::new(OriginKind::Env, "environment")), None)
            .with_variable("APP_PORT".into());
        let diagnostic = Diagnostic::error(Code::TypeMismatch, "found \"a\u{1b}\u{202e}\u{e0001}\"")
            .with_path("server.port".parse().unwrap())
            .with_origin(origin(OriginKind::File, "app.toml", "a = 1\nb = 2", 10))
            .with_related("set here", env)
            .with_help("try postgres://u:hunter2@h");
        insta::assert_snapshot!(render_json(&[diagnostic.clone(), diagnostic]), @r##"
    {"code":"SC0502","severity":"error","message":"found \"a\u001b\u202e\udb40\udc01\"","path":"server.port","origin":{"kind":"file","source":"app.toml","file":"app.toml","line":2,"column":5},"related":[{"message":"set here","origin":{"kind":"env","source":"environment","variable":"APP_PORT"}}],"help":"try postgres://u:********@h"}
    {"code":"SC0502","severity":"error","message":"found \"a\u001b\u202e\udb40\udc01\"","path":"server.port","origin":{"kind":"file","source":"app.toml","file":"app.toml","line":2,"column":5},"related":[{"message":"set here","origin":{"kind":"env","source":"environment","variable":"APP_PORT"}}],"help":"try postgres://u:********@h"}
    "##);
    }

    proptest! {
        #[test]
        fn output_is_always_json(message: String, name: String, help: Option<String>) {
            let mut diagnostic = Diagnostic::warning(Code::KindChange, message.clone())
                .with_origin(origin(OriginKind::Text, &name, &message, 3));
            diagnostic.help = help;
            let json: serde_json::Value = serde_json::from_str(&render_json(&[diagnostic])).unwrap();
            prop_assert_eq!(json["message"].as_str().unwrap(), &*mask_text(&message));
            prop_assert_eq!(json.as_object().unwrap().len(), 7);
        }
    }
}
