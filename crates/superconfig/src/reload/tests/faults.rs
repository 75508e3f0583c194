//! The system fails, and watching goes on.

use super::*;
use crate::reload::chain::Place;
use crate::reload::native::{Event, Token};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering::SeqCst};

const EIO: i32 = 5;
const EMFILE: i32 = 24;
const ENOSPC: i32 = 28;

/// A system that fails as it is told to.
#[derive(Default)]
struct Faults {
    /// Every n-th look at a file or link fails.
    look: AtomicU32,
    looks: AtomicU32,
    /// Adding a watch fails with this error.
    add: Arc<AtomicI32>,
    /// Making a watcher fails with this error.
    hub: AtomicI32,
    silent: AtomicBool,
    made: Mutex<Option<(Arc<Hub>, Arc<Table>)>>,
}

struct FaultyNative {
    inner: Box<dyn Native>,
    add: Arc<AtomicI32>,
}

impl Native for FaultyNative {
    fn add(&self, place: &Place) -> io::Result<Option<Token>> {
        fail(&self.add)?;
        self.inner.add(place)
    }
    fn remove(&self, token: Token) {
        self.inner.remove(token);
    }
}

fn fail(error: &AtomicI32) -> io::Result<()> {
    match error.load(SeqCst) {
        0 => Ok(()),
        error => Err(io::Error::from_raw_os_error(error)),
    }
}

impl Faults {
    fn fail_every(&self) -> io::Result<()> {
        let every = self.look.load(SeqCst);
        let count = self.looks.fetch_add(1, SeqCst);
        if every != 0 && count % every == every - 1 {
            return Err(io::Error::from_raw_os_error(EIO));
        }
        Ok(())
    }

    /// As if the native watcher had said this.
    fn say(&self, event: &Event<'_>) {
        let table = self.made.lock().unwrap().as_ref().map(|(_, table)| Arc::clone(table));
        table.unwrap().dispatch(event);
    }
}

impl System for Faults {
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        self.fail_every()?;
        Os.look(path)
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.fail_every()?;
        Os.read_link(path)
    }
    fn delivery(&self, directory: &Path) -> Delivery {
        if self.silent.load(SeqCst) { Delivery::Polling("NFS") } else { Os.delivery(directory) }
    }
    fn hub(&self) -> io::Result<Arc<Hub>> {
        fail(&self.hub)?;
        let mut made = self.made.lock().unwrap();
        if let Some((hub, _)) = made.as_ref().filter(|(hub, _)| !hub.has_ended()) {
            return Ok(Arc::clone(hub));
        }
        let mut known = None;
        let hub = Hub::start(|table| {
            known = Some(Arc::clone(&table));
            #[cfg(target_os = "linux")]
            let inner = Box::new(Inotify::start(table)?);
            #[cfg(not(target_os = "linux"))]
            let inner = Box::new(Portable::start(table)?);
            Ok(Box::new(FaultyNative { inner, add: Arc::clone(&self.add) }))
        })?;
        *made = known.map(|table| (Arc::clone(&hub), table));
        Ok(hub)
    }
}

fn fixture(faults: &Arc<Faults>) -> Fixture {
    let system: Arc<dyn System> = Arc::<Faults>::clone(faults);
    // Short enough to recover while somebody waits.
    let options = WatchOptions { safety_poll: Duration::from_millis(20), ..Way::Native.options() };
    Fixture::with(system, options, &["a", "d/b"], |dir| {
        fs::create_dir(dir.join("d")).unwrap();
        ["a", "d/b"].iter().for_each(|name| save(&dir.join(name), "0"));
    })
}

fn follows(fixture: &Fixture) {
    for content in ["1", "2", "3"] {
        fixture.save("a", content);
        fixture.write("d/b", content);
        fixture.expect("a", content);
        fixture.expect("d/b", content);
    }
}

fn is_polling(error: &'static str) -> impl Fn(&How) -> bool {
    move |how| matches!(how, How::Polling { reason } if reason.contains(error))
}

#[test]
fn too_many_watchers() {
    let faults = Arc::<Faults>::default();
    faults.hub.store(EMFILE, SeqCst);
    let fixture = fixture(&faults);
    fixture.expect_how("polls", is_polling("no native events: too many open files"));
    follows(&fixture);
    faults.hub.store(0, SeqCst);
    fixture.expect_how("recovers", |how| *how == How::Events);
    follows(&fixture);
}

#[test]
fn too_many_watches() {
    let faults = Arc::<Faults>::default();
    let fixture = fixture(&faults);
    for error in [ENOSPC, EMFILE] {
        follows(&fixture);
        faults.add.store(error, SeqCst);
        // Watches that are there stay; what is new cannot be watched.
        fixture.save("a", "new");
        fixture.save("d/b", "new");
        fixture.expect_how("polls", is_polling("no native events"));
        follows(&fixture);
        faults.add.store(0, SeqCst);
        fixture.expect_how("recovers", |how| *how == How::Events);
    }
}

#[test]
fn looking_fails_now_and_then() {
    let faults = Arc::<Faults>::default();
    let fixture = fixture(&faults);
    for every in [1, 2, 3, 5, 7, 11, 13, 17] {
        faults.look.store(every, SeqCst);
        fixture.save("a", "failing");
        fixture.write("d/b", "failing");
        if every > 8 {
            // Some looks come to their end.
            fixture.expect("a", "failing");
        } else if every == 1 {
            fixture.expect_how("says so", |how| matches!(how, How::Polling { .. }));
        }
        faults.look.store(0, SeqCst);
        fixture.expect_how("recovers", |how| *how == How::Events);
        follows(&fixture);
    }
}

#[test]
fn what_cannot_be_looked_at_for_long_is_reported() {
    let faults = Arc::<Faults>::default();
    let fixture = fixture(&faults);
    let before = fixture.reports();
    faults.look.store(1, SeqCst);
    fixture.expect_report("a", before);
}

#[test]
fn the_queue_overflows() {
    let faults = Arc::<Faults>::default();
    let fixture = fixture(&faults);
    for count in 1..4 {
        faults.say(&Event::Overflow);
        fixture
            .reloader
            .wait("a rescan", |loaded| loaded.batches.iter().filter(|batch| batch.rescan).count() >= count);
    }
    follows(&fixture);
}

/// The same with a real queue, which is as long as the system says.
#[cfg(target_os = "linux")]
#[test]
fn the_queue_really_overflows() {
    let longest = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let longest: u32 = longest.trim().parse().unwrap();
    if longest > 100_000 {
        return; // Filling it would take too long.
    }
    let faults = Arc::<Faults>::default();
    let system: Arc<dyn System> = Arc::<Faults>::clone(&faults);
    let fixture = Fixture::with(system, Way::Native.options(), &["a"], |dir| save(&dir.join("a"), "0"));
    let table = faults.made.lock().unwrap().as_ref().map(|(_, table)| Arc::clone(table)).unwrap();
    let held = table.hold();
    fixture.write("b", "");
    // Two events each, and no two equal ones after another, which would be made one.
    for _ in 0..=longest / 4 + 500 {
        fs::rename(fixture.path("b"), fixture.path("c")).unwrap();
        fs::rename(fixture.path("c"), fixture.path("b")).unwrap();
    }
    // Of this there is no event any more.
    fixture.write("a", "1");
    drop(held);
    fixture.expect("a", "1");
    assert!(fixture.reloader.loaded.lock().unwrap().batches.iter().any(|batch| batch.rescan));
    fixture.write("a", "2");
    fixture.expect("a", "2");
}

#[test]
fn the_watcher_ends() {
    let faults = Arc::<Faults>::default();
    let fixture = fixture(&faults);
    faults.say(&Event::Ended);
    fixture.reloader.wait("a rescan", |loaded| loaded.batches.iter().any(|batch| batch.rescan));
    fixture.expect_how("has another one", |how| *how == How::Events);
    follows(&fixture);
    faults.hub.store(EMFILE, SeqCst);
    faults.say(&Event::Ended);
    fixture.expect_how("polls", is_polling("no native events"));
    follows(&fixture);
}

#[test]
fn a_file_system_without_events() {
    let faults = Arc::<Faults>::default();
    faults.silent.store(true, SeqCst);
    let fixture = fixture(&faults);
    fixture.expect_how("polls", is_polling("NFS tells of no changes"));
    follows(&fixture);
}

/// Nothing tells that the content is another, so every poll reports it.
#[cfg(target_os = "linux")]
#[test]
fn content_that_is_made_when_it_is_read() {
    let options = WatchOptions { safety_poll: Duration::from_millis(20), ..Way::Native.options() };
    let fixture = Fixture::with(Arc::new(Os), options, &["/proc/uptime"], |_| {});
    fixture.expect_how("polls", is_polling("procfs tells of no changes"));
    let first = read(Path::new("/proc/uptime"));
    fixture.reloader.wait("another content", |loaded| {
        loaded.contents.get(Path::new("/proc/uptime")).is_some_and(|found| *found != first)
    });
}

#[test]
fn nothing_is_left_when_nobody_watches() {
    let faults = Arc::<Faults>::default();
    let fixture = fixture(&faults);
    follows(&fixture);
    let Fixture { watch, .. } = fixture;
    watch.close();
    let (hub, table) = faults.made.lock().unwrap().take().unwrap();
    assert!(table.is_empty());
    assert_eq!(Arc::strong_count(&hub), 1);
    drop(hub);
    if cfg!(target_os = "linux") {
        // Its thread is joined, and with it the last user of the table.
        assert_eq!(Arc::strong_count(&table), 1);
    }
}
