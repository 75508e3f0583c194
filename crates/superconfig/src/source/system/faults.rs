//! Operations on files that fail as a test wants it.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering::SeqCst};

/// Which operations fail. Counts those of all threads that it is installed in, and of no others: tests run beside each
/// other.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    asked: AtomicU64,
    /// Operations with these numbers fail, from 1: the first one and the last one.
    first: AtomicU64,
    last: AtomicU64,
    error: AtomicI32,
}

thread_local! {
    static INSTALLED: RefCell<Option<Arc<Faults>>> = const { RefCell::new(None) };
}

impl Faults {
    /// From now on on this thread. Ends with the thread.
    pub(crate) fn install(self: &Arc<Self>) {
        INSTALLED.with_borrow_mut(|installed| *installed = Some(Arc::clone(self)));
    }

    /// Lets the n-th operation from now on fail, from 1, or it and all after it.
    pub(crate) fn fail(&self, nth: u64, and_after: bool, error: i32) {
        self.last.store(0, SeqCst);
        self.asked.store(0, SeqCst);
        self.error.store(error, SeqCst);
        self.first.store(nth, SeqCst);
        self.last.store(if and_after { u64::MAX } else { nth }, SeqCst);
    }

    /// Lets nothing fail any more; tells whether anything did.
    pub(crate) fn end(&self) -> bool {
        self.last.store(0, SeqCst);
        self.asked.load(SeqCst) >= self.first.load(SeqCst)
    }

    /// To be asked before every operation.
    pub(crate) fn check(&self) -> io::Result<()> {
        let number = self.asked.fetch_add(1, SeqCst) + 1;
        if (self.first.load(SeqCst)..=self.last.load(SeqCst)).contains(&number) {
            return Err(io::Error::from_raw_os_error(self.error.load(SeqCst)));
        }
        Ok(())
    }
}

/// Fails if the faults of this thread say so.
pub(super) fn may_fail() -> io::Result<()> {
    INSTALLED.with_borrow(|installed| installed.as_ref().map_or(Ok(()), |faults| faults.check()))
}
