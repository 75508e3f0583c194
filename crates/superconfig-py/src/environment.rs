//! The environment, as Python sees it: a process may have replaced it, and native code would not know.

use crate::host;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyMapping, PyString};
use std::ffi::OsString;
use superconfig::EnvSnapshot;

/// The variables of a mapping, or of `os.environ`.
pub(crate) fn snapshot(py: Python<'_>, env: Option<&Bound<'_, PyAny>>) -> PyResult<EnvSnapshot> {
    match env {
        Some(env) => of_mapping(env),
        None => {
            let environ = host::classes(py)?.os.bind(py).getattr(pyo3::intern!(py, "environ"))?;
            // What `os.environ` decodes and encodes again for each variable, it keeps as bytes.
            match environ.getattr(pyo3::intern!(py, "_data")) {
                Ok(data) if data.is_instance_of::<PyDict>() => of_mapping(&data),
                _ => of_mapping(&environ),
            }
        }
    }
}

fn of_mapping(env: &Bound<'_, PyAny>) -> PyResult<EnvSnapshot> {
    if let Ok(dict) = env.cast::<PyDict>() {
        return dict.iter().map(|(name, value)| Ok((text(&name)?, text(&value)?))).collect();
    }
    let items = env.cast::<PyMapping>()?.items()?;
    let pairs = items.iter().map(|pair| {
        let (name, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        Ok((text(&name)?, text(&value)?))
    });
    pairs.collect()
}

fn text(object: &Bound<'_, PyAny>) -> PyResult<OsString> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        #[cfg(unix)]
        return Ok(std::os::unix::ffi::OsStringExt::from_vec(bytes.as_bytes().to_vec()));
        #[cfg(not(unix))]
        return Ok(String::from_utf8_lossy(bytes.as_bytes()).into_owned().into());
    }
    // Bytes that are no UTF-8 come as lone surrogates, which this undoes.
    object.cast::<PyString>()?.extract()
}
