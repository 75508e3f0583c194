//! The Python objects that native code needs: classes of the package, and of the standard library once they are used.

use crate::gate;
use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

/// The classes and functions of the package, which hands them over when it is imported.
#[derive(FromPyObject)]
pub(crate) struct Classes {
    /// The public class of configurations.
    pub(crate) config: Py<PyType>,
    /// Tables in a configuration.
    pub(crate) section: Py<PyType>,
    /// Arrays in a configuration.
    pub(crate) array: Py<PyType>,
    /// Arrays in a configuration that are below a secret.
    pub(crate) secret_array: Py<PyType>,
    /// Loads a module of the package that is not always needed.
    module: Py<PyAny>,
    /// The module `os`.
    pub(crate) os: Py<PyAny>,
}

static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();

/// Hands the classes and functions of the package to native code: the attributes of an object.
#[pyfunction]
pub(crate) fn install(py: Python<'_>, classes: Classes) {
    let _ = CLASSES.set(py, classes);
}

pub(crate) fn classes(py: Python<'_>) -> PyResult<&Classes> {
    let missing = || pyo3::exceptions::PyImportError::new_err("import superconfig, not superconfig._native");
    CLASSES.get(py).ok_or_else(missing)
}

/// Calls a function of a module of the package, which is loaded if it is not.
pub(crate) fn call<'py>(
    py: Python<'py>,
    module: &str,
    function: &str,
    args: impl PyCallArgs<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let host = &classes(py)?.module;
    gate::own(py, || host.bind(py).call1((module,))?.getattr(function)?.call1(args))
}

/// The text of an object's `isoformat`.
pub(crate) fn isoformat<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let text = value.call_method0(pyo3::intern!(value.py(), "isoformat"))?;
    Ok(text.cast_into::<PyString>()?)
}
