//! What was found wrong so far, shared by the parser's error sink and the receiver of its events.

use super::messages;
use crate::diagnostics::{Fault, Severity};
use crate::value::Span;
use std::cell::{Cell, RefCell};
use toml_parser::ParseError;

/// More errors, or more warnings, than this are not collected: a hostile file would fill the memory with them.
pub(super) const MAX_FAULTS: usize = 1000;

pub(super) struct Notes<'a> {
    text: &'a str,
    faults: RefCell<Vec<Fault>>,
    errors: Cell<usize>,
    warnings: Cell<usize>,
    stopped: Cell<bool>,
    /// The latest key, as far as it was read.
    key: Cell<Span>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            faults: RefCell::default(),
            errors: Cell::default(),
            warnings: Cell::default(),
            stopped: Cell::default(),
            key: Cell::default(),
        }
    }

    /// Whether nothing that follows matters any more.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// A fault that makes the rest pointless.
    pub(super) fn stop(&self, fault: impl Into<Fault>) {
        self.add(fault.into());
        self.stopped.set(true);
    }

    pub(super) fn add(&self, fault: Fault) {
        if self.is_stopped() {
            return;
        }
        let is_error = fault.severity == Severity::Error;
        let count = if is_error { &self.errors } else { &self.warnings };
        if count.get() < MAX_FAULTS {
            count.set(count.get() + 1);
            self.faults.borrow_mut().push(fault);
        }
        self.stopped.set(self.errors.get() >= MAX_FAULTS);
    }

    pub(super) fn parse_error(&self, error: &ParseError) {
        if !self.is_stopped() && !self.is_echo(error) {
            self.add(messages::fault(error, self.text, self.key.get()));
        }
    }

    /// Whether an error only repeats that there is one `=` too many: the parser then takes the value for
    /// something that follows it.
    fn is_echo(&self, error: &ParseError) -> bool {
        let before = error.unexpected().and_then(|at| self.text.get(..at.start()));
        error.description() == "unexpected key or value"
            && before.is_some_and(|before| before.trim_end().ends_with('='))
    }

    pub(super) fn set_key(&self, key: Span) {
        self.key.set(key);
    }

    pub(super) fn key(&self) -> Span {
        self.key.get()
    }

    /// All faults so far.
    pub(super) fn take(&self) -> Vec<Fault> {
        self.faults.take()
    }
}
