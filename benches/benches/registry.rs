//! What a read costs: through our handles, through an atomic pointer alone, and through the maps of others; and how
//! long readers wait while a writer works.
#![allow(missing_docs, clippy::print_stdout)]

use arc_swap::ArcSwap;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime};
use dashmap::DashMap;
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};
use superconfig::{ConfigHandle, ConfigRegistry, Reader};

/// Entries that are read in random order: they do not fit the nearest cache.
const MANY: usize = 4_096;
/// Entries of the maps.
const MAPPED: u64 = 10_000;

/// What an atomic pointer costs at least: an index that is loaded, and what it points to.
struct Floor {
    current: AtomicUsize,
    values: Box<[u64; 2]>,
}

impl Floor {
    fn new(value: u64) -> Self {
        Self { current: AtomicUsize::new(0), values: Box::new([value; 2]) }
    }

    #[inline]
    fn get(&self) -> &u64 {
        &self.values[self.current.load(Ordering::Acquire) & 1]
    }
}

/// Numbers below `MANY` in an order that looks random.
fn order() -> Vec<usize> {
    let mut at = 1_usize;
    let step = |_| {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (at >> 33) % MANY
    };
    (0..MANY).map(step).collect()
}

fn hot(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hot");
    let registry = ConfigRegistry::new();
    let handle = registry.insert(1_u64);
    let mut reader = handle.reader();
    let (floor, swap) = (Floor::new(1), ArcSwap::from_pointee(1_u64));
    group.bench_function("floor", |bencher| bencher.iter(|| *black_box(&floor).get()));
    group.bench_function("reader", |bencher| bencher.iter(|| reader.get().map_or(0, |value| *value)));
    group.bench_function("load", |bencher| bencher.iter(|| handle.load().map_or(0, |value| *value)));
    group.bench_function("get", |bencher| bencher.iter(|| handle.get().map_or(0, |value| *value)));
    group.bench_function("arc_swap load", |bencher| bencher.iter(|| **black_box(&swap).load()));
    group.finish();
}

/// Reads one of many after the other.
fn each<T>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    values: &mut [T],
    read: impl Fn(&mut T) -> u64,
) {
    let (order, mut next) = (order(), 0);
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            next = (next + 1) % MANY;
            read(&mut values[order[next]])
        })
    });
}

fn cold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("of 4096");
    let registry = ConfigRegistry::new();
    let mut handles: Vec<ConfigHandle<u64>> = (0..MANY as u64).map(|value| registry.insert(value)).collect();
    let mut readers: Vec<Reader<u64>> = handles.iter().map(ConfigHandle::reader).collect();
    let mut floors: Vec<_> = (0..MANY as u64).map(Floor::new).collect();
    let mut swaps: Vec<_> = (0..MANY as u64).map(ArcSwap::from_pointee).collect();
    each(&mut group, "floor", &mut floors, |floor| *floor.get());
    each(&mut group, "reader", &mut readers, |reader| reader.get().map_or(0, |value| *value));
    each(&mut group, "load", &mut handles, |handle| handle.load().map_or(0, |value| *value));
    each(&mut group, "get", &mut handles, |handle| handle.get().map_or(0, |value| *value));
    each(&mut group, "arc_swap load", &mut swaps, |swap| **swap.load());
    group.finish();
}

fn maps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("of 10000");
    let values = || (0..MAPPED).map(|value| (value, Arc::new(value)));
    let sharded: DashMap<_, _> = values().collect();
    let locked: RwLock<HashMap<_, _>> = RwLock::new(values().collect());
    let free: papaya::HashMap<_, _> = values().collect();
    let registry = ConfigRegistry::new();
    let handles: Vec<_> = (0..MAPPED).map(|value| registry.insert(value)).collect();
    let mut key = 0_u64;
    let mut next = move || {
        key = (key + 7_919) % MAPPED;
        key
    };
    let mut bench = |name: &str, read: &dyn Fn(u64) -> Option<Arc<u64>>| {
        group.bench_function(name, |bencher| bencher.iter(|| read(next())));
    };
    bench("handle get", &|key| handles[key as usize].get().ok());
    bench("handle by id, get", &|key| registry.handle::<u64>(key + 1).ok()?.get().ok());
    bench("DashMap get", &|key| sharded.get(&key).map(|value| Arc::clone(&value)));
    bench("RwLock<HashMap> get", &|key| locked.read().ok()?.get(&key).cloned());
    bench("papaya get", &|key| free.pin().get(&key).cloned());
    group.finish();
}

/// How long single reads take while another thread writes without a pause, in nanoseconds.
fn while_written(name: &str, mut read: impl FnMut() -> u64, write: impl Fn(u64) + Sync) {
    const READS: usize = 2_000_000;
    let done = AtomicBool::new(false);
    let mut times = Vec::with_capacity(READS);
    std::thread::scope(|scope| {
        scope.spawn(|| (0..).take_while(|_| !done.load(Ordering::Relaxed)).for_each(&write));
        let warm = Instant::now();
        while warm.elapsed() < Duration::from_millis(100) {
            black_box(read());
        }
        for _ in 0..READS {
            let began = Instant::now();
            black_box(read());
            times.push(began.elapsed().as_nanos());
        }
        done.store(true, Ordering::Relaxed);
    });
    times.sort_unstable();
    let at = |share: f64| times[((READS - 1) as f64 * share) as usize];
    println!(
        "while written: {name:24} p50 {:5} ns  p99 {:5} ns  p99.9 {:6} ns  p99.99 {:8} ns",
        at(0.5),
        at(0.99),
        at(0.999),
        at(0.9999)
    );
}

fn latencies(_: &mut Criterion) {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(0_u64);
    let mut reader = handle.reader();
    let update = |value| drop(registry.update(&handle, value));
    while_written("nothing (the clock)", || 0, update);
    while_written("reader", || reader.get().map_or(0, |value| *value), update);
    while_written("load", || handle.load().map_or(0, |value| *value), update);
    while_written("get", || handle.get().map_or(0, |value| *value), update);
    let sharded: DashMap<u64, Arc<u64>> = (0..MAPPED).map(|value| (value, Arc::new(value))).collect();
    let read = || sharded.get(&7).map_or(0, |value| **value);
    while_written("DashMap get", read, |value| drop(sharded.insert(7, Arc::new(value))));
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = hot, cold, maps, latencies
}
criterion_main!(benches);
