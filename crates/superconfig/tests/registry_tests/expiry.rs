//! Times to live, and the sweeper.

use crate::support::{AT_ONCE, LONG, PATIENCE, Told, told};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;
use superconfig::{ConfigRegistry, HandleError, RegistryOptions};

#[test]
fn an_entry_whose_time_is_over_reads_as_expired() {
    let registry = ConfigRegistry::with_options(RegistryOptions::new().ttl(AT_ONCE));
    let handle = registry.insert(1);
    let over = HandleError::Expired { id: handle.id() };
    let check = || {
        assert_eq!(handle.get(), Err(over));
        assert_eq!(handle.load().unwrap_err(), over);
        assert_eq!(handle.reader().get(), Err(over));
        assert_eq!(registry.update(&handle, 2), Err(over));
        assert_eq!(registry.remove(handle.clone()), Err(over));
        assert!(!registry.contains(&handle));
    };
    check();
    registry.sweep();
    check();
    let found = registry.handle::<i32>(handle.id());
    assert_eq!(found, Err(HandleError::Unknown { id: handle.id() }));
}

#[test]
fn an_expired_id_gives_no_handle_before_it_is_swept_and_none_after() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert_with_ttl(1, AT_ONCE);
    let error = registry.handle::<i32>(handle.id()).unwrap_err();
    assert!(matches!(error, HandleError::Expired { .. } | HandleError::Unknown { .. }), "{error}");
}

#[test]
fn what_was_removed_in_time_stays_removed_when_its_time_is_over() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert_with_ttl(1, Duration::from_millis(200));
    let clone = handle.clone();
    let Ok(_) = registry.remove(handle) else { return }; // A machine that stood still that long.
    let (marker, swept) = told("later");
    let _later = registry.insert_with_ttl(marker, Duration::from_millis(201));
    assert_eq!(swept.recv_timeout(PATIENCE), Ok("later"));
    assert_eq!(clone.get(), Err(HandleError::Removed { id: clone.id() }));
    assert_eq!(registry.update(&clone, 2), Err(HandleError::Removed { id: clone.id() }));
}

#[test]
fn the_sweeper_frees_in_the_background() {
    let registry = ConfigRegistry::new();
    let (value, dropped) = told("swept");
    let (other, other_dropped) = told("never");
    let kept = registry.insert_with_ttl(other, LONG);
    let handle = registry.insert_with_ttl(value, Duration::from_millis(1));
    assert_eq!(dropped.recv_timeout(PATIENCE), Ok("swept"));
    assert!(handle.get().is_err() && registry.contains(&kept));
    assert!(other_dropped.try_recv().is_err());
    assert_eq!((registry.len(), registry.stats().expired), (1, 1));
}

#[test]
fn a_sweeper_that_sleeps_long_wakes_for_what_ends_earlier() {
    let registry = ConfigRegistry::new();
    for _ in 0..20 {
        let _long = registry.insert_with_ttl(0, LONG);
        let (value, dropped) = told("soon");
        let _soon = registry.insert_with_ttl(value, Duration::from_millis(1));
        assert_eq!(dropped.recv_timeout(PATIENCE), Ok("soon"));
    }
}

#[test]
fn many_start_the_sweeper_at_once_and_none_is_forgotten() {
    for _ in 0..20 {
        let registry = ConfigRegistry::new();
        let (sender, receiver) = channel();
        let handles = thread::scope(|scope| {
            let insert = |number| {
                let ttl = if number % 2 == 0 { LONG } else { Duration::from_millis(1) };
                let value = Told(sender.clone(), "swept");
                scope.spawn({
                    let registry = &registry;
                    move || registry.insert_with_ttl(value, ttl)
                })
            };
            let threads: Vec<_> = (0..8).map(insert).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        for _ in 0..handles.len() / 2 {
            assert_eq!(receiver.recv_timeout(PATIENCE), Ok("swept"));
        }
        assert_eq!(registry.len(), 4);
    }
}

#[test]
fn an_update_begins_the_time_again() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert_with_ttl(0, Duration::from_secs(3600));
    for number in 1..100 {
        assert_eq!(*registry.update(&handle, number).unwrap(), number - 1);
        assert_eq!(registry.sweep(), 0);
    }
    let (marker, swept) = told("first");
    let short = registry.insert_with_ttl(marker, Duration::from_millis(1));
    assert_eq!(swept.recv_timeout(PATIENCE), Ok("first"));
    assert!(registry.contains(&handle) && !registry.contains(&short));
}

#[test]
fn a_time_that_cannot_be_counted_never_ends() {
    let registry = ConfigRegistry::with_options(RegistryOptions::new().ttl(Duration::MAX));
    let handle = registry.insert(1);
    assert_eq!((registry.sweep(), *handle.get().unwrap()), (0, 1));
    registry.update(&handle, 2).unwrap();
    assert_eq!(*handle.reader().get().unwrap(), 2);
}

#[test]
fn of_sweeps_and_removals_one_gets_the_entry() {
    let registry = ConfigRegistry::new();
    for _ in 0..200 {
        let handle = registry.insert_with_ttl(1, AT_ONCE);
        let other = handle.clone();
        thread::scope(|scope| {
            scope.spawn(|| registry.sweep());
            scope.spawn(|| assert!(registry.remove(other).is_err()));
        });
        assert_eq!(handle.get(), Err(HandleError::Expired { id: handle.id() }));
    }
    // The background sweeper may be about to count one.
    while !registry.is_empty() {
        thread::yield_now();
    }
    let stats = registry.stats();
    assert_eq!((stats.total_handles, stats.expired, stats.removed), (0, 200, 0));
}
