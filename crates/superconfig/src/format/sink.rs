//! Collects the faults of formats that go on after a bad line, without letting a hostile file fill the memory.

use crate::diagnostics::{Fault, MOST, Severity, summary};
use crate::value::KeyPath;

/// The first faults of a text, and how many more there were.
#[derive(Debug, Default)]
pub(crate) struct FaultSink {
    faults: Vec<Fault>,
    failed: bool,
    last: Option<Fault>,
    left_out: usize,
    /// What faults are about that do not say it.
    about: Option<KeyPath>,
}

impl FaultSink {
    /// Says what the faults to come are about.
    #[cfg(feature = "env")]
    pub(crate) fn about(&mut self, path: Option<KeyPath>) {
        self.about = path;
    }

    pub(crate) fn push(&mut self, mut fault: Fault) {
        fault.path = fault.path.or_else(|| self.about.clone());
        let error = fault.severity == Severity::Error;
        // The first error is always kept: it decides whether the text loads.
        if self.faults.len() < MOST || (error && !self.failed) {
            self.faults.push(fault);
        } else {
            self.left_out += 1;
            self.last = Some(fault);
        }
        self.failed |= error;
    }

    /// The faults; the last one says how many were left out, if any were.
    pub(crate) fn finish(mut self) -> Vec<Fault> {
        if let Some(last) = self.last {
            let message = summary(self.left_out);
            self.faults.push(Fault { message, related: Vec::new(), help: None, ..last });
        }
        self.faults
    }
}
