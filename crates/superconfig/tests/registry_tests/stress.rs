//! Many threads at once: never an error, never a torn value, never one older than one that was seen.
//!
//! A debug build does a part of it in a few seconds; `cargo xtask stress` does all.

use crate::support::Counted;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use superconfig::{ConfigHandle, ConfigRegistry, HandleError, RegistryOptions};

/// All of it in release builds, a part in debug builds.
const fn scaled(full: u64, debug: u64) -> u64 {
    if cfg!(debug_assertions) { debug } else { full }
}

const THREADS: u64 = 64;
const OPERATIONS: u64 = scaled(100_000, 2_000);
const UPDATES: u64 = scaled(1_000_000, 30_000);

/// Numbers that look random, the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// Two equal numbers, and a text that says them: a torn value would differ.
struct Version {
    number: u64,
    check: u64,
    text: String,
    _counted: Counted,
}

impl Version {
    fn new(number: u64, alive: &Arc<AtomicUsize>) -> Self {
        Self { number, check: !number, text: number.to_string(), _counted: Counted::new(alive) }
    }

    /// The number, if the value is whole.
    fn checked(&self) -> u64 {
        assert_eq!(self.check, !self.number);
        assert_eq!(self.text.parse(), Ok(self.number));
        self.number
    }
}

/// One of many, who does this and that with entries that all share.
fn mixed(registry: &ConfigRegistry, shared: &[ConfigHandle<Version>], alive: &Arc<AtomicUsize>, seed: u64) {
    let mut dice = Dice(seed * 0x9e37_79b9 + 1);
    let mut own = Vec::new();
    for number in 0..OPERATIONS {
        let handle = &shared[dice.roll(shared.len() as u64) as usize];
        match dice.roll(10) {
            0 => own.push(registry.insert(Version::new(number, alive))),
            1 => drop(own.pop()),
            2 => {
                let removed = own.pop().map(|handle| registry.remove(handle).unwrap().checked());
                assert!(removed.is_none_or(|removed| removed <= number));
            }
            3 => drop(registry.update(handle, Version::new(number, alive)).unwrap().checked()),
            4 => drop(handle.clone().get().unwrap().checked()),
            5 => drop(registry.handle::<Version>(handle.id()).unwrap().load().unwrap().checked()),
            6 => assert!(registry.contains(handle)),
            7 => {
                // An id of long ago: gone, or of an entry of another thread that lives for now.
                let id = dice.roll(1 << 12) | (dice.roll(4) << 32);
                let found =
                    registry.handle::<Version>(id).map(|found| found.load().map(|value| value.checked()));
                assert!(!matches!(found, Err(HandleError::WrongType { .. })));
            }
            8 => drop(handle.reader().get().unwrap().checked()),
            _ => drop(handle.load().unwrap().checked()),
        }
    }
}

#[test]
fn mixed_operations_of_many_threads() {
    let registry = ConfigRegistry::with_options(RegistryOptions::new().count_reads());
    let alive = Arc::new(AtomicUsize::new(0));
    let shared: Vec<_> = (0..16).map(|number| registry.insert(Version::new(number, &alive))).collect();
    thread::scope(|scope| {
        for seed in 0..THREADS {
            let (registry, shared, alive) = (&registry, &shared, &alive);
            scope.spawn(move || mixed(registry, shared, alive, seed));
        }
    });
    let stats = registry.stats();
    assert_eq!((registry.len(), alive.load(Ordering::SeqCst)), (shared.len(), shared.len()));
    assert_eq!(stats.created, stats.removed + shared.len() as u64);
    drop(shared);
    assert_eq!((registry.len(), alive.load(Ordering::SeqCst)), (0, 0));
}

#[test]
fn readers_never_see_less_than_they_saw_before() {
    let registry = ConfigRegistry::new();
    let alive = Arc::new(AtomicUsize::new(0));
    let handle = registry.insert(Version::new(0, &alive));
    let done = AtomicBool::new(false);
    // Sees that what is read never goes back, and ends with the last update.
    let watch = |mut read: Box<dyn FnMut() -> u64 + '_>| {
        let mut seen = 0;
        loop {
            let is_last = done.load(Ordering::SeqCst);
            let now = read();
            assert!(now >= seen, "{now} after {seen}");
            seen = now;
            if is_last {
                return assert_eq!(seen, UPDATES);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| watch(Box::new(|| handle.get().unwrap().checked())));
        scope.spawn(|| watch(Box::new(|| handle.load().unwrap().checked())));
        let mut reader = handle.reader();
        scope.spawn(|| watch(Box::new(move || reader.get().unwrap().checked())));
        for number in 1..=UPDATES {
            assert_eq!(registry.update(&handle, Version::new(number, &alive)).unwrap().number, number - 1);
        }
        done.store(true, Ordering::SeqCst);
    });
    drop(handle);
    assert_eq!(alive.load(Ordering::SeqCst), 0);
}

#[test]
fn writers_of_one_entry_lose_no_value() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(u64::MAX);
    let (writers, each) = (8, scaled(100_000, 5_000));
    let mut seen: Vec<u64> = thread::scope(|scope| {
        let write = |writer: u64| {
            let (registry, handle) = (&registry, &handle);
            move || -> Vec<u64> {
                let numbers = (0..each).map(|number| writer * each + number);
                numbers.map(|number| *registry.update(handle, number).unwrap()).collect()
            }
        };
        let threads: Vec<_> = (0..writers).map(|writer| scope.spawn(write(writer))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    seen.push(*handle.get().unwrap());
    seen.sort_unstable();
    assert!(seen.into_iter().eq((0..writers * each).chain([u64::MAX])), "each was there once");
}

#[test]
fn of_many_who_remove_one_gets_the_value() {
    let registry = ConfigRegistry::new();
    for _ in 0..scaled(10_000, 500) {
        let handle = registry.insert(());
        let removed = thread::scope(|scope| {
            let remove = || scope.spawn(|| usize::from(registry.remove(handle.clone()).is_ok()));
            let threads = [remove(), remove(), remove()];
            threads.map(|thread| thread.join().unwrap()).iter().sum::<usize>()
        });
        assert_eq!((removed, registry.len()), (1, 0));
    }
}

#[test]
fn a_full_registry_never_holds_more_than_it_may() {
    let registry = ConfigRegistry::with_options(RegistryOptions::new().capacity(4));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..OPERATIONS {
                    let handle = registry.try_insert(0_u64);
                    assert!(registry.len() <= 4);
                    assert!(handle.is_err() || handle.is_ok_and(|handle| handle.load().is_ok()));
                }
            });
        }
    });
    assert!(registry.is_empty());
}

#[test]
fn entries_end_while_they_are_used() {
    let registry =
        ConfigRegistry::with_options(RegistryOptions::new().ttl(std::time::Duration::from_micros(50)));
    let alive = Arc::new(AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for number in 0..OPERATIONS / 10 {
                    use_until_it_ends(&registry, registry.insert(Version::new(number, &alive)), &alive);
                }
            });
        }
        scope.spawn(|| (0..100).map(|_| registry.sweep()).sum::<usize>());
    });
    // Its sweeper may be about to drop a value; now it is waited for.
    drop(registry);
    assert_eq!(alive.load(Ordering::SeqCst), 0);
}

/// Once an entry has expired it stays so, whatever is tried.
fn use_until_it_ends(registry: &ConfigRegistry, handle: ConfigHandle<Version>, alive: &Arc<AtomicUsize>) {
    let over = HandleError::Expired { id: handle.id() };
    for number in 0..3 {
        if registry.update(&handle, Version::new(number, alive)).is_err() {
            assert_eq!(handle.load().err(), Some(over));
            assert_eq!(registry.update(&handle, Version::new(number, alive)).err(), Some(over));
            assert_eq!(registry.remove(handle).err(), Some(over));
            return;
        }
    }
}
