//! Values that tell of their end, and how long to wait for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// Longer than any test waits if all is well.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// Shorter than anything that a test does next.
pub(crate) const AT_ONCE: Duration = Duration::ZERO;
/// Longer than the tests run.
pub(crate) const LONG: Duration = Duration::from_secs(86_400);

/// Tells when it is dropped.
pub(crate) struct Told(pub(crate) Sender<&'static str>, pub(crate) &'static str);

impl Drop for Told {
    fn drop(&mut self) {
        let _ = self.0.send(self.1);
    }
}

pub(crate) fn told(name: &'static str) -> (Told, Receiver<&'static str>) {
    let (sender, receiver) = channel();
    (Told(sender, name), receiver)
}

/// Counts in both directions.
pub(crate) struct Counted(Arc<AtomicUsize>);

impl Counted {
    pub(crate) fn new(alive: &Arc<AtomicUsize>) -> Self {
        alive.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(alive))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
