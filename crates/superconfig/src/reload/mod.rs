//! Keeping a configuration live: reloading as a transaction, publishing, and telling who wants to know.

mod change;
mod changes;
mod handles;
mod live;
mod status;
mod subscribe;
mod transaction;

pub use change::Change;
pub use changes::{Changes, Update};
pub(crate) use live::Live;
pub use status::LiveStatus;
pub use subscribe::Subscription;
pub(crate) use subscribe::{Event, below};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic: what these locks guard is in order at every moment. None of them is ever taken by a
/// reader.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
