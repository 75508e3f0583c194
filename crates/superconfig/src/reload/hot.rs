//! Reloading by itself: a watch on the files of a configuration, for as long as it is wanted.

use super::live::Live;
use crate::diagnostics::Result;
use std::sync::Arc;
use std::time::Duration;

/// How a configuration is watched.
///
/// ```
/// use std::time::Duration;
/// use superconfig::{ReloadOptions, SuperConfig};
/// let config = SuperConfig::new().with_override("a", 1).build()?;
/// let options = ReloadOptions::new().debounce(Duration::from_millis(10)).poll(Duration::from_millis(50));
/// # #[cfg(feature = "hot-reload")]
/// config.watch_with(options)?;
/// # #[cfg(not(feature = "hot-reload"))]
/// assert!(config.watch_with(options).unwrap_err().to_string().contains("hot-reload"));
/// config.close();
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct ReloadOptions {
    pub(super) debounce: Duration,
    pub(super) max_wait: Duration,
    pub(super) poll: Option<Duration>,
}

impl Default for ReloadOptions {
    fn default() -> Self {
        Self { debounce: Duration::from_millis(50), max_wait: Duration::from_millis(500), poll: None }
    }
}

impl ReloadOptions {
    /// 50 ms of quiet before a reload, 500 ms at most, native events where there are any.
    ///
    /// ```
    /// let options = superconfig::ReloadOptions::new();
    /// assert!(format!("{options:?}").contains("debounce: 50ms"));
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// How long nothing must have happened before a reload.
    ///
    /// ```
    /// use std::time::Duration;
    /// let options = superconfig::ReloadOptions::new().debounce(Duration::from_millis(5));
    /// assert!(format!("{options:?}").contains("debounce: 5ms"));
    /// ```
    pub fn debounce(mut self, quiet: Duration) -> Self {
        self.debounce = quiet;
        self
    }

    /// How long a reload waits at most while things go on happening.
    ///
    /// ```
    /// use std::time::Duration;
    /// let options = superconfig::ReloadOptions::new().max_wait(Duration::from_secs(2));
    /// assert!(format!("{options:?}").contains("max_wait: 2s"));
    /// ```
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }

    /// Looks at the files in this interval instead of waiting for events. (Where there are no events, that happens by
    /// itself.)
    ///
    /// ```
    /// use std::time::Duration;
    /// let options = superconfig::ReloadOptions::new().poll(Duration::from_secs(5));
    /// assert!(format!("{options:?}").contains("poll: Some(5s)"));
    /// ```
    pub fn poll(mut self, interval: Duration) -> Self {
        self.poll = Some(interval);
        self
    }
}

#[cfg(not(feature = "hot-reload"))]
impl Live {
    pub(crate) fn watch(self: &Arc<Self>, _: ReloadOptions) -> Result<()> {
        let message = "this build cannot watch files";
        let diagnostic =
            crate::diagnostics::Diagnostic::error(crate::diagnostics::Code::NotCompiled, message);
        Err(diagnostic.with_help("enable the cargo feature `hot-reload` of superconfig").into())
    }

    pub(crate) fn end_watch(&self) {}

    pub(crate) fn end_watch_within(&self, _: Duration) -> bool {
        true
    }

    pub(crate) fn watched(&self) -> Vec<super::status::WatchedPath> {
        Vec::new()
    }
}

#[cfg(feature = "hot-reload")]
mod watching {
    use super::super::status::WatchedPath;
    use super::super::system::{Os, System};
    use super::super::{How, Scope, Watch, WatchOptions, lock};
    use super::{Arc, Duration, Live, ReloadOptions, Result};
    use crate::diagnostics::{Code, Diagnostic, Error};
    use crate::source::spec::SpecKind;
    use std::path::PathBuf;
    use std::thread;

    /// How long after a reload that failed through no fault of the content it is tried again.
    const RETRY: Duration = Duration::from_millis(250);

    impl Live {
        /// Begins to watch, or watches in another way from now on.
        pub(crate) fn watch(self: &Arc<Self>, options: ReloadOptions) -> Result<()> {
            let ReloadOptions { debounce, max_wait, poll } = options;
            let options = WatchOptions { debounce, max_wait, poll, ..WatchOptions::default() };
            self.watch_in(Arc::new(Os), options, RETRY)
        }

        /// Like `watch`, in a system that may be another.
        pub(in crate::reload) fn watch_in(
            self: &Arc<Self>,
            system: Arc<dyn System>,
            options: WatchOptions,
            retry: Duration,
        ) -> Result<()> {
            let live = Arc::downgrade(self);
            let watch = Watch::start(system, self.paths(), options, move |batch| {
                let scope = if batch.rescan { Scope::Everything } else { Scope::Only(&batch.paths) };
                if let Some(live) = live.upgrade()
                    && live.follow(scope)
                {
                    thread::sleep(retry);
                    live.look_again();
                }
            });
            let watch = watch.map_err(|error| {
                let message = format!("files cannot be watched: {}", error.reason);
                Error::from(Diagnostic::error(Code::SourceFailed, message))
            })?;
            let before = lock(&self.watch).replace(watch);
            if let Some(before) = before {
                before.close();
            }
            // What changed after it was loaded and before it was watched. If that fails, the status says so.
            if self.follow(Scope::Everything) {
                self.look_again();
            }
            Ok(())
        }

        /// Reloads, and watches what the new generation came from and would come from. Tells whether to try again
        /// although no event will say so: files can be opened again, say.
        fn follow(&self, scope: Scope<'_>) -> bool {
            let before = self.snapshot();
            let outcome = self.reload(scope);
            let after = self.snapshot();
            let same_files = Arc::ptr_eq(&before.files, &after.files);
            if let Some(watch) = lock(&self.watch).as_ref().filter(|_| !same_files) {
                watch.set_paths(self.paths());
            }
            outcome.is_err_and(|error| may_pass(&error))
        }

        fn look_again(&self) {
            if let Some(watch) = &*lock(&self.watch) {
                watch.trigger();
            }
        }

        /// Files that were loaded, and those that would be if they were there.
        fn paths(&self) -> Vec<PathBuf> {
            let snapshot = self.snapshot();
            let places = &self.recipe.places;
            let custom = self.recipe.sources.iter().filter_map(|source| match &source.kind {
                SpecKind::Custom(source) => Some(source.watch_targets()),
                _ => None,
            });
            let files = snapshot.files.iter().map(|file| file.path.clone());
            let files = files.chain(snapshot.awaited.iter().cloned()).chain(custom.flatten());
            let mut paths: Vec<PathBuf> = files.map(|path| places.expand(path)).collect();
            paths.sort();
            paths.dedup();
            paths
        }

        pub(crate) fn end_watch(&self) {
            // Not under the lock: a callback that runs may want it.
            let watch = lock(&self.watch).take();
            if let Some(watch) = watch {
                watch.close();
            }
        }

        pub(crate) fn end_watch_within(&self, timeout: Duration) -> bool {
            let watch = lock(&self.watch).take();
            watch.is_none_or(|watch| watch.close_within(timeout))
        }

        pub(crate) fn watched(&self) -> Vec<WatchedPath> {
            let status = lock(&self.watch).as_ref().map(Watch::status).unwrap_or_default();
            let watched = status.into_iter().map(|watched| WatchedPath {
                path: watched.path,
                polling: match watched.how {
                    How::Events => None,
                    How::Polling { reason } => Some(reason),
                },
            });
            watched.collect()
        }
    }

    /// Whether a failure may pass without any file being changed.
    fn may_pass(error: &Error) -> bool {
        let codes = error.diagnostics().iter().map(|diagnostic| diagnostic.code);
        codes
            .into_iter()
            .any(|code| matches!(code, Code::FileUnreadable | Code::SourceFailed | Code::VariableFile))
    }
}
