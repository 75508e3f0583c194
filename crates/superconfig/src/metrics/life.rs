//! Counters and latencies over the life of a configuration.

use super::histogram::Histogram;
use super::profile::{Attempt, Profile, Stopwatch};
use super::timings::{Life, Timings};
use arc_swap::ArcSwap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Shared by all clones and sections of a configuration. Recording takes no lock, and none but a reload allocates.
#[derive(Debug)]
pub(crate) struct Metrics {
    /// The load that was the last to end.
    last: ArcSwap<Profile>,
    failed_reloads: AtomicU64,
    handle_extracts: AtomicU64,
    reloads: Histogram,
    extracts: Histogram,
    publishes: Histogram,
}

impl Metrics {
    pub(crate) fn new(build: Profile) -> Self {
        Self {
            last: ArcSwap::from_pointee(build.end()),
            failed_reloads: AtomicU64::new(0),
            handle_extracts: AtomicU64::new(0),
            reloads: Histogram::default(),
            extracts: Histogram::default(),
            publishes: Histogram::default(),
        }
    }

    /// A reload ended, and this generation is served.
    pub(crate) fn reloaded(&self, profile: Profile, generation: u64, succeeded: bool) {
        let mut profile = profile.end();
        self.reloads.record(profile.total);
        if profile.is_revision && succeeded {
            return;
        }
        profile.generation = generation;
        profile.attempt = if succeeded { Attempt::Reload } else { Attempt::FailedReload };
        if !succeeded {
            self.failed_reloads.fetch_add(1, Ordering::Relaxed);
        }
        self.last.store(Arc::new(profile));
    }

    /// A snapshot took the place of the one before, for all handles.
    pub(crate) fn published(&self, watch: Stopwatch) {
        self.publishes.record(watch.elapsed());
    }

    /// The program extracted a value.
    pub(crate) fn extracted(&self, watch: Stopwatch) {
        self.extracts.record(watch.elapsed());
    }

    /// The value of a handle was extracted.
    pub(crate) fn extracted_for_handle(&self, watch: Stopwatch) {
        self.extracts.record(watch.elapsed());
        self.handle_extracts.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn timings(&self) -> Timings {
        let life = Life {
            failed_reloads: self.failed_reloads.load(Ordering::Relaxed),
            handle_extracts: self.handle_extracts.load(Ordering::Relaxed),
            reload: self.reloads.latency(),
            extract: self.extracts.latency(),
            publish: self.publishes.latency(),
        };
        Timings::new(self.last.load_full(), life)
    }
}
