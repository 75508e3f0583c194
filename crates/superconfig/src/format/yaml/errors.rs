//! What is wrong with a text, in plain words, with the cure.

use crate::diagnostics::{Code, Fault};
use crate::value::{BuildError, Span};
use granit_parser::{ErrorKind, ScanError, Tag};

/// The start of a text, short enough for a message.
pub(super) fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None if line.len() < text.len() => format!("{line}…"),
        None => line.to_owned(),
    }
}

pub(super) fn complex_key(table: bool, span: Span) -> Fault {
    let kind = if table { "a table" } else { "an array" };
    Fault::error(Code::Syntax, format!("{kind} cannot be a key"), span)
        .with_help("only scalars can be keys; quote the key if it is meant as text")
}

pub(super) fn foreign_tag(tag: &Tag, place: Span, value: Span) -> Fault {
    let message = format!("the tag `{}` is ignored", short(&tag.original()));
    Fault::warning(Code::UnsupportedTag, message, place)
        .about(value)
        .with_help("tags construct nothing here; the value is kept as if it had no tag")
}

pub(super) fn impossible_tag(tag: &Tag, value: &str, span: Span) -> Fault {
    Fault::error(Code::Syntax, format!("{value} does not fit its tag `{}`", short(&tag.original())), span)
        .with_help("change the value, or remove the tag")
}

pub(super) fn unknown_alias(text: &str, span: Span) -> Fault {
    let alias = word(text, span.start());
    Fault::error(Code::Syntax, format!("the alias `{alias}` has no anchor above it"), span).with_help(
        format!(
            "name a value `&{}` further up, or quote the text if it is no alias",
            alias.trim_start_matches('*')
        ),
    )
}

pub(super) fn endless_alias(text: &str, span: Span, anchor: Span) -> Fault {
    let alias = word(text, span.start());
    Fault::error(
        Code::AliasExpansion,
        format!("the alias `{alias}` stands inside the value that it names"),
        span,
    )
    .with_related(Span::new(anchor.start(), anchor.start() + 1), "the value begins here")
}

pub(super) fn expands_too_far(allowed: usize, at: Span) -> Fault {
    Fault::error(Code::AliasExpansion, format!("aliases expand to more than {allowed} bytes"), at)
        .with_help("raise `Limits::alias_factor` or `Limits::alias_bytes` if that is meant")
}

pub(super) fn too_many_values(at: Span) -> Fault {
    Fault::error(Code::AliasExpansion, "aliases expand to more values than the limit", at)
        .with_help("raise `Limits::nodes` if that is meant")
}

pub(super) fn beyond(value: &str, span: Span) -> Fault {
    Fault::warning(
        Code::NumberRange,
        format!("the number `{}` fits no type and stays text", short(value)),
        span,
    )
    .with_help("quote it if it is meant as text")
}

pub(super) fn second_merge(first: Span, second: Span) -> Fault {
    Fault::from(BuildError::Duplicate { key: "<<".to_owned(), first, second })
        .with_help("merge several tables with one key: `<<: [*first, *second]`")
}

pub(super) fn merges_no_table(span: Span) -> Fault {
    Fault::error(Code::Syntax, "`<<` merges tables, and this is none", span).with_help(
        "give it a table, an alias of a table or an array of those; quote the key if it is an ordinary one",
    )
}

/// The word that begins at a byte.
fn word(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}'));
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

/// The line that a byte stands in, and where it begins.
fn line(text: &str, at: usize) -> (usize, &str) {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |n| n + 1);
    (start, text.get(start..).unwrap_or_default().lines().next().unwrap_or_default())
}

/// The first tab among the white space that begins this line or the next.
fn leading_tab(text: &str, at: usize) -> Option<usize> {
    let (start, current) = line(text, at);
    let next = start + current.len() + 1;
    [start, next].into_iter().find_map(|start| {
        let rest = text.get(start..)?;
        let white = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        Some(start + rest.get(..white)?.find('\t')?)
    })
}

const TABS: &str = "indent with spaces; YAML does not allow tabs there";

pub(super) fn tab(at: usize) -> Fault {
    Fault::error(Code::Syntax, "a tab is used for indentation", Span::new(at, at + 1)).with_help(TABS)
}

pub(super) fn not_indented(at: Span) -> Fault {
    Fault::error(Code::Syntax, "this line is not indented as its context needs", at)
        .with_help("indent it further, or close the bracket that is open above")
}

/// Whether nothing is wrong but the indentation of a closing bracket.
pub(super) fn is_closing_bracket(text: &str, error: &ScanError) -> bool {
    let at = error.marker().byte_offset().unwrap_or(0);
    matches!(error.kind(), ErrorKind::InvalidIndentation)
        && text.get(at..).is_some_and(|rest| rest.starts_with([']', '}']))
}

/// Where the escape begins that no double-quoted text has; the text begins at `at`.
fn bad_escape(text: &str, at: usize) -> Option<Span> {
    let mut rest = at + 1;
    loop {
        let escape = rest + text.get(rest..)?.find('\\')?;
        let c = text.get(escape + 1..)?.chars().next()?;
        rest = escape + 1 + c.len_utf8();
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let hex = text.get(rest..).unwrap_or_default().chars().take(digits);
        let is_hex = hex.clone().count() == digits && hex.clone().all(|c| c.is_ascii_hexdigit());
        if !is_hex || !"0abtnvfre \t\n\r\"/\\N_LPxuU".contains(c) {
            let len: usize = hex.take_while(char::is_ascii_hexdigit).map(char::len_utf8).sum();
            return Some(Span::new(escape, rest + len));
        }
    }
}

/// A syntax error of the parser; `close` would close the innermost bracket.
pub(super) fn syntax(text: &str, error: &ScanError, close: char) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let span = Span::new(at, at + length);
    let fault = |message: String, help: &str| {
        let fault = Fault::error(Code::Syntax, message, span);
        if help.is_empty() { fault } else { fault.with_help(help) }
    };
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => BuildError::Depth { at: span }.into(),
        ErrorKind::UnknownAnchor => {
            let alias = word(text, at);
            unknown_alias(text, Span::new(at, at + alias.len()))
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => tab(leading_tab(text, at).unwrap_or(at)),
        ErrorKind::MappingValueNotAllowed | ErrorKind::MappingKeyNotAllowed => colon(text, at, fault),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => no_key(text, at, fault),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            let (_, line) = line(text, at);
            let rest = text.get(at..).unwrap_or_default();
            let at = at + rest.find(*character).filter(|&ahead| ahead < line.len()).unwrap_or(0);
            let message = format!("the control character U+{:04X} cannot stand here", *character as u32);
            Fault::error(Code::Syntax, message, Span::new(at, at + character.len_utf8()))
                .with_help("write it as an escape in double quotes")
        }
        ErrorKind::UnexpectedCharacter { character } => fault(
            format!("a value without quotes cannot begin with `{character}`"),
            "put the value in quotes",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            fault("an array item cannot begin here".into(), "put `- ` on a line of its own, below the key")
        }
        ErrorKind::ExpectedBlockMappingKey => fault(
            "a key is expected here".into(),
            "check the indentation, and that the line has the form `key: value`",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => {
            fault("an array item is expected here".into(), "begin it with `- `, or check the indentation")
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidBlockScalarIndent => not_indented(span),
        ErrorKind::InvalidQuotedScalarIndent if at < text.len() => fault(
            "a quoted text goes on here without indentation".into(),
            "close the quote that is open above, or indent this line",
        ),
        ErrorKind::ExpectedDocumentStart => fault(
            "this line belongs to nothing above it".into(),
            "check the indentation: all keys of one table begin in the same column",
        ),
        ErrorKind::UnclosedFlowCollection { open } => {
            fault(format!("`{open}` is not closed"), "add the closing bracket")
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            fault(format!("`{open}` is closed by `{close}`"), "use the bracket that fits")
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            let help = match text.get(at..).is_some_and(|rest| rest.starts_with(':')) {
                true => "put a value that contains `: ` in quotes",
                false => "separate the entries with `,`",
            };
            fault(format!("`,` or `{close}` is expected here"), help)
        }
        ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::ExpectedNodeContent
            if text.get(at..).is_some_and(|rest| rest.starts_with(',')) =>
        {
            fault("a value is expected before this comma".into(), "remove one of the commas")
        }
        ErrorKind::InvalidBlockScalarHeader => fault(
            "a text behind `|` or `>` begins on the next line".into(),
            "put it on the next line, indented, or put the value in quotes",
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            fault("a quote is not closed".into(), "add the closing quote")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => fault(
            "text stands behind the closing quote".into(),
            "inside single quotes write `'` twice, or use double quotes",
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => fault(
            "text stands behind the closing quote".into(),
            "inside double quotes write `\\\"`, or put the whole value in quotes",
        ),
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            let place = bad_escape(text, at).unwrap_or(span);
            Fault::error(Code::Syntax, "a double-quoted text has an unknown escape", place)
                .with_help("write a backslash as `\\\\`, or use single quotes")
        }
        ErrorKind::UndeclaredTagHandle => {
            fault(format!("the tag `{}` is not declared", word(text, at)), "remove the tag")
        }
        _ => {
            let message = error.info();
            fault(if message.is_empty() { "syntax error".into() } else { message }, "")
        }
    }
}

/// A colon where none can be: a second `: ` in a value, or a line above that lacks its space.
fn colon(text: &str, at: usize, fault: impl Fn(String, &str) -> Fault) -> Fault {
    let (start, current) = line(text, at);
    let before = text.get(start..at).unwrap_or_default();
    let above = start.checked_sub(1).map(|end| line(text, end).1).unwrap_or_default();
    if before.contains(": ") {
        let help = "put a value that contains `: ` in quotes";
        return fault("a second `: ` stands in one line".into(), help);
    }
    if lacks_space(above) {
        let message = format!("the line above, `{}`, lacks a space after its colon", short(above.trim()));
        return fault(message, "write `key: value`");
    }
    if !above.trim().is_empty() && indent(current) > indent(above) {
        let help = "check the indentation: the line above has a value already";
        return fault("a key cannot stand inside a value".into(), help);
    }
    fault("a key cannot stand here".into(), "check the indentation, or put the text in quotes")
}

/// A line that should be `key: value`.
fn no_key(text: &str, at: usize, fault: impl Fn(String, &str) -> Fault) -> Fault {
    let (_, current) = line(text, at);
    if lacks_space(current) {
        return fault("a space is missing after the colon".into(), "write `key: value`");
    }
    fault("a `:` is expected after the key".into(), "write `key: value`; the key ends on its own line")
}

fn lacks_space(line: &str) -> bool {
    !line.contains(": ")
        && line.split_once(':').is_some_and(|(key, value)| {
            !key.trim().is_empty() && !value.trim().is_empty() && !key.contains(['"', '\'', ' '])
                || (key.trim_start().starts_with("- ") && !value.is_empty())
        })
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
