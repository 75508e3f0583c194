//! Typed handles of a configuration: extracted once a generation, and published with it.

use super::live::Live;
use super::revision::first_key;
use crate::core::{ConfigHandle, Followed, HandleError};
use crate::diagnostics::{Diagnostic, Error, Result, Step, within};
use crate::metrics::Stopwatch;
use crate::snapshot::{AnyValue, Snapshot};
use crate::value::KeyPath;
use foldhash::HashSet;
use std::any::{Any, TypeId};
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

type Extract = Box<dyn Fn(&Snapshot, &KeyPath) -> Result<AnyValue> + Send + Sync>;

/// What handles of one type, path and key have in common. Registrations are never removed, only unused: there are as
/// many as there are different types, paths and keys in the program.
pub(super) struct Registration {
    path: KeyPath,
    type_of_value: TypeId,
    key: Box<dyn Any + Send + Sync>,
    extract: Extract,
    handles: AtomicUsize,
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} handles)", self.path, self.handles.load(Ordering::Relaxed))
    }
}

impl Live {
    /// A handle of what is extracted from a path. What shares type, path and key is extracted once.
    pub(crate) fn handle<T: Send + Sync + 'static, K: PartialEq + Send + Sync + 'static>(
        self: &Arc<Self>,
        path: KeyPath,
        key: K,
        extract: impl Fn(&Snapshot, &KeyPath) -> Result<T> + Send + Sync + 'static,
    ) -> Result<ConfigHandle<T>> {
        let number = self.register(path, key, extract);
        // From here on the registration counts, and is given back when this is dropped.
        let followed = Following { live: Arc::clone(self), number };
        loop {
            let snapshot = self.snapshot();
            self.value(&snapshot, number)?;
            // A reload that looked at the registrations before this one was there must publish its value, too.
            if let Some(next) = &*self.pending.load() {
                self.value(next, number)?;
            }
            if Arc::ptr_eq(&snapshot, &self.load()) {
                return Ok(ConfigHandle::following(followed));
            }
        }
    }

    fn register<T: Send + Sync + 'static, K: PartialEq + Send + Sync + 'static>(
        &self,
        path: KeyPath,
        key: K,
        extract: impl Fn(&Snapshot, &KeyPath) -> Result<T> + Send + Sync + 'static,
    ) -> usize {
        let type_of_value = TypeId::of::<T>();
        let is_it = |one: &Registration| {
            let same = one.type_of_value == type_of_value && one.path == path;
            same && one.key.downcast_ref() == Some(&key)
        };
        if let Some((number, registration)) = self.registrations.iter().find(|(_, one)| is_it(one)) {
            registration.handles.fetch_add(1, Ordering::SeqCst);
            return number;
        }
        let extract: Extract = Box::new(move |snapshot, path| Ok(Arc::new(extract(snapshot, path)?)));
        let (key, handles) = (Box::new(key), AtomicUsize::new(1));
        self.registrations.push(Registration { path, type_of_value, key, extract, handles })
    }

    /// The value of a registration in a snapshot, extracted if it has not been.
    fn value<'s>(&self, snapshot: &'s Snapshot, number: usize) -> Result<&'s AnyValue> {
        while snapshot.values.count() <= number {
            snapshot.values.push(OnceLock::new());
        }
        let missing =
            || Error::from(Diagnostic::error(crate::diagnostics::Code::PathNotFound, "no such handle"));
        // The place may still be written by another, which is a matter of moments.
        let place = loop {
            match snapshot.values.get(number) {
                Some(place) => break place,
                None => std::hint::spin_loop(),
            }
        };
        if let Some(value) = place.get() {
            return Ok(value);
        }
        let registration = self.registrations.get(number).ok_or_else(missing)?;
        let watch = Stopwatch::start();
        let path = &registration.path;
        let extract = || (registration.extract)(snapshot, path);
        let value = within(Step::Extract(path), extract);
        self.metrics.extracted_for_handle(watch);
        let value = value?;
        // Another may have been faster; then both are the same.
        let _ = place.set(value);
        place.get().ok_or_else(missing)
    }

    /// Takes over the values of handles that lie beside everything that may be new.
    pub(super) fn keep_values(&self, before: &Snapshot, next: &Snapshot, touched: &HashSet<String>) {
        let beside = |path: &KeyPath| first_key(path).is_some_and(|key| !touched.contains(key));
        // One that is being registered right now has no value yet.
        for number in 0..self.registrations.count() {
            let kept = self.registrations.get(number).filter(|registration| beside(&registration.path));
            let value = kept.and_then(|_| before.values.get(number)?.get().cloned());
            next.values.push(value.map_or_else(OnceLock::new, OnceLock::from));
        }
    }

    /// Extracts the value of every handle from a snapshot that is to be published; all that cannot be, in one error.
    pub(super) fn extract_all(&self, next: &Snapshot) -> Result<()> {
        let in_use = self.registrations.iter().filter(|(_, one)| one.handles.load(Ordering::SeqCst) > 0);
        let faults = in_use.filter_map(|(number, _)| self.value(next, number).err());
        let faults: Vec<Diagnostic> = faults.flat_map(Error::into_diagnostics).collect();
        if faults.is_empty() { Ok(()) } else { Err(Error::new(faults)) }
    }
}

/// What the handles of one registration share. The last one gives it back.
struct Following {
    live: Arc<Live>,
    number: usize,
}

impl Following {
    fn read<T: Send + Sync + 'static>(&self, snapshot: &Snapshot) -> Result<Arc<T>, HandleError> {
        let value = snapshot.values.get(self.number).and_then(OnceLock::get);
        let value = value.and_then(|value| Arc::clone(value).downcast().ok());
        value.ok_or(HandleError::Unknown { id: self.number as u64 + 1 })
    }
}

impl<T: Send + Sync + 'static> Followed<T> for Following {
    fn id(&self) -> u64 {
        self.number as u64 + 1
    }

    fn version(&self) -> &Arc<AtomicU64> {
        &self.live.version
    }

    fn value(&self) -> Result<(u64, Arc<T>), HandleError> {
        let snapshot = self.live.load();
        Ok((snapshot.generation, self.read(&snapshot)?))
    }

    fn home(&self) -> u64 {
        self.live.id
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        if let Some(registration) = self.live.registrations.get(self.number) {
            registration.handles.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

impl Snapshot {
    /// The value of a handle in this generation, whatever has been published since. Several handles that are read
    /// through one snapshot never show different generations.
    ///
    /// # Errors
    /// If the handle is of another configuration, or was made after the next generation was published.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// std::fs::write(&file, "min = 1\nmax = 9").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// let (min, max) = (config.handle::<u8>("min")?, config.handle::<u8>("max")?);
    /// let snapshot = config.snapshot();
    /// std::fs::write(&file, "min = 10\nmax = 90").unwrap();
    /// config.reload()?;
    /// assert_eq!((*snapshot.read_handle(&min)?, *snapshot.read_handle(&max)?), (1, 9));
    /// assert_eq!((*min.load()?, *max.load()?), (10, 90));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_handle<T: Send + Sync + 'static>(&self, handle: &ConfigHandle<T>) -> Result<&T, HandleError> {
        let foreign = HandleError::Foreign { id: handle.id() };
        let followed = handle.followed().filter(|followed| followed.home() == self.home).ok_or(foreign)?;
        let number = usize::try_from(followed.id() - 1).map_err(|_| foreign)?;
        let value = self.values.get(number).and_then(OnceLock::get);
        value.and_then(|value| value.downcast_ref()).ok_or(HandleError::Unknown { id: followed.id() })
    }
}
