//! What changes: callbacks, and updates that are waited for.

use crate::errors::detached;
use crate::to_python::plain;
use crate::{gate, report};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use std::collections::VecDeque;
use std::mem::take;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a thread waits before it looks whether Python has something for it, such as Ctrl-C.
pub(crate) const SLICE: Duration = Duration::from_millis(50);

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
        gate::enter(|py| {
            let argument = self.is_active().then(|| argument(py));
            // Taken last: making the argument may let another thread run, which ends this.
            let function = lock(&self.function).as_ref().map(|function| function.clone_ref(py));
            let (Some(argument), Some(function)) = (argument, function) else { return };
            if let Err(error) = argument.and_then(|argument| function.call1(py, (argument,))) {
                error.write_unraisable(py, Some(function.bind(py)));
            }
        });
    }

    /// Ends it: the core forgets it, and so do we.
    pub(crate) fn end(&self, py: Python<'_>) {
        let (active, function) = (lock(&self.active).take(), lock(&self.function).take());
        // What goes with it may be another's, and may not be dropped in peace: a panic there is nobody's concern.
        let _ = detached(py, || drop(active));
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

    /// Never calls the function again; the core may still know this.
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

/// What the core rings when there is news. All who wait hear it: threads, and tasks by a function each.
#[derive(Default)]
struct Bell {
    rung: Mutex<Rung>,
    signal: Condvar,
}

#[derive(Default)]
struct Rung {
    times: u64,
    tasks: Vec<Py<PyAny>>,
}

impl Bell {
    fn times(&self) -> u64 {
        lock(&self.rung).times
    }

    /// Waits until it has been rung again, at most some time.
    fn wait(&self, times: u64, timeout: Duration) {
        let rung = lock(&self.rung);
        let waited = self.signal.wait_timeout_while(rung, timeout, |rung| rung.times == times);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn forget(&self, task: &Bound<'_, PyAny>) {
        let mut rung = lock(&self.rung);
        let at = rung.tasks.iter().position(|known| known.is(task));
        let forgotten = at.map(|at| rung.tasks.swap_remove(at));
        drop(rung);
        drop(forgotten);
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let mut rung = lock(&self.rung);
        rung.times += 1;
        let tasks = take(&mut rung.tasks);
        drop(rung);
        self.signal.notify_all();
        if tasks.is_empty() {
            return;
        }
        gate::enter(|py| {
            for task in &tasks {
                if let Err(error) = task.call0(py) {
                    error.write_unraisable(py, Some(task.bind(py)));
                }
            }
        });
    }
}

/// Changes, one after the other; what is not taken in time is merged. Several threads and tasks may wait for them.
#[pyclass(frozen, module = "superconfig._native")]
pub(crate) struct Updates {
    /// Never locked while anybody waits.
    queue: Mutex<Queue>,
    bell: Arc<Bell>,
}

struct Queue {
    updates: Option<superconfig::Changes>,
    /// The rest of the update that was taken last.
    changes: VecDeque<superconfig::Change>,
}

impl Queue {
    fn next(&mut self, context: &mut Context<'_>) -> Poll<Option<Change>> {
        loop {
            if let Some(change) = self.changes.pop_front() {
                return Poll::Ready(Some(Change(change)));
            }
            let Some(updates) = &mut self.updates else { return Poll::Ready(None) };
            match updates.poll_next(context) {
                Poll::Ready(Some(update)) => self.changes.extend(update.changes),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    fn is_over(&self) -> bool {
        self.changes.is_empty() && self.updates.as_ref().is_none_or(superconfig::Changes::is_over)
    }
}

impl Updates {
    pub(crate) fn new(updates: superconfig::Changes) -> Self {
        let queue = Queue { updates: Some(updates), changes: VecDeque::new() };
        Self { queue: Mutex::new(queue), bell: Arc::default() }
    }

    /// The next change, if there is one; otherwise the bell is rung for it.
    fn next(&self) -> Poll<Option<Change>> {
        let waker = Waker::from(Arc::clone(&self.bell));
        lock(&self.queue).next(&mut Context::from_waker(&waker))
    }
}

#[pymethods]
impl Updates {
    /// Waits for a change; `None` if there will be none any more.
    fn recv(&self, py: Python<'_>) -> PyResult<Option<Change>> {
        loop {
            let times = self.bell.times();
            if let Poll::Ready(change) = self.next() {
                return Ok(change);
            }
            detached(py, || self.bell.wait(times, SLICE))?;
            py.check_signals()?;
        }
    }

    /// The next change if there is one; otherwise `wake` is called once, from any thread, when there is one or there
    /// will be none any more, unless it is forgotten before.
    fn poll(&self, wake: &Bound<'_, PyAny>) -> Option<Change> {
        // First, as the bell may be rung at once.
        lock(&self.bell.rung).tasks.push(wake.clone().unbind());
        match self.next() {
            Poll::Pending => None,
            Poll::Ready(change) => {
                self.bell.forget(wake);
                change
            }
        }
    }

    /// Calls a function no more that was to be called for news.
    fn forget(&self, wake: &Bound<'_, PyAny>) {
        self.bell.forget(wake);
    }

    /// Whether there will be no change any more.
    #[getter]
    fn over(&self) -> bool {
        lock(&self.queue).is_over()
    }

    /// Ends it.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let mut queue = lock(&self.queue);
        let rest = (queue.updates.take(), take(&mut queue.changes));
        drop(queue);
        detached(py, || {
            drop(rest);
            Arc::clone(&self.bell).wake();
        })
    }
}
