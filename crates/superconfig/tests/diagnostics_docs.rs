//! `docs/diagnostics.md` has one complete entry for each code, in order, and no others.

use superconfig::Code;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/diagnostics.md");

#[test]
fn every_code_has_one_entry_and_every_entry_a_code() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let entries: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let codes: Vec<String> = Code::ALL.iter().map(|code| format!("{code}: {}", code.title())).collect();
    assert_eq!(entries, codes);
}

#[test]
fn every_entry_has_an_example_and_a_cure() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    for entry in page.split("\n## ").skip(1) {
        let code = entry.get(..6).unwrap();
        let headline = |severity| entry.contains(&format!("```text\n{severity}[{code}]: "));
        assert!(headline("warning") || headline("error"), "{code} has no example of its own");
        assert!(entry.contains("\n**What to do:** "), "{code} has no cure");
    }
}
