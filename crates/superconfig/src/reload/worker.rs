//! The thread of a watch: sleeps, looks, reports.

use super::debounce::Debounce;
use super::entry::{Entry, Means, Why};
use super::mailbox::{EntryId, Mail};
use super::watch::{Batch, Watched};
use std::collections::{HashMap, HashSet};
use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// In a flood of events, looking once in a while is enough; the first one is looked at right away.
const PAUSE: Duration = Duration::from_millis(5);

pub(super) struct Worker<F> {
    means: Means,
    entries: Vec<Entry>,
    next_id: EntryId,
    debounce: Debounce,
    /// To be reported: anything may have changed.
    rescan: bool,
    not_before: Instant,
    status: Arc<Mutex<Vec<Watched>>>,
    callback: F,
}

impl<F: FnMut(&Batch)> Worker<F> {
    pub(super) fn new(
        means: Means,
        debounce: Debounce,
        status: Arc<Mutex<Vec<Watched>>>,
        callback: F,
    ) -> Self {
        let not_before = Instant::now();
        Self { means, entries: Vec::new(), next_id: 0, debounce, rescan: false, not_before, status, callback }
    }

    /// Watches these paths and no others. Those that are new are looked at when they are armed; their names are the
    /// answer.
    pub(super) fn replace(&mut self, paths: Vec<PathBuf>) -> HashSet<EntryId> {
        let old = take(&mut self.entries).into_iter();
        let mut old: HashMap<PathBuf, Entry> = old.map(|entry| (entry.given.clone(), entry)).collect();
        let mut added = HashSet::new();
        let mut known = HashSet::new();
        for path in paths {
            if !known.insert(path.clone()) {
                continue;
            }
            if let Some(entry) = old.remove(&path) {
                self.entries.push(entry);
                continue;
            }
            let mut entry = Entry::new(self.next_id, path);
            self.next_id += 1;
            entry.look(&mut self.means, Why::First);
            added.insert(entry.id);
            self.entries.push(entry);
        }
        // What both have in common was not unwatched in between.
        old.values().for_each(|entry| entry.disarm(&self.means));
        self.tell_status();
        added
    }

    pub(super) fn run(mut self) {
        while self.turn() {}
    }

    /// Sleeps until there is something to do, and does it. `false` after the end.
    fn turn(&mut self) -> bool {
        let mut mail = self.means.mailbox.wait(self.not_before, self.deadline());
        if mail.closed {
            return false;
        }
        if let Some(paths) = mail.paths.take() {
            self.accept(paths);
        }
        if mail.everything || mail.triggered {
            self.rescan = true;
            self.debounce.note(Instant::now());
        }
        self.look_around(&mail);
        self.tell_status();
        let now = Instant::now();
        if let Some(later) = now.checked_add(PAUSE) {
            self.not_before = later;
        }
        if self.debounce.due(self.means.mailbox.is_writing()).is_some_and(|due| due <= now) {
            self.report(now);
        }
        true
    }

    fn deadline(&self) -> Option<Instant> {
        let due = self.entries.iter().filter_map(|entry| entry.due(&self.means));
        due.chain(self.debounce.due(self.means.mailbox.is_writing())).min()
    }

    /// New paths were read before they were armed, so all of them may have changed since.
    fn accept(&mut self, paths: Vec<PathBuf>) {
        let added = self.replace(paths);
        for entry in self.entries.iter_mut().filter(|entry| added.contains(&entry.id)) {
            entry.pending = true;
            self.debounce.note(Instant::now());
        }
    }

    fn look_around(&mut self, mail: &Mail) {
        let now = Instant::now();
        for entry in &mut self.entries {
            let lost = mail.everything || mail.lost.contains(&entry.id);
            if lost {
                entry.lose();
            }
            let why = if lost || mail.touched.contains(&entry.id) {
                Why::Event
            } else if entry.due(&self.means).is_some_and(|due| due <= now) {
                Why::Poll
            } else {
                continue;
            };
            if entry.look(&mut self.means, why) {
                entry.pending = true;
                self.debounce.note(Instant::now());
            }
        }
    }

    /// Reports, unless something is still changing: then it is too early.
    fn report(&mut self, now: Instant) {
        let mut moving = false;
        for entry in self.entries.iter_mut().filter(|entry| entry.pending) {
            moving |= entry.look(&mut self.means, Why::Confirm);
        }
        if moving && !self.debounce.is_overdue(now) {
            return self.debounce.note(Instant::now());
        }
        self.debounce.clear();
        self.means.mailbox.forget_writing();
        let take_pending = |entry: &mut Entry| take(&mut entry.pending).then(|| entry.given.clone());
        let paths = self.entries.iter_mut().filter_map(take_pending).collect();
        let batch = Batch { paths, rescan: take(&mut self.rescan) };
        if self.means.mailbox.is_closed() || (batch.paths.is_empty() && !batch.rescan) {
            return;
        }
        let result = catch_unwind(AssertUnwindSafe(|| (self.callback)(&batch)));
        if let Err(payload) = result {
            // Dropping it runs code of others, which could panic again.
            std::mem::forget(payload);
        }
    }

    fn tell_status(&self) {
        let watched = |entry: &Entry| Watched { path: entry.given.clone(), how: entry.how(&self.means) };
        let status = self.entries.iter().map(watched).collect();
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }
}
