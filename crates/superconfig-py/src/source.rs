//! Sources that a program writes in Python.

use crate::errors::said;
use crate::function::{Known, Needs};
use crate::{from_python, gate};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use std::path::PathBuf;
use superconfig::{Code, Diagnostic, Result, Source, SourceData};

/// An object with `load()`, or a function: what it returns is a table, or a pair of a text and its format.
pub(crate) struct PythonSource {
    load: Known,
    name: String,
    watched: Vec<PathBuf>,
}

impl PythonSource {
    /// The source, and what it needs of Python.
    pub(crate) fn new(source: &Bound<'_, PyAny>) -> PyResult<(Self, Needs)> {
        let attribute = |name: &str| source.getattr_opt(name);
        let load = match attribute("load")? {
            Some(load) => load,
            None if source.is_callable() => source.clone(),
            None => return Err(PyTypeError::new_err("a source is a function, or has a method `load`")),
        };
        let name = match attribute("name")? {
            Some(name) => name.extract()?,
            None => match attribute("__name__")? {
                Some(name) => name.extract()?,
                None => source.get_type().name()?.to_string(),
            },
        };
        let watched = match attribute("watch_targets")? {
            Some(paths) if paths.is_callable() => paths.call0()?.extract()?,
            Some(paths) => paths.extract()?,
            None => Vec::new(),
        };
        let (load, needs) = Needs::function(&load)?;
        Ok((Self { load, name, watched }, needs))
    }

    fn data(&self, py: Python<'_>) -> PyResult<SourceData> {
        let loaded = self.load.get(py)?.call0()?;
        if let Ok((text, format)) = loaded.extract::<(String, String)>() {
            return Ok(SourceData::Text { text, format: crate::options::named(&format)? });
        }
        Ok(SourceData::Value(from_python::value(&loaded)?))
    }
}

impl Source for PythonSource {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn load(&self) -> Result<SourceData> {
        let loaded = gate::enter(|py| self.data(py).map_err(|error| said(py, &error)));
        let loaded = loaded.unwrap_or_else(|| Err("Python is shutting down".to_owned()));
        loaded.map_err(|said| {
            Diagnostic::error(Code::SourceFailed, format!("source `{}` failed: {said}", self.name)).into()
        })
    }

    fn watch_targets(&self) -> Vec<PathBuf> {
        self.watched.clone()
    }
}
