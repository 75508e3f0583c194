//! The same with a watch: any operation of the watcher or of the reload fails, and in the end everything is followed.

use super::super::native::{Hub, Native, Token};
use super::super::system::{Delivery, Os, System};
use super::super::{WatchOptions, chain};
use super::place::{FIRST, Place, expected, shown};
use super::{EACCES, EIO, EMFILE, Faults};
use crate::config::Config;
use crate::reload::Changes;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// Every operation in release builds (`cargo xtask stress`), some of them in debug builds.
const STEP: usize = if cfg!(debug_assertions) { 61 } else { 1 };

/// The real system, in which operations fail: on files, in every thread that looks around; and on watches.
struct Faulty {
    faults: Arc<Faults>,
    hub: Mutex<Option<Arc<Hub>>>,
}

impl System for Faulty {
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        self.faults.install();
        Os.look(path)
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        Os.read_link(path)
    }
    fn delivery(&self, directory: &Path) -> Delivery {
        Os.delivery(directory)
    }
    fn hub(&self) -> io::Result<Arc<Hub>> {
        self.faults.check()?;
        let mut hub = self.hub.lock().unwrap();
        if let Some(hub) = &*hub {
            return Ok(Arc::clone(hub));
        }
        let made = Hub::start(|table| {
            #[cfg(target_os = "linux")]
            let inner = Box::new(super::super::native::Inotify::start(table)?);
            #[cfg(not(target_os = "linux"))]
            let inner = Box::new(super::super::native::Portable::start(table)?);
            Ok(Box::new(FaultyNative { inner, faults: Arc::clone(&self.faults) }))
        })?;
        Ok(Arc::clone(hub.insert(made)))
    }
}

struct FaultyNative {
    inner: Box<dyn Native>,
    faults: Arc<Faults>,
}

impl Native for FaultyNative {
    fn add(&self, place: &chain::Place) -> io::Result<Option<Token>> {
        self.faults.check()?;
        self.inner.add(place)
    }
    fn remove(&self, token: Token) {
        self.inner.remove(token);
    }
}

/// Waits until the number is everywhere. Until then there may be both, of files that were replaced while they were being
/// read; but nothing may be missing, and nothing is ever a default.
fn follow(config: &Config, changes: &mut Changes, before: u32, after: u32, what: &str) {
    loop {
        let status = config.status();
        let seen = shown(config);
        if seen == expected(after) && !status.stale {
            return;
        }
        assert_eq!(seen.replace(&after.to_string(), &before.to_string()), expected(before), "{what}");
        let update = changes.recv_timeout(PATIENCE);
        assert!(update.is_some(), "{what}: {:?}", config.status());
    }
}

#[test]
fn each_operation_of_a_watched_configuration() {
    let place = Place::new_with_two_states();
    let config = place.builder().build().unwrap();
    let mut changes = config.changes();
    let faults = Arc::<Faults>::default();
    // Short enough to recover while somebody waits.
    let options = WatchOptions {
        debounce: Duration::from_millis(2),
        max_wait: Duration::from_millis(50),
        safety_poll: Duration::from_millis(20),
        ..WatchOptions::default()
    };
    let system = Arc::new(Faulty { faults: Arc::clone(&faults), hub: Mutex::default() });
    config.live.watch_in(system, options, Duration::from_millis(2)).unwrap();
    for nth in (1..).step_by(STEP) {
        let error = [EIO, EMFILE, EACCES][nth as usize % 3];
        let what = format!("operation {nth}, error {error}");
        faults.fail(nth, false, error);
        // What follows the first change is part of it: the way to the new files is watched.
        for (before, after) in [(FIRST, FIRST + 1), (FIRST + 1, FIRST)] {
            place.swap(u64::from(after));
            follow(&config, &mut changes, before, after, &what);
        }
        if !faults.end() {
            assert!(nth > 500, "only {nth} operations");
            return;
        }
    }
}
