//! Keeping a configuration live: noticing that files may have changed, reloading as a transaction, publishing, and
//! telling who wants to know.
//!
//! A [`Watch`] has a thread of its own, which sleeps until a [`mailbox`](self::mailbox) rings: because the one native
//! watcher of the process ([`native`](self::native)) saw something near one of its paths, or because it is time to poll.
//! It then walks the [`chain`](self::chain) of links to the real file again, watches what is new on it, compares
//! [fingerprints](self::fingerprint), and reports when things have been quiet for a while
//! ([`debounce`](self::debounce)). Then [`Live`] reloads.

#[cfg(feature = "hot-reload")]
mod chain;
mod change;
mod changes;
#[cfg(feature = "hot-reload")]
mod debounce;
#[cfg(feature = "hot-reload")]
mod entry;
// Its readers are none of the models.
#[cfg(test)]
#[cfg(not(superconfig_loom))]
#[cfg(all(unix, feature = "json", feature = "toml", feature = "env"))]
mod failing;
#[cfg(feature = "hot-reload")]
mod fingerprint;
mod handles;
mod hot;
mod live;
#[cfg(feature = "hot-reload")]
mod mailbox;
#[cfg(feature = "hot-reload")]
mod native;
mod revision;
mod status;
mod subscribe;
#[cfg(feature = "hot-reload")]
mod system;
#[cfg(test)]
#[cfg(feature = "hot-reload")]
mod tests;
mod transaction;
#[cfg(feature = "hot-reload")]
mod watch;
#[cfg(feature = "hot-reload")]
mod worker;

pub use change::Change;
pub use changes::{Changes, Update};
pub use hot::ReloadOptions;
pub(crate) use live::Live;
pub(crate) use revision::Scope;
pub use status::{LiveStatus, WatchedPath};
pub use subscribe::Subscription;
pub(crate) use subscribe::below;
#[cfg(all(test, feature = "hot-reload"))]
use watch::{Batch, Watched};
#[cfg(feature = "hot-reload")]
use watch::{How, Watch, WatchOptions};

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Locks, also after a panic: what these locks guard is in order at every moment. None of them is ever taken by a
/// reader.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The end of some time from now; `None`, for ever, if it cannot be counted.
fn deadline_after(timeout: Duration) -> Option<Instant> {
    Instant::now().checked_add(timeout)
}

/// Waits for a signal; `None` once the deadline is over.
fn wait_until<'m, T>(
    signal: &Condvar,
    guard: MutexGuard<'m, T>,
    deadline: Option<Instant>,
) -> Option<MutexGuard<'m, T>> {
    let Some(deadline) = deadline else {
        return Some(signal.wait(guard).unwrap_or_else(PoisonError::into_inner));
    };
    let left = deadline.saturating_duration_since(Instant::now());
    let waited = || signal.wait_timeout(guard, left).unwrap_or_else(PoisonError::into_inner).0;
    (!left.is_zero()).then(waited)
}
