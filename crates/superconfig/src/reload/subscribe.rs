//! Callbacks: who is told about a new generation, and in which order.

use super::change::Change;
use super::changes::Update;
use super::lock;
use crate::value::KeyPath;
use arc_swap::ArcSwap;
use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread::{self, ThreadId};

/// Called for every update, in order, by one thread at a time.
type Callback = Box<dyn Fn(&Update) + Send + Sync>;

struct Subscriber {
    callback: Callback,
    is_active: AtomicBool,
}

/// All who want to know. No lock is held while a callback runs, so it may do whatever the program may.
pub(crate) struct Subscribers {
    list: ArcSwap<Vec<Arc<Subscriber>>>,
    queue: Mutex<Queue>,
    idle: Condvar,
}

#[derive(Default)]
struct Queue {
    updates: VecDeque<Update>,
    /// The thread that calls the callbacks now, and its process: a forked child does not have it.
    running: Option<(u32, ThreadId)>,
    is_closed: bool,
}

impl Queue {
    fn running(&self) -> Option<ThreadId> {
        let (process, thread) = self.running?;
        (process == std::process::id()).then_some(thread)
    }
}

impl Default for Subscribers {
    fn default() -> Self {
        Self { list: ArcSwap::default(), queue: Mutex::default(), idle: Condvar::new() }
    }
}

impl Subscribers {
    fn add(&self, callback: Callback) -> Arc<Subscriber> {
        let subscriber = Arc::new(Subscriber { callback, is_active: AtomicBool::new(true) });
        self.list.rcu(|list| {
            let active = list.iter().filter(|one| one.is_active.load(Ordering::Acquire));
            active.chain([&subscriber]).cloned().collect::<Vec<_>>()
        });
        subscriber
    }

    fn remove(&self, subscriber: &Arc<Subscriber>) {
        subscriber.is_active.store(false, Ordering::Release);
        self.list
            .rcu(|list| list.iter().filter(|one| !Arc::ptr_eq(one, subscriber)).cloned().collect::<Vec<_>>());
    }

    pub(super) fn push(&self, update: Update) {
        let mut queue = lock(&self.queue);
        if !queue.is_closed {
            queue.updates.push_back(update);
        }
    }

    /// Calls the callbacks for all updates that wait. If another call is at it, that one does it: also where a
    /// callback itself made the update.
    pub(super) fn deliver(&self) {
        let mut queue = lock(&self.queue);
        if queue.running().is_some() {
            return;
        }
        queue.running = Some((std::process::id(), thread::current().id()));
        while let Some(update) = queue.updates.pop_front() {
            drop(queue);
            for subscriber in self.list.load_full().iter() {
                if subscriber.is_active.load(Ordering::Acquire) {
                    // A callback that panics is its own problem: the others are told, and the next time it is, too.
                    let _ = catch_unwind(AssertUnwindSafe(|| (subscriber.callback)(&update)));
                }
            }
            queue = lock(&self.queue);
        }
        queue.running = None;
        self.idle.notify_all();
    }

    /// After this no callback runs: waits for the one that does, unless it is called from it.
    pub(crate) fn close(&self) {
        // Dropped last: what callbacks own is the program's, and is not to be dropped under a lock.
        let list = self.list.swap(Arc::default());
        list.iter().for_each(|subscriber| subscriber.is_active.store(false, Ordering::Release));
        let mut queue = lock(&self.queue);
        queue.is_closed = true;
        queue.updates.clear();
        while queue.running().is_some_and(|running| running != thread::current().id()) {
            queue = self.idle.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A callback that is told about changes: it ends when this is dropped, or with the configuration.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.toml");
/// use std::sync::mpsc;
/// std::fs::write(&file, "port = 80").unwrap();
/// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
/// let (sender, told) = mpsc::channel();
/// let subscription = config.on_change("port", move |changes| sender.send(changes.len()).unwrap());
/// std::fs::write(&file, "port = 81").unwrap();
/// config.reload()?;
/// assert_eq!(told.recv().unwrap(), 1);
/// drop(subscription);
/// assert!(told.recv().is_err()); // the callback and its sender are gone
/// # Ok::<(), superconfig::Error>(())
/// ```
#[must_use = "the callback ends when the subscription is dropped"]
pub struct Subscription {
    /// The configuration owns the callback, so that it ends with it.
    subscriber: Weak<Subscriber>,
    live: Weak<super::Live>,
    is_kept: bool,
}

impl Subscription {
    pub(crate) fn new(live: &Arc<super::Live>, callback: Callback) -> Self {
        let subscriber = Arc::downgrade(&live.subscribers.add(callback));
        Self { subscriber, live: Arc::downgrade(live), is_kept: false }
    }

    /// Keeps the callback for as long as the configuration lives.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("a", 1).build()?;
    /// config.on_change("", |changes| println!("{changes:?}")).keep();
    /// assert!(config.reload()?.is_empty());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if !self.is_kept
            && let (Some(live), Some(subscriber)) = (self.live.upgrade(), self.subscriber.upgrade())
        {
            live.subscribers.remove(&subscriber);
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_active = self.subscriber.strong_count() > 0;
        f.debug_struct("Subscription").field("active", &is_active).finish_non_exhaustive()
    }
}

/// The changes at or below a path.
pub(crate) fn below(changes: &[Change], prefix: &KeyPath) -> Vec<Change> {
    let is_below = |change: &&Change| {
        let (path, prefix) = (change.path.segments(), prefix.segments());
        // A change above it, of a whole table or array, is one of it as well.
        path.iter().zip(prefix).all(|(a, b)| a == b)
    };
    changes.iter().filter(is_below).cloned().collect()
}
