//! The value of one entry, with the count of its handles.

use super::clock::{Clock, NEVER};
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

impl End {
    fn error(end: u8, id: u64) -> HandleError {
        match end {
            end if end == Self::Expired as u8 => HandleError::Expired { id },
            end if end == Self::Refused as u8 => HandleError::Full,
            _ => HandleError::Removed { id },
        }
    }
}

/// A value that is replaced in one step, and its life.
#[derive(Debug)]
pub(crate) struct Cell<T> {
    pub(crate) id: u64,
    value: Swap<T>,
    /// How many handles there are. From zero it never rises again.
    handles: AtomicUsize,
    /// An [`End`], or 0. Written before the value is taken away, so that whoever misses it knows why.
    end: AtomicU8,
    clock: Clock,
    ttl: Option<Duration>,
    /// When the entry ends, or [`NEVER`].
    expires: AtomicU64,
    /// What the value holds outside itself, in bytes, as far as is known.
    heap: AtomicUsize,
}

impl<T> Cell<T> {
    /// A value with one handle.
    pub(crate) fn new(id: u64, value: T, heap: usize, clock: Clock, ttl: Option<Duration>) -> Self {
        Self {
            id,
            value: Swap::new(Some(Arc::new(value))),
            handles: AtomicUsize::new(1),
            end: AtomicU8::new(0),
            clock,
            ttl,
            expires: AtomicU64::new(ttl.map_or(NEVER, |ttl| clock.after(ttl))),
            heap: AtomicUsize::new(heap),
        }
    }

    pub(crate) fn expires(&self) -> u64 {
        self.expires.load(Ordering::Acquire)
    }

    fn is_over(&self) -> bool {
        let expires = self.expires();
        expires != NEVER && expires <= self.clock.now()
    }

    /// Why there is no value.
    fn error(&self) -> HandleError {
        End::error(self.end.load(Ordering::Acquire), self.id)
    }

    /// The value, without counting a reference to it.
    pub(crate) fn load(&self) -> Result<SwapGuard<T>, HandleError> {
        let guard = self.value.load();
        match *guard {
            Some(_) if !self.is_over() => Ok(guard),
            Some(_) => Err(HandleError::Expired { id: self.id }),
            None => Err(self.error()),
        }
    }

    pub(crate) fn get(&self) -> Result<Arc<T>, HandleError> {
        let value = self.value.load_full().ok_or_else(|| self.error())?;
        if self.is_over() { Err(HandleError::Expired { id: self.id }) } else { Ok(value) }
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

    /// Whether a reader must look at more than the pointer.
    #[cfg(not(superconfig_loom))]
    pub(crate) fn check(&self) -> Result<(), HandleError> {
        if self.is_over() { Err(HandleError::Expired { id: self.id }) } else { Ok(()) }
    }

    #[cfg(not(superconfig_loom))]
    pub(crate) fn missing(&self) -> HandleError {
        self.error()
    }

    /// Replaces the value, and begins its time to live again. What has ended stays so.
    pub(crate) fn update(&self, value: T, heap: usize) -> Result<Arc<T>, HandleError> {
        self.renew()?;
        let value = Some(Arc::new(value));
        let mut current = self.value.load();
        while current.is_some() {
            let before = self.value.compare_and_swap(&current, value.clone());
            if same(&before, &current) {
                self.heap.store(heap, Ordering::Relaxed);
                return before.clone().ok_or_else(|| self.error());
            }
            current = before;
        }
        Err(self.error())
    }

    fn renew(&self) -> Result<(), HandleError> {
        let Some(ttl) = self.ttl else { return Ok(()) };
        let mut expires = self.expires();
        loop {
            if expires <= self.clock.now() {
                return Err(HandleError::Expired { id: self.id });
            }
            let later = self.clock.after(ttl);
            match self.expires.compare_exchange(expires, later, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Ok(()),
                Err(changed) => expires = changed,
            }
        }
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
        let mut handles = self.handles.load(Ordering::Acquire);
        loop {
            let Some(more) = handles.checked_add(1).filter(|_| handles > 0) else { return false };
            match self.handles.compare_exchange_weak(handles, more, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return true,
                Err(changed) => handles = changed,
            }
        }
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

/// What the allocator adds to a block, about.
const BLOCK: usize = 8;

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
        // From here on no update can renew it: zero is before every moment.
        self.expires.compare_exchange(expires, 0, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn close(&self, end: End) {
        drop(self.end(end));
    }

    fn memory(&self) -> usize {
        // Two blocks with the two counts of an `Arc` each: the cell, and the value.
        let counts = 2 * size_of::<usize>();
        let cell = size_of::<Self>() + counts + BLOCK;
        cell + size_of::<T>() + counts + BLOCK + self.heap.load(Ordering::Relaxed)
    }
}
