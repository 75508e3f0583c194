//! What Python reads of one generation: made once, read for nanoseconds, never changed.

use crate::gate;
use crate::to_python::Frozen;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use superconfig::{KeyPath, Segment, Snapshot, Value};

/// How many looked-up paths are remembered at most. (The same path may be spelled in many ways.)
const MOST_PATHS: usize = 4096;

/// The values of one generation as Python objects. Itself an object, so that it can be kept where Python looks after
/// who reads it while another thread puts the next one in its place.
#[pyclass(frozen, module = "superconfig._native")]
pub(crate) struct Generation {
    pub(crate) number: u64,
    /// The root table.
    pub(crate) root: Py<PyDict>,
    /// Values by the spelling of their path, as they were asked for.
    paths: Py<PyDict>,
}

impl Generation {
    pub(crate) fn of(py: Python<'_>, snapshot: &Snapshot, base: &KeyPath) -> PyResult<Self> {
        let entries = match snapshot.value(&base.to_string()) {
            Some(Value::Table(entries)) => entries,
            // A section whose table is gone.
            _ => Vec::new(),
        };
        let frozen = Frozen::new(py, snapshot, base)?;
        let root = gate::own(py, || frozen.table(py, &entries))?;
        let paths = PyDict::new(py).unbind();
        Ok(Self { number: snapshot.generation(), root: root.unbind(), paths })
    }

    /// What stands at a key or path. A key that is spelled so comes first.
    pub(crate) fn find<'py>(&self, key: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = key.py();
        if let Some(value) = self.root.bind(py).get_item(key)? {
            return Ok(Some(value));
        }
        let Ok(path) = key.cast::<PyString>() else { return Ok(None) };
        let paths = self.paths.bind(py);
        if let Some(value) = paths.get_item(path)? {
            return Ok(Some(value));
        }
        let Ok(parsed) = path.to_cow()?.parse::<KeyPath>() else { return Ok(None) };
        let found = self.walk(py, &parsed)?;
        if let Some(value) = &found {
            self.remember(path, value)?;
        }
        Ok(found)
    }

    /// A value that is not below the root: a variable that was claimed by who asked for it.
    pub(crate) fn keep<'py>(
        &self,
        path: &Bound<'py, PyString>,
        value: &Value,
        snapshot: &Snapshot,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = path.py();
        let parsed = path.to_cow()?.parse().unwrap_or_else(|_| KeyPath::root());
        let frozen = Frozen::new(py, snapshot, &parsed)?;
        let value = gate::own(py, || frozen.object(py, value))?;
        self.remember(path, &value)?;
        Ok(value)
    }

    fn remember<'py>(&self, path: &Bound<'py, PyString>, value: &Bound<'py, PyAny>) -> PyResult<()> {
        let paths = self.paths.bind(path.py());
        if paths.len() >= MOST_PATHS {
            paths.clear();
        }
        paths.set_item(path, value)
    }

    fn walk<'py>(&self, py: Python<'py>, path: &KeyPath) -> PyResult<Option<Bound<'py, PyAny>>> {
        let mut at = self.root.bind(py).clone().into_any();
        for segment in path.segments() {
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
}
