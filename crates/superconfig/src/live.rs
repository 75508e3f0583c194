//! The live side of a configuration: generations, reloading, and being told about it.

use crate::config::Config;
use crate::core::ConfigHandle;
use crate::diagnostics::{Error, Result};
use crate::reload::{Change, Changes, LiveStatus, ReloadOptions, Scope, Subscription, Update, below};
use crate::snapshot::Snapshot;
use crate::value::KeyPath;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

impl Config {
    /// The number of the generation that is served: 1, and one more with every reload that changed something.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("a", 1).build()?;
    /// config.reload()?;
    /// assert_eq!(config.generation(), 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.live.load().generation
    }

    /// The same as a counter of its own, for those who keep what they made of a generation and ask often whether it is
    /// still the one that is served: one load of an atomic number.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("a", 1).build()?;
    /// let counter = config.generation_counter();
    /// assert_eq!(counter.get(), config.generation());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn generation_counter(&self) -> GenerationCounter {
        GenerationCounter(Arc::clone(&self.live.version))
    }

    /// Reads the sources again and publishes what is new, all of it in one step; tells what changed. The environment
    /// and the command line are kept as they were read.
    ///
    /// # Errors
    /// If anything is wrong that was not before: a file that is broken, empty or gone though it is required, a rule
    /// that is broken. Then nothing is published, and [`status`](Self::status) says that the configuration is stale.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// std::fs::write(&file, "workers = 4").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// std::fs::write(&file, "workers = 8\nlevel = 'info'").unwrap();
    /// let changes = config.reload()?;
    /// assert_eq!((changes.len(), config.generation()), (2, 2));
    /// assert_eq!(config.get::<u8>("workers")?, 8);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn reload(&self) -> Result<Vec<Change>> {
        self.live.reload(Scope::Everything)
    }

    /// Runs something on behalf of a source, rule or type that takes part in a reload of this configuration, while that
    /// goes on in another thread and waits for it: a reload in it is an error, where it would wait for ever. (In one
    /// thread, this is known without being said.)
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// let error = config.within_reload(|| config.reload()).unwrap_err();
    /// assert_eq!(error.diagnostics()[0].code, superconfig::Code::ReloadInReload);
    /// assert!(config.reload().is_ok());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn within_reload<R>(&self, work: impl FnOnce() -> R) -> R {
        self.live.within_reload(work)
    }

    /// The same for a program that knows which files may have changed: where only values in them did, nothing else is
    /// looked at, however large the configuration is.
    ///
    /// # Errors
    /// As [`reload`](Self::reload).
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// std::fs::write(&file, "workers = 4").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// std::fs::write(&file, "workers = 8").unwrap();
    /// assert_eq!(config.reload_files([&file])?[0].path.to_string(), "workers");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn reload_files<P: AsRef<Path>>(&self, files: impl IntoIterator<Item = P>) -> Result<Vec<Change>> {
        let places = &self.live.recipe.places;
        let files: Vec<PathBuf> = files.into_iter().map(|file| places.expand(file)).collect();
        self.live.reload(Scope::Only(&files))
    }

    /// A typed handle of what stands at a path (the empty path: everything): extracted now, and again with every
    /// reload, which publishes the values of all handles in one step or nothing. Reading costs nanoseconds and never
    /// waits.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// std::fs::write(&file, "[server]\nport = 80").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// let port = config.handle::<u16>("server.port")?;
    /// let mut reader = port.reader();
    /// std::fs::write(&file, "[server]\nport = 81").unwrap();
    /// config.reload()?;
    /// assert_eq!((*port.get()?, *port.load()?, *reader.get()?), (81, 81, 81));
    /// std::fs::write(&file, "[server]\nport = 'none'").unwrap();
    /// assert!(config.reload().is_err());
    /// assert_eq!(*port.get()?, 81);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn handle<T: DeserializeOwned + Send + Sync + 'static>(&self, path: &str) -> Result<ConfigHandle<T>> {
        self.live.handle(self.base.join(&path.parse()?), (), |snapshot, path| snapshot.read(path))
    }

    /// A handle of what a program makes of the values at a path: again with every reload, which publishes nothing if it
    /// fails. Handles of one type, path and key share what was made; the key stands for what tells two ways of making
    /// it apart.
    ///
    /// # Errors
    /// What making it gives as an error.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["hosts=a,b"]).build()?;
    /// let count = config.handle_with("hosts", "count", |snapshot, path| {
    ///     let hosts: Vec<String> = snapshot.get(&path.to_string())?;
    ///     Ok(hosts.len())
    /// })?;
    /// assert_eq!(*count.get()?, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn handle_with<T: Send + Sync + 'static, K: PartialEq + Send + Sync + 'static>(
        &self,
        path: &str,
        key: K,
        make: impl Fn(&Snapshot, &KeyPath) -> Result<T> + Send + Sync + 'static,
    ) -> Result<ConfigHandle<T>> {
        self.live.handle(self.base.join(&path.parse()?), key, make)
    }

    /// How the configuration is doing.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("a", 1).build()?;
    /// let status = config.status();
    /// assert_eq!((status.generation, status.stale, status.last_error.is_none()), (1, false, true));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn status(&self) -> LiveStatus {
        self.live.status()
    }

    /// Waits until a generation, or a later one, is served, but no longer than some time; tells whether it is.
    ///
    /// ```
    /// use std::time::Duration;
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert!(config.wait_for(1, Duration::ZERO));
    /// assert!(!config.wait_for(2, Duration::from_millis(1)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn wait_for(&self, generation: u64, timeout: Duration) -> bool {
        self.live.wait_for(generation, timeout)
    }

    /// Calls back after every reload that changed something at or below a path (the empty path: anywhere), with
    /// those changes. Callbacks run one after the other, with no lock held: they may read, reload, subscribe,
    /// unsubscribe and close. One that panics harms nobody.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// use std::sync::mpsc;
    /// std::fs::write(&file, "[server]\nport = 80\n[client]\nretries = 1").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// let (sender, told) = mpsc::channel();
    /// let _subscription = config.on_change("server", move |changes| {
    ///     changes.iter().for_each(|change| sender.send(change.path.to_string()).unwrap());
    /// });
    /// std::fs::write(&file, "[server]\nport = 81\n[client]\nretries = 2").unwrap();
    /// config.reload()?;
    /// assert_eq!(told.try_iter().collect::<Vec<_>>(), ["server.port"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn on_change(
        &self,
        prefix: &str,
        callback: impl Fn(&[Change]) + Send + Sync + 'static,
    ) -> Subscription {
        let prefix = self.prefix(prefix);
        let told = move |update: &Update| {
            let changes = prefix.as_ref().map_or_else(Vec::new, |prefix| below(&update.changes, prefix));
            if !changes.is_empty() {
                callback(&changes);
            }
        };
        Subscription::new(&self.live, Box::new(told))
    }

    /// Calls back after every reload that failed.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// use std::sync::mpsc;
    /// std::fs::write(&file, "port = 80").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// let (sender, told) = mpsc::channel();
    /// config.on_error(move |error| sender.send(error.to_string()).unwrap()).keep();
    /// std::fs::write(&file, "").unwrap();
    /// assert!(config.reload().is_err());
    /// assert!(told.recv().unwrap().contains("has become empty"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn on_error(&self, callback: impl Fn(&Error) + Send + Sync + 'static) -> Subscription {
        let told = move |update: &Update| {
            if let Some(error) = &update.error {
                callback(error);
            }
        };
        Subscription::new(&self.live, Box::new(told))
    }

    /// Calls back for everything that happens, one update for each reload that changed something, failed, or
    /// succeeded after it had failed.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// use std::sync::mpsc;
    /// std::fs::write(&file, "port = 80").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// let (sender, told) = mpsc::channel();
    /// config.on_update(move |update| sender.send((update.changes.len(), update.error.is_some())).unwrap()).keep();
    /// for text in ["port = 81", "port =", "port = 81"] {
    ///     std::fs::write(&file, text).unwrap();
    ///     let _ = config.reload();
    /// }
    /// assert_eq!(told.try_iter().collect::<Vec<_>>(), [(1, false), (0, true), (0, false)]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn on_update(&self, callback: impl Fn(&Update) + Send + Sync + 'static) -> Subscription {
        Subscription::new(&self.live, Box::new(callback))
    }

    /// A channel of all changes. See [`Changes`].
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert!(config.changes().try_recv().is_none());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn changes(&self) -> Changes {
        Changes::new(&self.live, self.base.clone())
    }

    /// Follows changes of files from now on: those that were loaded, and those that would be if they appeared. Once
    /// things are quiet, everything is loaded again and published as in [`reload`](Self::reload), or not at all. It
    /// goes on until [`close`](Self::close), or until the configuration and its handles are gone.
    ///
    /// # Errors
    /// If no thread can be started, or this build has no feature `hot-reload`. Whatever else fails is polled, and the
    /// [`status`](Self::status) says so.
    ///
    /// ```
    /// # #[cfg(feature = "hot-reload")] {
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// use std::time::Duration;
    /// std::fs::write(&file, "port = 80").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// config.watch()?;
    /// std::fs::write(&file, "port = 81").unwrap();
    /// assert!(config.wait_for(2, Duration::from_secs(60)));
    /// assert_eq!(config.get::<u16>("port")?, 81);
    /// # }
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn watch(&self) -> Result<()> {
        self.live.watch(ReloadOptions::default())
    }

    /// The same with options. Watching again watches with the new ones.
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    ///
    /// ```
    /// use std::time::Duration;
    /// use superconfig::{ReloadOptions, SuperConfig};
    /// let config = SuperConfig::new().with_override("a", 1).build()?;
    /// let outcome = config.watch_with(ReloadOptions::new().debounce(Duration::from_millis(5)));
    /// assert_eq!(outcome.is_ok(), cfg!(feature = "hot-reload"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn watch_with(&self, options: ReloadOptions) -> Result<()> {
        self.live.watch(options)
    }

    /// Ends watching, and nothing else: callbacks and channels go on, for reloads by hand or for when it is watched
    /// again. A program that forks has no threads in the child, and watches again there.
    ///
    /// ```
    /// # #[cfg(feature = "hot-reload")] {
    /// let config = superconfig::SuperConfig::new().with_file("/srv/none/shop.toml").build()?;
    /// config.watch()?;
    /// config.unwatch();
    /// assert!(config.status().watched.is_empty());
    /// # }
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn unwatch(&self) {
        self.live.end_watch();
    }

    /// The same, waiting no longer than some time for a callback that runs; tells whether none does any more. For a
    /// program that is about to fork: the callback may wait for something that whoever forks holds.
    ///
    /// ```
    /// # #[cfg(feature = "hot-reload")] {
    /// use std::time::Duration;
    /// let config = superconfig::SuperConfig::new().with_file("/srv/none/shop.toml").build()?;
    /// config.watch()?;
    /// assert!(config.unwatch_within(Duration::from_secs(60)));
    /// assert!(config.status().watched.is_empty());
    /// # }
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn unwatch_within(&self, timeout: Duration) -> bool {
        self.live.end_watch_within(timeout)
    }

    /// Ends watching, all callbacks and channels: after this no callback runs any more. Waits for the one that runs,
    /// unless it is called from it. The configuration itself can still be read and reloaded.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// let mut changes = config.changes();
    /// config.close();
    /// assert!(changes.recv().is_none());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn close(&self) {
        self.live.end_watch();
        self.live.subscribers.close();
    }

    /// A path below this section; `None` for text that is no path, below which nothing changes.
    fn prefix(&self, path: &str) -> Option<KeyPath> {
        Some(self.base.join(&path.parse().ok()?))
    }
}

/// The number of the generation that a configuration serves. It is raised a moment before the generation can be read, so
/// that nothing older is taken for it. See [`Config::generation_counter`].
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.toml");
/// std::fs::write(&file, "port = 80").unwrap();
/// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
/// let counter = config.generation_counter();
/// std::fs::write(&file, "port = 81").unwrap();
/// config.reload()?;
/// assert_eq!(counter.get(), 2);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct GenerationCounter(Arc<AtomicU64>);

impl GenerationCounter {
    /// The number; the first generation is 1.
    ///
    /// ```
    /// assert_eq!(superconfig::SuperConfig::new().build()?.generation_counter().get(), 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// The number itself, for programs that show it to another language as memory: there it is read without a call.
    /// Whatever shows it keeps a clone, as it lives on when the configuration is gone. It is only to be read: handles
    /// tell by it whether what they keep is still served.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::Ordering;
    /// let counter = superconfig::SuperConfig::new().build()?.generation_counter();
    /// let shown = Arc::clone(counter.as_atomic());
    /// assert_eq!(shown.load(Ordering::Acquire), counter.get());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn as_atomic(&self) -> &Arc<AtomicU64> {
        &self.0
    }
}
