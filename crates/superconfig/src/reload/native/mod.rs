//! The one native watcher of the process: who gets which of its events.

mod hub;
#[cfg(target_os = "linux")]
mod inotify;
#[cfg(any(not(target_os = "linux"), test))]
mod portable;

pub(super) use hub::Hub;
#[cfg(test)]
pub(super) use hub::Table;
#[cfg(all(test, target_os = "linux"))]
pub(super) use inotify::Inotify;
#[cfg(test)]
pub(super) use portable::Portable;

use super::chain::Place;
use std::ffi::OsStr;
use std::io;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// One thing that is watched; the same thing has the same token however often it is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Token(pub(super) u64);

/// A source of events.
pub(super) trait Native: Send + Sync {
    /// `None` if this kind of place needs no watch here.
    fn add(&self, place: &Place) -> io::Result<Option<Token>>;
    fn remove(&self, token: Token);
}

#[derive(Debug)]
pub(super) enum Event<'a> {
    /// Something happened to a thing that is watched, or if there is a name, to what has that name in it.
    Touched { token: Token, name: Option<&'a OsStr>, writing: Option<bool> },
    /// A thing is no longer watched, as it is gone.
    Gone(Token),
    /// Events were lost.
    Overflow,
    /// There will be no more events.
    Ended,
}

/// Made when it is needed, gone when nobody needs it any more.
static SHARED: Mutex<Weak<Hub>> = Mutex::new(Weak::new());

/// The watcher of this process.
pub(super) fn shared() -> io::Result<Arc<Hub>> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(hub) = shared.upgrade().filter(|hub| hub.is_alive()) {
        return Ok(hub);
    }
    let hub = Hub::start(|table| {
        #[cfg(target_os = "linux")]
        let native = inotify::Inotify::start(table)?;
        #[cfg(not(target_os = "linux"))]
        let native = portable::Portable::start(table)?;
        Ok(Box::new(native))
    })?;
    *shared = Arc::downgrade(&hub);
    Ok(hub)
}
