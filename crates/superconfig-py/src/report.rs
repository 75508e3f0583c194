//! What is told about a configuration: explanations, sources, diagnostics, the load trace.

use crate::host;
use crate::to_python::plain;
use pyo3::prelude::*;
use superconfig::{Diagnostic, Origin, render_json};

/// Diagnostics as Python objects.
pub(crate) fn diagnostics<'py>(py: Python<'py>, diagnostics: &[Diagnostic]) -> PyResult<Bound<'py, PyAny>> {
    host::call(py, "_errors", "diagnostics_of", (render_json(diagnostics),))
}

/// An origin as a Python object.
pub(crate) fn origin<'py>(py: Python<'py>, origin: &Origin) -> PyResult<Bound<'py, PyAny>> {
    host::call(py, "_errors", "origin_of", (origin.to_json(),))
}

/// Where a value came from, what it beat, and what was done to it.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct Explanation(pub(crate) superconfig::Explanation);

/// A value that was beaten, or an operation: as a tuple, which Python gives names.
type Parts<'py> = Vec<Bound<'py, PyAny>>;

#[pymethods]
impl Explanation {
    /// The path of the value.
    #[getter]
    fn path(&self) -> String {
        self.0.path.to_string()
    }

    /// The value itself, also if it is a secret.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.value)
    }

    /// Where it came from.
    #[getter]
    fn origin<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        origin(py, &self.0.origin)
    }

    /// The values that were beaten: (value, origin, path in the array) each.
    #[getter]
    fn beat<'py>(&self, py: Python<'py>) -> PyResult<Parts<'py>> {
        let beaten = self.0.beat.iter().map(|beaten| {
            let parts = (plain(py, &beaten.value)?, origin(py, &beaten.origin)?, beaten.at.to_string());
            Ok(parts.into_pyobject(py)?.into_any())
        });
        beaten.collect()
    }

    /// The operations in the order in which they applied: (`add`, `remove` or `prepend`, elements, origin) each.
    #[getter]
    fn operations<'py>(&self, py: Python<'py>) -> PyResult<Parts<'py>> {
        let operations = self.0.operations.iter().map(|done| {
            let elements: Vec<_> =
                done.elements.iter().map(|element| plain(py, element)).collect::<PyResult<_>>()?;
            let parts = (done.kind.as_str(), elements, origin(py, &done.origin)?);
            Ok(parts.into_pyobject(py)?.into_any())
        });
        operations.collect()
    }

    /// The origins of an array's elements.
    #[getter]
    fn elements<'py>(&self, py: Python<'py>) -> PyResult<Parts<'py>> {
        self.0.elements.iter().map(|element| origin(py, element)).collect()
    }

    /// As JSON.
    #[pyo3(signature = (*, reveal = false))]
    fn to_json(&self, reveal: bool) -> String {
        self.0.to_json(reveal)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Explanation {}>", self.0.to_json(false))
    }
}

/// Why something is not set.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct WhyNot(pub(crate) superconfig::WhyNot);

#[pymethods]
impl WhyNot {
    /// As JSON.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<WhyNot {}>", self.0.to_json())
    }
}

/// One loaded source.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct SourceReport(pub(crate) superconfig::SourceReport);

#[pymethods]
impl SourceReport {
    /// What it is called.
    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    /// What kind of source it is.
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind.as_str()
    }

    /// The path of its file.
    #[getter]
    fn path(&self) -> Option<String> {
        self.0.path.as_ref().map(|path| path.display().to_string())
    }

    /// The format of its text.
    #[getter]
    fn format(&self) -> Option<&'static str> {
        self.0.format.map(superconfig::Format::as_str)
    }

    /// The size of its text in bytes.
    #[getter]
    fn size(&self) -> usize {
        self.0.size
    }

    /// How long reading took, in seconds.
    #[getter]
    fn read_time(&self) -> f64 {
        self.0.read_time.as_secs_f64()
    }

    /// How long parsing took, in seconds.
    #[getter]
    fn parse_time(&self) -> f64 {
        self.0.parse_time.as_secs_f64()
    }

    /// Whether it was known from an earlier load.
    #[getter]
    fn cached(&self) -> bool {
        self.0.cached
    }

    /// How many values it sets.
    #[getter]
    fn values(&self) -> usize {
        self.0.values
    }

    /// How many of them count in the end.
    #[getter]
    fn won(&self) -> usize {
        self.0.won
    }

    /// As JSON.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<SourceReport {}>", self.0.to_json())
    }
}

/// One message of the load trace.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct DebugMessage(pub(crate) superconfig::DebugMessage);

#[pymethods]
impl DebugMessage {
    /// From which verbosity on it is recorded.
    #[getter]
    fn level(&self) -> u8 {
        self.0.level as u8
    }

    /// The part of the load, or the source, that says it.
    #[getter]
    fn provider(&self) -> &str {
        &self.0.provider
    }

    /// What it says.
    #[getter]
    fn message(&self) -> &str {
        &self.0.message
    }

    /// The number of the step.
    #[getter]
    fn step(&self) -> Option<usize> {
        self.0.step
    }

    /// Whether the step went well.
    #[getter]
    fn success(&self) -> Option<bool> {
        self.0.success
    }

    fn __str__(&self) -> String {
        self.0.format()
    }

    fn __repr__(&self) -> String {
        format!("<DebugMessage {}>", self.0.format())
    }
}

/// Forgets all files that were read.
#[pyfunction]
pub(crate) fn clear_cache(py: Python<'_>) {
    py.detach(superconfig::clear_cache);
}
