//! Values of the core as Python objects.

use crate::host;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyType};
use superconfig::{KeyPath, SecretNames, Segment, Snapshot, Value};

/// The names of secrets, for tables that show themselves. Without any: all of it is below a secret.
#[pyclass(frozen, module = "superconfig._native")]
pub(crate) struct Names(Option<SecretNames>);

#[pymethods]
impl Names {
    /// Whether what a key of this name holds is not to be shown.
    fn matches(&self, key: &str) -> bool {
        self.0.as_ref().is_none_or(|names| names.matches(key))
    }
}

/// What read-only tables and arrays are made with.
pub(crate) struct Frozen<'py> {
    section: &'py Bound<'py, PyType>,
    array: &'py Bound<'py, PyType>,
    /// Sets the names of secrets of a table.
    set_names: Bound<'py, PyAny>,
    names: Bound<'py, Names>,
}

impl<'py> Frozen<'py> {
    /// For what stands at a path.
    pub(crate) fn new(py: Python<'py>, snapshot: &Snapshot, path: &KeyPath) -> PyResult<Self> {
        let classes = host::classes(py)?;
        let section = classes.section.bind(py);
        let slot = section.getattr(pyo3::intern!(py, "_names"))?;
        let set_names = slot.getattr(pyo3::intern!(py, "__set__"))?;
        let names = Bound::new(py, Names(Some(snapshot.secret_names())))?;
        let frozen = Self { section, array: classes.array.bind(py), set_names, names };
        let mut keys = path.segments().iter().filter_map(|segment| match segment {
            Segment::Key(key) => Some(key),
            Segment::Index(_) => None,
        });
        if keys.any(|key| frozen.names.get().matches(key)) { frozen.hidden(py) } else { Ok(frozen) }
    }

    /// The same for what is below a secret.
    fn hidden(&self, py: Python<'py>) -> PyResult<Self> {
        Ok(Self {
            array: host::classes(py)?.secret_array.bind(py),
            set_names: self.set_names.clone(),
            names: Bound::new(py, Names(None))?,
            ..*self
        })
    }

    /// A read-only table, in order.
    pub(crate) fn table(&self, py: Python<'py>, entries: &[(String, Value)]) -> PyResult<Bound<'py, PyDict>> {
        // Nobody else has it yet: filling it past its own methods is no change that anyone could see.
        let table = self.section.call0()?.cast_into::<PyDict>()?;
        self.set_names.call1((&table, &self.names))?;
        for (key, value) in entries {
            let is_container = matches!(value, Value::Array(_) | Value::Table(_));
            let object = match is_container && self.names.get().matches(key) {
                true => self.hidden(py)?.object(py, value)?,
                false => self.object(py, value)?,
            };
            table.set_item(interned(py, key), object)?;
        }
        Ok(table)
    }

    pub(crate) fn object(&self, py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
        match value {
            Value::Array(elements) => {
                let array = self.array.call0()?.cast_into::<PyList>()?;
                for element in elements {
                    array.append(self.object(py, element)?)?;
                }
                Ok(array.into_any())
            }
            Value::Table(entries) => Ok(self.table(py, entries)?.into_any()),
            scalar => leaf(py, scalar),
        }
    }
}

/// A value as plain objects, for those who own the result. Its depth is limited by that of the formats.
pub(crate) fn plain<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Array(elements) => {
            let elements = elements.iter().map(|element| plain(py, element));
            Ok(PyList::new(py, elements.collect::<PyResult<Vec<_>>>()?)?.into_any())
        }
        Value::Table(entries) => {
            let table = PyDict::new(py);
            for (key, value) in entries {
                table.set_item(interned(py, key), plain(py, value)?)?;
            }
            Ok(table.into_any())
        }
        scalar => leaf(py, scalar),
    }
}

/// Keys are looked up again and again: interned ones are compared by their address.
fn interned<'py>(py: Python<'py>, key: &str) -> Bound<'py, PyString> {
    PyString::intern(py, key)
}

fn leaf<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        Value::Int(value) => value.into_pyobject(py)?.into_any(),
        Value::UInt(value) => value.into_pyobject(py)?.into_any(),
        Value::Float(value) => value.into_pyobject(py)?.into_any(),
        Value::String(value) => PyString::new(py, value).into_any(),
        Value::Date(text) => date(py, text)?,
        Value::Null | Value::Array(_) | Value::Table(_) => py.None().into_bound(py),
    })
}

static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static TIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// A date or time as the class of `datetime` for it. Python knows no 60th second: what it cannot hold stays text.
fn date<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let is_date = text.as_bytes().get(4) == Some(&b'-');
    let (cell, name) = match (is_date, text.len() > 10) {
        (true, true) => (&DATETIME, "datetime"),
        (true, false) => (&DATE, "date"),
        (false, _) => (&TIME, "time"),
    };
    let class = cell.import(py, "datetime", name)?;
    match class.call_method1(pyo3::intern!(py, "fromisoformat"), (text,)) {
        Err(error) if error.is_instance_of::<pyo3::exceptions::PyValueError>(py) => {
            Ok(PyString::new(py, text).into_any())
        }
        made => made,
    }
}
