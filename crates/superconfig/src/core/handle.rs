//! Typed handles, and the three ways to read through one.

use super::cell::{Cell, End};
#[cfg(not(superconfig_loom))]
use super::clock::NEVER;
use super::error::HandleError;
use super::follow::Followed;
use super::registry::Inner;
use super::sync::SwapGuard;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;
#[cfg(not(superconfig_loom))]
use std::sync::atomic::{AtomicU64, Ordering};

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
    backing: Backing<T>,
    type_of_value: PhantomData<fn() -> T>,
}

/// Where the value is.
enum Backing<T: Send + Sync + 'static> {
    /// In an entry of a registry.
    Entry(Entry<T>),
    /// In the present generation of a configuration.
    Followed(Arc<Home<T>>),
}

/// What is followed, behind one thin pointer, so that handles stay two words.
pub(crate) struct Home<T>(Box<dyn Followed<T>>);

impl<T> Deref for Home<T> {
    type Target = dyn Followed<T>;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// A counted reference to an entry.
pub(crate) struct Entry<T: Send + Sync + 'static> {
    pub(crate) inner: Arc<Inner>,
    pub(crate) cell: Arc<Cell<T>>,
}

impl<T: Send + Sync + 'static> ConfigHandle<T> {
    /// A handle that is counted already.
    pub(crate) fn new(inner: Arc<Inner>, cell: Arc<Cell<T>>) -> Self {
        Self { backing: Backing::Entry(Entry { inner, cell }), type_of_value: PhantomData }
    }

    /// A handle that follows a value.
    pub(crate) fn following(followed: impl Followed<T> + 'static) -> Self {
        Self::at_home(Arc::new(Home(Box::new(followed))))
    }

    fn at_home(home: Arc<Home<T>>) -> Self {
        Self { backing: Backing::Followed(home), type_of_value: PhantomData }
    }

    /// The entry, if it is one of a registry.
    pub(crate) fn entry(&self) -> Option<&Entry<T>> {
        match &self.backing {
            Backing::Entry(entry) => Some(entry),
            Backing::Followed(_) => None,
        }
    }

    /// What is followed, if it is not an entry of a registry.
    pub(crate) fn followed(&self) -> Option<&dyn Followed<T>> {
        match &self.backing {
            Backing::Entry(_) => None,
            Backing::Followed(home) => Some(&***home),
        }
    }

    /// The number of the entry: from 1, and never used again. (Zero where a full registry refused it.)
    ///
    /// ```
    /// let registry = superconfig::ConfigRegistry::new();
    /// assert_eq!((registry.insert('a').id(), registry.insert('b').id() > 1), (1, true));
    /// ```
    #[must_use]
    pub fn id(&self) -> u64 {
        match &self.backing {
            Backing::Entry(entry) => entry.cell.id,
            Backing::Followed(followed) => followed.id(),
        }
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
        match &self.backing {
            Backing::Entry(entry) => {
                entry.inner.count_read();
                entry.cell.get()
            }
            Backing::Followed(followed) => followed.value().map(|(_, value)| value),
        }
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
        match &self.backing {
            Backing::Entry(entry) => {
                entry.inner.count_read();
                Ok(Guard { held: Held::Swap(entry.cell.load()?) })
            }
            Backing::Followed(followed) => Ok(Guard { held: Held::Counted(followed.value()?.1) }),
        }
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
        let seen = match &self.backing {
            Backing::Entry(entry) => Seen::Entry {
                cached: arc_swap::Cache::new(Place(Arc::clone(&entry.cell))),
                is_plain: !entry.inner.counts_reads() && entry.cell.expires() == NEVER,
                inner: Arc::clone(&entry.inner),
                cell: Arc::clone(&entry.cell),
            },
            Backing::Followed(followed) => Seen::Followed {
                version: Arc::clone(followed.version()),
                followed: Arc::clone(followed),
                seen: 0,
                value: None,
            },
        };
        Reader { seen, handle: self.clone() }
    }
}

impl<T: Send + Sync + 'static> Clone for ConfigHandle<T> {
    fn clone(&self) -> Self {
        match &self.backing {
            Backing::Entry(Entry { inner, cell }) => {
                cell.share();
                Self::new(Arc::clone(inner), Arc::clone(cell))
            }
            Backing::Followed(home) => Self::at_home(Arc::clone(home)),
        }
    }
}

impl<T: Send + Sync + 'static> Drop for Entry<T> {
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
        match (&self.backing, &other.backing) {
            (Backing::Entry(one), Backing::Entry(other)) => Arc::ptr_eq(&one.cell, &other.cell),
            (Backing::Followed(one), Backing::Followed(other)) => {
                (one.home(), one.id()) == (other.home(), other.id())
            }
            _ => false,
        }
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
    held: Held<T>,
}

enum Held<T> {
    Swap(SwapGuard<T>),
    Counted(Arc<T>),
}

impl<T> Deref for Guard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.held {
            Held::Counted(value) => value,
            // The only panic here, and one that no program can reach: a guard is only made of a value.
            Held::Swap(guard) => guard.as_deref().unwrap_or_else(|| unreachable!("a guard of nothing")),
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
    seen: Seen<T>,
    handle: ConfigHandle<T>,
}

/// What a reader saw last.
#[cfg(not(superconfig_loom))]
enum Seen<T: Send + Sync + 'static> {
    Entry {
        cached: arc_swap::Cache<Place<T>, Option<Arc<T>>>,
        /// The pointer is all that there is to look at: reads are not counted, and the entry's time never ends.
        is_plain: bool,
        inner: Arc<Inner>,
        cell: Arc<Cell<T>>,
    },
    Followed {
        followed: Arc<Home<T>>,
        version: Arc<AtomicU64>,
        seen: u64,
        value: Option<Arc<T>>,
    },
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
        match &mut self.seen {
            Seen::Followed { followed, version, seen, value } => {
                if value.is_none() || version.load(Ordering::Acquire) != *seen {
                    let (present, newer) = followed.value()?;
                    (*seen, *value) = (present, Some(newer));
                }
                value.as_deref().ok_or(HandleError::Unknown { id: self.handle.id() })
            }
            Seen::Entry { cached, is_plain, inner, cell } => {
                if !*is_plain {
                    inner.count_read();
                }
                // In this order, so that the copy of an entry that has ended is let go.
                match cached.load() {
                    Some(value) if *is_plain || !cell.is_over() => Ok(value),
                    _ => Err(cell.error()),
                }
            }
        }
    }
}

#[cfg(not(superconfig_loom))]
impl<T: Send + Sync + 'static> fmt::Debug for Reader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader of {:?}", self.handle)
    }
}
