//! What changes: callbacks, and updates that are waited for.

use crate::config::Config;
use crate::errors::{detached, exception};
use crate::to_python::plain;
use crate::{host, report};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};
use superconfig::ReloadOptions;

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Options of watching; what is not given has its default.
pub(crate) fn options(
    debounce: Option<Duration>,
    max_wait: Option<Duration>,
    poll: Option<Duration>,
) -> ReloadOptions {
    let mut options = ReloadOptions::new();
    if let Some(time) = debounce {
        options = options.debounce(time);
    }
    if let Some(time) = max_wait {
        options = options.max_wait(time);
    }
    if let Some(time) = poll {
        options = options.poll(time);
    }
    options
}

/// Tells the package if a configuration is watched.
pub(crate) fn started(config: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    let native = config.cast::<Config>()?.get();
    if !native.core.status().watched.is_empty() {
        host::classes(config.py())?.watched.bind(config.py()).call1((&config,))?;
    }
    Ok(config)
}

/// A Python function that is told about updates. The configuration's object owns it, where the garbage collector sees
/// it; the core only knows this.
#[derive(Default)]
pub(crate) struct Callback {
    function: Mutex<Option<Py<PyAny>>>,
    /// What keeps the core calling.
    active: Mutex<Option<superconfig::Subscription>>,
}

impl Callback {
    /// A callback that `subscribe` makes the core call.
    pub(crate) fn start(
        function: Py<PyAny>,
        subscribe: impl FnOnce(Arc<Self>) -> superconfig::Subscription,
    ) -> Arc<Self> {
        let callback = Arc::new(Self { function: Mutex::new(Some(function)), active: Mutex::default() });
        let active = subscribe(Arc::clone(&callback));
        *lock(&callback.active) = Some(active);
        callback
    }

    /// Calls the function. What it raises is its own problem, and reported as Python reports such.
    pub(crate) fn call(&self, argument: impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>>) {
        Python::try_attach(|py| {
            let function = lock(&self.function).as_ref().map(|function| function.clone_ref(py));
            let Some(function) = function else { return };
            let outcome = argument(py).and_then(|argument| function.call1(py, (argument,)));
            if let Err(error) = outcome {
                error.write_unraisable(py, Some(function.bind(py)));
            }
        });
    }

    /// Ends it: the core forgets it, and so do we.
    pub(crate) fn end(&self, py: Python<'_>) {
        let (active, function) = (lock(&self.active).take(), lock(&self.function).take());
        py.detach(|| drop(active));
        drop(function);
    }

    pub(crate) fn is_active(&self) -> bool {
        lock(&self.function).is_some()
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self.function.try_lock().as_deref() {
            Ok(Some(function)) => visit.call(function),
            _ => Ok(()),
        }
    }

    /// For the garbage collector.
    pub(crate) fn clear(&self) {
        let function = lock(&self.function).take();
        drop(function);
    }
}

/// A callback that is told about changes, until it is closed or its configuration is gone.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct Subscription(pub(crate) Arc<Callback>);

#[pymethods]
impl Subscription {
    /// Whether the callback may still be called.
    #[getter]
    fn active(&self) -> bool {
        self.0.is_active()
    }

    /// Ends it.
    fn close(&self, py: Python<'_>) {
        self.0.end(py);
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_details))]
    fn __exit__(&self, py: Python<'_>, _details: &Bound<'_, PyAny>) {
        self.0.end(py);
    }
}

/// One value that a reload changed.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct Change(superconfig::Change);

#[pymethods]
impl Change {
    /// The path of the value.
    #[getter]
    fn path(&self) -> String {
        self.0.path.to_string()
    }

    /// The value before; `None` if there was none.
    #[getter(old)]
    fn old_value<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.old.as_ref().map(|value| plain(py, value)).transpose()
    }

    /// The value now; `None` if there is none any more.
    #[getter(new)]
    fn new_value<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.new.as_ref().map(|value| plain(py, value)).transpose()
    }

    /// Where the new value came from.
    #[getter]
    fn origin<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.origin.as_ref().map(|origin| report::origin(py, origin)).transpose()
    }

    /// `added`, `removed` or `changed`.
    #[getter]
    fn kind(&self) -> &'static str {
        match (&self.0.old, &self.0.new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        }
    }

    /// As JSON, with masked secrets unless `reveal` is set.
    #[pyo3(signature = (*, reveal = false))]
    fn to_json(&self, reveal: bool) -> String {
        self.0.to_json(reveal)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Change {}>", self.0)
    }
}

/// Changes as a Python list.
pub(crate) fn changes<'py>(
    py: Python<'py>,
    changes: &[superconfig::Change],
) -> PyResult<Vec<Bound<'py, Change>>> {
    changes.iter().map(|change| Bound::new(py, Change(change.clone()))).collect()
}

/// What happened since the last update was taken.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct Update(pub(crate) superconfig::Update);

#[pymethods]
impl Update {
    /// The generation that is served.
    #[getter]
    fn generation(&self) -> u64 {
        self.0.generation
    }

    /// What changed.
    #[getter]
    fn changes<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, Change>>> {
        changes(py, &self.0.changes)
    }

    /// The exception of the last reload, if it failed.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        let error = self.0.error.clone()?;
        Some(exception(py, error).into_value(py).into_any())
    }

    fn __repr__(&self) -> String {
        let state = if self.0.error.is_some() { ", failed" } else { "" };
        format!("<Update generation {}, {} changes{state}>", self.0.generation, self.0.changes.len())
    }
}

/// Updates, one after the other; what is not taken in time is merged.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct Updates(Mutex<Option<superconfig::Changes>>);

impl Updates {
    pub(crate) fn new(changes: superconfig::Changes) -> Self {
        Self(Mutex::new(Some(changes)))
    }
}

/// How long a thread waits before it looks whether Python has something for it, such as Ctrl-C.
const SLICE: Duration = Duration::from_millis(50);

/// Wakes a task by calling a Python function.
struct Call(Py<PyAny>);

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        Python::try_attach(|py| {
            if let Err(error) = self.0.call0(py) {
                // The loop that was waiting is closed: nobody waits any more.
                if !error.is_instance_of::<pyo3::exceptions::PyRuntimeError>(py) {
                    error.write_unraisable(py, Some(self.0.bind(py)));
                }
            }
        });
    }
}

#[pymethods]
impl Updates {
    /// Waits for an update, at most some seconds. `None` if there was none in time, or there will be none any more.
    #[pyo3(signature = (timeout = None))]
    fn recv(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<Option<Update>> {
        let timeout = crate::options::seconds(timeout)?;
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        loop {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let slice = left.unwrap_or(SLICE).min(SLICE);
            let taken = detached(py, || match &mut *lock(&self.0) {
                Some(changes) => (changes.recv_timeout(slice), false),
                None => (None, true),
            })?;
            py.check_signals()?;
            match taken {
                (Some(update), _) => return Ok(Some(Update(update))),
                (None, true) => return Ok(None),
                (None, false) if left.is_some_and(|left| left.is_zero()) || self.is_over() => {
                    return Ok(None);
                }
                (None, false) => {}
            }
        }
    }

    /// The next update if there is one; otherwise `wake` is called, from any thread, once there is one or there will be
    /// none any more.
    fn poll(&self, wake: Py<PyAny>) -> Option<Update> {
        let waker = Waker::from(Arc::new(Call(wake)));
        match lock(&self.0).as_mut()?.poll_next(&mut Context::from_waker(&waker)) {
            Poll::Ready(update) => update.map(Update),
            Poll::Pending => None,
        }
    }

    /// Whether there will be no update any more.
    #[getter]
    fn over(&self) -> bool {
        self.is_over()
    }

    /// Ends it.
    fn close(&self, py: Python<'_>) {
        let changes = lock(&self.0).take();
        py.detach(|| drop(changes));
    }
}

impl Updates {
    fn is_over(&self) -> bool {
        match &*lock(&self.0) {
            Some(changes) => changes.is_over(),
            None => true,
        }
    }
}
