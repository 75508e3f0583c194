//! Typed handles, and the three ways to read through one.

use super::cell::{Cell, End};
#[cfg(not(superconfig_loom))]
use super::clock::NEVER;
use super::error::HandleError;
use super::registry::Inner;
use super::sync::SwapGuard;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

/// A typed reference to an entry of a [`ConfigRegistry`](crate::ConfigRegistry).
///
/// Cloning counts one more reference, dropping one less; the last drop frees the entry at once. Whoever reads
/// never waits: not for writers, not for other readers. There are three ways to read, from the most convenient to
/// the fastest: [`get`](Self::get), [`load`](Self::load), [`reader`](Self::reader).
///
/// ```
/// use superconfig::ConfigRegistry;
/// let registry = ConfigRegistry::new();
/// let handle = registry.insert(String::from("old"));
/// let kept = handle.get()?;
/// registry.update(&handle, String::from("new"))?;
/// assert_eq!((kept.as_str(), handle.load()?.as_str()), ("old", "new"));
/// # Ok::<(), superconfig::HandleError>(())
/// ```
#[must_use = "the last drop of a handle frees its entry"]
pub struct ConfigHandle<T: Send + Sync + 'static> {
    pub(crate) inner: Arc<Inner>,
    pub(crate) cell: Arc<Cell<T>>,
    type_of_value: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> ConfigHandle<T> {
    /// A handle that is counted already.
    pub(crate) fn new(inner: Arc<Inner>, cell: Arc<Cell<T>>) -> Self {
        Self { inner, cell, type_of_value: PhantomData }
    }

    /// The number of the entry: from 1, and never used again. (Zero where a full registry refused it.)
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// assert_eq!((registry.insert('a').id(), registry.insert('b').id() > 1), (1, true));
    /// ```
    #[must_use]
    pub fn id(&self) -> u64 {
        self.cell.id
    }

    /// The value, counted: it stays as it is for as long as it is kept. About 30 ns.
    ///
    /// # Errors
    /// If the entry was removed, its time is over, or it was refused.
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let hosts = registry.insert(vec!["one", "two"]);
    /// assert_eq!(hosts.get()?.len(), 2);
    /// # Ok::<(), superconfig::HandleError>(())
    /// ```
    pub fn get(&self) -> Result<Arc<T>, HandleError> {
        self.inner.count_read();
        self.cell.get()
    }

    /// The value, borrowed for a moment: cheaper than [`get`](Self::get), and not to be kept. About 15 ns.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let limit = registry.insert(10_u32);
    /// assert!(*limit.load()? <= 10);
    /// # Ok::<(), superconfig::HandleError>(())
    /// ```
    pub fn load(&self) -> Result<Guard<T>, HandleError> {
        self.inner.count_read();
        Ok(Guard { value: self.cell.load()? })
    }

    /// A reader of its own for a thread that reads often: a few nanoseconds a read. It keeps the value that it saw
    /// last alive until it reads again or is dropped.
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let limit = registry.insert(10_u32);
    /// let mut reader = limit.reader();
    /// assert_eq!(*reader.get()?, 10);
    /// registry.update(&limit, 20)?;
    /// assert_eq!(*reader.get()?, 20);
    /// # Ok::<(), superconfig::HandleError>(())
    /// ```
    #[cfg(not(superconfig_loom))]
    pub fn reader(&self) -> Reader<T> {
        Reader {
            cached: arc_swap::Cache::new(Place(Arc::clone(&self.cell))),
            is_plain: !self.inner.counts_reads() && self.cell.expires() == NEVER,
            handle: self.clone(),
        }
    }
}

impl<T: Send + Sync + 'static> Clone for ConfigHandle<T> {
    fn clone(&self) -> Self {
        self.cell.share();
        Self::new(Arc::clone(&self.inner), Arc::clone(&self.cell))
    }
}

impl<T: Send + Sync + 'static> Drop for ConfigHandle<T> {
    fn drop(&mut self) {
        if self.cell.release()
            && let Some(cell) = self.inner.table.take(self.cell.id, End::Removed)
        {
            cell.close(End::Removed);
        }
    }
}

impl<T: Send + Sync + 'static> fmt::Debug for ConfigHandle<T> {
    /// The id and the type; never the value, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConfigHandle<{}>({})", std::any::type_name::<T>(), self.id())
    }
}

impl<T: Send + Sync + 'static> PartialEq for ConfigHandle<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.cell, &other.cell)
    }
}

impl<T: Send + Sync + 'static> Eq for ConfigHandle<T> {}

/// A value that is borrowed from a handle for a moment.
///
/// ```
/// let registry = superconfig::ConfigRegistry::new();
/// let name = registry.insert(String::from("shop"));
/// let guard = name.load()?;
/// assert!(guard.starts_with("sh"));
/// # Ok::<(), superconfig::HandleError>(())
/// ```
#[must_use]
pub struct Guard<T> {
    value: SwapGuard<T>,
}

impl<T> Deref for Guard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &*self.value {
            Some(value) => value,
            None => unreachable!("a guard is only made of a value"),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Guard<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A handle with a copy of the last pointer: made by [`ConfigHandle::reader`].
///
/// ```
/// let registry = superconfig::ConfigRegistry::new();
/// let handle = registry.insert(1);
/// let mut reader = handle.reader();
/// registry.remove(handle)?;
/// assert!(reader.get().is_err());
/// # Ok::<(), superconfig::HandleError>(())
/// ```
#[cfg(not(superconfig_loom))]
#[must_use]
pub struct Reader<T: Send + Sync + 'static> {
    cached: arc_swap::Cache<Place<T>, Option<Arc<T>>>,
    /// The pointer is all that there is to look at: reads are not counted, and the entry's time never ends.
    is_plain: bool,
    handle: ConfigHandle<T>,
}

/// Where the value of a cell stands.
#[cfg(not(superconfig_loom))]
struct Place<T>(Arc<Cell<T>>);

#[cfg(not(superconfig_loom))]
impl<T> Deref for Place<T> {
    type Target = super::sync::Swap<T>;

    fn deref(&self) -> &Self::Target {
        self.0.place()
    }
}

#[cfg(not(superconfig_loom))]
impl<T: Send + Sync + 'static> Reader<T> {
    /// The present value.
    ///
    /// # Errors
    /// As [`ConfigHandle::get`].
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// let mut reader = registry.insert([1, 2, 3]).reader();
    /// assert_eq!(reader.get()?.iter().sum::<i32>(), 6);
    /// # Ok::<(), superconfig::HandleError>(())
    /// ```
    // Always: few steps are taken, but there are many that are not, for which a call would save all registers.
    #[inline(always)]
    pub fn get(&mut self) -> Result<&T, HandleError> {
        if !self.is_plain {
            self.handle.inner.count_read();
        }
        // In this order, so that the copy of an entry that has ended is let go.
        match self.cached.load() {
            Some(value) if self.is_plain || !self.handle.cell.is_over() => Ok(value),
            _ => Err(self.handle.cell.error()),
        }
    }
}

#[cfg(not(superconfig_loom))]
impl<T: Send + Sync + 'static> fmt::Debug for Reader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader of {:?}", self.handle)
    }
}
