//! A path that is looked up once for all reads.

use crate::config::Config;
use crate::diagnostics::Result;
use crate::extract::plain;
use crate::snapshot::Snapshot;
use crate::value::{Document, KeyPath};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

/// A key path that remembers where it leads to, for reading it again and again: by it, a [`Snapshot`] finds a value in
/// a few nanoseconds.
///
/// It leads from the root, is good for any snapshot of any configuration, and can be shared by threads. What it
/// remembers is of the snapshot that it was used with last, so it is fastest where that does not change all the time.
///
/// ```
/// use superconfig::{Key, SuperConfig};
/// let config = SuperConfig::new().with_overrides(["server.port=80", "server.host=a"]).build()?;
/// let port: Key = "server.port".parse()?;
/// let snapshot = config.snapshot();
/// assert_eq!(snapshot.get_key::<u16>(&port)?, 80);
/// assert_eq!(config.get_key::<u16>(&port)?, 80);
/// # Ok::<(), superconfig::Error>(())
/// ```
pub struct Key {
    /// Apart, so that what is read each time is small: many keys fit where few would.
    path: Box<Path>,
    /// The layout of the snapshot that the path was looked up in last, and below it the place that was found; 0 before
    /// the first time.
    found: AtomicU64,
}

#[derive(Clone)]
struct Path {
    path: KeyPath,
    spelled: Box<str>,
}

/// How many bits of what is remembered are the place. Layouts are numbered through all configurations of a process; what
/// is left for them is enough for one every microsecond, for twelve days.
const PLACE_BITS: u32 = 24;

impl Key {
    /// The path.
    ///
    /// ```
    /// let key: superconfig::Key = "servers[0].port".parse()?;
    /// assert_eq!(key.path().segments().len(), 3);
    /// # Ok::<(), superconfig::PathError>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> &KeyPath {
        &self.path.path
    }

    /// The place of the path in a snapshot.
    #[inline]
    fn find(&self, snapshot: &Snapshot) -> Option<u32> {
        let found = self.found.load(Ordering::Relaxed);
        match found >> PLACE_BITS == snapshot.layout {
            true => Some((found & ((1 << PLACE_BITS) - 1)) as u32),
            false => self.look_up(snapshot),
        }
    }

    #[cold]
    fn look_up(&self, snapshot: &Snapshot) -> Option<u32> {
        let place = snapshot.find_spelled(&self.path.spelled)?;
        let fits = place >> PLACE_BITS == 0 && snapshot.layout >> (u64::BITS - PLACE_BITS) == 0;
        if fits {
            // One word: whoever reads it has both or neither.
            self.found.store(snapshot.layout << PLACE_BITS | u64::from(place), Ordering::Relaxed);
        }
        Some(place)
    }
}

impl From<KeyPath> for Key {
    fn from(path: KeyPath) -> Self {
        let path = Path { spelled: path.to_string().into_boxed_str(), path };
        Self { path: Box::new(path), found: AtomicU64::new(0) }
    }
}

impl FromStr for Key {
    type Err = crate::value::PathError;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        path.parse().map(KeyPath::into)
    }
}

impl Clone for Key {
    fn clone(&self) -> Self {
        let found = AtomicU64::new(self.found.load(Ordering::Relaxed));
        Self { path: self.path.clone(), found }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.path())
    }
}

impl Snapshot {
    /// What stands at a path as a `T`, which may borrow from this snapshot. The path is looked up once, however often
    /// it is read.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("name", "shop").build()?;
    /// let (snapshot, key) = (config.snapshot(), config.key("name")?);
    /// assert_eq!(snapshot.get_key::<&str>(&key)?, "shop");
    /// assert!(snapshot.get_key::<u8>(&key).is_err());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[inline]
    pub fn get_key<'de, T: Deserialize<'de>>(&'de self, key: &Key) -> Result<T> {
        let place = key.find(self);
        match place.and_then(|id| plain(self.item(id))) {
            Some(value) => Ok(value),
            None => self.read_place(place, key.path(), &PhantomData),
        }
    }
}

impl Config {
    /// A path below this configuration or section, to be read again and again.
    ///
    /// # Errors
    /// If it is no path.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("server.port", 80).build()?;
    /// let server = config.section("server")?;
    /// let port = server.key("port")?;
    /// assert_eq!(port.path().to_string(), "server.port");
    /// assert_eq!(config.get_key::<u16>(&port)?, 80);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn key(&self, path: &str) -> Result<Key> {
        Ok(self.base.join(&path.parse()?).into())
    }

    /// What stands at a key's path now. (To read several values of one generation, or in a hurry, take a
    /// [`snapshot`](Self::snapshot); a [`handle`](Self::handle) is faster still.)
    ///
    /// # Errors
    /// As [`get`](Self::get).
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// let port = config.key("port")?;
    /// assert_eq!(config.get_key::<u16>(&port)?, 80);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get_key<T: DeserializeOwned>(&self, key: &Key) -> Result<T> {
        let snapshot = self.live.load();
        let place = key.find(&snapshot);
        match place.and_then(|id| plain(snapshot.item(id))) {
            Some(value) => Ok(value),
            None => snapshot.read_place(place, key.path(), &PhantomData),
        }
    }
}
