//! The watch as the rest of the library sees it.

use super::deadline_after;
use super::debounce::Debounce;
use super::entry::Means;
use super::mailbox::Mailbox;
use super::system::System;
use super::worker::Worker;
use crate::source::reason;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// No poll is shorter, lest it keep a processor busy.
const SHORTEST_POLL: Duration = Duration::from_millis(1);

#[derive(Clone, Debug)]
pub(crate) struct WatchOptions {
    /// A change is reported when nothing more has changed for this long …
    pub(crate) debounce: Duration,
    /// … but no later than this after the first change.
    pub(crate) max_wait: Duration,
    /// Poll this often instead of waiting for native events.
    pub(crate) poll: Option<Duration>,
    /// Everything is looked at this often, whatever events come or do not come.
    pub(crate) safety_poll: Duration,
}

impl Default for WatchOptions {
    fn default() -> Self {
        Self {
            debounce: Duration::from_millis(50),
            max_wait: Duration::from_millis(500),
            poll: None,
            safety_poll: Duration::from_secs(30),
        }
    }
}

/// What may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// As they were given. May be empty if `rescan` is set.
    pub(crate) paths: Vec<PathBuf>,
    /// Anything may have changed: events were lost, or [`Watch::trigger`] was called.
    pub(crate) rescan: bool,
}

/// How one path is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Watched {
    pub(crate) path: PathBuf,
    pub(crate) how: How,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Events,
    /// Looked at from time to time.
    Polling {
        reason: String,
    },
}

/// Why nothing is watched: there was no thread to be had. Whatever else fails is polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WatchError {
    /// In the system's words.
    pub(crate) reason: String,
}

/// Watches files, those that are there and those that are not yet, and says when they may have changed.
///
/// Whether they have, by their content, is for the callback to find out: touching a file is reported as well. Dropping
/// the watch ends it without waiting for a callback that may be running.
#[derive(Debug)]
pub(crate) struct Watch {
    mailbox: Arc<Mailbox>,
    status: Arc<Mutex<Vec<Watched>>>,
    thread: Option<JoinHandle<()>>,
    /// A forked child has this watch, but not its thread.
    process: u32,
}

impl Watch {
    /// Arms the watch, then returns: whatever changes from now on is noticed.
    ///
    /// The callback runs on the thread of the watch, without any lock, and possibly before this has returned. It may
    /// call every method of the watch. If it panics, it is called again for the next change.
    pub(super) fn start(
        system: Arc<dyn System>,
        paths: Vec<PathBuf>,
        options: WatchOptions,
        on_change: impl FnMut(&Batch) + Send + 'static,
    ) -> Result<Self, WatchError> {
        let mailbox = Arc::<Mailbox>::default();
        let status = Arc::<Mutex<Vec<Watched>>>::default();
        let means = Means {
            system,
            mailbox: Arc::clone(&mailbox),
            hub: None,
            forced: options.poll.map(|poll| poll.max(SHORTEST_POLL)),
            safety: options.safety_poll.max(SHORTEST_POLL),
        };
        let debounce = Debounce::new(options.debounce, options.max_wait);
        let mut worker = Worker::new(means, debounce, Arc::clone(&status), on_change);
        worker.replace(paths);
        let thread = thread::Builder::new()
            .name("superconfig-watch".to_owned())
            .spawn(move || worker.run())
            .map_err(|error| WatchError { reason: reason(&error) })?;
        Ok(Self { mailbox, status, thread: Some(thread), process: std::process::id() })
    }

    /// Watches these paths from now on, and no others. All that are new are reported once they are armed: they may
    /// have changed since whoever found them had read them.
    pub(crate) fn set_paths(&self, paths: Vec<PathBuf>) {
        self.mailbox.tell(|mail| mail.paths = Some(paths));
    }

    pub(crate) fn status(&self) -> Vec<Watched> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reports, after the usual wait, that anything may have changed: to try again what has failed.
    pub(crate) fn trigger(&self) {
        self.mailbox.tell(|mail| mail.triggered = true);
    }

    /// Ends the watch, waiting for a callback that may be running (unless this is called by it): from then on no
    /// callback runs.
    pub(crate) fn close(mut self) {
        self.end();
        if let Some(thread) = self.thread.take()
            && !is_own(&thread)
            && self.process == std::process::id()
        {
            let _ = thread.join();
        }
    }

    /// The same, waiting no longer than some time; tells whether the thread has ended.
    pub(crate) fn close_within(self, timeout: Duration) -> bool {
        self.end();
        let deadline = deadline_after(timeout);
        while self.thread.as_ref().is_some_and(|thread| !thread.is_finished() && !is_own(thread)) {
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return false;
            }
            thread::sleep(Duration::from_millis(1));
        }
        self.close();
        true
    }

    fn end(&self) {
        self.mailbox.tell(|mail| mail.closed = true);
    }
}

/// Whether this is called by the thread, which cannot wait for itself.
fn is_own(thread: &JoinHandle<()>) -> bool {
    thread.thread().id() == thread::current().id()
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.end();
    }
}
