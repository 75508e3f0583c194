//! The value of one entry, with the count of its handles.

use super::clock::{Clock, NEVER, OVER};
use super::error::HandleError;
use super::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use super::sync::{Swap, SwapGuard};
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

/// Why an entry has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum End {
    Removed = 1,
    Expired = 2,
    /// It never was: the registry was full.
    Refused = 3,
}

/// A value that is replaced in one step, and its life.
pub(crate) struct Cell<T> {
    pub(crate) id: u64,
    value: Swap<T>,
    /// How many handles there are. From zero it never rises again.
    handles: AtomicUsize,
    /// An [`End`], or 0. Written before the value is taken away, so that whoever misses it knows why.
    end: AtomicU8,
    clock: Clock,
    ttl: Option<Duration>,
    /// When the entry ends, or [`NEVER`]. From [`OVER`] it never changes again.
    expires: AtomicU64,
    /// Tells what a value holds outside itself, in bytes.
    measure: fn(&T) -> usize,
}

impl<T> Cell<T> {
    /// A value with one handle.
    pub(crate) fn new(
        id: u64,
        value: T,
        measure: fn(&T) -> usize,
        clock: Clock,
        ttl: Option<Duration>,
    ) -> Self {
        Self {
            id,
            value: Swap::new(Some(Arc::new(value))),
            handles: AtomicUsize::new(1),
            end: AtomicU8::new(0),
            clock,
            ttl,
            expires: AtomicU64::new(ttl.map_or(NEVER, |ttl| clock.after(ttl))),
            measure,
        }
    }

    pub(crate) fn expires(&self) -> u64 {
        self.expires.load(Ordering::Acquire)
    }

    /// Whether the time to live is over. Whoever sees that makes it final, so that nobody finds the entry alive again.
    #[inline]
    pub(crate) fn is_over(&self) -> bool {
        let expires = self.expires();
        expires != NEVER && self.is_past(expires)
    }

    /// Out of the way of reads of what never ends, as is `error`.
    #[cold]
    #[inline(never)]
    fn is_past(&self, expires: u64) -> bool {
        expires <= self.clock.now() && self.finish(expires)
    }

    /// Ends the time to live for good, unless it was renewed: `expires` is when it was to end.
    fn finish(&self, expires: u64) -> bool {
        let ended = self.expires.compare_exchange(expires, OVER, Ordering::AcqRel, Ordering::Acquire);
        ended.is_ok() || ended == Err(OVER)
    }

    /// Why there is no value. One that was taken out of the table a moment ago has no [`End`] yet.
    #[cold]
    #[inline(never)]
    pub(crate) fn error(&self) -> HandleError {
        let end = self.end.load(Ordering::Acquire);
        if end == End::Refused as u8 {
            HandleError::Full
        } else if end == End::Expired as u8 || (end == 0 && self.is_over()) {
            HandleError::Expired { id: self.id }
        } else {
            HandleError::Removed { id: self.id }
        }
    }

    /// The value, without counting a reference to it.
    pub(crate) fn load(&self) -> Result<SwapGuard<T>, HandleError> {
        let guard = self.value.load();
        if guard.is_some() && !self.is_over() { Ok(guard) } else { Err(self.error()) }
    }

    pub(crate) fn get(&self) -> Result<Arc<T>, HandleError> {
        self.value.load_full().filter(|_| !self.is_over()).ok_or_else(|| self.error())
    }

    /// Whether there is a value to be read.
    pub(crate) fn is_alive(&self) -> bool {
        self.load().is_ok()
    }

    /// The place of the value, for readers that keep a copy of their own.
    #[cfg(not(superconfig_loom))]
    pub(crate) fn place(&self) -> &Swap<T> {
        &self.value
    }

    /// Replaces the value, and begins its time to live again. What has ended stays so.
    pub(crate) fn update(&self, value: T) -> Result<Arc<T>, HandleError> {
        self.renew()?;
        let value = Some(Arc::new(value));
        let mut current = self.value.load();
        while current.is_some() {
            let before = self.value.compare_and_swap(&current, value.clone());
            if same(&before, &current) {
                return before.clone().ok_or_else(|| self.error());
            }
            current = before;
        }
        Err(self.error())
    }

    fn renew(&self) -> Result<(), HandleError> {
        let Some(ttl) = self.ttl else { return Ok(()) };
        let mut expires = self.expires();
        while expires > self.clock.now() || !self.finish(expires) {
            let later = self.clock.after(ttl);
            match self.expires.compare_exchange(expires, later, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Ok(()),
                Err(changed) => expires = changed,
            }
        }
        Err(self.error())
    }

    /// Takes the value away; the readers that have it keep it.
    pub(crate) fn end(&self, end: End) -> Option<Arc<T>> {
        self.end.store(end as u8, Ordering::Release);
        self.value.swap(None)
    }

    /// One more handle of one that is counted, so that the count is not zero.
    pub(crate) fn share(&self) {
        self.handles.fetch_add(1, Ordering::Relaxed);
    }

    /// One more handle, unless the last one is gone.
    pub(crate) fn acquire(&self) -> bool {
        let one_more = |handles: usize| handles.checked_add(1).filter(|_| handles > 0);
        self.handles.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).is_ok()
    }

    /// One handle less; tells whether it was the last.
    pub(crate) fn release(&self) -> bool {
        self.handles.fetch_sub(1, Ordering::AcqRel) == 1
    }
}

fn same<T>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
    a.as_ref().map(Arc::as_ptr) == b.as_ref().map(Arc::as_ptr)
}

/// A cell of any type, as the table keeps it.
pub(crate) trait AnyCell: Send + Sync {
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
    fn type_name(&self) -> &'static str;
    fn expires_at(&self) -> u64;
    /// Ends the entry, unless it was given more time: `expires` is when it was to end.
    fn expire(&self, expires: u64) -> bool;
    fn close(&self, end: End);
    /// What the cell and its value take, in bytes.
    fn memory(&self) -> usize;
}

impl<T: Send + Sync + 'static> AnyCell for Cell<T> {
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }

    fn type_name(&self) -> &'static str {
        std::any::type_name::<T>()
    }

    fn expires_at(&self) -> u64 {
        self.expires()
    }

    fn expire(&self, expires: u64) -> bool {
        self.finish(expires)
    }

    fn close(&self, end: End) {
        drop(self.end(end));
    }

    fn memory(&self) -> usize {
        // Two blocks with the two counts of an `Arc` each: the cell, and the value.
        let counts = 2 * size_of::<usize>();
        let cell = size_of::<Self>() + counts;
        let heap = self.value.load().as_ref().map_or(0, |value| (self.measure)(value));
        cell + size_of::<T>() + counts + heap
    }
}
