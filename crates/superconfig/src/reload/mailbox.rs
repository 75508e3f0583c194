//! What a watching thread is told, and how it sleeps until then.

use super::native::Token;
use std::collections::BTreeSet;
use std::mem::take;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The number of one watched path within its watch.
pub(super) type EntryId = u64;

/// Sets instead of a queue: however many events come, it needs no more memory than there are paths.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    mail: Mutex<Mail>,
    bell: Condvar,
}

#[derive(Debug, Default)]
pub(super) struct Mail {
    /// Paths near which something happened.
    pub(super) touched: BTreeSet<EntryId>,
    /// Paths of which something is no longer watched.
    pub(super) lost: BTreeSet<EntryId>,
    /// Events were lost: anything may have changed.
    pub(super) everything: bool,
    pub(super) triggered: bool,
    pub(super) paths: Option<Vec<PathBuf>>,
    pub(super) closed: bool,
    /// Files that were written to and not yet closed. Stays until they are.
    writing: BTreeSet<(EntryId, Token)>,
}

impl Mail {
    fn is_urgent(&self) -> bool {
        self.closed || self.triggered || self.paths.is_some()
    }

    fn has_events(&self) -> bool {
        self.everything || !self.touched.is_empty() || !self.lost.is_empty()
    }
}

impl Mailbox {
    /// Takes what came. Waits for it until `deadline`; does not wake up for mere events before `not_before`.
    pub(super) fn wait(&self, not_before: Instant, deadline: Option<Instant>) -> Mail {
        let mut mail = self.lock();
        loop {
            let now = Instant::now();
            let due = deadline.is_some_and(|deadline| deadline <= now);
            if due || mail.is_urgent() || (mail.has_events() && not_before <= now) {
                let writing = take(&mut mail.writing);
                let closed = mail.closed;
                let taken = take(&mut *mail);
                (mail.writing, mail.closed) = (writing, closed);
                return taken;
            }
            let until = match deadline {
                Some(deadline) if mail.has_events() => Some(deadline.min(not_before)),
                None if mail.has_events() => Some(not_before),
                deadline => deadline,
            };
            mail = match until {
                None => self.bell.wait(mail).unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let rest = until.saturating_duration_since(now);
                    self.bell.wait_timeout(mail, rest).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Changes what is told, and wakes the thread.
    pub(super) fn tell(&self, change: impl FnOnce(&mut Mail)) {
        change(&mut self.lock());
        self.bell.notify_one();
    }

    /// Remembers whether somebody is in the middle of writing a file.
    pub(super) fn set_writing(&self, entry: EntryId, token: Token, writing: bool) {
        let mut mail = self.lock();
        if writing {
            mail.writing.insert((entry, token));
        } else {
            mail.writing.remove(&(entry, token));
        }
    }

    /// Whoever is still writing will be heard of again. (Not everyone who writes closes, and the event may be lost.)
    pub(super) fn forget_writing(&self) {
        self.lock().writing.clear();
    }

    pub(super) fn is_writing(&self) -> bool {
        !self.lock().writing.is_empty()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, Mail> {
        self.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
