//! Following changes: reloads, callbacks.

use crate::config::Config;
use crate::errors::{IntoPython, exception};
use crate::live::{Callback, Change, SLICE, Subscription, Updates, changes, lock};
use crate::options::seconds;
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

/// Generation, when it was published (seconds of the epoch), whether it is stale, why, and what is watched how.
type StatusParts = (u64, f64, bool, Option<Py<PyAny>>, Vec<(String, Option<String>)>);

#[pymethods]
impl Config {
    /// The number of the generation that is served.
    #[getter]
    fn generation(&self) -> u64 {
        self.core.generation()
    }

    /// What `status` is made of.
    fn status_parts(&self, py: Python<'_>) -> PyResult<StatusParts> {
        let status = self.away(py, superconfig::Config::status)?;
        let loaded_at = status.loaded_at.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let error = status.last_error.map(|error| exception(py, error).into_value(py).into_any());
        let watched = status.watched.into_iter();
        let watched = watched.map(|watched| (watched.path.display().to_string(), watched.polling)).collect();
        Ok((status.generation, loaded_at.as_secs_f64(), status.stale, error, watched))
    }

    /// Loads again what has changed, and answers with the changes of values.
    fn reload<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, Change>>> {
        let reloaded = self.away(py, superconfig::Config::reload)?.or_raise(py)?;
        changes(py, &reloaded)
    }

    /// The same for some files only.
    #[pyo3(signature = (*files))]
    fn reload_files<'py>(&self, py: Python<'py>, files: Vec<PathBuf>) -> PyResult<Vec<Bound<'py, Change>>> {
        let reloaded = self.away(py, |core| core.reload_files(&files))?.or_raise(py)?;
        changes(py, &reloaded)
    }

    /// Whether a generation, or a later one, is served within some seconds.
    fn wait_for(&self, py: Python<'_>, generation: u64, timeout: f64) -> PyResult<bool> {
        let timeout = seconds(Some(timeout))?.unwrap_or_default();
        // More than can be counted is for ever.
        let deadline = Instant::now().checked_add(timeout);
        loop {
            let left = deadline.map_or(SLICE, |deadline| deadline.saturating_duration_since(Instant::now()));
            let is_there = self.away(py, |core| core.wait_for(generation, left.min(SLICE)))?;
            py.check_signals()?;
            if is_there || left.is_zero() {
                return Ok(is_there);
            }
        }
    }

    /// Calls a function with the changes at and below a path, after every reload that made some.
    #[pyo3(signature = (callback, path = ""))]
    fn on_change(&self, callback: Py<PyAny>, path: &str) -> Subscription {
        self.subscribe(callback, |callback| {
            self.core.on_change(path, move |found| {
                callback.call(|py| Ok(changes(py, found)?.into_pyobject(py)?.unbind()));
            })
        })
    }

    /// Calls a function with the exception of every reload that failed.
    fn on_error(&self, callback: Py<PyAny>) -> Subscription {
        self.subscribe(callback, |callback| {
            self.core.on_error(move |error| {
                callback.call(|py| Ok(exception(py, error.clone()).into_value(py).into_any()));
            })
        })
    }

    /// Updates from now on.
    fn updates(&self) -> Updates {
        Updates::new(self.core.changes())
    }

    /// Ends watching, callbacks and updates. Waits for a callback that runs.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.away(py, superconfig::Config::close)?;
        self.forget_watching();
        let callbacks = std::mem::take(&mut *lock(&self.owner().callbacks));
        callbacks.iter().for_each(|callback| callback.end(py));
        Ok(())
    }
}

impl Config {
    fn subscribe(
        &self,
        function: Py<PyAny>,
        subscribe: impl FnOnce(Arc<Callback>) -> superconfig::Subscription,
    ) -> Subscription {
        let callback = Callback::start(function, subscribe);
        let mut callbacks = lock(&self.owner().callbacks);
        callbacks.retain(|callback| callback.is_active());
        callbacks.push(Arc::clone(&callback));
        drop(callbacks);
        Subscription(callback)
    }
}
