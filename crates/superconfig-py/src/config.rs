//! The loaded configuration: a read-only mapping that follows reloads.

use crate::errors::{IntoPython, detached, missing};
use crate::function::Needs;
use crate::generation::Generation;
use crate::live::{Callback, lock};
use crate::to_python::plain;
use crate::watching::Watching;
use crate::{gate, host};
use pyo3::exceptions::PyKeyError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::sync::critical_section::with_critical_section;
use pyo3::types::{PyDict, PyList, PyString};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use superconfig::{Error, GenerationCounter, KeyPath, Value};

/// How many values are remembered at most by what was asked for. (The same path may be spelled in many ways.)
const MOST_KNOWN: usize = 4096;

/// A configuration of the core, on its way to its public object.
#[pyclass(frozen, module = "superconfig._native")]
pub(crate) struct Core {
    pub(crate) config: superconfig::Config,
    /// The path of the table that is shown; empty for everything.
    pub(crate) base: KeyPath,
    /// The object of the whole configuration, if this is a section.
    pub(crate) root: Option<Py<Config>>,
    pub(crate) needs: Needs,
}

impl Core {
    /// The public object.
    pub(crate) fn public(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        host::classes(py)?.config.bind(py).call1((self,))
    }
}

/// The native part of `superconfig.Config`.
#[pyclass(subclass, frozen, mapping, weakref, module = "superconfig._native")]
pub(crate) struct Config {
    pub(crate) core: superconfig::Config,
    /// The path of the table that this shows; empty for everything.
    pub(crate) base: KeyPath,
    /// The object of the whole configuration, if this is a section.
    pub(crate) root: Option<Py<Config>>,
    /// The sources and rules that are written in Python; only of the whole configuration.
    needs: Needs,
    counter: GenerationCounter,
    /// What was asked for in one generation, by key or by the spelling of its path: the way on which nearly all reads end.
    known: Py<PyDict>,
    /// The number of that generation.
    number: AtomicU64,
    /// A list of one element: the `Generation` that was read last.
    kept: Py<PyList>,
    /// What Python code is told about changes; only of the whole configuration.
    pub(crate) callbacks: Mutex<Vec<Arc<Callback>>>,
    /// Who watches it, and how; only of the whole configuration.
    pub(crate) watching: Mutex<Watching>,
}

impl Config {
    /// The objects of the generation that is served. Reading them again costs one comparison.
    #[inline]
    fn current<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Generation>> {
        if let Ok(kept) = self.kept.bind(py).get_item(0)
            && let Ok(generation) = kept.cast_into_exact::<Generation>()
            && generation.get().number == self.counter.get()
        {
            return Ok(generation);
        }
        self.renew(py)
    }

    /// Threads may do this at the same time: who is late puts an older one in place, and the next reader notices.
    #[cold]
    fn renew<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Generation>> {
        let next = Bound::new(py, Generation::new(py, self.core.snapshot(), &self.base))?;
        self.kept.bind(py).set_item(0, &next)?;
        Ok(next)
    }

    fn table<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.current(py)?.get().table(py)
    }

    #[inline]
    fn find<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if self.number.load(Ordering::Acquire) == self.counter.get()
            && let Some(value) = self.known.bind(py).get_item(key)?
        {
            return Ok(Some(value));
        }
        self.look_up(py, key)
    }

    #[cold]
    fn look_up<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let generation = self.current(py)?;
        let found = self.find_in(generation.get(), key)?;
        if let (Some(value), Ok(key)) = (&found, key.cast::<PyString>()) {
            self.remember(generation.get().number, key, value)?;
        }
        Ok(found)
    }

    /// Remembers a value of a generation, unless another thread has gone on to a later one by now.
    fn remember<'py>(
        &self,
        number: u64,
        key: &Bound<'py, PyString>,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<()> {
        let known = self.known.bind(key.py());
        with_critical_section(known, || {
            match number.cmp(&self.number.load(Ordering::Acquire)) {
                std::cmp::Ordering::Less => return Ok(()),
                std::cmp::Ordering::Equal if known.len() < MOST_KNOWN => {}
                _ => {
                    known.clear();
                    self.number.store(number, Ordering::Release);
                }
            }
            known.set_item(key, value)
        })
    }

    fn find_in<'py>(
        &self,
        generation: &Generation,
        key: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Ok(key) = key.cast::<PyString>() else {
            // What can be no key of a dictionary can be none here.
            return key.hash().map(|_| None);
        };
        match generation.find(key)? {
            Some(found) => Ok(Some(found)),
            None => self.claim(key, generation),
        }
    }

    /// A variable that nothing has claimed is claimed by who asks for it.
    #[cold]
    fn claim<'py>(
        &self,
        key: &Bound<'py, PyString>,
        generation: &Generation,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let text = key.to_cow()?;
        let Ok(path) = text.parse::<KeyPath>() else { return Ok(None) };
        match self.core.value(&text) {
            Some(value) => generation.object(key.py(), &self.base.join(&path), &value).map(Some),
            None => Ok(None),
        }
    }

    /// The object that callbacks belong to.
    pub(crate) fn owner(&self) -> &Self {
        self.root.as_ref().map_or(self, |root| root.get())
    }
}

/// Reading, as a mapping.
#[pymethods]
impl Config {
    #[new]
    fn new(py: Python<'_>, core: &Core) -> PyResult<Self> {
        Ok(Self {
            core: core.config.clone(),
            base: core.base.clone(),
            root: core.root.as_ref().map(|root| root.clone_ref(py)),
            needs: core.needs.clone_ref(py),
            counter: core.config.generation_counter(),
            known: PyDict::new(py).unbind(),
            number: AtomicU64::new(0),
            kept: PyList::new(py, [py.None()])?.unbind(),
            callbacks: Mutex::default(),
            watching: Mutex::default(),
        })
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        match self.find(py, key)? {
            Some(value) => Ok(value),
            None => Err(self.not_found(key)),
        }
    }

    fn __contains__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(self.find(py, key)?.is_some())
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.table(py)?.len())
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.table(py)?.try_iter()?.into_any())
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let own = self.table(py)?;
        match other.cast::<Self>() {
            Ok(other) => own.eq(other.get().table(py)?),
            Err(_) => own.eq(other),
        }
    }

    /// It changes with every reload.
    #[classattr]
    const __hash__: Option<Py<PyAny>> = None;

    /// The value at a key or path, or a default.
    #[pyo3(signature = (key, default = None))]
    fn get<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match self.find(py, key)? {
            Some(value) => Ok(value),
            None => Ok(default.unwrap_or_else(|| py.None().into_bound(py))),
        }
    }

    /// The values at several keys or paths, all of one generation.
    #[pyo3(signature = (*keys))]
    fn get_many<'py>(
        &self,
        py: Python<'py>,
        keys: Vec<Bound<'py, PyAny>>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let generation = self.current(py)?;
        let found =
            keys.iter().map(|key| self.find_in(generation.get(), key)?.ok_or_else(|| self.not_found(key)));
        found.collect()
    }

    /// The keys at the top, of one generation.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py)?.call_method0(pyo3::intern!(py, "keys"))
    }

    /// The values at the top, of one generation.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py)?.call_method0(pyo3::intern!(py, "values"))
    }

    /// Keys and values at the top, of one generation.
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py)?.call_method0(pyo3::intern!(py, "items"))
    }

    /// The value of a key at the top that is spelled so, and is there without anybody asking for it.
    fn key<'py>(&self, py: Python<'py>, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        let found = self.current(py)?.get().at_root(name)?;
        found.ok_or_else(|| PyKeyError::new_err(name.clone().unbind()))
    }

    /// Everything as a read-only table of one generation.
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.table(py)
    }

    /// The exception for a key that is not there, with advice.
    fn not_found(&self, key: &Bound<'_, PyAny>) -> PyErr {
        let py = key.py();
        let Ok(path) = key.extract::<&str>() else { return PyKeyError::new_err(key.clone().unbind()) };
        match self.core.keys_at(path) {
            Err(error) => missing(py, error),
            Ok(_) => PyKeyError::new_err(path.to_owned()),
        }
    }

    /// Whether something stands at a path.
    fn has_key(&self, path: &str) -> bool {
        self.core.has_key(path)
    }

    /// The keys of the table at a path.
    #[pyo3(signature = (path = ""))]
    fn keys_at(&self, py: Python<'_>, path: &str) -> PyResult<Vec<String>> {
        self.core.keys_at(path).or_raise(py)
    }

    /// The table at a path as a configuration of its own, which follows reloads.
    fn section<'py>(slf: &Bound<'py, Self>, path: &str) -> PyResult<Bound<'py, PyAny>> {
        let (py, this) = (slf.py(), slf.get());
        let config = this.core.section(path).or_raise(py)?;
        let below = path.parse::<KeyPath>().map_err(Error::from).or_raise(py)?;
        let root = this.root.as_ref().map_or_else(|| slf.clone().unbind(), |root| root.clone_ref(py));
        let core = Core { config, base: this.base.join(&below), root: Some(root), needs: Needs::default() };
        core.public(py)
    }

    /// A table as a plain dictionary, all of it the caller's own.
    #[pyo3(signature = (path = ""))]
    fn to_dict<'py>(&self, py: Python<'py>, path: &str) -> PyResult<Bound<'py, PyAny>> {
        match self.core.value(path) {
            Some(value @ Value::Table(_)) => plain(py, &value),
            _ if path.is_empty() => Ok(PyDict::new(py).into_any()),
            // The answer says what stands there instead.
            _ => self.core.keys_at(path).or_raise(py).map(|_| PyDict::new(py).into_any()),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let table = self.table(py)?;
        Ok(format!("Config({})", gate::own(py, || table.repr())?))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        if let Some(root) = &self.root {
            visit.call(root)?;
        }
        self.needs.traverse(&visit)?;
        match self.callbacks.try_lock() {
            Ok(callbacks) => callbacks.iter().try_for_each(|callback| callback.traverse(&visit)),
            Err(_) => Ok(()),
        }
    }

    fn __clear__(&self) {
        let callbacks = std::mem::take(&mut *lock(&self.callbacks));
        callbacks.iter().for_each(|callback| callback.clear());
    }
}

/// Callbacks end with the object that owns them, though a thread of the core may be at work for a moment longer.
impl Drop for Config {
    fn drop(&mut self) {
        let callbacks = std::mem::take(&mut *lock(&self.callbacks));
        callbacks.iter().for_each(|callback| callback.clear());
    }
}

/// For `telling`, `following` and `watching`, the other methods of the class.
impl Config {
    /// Runs what may wait or take long.
    pub(crate) fn away<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&superconfig::Config) -> T + Send,
    ) -> PyResult<T> {
        detached(py, || work(&self.core))
    }
}
