//! Clones of the registry, the global one, and figures.

use crate::support::AT_ONCE;
use std::thread;
use superconfig::{ConfigRegistry, RegistryOptions};

#[test]
fn clones_of_a_registry_are_the_same_one() {
    let registry = ConfigRegistry::default();
    let other = registry.clone();
    let handle = registry.insert(1);
    other.update(&handle, 2).unwrap();
    assert_eq!((*registry.get(&handle).unwrap(), other.len()), (2, 1));
}

#[test]
fn the_global_registry_is_one() {
    let handle = ConfigRegistry::global().insert("global");
    let same = thread::spawn(|| ConfigRegistry::global() as *const _ as usize).join().unwrap();
    assert_eq!(same, ConfigRegistry::global() as *const _ as usize);
    assert!(ConfigRegistry::global().contains(&handle));
}

#[test]
fn stats_count_what_happened() {
    let registry = ConfigRegistry::with_options(RegistryOptions::new().count_reads());
    let handles: Vec<_> = (0..10).map(|number| registry.insert(number)).collect();
    for handle in &handles {
        assert!(handle.get().is_ok() && handle.load().is_ok() && handle.reader().get().is_ok());
    }
    let mut rest = handles.into_iter();
    drop(rest.next());
    registry.remove(rest.next().unwrap()).unwrap();
    let swept = registry.insert_with_ttl(0, AT_ONCE);
    while registry.contains(&swept) || registry.len() > 8 {
        registry.sweep();
    }
    let stats = registry.stats();
    assert_eq!((stats.total_handles, stats.created), (8, 11));
    assert_eq!((stats.removed, stats.expired, stats.reads), (2, 1, Some(30)));
    assert_eq!(ConfigRegistry::new().stats().reads, None);
}

#[test]
fn measured_entries_are_measured_after_updates_too() {
    let registry = ConfigRegistry::new();
    let bytes = || registry.stats().memory_usage_bytes;
    let handle = registry.insert_measured("x".repeat(1000));
    let before = bytes();
    registry.update(&handle, "x".repeat(5000)).unwrap();
    assert_eq!(bytes() - before, 4000);
    let unmeasured = registry.insert("x".repeat(100_000));
    assert!(bytes() - before < 5000);
    drop((handle, unmeasured));
    assert!(bytes() < before);
}
