//! `superconfig watch`, with real files and real signals.
#![cfg(unix)]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used)]

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

fn watch(directory: &Path, more: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_superconfig"));
    command.args(["watch", "--file", "shop.toml", "--cwd"]).arg(directory).args(more);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).env_clear().spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

fn line(out: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

fn json(out: &mut BufReader<ChildStdout>) -> Value {
    serde_json::from_str(&line(out)).unwrap()
}

#[test]
fn each_generation_is_one_line_of_json() {
    for more in [&["--format", "json"][..], &["--format", "json", "--poll", "10"]] {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("shop.toml");
        std::fs::write(&file, "port = 80\ntoken = 'a'").unwrap();
        let (mut child, mut out) = watch(directory.path(), more);
        let ready = json(&mut out);
        assert_eq!((&ready["generation"], &ready["ready"]), (&1.into(), &true.into()));
        std::fs::write(directory.path().join("new"), "\nport = 81\ntoken = 'b'").unwrap();
        std::fs::rename(directory.path().join("new"), &file).unwrap();
        let changed = json(&mut out);
        assert_eq!(changed["generation"], 2);
        let port = &changed["changes"][0];
        assert_eq!((&port["path"], &port["old"], &port["new"]), (&"port".into(), &80.into(), &81.into()));
        assert_eq!((&port["origin"]["line"], &port["origin"]["column"]), (&2.into(), &8.into()));
        assert_eq!(changed["changes"][1]["new"], "********");
        std::fs::write(&file, "port = ").unwrap();
        let failed = json(&mut out);
        assert_eq!((&failed["generation"], &failed["stale"]), (&2.into(), &true.into()));
        assert_eq!(failed["error"][0]["code"], "SC0201");
        std::fs::write(&file, "port = 82\ntoken = 'b'").unwrap();
        assert_eq!(json(&mut out)["generation"], 3);
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn people_read_path_old_new_and_place() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("shop.toml");
    std::fs::write(&file, "[server]\nport = 80").unwrap();
    let (mut child, mut out) = watch(directory.path(), &[]);
    assert_eq!(line(&mut out), "generation 1: watching 1 path");
    std::fs::write(directory.path().join("new"), "[server]\nport = 90").unwrap();
    std::fs::rename(directory.path().join("new"), &file).unwrap();
    assert_eq!(line(&mut out), "generation 2:");
    assert_eq!(line(&mut out), "    server.port 80 → 90, shop.toml:2:8");
    drop(out);
    // Nobody reads any more: the next change ends it, and that is no error.
    std::fs::write(&file, "[server]\nport = 100").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
