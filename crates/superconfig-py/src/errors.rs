//! Errors of the core as exceptions.

use crate::{gate, host};
use pyo3::PyErr;
use pyo3::exceptions::{PyException, PyRuntimeError};
use pyo3::prelude::*;
use std::cell::Cell;
use superconfig::{Diagnostic, Error, ErrorKind, Style, render, render_json};

/// The exception for an error: what is wrong as text, with snippets, and as data. The advice is left out of the text,
/// as Python shows the notes of an exception below it.
pub(crate) fn exception(py: Python<'_>, error: Error) -> PyErr {
    made(py, error.kind(), error.into_diagnostics())
}

/// The exception for a key that is not there: a `KeyError`, whatever is wrong with the key.
pub(crate) fn missing(py: Python<'_>, error: Error) -> PyErr {
    made(py, ErrorKind::Missing, error.into_diagnostics())
}

fn made(py: Python<'_>, kind: ErrorKind, diagnostics: Vec<Diagnostic>) -> PyErr {
    let json = render_json(&diagnostics);
    let shown: Vec<Diagnostic> = diagnostics.into_iter().map(without_help).collect();
    let text = render(&shown, Style::Plain);
    match host::call(py, "_errors", "exception_of", (kind.as_str(), text.trim_end(), json)) {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

fn without_help(diagnostic: Diagnostic) -> Diagnostic {
    let mut diagnostic = diagnostic;
    diagnostic.help = None;
    diagnostic
}

/// The outcome of the core as that of a Python function.
pub(crate) trait IntoPython<T> {
    /// The value, or the exception.
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> IntoPython<T> for superconfig::Result<T> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| exception(py, error))
    }
}

/// Runs what may take long or wait, without holding up other Python threads. A panic becomes an exception of ours and
/// leaves the interpreter as it was.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    let caught = || std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    let outcome = py.detach(|| gate::outside(caught));
    interrupted()?;
    outcome.map_err(|panic| {
        let said = panic.downcast_ref::<&str>().copied().or_else(|| Some(panic.downcast_ref::<String>()?));
        PyRuntimeError::new_err(format!("a fault in superconfig: {}", said.unwrap_or("unknown")))
    })
}

thread_local! {
    /// What the program's own code raised to end the program, until the core comes back: Ctrl-C is no fault of a source.
    static INTERRUPT: Cell<Option<PyErr>> = const { Cell::new(None) };
}

/// What ends the program, if its own code raised such since the last call.
pub(crate) fn interrupted() -> PyResult<()> {
    INTERRUPT.take().map_or(Ok(()), Err)
}

/// An exception of the program's own code in one line: its type, and what it says.
pub(crate) fn said(py: Python<'_>, error: &PyErr) -> String {
    if !error.is_instance_of::<PyException>(py) {
        INTERRUPT.set(Some(error.clone_ref(py)));
    }
    let name = error.get_type(py).name().map_or_else(|_| "error".to_owned(), |name| name.to_string());
    match error.value(py).str() {
        Ok(text) if !text.to_string_lossy().is_empty() => format!("{name}: {text}"),
        _ => name,
    }
}
