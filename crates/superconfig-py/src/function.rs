//! Functions of the program that the core calls. The core knows them weakly: they are owned, and shown to the garbage
//! collector, by the Python objects that need them, so that a function may refer to its own configuration.

use crate::live::lock;
use pyo3::exceptions::PyReferenceError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyWeakref, PyWeakrefMethods, PyWeakrefReference};
use std::sync::Mutex;

/// A function in an object of its own, as many functions (such as methods) are only made to be given away.
#[pyclass(frozen, weakref, module = "superconfig._native")]
struct Function(Mutex<Option<Py<PyAny>>>);

#[pymethods]
impl Function {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self.0.try_lock().as_deref() {
            Ok(Some(function)) => visit.call(function),
            _ => Ok(()),
        }
    }

    fn __clear__(&self) {
        let function = lock(&self.0).take();
        drop(function);
    }
}

/// What the core knows of a function.
pub(crate) struct Known(Py<PyWeakref>);

impl Known {
    /// The function, unless all that needed it is gone.
    pub(crate) fn get<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let object = self.0.bind(py).upgrade();
        let object = object.and_then(|object| object.cast_into::<Function>().ok());
        let function = object.and_then(|object| lock(&object.get().0).as_ref().map(|one| one.clone_ref(py)));
        let gone = || PyReferenceError::new_err("its configuration is gone");
        function.map(|function| function.into_bound(py)).ok_or_else(gone)
    }
}

/// What something of the core needs of Python; held by an object of Python.
#[derive(Default)]
pub(crate) struct Needs(Vec<Py<PyAny>>);

impl Needs {
    /// A function, and what the core may know of it.
    pub(crate) fn function(function: &Bound<'_, PyAny>) -> PyResult<(Known, Self)> {
        let py = function.py();
        let object = Bound::new(py, Function(Mutex::new(Some(function.clone().unbind()))))?.into_any();
        let known = PyWeakrefReference::new(&object)?.into_any().cast_into::<PyWeakref>()?;
        Ok((Known(known.unbind()), Self(vec![object.unbind()])))
    }

    pub(crate) fn object(object: &Bound<'_, PyAny>) -> Self {
        Self(vec![object.clone().unbind()])
    }

    /// For another object: each has references of its own, as the garbage collector counts them.
    pub(crate) fn clone_ref(&self, py: Python<'_>) -> Self {
        Self(self.0.iter().map(|object| object.clone_ref(py)).collect())
    }

    pub(crate) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0.iter().try_for_each(|object| visit.call(object))
    }
}
