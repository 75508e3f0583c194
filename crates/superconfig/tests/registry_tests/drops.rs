//! Values whose end is eventful: they use the registry, panic, or own it.

use crate::support::{LONG, PATIENCE, Told, told};
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;
use superconfig::{ConfigHandle, ConfigRegistry};

/// Uses its registry while it is dropped.
struct Busy {
    registry: ConfigRegistry,
    done: Sender<usize>,
}

impl Drop for Busy {
    fn drop(&mut self) {
        let handle = self.registry.insert(String::from("from a drop"));
        self.registry.update(&handle, "again".into()).unwrap();
        self.registry.sweep();
        self.registry.remove(handle).unwrap();
        let _ = self.done.send(self.registry.len());
    }
}

#[test]
fn the_drop_of_a_value_may_use_the_registry() {
    let registry = ConfigRegistry::new();
    let (done, length) = channel();
    let busy = || Busy { registry: registry.clone(), done: done.clone() };
    drop(registry.insert(busy()));
    drop(registry.remove(registry.insert(busy())).unwrap());
    let handle = registry.insert(busy());
    drop(registry.update(&handle, busy()).unwrap());
    drop(handle);
    let _swept = registry.insert_with_ttl(busy(), Duration::from_millis(1));
    let lengths: Vec<_> = (0..5).map(|_| length.recv_timeout(PATIENCE).unwrap()).collect();
    assert_eq!(lengths, [0, 0, 1, 0, 0]);
}

/// Panics when it is dropped.
struct Fragile(Sender<&'static str>);

impl Drop for Fragile {
    fn drop(&mut self) {
        let _ = self.0.send("panicked");
        panic!("on purpose, in a test");
    }
}

#[test]
fn the_sweeper_survives_a_panic_and_sweeps_on() {
    let registry = ConfigRegistry::new();
    let (sender, panicked) = channel();
    let (value, dropped) = told("after it");
    let _fragile = registry.insert_with_ttl(Fragile(sender.clone()), Duration::from_millis(1));
    let _same_time = registry.insert_with_ttl(Fragile(sender), Duration::from_millis(1));
    let _after = registry.insert_with_ttl(value, Duration::from_millis(1));
    assert_eq!(dropped.recv_timeout(PATIENCE), Ok("after it"));
    assert_eq!(panicked.iter().take(2).count(), 2);
    assert!(registry.is_empty());
}

#[test]
fn a_panic_in_the_last_drop_leaves_the_registry_in_order() {
    let registry = ConfigRegistry::new();
    let (sender, _panicked) = channel();
    let handle = registry.insert(Fragile(sender));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(handle)));
    assert!(outcome.is_err() && registry.is_empty());
    assert_eq!(*registry.insert(1).get().unwrap(), 1);
}

/// Owns a handle of its own registry, perhaps the last.
struct Owner {
    _handle: ConfigHandle<Told>,
}

#[test]
fn a_value_may_own_the_last_handle_of_its_registry() {
    let registry = ConfigRegistry::new();
    let (value, dropped) = told("inner");
    let owner = registry.insert(Owner { _handle: registry.insert(value) });
    drop(registry);
    assert!(dropped.try_recv().is_err());
    drop(owner);
    assert_eq!(dropped.try_recv(), Ok("inner"));
}

/// Owns another handle, and its own.
#[derive(Default)]
struct Ring(OnceLock<(ConfigHandle<Told>, ConfigHandle<Ring>)>);

#[test]
fn the_sweeper_itself_may_drop_the_registry() {
    let registry = ConfigRegistry::new();
    let (value, dropped) = told("inner");
    let inner = registry.insert(value);
    // From here on only the value in the registry keeps the registry.
    let ring = registry.insert_with_ttl(Ring::default(), Duration::from_millis(50));
    let value = ring.get().unwrap();
    value.0.set((inner, ring.clone())).unwrap();
    drop((value, ring, registry));
    assert_eq!(dropped.recv_timeout(PATIENCE), Ok("inner"));
}

#[test]
fn dropping_a_registry_ends_its_sweeper_first() {
    struct Slow(Sender<&'static str>);
    impl Drop for Slow {
        fn drop(&mut self) {
            self.0.send("begun").unwrap();
            thread::yield_now();
            self.0.send("ended").unwrap();
        }
    }
    let registry = ConfigRegistry::new();
    let (sender, events) = channel();
    let handle = registry.insert_with_ttl(Slow(sender), Duration::from_millis(1));
    assert_eq!(events.recv_timeout(PATIENCE), Ok("begun"));
    drop((handle, registry));
    assert_eq!(events.try_recv(), Ok("ended"), "the thread was waited for");
}

#[test]
fn a_handle_outlives_the_registry_it_came_from() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(1);
    let other = registry.insert_with_ttl(2, LONG);
    drop(registry);
    assert_eq!((*handle.get().unwrap(), *other.clone().load().unwrap()), (1, 2));
}
