//! Hostile input ends in a diagnostic or in the right value: never in a crash, never in a hang, in a thread with
//! 1 MiB of stack. Run with `--nocapture` to see how long each takes.
#![cfg(all(feature = "json", feature = "toml", feature = "yaml"))]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used)]

use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use superconfig::{EnvSnapshot, Format, KeyPath, Places, SuperConfig};

/// A name and some work whose result is checked by the work itself.
type Case = (String, Box<dyn FnOnce() + Send>);

/// Long enough for a loaded machine; far too short for anything quadratic.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long single operations took, to be printed.
static TIMES: Mutex<Vec<(Duration, String)>> = Mutex::new(Vec::new());

fn timed<T>(name: &str, operation: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = operation();
    TIMES.lock().unwrap().push((started.elapsed(), name.to_owned()));
    result
}

fn load(name: &str, text: &str, format: Format) -> bool {
    let builder = SuperConfig::new().with_places(Places::new("/")).with_string(text, format);
    let (config, diagnostics) = timed(&format!("build, {format}: {name}"), || builder.build_lenient());
    // Whatever came out can be read, explained, exported and printed.
    timed(&format!("as_json, {format}: {name}"), || config.as_json());
    timed(&format!("explain_all, {format}: {name}"), || config.explain_all().len());
    timed(&format!("debug, {format}: {name}"), || format!("{config:?}"));
    let some = diagnostics.get(..diagnostics.len().min(5)).unwrap_or_default();
    timed(&format!("render, {format}: {name}"), || superconfig::render(some, superconfig::Style::Plain));
    diagnostics.iter().all(|diagnostic| diagnostic.severity != superconfig::Severity::Error)
        && !config.keys().is_empty()
}

fn text_case(name: &str, format: Format, text: String, loads: Option<bool>) -> Case {
    let title = name.to_owned();
    let work = move || {
        let loaded = load(&title, &text, format);
        if let Some(expected) = loads {
            assert_eq!(loaded, expected);
        }
    };
    (format!("{format}: {name}"), Box::new(work))
}

fn json() -> Vec<Case> {
    let f = Format::Json;
    let keys: String = (0..100_000).map(|at| format!("\"k{at}\":{at},")).collect();
    vec![
        text_case("arrays nested 100,000 deep", f, "[".repeat(100_000), Some(false)),
        text_case("tables nested 100,000 deep", f, "{\"a\":".repeat(100_000), Some(false)),
        text_case(
            "nested 120 deep",
            f,
            format!("{{\"a\":{}1{}}}", "[".repeat(120), "]".repeat(120)),
            Some(true),
        ),
        text_case("100,000 keys", f, format!("{{{}\"z\":1}}", keys), Some(true)),
        text_case(
            "a string of 1 MB that never ends",
            f,
            format!("{{\"a\":\"{}", "x".repeat(1 << 20)),
            Some(false),
        ),
        text_case("a number of 100,000 digits", f, format!("{{\"a\":{}}}", "9".repeat(100_000)), Some(true)),
        text_case(
            "an exponent of 100,000 digits",
            f,
            format!("{{\"a\":1e{}}}", "9".repeat(100_000)),
            Some(true),
        ),
        text_case("a lone surrogate", f, "{\"a\":\"\\ud800\"}".into(), Some(false)),
        text_case("a raw NUL", f, "{\"a\":\"\0\"}".into(), Some(false)),
        text_case("an escaped NUL", f, "{\"a\":\"\\u0000\"}".into(), Some(true)),
        text_case("a key of 1 MB", f, format!("{{\"{}\":1}}", "k".repeat(1 << 20)), Some(true)),
        text_case("100,000 commas", f, format!("[{}]", ",".repeat(100_000)), Some(false)),
        text_case("prototype names", f, r#"{"__proto__":{"x":1},"constructor":1}"#.into(), Some(true)),
        text_case("bidi overrides", f, "{\"a\u{202e}b\": \u{202e}}".into(), Some(false)),
        text_case("50,000 duplicates", f, format!("{{{}\"a\":1}}", "\"a\":1,".repeat(50_000)), Some(false)),
        text_case("only a byte order mark", f, "\u{feff}".into(), None),
    ]
}

fn toml() -> Vec<Case> {
    let f = Format::Toml;
    vec![
        text_case("a header 100,000 deep", f, format!("[{}a]", "a.".repeat(100_000)), Some(false)),
        text_case("a dotted key 100,000 deep", f, format!("{}a = 1", "a.".repeat(100_000)), Some(false)),
        text_case("arrays nested 100,000 deep", f, format!("a = {}", "[".repeat(100_000)), Some(false)),
        text_case("inline tables 50,000 deep", f, format!("a = {}", "{a = ".repeat(50_000)), Some(false)),
        text_case("50,000 tables", f, (0..50_000).map(|at| format!("[t{at}]\n")).collect(), Some(true)),
        text_case("50,000 elements of tables", f, "[[a]]\n".repeat(50_000), Some(true)),
        text_case("10,000 errors", f, "= 1\n".repeat(10_000), Some(false)),
        text_case(
            "a string of 1 MB that never ends",
            f,
            format!("a = \"\"\"{}", "x\n".repeat(1 << 19)),
            Some(false),
        ),
        text_case("an integer of 10,000 digits", f, format!("a = {}", "9".repeat(10_000)), None),
        text_case("a bare carriage return", f, "a = 1\rb = 2".into(), Some(false)),
        text_case("a date that is none", f, "a = 2024-13-45".into(), Some(false)),
        text_case("a raw NUL", f, "a = \"\0\"".into(), Some(false)),
    ]
}

fn yaml() -> Vec<Case> {
    let f = Format::Yaml;
    let bomb = |width: usize, depth: usize| -> String {
        let mut text = String::from("l0: &l0 [x]\n");
        for level in 1..=depth {
            let aliases = vec![format!("*l{}", level - 1); width].join(", ");
            text.push_str(&format!("l{level}: &l{level} [{aliases}]\n"));
        }
        text
    };
    let list: String = (0..20_000).map(|_| "- *a\n".to_owned()).collect();
    let list = format!("a: &a [{}]\nb:\n{}", "1, ".repeat(20_000), list);
    let deep: String = (0..3_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    vec![
        text_case("nine to the ninth", f, bomb(9, 9), Some(false)),
        text_case("four to the fifteenth", f, bomb(4, 15), Some(false)),
        text_case("a long list aliased often", f, list, Some(false)),
        text_case("an alias of itself", f, "a: &a [*a]".into(), Some(false)),
        text_case("an unknown alias", f, "a: *b".into(), Some(false)),
        text_case("flow tables 100,000 deep", f, "{a: ".repeat(100_000), Some(false)),
        text_case("flow lists 100,000 deep", f, "[".repeat(100_000), Some(false)),
        text_case("lists in lists on one line", f, "- ".repeat(100_000), Some(false)),
        text_case("indented 3,000 deep", f, deep, Some(false)),
        text_case("100,000 keys", f, (0..100_000).map(|at| format!("k{at}: {at}\n")).collect(), Some(true)),
        text_case("a plain scalar of 1 MB", f, format!("a: {}", "x ".repeat(1 << 19)), Some(true)),
        text_case("100,000 documents", f, "--- {a: 1}\n".repeat(100_000), Some(false)),
        text_case("a Python object", f, "a: !!python/object/apply:os.system [ls]".into(), Some(true)),
        text_case("a tab for indentation", f, "a:\n\tb: 1".into(), Some(false)),
        text_case("a table as key", f, "{a: 1}: 2".into(), Some(false)),
        text_case("50,000 merges", f, format!("a: &a {{x: 1}}\nb:\n{}", "  - <<: *a\n".repeat(50_000)), None),
    ]
}

fn bytes() -> Vec<Case> {
    let file = |name: &str, content: Vec<u8>| -> Case {
        let work = move || {
            let directory = tempfile::tempdir().unwrap();
            std::fs::write(directory.path().join("a.toml"), content).unwrap();
            let places = Places::new(directory.path());
            let error =
                SuperConfig::new().with_places(places).with_required_file("a.toml").build().unwrap_err();
            assert!(!error.to_string().contains('\u{fffd}'), "{error}");
        };
        (format!("bytes: {name}"), Box::new(work))
    };
    vec![
        file("invalid UTF-8", b"a = \"\xff\xfe\"".to_vec()),
        file("UTF-16", b"\xff\xfea\0 \0=\0 \x001\0".to_vec()),
        file("a truncated character", b"a = \"\xe2\x82".to_vec()),
        file("a surrogate in UTF-8", b"a = \"\xed\xa0\x80\"".to_vec()),
        file(
            "1 MB of noise",
            (0..1_u32 << 20).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect(),
        ),
    ]
}

fn names() -> Vec<Case> {
    let environment = |name: &str, variables: Vec<(String, String)>| -> Case {
        let work = move || {
            let env: EnvSnapshot = variables.into_iter().collect();
            let places = Places::new("/").with_env(env);
            let defaults = "a = { b = { c = 1 } }\nlist = [1, 2]\nflag = true\nwhen = 2024-01-01";
            let builder =
                SuperConfig::new().with_string(defaults, Format::Toml).with_env("APP_").with_places(places);
            let (config, _) = builder.build_lenient();
            let _ = (config.as_json(), config.explain_all(), config.why_not("APP_A_B_C"));
            assert!(config.has_key("a"));
        };
        (format!("environment: {name}"), Box::new(work))
    };
    let one = |name: &str, variable: String, text: &str| environment(name, vec![(variable, text.to_owned())]);
    let path = |name: &str, path: String| -> Case {
        let work = move || {
            let parsed = path.parse::<KeyPath>();
            let config =
                SuperConfig::new().with_places(Places::new("/")).with_override("a", 1).build().unwrap();
            assert!(!config.has_key(&path));
            assert!(config.get::<u8>(&path).is_err());
            if let Ok(parsed) = parsed {
                assert_eq!(parsed.to_string().parse::<KeyPath>().unwrap(), parsed);
            }
        };
        (format!("path: {name}"), Box::new(work))
    };
    vec![
        one("only underscores", format!("APP_{}", "_".repeat(10_000)), "x"),
        one("100,000 levels", format!("APP_{}", "A__".repeat(100_000)), "x"),
        one("prototype names", "APP____PROTO____X".into(), "1"),
        one("an empty name", "APP_".into(), "1"),
        one("deep JSON", "APP_A".into(), &"[".repeat(100_000)),
        one("deep JSON tables", "APP_A".into(), &"{\"a\":".repeat(100_000)),
        one("a list of 1 MB", "APP_LIST".into(), &"1,".repeat(1 << 19)),
        one("a long number", "APP_A_B_C".into(), &"9".repeat(100_000)),
        one("a word for a flag", "APP_FLAG".into(), "maybe"),
        one("no date", "APP_WHEN".into(), "2024-99-99"),
        one("control characters", "APP_\u{1b}[31m".into(), "\u{1b}[2J\u{202e}"),
        environment(
            "10,000 variables",
            (0..10_000).map(|at| (format!("APP_X{at}"), at.to_string())).collect(),
        ),
        environment(
            "a value and what is below it",
            vec![
                ("APP_Q".into(), "1".into()),
                ("APP_Q__R".into(), "2".into()),
                ("APP_Q__R__S".into(), "3".into()),
            ],
        ),
        path("100,000 dots", ".".repeat(100_000)),
        path("100,000 brackets", "[".repeat(100_000)),
        path("100,000 keys", format!("b{}", ".b".repeat(100_000))),
        path("a huge index", "a[99999999999999999999999]".into()),
        path("an open quote", "\"a".into()),
    ]
}

#[test]
fn hostile_input_ends_soon() {
    let cases: Vec<Case> = [json(), toml(), yaml(), bytes(), names()].into_iter().flatten().collect();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let mut slow = Vec::new();
    for (name, work) in cases {
        let (done, wait) = mpsc::channel();
        let started = Instant::now();
        let body = move || {
            work();
            let _ = done.send(());
        };
        let handle = thread::Builder::new().stack_size(1 << 20).spawn(body).unwrap();
        let outcome = wait.recv_timeout(PATIENCE);
        assert!(!matches!(outcome, Err(mpsc::RecvTimeoutError::Timeout)), "{name} hangs");
        assert!(handle.join().is_ok(), "{name} fails");
        slow.push((started.elapsed(), name));
    }
    let mut single = TIMES.lock().unwrap();
    for (title, times) in [("the slowest cases", &mut slow), ("their slowest operations", &mut *single)] {
        times.sort();
        println!("{title}, of {}:", times.len());
        for (time, name) in times.iter().rev().take(6) {
            println!("{time:>10.0?}  {name}");
        }
    }
}
