//! What Python reads of one generation: made once, read for nanoseconds, never changed.

use crate::gate;
use crate::to_python::Frozen;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString};
use std::sync::Arc;
use superconfig::{KeyPath, Segment, Snapshot, Value};

/// How many values are remembered at most by what was asked for. (The same path may be spelled in many ways.)
pub(crate) const MOST_KNOWN: usize = 4096;

/// The values of one generation as Python objects, each made when it is first asked for. Itself an object, so that it
/// can be kept where Python looks after who reads it while another thread puts the next one in its place.
#[pyclass(frozen, module = "superconfig._native")]
pub(crate) struct Generation {
    pub(crate) number: u64,
    snapshot: Arc<Snapshot>,
    /// The path of the table that is the root here.
    base: KeyPath,
    /// What was asked for, by key or by the spelling of its path.
    known: Py<PyDict>,
    /// The whole root table.
    table: PyOnceLock<Py<PyDict>>,
}

impl Generation {
    pub(crate) fn new(py: Python<'_>, snapshot: Arc<Snapshot>, base: &KeyPath) -> Self {
        let (number, known) = (snapshot.generation(), PyDict::new(py).unbind());
        Self { number, snapshot, base: base.clone(), known, table: PyOnceLock::new() }
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
    #[inline]
    pub(crate) fn find<'py>(&self, key: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.known.bind(key.py()).get_item(key)? {
            Some(value) => Ok(Some(value)),
            None => self.look_up(key),
        }
    }

    #[cold]
    fn look_up<'py>(&self, key: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Ok(key) = key.cast::<PyString>() else { return Ok(None) };
        if let Some(value) = self.at_root(key)? {
            return Ok(Some(value));
        }
        let Ok(path) = key.to_cow()?.parse::<KeyPath>() else { return Ok(None) };
        let Some((Segment::Key(first), rest)) = path.segments().split_first() else { return Ok(None) };
        let Some(first) = self.at_root(&PyString::new(key.py(), first))? else { return Ok(None) };
        let found = walk(first, rest)?;
        if let Some(value) = &found {
            self.remember(key, value)?;
        }
        Ok(found)
    }

    /// The value of a key of the root table.
    fn at_root<'py>(&self, key: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let known = self.known.bind(key.py());
        if let Some(value) = known.get_item(key)? {
            return Ok(Some(value));
        }
        let path = self.base.key(key.to_cow()?);
        match self.snapshot.value_if_set(&path) {
            Some(value) => self.keep(key, &path, &value).map(Some),
            None => Ok(None),
        }
    }

    /// Makes a value at a path that was asked for in some spelling, and keeps it.
    pub(crate) fn keep<'py>(
        &self,
        spelling: &Bound<'py, PyString>,
        path: &KeyPath,
        value: &Value,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = spelling.py();
        let frozen = Frozen::new(py, &self.snapshot, path)?;
        let value = gate::own(py, || frozen.object(py, value))?;
        self.remember(spelling, &value)?;
        Ok(value)
    }

    fn remember<'py>(&self, spelling: &Bound<'py, PyString>, value: &Bound<'py, PyAny>) -> PyResult<()> {
        let known = self.known.bind(spelling.py());
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.set_item(spelling, value)
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
