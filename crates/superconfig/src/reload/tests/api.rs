//! The watch itself: paths, callbacks, the end.

use super::*;
use std::sync::mpsc;

in_every_way!(
    paths_are_replaced_while_events_come,
    new_paths_are_reported,
    a_trigger_is_reported,
    a_panic_is_harmless,
    no_callback_after_close,
    many_watches_of_one_file,
);

fn paths_are_replaced_while_events_come(way: Way) {
    let fixture = Fixture::new(way, &["a", "b"], |dir| {
        ["a", "b", "c"].iter().for_each(|name| save(&dir.join(name), "0"));
    });
    let (a, b, c) = (fixture.path("a"), fixture.path("b"), fixture.path("c"));
    let (two, other) = (vec![a.clone(), b], vec![a, c]);
    for round in 0..50 {
        let paths = if round % 2 == 0 { &other } else { &two };
        fixture.write("a", &round.to_string());
        fixture.watch.set_paths(paths.clone());
        fixture.write("c", &round.to_string());
    }
    fixture.watch.set_paths(other);
    fixture.write("a", "last");
    fixture.write("c", "last, too");
    fixture.expect("a", "last");
    fixture.expect("c", "last, too");
    assert_eq!(fixture.watch.status().len(), 2);
}

fn new_paths_are_reported(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    fixture.write("b", "1");
    fixture.watch.set_paths(vec![fixture.path("a"), fixture.path("b"), fixture.path("none")]);
    fixture.expect("b", "1");
    fixture.expect("none", None);
}

fn a_trigger_is_reported(way: Way) {
    let fixture = Fixture::new(way, &[], |_| {});
    for count in 1..4 {
        fixture.watch.trigger();
        fixture.reloader.wait("a report", |loaded| loaded.batches.len() == count);
    }
    let loaded = fixture.reloader.loaded.lock().unwrap();
    assert!(loaded.batches.iter().all(|batch| batch.rescan && batch.paths.is_empty()));
}

fn a_panic_is_harmless(way: Way) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    save(&path, "0");
    let (sender, receiver) = mpsc::channel();
    let ours = path.clone();
    let watch = Watch::start(way.system(), vec![path.clone()], way.options(), move |_| {
        let content = read(&ours);
        sender.send(content.clone()).unwrap();
        // Quietly: without the hook that prints.
        std::panic::resume_unwind(Box::new(content));
    });
    for content in ["1", "2", "3"] {
        save(&path, content);
        while receiver.recv_timeout(PATIENCE).unwrap().as_deref() != Some(content) {}
    }
    watch.unwrap().close();
}

fn no_callback_after_close(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    fixture.save("a", "1");
    let Fixture { dir, reloader, watch } = fixture;
    watch.close();
    // The thread was joined: it has dropped its part.
    assert_eq!(Arc::strong_count(&reloader), 1);
    save(&dir.path().join("a"), "2");
}

fn many_watches_of_one_file(way: Way) {
    let fixtures: Vec<Fixture> =
        (0..4).map(|_| Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"))).collect();
    let [first, others @ ..] = &fixtures[..] else { unreachable!() };
    others.iter().for_each(|other| other.watch.set_paths(vec![other.path("a"), first.path("a")]));
    let shared = first.path("a");
    save(&shared, "1");
    for fixture in &fixtures {
        let content = Some("1".to_owned());
        fixture.reloader.wait("the shared file", |loaded| loaded.contents.get(&shared) == Some(&content));
    }
}

/// What a callback does to its own watch.
fn within_callback(action: impl Fn(&Mutex<Option<Watch>>, &Path) + Send + 'static) -> mpsc::Receiver<()> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    let slot = Arc::new(Mutex::new(None));
    let (sender, receiver) = mpsc::channel();
    let (ours, file) = (Arc::clone(&slot), path.clone());
    let watch = Watch::start(Arc::new(Os), vec![path.clone()], Way::Native.options(), move |_| {
        let _ = &dir; // It lives as long as the watch.
        action(&ours, &file);
        sender.send(()).unwrap();
    });
    *slot.lock().unwrap() = Some(watch.unwrap());
    save(&path, "1");
    receiver
}

#[test]
fn a_callback_may_close_its_watch() {
    let receiver = within_callback(|slot, _| slot.lock().unwrap().take().unwrap().close());
    receiver.recv_timeout(PATIENCE).unwrap();
    // The thread ends by itself, and with it the sender.
    assert_eq!(receiver.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
}

#[test]
fn a_callback_may_drop_its_watch() {
    let receiver = within_callback(|slot, _| drop(slot.lock().unwrap().take()));
    receiver.recv_timeout(PATIENCE).unwrap();
    assert_eq!(receiver.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
}

#[test]
fn a_callback_may_use_its_watch() {
    let receiver = within_callback(|slot, path| {
        let slot = slot.lock().unwrap();
        let watch = slot.as_ref().unwrap();
        watch.set_paths(vec![path.to_owned()]);
        watch.trigger();
        assert_eq!(watch.status().len(), 1);
    });
    // Every call triggers the next one.
    for _ in 0..3 {
        receiver.recv_timeout(PATIENCE).unwrap();
    }
}

#[test]
fn status_says_how() {
    let fixture = Fixture::new(Way::Polling, &["a"], |_| {});
    let how = How::Polling { reason: "asked for".to_owned() };
    assert_eq!(fixture.watch.status(), [super::super::Watched { path: fixture.path("a"), how }]);
    if cfg!(target_os = "linux") {
        let fixture = Fixture::new(Way::Native, &["a"], |_| {});
        assert_eq!(fixture.watch.status()[0].how, How::Events);
    }
}

#[test]
fn endless_times_and_strange_paths_are_accepted() {
    let options = WatchOptions {
        debounce: Duration::ZERO,
        max_wait: Duration::MAX,
        poll: Some(Duration::ZERO),
        safety_poll: Duration::MAX,
    };
    let paths = ["", "/", ".", "..", "nul\0", "a/../../b", "relative"].map(PathBuf::from);
    let (sender, receiver) = mpsc::channel();
    let watch =
        Watch::start(Arc::new(Os), paths.to_vec(), options, move |batch| sender.send(batch.rescan).unwrap());
    let watch = watch.unwrap();
    assert_eq!(watch.status().len(), paths.len());
    watch.trigger();
    assert!(receiver.recv_timeout(PATIENCE).unwrap());
    watch.close();
}
