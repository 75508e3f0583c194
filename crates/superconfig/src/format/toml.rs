//! TOML 1.1: the events of `toml_parser`, checked against the rules that it leaves to its user, become a tree.
//!
//! The text is handed to the parser statement by statement, so the tokens of a large file never exist all at
//! once and a fault in one statement does not spoil the next. All faults of a file are reported, up to a limit
//! that no file written by hand reaches.

mod document;
mod events;
mod messages;
mod notes;
mod scalar;
mod statements;

use super::{Limits, Parsed};
use crate::diagnostics::{Code, Fault};
use crate::value::Span;
use events::Events;
use notes::Notes;
use statements::Statements;
use std::sync::Arc;
use toml_parser::parser::parse_document;
use toml_parser::{ParseError, Source};

pub(crate) fn parse(text: &Arc<str>, limits: &Limits) -> Parsed {
    let notes = Notes::new(text);
    let mut events = Events::new(text, limits, &notes);
    let mut report = |error: ParseError| notes.parse_error(&error);
    let mut statements = Statements::new(Source::new(text).lex(), limits.depth);
    while let Some(tokens) = statements.next_statement() {
        events.begin_statement();
        parse_document(tokens, &mut events, &mut report);
        if notes.is_stopped() {
            break;
        }
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

#[cfg(test)]
mod tests;
