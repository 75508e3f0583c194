//! What was written, what was seen of it and when, and what went wrong.

use crate::place::STATIONS;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use superconfig::{Config, Value};

/// An update that takes longer is lost. Shorter than the interval in which a watch looks at everything anyway, which
/// would hide that an event was missed.
const PATIENCE: Duration = Duration::from_secs(25);

pub(crate) struct Ledger {
    is_over: AtomicBool,
    seen: Mutex<Seen>,
    news: Condvar,
    /// Latencies since the last sample.
    latencies: Mutex<Vec<Duration>>,
    pub(crate) written: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) reads: AtomicU64,
    pub(crate) lost: AtomicU64,
    pub(crate) mixed: AtomicU64,
    /// A part may be missing while its file is deleted.
    absent: [AtomicBool; STATIONS.len()],
    /// Nothing is published while a file is broken, so nobody else writes then.
    pub(crate) order: RwLock<()>,
}

#[derive(Default)]
struct Seen {
    /// The number of each part that was published last, and when.
    parts: [Option<(u64, Instant)>; STATIONS.len()],
    failures: u64,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            is_over: AtomicBool::new(false),
            seen: Mutex::default(),
            news: Condvar::new(),
            latencies: Mutex::new(Vec::with_capacity(10_000)),
            written: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            reads: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            mixed: AtomicU64::new(0),
            absent: Default::default(),
            order: RwLock::default(),
        }
    }

    /// Takes down what is published.
    pub(crate) fn follow(self: &Arc<Self>, config: &Config) {
        for (at, station) in STATIONS.iter().enumerate() {
            let (ledger, path) = (Arc::clone(self), format!("{}.n", station.name));
            let told = config.on_change(&path, move |changes| {
                let now = Instant::now();
                if let Some(Value::Int(n)) = changes.iter().rev().find_map(|change| change.new.as_ref()) {
                    let seen = (u64::try_from(*n).unwrap_or(0), now);
                    if let Some(place) = ledger.seen().parts.get_mut(at) {
                        *place = Some(seen);
                    }
                    ledger.news.notify_all();
                }
            });
            told.keep();
        }
        let ledger = Arc::clone(self);
        let told = config.on_error(move |_| {
            ledger.failed.fetch_add(1, Ordering::Relaxed);
            ledger.seen().failures += 1;
            ledger.news.notify_all();
        });
        told.keep();
    }

    /// Waits until a number is published that was written at some moment; if it comes, its latency counts.
    pub(crate) fn wait_for(&self, at: usize, n: u64, written: Instant) -> bool {
        let published =
            self.wait(|seen| seen.parts.get(at).copied().flatten().filter(|(seen, _)| *seen == n));
        if let Some((_, when)) = published {
            let latency = when.saturating_duration_since(written);
            self.latencies.lock().unwrap_or_else(PoisonError::into_inner).push(latency);
        }
        published.is_some()
    }

    pub(crate) fn failures(&self) -> u64 {
        self.seen().failures
    }

    /// Waits until more reloads have failed.
    pub(crate) fn wait_for_failure(&self, before: u64) -> bool {
        self.wait(|seen| (seen.failures > before).then_some(())).is_some()
    }

    fn wait<T>(&self, mut until: impl FnMut(&Seen) -> Option<T>) -> Option<T> {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        loop {
            if let Some(found) = until(&seen) {
                return Some(found);
            }
            let rest = end.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return None;
            }
            seen = self.news.wait_timeout(seen, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sorted; counted anew from now on. The memory is kept, so that measuring does not show in what is measured.
    pub(crate) fn with_latencies<T>(&self, judge: impl FnOnce(&[Duration]) -> T) -> T {
        let mut latencies = self.latencies.lock().unwrap_or_else(PoisonError::into_inner);
        latencies.sort();
        let judged = judge(&latencies);
        latencies.clear();
        judged
    }

    pub(crate) fn set_absent(&self, at: usize, is_absent: bool) {
        if let Some(place) = self.absent.get(at) {
            place.store(is_absent, Ordering::SeqCst);
        }
    }

    pub(crate) fn may_be_absent(&self, at: usize) -> bool {
        self.absent.get(at).is_some_and(|place| place.load(Ordering::SeqCst))
    }

    /// Counts a fault of the library and says what it is; the first ones only, lest they fill the disk.
    #[allow(clippy::print_stderr)]
    pub(crate) fn fault(&self, count: &AtomicU64, what: &str) {
        if count.fetch_add(1, Ordering::Relaxed) < 50 {
            eprintln!("FAULT: {what}");
        }
    }

    pub(crate) fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}
