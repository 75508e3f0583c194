//! The present snapshot of a configuration, and all that is needed to make the next one.

use super::handles::Registration;
use super::status::LiveStatus;
use super::subscribe::Subscribers;
use super::{deadline_after, lock, wait_until};
use crate::diagnostics::{Error, Trace};
use crate::metrics::{Metrics, Profile};
use crate::recipe::Recipe;
use crate::snapshot::Snapshot;
use arc_swap::{ArcSwap, ArcSwapOption, Guard};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, SystemTime};

/// Shared by all clones and sections of one configuration. Readers load one pointer and never wait.
pub(crate) struct Live {
    pub(crate) recipe: Recipe,
    pub(crate) trace: Trace,
    /// The number of the configuration among those of the process.
    pub(super) id: u64,
    current: ArcSwap<Snapshot>,
    /// The generation, for readers that keep a copy: raised before it can be seen, so no copy outlives it.
    pub(crate) version: Arc<AtomicU64>,
    /// The snapshot that is about to be published, for handles that are made meanwhile.
    pub(super) pending: ArcSwapOption<Snapshot>,
    pub(super) registrations: boxcar::Vec<Registration>,
    /// Held during a reload: there is one at a time.
    pub(super) transaction: Mutex<()>,
    state: Mutex<State>,
    published: Condvar,
    pub(crate) subscribers: Subscribers,
    pub(crate) metrics: Metrics,
    #[cfg(feature = "hot-reload")]
    pub(super) watch: Mutex<Option<super::Watch>>,
}

struct State {
    loaded_at: SystemTime,
    last_error: Option<Error>,
    generation: u64,
}

impl Live {
    pub(crate) fn new(recipe: Recipe, trace: Trace) -> Self {
        static CONFIGURATIONS: AtomicU64 = AtomicU64::new(1);
        let id = CONFIGURATIONS.fetch_add(1, Ordering::Relaxed);
        let mut profile = Profile::begin(&recipe.limits);
        let mut first = recipe.snapshot(&trace, &mut profile);
        first.home = id;
        let state = State { loaded_at: SystemTime::now(), last_error: None, generation: 1 };
        Self {
            recipe,
            trace,
            id,
            version: Arc::new(AtomicU64::new(first.generation)),
            current: ArcSwap::from_pointee(first),
            pending: ArcSwapOption::empty(),
            registrations: boxcar::Vec::new(),
            transaction: Mutex::new(()),
            state: Mutex::new(state),
            published: Condvar::new(),
            subscribers: Subscribers::default(),
            metrics: Metrics::new(profile),
            #[cfg(feature = "hot-reload")]
            watch: Mutex::new(None),
        }
    }

    /// The present snapshot, borrowed for a moment.
    pub(crate) fn load(&self) -> Guard<Arc<Snapshot>> {
        self.current.load()
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    pub(crate) fn status(&self) -> LiveStatus {
        let watched = self.watched();
        let state = lock(&self.state);
        LiveStatus {
            generation: state.generation,
            loaded_at: state.loaded_at,
            stale: state.last_error.is_some(),
            last_error: state.last_error.clone(),
            watched,
        }
    }

    /// Serves a snapshot from now on. One store: a reader sees all of it or nothing. Tells whether the last attempt
    /// had failed.
    pub(super) fn publish(&self, next: Arc<Snapshot>) -> bool {
        let generation = next.generation;
        self.version.store(generation, Ordering::SeqCst);
        self.current.store(next);
        let mut state = lock(&self.state);
        if state.generation != generation {
            state.generation = generation;
            state.loaded_at = SystemTime::now();
        }
        self.published.notify_all();
        state.last_error.take().is_some()
    }

    pub(super) fn is_stale(&self) -> bool {
        lock(&self.state).last_error.is_some()
    }

    /// Remembers why a reload failed. Tells whether that is news: the same failure, tried again, is none.
    pub(super) fn failed(&self, error: &Error) -> bool {
        let before = lock(&self.state).last_error.replace(error.clone());
        before.as_ref() != Some(error)
    }

    /// Waits until a generation, or a later one, is served; tells whether it is.
    pub(crate) fn wait_for(&self, generation: u64, timeout: Duration) -> bool {
        let deadline = deadline_after(timeout);
        let mut state = lock(&self.state);
        while state.generation < generation {
            let Some(woken) = wait_until(&self.published, state, deadline) else { return false };
            state = woken;
        }
        true
    }
}
