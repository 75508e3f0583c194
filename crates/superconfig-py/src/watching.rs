//! Watching: who wants it, how, and the moments in which no thread may run.

use crate::config::Config;
use crate::errors::IntoPython;
use crate::host;
use crate::live::lock;
use crate::options::seconds;
use pyo3::prelude::*;
use std::time::Duration;
use superconfig::ReloadOptions;

/// Who watches a configuration, and how.
#[derive(Clone, Copy, Default)]
pub(crate) struct Watching {
    /// How many want it.
    wanted: usize,
    options: ReloadOptions,
}

/// Options of watching, what is not given by default; nothing if none is given.
pub(crate) fn options(
    debounce: Option<f64>,
    max_wait: Option<f64>,
    poll: Option<f64>,
) -> PyResult<Option<ReloadOptions>> {
    let (debounce, max_wait, poll) = (seconds(debounce)?, seconds(max_wait)?, seconds(poll)?);
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
    let is_given = debounce.or(max_wait).or(poll).is_some();
    Ok(is_given.then_some(options))
}

/// A new configuration that the core watches already, if it was built so.
pub(crate) fn started<'py>(
    config: Bound<'py, PyAny>,
    options: Option<ReloadOptions>,
) -> PyResult<Bound<'py, PyAny>> {
    if let Some(options) = options {
        *lock(&config.cast::<Config>()?.get().watching) = Watching { wanted: 1, options };
        remember(&config)?;
    }
    Ok(config)
}

/// Tells the package which configuration is watched.
fn remember(config: &Bound<'_, PyAny>) -> PyResult<()> {
    host::call(config.py(), "_watching", "watched", (config,))?;
    Ok(())
}

#[pymethods]
impl Config {
    /// Begins to watch, or watches in another way from now on if options are given.
    #[pyo3(signature = (*, debounce = None, max_wait = None, poll = None))]
    fn start_watching(
        slf: &Bound<'_, Self>,
        debounce: Option<f64>,
        max_wait: Option<f64>,
        poll: Option<f64>,
    ) -> PyResult<()> {
        let (py, this) = (slf.py(), slf.get());
        let given = options(debounce, max_wait, poll)?;
        remember(this.root.as_ref().map_or(slf, |root| root.bind(py)).as_any())?;
        let mut watching = lock(&this.owner().watching);
        let is_first = watching.wanted == 0;
        watching.wanted += 1;
        watching.options = given.unwrap_or(watching.options);
        drop(watching);
        let started = if is_first || given.is_some() { this.settle(py) } else { Ok(()) };
        started.or_else(|error| this.stop_watching(py).and(Err(error)))
    }

    /// Ends watching if nobody else wants it. Waits for a callback that runs.
    fn stop_watching(&self, py: Python<'_>) -> PyResult<()> {
        let mut watching = lock(&self.owner().watching);
        let is_last = watching.wanted == 1;
        watching.wanted = watching.wanted.saturating_sub(1);
        drop(watching);
        if is_last { self.settle(py) } else { Ok(()) }
    }

    /// Ends watching for a moment in which no thread may run; tells whether it was watched. Waits for a callback that
    /// runs, but at most some seconds.
    fn pause_watching(&self, py: Python<'_>, timeout: f64) -> PyResult<bool> {
        let timeout = seconds(Some(timeout))?.unwrap_or(Duration::ZERO);
        let is_watched = lock(&self.owner().watching).wanted > 0;
        if is_watched {
            self.away(py, |core| core.unwatch_within(timeout))?;
        }
        Ok(is_watched)
    }

    /// Watches again as before, if it is still wanted.
    fn resume_watching(&self, py: Python<'_>) -> PyResult<()> {
        let is_wanted = lock(&self.owner().watching).wanted > 0;
        if is_wanted { self.settle(py) } else { Ok(()) }
    }
}

impl Config {
    /// Watches if it is wanted, and does not if not.
    fn settle(&self, py: Python<'_>) -> PyResult<()> {
        loop {
            let Watching { wanted, options } = *lock(&self.owner().watching);
            match wanted {
                0 => self.away(py, superconfig::Config::unwatch)?,
                _ => self.away(py, |core| core.watch_with(options))?.or_raise(py)?,
            }
            // No lock is held meanwhile, as callbacks may run: another thread may have changed its mind.
            let now = lock(&self.owner().watching).wanted;
            if (now > 0) == (wanted > 0) {
                return Ok(());
            }
        }
    }

    /// Nobody wants it any more.
    pub(crate) fn forget_watching(&self) {
        lock(&self.owner().watching).wanted = 0;
    }
}
