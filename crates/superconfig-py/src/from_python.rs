//! Python objects as values of the core: defaults, overrides, what sources of the program return.

use crate::host;
use pyo3::exceptions::{PyRecursionError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple, PyType};
use superconfig::Value;

/// How deep objects may be nested: as files may. An object that contains itself has no end.
const DEEPEST: usize = 128;

/// A Python object as a value.
///
/// Scalars, dates, durations (in seconds), enumerations (their value), paths and whatever else is a text in a file, lists,
/// tuples and sets, mappings, named tuples, dataclasses, and whatever has `model_dump` (pydantic) or `__attrs_attrs__`.
pub(crate) fn value(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    below(object, DEEPEST)
}

fn below(object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if let Some(scalar) = scalar(object)? {
        return Ok(scalar);
    }
    let depth = depth.checked_sub(1).ok_or_else(|| {
        PyRecursionError::new_err(format!(
            "the value is nested deeper than {DEEPEST} levels, or contains itself"
        ))
    })?;
    if let Some(inner) = enumerated(object)? {
        return below(&inner, depth);
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        return table(dict.iter(), depth);
    }
    if let Ok(list) = object.cast::<PyList>() {
        return array(list.iter(), depth);
    }
    if let Some(fields) = fields(object)? {
        return below(&fields, depth);
    }
    if let Ok(tuple) = object.cast::<PyTuple>() {
        return array(tuple.iter(), depth);
    }
    if let Ok(mapping) = object.cast::<PyMapping>() {
        let items = mapping.items()?;
        let pairs = items.iter().map(|pair| pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>());
        return table(pairs.collect::<PyResult<Vec<_>>>()?.into_iter(), depth);
    }
    if is_a(object, "set")? || is_a(object, "frozenset")? {
        let elements = object.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        return array(sorted(elements)?.into_iter(), depth);
    }
    Err(PyTypeError::new_err(format!("a `{}` cannot be used in a configuration", type_name(object))))
}

fn is_a(object: &Bound<'_, PyAny>, name: &str) -> PyResult<bool> {
    object.is_instance(&object.py().import("builtins")?.getattr(name)?)
}

/// Sets have no order: the result must not depend on that of today.
fn sorted<'py>(elements: Vec<Bound<'py, PyAny>>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let mut keyed = Vec::with_capacity(elements.len());
    for element in elements {
        keyed.push((element.repr()?.to_string(), element));
    }
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(keyed.into_iter().map(|(_, element)| element).collect())
}

fn table<'py>(
    entries: impl Iterator<Item = (Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    depth: usize,
) -> PyResult<Value> {
    let mut table = Vec::new();
    for (key, value) in entries {
        table.push((key_of(&key)?, below(&value, depth)?));
    }
    Ok(Value::Table(table))
}

fn array<'py>(elements: impl Iterator<Item = Bound<'py, PyAny>>, depth: usize) -> PyResult<Value> {
    Ok(Value::Array(elements.map(|element| below(&element, depth)).collect::<PyResult<_>>()?))
}

/// Keys that are no text become their plain text, as in YAML.
fn key_of(key: &Bound<'_, PyAny>) -> PyResult<String> {
    match scalar(key)? {
        Some(Value::String(text) | Value::Date(text)) => Ok(text),
        Some(Value::Bool(value)) => Ok(value.to_string()),
        Some(Value::Null) => Ok("null".to_owned()),
        Some(number) => Ok(number.to_string()),
        None => Err(PyTypeError::new_err(format!("a `{}` cannot be a key", type_name(key)))),
    }
}

fn scalar(object: &Bound<'_, PyAny>) -> PyResult<Option<Value>> {
    if is_container(object) {
        return Ok(None);
    }
    if object.is_none() {
        return Ok(Some(Value::Null));
    }
    if let Ok(text) = object.cast_exact::<PyString>() {
        return Ok(Some(Value::String(text.to_cow()?.into_owned())));
    }
    if let Ok(value) = object.cast::<PyBool>() {
        return Ok(Some(Value::Bool(value.is_true())));
    }
    // Enumerations may be numbers or texts as well: what counts is their value.
    if let Some(inner) = enumerated(object)? {
        return scalar(&inner);
    }
    if let Ok(number) = object.cast::<PyInt>() {
        return integer(number).map(Some);
    }
    if let Ok(number) = object.cast::<PyFloat>() {
        return Ok(Some(Value::Float(number.value())));
    }
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(Some(Value::String(text.to_cow()?.into_owned())));
    }
    if is_date(object)? {
        return Ok(Some(Value::Date(host::isoformat(object)?.to_cow()?.into_owned())));
    }
    if object.hasattr(pyo3::intern!(object.py(), "__fspath__"))? {
        let text = object.call_method0(pyo3::intern!(object.py(), "__fspath__"))?;
        return Ok(Some(Value::String(text.extract()?)));
    }
    spelled(object)
}

/// Values of the standard library and of pydantic that can be written down. Their modules are loaded if there are such
/// values, and not otherwise.
fn spelled(object: &Bound<'_, PyAny>) -> PyResult<Option<Value>> {
    for class in object.get_type().mro() {
        let class = class.cast_into::<PyType>()?;
        match (class.module()?.to_cow()?.as_ref(), class.name()?.to_cow()?.as_ref()) {
            ("datetime", "timedelta") => return seconds(object).map(Some),
            ("re", "Pattern") => return scalar(&object.getattr("pattern")?),
            ("pydantic.types", "SecretStr") => return scalar(&object.call_method0("get_secret_value")?),
            ("uuid", "UUID")
            | ("decimal", "Decimal")
            | ("ipaddress", "_IPAddressBase")
            | ("pydantic_core._pydantic_core", "Url" | "MultiHostUrl")
            | ("pydantic.networks", "_BaseUrl" | "_BaseMultiHostUrl") => {
                return Ok(Some(Value::String(object.str()?.to_cow()?.into_owned())));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// A duration as a number of seconds, which is an integer if it can be.
fn seconds(duration: &Bound<'_, PyAny>) -> PyResult<Value> {
    let seconds = duration.call_method0("total_seconds")?;
    match seconds.call_method0("is_integer")?.is_truthy()? {
        true => scalar(&seconds.call_method0("__int__")?).map(|value| value.unwrap_or(Value::Null)),
        false => Ok(Value::Float(seconds.extract()?)),
    }
}

/// The ordinary containers, for which nothing has to be imported to know that they are nothing else.
fn is_container(object: &Bound<'_, PyAny>) -> bool {
    object.is_exact_instance_of::<PyDict>()
        || object.is_exact_instance_of::<PyList>()
        || object.is_exact_instance_of::<PyTuple>()
}

fn integer(number: &Bound<'_, PyInt>) -> PyResult<Value> {
    if let Ok(value) = number.extract::<i64>() {
        return Ok(Value::Int(value));
    }
    number.extract::<u64>().map(Value::UInt).map_err(|_| {
        PyValueError::new_err(format!("the integer {number} is out of range: a configuration holds 64 bits"))
    })
}

static ENUM: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static TIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();

fn enumerated<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = object.py();
    let is_number = object.is_exact_instance_of::<PyInt>() || object.is_exact_instance_of::<PyFloat>();
    if is_number || is_container(object) {
        return Ok(None);
    }
    match object.is_instance(ENUM.import(py, "enum", "Enum")?)? {
        true => object.getattr(pyo3::intern!(py, "value")).map(Some),
        false => Ok(None),
    }
}

/// Dates, dates with times, and times.
fn is_date(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = object.py();
    Ok(object.is_instance(DATE.import(py, "datetime", "date")?)?
        || object.is_instance(TIME.import(py, "datetime", "time")?)?)
}

/// The fields of an object that has such: a dataclass, a named tuple, a model of pydantic, attrs or msgspec.
fn fields<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = object.py();
    if object.is_instance_of::<PyType>() {
        return Ok(None);
    }
    if object.hasattr("model_dump")? {
        let by_alias = PyDict::new(py);
        by_alias.set_item("by_alias", true)?;
        return object.call_method("model_dump", (), Some(&by_alias)).map(Some);
    }
    if object.is_instance_of::<PyTuple>() && object.hasattr("_asdict")? {
        return object.call_method0("_asdict").map(Some);
    }
    let Some(names) = field_names(object)? else { return Ok(None) };
    let dict = PyDict::new(py);
    for (name, attribute) in names {
        dict.set_item(name, object.getattr(&attribute)?)?;
    }
    Ok(Some(dict.into_any()))
}

/// The names of an object's fields, each with that of its attribute.
fn field_names<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Vec<(Name<'py>, Name<'py>)>>> {
    if let Some(attributes) = object.getattr_opt("__struct_fields__")? {
        // Those of msgspec may be called otherwise in files.
        let names = texts(&object.getattr("__struct_encode_fields__")?)?;
        return Ok(Some(names.into_iter().zip(texts(&attributes)?).collect()));
    }
    let names = if let Some(fields) = object.getattr_opt("__dataclass_fields__")? {
        texts(&fields)?
    } else if let Some(attributes) = object.getattr_opt("__attrs_attrs__")? {
        attributes.try_iter()?.map(|one| Ok(one?.getattr("name")?.cast_into()?)).collect::<PyResult<_>>()?
    } else {
        return Ok(None);
    };
    Ok(Some(names.iter().cloned().zip(names.clone()).collect()))
}

type Name<'py> = Bound<'py, PyString>;

fn texts<'py>(names: &Bound<'py, PyAny>) -> PyResult<Vec<Name<'py>>> {
    names.try_iter()?.map(|name| Ok(name?.cast_into()?)).collect()
}

pub(crate) fn type_name(object: &Bound<'_, PyAny>) -> String {
    object.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string())
}
