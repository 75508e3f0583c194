//! Collects the faults of formats that go on after a bad line, without letting a hostile file fill the memory.

use crate::diagnostics::{Fault, Severity};

/// How many faults of one text are kept. Nobody reads more, and a file of a million bad lines exists.
const MOST: usize = 100;

/// The first faults of a text, and how many more there were.
#[derive(Debug, Default)]
pub(crate) struct FaultSink {
    faults: Vec<Fault>,
    failed: bool,
    last: Option<Fault>,
    left_out: usize,
}

impl FaultSink {
    pub(crate) fn push(&mut self, fault: Fault) {
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
            let message = format!("{} more problems like those above, the last one here", self.left_out);
            self.faults.push(Fault { message, related: Vec::new(), help: None, ..last });
        }
        self.faults
    }
}
