//! Reloading by hand: all of it or nothing, and who is told. (What watches files is tested with the watcher.)
#![cfg(feature = "toml")]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;
use std::time::Duration;
use superconfig::{Code, Config, EnvSnapshot, Error, Rule, SuperConfig, Value};
use tempfile::TempDir;

/// A directory with files, and a configuration that reads them.
struct Place {
    directory: TempDir,
}

impl Place {
    fn new(text: &str) -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        place.write("shop.toml", text);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn builder(&self) -> SuperConfig {
        let builder = SuperConfig::new().with_cwd(self.directory.path()).with_home(self.directory.path());
        builder.with_env_snapshot(EnvSnapshot::empty())
    }

    fn config(&self) -> Config {
        self.builder().with_file("shop.toml").build().unwrap()
    }
}

fn codes(error: &Error) -> Vec<Code> {
    error.diagnostics().iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn a_change_says_path_old_new_and_origin() {
    let place = Place::new("[server]\nport = 80\nold = 1\n[tls]\n");
    let config = place.config();
    place.write("shop.toml", "# more\n[server]\nport = 90\nhosts = ['a']\n[tls]\ncert = 'x'\n");
    let changes = config.reload().unwrap();
    let shown: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "server.port 80 → 90, shop.toml:3:8",
            "server.hosts nothing → [\"a\"], shop.toml:4:9",
            "server.old 1 → nothing",
            "tls.cert nothing → \"x\", shop.toml:6:8",
        ]
    );
    assert_eq!((config.generation(), config.get::<u16>("server.port").unwrap()), (2, 90));
}

#[test]
fn comments_and_order_are_no_change_but_places_follow() {
    let place = Place::new("a = 1\nb = 2\n");
    let config = place.config();
    place.write("shop.toml", "# first b\nb = 2\n\na = 1\n");
    assert!(config.reload().unwrap().is_empty());
    assert_eq!(config.generation(), 1);
    assert_eq!(config.explain("a").unwrap().origin.line(), Some(4));
}

#[test]
fn a_table_that_becomes_a_value_is_one_change() {
    let place = Place::new("a = { b = 1, c = 2 }\nd = 1\n");
    let config = place.config();
    place.write("shop.toml", "a = 5\nd = { e = { f = 2 } }\n");
    let shown: Vec<String> = config.reload().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["a {\"b\":1,\"c\":2} → 5, shop.toml:1:5", "d 1 → {\"e\":{\"f\":2}}, shop.toml:2:5"]);
}

#[test]
fn secrets_are_masked_in_changes() {
    let place = Place::new("password = 'hunter1'\n");
    let config = place.config();
    place.write("shop.toml", "password = 'hunter2'\n");
    let change = config.reload().unwrap().remove(0);
    for shown in [change.to_string(), format!("{change:?}"), change.to_json(false)] {
        assert!(!shown.contains("hunter"), "{shown}");
    }
    assert!(change.to_json(true).contains("hunter2"));
    assert_eq!(change.new, Some(Value::from("hunter2")));
}

/// What must not be published, and the code that says why.
#[test]
fn whatever_is_worse_keeps_the_last_good_generation() {
    type Harm = fn(&Place);
    let harms: [(&str, Harm, Code); 6] = [
        ("broken", |place| place.write("shop.toml", "port = "), Code::Syntax),
        ("cut short", |place| place.write("shop.toml", "port = 81\nname = \"sh"), Code::Syntax),
        ("empty", |place| place.write("shop.toml", ""), Code::FileEmptied),
        ("twice", |place| place.write("shop.toml", "port = 1\nport = 2"), Code::DuplicateKey),
        (
            "not text",
            |place| fs::write(place.path("shop.toml"), b"port = \"\xff\"").unwrap(),
            Code::InvalidUtf8,
        ),
        (
            "a directory",
            |place| {
                fs::remove_file(place.path("shop.toml")).unwrap();
                fs::create_dir(place.path("shop.toml")).unwrap();
            },
            Code::NotAFile,
        ),
    ];
    for (name, harm, code) in harms {
        let place = Place::new("port = 80\nname = \"shop\"");
        let config = place.config();
        harm(&place);
        let error = config.reload().unwrap_err();
        assert!(codes(&error).contains(&code), "{name}: {error}");
        let status = config.status();
        assert_eq!((status.generation, status.stale), (1, true), "{name}");
        assert_eq!(status.last_error.unwrap().to_string(), error.to_string());
        assert_eq!(config.get::<u16>("port").unwrap(), 80, "{name}");
        if place.path("shop.toml").is_dir() {
            fs::remove_dir(place.path("shop.toml")).unwrap();
        }
        place.write("shop.toml", "port = 82\nname = \"shop\"");
        assert_eq!(config.reload().unwrap().len(), 1, "{name}");
        let status = config.status();
        assert_eq!(
            (status.generation, status.stale, status.last_error.is_none()),
            (2, false, true),
            "{name}"
        );
    }
}

#[test]
fn a_required_file_that_is_gone_keeps_the_last_good_generation() {
    let place = Place::new("port = 80");
    let config = place.builder().with_required_file("shop.toml").build().unwrap();
    fs::remove_file(place.path("shop.toml")).unwrap();
    assert_eq!(codes(&config.reload().unwrap_err()), [Code::RequiredFileMissing]);
    assert_eq!(config.get::<u16>("port").unwrap(), 80);
    place.write("shop.toml", "port = 80");
    assert!(config.reload().unwrap().is_empty());
    assert!(!config.status().stale);
}

#[test]
fn a_file_that_may_be_absent_comes_and_goes() {
    let place = Place::new("a = 1");
    let config = place.builder().with_file("shop.toml").with_file("more.toml").build().unwrap();
    place.write("more.toml", "b = 2");
    assert_eq!(config.reload().unwrap().len(), 1);
    fs::remove_file(place.path("more.toml")).unwrap();
    assert_eq!(config.reload().unwrap()[0].new, None);
    assert_eq!((config.generation(), config.keys()), (3, vec!["a".to_owned()]));
}

#[test]
fn what_was_broken_from_the_start_does_not_stop_the_rest() {
    let place = Place::new("a = 1");
    place.write("bad.toml", "b = ");
    let config = place.builder().with_file("shop.toml").with_file("bad.toml").build().unwrap();
    place.write("shop.toml", "a = 2");
    assert_eq!(config.reload().unwrap().len(), 1);
    place.write("bad.toml", "b = 3");
    assert_eq!(config.reload().unwrap()[0].path.to_string(), "b");
}

#[test]
fn rules_hold_for_every_generation() {
    let place = Place::new("port = 80");
    let builder = place.builder().with_file("shop.toml").validate("port", Rule::range(1..=1000));
    let config = builder.build().unwrap();
    place.write("shop.toml", "port = 5000");
    assert!(config.reload().unwrap_err().is_validation());
    assert_eq!(config.get::<u16>("port").unwrap(), 80);
}

#[test]
fn strict_stays_strict() {
    let place = Place::new("port = 80");
    let config = place.builder().with_file("shop.toml").with_strict().build().unwrap();
    place.write("shop.toml", "port = { a = 1 }");
    assert_eq!(config.reload().unwrap().len(), 1);
    place.write("shop.yaml", "port: 1");
    place.write("shop.toml", "{\"port\": 81}");
    assert!(config.reload().is_err());
}

#[test]
fn the_environment_stays_as_it_was_read() {
    let place = Place::new("port = 80");
    let env = EnvSnapshot::from([("APP_PORT", "90")]);
    let config =
        place.builder().with_file("shop.toml").with_env_snapshot(env).with_env("APP_").build().unwrap();
    place.write("shop.toml", "port = 81\nhost = 'h'");
    let changes = config.reload().unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(config.get::<u16>("port").unwrap(), 90);
    assert_eq!(config.explain("port").unwrap().beat[0].value, Value::Int(81));
}

#[test]
fn a_snapshot_and_its_sections_stay_and_clones_follow() {
    let place = Place::new("[a]\nb = 1");
    let config = place.config();
    let (clone, section, snapshot) = (config.clone(), config.section("a").unwrap(), config.snapshot());
    place.write("shop.toml", "[a]\nb = 2");
    config.reload().unwrap();
    assert_eq!(snapshot.get::<u8>("a.b").unwrap(), 1);
    assert_eq!((clone.get::<u8>("a.b").unwrap(), section.get::<u8>("b").unwrap()), (2, 2));
}

#[test]
fn callbacks_may_do_what_they_like() {
    let place = Arc::new(Place::new("n = 0"));
    let config = place.config();
    let calls = Arc::new(AtomicUsize::new(0));
    config.on_change("n", |_| panic!("harmless")).keep();
    let (inner, counted, files) = (config.clone(), Arc::clone(&calls), Arc::clone(&place));
    config
        .on_change("n", move |_| {
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                files.write("shop.toml", "n = 2");
                inner.reload().unwrap();
                inner.on_change("", |_| {}).keep();
            }
        })
        .keep();
    let own = Arc::new(Mutex::new(None));
    let (counted, mine) = (Arc::clone(&calls), Arc::clone(&own));
    let once = config.on_change("", move |_| {
        counted.fetch_add(100, Ordering::SeqCst);
        drop(mine.lock().unwrap().take());
    });
    *own.lock().unwrap() = Some(once);
    place.write("shop.toml", "n = 1");
    config.reload().unwrap();
    // Two generations, the second one made by a callback; the third callback ended itself after the first.
    assert_eq!((calls.load(Ordering::SeqCst), config.generation()), (102, 3));
    let inner = config.clone();
    config.on_change("", move |_| inner.close()).keep();
    place.write("shop.toml", "n = 3");
    config.reload().unwrap();
    place.write("shop.toml", "n = 4");
    config.reload().unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 103);
}

#[test]
fn what_takes_part_in_a_reload_may_not_ask_for_one() {
    let place = Place::new("port = 80");
    let own: Arc<OnceLock<Config>> = Arc::default();
    let (mine, errors) = (Arc::clone(&own), Arc::new(Mutex::new(Vec::new())));
    let told = Arc::clone(&errors);
    let builder = place.builder().with_file("shop.toml").validate_with(move |_| {
        if let Some(config) = mine.get() {
            told.lock().unwrap().push(codes(&config.reload().unwrap_err()));
        }
        Ok(())
    });
    let config = builder.build().unwrap();
    own.set(config.clone()).unwrap();
    place.write("shop.toml", "port = 81");
    assert_eq!(config.reload().unwrap().len(), 1);
    assert_eq!(*errors.lock().unwrap(), [[Code::ReloadInReload]]);
    // It was no failure of the reload.
    assert!(!config.status().stale);
}

#[test]
fn after_close_no_callback_runs() {
    let place = Place::new("n = 0");
    let config = place.config();
    let (entered, is_in) = mpsc::channel();
    let (leave, may_leave) = mpsc::channel::<()>();
    let may_leave = Mutex::new(may_leave);
    let done = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&done);
    config
        .on_change("", move |_| {
            entered.send(()).unwrap();
            may_leave.lock().unwrap().recv().unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
        })
        .keep();
    place.write("shop.toml", "n = 1");
    let reloading = thread::spawn({
        let config = config.clone();
        move || config.reload().unwrap().len()
    });
    is_in.recv().unwrap();
    let closing = thread::spawn({
        let (config, done) = (config.clone(), Arc::clone(&done));
        move || {
            config.close();
            done.load(Ordering::SeqCst)
        }
    });
    leave.send(()).unwrap();
    assert_eq!((closing.join().unwrap(), reloading.join().unwrap()), (1, 1));
}

#[test]
fn a_channel_merges_what_is_not_taken() {
    let place = Place::new("a = 0\nb = 0");
    let config = place.config();
    let mut changes = config.changes();
    let mut section =
        place.builder().with_override("x.y", 1).build().unwrap().section("x").unwrap().changes();
    for (a, b) in [(1, 0), (2, 1), (3, 0)] {
        place.write("shop.toml", &format!("a = {a}\nb = {b}"));
        config.reload().unwrap();
    }
    let update = changes.recv_timeout(Duration::from_secs(60)).unwrap();
    let shown: Vec<String> = update.changes.iter().map(ToString::to_string).collect();
    // `b` is what it was.
    assert_eq!((update.generation, shown), (4, vec!["a 0 → 3, shop.toml:1:5".to_owned()]));
    place.write("shop.toml", "a = ");
    assert!(config.reload().is_err());
    let update = changes.next().unwrap();
    assert!(update.changes.is_empty() && update.error.is_some());
    assert!(changes.try_recv().is_none() && section.try_recv().is_none());
    drop(config);
    assert!(changes.recv().is_none() && section.recv().is_none());
}

#[test]
fn whoever_waits_for_a_generation_is_woken() {
    let place = Place::new("n = 0");
    let config = place.config();
    let waiting = thread::spawn({
        let config = config.clone();
        move || config.wait_for(2, Duration::MAX) && config.get::<u8>("n").unwrap() == 1
    });
    place.write("shop.toml", "n = 1");
    config.reload().unwrap();
    assert!(waiting.join().unwrap());
}

#[test]
fn readers_see_whole_generations() {
    let place = Place::new("a = 0\nb = 0");
    let config = place.config();
    let stop = Arc::new(AtomicUsize::new(0));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (config, stop) = (config.clone(), Arc::clone(&stop));
            thread::spawn(move || {
                let mut last = 0;
                while stop.load(Ordering::Relaxed) == 0 {
                    let snapshot = config.snapshot();
                    let (a, b): (u32, u32) = (snapshot.get("a").unwrap(), snapshot.get("b").unwrap());
                    assert_eq!(a, b);
                    assert!(a >= last, "older than seen");
                    last = a;
                }
            })
        })
        .collect();
    for n in 1..=200 {
        place.write("shop.toml", &format!("a = {n}\nb = {n}"));
        config.reload().unwrap();
    }
    stop.store(1, Ordering::Relaxed);
    readers.into_iter().for_each(|reader| reader.join().unwrap());
    assert_eq!(config.generation(), 201);
}

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
struct Server {
    host: String,
    port: u16,
}

#[test]
fn handles_follow_all_together_or_not_at_all() {
    let place = Place::new("[server]\nhost = 'a'\nport = 1\n[limits]\nmax = 5");
    let config = place.config();
    let server = config.handle::<Server>("server").unwrap();
    let max = config.section("limits").unwrap().handle::<u8>("max").unwrap();
    let (mut reader, kept) = (server.reader(), server.get().unwrap());
    assert_eq!(reader.get().unwrap().port, 1);

    place.write("shop.toml", "[server]\nhost = 2\nport = 'x'\n[limits]\nmax = 500");
    let error = config.reload().unwrap_err();
    let paths: Vec<String> =
        error.diagnostics().iter().filter_map(|one| Some(one.path.as_ref()?.to_string())).collect();
    assert_eq!(paths, ["server.host", "server.port", "limits.max"]);
    assert_eq!((reader.get().unwrap().port, *max.get().unwrap(), config.generation()), (1, 5, 1));

    place.write("shop.toml", "[server]\nhost = 'b'\nport = 2\n[limits]\nmax = 6");
    config.reload().unwrap();
    assert_eq!(reader.get().unwrap(), &Server { host: "b".into(), port: 2 });
    assert_eq!((server.load().unwrap().port, *max.load().unwrap(), kept.port), (2, 6, 1));

    // What nobody reads any more may become what it likes.
    drop(max);
    place.write("shop.toml", "[server]\nhost = 'b'\nport = 3\n[limits]\nmax = 'many'");
    config.reload().unwrap();
    assert_eq!(server.get().unwrap().port, 3);
    assert!(config.handle::<u8>("limits.max").is_err());
}

#[test]
fn handles_of_one_place_are_one_and_others_are_foreign() {
    let place = Place::new("port = 80");
    let (config, other) = (place.config(), place.config());
    let (one, same) = (config.handle::<u16>("port").unwrap(), config.handle::<u16>("port").unwrap());
    assert_eq!(one, same);
    assert_eq!(one, one.clone());
    assert_ne!(one, other.handle::<u16>("port").unwrap());
    assert_ne!(one.id(), config.handle::<u32>("port").unwrap().id());
    let registry = superconfig::ConfigRegistry::new();
    assert!(!registry.contains(&one));
    assert!(matches!(registry.get(&one), Err(superconfig::HandleError::Foreign { .. })));
    assert!(matches!(other.snapshot().read_handle(&one), Err(superconfig::HandleError::Foreign { .. })));
    assert_eq!(config.snapshot().read_handle(&one), Ok(&80));
    // A handle keeps its configuration alive.
    drop(config);
    assert_eq!(*one.get().unwrap(), 80);
}

#[test]
fn handles_made_during_reloads_are_never_without_a_value() {
    let keys: String = (0..50).map(|at| format!("k{at} = 0\n")).collect();
    let place = Place::new(&keys);
    let config = place.config();
    let stop = Arc::new(AtomicUsize::new(0));
    let makers: Vec<_> = (0..3)
        .map(|_| {
            let (config, stop) = (config.clone(), Arc::clone(&stop));
            thread::spawn(move || {
                let mut made = 0;
                while stop.load(Ordering::Relaxed) == 0 {
                    for at in 0..50 {
                        let handle = config.handle::<u32>(&format!("k{at}")).unwrap();
                        let before = *handle.get().unwrap();
                        assert!(*handle.load().unwrap() >= before);
                        assert!(*handle.reader().get().unwrap() >= before);
                        made += 1;
                    }
                }
                made
            })
        })
        .collect();
    for n in 1..=100 {
        let text: String = (0..50).map(|at| format!("k{at} = {n}\n")).collect();
        place.write("shop.toml", &text);
        assert_eq!(config.reload().unwrap().len(), 50);
    }
    stop.store(1, Ordering::Relaxed);
    assert!(makers.into_iter().all(|maker| maker.join().unwrap() > 0));
}

/// Places in two generations have nothing to do with each other, so nothing may be looked up in one and read in the
/// other.
#[test]
fn every_read_is_of_one_generation() {
    let texts =
        ["[wanted]\nvalue = 7\n", "[first]\na = [1, 2, 3]\nb = { c = 1 }\n[wanted]\nother = 1\nvalue = 7\n"];
    let place = Place::new(texts[0]);
    let config = place.config();
    let done = std::sync::atomic::AtomicBool::new(false);
    let look = || {
        let section = config.section("wanted").unwrap();
        let key = config.key("wanted.value").unwrap();
        while !done.load(Ordering::Relaxed) {
            assert_eq!(config.get::<u8>("wanted.value").unwrap(), 7);
            assert_eq!(config.get_key::<u8>(&key).unwrap(), 7);
            assert_eq!(section.get_string("value").unwrap(), "7");
            assert!(section.keys().contains(&"value".to_owned()));
            assert!(config.keys_at("wanted").unwrap().contains(&"value".to_owned()));
            assert_eq!(config.explain("wanted.value").unwrap().value, Value::Int(7));
            assert!(section.as_json().contains("\"value\": 7"));
            assert!(section.as_toml_redacted().contains("value = 7"));
        }
    };
    thread::scope(|scope| {
        let readers = [scope.spawn(look), scope.spawn(look)];
        for at in 0..600 {
            place.write("shop.toml", texts[(at + 1) % 2]);
            config.reload().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}

#[test]
fn an_empty_table_is_a_value() {
    let place = Place::new("[t]\ny = 2\n");
    let config = place.config();
    let mut shown = Vec::new();
    for text in ["[t]\n", "[t]\nz = 1\n", "t = 5\n", "[t]\n"] {
        place.write("shop.toml", text);
        let changes = config.reload().unwrap();
        let change =
            |change: &superconfig::Change| format!("{} {:?} {:?}", change.path, change.old, change.new);
        shown.push(changes.iter().map(change).collect::<Vec<_>>().join(", "));
    }
    assert_eq!(
        shown,
        [
            "t None Some(Table([])), t.y Some(Int(2)) None",
            "t.z None Some(Int(1))",
            "t Some(Table([(\"z\", Int(1))])) Some(Int(5))",
            "t Some(Int(5)) Some(Table([]))",
        ]
    );
}

#[test]
fn the_same_failure_is_told_once() {
    let place = Place::new("a = 1\n");
    let config = place.config();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    config
        .on_error(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
        })
        .keep();
    place.write("shop.toml", "a = \n");
    for _ in 0..3 {
        assert!(config.reload().is_err());
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
    place.write("shop.toml", "a = 1\nb\n");
    assert!(config.reload().is_err());
    assert_eq!(count.load(Ordering::SeqCst), 2);
    place.write("shop.toml", "a = 1\n");
    config.reload().unwrap();
    place.write("shop.toml", "a = 1\nb\n");
    assert!(config.reload().is_err());
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn handles_of_registries_and_of_configurations_are_no_relatives() {
    let place = Place::new("a = 1\n");
    let config = place.config();
    let (followed, own) =
        (config.handle::<u8>("a").unwrap(), superconfig::ConfigRegistry::new().insert(1_u8));
    assert_ne!(followed, own);
    assert_eq!(followed, config.handle::<u8>("a").unwrap());
    let error = config.snapshot().read_handle(&own).unwrap_err();
    assert!(matches!(error, superconfig::HandleError::Foreign { .. }));
}
