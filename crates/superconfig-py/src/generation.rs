//! What Python reads of one generation: made once, read for nanoseconds, never changed.

use crate::gate;
use crate::to_python::Frozen;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString};
use std::sync::Arc;
use superconfig::{KeyPath, Segment, Snapshot, Value};

/// The values of one generation as Python objects, each made when it is first asked for. Itself an object, so that it
/// can be kept where Python looks after who reads it while another thread puts the next one in its place.
#[pyclass(frozen, module = "superconfig._native")]
pub(crate) struct Generation {
    pub(crate) number: u64,
    snapshot: Arc<Snapshot>,
    /// The path of the table that is the root here.
    base: KeyPath,
    /// The values of the root table that were asked for.
    roots: Py<PyDict>,
    /// The whole root table.
    table: PyOnceLock<Py<PyDict>>,
}

impl Generation {
    pub(crate) fn new(py: Python<'_>, snapshot: Arc<Snapshot>, base: &KeyPath) -> Self {
        let (number, roots) = (snapshot.generation(), PyDict::new(py).unbind());
        Self { number, snapshot, base: base.clone(), roots, table: PyOnceLock::new() }
    }

    /// The root table.
    pub(crate) fn table<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let table = self.table.get_or_try_init(py, || {
            // A section whose table is gone is empty.
            let keys = self.snapshot.keys(&self.base).unwrap_or_default();
            let frozen = Frozen::new(py, &self.snapshot, &self.base)?;
            let table = frozen.table(py, &[])?;
            for key in keys {
                let key = PyString::intern(py, &key);
                if let Some(value) = self.at_root(&key)? {
                    table.set_item(key, value)?;
                }
            }
            Ok::<_, PyErr>(table.unbind())
        })?;
        Ok(table.bind(py).clone())
    }

    /// What stands at a key or path. A key that is spelled so comes first.
    pub(crate) fn find<'py>(&self, key: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Some(value) = self.at_root(key)? {
            return Ok(Some(value));
        }
        let Ok(path) = key.to_cow()?.parse::<KeyPath>() else { return Ok(None) };
        let Some((Segment::Key(first), rest)) = path.segments().split_first() else { return Ok(None) };
        match self.at_root(&PyString::new(key.py(), first))? {
            Some(first) => walk(first, rest),
            None => Ok(None),
        }
    }

    /// The value of a key of the root table.
    pub(crate) fn at_root<'py>(&self, key: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let roots = self.roots.bind(key.py());
        if let Some(value) = roots.get_item(key)? {
            return Ok(Some(value));
        }
        let path = self.base.key(key.to_cow()?);
        let Some(value) = self.snapshot.value_if_set(&path) else { return Ok(None) };
        let value = self.object(key.py(), &path, &value)?;
        roots.set_item(key, &value)?;
        Ok(Some(value))
    }

    /// The object for a value at a path.
    pub(crate) fn object<'py>(
        &self,
        py: Python<'py>,
        path: &KeyPath,
        value: &Value,
    ) -> PyResult<Bound<'py, PyAny>> {
        let frozen = Frozen::new(py, &self.snapshot, path)?;
        gate::own(py, || frozen.object(py, value))
    }
}

fn walk<'py>(from: Bound<'py, PyAny>, path: &[Segment]) -> PyResult<Option<Bound<'py, PyAny>>> {
    let mut at = from;
    for segment in path {
        let next = match segment {
            Segment::Key(key) => match at.cast::<PyDict>() {
                Ok(table) => table.get_item(key)?,
                Err(_) => None,
            },
            Segment::Index(index) => match at.cast::<PyList>() {
                Ok(array) if *index < array.len() => Some(array.get_item(*index)?),
                _ => None,
            },
        };
        match next {
            Some(next) => at = next,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}
