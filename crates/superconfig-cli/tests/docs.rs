//! Every `console` block of `docs/cli.md` is what the command really prints.

#![allow(clippy::unwrap_used)] // Helpers of tests.

use std::path::Path;
use std::process::Command;

#[test]
fn the_examples_of_the_documentation_are_real() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let text = std::fs::read_to_string(root.join("docs/cli.md")).unwrap();
    let mut count = 0;
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in block.split("$ superconfig ").skip(1) {
            let (line, expected) = example.split_once('\n').unwrap();
            let output = Command::new(env!("CARGO_BIN_EXE_superconfig"))
                .args(words(line))
                .env_clear()
                .env("SHOP_SERVER_TIMEOUT", "45")
                .current_dir(root.join("examples/shop"))
                .output()
                .unwrap();
            let printed = [output.stdout, output.stderr].concat();
            assert_eq!(String::from_utf8(printed).unwrap(), expected, "superconfig {line}");
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
}

/// Words between spaces; single quotes hold them together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}
