//! JSON (RFC 8259) and JSON5 text: a parser of our own that fills the arena directly.
//!
//! One loop without recursion ([`parser`]) knows what all dialects share; a [`Grammar`](parser::Grammar) adds what
//! one dialect allows beyond that, or explains why the text is refused.

mod number;
mod parser;
#[cfg(feature = "json5")]
mod relaxed;
mod strict;
mod string;

use super::{Limits, Parsed};
use crate::diagnostics::Fault;
use crate::value::{Tree, TreeBuilder};
use parser::{Grammar, Parser};
use std::sync::Arc;

/// Which of the JSON family a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// RFC 8259, nothing else.
    Json,
    /// JSON5, of which JSON with comments (`.jsonc`) is a part.
    #[cfg(feature = "json5")]
    Json5,
}

/// What a step of the parser yields. The fault is boxed to keep the good path small.
type Outcome<T> = Result<T, Box<Fault>>;

/// Parses a whole text. A text of nothing but white space (and comments) is an empty table.
///
/// A number that fits neither `i64`, `u64` nor `f64` stays text, with a warning: no digit is lost.
pub(crate) fn parse(text: &Arc<str>, limits: &Limits, dialect: Dialect) -> Parsed {
    match dialect {
        Dialect::Json => parse_as::<strict::Strict>(text, limits),
        #[cfg(feature = "json5")]
        Dialect::Json5 => parse_as::<relaxed::Relaxed>(text, limits),
    }
}

fn parse_as<G: Grammar>(text: &Arc<str>, limits: &Limits) -> Parsed {
    let builder = TreeBuilder::new(Arc::clone(text), limits.depth, limits.nodes);
    let mut parser = Parser::<G>::new(text, builder);
    let outcome = parser.document();
    let (builder, mut faults) = parser.into_parts();
    faults.extend(outcome.err().map(|fault| *fault));
    let mut parsed = Parsed::finish(builder, faults);
    parsed.faults.sort_by_key(|fault| fault.span.start);
    parsed
}

/// The tree of a text that is a whole JSON array or object; `None` for any other text.
///
/// For values whose text may be JSON: environment variables, overrides.
pub(crate) fn parse_text_value(text: &str, limits: &Limits) -> Option<Tree> {
    let plain = text.trim_matches(BLANK);
    let bracketed =
        (plain.starts_with('[') && plain.ends_with(']')) || (plain.starts_with('{') && plain.ends_with('}'));
    if !bracketed {
        return None;
    }
    parse(&Arc::from(text), limits, Dialect::Json).tree
}

/// JSON's white space.
pub(super) const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

#[cfg(test)]
mod tests;
