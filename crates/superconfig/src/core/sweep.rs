//! Frees entries whose time is over, in a thread that sleeps until one is.
#![cfg(not(superconfig_loom))]

use super::clock::NEVER;
use super::sync::Swap;
use super::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};
use super::table::Table;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// At least this long between two sweeps: each looks at all entries, and reads need no sweep to notice the end of
/// an entry.
const PAUSE: Duration = Duration::from_millis(10);

/// And so many times as long as a sweep took, so that a large registry does not keep a core busy; but not longer than
/// this.
const REST: u32 = 10;
const LONGEST: Duration = Duration::from_secs(1);

/// The thread, once an entry needs it. It is joined when the registry goes.
pub(crate) struct Sweeper {
    shared: Arc<Shared>,
    is_started: AtomicBool,
    thread: Swap<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    /// When the next entry ends.
    next: AtomicU64,
}

impl Sweeper {
    pub(crate) fn new() -> Self {
        let shared = Shared { stop: AtomicBool::new(false), next: AtomicU64::new(NEVER) };
        Self { shared: Arc::new(shared), is_started: AtomicBool::new(false), thread: Swap::new(None) }
    }

    /// Notes that an entry ends at a moment.
    pub(crate) fn expect(&self, expires: u64, table: &Arc<Table>) {
        if expires == NEVER {
            return;
        }
        let before = self.shared.next.fetch_min(expires, Ordering::AcqRel);
        if !self.is_started.swap(true, Ordering::AcqRel) {
            self.start(table);
        } else if expires < before {
            self.wake();
        }
    }

    /// Lets the thread look at `next` again. The fence stands between what was written and the look at the thread:
    /// of one who expects and one who starts it, at least one sees what the other has written.
    fn wake(&self) {
        fence(Ordering::SeqCst);
        if let Some(thread) = &*self.thread.load() {
            thread.thread().unpark();
        }
    }

    fn start(&self, table: &Arc<Table>) {
        let (shared, table) = (Arc::clone(&self.shared), Arc::clone(table));
        let body = move || run(&shared, &table);
        match thread::Builder::new().name("superconfig-sweep".into()).spawn(body) {
            Ok(thread) => {
                self.thread.store(Some(Arc::new(thread)));
                // Whoever expected something earlier in the meantime could not wake it.
                self.wake();
            }
            // Without a thread, entries still end in time; another insertion tries again.
            Err(_) => self.is_started.store(false, Ordering::Release),
        }
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        let Some(running) = self.thread.swap(None).and_then(Arc::into_inner) else { return };
        running.thread().unpark();
        // A value that is swept may own the last handle: then this is the thread itself.
        if running.thread().id() != thread::current().id() {
            let _ = running.join();
        }
    }
}

fn run(shared: &Shared, table: &Table) {
    while !shared.stop.load(Ordering::Acquire) {
        let next = shared.next.swap(NEVER, Ordering::AcqRel);
        let now = table.clock.now();
        if next > now {
            shared.next.fetch_min(next, Ordering::AcqRel);
            match next {
                NEVER => thread::park(),
                next => thread::park_timeout(Duration::from_nanos(next - now).max(PAUSE)),
            }
            continue;
        }
        let began = Instant::now();
        // The drop of a value is the program's code; its panic ends neither this thread nor the process.
        if let Ok((_, next)) = catch_unwind(AssertUnwindSafe(|| table.sweep())) {
            shared.next.fetch_min(next, Ordering::AcqRel);
        } else {
            shared.next.store(0, Ordering::Release);
        }
        thread::park_timeout((began.elapsed() * REST).clamp(PAUSE, LONGEST));
    }
}
