//! What the READMEs show is what the command prints. `UPDATE_README=1` writes it.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_path_buf()
}

/// The output of the README's first command.
fn explained() -> String {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let line = readme.lines().find(|line| line.contains("-- explain")).unwrap();
    let arguments = line.split_once(" -- ").unwrap().1;
    let output = Command::new(env!("CARGO_BIN_EXE_superconfig"))
        .args(arguments.split_whitespace())
        .current_dir(root())
        .env_clear()
        .env("SHOP_SERVER_TIMEOUT", "45")
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap()
}

/// Compares, or replaces, the block of text that follows a marker.
fn check_block(marker: &str, wanted: &str) {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, after) = readme.split_once(&format!("<!-- {marker} -->\n```text\n")).unwrap();
    let (shown, rest) = after.split_once("```").unwrap();
    if std::env::var_os("UPDATE_README").is_some() {
        let updated = format!("{before}<!-- {marker} -->\n```text\n{wanted}```{rest}");
        std::fs::write(path, updated).unwrap();
        return;
    }
    assert_eq!(shown, wanted, "run the test again with UPDATE_README=1");
}

#[test]
fn the_readme_shows_what_the_command_prints() {
    check_block("explain", &explained());
}
