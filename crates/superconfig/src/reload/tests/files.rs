//! Files and directories that are written, replaced, removed and made.

use super::*;
use std::fs::{File, FileTimes, OpenOptions};
use std::io::Write;

in_every_way!(
    saved_by_renaming_again_and_again,
    written_in_parts,
    never_quiet_is_reported_nevertheless,
    deleted_and_created,
    directory_removed_and_made_again,
    directory_removed_while_somebody_is_in_it,
    directory_replaced,
    directory_above_replaced,
    replaced_by_the_same_size_and_time,
    changed_twice_within_one_tick,
    touched_then_written,
    two_files_in_one_batch,
    appears,
    appears_in_a_directory_that_did_not_exist,
    not_a_directory_on_the_way,
    a_directory_in_its_place,
    changed_right_after_arming,
    reading_is_no_change,
);

fn saved_by_renaming_again_and_again(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    for content in ["1", "2", "3", "4", "5", "6", "7", "8", "9"] {
        fixture.save("a", content);
        fixture.expect("a", content);
    }
}

fn written_in_parts(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "old"));
    let mut file = File::create(fixture.path("a")).unwrap();
    file.write_all(b"one,").unwrap();
    file.flush().unwrap();
    std::thread::sleep(Duration::from_millis(20));
    file.write_all(b"two").unwrap();
    drop(file);
    fixture.expect("a", "one,two");
}

fn never_quiet_is_reported_nevertheless(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), ""));
    let mut file = OpenOptions::new().append(true).open(fixture.path("a")).unwrap();
    let before = fixture.reports();
    // It is never closed, and written until it was reported.
    let end = Instant::now() + PATIENCE;
    while fixture.reports() < before + 2 {
        assert!(Instant::now() < end, "never reported");
        file.write_all(b".").unwrap();
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn deleted_and_created(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    for content in ["1", "2", "3"] {
        fs::remove_file(fixture.path("a")).unwrap();
        fixture.expect("a", None);
        fixture.write("a", content);
        fixture.expect("a", content);
        // Without waiting in between: the inode may be the same again.
        fs::remove_file(fixture.path("a")).unwrap();
        fixture.write("a", "again");
        fixture.expect("a", "again");
    }
}

fn directory_removed_and_made_again(way: Way) {
    let fixture = Fixture::new(way, &["d/e/a"], |dir| {
        fs::create_dir_all(dir.join("d/e")).unwrap();
        save(&dir.join("d/e/a"), "0");
    });
    for content in ["1", "2", "3"] {
        fs::remove_dir_all(fixture.path("d")).unwrap();
        fixture.expect("d/e/a", None);
        fs::create_dir_all(fixture.path("d/e")).unwrap();
        fixture.write("d/e/a", content);
        fixture.expect("d/e/a", content);
        fs::remove_dir_all(fixture.path("d")).unwrap();
        fs::create_dir_all(fixture.path("d/e")).unwrap();
        fixture.write("d/e/a", "again");
        fixture.expect("d/e/a", "again");
        fixture.write("d/e/a", "and once more");
        fixture.expect("d/e/a", "and once more");
    }
}

/// The kernel tells of its end only when the last one leaves it.
fn directory_removed_while_somebody_is_in_it(way: Way) {
    let fixture = Fixture::new(way, &["d/e/a"], |dir| {
        fs::create_dir_all(dir.join("d/e")).unwrap();
        save(&dir.join("d/e/a"), "0");
    });
    let somebody = ["d", "d/e"].map(|name| File::open(fixture.path(name)));
    fs::remove_file(fixture.path("d/e/a")).unwrap();
    fixture.expect("d/e/a", None);
    fs::remove_dir(fixture.path("d/e")).unwrap();
    fs::remove_dir(fixture.path("d")).unwrap();
    fs::create_dir_all(fixture.path("d/e")).unwrap();
    fixture.write("d/e/a", "1");
    fixture.expect("d/e/a", "1");
    drop(somebody);
}

fn directory_replaced(way: Way) {
    let fixture = Fixture::new(way, &["d/a"], |dir| {
        for (name, content) in [("d", "0"), ("next", "1")] {
            fs::create_dir(dir.join(name)).unwrap();
            save(&dir.join(name).join("a"), content);
        }
    });
    fs::rename(fixture.path("d"), fixture.path("old")).unwrap();
    fs::rename(fixture.path("next"), fixture.path("d")).unwrap();
    fixture.expect("d/a", "1");
    fixture.write("d/a", "2");
    fixture.expect("d/a", "2");
    fixture.save("d/a", "3");
    fixture.expect("d/a", "3");
}

fn directory_above_replaced(way: Way) {
    if way == Way::Portable || (way == Way::Native && cfg!(not(target_os = "linux"))) {
        return; // It watches no more than two directories up; the rest is left to the safety poll.
    }
    let fixture = Fixture::new(way, &["d/e/f/a"], |dir| {
        for (name, content) in [("d/e/f", "0"), ("next/e/f", "1")] {
            fs::create_dir_all(dir.join(name)).unwrap();
            save(&dir.join(name).join("a"), content);
        }
    });
    fs::rename(fixture.path("d"), fixture.path("old")).unwrap();
    fs::rename(fixture.path("next"), fixture.path("d")).unwrap();
    fixture.expect("d/e/f/a", "1");
    fixture.save("d/e/f/a", "2");
    fixture.expect("d/e/f/a", "2");
}

fn replaced_by_the_same_size_and_time(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    let time = fs::metadata(fixture.path("a")).unwrap().modified().unwrap();
    for content in ["1", "2", "3"] {
        fixture.write("b", content);
        let file = OpenOptions::new().write(true).open(fixture.path("b")).unwrap();
        file.set_times(FileTimes::new().set_modified(time)).unwrap();
        drop(file);
        fs::rename(fixture.path("b"), fixture.path("a")).unwrap();
        fixture.expect("a", content);
    }
}

fn changed_twice_within_one_tick(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    for _ in 0..20 {
        // In place, of one size; the clock of the file system may stand still in between.
        fixture.write("a", "1");
        fixture.write("a", "2");
        fixture.expect("a", "2");
        fixture.write("a", "3");
        fixture.expect("a", "3");
    }
}

fn touched_then_written(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    let file = OpenOptions::new().write(true).open(fixture.path("a")).unwrap();
    file.set_times(FileTimes::new().set_modified(std::time::SystemTime::now())).unwrap();
    drop(file);
    fixture.write("a", "1");
    fixture.expect("a", "1");
}

fn two_files_in_one_batch(way: Way) {
    let mut options = way.options();
    // Whoever is slow between the two writes shall not make two batches of them.
    (options.debounce, options.max_wait) = (Duration::from_secs(1), PATIENCE);
    let fixture = Fixture::with(way.system(), options, &["a", "d/b", "c"], |dir| {
        fs::create_dir(dir.join("d")).unwrap();
        ["a", "d/b", "c"].iter().for_each(|name| save(&dir.join(name), "0"));
    });
    fixture.save("a", "1");
    fixture.write("d/b", "1");
    fixture.expect("a", "1");
    fixture.expect("d/b", "1");
    let both = [fixture.path("a"), fixture.path("d/b")];
    let loaded = fixture.reloader.loaded.lock().unwrap();
    assert!(loaded.batches.iter().any(|batch| both.iter().all(|path| batch.paths.contains(path))));
}

fn appears(way: Way) {
    let fixture = Fixture::new(way, &["a", "b"], |_| {});
    fixture.write("a", "1");
    fixture.expect("a", "1");
    fixture.save("b", "2");
    fixture.expect("b", "2");
    fixture.save("a", "3");
    fixture.expect("a", "3");
}

fn appears_in_a_directory_that_did_not_exist(way: Way) {
    let fixture = Fixture::new(way, &["d/e/f/a"], |_| {});
    fs::create_dir(fixture.path("d")).unwrap();
    fs::create_dir_all(fixture.path("d/e/f")).unwrap();
    fixture.write("d/e/f/a", "1");
    fixture.expect("d/e/f/a", "1");
    fixture.save("d/e/f/a", "2");
    fixture.expect("d/e/f/a", "2");
}

fn not_a_directory_on_the_way(way: Way) {
    let fixture = Fixture::new(way, &["d/a"], |dir| save(&dir.join("d"), "a file"));
    fs::remove_file(fixture.path("d")).unwrap();
    fs::create_dir(fixture.path("d")).unwrap();
    fixture.write("d/a", "1");
    fixture.expect("d/a", "1");
}

fn a_directory_in_its_place(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    fs::remove_file(fixture.path("a")).unwrap();
    fs::create_dir(fixture.path("a")).unwrap();
    fixture.expect("a", None);
    fs::remove_dir(fixture.path("a")).unwrap();
    fixture.write("a", "1");
    fixture.expect("a", "1");
}

fn changed_right_after_arming(way: Way) {
    for _ in 0..10 {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "0").unwrap();
        let reloader = Arc::<Reloader>::default();
        let ours = Arc::clone(&reloader);
        let watch = Watch::start(way.system(), vec![path.clone()], way.options(), move |batch| {
            ours.accept(batch);
        });
        fs::write(&path, "1").unwrap();
        reloader.wait("the change", |loaded| loaded.contents.get(&path) == Some(&Some("1".to_owned())));
        watch.unwrap().close();
    }
}

/// Otherwise the reloader, who reads, would call for himself again and again.
fn reading_is_no_change(way: Way) {
    let fixture = Fixture::new(way, &["a", "b"], |dir| {
        ["a", "b"].iter().for_each(|name| save(&dir.join(name), "0"));
    });
    // Until nothing is young any more, after which it would be reported to be on the safe side.
    std::thread::sleep(Duration::from_millis(300));
    for content in ["1", "2"] {
        fixture.save("b", content);
        fixture.expect("b", content);
    }
    let before = fixture.reports();
    for _ in 0..100 {
        assert_eq!(read(&fixture.path("a")).as_deref(), Some("0"));
        fs::read_dir(fixture.dir.path()).unwrap().for_each(drop);
    }
    fixture.save("b", "3");
    fixture.expect("b", "3");
    let (a, loaded) = (fixture.path("a"), fixture.reloader.loaded.lock().unwrap());
    assert!(loaded.batches.iter().skip(before).all(|batch| !batch.paths.contains(&a)));
}
