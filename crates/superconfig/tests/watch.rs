//! A watched configuration follows its files, on native events and by polling. (What the watcher itself notices is
//! tested beside it; here it is what is published.)
#![cfg(all(feature = "hot-reload", feature = "toml"))]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;
use superconfig::{Changes, Config, Env, EnvSnapshot, ReloadOptions, SuperConfig, Update};
use tempfile::TempDir;

/// Long enough for a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    /// As editors save.
    fn replace(&self, name: &str, text: &str) {
        self.write(&format!("{name}.new"), text);
        fs::rename(self.path(&format!("{name}.new")), self.path(name)).unwrap();
    }

    fn watched(&self, name: &str, options: ReloadOptions) -> (Config, Changes) {
        self.watched_by(|builder| builder.with_file(name), options)
    }

    fn watched_by(
        &self,
        with: impl FnOnce(SuperConfig) -> SuperConfig,
        options: ReloadOptions,
    ) -> (Config, Changes) {
        let builder = SuperConfig::new().with_cwd(self.directory.path()).with_home(self.directory.path());
        let config = with(builder.with_env_snapshot(EnvSnapshot::empty())).build().unwrap();
        let changes = config.changes();
        config.watch_with(options).unwrap();
        (config, changes)
    }
}

/// The case on events, then by polling.
fn both(case: impl Fn(ReloadOptions)) {
    let fast = ReloadOptions::new().debounce(Duration::from_millis(5));
    case(fast);
    case(fast.poll(Duration::from_millis(10)));
}

/// Waits for the update after which `n` is what it is to be.
fn until(config: &Config, changes: &mut Changes, n: u32) -> Update {
    loop {
        let update = changes.recv_timeout(PATIENCE).unwrap();
        if config.get::<u32>("n").is_ok_and(|now| now == n) && update.error.is_none() {
            return update;
        }
    }
}

/// Waits until another value is what it is to be, which it may be already.
fn until_eq(config: &Config, changes: &mut Changes, path: &str, value: u32) {
    while config.get::<u32>(path).ok() != Some(value) {
        changes.recv_timeout(PATIENCE).unwrap();
    }
}

/// Waits until a reload fails.
fn until_failed(changes: &mut Changes) {
    while changes.recv_timeout(PATIENCE).unwrap().error.is_none() {}
}

#[test]
fn saved_by_rename_twice_and_in_place() {
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 0");
        let (config, mut changes) = place.watched("shop.toml", options);
        let handle = config.handle::<u32>("n").unwrap();
        for n in 1..=4 {
            let text = format!("n = {n}");
            if n % 2 == 0 {
                place.write("shop.toml", &text)
            } else {
                place.replace("shop.toml", &text)
            }
            until(&config, &mut changes, n);
            assert_eq!(*handle.get().unwrap(), n);
        }
        assert!(!config.status().stale);
    });
}

#[test]
fn invalid_for_a_while_and_gone_for_a_while() {
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 1");
        let (config, mut changes) = place.watched("shop.toml", options);
        place.write("shop.toml", "n = ");
        assert!(changes.recv_timeout(PATIENCE).unwrap().error.is_some());
        assert_eq!((config.get::<u32>("n").unwrap(), config.status().stale), (1, true));
        place.write("shop.toml", "n = 2");
        until(&config, &mut changes, 2);
        assert!(!config.status().stale);
        fs::remove_dir_all(place.directory.path()).unwrap();
        assert_eq!(changes.recv_timeout(PATIENCE).unwrap().changes[0].new, None);
        place.write("shop.toml", "n = 3");
        until(&config, &mut changes, 3);
    });
}

#[test]
fn a_file_that_was_not_there() {
    both(|options| {
        let place = Place::new();
        let (config, mut changes) = place.watched("deep/down/shop.toml", options);
        assert!(config.keys().is_empty());
        place.write("deep/down/shop.toml", "n = 1");
        until(&config, &mut changes, 1);
        place.write("deep/down/shop.toml", "n = 2");
        until(&config, &mut changes, 2);
    });
}

/// Files that a pattern finds: new ones, in new directories, that were broken at first, and that come back.
#[test]
fn what_a_pattern_finds_comes_and_goes() {
    both(|options| {
        let place = Place::new();
        fs::create_dir(place.path("conf.d")).unwrap();
        let (config, mut changes) = place
            .watched_by(|builder| builder.with_glob("conf.d/**/*.toml").with_glob("later/*.toml"), options);
        place.write("conf.d/10.toml", "n = 1");
        until(&config, &mut changes, 1);
        place.write("conf.d/sub/20.toml", "n = 2");
        until(&config, &mut changes, 2);
        place.write("conf.d/sub/30.toml", "n = ");
        while changes.recv_timeout(PATIENCE).unwrap().error.is_none() {}
        place.write("conf.d/sub/30.toml", "n = 3");
        until(&config, &mut changes, 3);
        fs::remove_file(place.path("conf.d/sub/30.toml")).unwrap();
        until(&config, &mut changes, 2);
        place.write("conf.d/sub/30.toml", "n = 4");
        until(&config, &mut changes, 4);
        place.write("later/40.toml", "n = 5");
        until(&config, &mut changes, 5);
    });
}

#[cfg(feature = "json")]
#[test]
fn a_file_with_a_stronger_extension_appears() {
    both(|options| {
        let place = Place::new();
        place.write("shop.json", r#"{"n": 1}"#);
        let (config, mut changes) = place.watched_by(|builder| builder.with_file("shop"), options);
        place.write("shop.toml", "n = 2");
        until(&config, &mut changes, 2);
        fs::remove_file(place.path("shop.toml")).unwrap();
        until(&config, &mut changes, 1);
    });
}

#[test]
fn the_file_that_a_variable_names_is_followed() {
    both(|options| {
        let place = Place::new();
        place.write("secret", "1");
        let env = EnvSnapshot::from([("APP_N_FILE", "secret")]);
        let (config, mut changes) = place.watched_by(
            |builder| builder.with_env_snapshot(env.clone()).merge(Env::prefixed("APP_").file_suffix()),
            options,
        );
        place.replace("secret", "2");
        until(&config, &mut changes, 2);
        fs::remove_file(place.path("secret")).unwrap();
        while changes.recv_timeout(PATIENCE).unwrap().error.is_none() {}
        assert_eq!(config.get::<u32>("n").unwrap(), 2);
        place.write("secret", "3");
        until(&config, &mut changes, 3);
    });
}

#[cfg(unix)]
#[test]
fn a_config_map_is_swapped() {
    use std::os::unix::fs::symlink;
    both(|options| {
        let place = Place::new();
        let swap = |version: &str, text: &str| {
            place.write(&format!("{version}/shop.toml"), text);
            let _ = fs::remove_file(place.path("..data_tmp"));
            symlink(version, place.path("..data_tmp")).unwrap();
            fs::rename(place.path("..data_tmp"), place.path("..data")).unwrap();
        };
        swap("..v1", "n = 1");
        symlink(Path::new("..data/shop.toml"), place.path("shop.toml")).unwrap();
        let (config, mut changes) = place.watched("shop.toml", options);
        for n in 2..=4 {
            swap(&format!("..v{n}"), &format!("n = {n}"));
            until(&config, &mut changes, n);
            fs::remove_dir_all(place.path(&format!("..v{}", n - 1))).unwrap();
        }
    });
}

#[test]
fn touching_is_no_change() {
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 1");
        let (config, mut changes) = place.watched("shop.toml", options);
        for _ in 0..3 {
            place.write("shop.toml", "n = 1");
        }
        // A real change comes after them, and is the only one.
        place.write("shop.toml", "n = 2");
        assert_eq!((until(&config, &mut changes, 2).generation, config.generation()), (2, 2));
    });
}

#[test]
fn a_closed_configuration_does_not_follow_and_can_be_watched_again() {
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 1");
        let (config, mut changes) = place.watched("shop.toml", options);
        config.close();
        assert!(changes.recv().is_none() && config.status().watched.is_empty());
        place.write("shop.toml", "n = 2");
        assert_eq!(config.generation(), 1);
        // What changed meanwhile is there at once.
        config.watch_with(options).unwrap();
        assert_eq!(config.get::<u32>("n").unwrap(), 2);
    });
}

#[test]
fn ending_a_watch_need_not_wait_for_a_callback() {
    let place = Place::new();
    place.write("app.toml", "n = 1");
    let (config, _changes) =
        place.watched("app.toml", ReloadOptions::new().debounce(Duration::from_millis(5)));
    assert!(config.unwatch_within(PATIENCE));
    let (running, is_running) = mpsc::channel();
    let (end, may_end) = mpsc::channel::<()>();
    let may_end = Mutex::new(may_end);
    config
        .on_change("", move |_| {
            running.send(()).unwrap();
            let _ = may_end.lock().unwrap().recv();
        })
        .keep();
    config.watch().unwrap();
    place.replace("app.toml", "n = 2");
    is_running.recv_timeout(PATIENCE).unwrap();
    assert!(!config.unwatch_within(Duration::from_millis(5)));
    assert!(config.status().watched.is_empty());
    drop(end);
    config.close();
}

#[test]
fn a_callback_that_ends_its_watch_does_not_wait_for_itself() {
    let place = Place::new();
    place.write("app.toml", "n = 1");
    let (config, _changes) =
        place.watched("app.toml", ReloadOptions::new().debounce(Duration::from_millis(5)));
    let (ended, has_ended) = mpsc::channel();
    let own = config.clone();
    config.on_change("", move |_| ended.send(own.unwatch_within(PATIENCE)).unwrap()).keep();
    place.replace("app.toml", "n = 2");
    // Half of it: it did not wait in vain.
    assert!(has_ended.recv_timeout(PATIENCE / 2).unwrap());
}

#[test]
fn dropping_everything_ends_the_watch() {
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 1");
        let (config, mut changes) = place.watched("shop.toml", options);
        let handle = config.handle::<u32>("n").unwrap();
        drop(config);
        // A handle keeps it going.
        place.write("shop.toml", "n = 2");
        assert_eq!(changes.recv_timeout(PATIENCE).unwrap().generation, 2);
        assert_eq!(*handle.get().unwrap(), 2);
        drop(handle);
        assert!(changes.recv().is_none());
    });
}

#[test]
fn written_in_two_parts() {
    use std::io::Write as _;
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 1\nlast = 1");
        let (config, mut changes) = place.watched("shop.toml", options);
        let mut file = fs::File::create(place.path("shop.toml")).unwrap();
        file.write_all(b"n = 2\n").unwrap();
        file.flush().unwrap();
        thread::sleep(Duration::from_millis(5));
        file.write_all(b"last = 2").unwrap();
        drop(file);
        until(&config, &mut changes, 2);
        until_eq(&config, &mut changes, "last", 2);
    });
}

#[cfg(unix)]
#[test]
fn a_link_is_turned_and_its_new_target_edited() {
    use std::os::unix::fs::symlink;
    both(|options| {
        let place = Place::new();
        place.write("one/real.toml", "n = 1");
        place.write("two/real.toml", "n = 2");
        symlink(place.path("one/real.toml"), place.path("shop.toml")).unwrap();
        let (config, mut changes) = place.watched("shop.toml", options);
        symlink(place.path("two/real.toml"), place.path("turned")).unwrap();
        fs::rename(place.path("turned"), place.path("shop.toml")).unwrap();
        until(&config, &mut changes, 2);
        place.write("two/real.toml", "n = 3");
        until(&config, &mut changes, 3);
    });
}

#[cfg(unix)]
#[test]
fn edited_by_another_name() {
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 1");
        fs::create_dir(place.path("elsewhere")).unwrap();
        fs::hard_link(place.path("shop.toml"), place.path("elsewhere/other.toml")).unwrap();
        let (config, mut changes) = place.watched("shop.toml", options);
        place.write("elsewhere/other.toml", "n = 2");
        until(&config, &mut changes, 2);
    });
}

#[test]
fn another_file_of_the_same_size_and_time() {
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 1");
        let time = fs::metadata(place.path("shop.toml")).unwrap().modified().unwrap();
        let (config, mut changes) = place.watched("shop.toml", options);
        place.write("new", "n = 2");
        fs::File::options().write(true).open(place.path("new")).unwrap().set_modified(time).unwrap();
        fs::rename(place.path("new"), place.path("shop.toml")).unwrap();
        until(&config, &mut changes, 2);
    });
}

#[test]
fn two_files_are_one_generation() {
    both(|options| {
        let place = Place::new();
        place.write("a.toml", "n = 1");
        place.write("b.toml", "m = 1");
        let (config, mut changes) =
            place.watched_by(|builder| builder.with_file("a.toml").with_file("b.toml"), options);
        let (n, m) = (config.handle::<u32>("n").unwrap(), config.handle::<u32>("m").unwrap());
        // Both are there before anything is looked at.
        place.write("new-a", "n = 2");
        place.write("new-b", "m = 2");
        fs::rename(place.path("new-a"), place.path("a.toml")).unwrap();
        fs::rename(place.path("new-b"), place.path("b.toml")).unwrap();
        until(&config, &mut changes, 2);
        until_eq(&config, &mut changes, "m", 2);
        assert_eq!((*n.get().unwrap(), *m.get().unwrap()), (2, 2));
        assert!(config.generation() <= 3);
    });
}

#[cfg(unix)]
#[test]
fn something_else_in_the_place_of_the_file() {
    both(|options| {
        let place = Place::new();
        place.write("shop.toml", "n = 1");
        let (config, mut changes) = place.watched("shop.toml", options);
        fs::remove_file(place.path("shop.toml")).unwrap();
        fs::create_dir(place.path("shop.toml")).unwrap();
        until_failed(&mut changes);
        fs::remove_dir(place.path("shop.toml")).unwrap();
        place.write("shop.toml", "n = 2");
        until(&config, &mut changes, 2);
        fs::remove_file(place.path("shop.toml")).unwrap();
        let path = std::ffi::CString::new(place.path("shop.toml").to_str().unwrap()).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0)
            .unwrap();
        until_failed(&mut changes);
        fs::remove_file(place.path("shop.toml")).unwrap();
        place.write("shop.toml", "n = 3");
        until(&config, &mut changes, 3);
    });
}

#[test]
fn a_directory_is_removed_and_made_again() {
    both(|options| {
        let place = Place::new();
        place.write("conf/shop.toml", "n = 1");
        let (config, mut changes) = place.watched("conf/shop.toml", options);
        for n in 2..=3 {
            fs::remove_dir_all(place.path("conf")).unwrap();
            place.write("conf/shop.toml", &format!("n = {n}"));
            until(&config, &mut changes, n);
        }
    });
}

#[test]
fn a_file_that_a_wildcard_would_find() {
    both(|options| {
        let place = Place::new();
        place.write("conf.d/10.toml", "n = 1");
        let (config, mut changes) = place
            .watched_by(|builder| builder.with_glob("conf.d/*.toml").with_glob("more/**/*.toml"), options);
        place.write("conf.d/20.toml", "n = 2");
        until(&config, &mut changes, 2);
        place.write("more/deep/1.toml", "n = 3");
        until(&config, &mut changes, 3);
        place.write("more/deep/2.toml", "n = 4");
        until(&config, &mut changes, 4);
        fs::remove_file(place.path("more/deep/2.toml")).unwrap();
        until(&config, &mut changes, 3);
    });
}

#[test]
fn a_file_with_a_stronger_extension() {
    both(|options| {
        let place = Place::new();
        place.write("shop.json", "{\"n\": 1}");
        let (config, mut changes) = place.watched("shop", options);
        assert_eq!(config.get::<u32>("n").unwrap(), 1);
        place.write("shop.toml", "n = 2");
        until(&config, &mut changes, 2);
    });
}
