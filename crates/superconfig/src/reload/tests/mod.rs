//! Every test waits for what must come, with patience for a loaded machine; none asserts how long something takes.

mod api;
mod faults;
mod files;
mod links;

use super::native::Hub;
#[cfg(target_os = "linux")]
use super::native::Inotify;
use super::native::{Native, Portable, Table};
use super::system::{Delivery, Os, System};
use super::{Batch, How, Watch, WatchOptions};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(60);
const NEVER: Duration = Duration::from_secs(24 * 3600);

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The shared watcher of the process.
    Native,
    /// The watcher of other systems.
    Portable,
    Polling,
}

/// Makes tests of functions that take a way.
macro_rules! in_every_way {
    ($($test:ident),+ $(,)?) => {
        mod native { $(#[test] fn $test() { super::$test(super::Way::Native); })+ }
        mod portable { $(#[test] fn $test() { super::$test(super::Way::Portable); })+ }
        mod polling { $(#[test] fn $test() { super::$test(super::Way::Polling); })+ }
    };
}
use in_every_way;

impl Way {
    /// Native events alone must do, and polling alone.
    fn options(self) -> WatchOptions {
        WatchOptions {
            debounce: Duration::from_millis(10),
            max_wait: Duration::from_millis(100),
            poll: (self == Self::Polling).then_some(Duration::from_millis(10)),
            safety_poll: NEVER,
        }
    }

    fn system(self) -> Arc<dyn System> {
        match self {
            Self::Portable => Arc::new(Fixed(portable_hub(|native| native))),
            Self::Native | Self::Polling => Arc::new(Os),
        }
    }
}

/// The real system with a watcher of its own.
struct Fixed(Arc<Hub>);

impl System for Fixed {
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        Os.look(path)
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        Os.read_link(path)
    }
    fn delivery(&self, directory: &Path) -> Delivery {
        Os.delivery(directory)
    }
    fn hub(&self) -> io::Result<Arc<Hub>> {
        Ok(Arc::clone(&self.0))
    }
}

fn portable_hub(wrap: impl FnOnce(Box<dyn Native>) -> Box<dyn Native>) -> Arc<Hub> {
    Hub::start(|table| Ok(wrap(Box::new(Portable::start(table)?)))).unwrap()
}

/// What a reloader would have loaded: files are read only when they are reported.
#[derive(Default)]
struct Loaded {
    contents: BTreeMap<PathBuf, Option<String>>,
    batches: Vec<Batch>,
}

#[derive(Default)]
struct Reloader {
    loaded: Mutex<Loaded>,
    changed: Condvar,
}

impl Reloader {
    fn accept(&self, batch: &Batch) {
        let mut loaded = self.loaded.lock().unwrap();
        for path in &batch.paths {
            let content = read(path);
            loaded.contents.insert(path.clone(), content);
        }
        if batch.rescan {
            loaded.contents.iter_mut().for_each(|(path, content)| *content = read(path));
        }
        loaded.batches.push(batch.clone());
        self.changed.notify_all();
    }

    #[track_caller]
    fn wait(&self, what: &str, mut until: impl FnMut(&Loaded) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut loaded = self.loaded.lock().unwrap();
        while !until(&loaded) {
            let rest = end.saturating_duration_since(Instant::now());
            assert!(!rest.is_zero(), "{what}: loaded {:?} by {:?}", loaded.contents, loaded.batches);
            loaded = self.changed.wait_timeout(loaded, rest).unwrap().0;
        }
    }
}

/// The content, if it is a file: reading a pipe would block.
fn read(path: &Path) -> Option<String> {
    fs::metadata(path).ok().filter(Metadata::is_file).and_then(|_| fs::read_to_string(path).ok())
}

struct Fixture {
    dir: TempDir,
    reloader: Arc<Reloader>,
    watch: Watch,
}

impl Fixture {
    /// Prepares a directory, watches names in it, and loads them.
    fn new(way: Way, names: &[&str], prepare: impl FnOnce(&Path)) -> Self {
        Self::with(way.system(), way.options(), names, prepare)
    }

    fn with(
        system: Arc<dyn System>,
        options: WatchOptions,
        names: &[&str],
        prepare: impl FnOnce(&Path),
    ) -> Self {
        let dir = tempfile::tempdir().unwrap();
        prepare(dir.path());
        let paths: Vec<PathBuf> = names.iter().map(|name| dir.path().join(name)).collect();
        let reloader = Arc::<Reloader>::default();
        let ours = Arc::clone(&reloader);
        let watch = Watch::start(system, paths.clone(), options, move |batch| ours.accept(batch)).unwrap();
        {
            let mut loaded = reloader.loaded.lock().unwrap();
            for path in paths {
                let content = read(&path);
                loaded.contents.insert(path, content);
            }
        }
        Self { dir, reloader, watch }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    /// As editors save.
    fn save(&self, name: &str, content: &str) {
        save(&self.path(name), content);
    }

    #[track_caller]
    fn expect(&self, name: &str, content: impl Into<Option<&'static str>>) {
        let (path, content) = (self.path(name), content.into());
        self.reloader.wait(&format!("{name} is {content:?}"), |loaded| {
            loaded.contents.get(&path).is_some_and(|found| found.as_deref() == content)
        });
    }

    /// Something must be reported that cannot be read.
    #[track_caller]
    fn expect_report(&self, name: &str, after: usize) {
        let path = self.path(name);
        self.reloader.wait(&format!("a report of {name}"), |loaded| {
            loaded.batches.iter().skip(after).any(|batch| batch.paths.contains(&path))
        });
    }

    fn reports(&self) -> usize {
        self.reloader.loaded.lock().unwrap().batches.len()
    }

    /// Waits until the way in which a path is watched is another.
    #[track_caller]
    fn expect_how(&self, what: &str, is: impl Fn(&How) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !self.watch.status().iter().all(|watched| is(&watched.how)) {
            assert!(Instant::now() < end, "{what}: {:?}", self.watch.status());
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn save(path: &Path, content: &str) {
    let aside = path.with_extension("tmp");
    fs::write(&aside, content).unwrap();
    fs::rename(&aside, path).unwrap();
}
