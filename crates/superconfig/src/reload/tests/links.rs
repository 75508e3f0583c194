//! Links of all kinds, and what is no file.
#![cfg(unix)]

use super::*;
use std::os::unix::fs::symlink;

in_every_way!(
    kubernetes_volume,
    link_retargeted_and_the_new_target_edited,
    link_into_other_directories_and_back,
    link_to_nothing,
    link_in_a_circle,
    edited_through_another_hard_link,
    a_pipe_in_its_place,
);

fn kubernetes_volume(way: Way) {
    let fixture = Fixture::new(way, &["a.toml", "b.toml"], |dir| {
        fs::create_dir(dir.join("..v0")).unwrap();
        symlink("..v0", dir.join("..data")).unwrap();
        for name in ["a.toml", "b.toml"] {
            fs::write(dir.join("..v0").join(name), "0").unwrap();
            symlink(Path::new("..data").join(name), dir.join(name)).unwrap();
        }
    });
    for (old, new) in [("0", "1"), ("1", "2"), ("2", "3")] {
        let directory = fixture.path(&format!("..v{new}"));
        fs::create_dir(&directory).unwrap();
        ["a.toml", "b.toml"].iter().for_each(|name| fs::write(directory.join(name), new).unwrap());
        symlink(directory.file_name().unwrap(), fixture.path("..data_tmp")).unwrap();
        fs::rename(fixture.path("..data_tmp"), fixture.path("..data")).unwrap();
        fs::remove_dir_all(fixture.path(&format!("..v{old}"))).unwrap();
        fixture.expect("a.toml", new);
        fixture.expect("b.toml", new);
    }
}

fn link_retargeted_and_the_new_target_edited(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| {
        for name in ["one", "two"] {
            fs::create_dir(dir.join(name)).unwrap();
            fs::write(dir.join(name).join("x"), name).unwrap();
        }
        symlink("one/x", dir.join("a")).unwrap();
    });
    fixture.write("one/x", "edited");
    fixture.expect("a", "edited");
    symlink("two/x", fixture.path("tmp")).unwrap();
    fs::rename(fixture.path("tmp"), fixture.path("a")).unwrap();
    fixture.expect("a", "two");
    fixture.write("two/x", "edited, too");
    fixture.expect("a", "edited, too");
    fixture.save("two/x", "saved");
    fixture.expect("a", "saved");
}

fn link_into_other_directories_and_back(way: Way) {
    // a → one/a → ../two/deep/a → (absolute) three/a
    let fixture = Fixture::new(way, &["up/../a"], |dir| {
        for name in ["up", "one", "two/deep", "three", "four"] {
            fs::create_dir_all(dir.join(name)).unwrap();
        }
        save(&dir.join("three/a"), "3");
        save(&dir.join("four/a"), "4");
        symlink(dir.join("three/a"), dir.join("two/deep/a")).unwrap();
        symlink("../two/./deep/a", dir.join("one/a")).unwrap();
        symlink("one/a", dir.join("a")).unwrap();
    });
    fixture.save("three/a", "33");
    fixture.expect("up/../a", "33");
    // A link in the middle.
    symlink("../../four/a", fixture.path("tmp")).unwrap();
    fs::rename(fixture.path("tmp"), fixture.path("two/deep/a")).unwrap();
    fixture.expect("up/../a", "4");
    fixture.write("four/a", "44");
    fixture.expect("up/../a", "44");
    // A link to a directory in the place of a directory.
    fs::rename(fixture.path("two"), fixture.path("2")).unwrap();
    fixture.expect("up/../a", None);
    symlink("2", fixture.path("two")).unwrap();
    fixture.expect("up/../a", "44");
}

fn link_to_nothing(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| symlink("none/x", dir.join("a")).unwrap());
    fs::create_dir(fixture.path("none")).unwrap();
    fixture.write("none/x", "1");
    fixture.expect("a", "1");
}

fn link_in_a_circle(way: Way) {
    let fixture = Fixture::new(way, &["a"], |dir| {
        symlink("b", dir.join("a")).unwrap();
        symlink("a", dir.join("b")).unwrap();
    });
    fixture.save("b", "1");
    fixture.expect("a", "1");
}

fn edited_through_another_hard_link(way: Way) {
    let fixture = Fixture::new(way, &["d/a"], |dir| {
        ["d", "e"].iter().for_each(|name| fs::create_dir(dir.join(name)).unwrap());
        save(&dir.join("e/other"), "0");
        fs::hard_link(dir.join("e/other"), dir.join("d/a")).unwrap();
    });
    for content in ["1", "2", "3"] {
        fixture.write("e/other", content);
        fixture.expect("d/a", content);
    }
}

fn a_pipe_in_its_place(way: Way) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let fixture = Fixture::new(way, &["a"], |dir| save(&dir.join("a"), "0"));
    fs::remove_file(fixture.path("a")).unwrap();
    // Whoever opened it would wait for a writer for ever.
    mknodat(CWD, fixture.path("a"), FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    fixture.expect("a", None);
    fixture.save("a", "1");
    fixture.expect("a", "1");
}

/// Both names are watched: the kernel has one watch for both.
#[cfg(target_os = "linux")]
#[test]
fn two_names_of_one_file() {
    let fixture = Fixture::new(Way::Native, &["a", "d/b"], |dir| {
        fs::create_dir(dir.join("d")).unwrap();
        save(&dir.join("a"), "0");
        fs::hard_link(dir.join("a"), dir.join("d/b")).unwrap();
    });
    fixture.write("a", "1");
    fixture.expect("a", "1");
    fixture.expect("d/b", "1");
    // One of them goes its own way; the other one is watched as before.
    fixture.save("a", "2");
    fixture.expect("a", "2");
    fixture.write("d/b", "3");
    fixture.expect("d/b", "3");
}
