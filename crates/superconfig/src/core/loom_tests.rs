//! Models of the registry: every order in which threads can take their steps, over the real code.
//!
//! `cargo xtask loom` runs them.

use super::cell::{Cell, End};
use super::clock::Clock;
use super::free_list::FreeList;
use super::sync::atomic::AtomicU32;
use super::table::Table;
use super::{ConfigRegistry, HandleError, RegistryOptions};
use loom::{model, thread};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn cell(value: u32) -> Arc<Cell<u32>> {
    Arc::new(Cell::new(1, value, |_| 0, Clock::new(), None))
}

/// Counts the values that are alive.
#[derive(Debug)]
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(alive: &Arc<AtomicUsize>) -> Self {
        alive.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(alive))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

// The value of an entry.

#[test]
fn a_read_is_never_torn_nor_older_than_the_one_before() {
    model(|| {
        let cell = cell(0);
        let writer = thread::spawn({
            let cell = Arc::clone(&cell);
            move || (1..=2).for_each(|number| assert_eq!(cell.update(number).map(|old| *old), Ok(number - 1)))
        });
        let reader = thread::spawn({
            let cell = Arc::clone(&cell);
            move || {
                let first = cell.load().map(|guard| guard.as_deref().copied());
                let second = cell.get().map(|value| Some(*value));
                assert!(first.unwrap() <= second.unwrap());
            }
        });
        writer.join().unwrap();
        reader.join().unwrap();
        assert_eq!(cell.get().map(|value| *value), Ok(2));
    });
}

#[test]
fn of_two_updates_each_value_is_given_back_once() {
    model(|| {
        let cell = cell(0);
        let other = Arc::clone(&cell);
        let writer = thread::spawn(move || *other.update(1).unwrap());
        let mut seen = [*cell.update(2).unwrap(), writer.join().unwrap(), *cell.get().unwrap()];
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2]);
    });
}

#[test]
fn an_update_never_brings_back_what_has_ended() {
    model(|| {
        let cell = cell(0);
        let other = Arc::clone(&cell);
        let ender = thread::spawn(move || *other.end(End::Removed).unwrap());
        let updated = cell.update(1);
        let last = ender.join().unwrap();
        assert_eq!(cell.get(), Err(HandleError::Removed { id: 1 }));
        match updated {
            Ok(before) => assert_eq!((*before, last), (0, 1)),
            Err(error) => assert_eq!((error, last), (HandleError::Removed { id: 1 }, 0)),
        }
    });
}

// The count of handles.

#[test]
fn the_last_of_several_drops_frees_once() {
    model(|| {
        let registry = ConfigRegistry::new();
        let alive = Arc::new(AtomicUsize::new(0));
        let handle = registry.insert(Counted::new(&alive));
        let clone = handle.clone();
        let dropper = thread::spawn(move || {
            let another = clone.clone();
            drop(clone);
            drop(another);
        });
        drop(handle);
        dropper.join().unwrap();
        assert_eq!((registry.len(), alive.load(Ordering::SeqCst)), (0, 0));
        assert_eq!(registry.stats().removed, 1);
    });
}

#[test]
fn a_look_up_by_id_finds_a_living_entry_or_none() {
    model(|| {
        let registry = ConfigRegistry::new();
        let alive = Arc::new(AtomicUsize::new(0));
        let handle = registry.insert(Counted::new(&alive));
        let (id, other) = (handle.id(), registry.clone());
        let finder = thread::spawn(move || match other.handle::<Counted>(id) {
            Ok(found) => assert!(found.get().is_ok(), "its handle keeps it"),
            Err(error) => assert_eq!(error, HandleError::Unknown { id }),
        });
        drop(handle);
        finder.join().unwrap();
        assert_eq!((registry.len(), alive.load(Ordering::SeqCst)), (0, 0));
    });
}

// Removal against everything else.

#[test]
fn of_two_removals_one_gets_the_value() {
    model(|| {
        let registry = ConfigRegistry::new();
        let handle = registry.insert(7);
        let (other, clone) = (registry.clone(), handle.clone());
        let remover = thread::spawn(move || other.remove(clone).is_ok());
        let here = registry.remove(handle).is_ok();
        assert!(here ^ remover.join().unwrap());
        let stats = registry.stats();
        assert_eq!((stats.total_handles, stats.removed), (0, 1));
    });
}

#[test]
fn a_removal_gives_the_value_of_an_update_that_succeeded() {
    model(|| {
        let registry = ConfigRegistry::new();
        let handle = registry.insert(0);
        let (other, clone) = (registry.clone(), handle.clone());
        let updater = thread::spawn(move || other.update(&clone, 1).is_ok());
        let last = *registry.remove(handle).unwrap();
        assert_eq!(last, i32::from(updater.join().unwrap()));
        assert!(registry.is_empty());
    });
}

#[test]
fn a_removal_and_the_last_drop_end_an_entry_once() {
    model(|| {
        let registry = ConfigRegistry::new();
        let alive = Arc::new(AtomicUsize::new(0));
        let handle = registry.insert(Counted::new(&alive));
        let clone = handle.clone();
        let dropper = thread::spawn(move || drop(clone));
        assert!(registry.remove(handle).is_ok());
        dropper.join().unwrap();
        assert_eq!((registry.stats().removed, alive.load(Ordering::SeqCst)), (1, 0));
    });
}

#[test]
fn a_stale_id_never_reaches_the_next_tenant() {
    model(|| {
        let registry = ConfigRegistry::new();
        let handle = registry.insert(1);
        let (stale, other) = (handle.id(), registry.clone());
        let finder = thread::spawn(move || {
            let found = other.handle::<i32>(stale).and_then(|found| found.get());
            assert!(found.is_err() || found.is_ok_and(|value| *value == 1));
        });
        drop(registry.remove(handle));
        let next = registry.insert(2);
        finder.join().unwrap();
        assert_ne!(next.id(), stale);
        assert_eq!((*next.get().unwrap(), registry.len()), (2, 1));
    });
}

#[test]
fn a_stale_handle_never_removes_the_next_tenant() {
    model(|| {
        let registry = ConfigRegistry::new();
        let handle = registry.insert(1);
        let (stale, other) = (handle.clone(), registry.clone());
        let remover = thread::spawn(move || other.remove(stale).is_ok());
        let here = registry.remove(handle).is_ok();
        let next = registry.insert(2);
        assert!(here ^ remover.join().unwrap());
        assert_eq!((*next.get().unwrap(), registry.len()), (2, 1));
    });
}

#[test]
fn two_insertions_share_no_slot() {
    model(|| {
        let registry = ConfigRegistry::new();
        // One slot that was used before, so that one of them takes it and the other makes another.
        drop(registry.insert(0));
        let other = registry.clone();
        let inserter = thread::spawn(move || other.insert(1));
        let (here, there) = (registry.insert(2), inserter.join().unwrap());
        assert_ne!(here.id() as u32, there.id() as u32);
        assert_eq!((*here.get().unwrap(), *there.get().unwrap(), registry.len()), (2, 1, 2));
    });
}

#[test]
fn a_registry_never_holds_more_than_it_may() {
    model(|| {
        let registry = ConfigRegistry::with_options(RegistryOptions::new().capacity(1));
        let other = registry.clone();
        let inserter = thread::spawn(move || other.try_insert(1).ok());
        let here = registry.try_insert(2).ok();
        let there = inserter.join().unwrap();
        assert!(here.is_some() ^ there.is_some());
        assert_eq!(registry.len(), 1);
    });
}

// Expiry.

#[test]
fn of_two_sweeps_one_ends_an_entry() {
    model(|| {
        let table = Arc::new(Table::new(usize::MAX));
        let cell = table.insert(1, |_| 0, Some(std::time::Duration::ZERO)).unwrap();
        let other = Arc::clone(&table);
        let sweeper = thread::spawn(move || other.sweep().0);
        assert_eq!(table.sweep().0 + sweeper.join().unwrap(), 1);
        assert_eq!((cell.get(), table.len()), (Err(HandleError::Expired { id: 1 }), 0));
    });
}

#[test]
fn what_has_expired_once_stays_so() {
    model(|| {
        let cell = Arc::new(Cell::new(1, 0, |_| 0, Clock::new(), Some(std::time::Duration::from_nanos(1))));
        let other = Arc::clone(&cell);
        let updater = thread::spawn(move || drop(other.update(1)));
        if !cell.is_alive() {
            assert!(!cell.is_alive(), "also if an update is under way");
        }
        updater.join().unwrap();
    });
}

// The list of free slots.

/// Pops with the links of all.
fn pop(list: &FreeList, links: &[AtomicU32]) -> Option<u32> {
    list.pop(|index| links.get(index as usize))
}

/// With three threads there are too many orders for all: here no more than three times is a thread made to wait that
/// could go on (loom's preemption bound).
#[test]
fn the_free_list_gives_each_index_once() {
    let mut bounded = model::Builder::new();
    bounded.preemption_bound = Some(3);
    bounded.check(|| {
        let free = Arc::new((FreeList::new(), [(); 3].map(|()| AtomicU32::new(0))));
        let (list, links) = &*free;
        list.push(0, &links[0]);
        list.push(1, &links[1]);
        // Takes two and puts the first back while another takes: the head is the same again, what is below is not.
        let other = Arc::clone(&free);
        let popper = thread::spawn(move || pop(&other.0, &other.1));
        let other = Arc::clone(&free);
        let pusher = thread::spawn(move || other.0.push(2, &other.1[2]));
        let (first, second) = (pop(list, links), pop(list, links));
        if let Some(first) = first {
            list.push(first, &links[first as usize]);
        }
        let there = popper.join().unwrap();
        pusher.join().unwrap();
        let rest = std::iter::from_fn(|| pop(list, links));
        let mut all: Vec<_> = rest.chain(second).chain(there).collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    });
}
