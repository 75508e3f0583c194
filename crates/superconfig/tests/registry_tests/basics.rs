//! Inserting, reading, updating, removing, cloning, dropping.

use crate::support::{Counted, Told, told};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use superconfig::{ConfigHandle, ConfigRegistry, HandleError};

#[test]
fn a_value_is_read_in_every_way() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(vec![1, 2, 3]);
    assert_eq!(*registry.get(&handle).unwrap(), [1, 2, 3]);
    assert_eq!(*handle.get().unwrap(), [1, 2, 3]);
    assert_eq!(*handle.load().unwrap(), [1, 2, 3]);
    assert_eq!(handle.reader().get().unwrap(), &[1, 2, 3]);
    assert_eq!(*registry.handle::<Vec<i32>>(handle.id()).unwrap().get().unwrap(), [1, 2, 3]);
}

#[test]
fn an_update_gives_the_value_before_and_old_readers_keep_theirs() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(String::from("one"));
    let (kept, guard) = (handle.get().unwrap(), handle.load().unwrap());
    let mut reader = handle.reader();
    assert_eq!(reader.get().unwrap(), "one");
    assert_eq!(*registry.update(&handle, "two".into()).unwrap(), "one");
    assert_eq!((kept.as_str(), guard.as_str()), ("one", "one"));
    assert_eq!((reader.get().unwrap().as_str(), handle.get().unwrap().as_str()), ("two", "two"));
}

#[test]
fn values_of_any_type_live_side_by_side() {
    let registry = ConfigRegistry::new();
    let unit = registry.insert(());
    let text = registry.insert("text");
    let function = registry.insert(|number: i32| number + 1);
    assert_eq!((*unit.get().unwrap(), *text.get().unwrap()), ((), "text"));
    assert_eq!(function.load().unwrap()(1), 2);
    assert_eq!(registry.len(), 3);
}

#[test]
fn a_value_is_freed_once_nobody_reads_it() {
    let registry = ConfigRegistry::new();
    let alive = Arc::new(AtomicUsize::new(0));
    let count = || alive.load(Ordering::SeqCst);
    let handle = registry.insert(Counted::new(&alive));
    let kept = handle.get().unwrap();
    drop(registry.update(&handle, Counted::new(&alive)).unwrap());
    assert_eq!(count(), 2);
    drop(kept);
    assert_eq!(count(), 1);
    let guard = handle.load().unwrap();
    drop(handle);
    assert_eq!((count(), registry.len()), (1, 0));
    drop(guard);
    assert_eq!(count(), 0);
}

#[test]
fn a_reader_lets_go_of_the_old_value_when_it_reads_again() {
    let registry = ConfigRegistry::new();
    let alive = Arc::new(AtomicUsize::new(0));
    let count = || alive.load(Ordering::SeqCst);
    let handle = registry.insert(Counted::new(&alive));
    let mut reader = handle.reader();
    drop(registry.update(&handle, Counted::new(&alive)).unwrap());
    assert_eq!(count(), 2);
    assert!(reader.get().is_ok());
    assert_eq!(count(), 1);
    drop(registry.remove(handle).unwrap());
    assert_eq!(count(), 1);
    assert!(reader.get().is_err());
    assert_eq!(count(), 0);
}

#[test]
fn more_guards_than_a_thread_has_fast_places_for() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(0);
    let mut guards = Vec::new();
    for number in 1..50 {
        guards.push(handle.load().unwrap());
        registry.update(&handle, number).unwrap();
    }
    assert!(guards.iter().map(|guard| **guard).eq(0..49));
}

#[test]
fn removing_gives_the_last_value_once() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(1);
    let (clone, mut reader) = (handle.clone(), handle.reader());
    registry.update(&handle, 2).unwrap();
    assert_eq!(*registry.remove(handle).unwrap(), 2);
    let gone = HandleError::Removed { id: clone.id() };
    assert_eq!(clone.get(), Err(gone));
    assert_eq!(clone.load().unwrap_err(), gone);
    assert_eq!(reader.get(), Err(gone));
    assert_eq!(registry.get(&clone), Err(gone));
    assert_eq!(registry.update(&clone, 3), Err(gone));
    assert!(!registry.contains(&clone));
    assert_eq!(registry.remove(clone), Err(gone));
    assert!(registry.is_empty());
}

#[test]
fn the_last_drop_frees_the_entry_at_once() {
    let registry = ConfigRegistry::new();
    let (value, dropped) = told("gone");
    let first = registry.insert(value);
    let (second, by_id) = (first.clone(), registry.handle::<Told>(first.id()).unwrap());
    let reader = second.reader();
    drop((first, second, by_id));
    assert!(dropped.try_recv().is_err());
    assert_eq!(registry.len(), 1);
    drop(reader);
    assert_eq!(dropped.try_recv(), Ok("gone"));
    assert_eq!(registry.len(), 0);
}

#[test]
fn ids_begin_at_one_and_never_come_twice() {
    let registry = ConfigRegistry::new();
    let mut seen = HashSet::new();
    let kept: Vec<_> = (0..100).map(|number| registry.insert(number)).collect();
    assert!(kept.iter().map(ConfigHandle::id).eq(1..=100));
    seen.extend(kept.iter().map(ConfigHandle::id));
    for number in 0..1000 {
        assert!(seen.insert(registry.insert(number).id()));
    }
    assert_eq!(registry.len(), 100);
}

#[test]
fn a_stale_id_never_reaches_the_next_tenant_of_its_place() {
    let registry = ConfigRegistry::new();
    let first = registry.insert("first");
    let stale = first.id();
    let clone = first.clone();
    registry.remove(first).unwrap();
    let second = registry.insert("second");
    assert_eq!(second.id() & 0xffff_ffff, stale & 0xffff_ffff, "the place is used again");
    assert_eq!(registry.handle::<&str>(stale), Err(HandleError::Unknown { id: stale }));
    assert_eq!(registry.update(&clone, "other"), Err(HandleError::Removed { id: stale }));
    drop(clone);
    assert_eq!(*second.get().unwrap(), "second");
    assert_eq!(registry.len(), 1);
}
