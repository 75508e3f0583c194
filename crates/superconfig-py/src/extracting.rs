//! Typed objects: extracted once, or by a handle once for each generation.

use crate::config::Config;
use crate::errors::{IntoPython, interrupted};
use crate::gate;
use crate::shape::{self, Shape};
use pyo3::exceptions::PyRuntimeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use superconfig::{Code, ConfigHandle, Diagnostic, Error, KeyPath};

#[pymethods]
impl Config {
    /// What stands at a path as the object of a shape.
    fn extract_shape(&self, py: Python<'_>, shape: &Shape, path: &str) -> PyResult<Py<PyAny>> {
        let below = path.parse::<KeyPath>().map_err(Error::from).or_raise(py)?;
        let extract = || shape::extract(py, &self.core.snapshot(), &self.base.join(&below), shape);
        let extracted = gate::own(py, extract);
        interrupted()?;
        extracted.or_raise(py)
    }

    /// A handle of what stands at a path as the object of a shape.
    fn handle_shape(slf: &Bound<'_, Self>, shape: Py<Shape>, path: &str) -> PyResult<Handle> {
        let (py, this) = (slf.py(), slf.get());
        let key = shape.as_ptr() as usize;
        let make = move |snapshot: &superconfig::Snapshot, path: &KeyPath| {
            let made = gate::enter(|py| shape::extract(py, snapshot, path, shape.get()));
            made.unwrap_or_else(|| {
                Err(Diagnostic::error(Code::SourceFailed, "Python is shutting down").into())
            })
        };
        // The core may wait for a reload that waits for Python.
        let path = path.to_owned();
        let handle = this.away(py, move |core| core.handle_with(&path, key, make))?.or_raise(py)?;
        Ok(Handle { handle, config: slf.clone().unbind() })
    }
}

/// An object that follows every reload.
#[pyclass(frozen, generic, weakref, module = "superconfig")]
pub(crate) struct Handle {
    handle: ConfigHandle<Py<PyAny>>,
    /// What is watched for it lives as long as it does, and rests when it must.
    config: Py<Config>,
}

#[pymethods]
impl Handle {
    /// The object of the generation that is served.
    fn get(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self.handle.load() {
            Ok(object) => Ok(object.clone_ref(py)),
            Err(error) => Err(PyRuntimeError::new_err(error.to_string())),
        }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.config)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<Handle of a {}>", self.get(py)?.bind(py).get_type().name()?))
    }
}
