//! From ids to cells: an array of slots whose places are used again, and never an id.

use super::cell::{AnyCell, Cell, End};
use super::clock::{Clock, NEVER};
use super::error::HandleError;
use super::free_list::FreeList;
use super::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use super::sync::{Slots, Swap};
use std::sync::Arc;
use std::time::Duration;

/// An id is the slot's number, from 1, in the lower half, and how often the slot was used before in the upper half.
/// So the first ids are 1, 2, 3, and none comes twice.
const USED_ONCE: u64 = 1 << 32;

/// What a slot holds. The id stands inside what is loaded in one step, so a slot that got another tenant in the
/// meantime is noticed.
struct Held {
    id: u64,
    cell: Arc<dyn AnyCell>,
}

struct Slot {
    /// The id of the tenant, or of the next one. Changed by the only one who took the tenant out.
    id: AtomicU64,
    held: Swap<Held>,
    /// For the list of free slots.
    link: AtomicU32,
}

/// All entries of a registry.
pub(crate) struct Table {
    slots: Slots<Slot>,
    free: FreeList,
    len: AtomicUsize,
    capacity: usize,
    pub(crate) clock: Clock,
    pub(crate) created: AtomicU64,
    pub(crate) removed: AtomicU64,
    pub(crate) expired: AtomicU64,
}

impl Table {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            slots: Slots::new(),
            free: FreeList::new(),
            len: AtomicUsize::new(0),
            // A slot's number has 32 bits, and zero is no number.
            capacity: capacity.min(u32::MAX as usize - 1),
            clock: Clock::new(),
            created: AtomicU64::new(0),
            removed: AtomicU64::new(0),
            expired: AtomicU64::new(0),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    pub(crate) fn insert<T: Send + Sync + 'static>(
        &self,
        value: T,
        measure: fn(&T) -> usize,
        ttl: Option<Duration>,
    ) -> Result<Arc<Cell<T>>, T> {
        let room = |len: usize| (len < self.capacity).then_some(len + 1);
        if self.len.fetch_update(Ordering::AcqRel, Ordering::Acquire, room).is_err() {
            return Err(value);
        }
        let Some(slot) = self.empty_slot() else {
            self.len.fetch_sub(1, Ordering::AcqRel);
            return Err(value);
        };
        let id = slot.id.load(Ordering::Acquire);
        let cell = Arc::new(Cell::new(id, value, measure, self.clock, ttl));
        slot.held.store(Some(Arc::new(Held { id, cell: Arc::clone(&cell) as Arc<dyn AnyCell> })));
        self.created.fetch_add(1, Ordering::Relaxed);
        Ok(cell)
    }

    /// A slot that nobody else has: one that became free, or a new one.
    fn empty_slot(&self) -> Option<&Slot> {
        let link = |index: u32| self.slots.get(index as usize).map(|slot| &slot.link);
        if let Some(index) = self.free.pop(link) {
            return self.slots.get(index as usize);
        }
        let slot = Slot { id: AtomicU64::new(0), held: Swap::new(None), link: AtomicU32::new(0) };
        let index = self.slots.push(slot);
        let slot = self.slots.get(index)?;
        let number = u32::try_from(index).ok()?.checked_add(1)?;
        slot.id.store(u64::from(number), Ordering::Release);
        Some(slot)
    }

    fn slot(&self, id: u64) -> Option<(u32, &Slot)> {
        let number = (id & u64::from(u32::MAX)) as u32;
        let index = number.checked_sub(1)?;
        Some((index, self.slots.get(index as usize)?))
    }

    /// The cell of an id, with one more handle counted.
    pub(crate) fn acquire<T: Send + Sync + 'static>(&self, id: u64) -> Result<Arc<Cell<T>>, HandleError> {
        let unknown = HandleError::Unknown { id };
        let held = self.slot(id).and_then(|(_, slot)| slot.held.load_full()).filter(|held| held.id == id);
        let cell = Arc::clone(&held.ok_or(unknown)?.cell);
        let found = cell.type_name();
        let wrong = HandleError::WrongType { id, expected: std::any::type_name::<T>(), found };
        let cell = cell.as_any().downcast::<Cell<T>>().map_err(|_| wrong)?;
        if cell.acquire() { Ok(cell) } else { Err(unknown) }
    }

    /// Takes an entry out. Of several who try, one gets its cell: that one must end it.
    pub(crate) fn take(&self, id: u64, end: End) -> Option<Arc<dyn AnyCell>> {
        let (index, slot) = self.slot(id)?;
        let mut current = slot.held.load();
        loop {
            let held = Arc::clone(current.as_ref().filter(|held| held.id == id)?);
            let before = slot.held.compare_and_swap(&current, None);
            if before.as_ref().is_some_and(|before| Arc::ptr_eq(before, &held)) {
                self.give_back(index, slot, id, end);
                return Some(Arc::clone(&held.cell));
            }
            current = before;
        }
    }

    fn give_back(&self, index: u32, slot: &Slot, id: u64, end: End) {
        let counter = if end == End::Expired { &self.expired } else { &self.removed };
        counter.fetch_add(1, Ordering::Relaxed);
        self.len.fetch_sub(1, Ordering::AcqRel);
        // A slot that was used four thousand million times is left alone, so that no id comes twice.
        if let Some(next) = id.checked_add(USED_ONCE) {
            slot.id.store(next, Ordering::Release);
            self.free.push(index, &slot.link);
        }
    }

    /// Ends the entries whose time is over; tells how many, and when the next one ends.
    pub(crate) fn sweep(&self) -> (usize, u64) {
        let now = self.clock.now();
        let (mut ended, mut next) = (0, NEVER);
        for (_, slot) in self.slots.iter() {
            let Some(held) = slot.held.load_full() else { continue };
            let expires = held.cell.expires_at();
            if expires > now {
                next = next.min(expires);
            } else if held.cell.expire(expires)
                && let Some(cell) = self.take(held.id, End::Expired)
            {
                cell.close(End::Expired);
                ended += 1;
            }
        }
        (ended, next)
    }

    /// What the table and its entries take, in bytes.
    pub(crate) fn memory(&self) -> usize {
        let counts = 2 * size_of::<usize>();
        let held = size_of::<Held>() + counts;
        let entries = self.slots.iter().filter_map(|(_, slot)| slot.held.load_full());
        let entries: usize = entries.map(|entry| held + entry.cell.memory()).sum();
        size_of::<Self>() + allocated(self.slots.count()) * (size_of::<Slot>() + size_of::<usize>()) + entries
    }
}

/// How many slots are allocated for so many: in blocks of 32, 64, 128, and each when seven eighths of the one before
/// are used.
fn allocated(slots: usize) -> usize {
    let (mut allocated, mut block, mut enough) = (0, 32, 0);
    while slots > enough {
        enough = allocated + block - block / 8;
        allocated += block;
        block *= 2;
    }
    allocated
}
