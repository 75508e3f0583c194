//! What the registry takes of memory, as the allocator counts it.
//!
//! One test, since every allocation of the process is counted: nothing else may run beside it.
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use cap::Cap;
use serde::Serialize;
use std::alloc::System;
use std::collections::{BTreeMap, HashMap};
use superconfig::{ConfigHandle, ConfigRegistry};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// All of it in release builds (`cargo xtask stress`), a part in debug builds.
const HANDLES: u64 = if cfg!(debug_assertions) { 200_000 } else { 10_000_000 };

/// What an empty registry may take.
const MOST_EMPTY: usize = 100_000;
/// What an entry may take beyond its value.
const MOST_PER_HANDLE: usize = 300;

/// As an application might keep it.
#[derive(Serialize)]
struct Service {
    name: String,
    hosts: Vec<String>,
    ports: Vec<u16>,
    labels: BTreeMap<String, String>,
    limits: HashMap<String, u64>,
    weight: f64,
    comment: Option<String>,
}

impl Service {
    /// With `size` of everything that there may be more of.
    fn new(number: usize, size: usize) -> Self {
        let each = 0..size;
        Self {
            name: format!("service-{number}"),
            hosts: each.clone().map(|host| format!("host-{host}.region-{number}.example")).collect(),
            ports: each.clone().map(|port| 8000 + port as u16).collect(),
            labels: each.clone().map(|label| (format!("label-{label}"), format!("value-{number}"))).collect(),
            limits: each.map(|limit| (format!("limit-{limit}"), limit as u64)).collect(),
            weight: 0.5,
            comment: number.is_multiple_of(2).then(|| "for every second one".to_owned()),
        }
    }
}

#[test]
fn memory() {
    let warm = ConfigRegistry::new();
    // What a thread or the process allocates once is not the registry's.
    drop(warm.insert(0).get());
    empty_registry_is_small();
    entries_are_small();
    for entries in [1_000, 10_000] {
        estimate_is_honest("numbers", entries, |registry, number| registry.insert(number));
        estimate_is_honest("pairs", entries, |registry, number| registry.insert_measured((number, true)));
        estimate_is_honest("texts", entries, |registry, number| {
            registry.insert_measured(format!("text number {number}"))
        });
        for size in [0, 1, 3, 8, 20, 50] {
            estimate_is_honest(&format!("structures of {size}"), entries, |registry, number| {
                registry.insert_measured(Service::new(number, size))
            });
        }
    }
    handles_that_come_and_go_leave_nothing();
    nothing_is_left_when_the_registry_goes();
}

fn empty_registry_is_small() {
    let before = ALLOCATOR.allocated();
    let registry = ConfigRegistry::new();
    let taken = ALLOCATOR.allocated() - before;
    println!("an empty registry: {taken} bytes");
    assert!(taken < MOST_EMPTY);
    drop(registry);
}

fn entries_are_small() {
    // Among them the numbers after which the table has just grown.
    for entries in [30, 100, 1_000, 1_800, 10_000] {
        let mut handles: Vec<ConfigHandle<u64>> = Vec::with_capacity(entries);
        let before = ALLOCATOR.allocated();
        let registry = ConfigRegistry::new();
        handles.extend((0..entries).map(|number| registry.insert(number as u64)));
        let taken = ALLOCATOR.allocated() - before;
        let each = taken / entries + size_of::<ConfigHandle<u64>>() - size_of::<u64>();
        println!("{entries} handles: {each} bytes each beyond the value");
        assert!(each < MOST_PER_HANDLE);
    }
}

/// Compares `memory_usage_bytes` with what the allocator says: 25 % to either side.
fn estimate_is_honest<T: Send + Sync + 'static>(
    what: &str,
    entries: usize,
    insert: impl Fn(&ConfigRegistry, usize) -> ConfigHandle<T>,
) {
    let mut handles = Vec::with_capacity(entries);
    let before = ALLOCATOR.allocated();
    let registry = ConfigRegistry::new();
    handles.extend((0..entries).map(|number| insert(&registry, number)));
    let taken = ALLOCATOR.allocated() - before;
    let estimate = registry.stats().memory_usage_bytes;
    let percent = 100.0 * estimate as f64 / taken as f64;
    println!("{entries} {what}: {estimate} of {taken} bytes ({percent:.0} %)");
    assert!((75.0..=125.0).contains(&percent), "{entries} {what}: {percent:.0} %");
}

fn handles_that_come_and_go_leave_nothing() {
    let registry = ConfigRegistry::new();
    let turn = |number: u64| {
        let handle = registry.insert(number);
        let clone = handle.clone();
        assert_eq!(registry.update(&handle, number + 1).map(|before| *before), Ok(number));
        drop(handle);
        assert_eq!(clone.load().map(|value| *value), Ok(number + 1));
    };
    turn(0);
    let before = ALLOCATOR.allocated();
    (0..HANDLES).for_each(turn);
    assert_eq!(ALLOCATOR.allocated(), before, "after {HANDLES} handles");
}

fn nothing_is_left_when_the_registry_goes() {
    let mut handles: Vec<ConfigHandle<String>> = Vec::with_capacity(1_000);
    let before = ALLOCATOR.allocated();
    let registry = ConfigRegistry::new();
    handles.extend((0..1_000).map(|number| registry.insert(format!("{number}"))));
    drop(registry);
    handles.clear();
    assert_eq!(ALLOCATOR.allocated(), before);
}
