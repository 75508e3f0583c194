//! The registry: values by typed handles, without a lock.

use super::cell::{Cell, End};
use super::error::HandleError;
use super::handle::{ConfigHandle, Entry};
use super::heap::heap_size;
use super::stats::RegistryStats;
#[cfg(not(superconfig_loom))]
use super::sweep::Sweeper;
use super::sync::atomic::{AtomicU64, Ordering};
use super::table::Table;
use serde::Serialize;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Holds values of any type, and gives out typed handles for them.
///
/// No operation takes a lock, and readers never wait for writers. Cloning a registry gives another way to the same
/// one; handles keep it alive.
///
/// ```
/// use superconfig::ConfigRegistry;
/// let registry = ConfigRegistry::new();
/// let port = registry.insert(80_u16);
/// registry.update(&port, 8080)?;
/// assert_eq!(*registry.get(&port)?, 8080);
/// drop(port);
/// assert!(registry.is_empty());
/// # Ok::<(), superconfig::HandleError>(())
/// ```
#[derive(Clone)]
pub struct ConfigRegistry {
    inner: Arc<Inner>,
}

/// What a registry, its handles and its sweeper share.
pub(crate) struct Inner {
    pub(crate) table: Arc<Table>,
    options: RegistryOptions,
    reads: AtomicU64,
    #[cfg(not(superconfig_loom))]
    sweeper: Sweeper,
}

impl Inner {
    #[cfg(not(superconfig_loom))]
    pub(crate) fn counts_reads(&self) -> bool {
        self.options.count_reads
    }

    #[inline]
    pub(crate) fn count_read(&self) {
        if self.options.count_reads {
            self.reads.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// How a registry behaves.
///
/// ```
/// use std::time::Duration;
/// use superconfig::{ConfigRegistry, HandleError, RegistryOptions};
/// let options = RegistryOptions::new().capacity(1).ttl(Duration::from_secs(60)).count_reads();
/// let registry = ConfigRegistry::with_options(options);
/// let one = registry.insert(1);
/// assert_eq!(registry.try_insert(2).unwrap_err(), 2);
/// assert_eq!((*one.get()?, registry.stats().reads), (1, Some(1)));
/// # Ok::<(), HandleError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct RegistryOptions {
    capacity: Option<usize>,
    ttl: Option<Duration>,
    count_reads: bool,
}

impl RegistryOptions {
    /// No limit of entries, no end of their time, reads not counted.
    ///
    /// ```
    /// use superconfig::{ConfigRegistry, RegistryOptions};
    /// let registry = ConfigRegistry::with_options(RegistryOptions::new());
    /// assert_eq!(registry.stats().reads, None);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The registry holds at most so many entries.
    ///
    /// ```
    /// use superconfig::{ConfigRegistry, HandleError, RegistryOptions};
    /// let registry = ConfigRegistry::with_options(RegistryOptions::new().capacity(0));
    /// assert_eq!(registry.insert('x').get(), Err(HandleError::Full));
    /// ```
    pub fn capacity(mut self, entries: usize) -> Self {
        self.capacity = Some(entries);
        self
    }

    /// How long an entry lives after it was inserted or updated, unless it has a time of its own.
    ///
    /// ```
    /// use std::time::Duration;
    /// use superconfig::{ConfigRegistry, RegistryOptions};
    /// let registry = ConfigRegistry::with_options(RegistryOptions::new().ttl(Duration::ZERO));
    /// assert!(!registry.contains(&registry.insert(1)));
    /// ```
    pub fn ttl(mut self, time: Duration) -> Self {
        self.ttl = Some(time);
        self
    }

    /// Counts reads through handles.
    ///
    /// ```
    /// use superconfig::{ConfigRegistry, RegistryOptions};
    /// let registry = ConfigRegistry::with_options(RegistryOptions::new().count_reads());
    /// let handle = registry.insert(1);
    /// assert!(handle.load().is_ok() && handle.get().is_ok());
    /// assert_eq!(registry.stats().reads, Some(2));
    /// ```
    pub fn count_reads(mut self) -> Self {
        self.count_reads = true;
        self
    }
}

impl ConfigRegistry {
    /// An empty registry of its own.
    ///
    /// ```
    /// assert_eq!(superconfig::ConfigRegistry::new().len(), 0);
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::with_options(RegistryOptions::default())
    }

    /// An empty registry with options.
    ///
    /// ```
    /// use superconfig::{ConfigRegistry, RegistryOptions};
    /// let registry = ConfigRegistry::with_options(RegistryOptions::new().capacity(2));
    /// let handles = [registry.insert(1), registry.insert(2), registry.insert(3)];
    /// assert_eq!(handles.map(|handle| handle.get().is_ok()), [true, true, false]);
    /// ```
    #[must_use]
    pub fn with_options(options: RegistryOptions) -> Self {
        let inner = Inner {
            table: Arc::new(Table::new(options.capacity.unwrap_or(usize::MAX))),
            options,
            reads: AtomicU64::new(0),
            #[cfg(not(superconfig_loom))]
            sweeper: Sweeper::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The registry of the process, made when it is first asked for.
    ///
    /// ```
    /// use superconfig::ConfigRegistry;
    /// let handle = ConfigRegistry::global().insert("shared");
    /// assert!(ConfigRegistry::global().contains(&handle));
    /// ```
    #[must_use]
    pub fn global() -> &'static Self {
        static GLOBAL: OnceLock<ConfigRegistry> = OnceLock::new();
        GLOBAL.get_or_init(Self::new)
    }

    /// Takes a value in. A full registry refuses it: then every read through the handle says so.
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let handle = registry.insert(vec![1, 2]);
    /// assert_eq!(*registry.get(&handle)?, [1, 2]);
    /// # Ok::<(), superconfig::HandleError>(())
    /// ```
    pub fn insert<T: Send + Sync + 'static>(&self, value: T) -> ConfigHandle<T> {
        self.add(value, unmeasured, self.inner.options.ttl).unwrap_or_else(|value| self.refused(value))
    }

    /// Takes a value in, or gives it back if the registry is full.
    ///
    /// # Errors
    /// The value itself.
    ///
    /// ```
    /// use superconfig::{ConfigRegistry, RegistryOptions};
    /// let registry = ConfigRegistry::with_options(RegistryOptions::new().capacity(1));
    /// let first = registry.try_insert("one");
    /// assert_eq!(registry.try_insert("two").unwrap_err(), "two");
    /// drop(first);
    /// assert!(registry.try_insert("two").is_ok());
    /// ```
    pub fn try_insert<T: Send + Sync + 'static>(&self, value: T) -> Result<ConfigHandle<T>, T> {
        self.add(value, unmeasured, self.inner.options.ttl)
    }

    /// Takes a value in that ends after some time, counted from now or from its last update. It is freed in the
    /// background, and reads as expired from that moment on.
    ///
    /// ```
    /// use std::time::Duration;
    /// use superconfig::{ConfigRegistry, HandleError};
    /// let registry = ConfigRegistry::new();
    /// let token = registry.insert_with_ttl("t0k3n", Duration::ZERO);
    /// assert_eq!(token.get(), Err(HandleError::Expired { id: token.id() }));
    /// ```
    pub fn insert_with_ttl<T: Send + Sync + 'static>(&self, value: T, ttl: Duration) -> ConfigHandle<T> {
        self.add(value, unmeasured, Some(ttl)).unwrap_or_else(|value| self.refused(value))
    }

    /// Takes a value in whose [`heap_size`] is part of [`stats`](Self::stats), also after updates.
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let before = registry.stats().memory_usage_bytes;
    /// let text = registry.insert_measured("x".repeat(10_000));
    /// assert!(registry.stats().memory_usage_bytes - before > 10_000);
    /// # drop(text);
    /// ```
    pub fn insert_measured<T: Serialize + Send + Sync + 'static>(&self, value: T) -> ConfigHandle<T> {
        self.add(value, heap_size, self.inner.options.ttl).unwrap_or_else(|value| self.refused(value))
    }

    fn add<T: Send + Sync + 'static>(
        &self,
        value: T,
        measure: fn(&T) -> usize,
        ttl: Option<Duration>,
    ) -> Result<ConfigHandle<T>, T> {
        let cell = self.inner.table.insert(value, measure, ttl)?;
        #[cfg(not(superconfig_loom))]
        self.inner.sweeper.expect(cell.expires(), &self.inner.table);
        Ok(ConfigHandle::new(Arc::clone(&self.inner), cell))
    }

    fn refused<T: Send + Sync + 'static>(&self, value: T) -> ConfigHandle<T> {
        let cell = Cell::new(0, value, unmeasured, self.inner.table.clock, None);
        drop(cell.end(End::Refused));
        ConfigHandle::new(Arc::clone(&self.inner), Arc::new(cell))
    }

    /// The entry of a handle, if it is one of this registry.
    fn own<'h, T: Send + Sync + 'static>(
        &self,
        handle: &'h ConfigHandle<T>,
    ) -> Result<&'h Entry<T>, HandleError> {
        let own = handle.entry().filter(|entry| Arc::ptr_eq(&self.inner, &entry.inner));
        own.ok_or(HandleError::Foreign { id: handle.id() })
    }

    /// The present value of an entry.
    ///
    /// # Errors
    /// If the handle is of another registry, or its entry was removed, expired or refused.
    ///
    /// ```
    /// use superconfig::{ConfigRegistry, HandleError};
    /// let (one, other) = (ConfigRegistry::new(), ConfigRegistry::new());
    /// let handle = one.insert(1);
    /// assert_eq!(*one.get(&handle)?, 1);
    /// assert_eq!(other.get(&handle), Err(HandleError::Foreign { id: 1 }));
    /// # Ok::<(), HandleError>(())
    /// ```
    pub fn get<T: Send + Sync + 'static>(&self, handle: &ConfigHandle<T>) -> Result<Arc<T>, HandleError> {
        self.own(handle)?;
        handle.get()
    }

    /// Another handle of the entry with an id, for those who can keep numbers only.
    ///
    /// # Errors
    /// If no such entry is alive, or it holds a value of another type.
    ///
    /// ```
    /// use superconfig::{ConfigRegistry, HandleError};
    /// let registry = ConfigRegistry::new();
    /// let port = registry.insert(80_u16);
    /// assert_eq!(*registry.handle::<u16>(port.id())?.get()?, 80);
    /// assert!(matches!(registry.handle::<String>(port.id()), Err(HandleError::WrongType { .. })));
    /// # Ok::<(), HandleError>(())
    /// ```
    pub fn handle<T: Send + Sync + 'static>(&self, id: u64) -> Result<ConfigHandle<T>, HandleError> {
        let cell = self.inner.table.acquire(id)?;
        let handle = ConfigHandle::new(Arc::clone(&self.inner), cell);
        self.own(&handle)?.cell.load()?;
        Ok(handle)
    }

    /// Replaces a value in one step, and gives back the one before. Whoever reads sees the one or the other, and
    /// never the older one after the newer one.
    ///
    /// # Errors
    /// As [`get`](Self::get); the new value is dropped then.
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let level = registry.insert("info");
    /// assert_eq!(*registry.update(&level, "debug")?, "info");
    /// assert_eq!(*level.get()?, "debug");
    /// # Ok::<(), superconfig::HandleError>(())
    /// ```
    pub fn update<T: Send + Sync + 'static>(
        &self,
        handle: &ConfigHandle<T>,
        value: T,
    ) -> Result<Arc<T>, HandleError> {
        let entry = self.own(handle)?;
        let before = entry.cell.update(value)?;
        #[cfg(not(superconfig_loom))]
        self.inner.sweeper.expect(entry.cell.expires(), &self.inner.table);
        Ok(before)
    }

    /// Removes an entry for all its handles, and gives its last value.
    ///
    /// # Errors
    /// As [`get`](Self::get): of several who remove one entry, one gets the value.
    ///
    /// ```
    /// use superconfig::{ConfigRegistry, HandleError};
    /// let registry = ConfigRegistry::new();
    /// let handle = registry.insert(7);
    /// let (first, second) = (handle.clone(), handle);
    /// assert_eq!(*registry.remove(first)?, 7);
    /// assert_eq!(registry.remove(second), Err(HandleError::Removed { id: 1 }));
    /// # Ok::<(), HandleError>(())
    /// ```
    pub fn remove<T: Send + Sync + 'static>(&self, handle: ConfigHandle<T>) -> Result<Arc<T>, HandleError> {
        let cell = &self.own(&handle)?.cell;
        let end = if cell.is_over() { End::Expired } else { End::Removed };
        let value = self.inner.table.take(cell.id, end).and_then(|_| cell.end(end));
        value.filter(|_| end == End::Removed).ok_or_else(|| cell.error())
    }

    /// Whether the entry of a handle is alive, and here.
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let handle = registry.insert(1);
    /// let clone = handle.clone();
    /// registry.remove(handle)?;
    /// assert!(!registry.contains(&clone));
    /// # Ok::<(), superconfig::HandleError>(())
    /// ```
    #[must_use]
    pub fn contains<T: Send + Sync + 'static>(&self, handle: &ConfigHandle<T>) -> bool {
        self.own(handle).is_ok_and(|entry| entry.cell.is_alive())
    }

    /// How many entries there are. Entries whose time is over count until they are swept.
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let handles: Vec<_> = (0..10).map(|at| registry.insert(at)).collect();
    /// assert_eq!(registry.len(), handles.len());
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner.table.len()
    }

    /// Whether there are no entries.
    ///
    /// ```
    /// assert!(superconfig::ConfigRegistry::new().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Figures of this moment. Looks at every entry, and walks the values that are to be measured.
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let handle = registry.insert([0_u8; 100]);
    /// let stats = registry.stats();
    /// assert_eq!(stats.total_handles, 1);
    /// assert!((100..4096).contains(&stats.memory_usage_bytes));
    /// # drop(handle);
    /// ```
    #[must_use]
    pub fn stats(&self) -> RegistryStats {
        let table = &self.inner.table;
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        RegistryStats {
            total_handles: table.len(),
            created: count(&table.created),
            removed: count(&table.removed),
            expired: count(&table.expired),
            reads: self.inner.options.count_reads.then(|| count(&self.inner.reads)),
            memory_usage_bytes: size_of::<Inner>() + table.memory(),
        }
    }

    /// Frees the entries whose time is over, now; tells how many. It also happens by itself.
    ///
    /// ```
    /// use std::time::Duration;
    /// let registry = superconfig::ConfigRegistry::new();
    /// let kept = registry.insert_with_ttl("day", Duration::from_secs(86_400));
    /// assert_eq!((registry.sweep(), registry.contains(&kept)), (0, true));
    /// ```
    pub fn sweep(&self) -> usize {
        self.inner.table.sweep().0
    }
}

fn unmeasured<T>(_: &T) -> usize {
    0
}

impl Default for ConfigRegistry {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ConfigRegistry {
    /// The figures; never the values, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConfigRegistry").field(&self.stats()).finish()
    }
}
