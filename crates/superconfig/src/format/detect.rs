//! Which format a text is in (SPEC 2): the caller's word, the file's name, or the content, in this order.
//!
//! A format is only ever chosen by a parse that succeeded, and that parse is the one that is used.
//!
//! A file that does not parse as what its name says is loaded as something else only where no typo can lead: a broken
//! `.toml` must show its TOML error. So only JSON, JSON5 (an object, such as JSON with comments), TOML and YAML mappings
//! with ordinary keys are considered, never INI, dotenv or RON, which take almost any line; and a text that begins
//! with `{` or `[` is never YAML, which would accept much of a broken JSON document.

use super::{Format, Limits, Parsed, parse};
use crate::diagnostics::{Code, Fault, Severity};
use crate::value::{Data, Document, Span, Tree};
use std::path::Path;
use std::sync::Arc;

/// A text with its format, whether or not it could be read.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) format: Format,
    pub(crate) parsed: Parsed,
}

/// The format that a file's name stands for. `None` for names that say nothing: `.conf`, `.cfg`, no extension.
pub(crate) fn by_extension(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let extension = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension,
        _ => "",
    };
    match extension {
        "json" => Some(Format::Json),
        "json5" | "jsonc" => Some(Format::Json5),
        "toml" => Some(Format::Toml),
        "yaml" | "yml" => Some(Format::Yaml),
        "ron" => Some(Format::Ron),
        "ini" => Some(Format::Ini),
        "env" => Some(Format::Env),
        _ if name == ".env" || name.starts_with(".env.") => Some(Format::Env),
        _ => None,
    }
}

/// The first format that the whole text can be read in.
pub(crate) fn sniff(text: &Arc<str>, limits: &Limits) -> Option<(Format, Parsed)> {
    enabled().find_map(|format| {
        let parsed = parse(format, text, limits);
        is_guess(format, text, &parsed).then_some((format, parsed))
    })
}

/// Reads a text in the given format, or else in the one that its name or its content says.
///
/// With `strict`, content of another format than the name says is an error instead of a warning.
pub(crate) fn load(
    format: Option<Format>,
    path_hint: Option<&Path>,
    text: &Arc<str>,
    limits: &Limits,
    strict: bool,
) -> Loaded {
    if let Some(format) = format {
        return Loaded { format, parsed: parse(format, text, limits) };
    }
    match path_hint.and_then(by_extension) {
        Some(format) => named(format, text, limits, strict),
        None => unnamed(text, limits),
    }
}

fn enabled() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| format.is_enabled())
}

/// Whether a parse proves its format. Formats that read any word as a document need a document with parts.
fn is_guess(format: Format, text: &str, parsed: &Parsed) -> bool {
    let Some(tree) = &parsed.tree else { return false };
    let root = tree.node(tree.root()).data;
    match format {
        Format::Yaml => matches!(root, Data::Table { .. }) && has_ordinary_keys(tree),
        Format::Json5 | Format::Ron => matches!(root, Data::Table { .. } | Data::Array { .. }),
        // Bad lines are warnings there, so that any text would do.
        Format::Env => !parsed.faults.iter().any(|fault| fault.code == Code::BadLine),
        Format::Ini => is_plain_ini(text),
        Format::Json | Format::Toml => true,
    }
}

/// INI takes almost any line. Only section headers, comments and `key = value` with a key of one word prove it: `key:`
/// stands in broken YAML as well, and `export KEY=value` in dotenv.
fn is_plain_ini(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').lines().map(str::trim).all(|line| match line.split_once('=') {
        _ if line.is_empty() || line.starts_with([';', '#']) => true,
        _ if line.starts_with('[') => line.contains(']'),
        Some((key, _)) => {
            let key = key.trim_end();
            !key.is_empty() && !key.contains(|c: char| c.is_whitespace() || c == ':')
        }
        None => false,
    })
}

/// YAML reads `a = { b: 1 }` as the key `a = { b` and `(a: 1)` as the key `(a`: text of another format, broken.
fn has_ordinary_keys(tree: &Tree) -> bool {
    const ASSIGNMENTS: [&str; 6] = [" =", "= ", "=\"", "='", "=[", "={"];
    tree.children(tree.root()).all(|child| {
        let key = tree.key(child);
        !key.starts_with(['(', '{', '[', '<']) && !ASSIGNMENTS.iter().any(|sign| key.contains(sign))
    })
}

fn named(format: Format, text: &Arc<str>, limits: &Limits, strict: bool) -> Loaded {
    let parsed = parse(format, text, limits);
    if !format.is_enabled() || !is_suspect(format, &parsed) {
        return Loaded { format, parsed };
    }
    let other = enabled().filter(|&other| other != format).find_map(|other| {
        let parsed = parse(other, text, limits);
        is_mismatch(other, text, &parsed).then_some((other, parsed))
    });
    let Some((found, mut content)) = other else { return Loaded { format, parsed } };
    let message = format!("the content is {found}, not {format} as the file's name says");
    let at = Span::new(0, text.trim_end().find(['\r', '\n']).unwrap_or(text.trim_end().len()));
    let mut fault = match strict {
        true => Fault::error(Code::FormatMismatch, message, at),
        false => Fault::warning(Code::FormatMismatch, message, at),
    };
    if let Some(first) = parsed.faults.first() {
        fault = fault.with_related(first.span, format!("not {format}: {}", first.message));
    }
    fault = fault.with_help(format!("rename the file to `.{found}`, or give its format explicitly"));
    content.faults.insert(0, fault);
    content.tree = content.tree.filter(|_| !strict);
    Loaded { format: found, parsed: content }
}

/// Whether a text may be in another format than its name says.
fn is_suspect(format: Format, parsed: &Parsed) -> bool {
    // What is too much for one format says nothing of another, and reading it as each would take long.
    let is_too_much =
        |fault: &Fault| matches!(fault.code, Code::TooDeep | Code::TooManyNodes | Code::AliasExpansion);
    let Some(tree) = &parsed.tree else { return !parsed.faults.iter().any(is_too_much) };
    match (format, tree.node(tree.root()).data) {
        // `a = 1` is a string to YAML.
        (Format::Yaml, Data::Str(_)) => true,
        // Not one good line.
        (Format::Env, Data::Table { len: 0, .. }) => !parsed.faults.is_empty(),
        _ => false,
    }
}

/// Whether a text is `format` beyond doubt, though its name says otherwise.
fn is_mismatch(format: Format, text: &str, parsed: &Parsed) -> bool {
    let Some(tree) = &parsed.tree else { return false };
    let has_keys = matches!(tree.node(tree.root()).data, Data::Table { len: 1.., .. });
    match format {
        Format::Json => true,
        Format::Json5 | Format::Toml => has_keys,
        Format::Yaml => {
            has_keys && !first_byte(text).is_some_and(|b| b"{[".contains(&b)) && has_ordinary_keys(tree)
        }
        Format::Ron | Format::Ini | Format::Env => false,
    }
}

fn first_byte(text: &str) -> Option<u8> {
    text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).bytes().next()
}

fn unnamed(text: &Arc<str>, limits: &Limits) -> Loaded {
    if let Some((format, parsed)) = sniff(text, limits) {
        return Loaded { format, parsed };
    }
    let tried: Vec<_> = enabled().map(Format::as_str).collect();
    let message = match tried.as_slice() {
        [] => {
            let fault = Fault::error(Code::NotCompiled, "this build cannot read any format", Span::default());
            let help = "enable a cargo feature of superconfig: `toml`, `yaml`, `json`, …";
            return Loaded { format: Format::Json, parsed: Parsed::failed(fault.with_help(help)) };
        }
        [only] => format!("the content is not {only}, the only format that this build can read"),
        several => format!("the content is none of {}", several.join(", ")),
    };
    let fault = Fault::error(Code::UnknownFormat, message, Span::default());
    let help = "give the file an extension, or its format explicitly";
    let Some((format, first)) = likely(text, limits) else {
        return Loaded { format: Format::Json, parsed: Parsed::failed(fault.with_help(help)) };
    };
    let mut fault = fault.with_help(help).with_related(first.span, format!("as {format}: {}", first.message));
    fault.span = first.span;
    Loaded { format, parsed: Parsed::failed(fault) }
}

/// The format that the author probably meant, with its first error: what the first character says, else the one whose
/// parser came furthest. (Only here a text is parsed again: there is nothing else to do with it.)
fn likely(text: &Arc<str>, limits: &Limits) -> Option<(Format, Fault)> {
    let meant = |format: Format| match first_byte(text) {
        Some(b'{') => matches!(format, Format::Json | Format::Json5),
        Some(b'(') => format == Format::Ron,
        _ => true,
    };
    let first_fault = |format: Format| {
        let faults = parse(format, text, limits).faults;
        let wrong = |fault: &Fault| fault.severity == Severity::Error || fault.code == Code::BadLine;
        Some((format, faults.into_iter().filter(wrong).min_by_key(|fault| fault.span)?))
    };
    let all: Vec<_> = enabled().filter_map(first_fault).collect();
    let any_meant = all.iter().any(|(format, _)| meant(*format));
    let candidates = all.into_iter().filter(|(format, _)| !any_meant || meant(*format));
    // The first one of several that came equally far, so that the order of formats decides.
    candidates.rev().max_by_key(|(_, fault)| fault.span.start)
}

#[cfg(test)]
#[path = "detect_tests.rs"]
mod tests;
