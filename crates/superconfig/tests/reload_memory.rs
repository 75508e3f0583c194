//! What reloading and watching leave behind: nothing, whatever is counted.
//!
//! One test, since everything of the process is counted: nothing else may run beside it.
#![cfg(feature = "toml")]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use cap::Cap;
use std::alloc::System;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use superconfig::{Config, EnvSnapshot, SuperConfig};
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// All of it in release builds (`cargo xtask stress`), a part in debug builds.
const RELOADS: u32 = if cfg!(debug_assertions) { 2_000 } else { 100_000 };
/// Afterwards everything has been there once that is kept: what a thread or the process allocates the first time, and
/// tables that grow.
const WARM_UP: u32 = RELOADS / 10;
/// What may differ by chance: tables that are rehashed, the length of a message.
const SLACK: usize = 4096;

#[derive(serde::Deserialize)]
struct Server {
    name: String,
    port: u32,
}

struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        fs::write(place.path("base.toml"), "[server]\nname = 'base'\nport = 1\n[more]\nlist = [1, 2, 3]")
            .unwrap();
        place.write(0);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, number: u32) {
        let text = format!("[server]\nname = 'number {number:08}'\nport = {}", number + 10_000_000);
        fs::write(self.path("shop.toml"), text).unwrap();
    }

    fn config(&self) -> Config {
        let builder = SuperConfig::new().with_cwd(self.directory.path()).with_home(self.directory.path());
        let env = EnvSnapshot::from([("APP_MORE__KEY", "value")]);
        let builder = builder.with_env_snapshot(env).with_required_file("base.toml").with_file("shop.toml");
        builder.with_glob("*.d/*.toml").with_env("APP_").build().unwrap()
    }
}

#[test]
fn nothing_is_left_behind() {
    reloads_with_handles_and_subscribers();
    #[cfg(feature = "hot-reload")]
    watching::watches_that_come_and_go();
}

fn reloads_with_handles_and_subscribers() {
    let place = Place::new();
    let config = place.config();
    let server = config.handle::<Server>("server").unwrap();
    let list = config.handle::<Vec<u8>>("more.list").unwrap();
    let mut reader = config.handle::<u32>("server.port").unwrap().reader();
    let told = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&told);
    let _changes = config.on_change("server", move |changes| {
        count.fetch_add(changes.len() as u64, Ordering::Relaxed);
    });
    let _errors = config.on_error(|error| assert!(!error.to_string().is_empty()));
    // One channel that is read and one that nobody reads.
    let (mut read, _unread) = (config.changes(), config.changes());
    let mut turn = |number: u32| {
        if number.is_multiple_of(10) {
            fs::write(place.path("shop.toml"), "[server\n").unwrap();
            assert!(config.reload().is_err());
        }
        place.write(number);
        assert_eq!(config.reload().unwrap().len(), 2);
        assert_eq!(
            (server.get().unwrap().port, *reader.get().unwrap()),
            (number + 10_000_000, number + 10_000_000)
        );
        assert_eq!((server.load().unwrap().name.len(), list.get().unwrap().len()), (15, 3));
        // Handles and subscriptions that come and go, and old generations that are kept for a while.
        let (name, _old) = (config.handle::<String>("server.name").unwrap(), config.snapshot());
        drop(config.on_change("", |_| {}));
        assert!(name.get().unwrap().ends_with(&number.to_string()) && read.try_recv().is_some());
    };
    (1..=WARM_UP).for_each(&mut turn);
    let before = Left::now();
    (WARM_UP + 1..=RELOADS).for_each(&mut turn);
    Left::now().is_no_more_than(&before, &format!("{RELOADS} reloads"));
    assert_eq!(told.load(Ordering::Relaxed), 2 * u64::from(RELOADS));
    assert_eq!(config.generation(), u64::from(RELOADS) + 1);
}

/// What the process holds.
#[derive(Debug)]
struct Left {
    bytes: usize,
    descriptors: usize,
    threads: usize,
}

impl Left {
    fn now() -> Self {
        let count = |path: &str| fs::read_dir(path).map_or(0, Iterator::count);
        Self {
            descriptors: count("/proc/self/fd"),
            threads: count("/proc/self/task"),
            bytes: ALLOCATOR.allocated(),
        }
    }

    fn is_no_more_than(&self, before: &Self, what: &str) {
        println!("{what}: {before:?}, then {self:?}");
        assert!(self.bytes <= before.bytes + SLACK, "{what}");
        assert!(self.descriptors <= before.descriptors && self.threads <= before.threads, "{what}");
    }
}

#[cfg(feature = "hot-reload")]
mod watching {
    use super::{Left, Place};
    use std::time::{Duration, Instant};
    use superconfig::ReloadOptions;

    const WATCHES: u32 = if cfg!(debug_assertions) { 60 } else { 2_000 };
    const PATIENCE: Duration = Duration::from_secs(60);

    pub(super) fn watches_that_come_and_go() {
        let place = Place::new();
        let kept = place.config();
        let mut generation = kept.generation();
        let options = ReloadOptions::new().debounce(Duration::from_millis(1));
        let mut turn = |number: u32| {
            // One that is closed and watched again, without and with a change in between.
            kept.watch_with(options).unwrap();
            kept.close();
            // One that follows a change and is dropped.
            let config = place.config();
            config.watch_with(options).unwrap();
            place.write(number);
            assert!(config.wait_for(2, PATIENCE));
            // Watching again takes the place of the watch that is there.
            config.watch_with(options).unwrap();
            kept.watch_with(options).unwrap();
            generation += 1;
            assert!(kept.wait_for(generation, PATIENCE));
            kept.close();
        };
        (1..=WATCHES / 10).for_each(&mut turn);
        let before = settled(None);
        (WATCHES / 10 + 1..=WATCHES).for_each(&mut turn);
        settled(Some(&before)).is_no_more_than(&before, &format!("{WATCHES} watches"));
    }

    /// What is held when all threads that have been told to end have ended.
    fn settled(as_before: Option<&Left>) -> Left {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = Left::now();
            let is_settled = as_before.map_or(left.threads <= 2, |before| {
                left.threads <= before.threads && left.descriptors <= before.descriptors
            });
            if is_settled || Instant::now() > end {
                return left;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
