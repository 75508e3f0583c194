//! The cases as they stand in the files.

use serde_json::{Map, Value};
use std::path::PathBuf;

/// One case: what goes in, and what must come out.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file and the name, for reports.
    pub title: String,
    /// Formats that are no default feature.
    pub needs: Vec<String>,
    /// Files below ROOT.
    pub files: Vec<(String, Vec<u8>)>,
    /// Files below HOME.
    pub home: Vec<(String, Vec<u8>)>,
    /// Directories to make.
    pub dirs: Vec<String>,
    /// Symbolic links, place and target.
    pub links: Vec<(String, String)>,
    /// Permissions, octal.
    pub modes: Vec<(String, u32)>,
    /// The whole environment.
    pub env: Vec<(String, Vec<u8>)>,
    /// The working directory.
    pub cwd: String,
    /// The sources in order.
    pub sources: Vec<Source>,
    /// The selected profiles.
    pub profiles: Vec<String>,
    /// Whether files are nested in profiles.
    pub nested: bool,
    /// Strict mode.
    pub strict: bool,
    /// What must come out.
    pub expect: Map<String, Value>,
}

/// One source: `file`, `set`, …, and what belongs to it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The key of the source's object.
    pub kind: String,
    /// Its value: a text, or a table for `defaults`.
    pub value: Value,
}

const CASE_KEYS: [&str; 15] = [
    "name", "spec", "needs", "files", "home", "dirs", "links", "modes", "env", "cwd", "sources", "profiles",
    "nested", "strict", "expect",
];
const EXPECT_KEYS: [&str; 19] = [
    "value",
    "get",
    "absent",
    "keys",
    "order",
    "export",
    "export_contains",
    "export_parsed",
    "export_warnings",
    "roundtrip",
    "warnings",
    "errors",
    "fails",
    "any_outcome",
    "diagnostics",
    "explain",
    "why_not",
    "hidden",
    "shown",
];
const SOURCE_KEYS: [&str; 9] =
    ["defaults", "file", "file_opt", "join", "glob", "dotenv", "env", "set", "app"];

impl Case {
    /// All cases of the suite, in the order of their files' names.
    ///
    /// # Panics
    /// If a case is malformed: a key that nobody knows would be an expectation that nobody checks.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let directory = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let entries = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
        files.sort();
        files.iter().flat_map(|file| read(file)).collect()
    }
}

fn read(file: &std::path::Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).unwrap();
    let suite: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let cases = suite["cases"].as_array().unwrap_or_else(|| panic!("{name}: no cases"));
    let mut seen = std::collections::HashSet::new();
    let cases = cases.iter().map(|case| {
        let title = format!("{name}: {}", case["name"].as_str().unwrap_or("?"));
        assert!(seen.insert(title.clone()), "{title}: the name is there twice");
        known(&title, case, &CASE_KEYS);
        known(&title, &case["expect"], &EXPECT_KEYS);
        parse(title, case)
    });
    cases.collect()
}

fn known(title: &str, object: &Value, keys: &[&str]) {
    for key in object.as_object().unwrap_or_else(|| panic!("{title}: no object")).keys() {
        assert!(keys.contains(&key.as_str()), "{title}: unknown key {key}");
    }
}

fn parse(title: String, case: &Value) -> Case {
    let entries = |key: &str| -> Vec<(String, Value)> {
        let object = case.get(key).map(|value| value.as_object().unwrap_or_else(|| panic!("{title}: {key}")));
        object.into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let texts = |key: &str| -> Vec<String> {
        let list = case.get(key).map(|value| value.as_array().unwrap_or_else(|| panic!("{title}: {key}")));
        list.into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let contents =
        |key: &str| entries(key).into_iter().map(|(key, value)| (key, bytes(&title, &value))).collect();
    let flag = |key: &str| case.get(key).is_some_and(|value| value.as_bool().unwrap());
    let source = |source: &Value| {
        known(&title, source, &SOURCE_KEYS);
        let (kind, value) = source.as_object().unwrap().iter().next().unwrap();
        Source { kind: kind.clone(), value: value.clone() }
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mode = |value: &Value| u32::from_str_radix(value.as_str().unwrap(), 8).unwrap();
    Case {
        needs: texts("needs"),
        files: contents("files"),
        home: contents("home"),
        dirs: texts("dirs"),
        links: entries("links").iter().map(|(key, value)| (key.clone(), text(value))).collect(),
        modes: entries("modes").iter().map(|(key, value)| (key.clone(), mode(value))).collect(),
        env: contents("env"),
        cwd: case.get("cwd").map_or(".".to_owned(), text),
        sources: case["sources"].as_array().unwrap().iter().map(source).collect(),
        profiles: texts("profiles"),
        nested: flag("nested"),
        strict: flag("strict"),
        expect: case["expect"].as_object().unwrap().clone(),
        title,
    }
}

/// A text as a string, as base64, or in parts.
fn bytes(title: &str, value: &Value) -> Vec<u8> {
    if let Some(text) = value.as_str() {
        return text.as_bytes().to_vec();
    }
    known(title, value, &["base64", "parts"]);
    if let Some(text) = value.get("base64") {
        return base64(text.as_str().unwrap());
    }
    let parts = value["parts"].as_array().unwrap().iter().map(|part| {
        let times = usize::try_from(part[1].as_u64().unwrap()).unwrap();
        part[0].as_str().unwrap().repeat(times)
    });
    parts.collect::<String>().into_bytes()
}

fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut out, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes().filter(|byte| *byte != b'=') {
        let digit = ALPHABET.iter().position(|letter| *letter == byte).expect("base64");
        bits = (bits << 6) | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_gives_the_bytes() {
        assert_eq!(base64("YWJjZA=="), b"abcd");
        assert_eq!(base64("/+8="), [0xFF, 0xEF]);
    }

    #[test]
    fn all_cases_are_well_formed() {
        assert!(Case::all().len() > 500);
    }
}
