//! The places of removed entries, ready to be used again: a Treiber stack of indexes.

use super::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// A stack of indexes. The links are with the caller, one for each index.
///
/// The head is an index and a tag in one word. Every change gives it another tag, so a head that was taken off and
/// put back in the meantime is not mistaken for the one that was read (the ABA problem). For that, one pop would have
/// to stand still for exactly 2^32 changes, or a multiple.
#[derive(Debug)]
pub(crate) struct FreeList {
    /// Zero in the lower half means that the stack is empty: links hold the index plus one.
    head: AtomicU64,
}

impl FreeList {
    pub(crate) fn new() -> Self {
        Self { head: AtomicU64::new(0) }
    }

    /// Puts an index on the stack that is not on it.
    pub(crate) fn push(&self, index: u32, link: &AtomicU32) {
        let mut head = self.head.load(Ordering::Acquire);
        loop {
            link.store(top(head), Ordering::Release);
            match self.head.compare_exchange_weak(
                head,
                next_head(head, index + 1),
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => return,
                Err(changed) => head = changed,
            }
        }
    }

    /// Takes the last index that was put on the stack. `link` finds the link of an index.
    pub(crate) fn pop<'l>(&self, link: impl Fn(u32) -> Option<&'l AtomicU32>) -> Option<u32> {
        let mut head = self.head.load(Ordering::Acquire);
        loop {
            let index = top(head).checked_sub(1)?;
            // Another may take it now and change its link; then the tag differs, and this is tried again.
            let below = link(index)?.load(Ordering::Acquire);
            match self.head.compare_exchange_weak(
                head,
                next_head(head, below),
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => return Some(index),
                Err(changed) => head = changed,
            }
        }
    }
}

/// The link of the first index: the index plus one, or zero.
fn top(head: u64) -> u32 {
    (head & u64::from(u32::MAX)) as u32
}

fn next_head(head: u64, top: u32) -> u64 {
    let tag = (head >> 32).wrapping_add(1) << 32;
    tag | u64::from(top)
}
