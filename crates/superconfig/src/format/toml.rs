//! TOML 1.1: the events of `toml_parser`, checked against the rules that it leaves to its user, become a tree.
//!
//! The text is handed to the parser statement by statement, so the tokens of a large file never exist all at
//! once and a fault in one statement does not spoil the next. All faults of a file are reported, up to a limit
//! that no file written by hand reaches. Lines that are as plain as most need no parser.

mod document;
mod events;
mod messages;
mod notes;
mod plain;
mod scalar;
mod statements;

use super::{Limits, Parsed};
use crate::diagnostics::{Code, Fault};
use crate::value::Span;
use events::Events;
use notes::Notes;
use plain::Plain;
use statements::Statements;
use std::sync::Arc;
use toml_parser::ParseError;
use toml_parser::parser::parse_document;

pub(crate) fn parse(text: &Arc<str>, limits: &Limits) -> Parsed {
    let mut plain = Plain::default();
    parse_after(text, limits, |at, events| plain.lines(text, at, events))
}

/// Parses what is not taken away: before each statement it is asked up to which byte offset.
fn parse_after(
    text: &Arc<str>,
    limits: &Limits,
    mut take: impl FnMut(usize, &mut Events<'_>) -> usize,
) -> Parsed {
    let notes = Notes::new(text);
    let mut events = Events::new(text, limits, &notes);
    let mut statements = Statements::new(text, limits.depth);
    while !notes.is_stopped() && statements.too_deep().is_none() {
        let at = statements.end();
        events.set_base(0);
        let rest = take(at, &mut events);
        if rest > at {
            statements.restart(rest);
        }
        let base = statements.base();
        let Some(tokens) = statements.next_statement() else { break };
        events.begin_statement();
        events.set_base(base);
        parse_document(tokens, &mut events, &mut |error: ParseError| notes.parse_error(&moved(&error, base)));
    }
    if let Some(at) = statements.too_deep().filter(|_| !notes.is_stopped()) {
        notes.add(Fault::error(Code::TooDeep, "nested deeper than the limit", at));
    }
    events.finish()
}

/// The span of `toml_parser` in our form.
fn span(span: toml_parser::Span) -> Span {
    Span::new(span.start(), span.end())
}

/// The error of a parser that began at a byte offset, as that of one that began at the first.
fn moved(error: &ParseError, base: usize) -> ParseError {
    let moved =
        |span: toml_parser::Span| toml_parser::Span::new_unchecked(span.start() + base, span.end() + base);
    let mut whole = ParseError::new(error.description().to_owned());
    if let Some(context) = error.context() {
        whole = whole.with_context(moved(context));
    }
    if let Some(expected) = error.expected() {
        whole = whole.with_expected(expected);
    }
    if let Some(unexpected) = error.unexpected() {
        whole = whole.with_unexpected(moved(unexpected));
    }
    whole
}

#[cfg(test)]
mod tests;
