//! Hands the events of the native watcher to the threads that asked for them.

use super::{Event, Native, Token};
use crate::reload::chain::{Place, What};
use crate::reload::mailbox::{EntryId, Mailbox};
use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(in crate::reload) struct Hub {
    native: Box<dyn Native>,
    table: Arc<Table>,
    /// Held while things are added and removed, so that nobody removes what another one is about to use. The thread
    /// that delivers events does not take it: adding may have to wait for a slow file system.
    arming: Mutex<()>,
    /// A forked child has this hub, but not its thread.
    process: u32,
}

/// Who waits for what.
#[derive(Default)]
pub(in crate::reload) struct Table {
    interests: Mutex<HashMap<Token, Vec<Interest>>>,
    ended: AtomicBool,
}

struct Interest {
    mailbox: Arc<Mailbox>,
    entry: EntryId,
    /// Events of these names count, and those without a name.
    names: Vec<OsString>,
    /// Events of all names count.
    all: bool,
}

impl Interest {
    /// Some file systems ignore case, some even more: in doubt it counts.
    fn covers(&self, name: &OsStr) -> bool {
        let same = |own: &OsString| {
            own.eq_ignore_ascii_case(name) || !(own.as_encoded_bytes().is_ascii() && name.is_ascii())
        };
        self.all || self.names.iter().any(same)
    }
}

impl Hub {
    pub(in crate::reload) fn start(
        native: impl FnOnce(Arc<Table>) -> io::Result<Box<dyn Native>>,
    ) -> io::Result<Arc<Self>> {
        let table = Arc::new(Table::default());
        let native = native(Arc::clone(&table))?;
        Ok(Arc::new(Self { native, table, arming: Mutex::new(()), process: std::process::id() }))
    }

    pub(super) fn is_alive(&self) -> bool {
        !self.has_ended() && self.process == std::process::id()
    }

    pub(in crate::reload) fn has_ended(&self) -> bool {
        self.table.ended.load(Ordering::Acquire)
    }

    /// Watches these places for an entry, and no longer those of before. Says the first failure; the others are
    /// watched nevertheless.
    pub(in crate::reload) fn arm(
        &self,
        mailbox: &Arc<Mailbox>,
        entry: EntryId,
        places: &[Place],
    ) -> io::Result<()> {
        let _arming = lock(&self.arming);
        let mut wanted = BTreeMap::<Token, (Vec<OsString>, bool)>::new();
        let mut failure = Ok(());
        for place in places {
            match self.native.add(place) {
                Ok(Some(token)) => {
                    let (names, all) = wanted.entry(token).or_default();
                    names.extend(name_of(&place.what));
                    *all |= place.what == What::Names;
                }
                Ok(None) => {}
                Err(error) if may_fail(place, &error) => {}
                Err(error) => failure = failure.and(Err(error)),
            }
        }
        let interest =
            |(token, (names, all))| (token, Interest { mailbox: Arc::clone(mailbox), entry, names, all });
        let wanted = wanted.into_iter().map(interest).collect();
        let is_own = |interest: &Interest| interest.entry == entry && Arc::ptr_eq(&interest.mailbox, mailbox);
        for token in self.table.replace(is_own, wanted) {
            self.native.remove(token);
        }
        if self.has_ended() { failure.and(Err(io::Error::other("the watcher has ended"))) } else { failure }
    }

    /// Watches nothing any more for this mailbox.
    pub(in crate::reload) fn release(&self, mailbox: &Arc<Mailbox>) {
        let _arming = lock(&self.arming);
        for token in self.table.replace(|interest| Arc::ptr_eq(&interest.mailbox, mailbox), Vec::new()) {
            self.native.remove(token);
        }
    }
}

fn name_of(what: &What) -> Option<OsString> {
    match what {
        What::Entry(name) | What::Child(name) => Some(name.clone()),
        What::Itself | What::Content | What::Names => None,
    }
}

/// Directories above may be closed to us: those near the file are what counts.
fn may_fail(place: &Place, error: &io::Error) -> bool {
    matches!(place.what, What::Itself | What::Child(_)) && error.kind() == io::ErrorKind::PermissionDenied
}

impl Table {
    /// Puts new interests in the place of old ones; answers what nobody wants any more.
    fn replace(&self, is_old: impl Fn(&Interest) -> bool, new: Vec<(Token, Interest)>) -> Vec<Token> {
        let mut interests = lock(&self.interests);
        for (token, waiting) in interests.iter_mut() {
            waiting.retain(|interest| {
                let old = is_old(interest);
                // Nobody would tell of the end of a write any more.
                if old && new.iter().all(|(new, _)| new != token) {
                    interest.mailbox.set_writing(interest.entry, *token, false);
                }
                !old
            });
        }
        for (token, interest) in new {
            interests.entry(token).or_default().push(interest);
        }
        let unwanted = interests.iter().filter(|(_, waiting)| waiting.is_empty());
        let unwanted: Vec<Token> = unwanted.map(|(token, _)| *token).collect();
        interests.retain(|_, waiting| !waiting.is_empty());
        unwanted
    }

    /// Called by the native watcher.
    pub(in crate::reload) fn dispatch(&self, event: &Event<'_>) {
        let mut interests = lock(&self.interests);
        match event {
            Event::Touched { token, name, writing } => {
                let waiting = interests.get(token).into_iter().flatten();
                for interest in waiting.filter(|interest| name.is_none_or(|name| interest.covers(name))) {
                    if let Some(writing) = writing {
                        interest.mailbox.set_writing(interest.entry, *token, *writing);
                    }
                    interest.mailbox.tell(|mail| {
                        mail.touched.insert(interest.entry);
                    });
                }
            }
            Event::Gone(token) => {
                for interest in interests.remove(token).into_iter().flatten() {
                    interest.mailbox.set_writing(interest.entry, *token, false);
                    interest.mailbox.tell(|mail| {
                        mail.lost.insert(interest.entry);
                    });
                }
            }
            Event::Overflow | Event::Ended => {
                if matches!(event, Event::Ended) {
                    self.ended.store(true, Ordering::Release);
                }
                for interest in interests.values().flatten() {
                    interest.mailbox.tell(|mail| mail.everything = true);
                }
            }
        }
    }

    /// Delivers nothing until the answer is dropped.
    #[cfg(test)]
    pub(in crate::reload) fn hold(&self) -> impl Drop + '_ {
        lock(&self.interests)
    }

    #[cfg(test)]
    pub(in crate::reload) fn is_empty(&self) -> bool {
        lock(&self.interests).is_empty()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
