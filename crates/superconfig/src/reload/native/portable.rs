//! The watchers of other systems than Linux, through `notify`.

use super::hub::Table;
use super::{Event, Native, Token};
use crate::reload::chain::{Identity, Place, What};
use notify::event::{AccessKind, AccessMode};
use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(in crate::reload) struct Portable {
    watcher: Mutex<RecommendedWatcher>,
    watched: Arc<Mutex<HashMap<PathBuf, Watched>>>,
    next: AtomicU64,
}

#[derive(Clone, Copy)]
struct Watched {
    token: Token,
    identity: Identity,
}

impl Portable {
    pub(in crate::reload) fn start(table: Arc<Table>) -> io::Result<Self> {
        let watched = Arc::<Mutex<HashMap<PathBuf, Watched>>>::default();
        let known = Arc::clone(&watched);
        let deliver = move |event: notify::Result<notify::Event>| match event {
            Ok(event) if !event.need_rescan() => {
                let writing = matches!(event.kind, EventKind::Access(AccessKind::Close(AccessMode::Write)));
                // That a file is opened or read changes nothing.
                if writing || !event.kind.is_access() {
                    let gone = event.kind.is_remove();
                    event.paths.iter().for_each(|path| deliver(&table, &known, path, gone));
                }
            }
            _ => table.dispatch(&Event::Overflow),
        };
        let watcher = notify::recommended_watcher(deliver).map_err(into_io)?;
        Ok(Self { watcher: Mutex::new(watcher), watched, next: AtomicU64::new(1) })
    }
}

/// An event of a path concerns whoever watches it, or its directory.
fn deliver(table: &Table, known: &Mutex<HashMap<PathBuf, Watched>>, path: &Path, gone: bool) {
    let token = |path: &Path| lock(known).get(path).map(|watched| watched.token);
    if let Some(token) = token(path) {
        table.dispatch(&Event::Touched { token, name: None, writing: None });
        if gone {
            lock(known).remove(path);
            table.dispatch(&Event::Gone(token));
        }
    }
    if let (Some(token), Some(name)) = (path.parent().and_then(token), path.file_name()) {
        table.dispatch(&Event::Touched { token, name: Some(name), writing: None });
    }
}

impl Native for Portable {
    fn add(&self, place: &Place) -> io::Result<Option<Token>> {
        // There is no way to watch a directory for itself alone.
        if place.what == What::Itself {
            return Ok(None);
        }
        let known = lock(&self.watched).get(&place.path).copied();
        match known {
            Some(known) if known.identity == place.identity => return Ok(Some(known.token)),
            Some(known) => self.remove(known.token),
            None => {}
        }
        // It must be known before the first event. No lock is held while watching: `notify` waits for its thread, which
        // may be delivering.
        let token = Token(self.next.fetch_add(1, Ordering::Relaxed));
        let watched = Watched { token, identity: place.identity };
        lock(&self.watched).insert(place.path.clone(), watched);
        let result = lock(&self.watcher).watch(&place.path, RecursiveMode::NonRecursive);
        match result {
            Ok(()) => Ok(Some(token)),
            Err(error) => {
                lock(&self.watched).remove(&place.path);
                Err(into_io(error))
            }
        }
    }

    fn remove(&self, token: Token) {
        let path = {
            let mut watched = lock(&self.watched);
            let path =
                watched.iter().find(|(_, watched)| watched.token == token).map(|(path, _)| path.clone());
            path.inspect(|path| {
                watched.remove(path);
            })
        };
        if let Some(path) = path {
            // It fails if what was watched is gone.
            let _ = lock(&self.watcher).unwatch(&path);
        }
    }
}

fn into_io(error: notify::Error) -> io::Error {
    match error.kind {
        ErrorKind::Io(error) => error,
        ErrorKind::PathNotFound => io::ErrorKind::NotFound.into(),
        ErrorKind::MaxFilesWatch => io::Error::other("the limit of watches is reached"),
        kind => io::Error::other(format!("{kind:?}")),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
