//! YAML 1.2 with the core schema.
//!
//! The events of `granit-parser` become a flat list of nodes ([`load`]); the list becomes the tree ([`emit`]).
//! The list is what makes aliases and merge keys simple: both are indices into it.
//!
//! Where YAML leaves room: several documents are refused, but an empty one at the end (a trailing `---`) is
//! none; `<<` twice in one table is a duplicate key; the value of an alias stands where the alias is, what is
//! below it where it was written.

mod emit;
mod errors;
mod load;
mod merge;
mod scalar;

use super::{Limits, Parsed};
use crate::diagnostics::{Code, Fault};
use crate::value::{Span, TreeBuilder};
use emit::Emitter;
use load::Loader;
pub(super) use scalar::{Plain, plain};
use std::sync::Arc;

pub(crate) fn parse(text: &Arc<str>, limits: &Limits) -> Parsed {
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        let fault =
            Fault::error(Code::Syntax, "a raw NUL character stands in the text", Span::new(at, at + 1));
        return Parsed::failed(fault.with_help("write it as \"\\0\" in double quotes"));
    }
    let builder = TreeBuilder::new(Arc::clone(text), limits.depth, limits.nodes);
    let mut loader = Loader::new(text, builder, limits);
    if let Err(fault) = loader.load() {
        loader.faults.push(fault);
        return Parsed { tree: None, faults: loader.faults };
    }
    let Loader { builder, nodes, mut faults, .. } = loader;
    let mut emitter = Emitter::new(&nodes, builder, limits, text.len());
    if let Err(fault) = emitter.emit() {
        faults.extend(emitter.faults);
        faults.push(fault);
        return Parsed { tree: None, faults };
    }
    faults.extend(emitter.faults);
    let mut parsed = Parsed::finish(emitter.builder, faults);
    // A table that is aliased repeats its duplicates wherever it is used.
    let mut seen = foldhash::HashSet::default();
    parsed.faults.retain(|fault| fault.code != Code::DuplicateKey || seen.insert(fault.span));
    parsed
}
