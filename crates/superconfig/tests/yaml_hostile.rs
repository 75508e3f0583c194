//! Hostile YAML: a value or an error in linear time, on a small stack, in a debug build.
#![cfg(feature = "yaml")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use superconfig::{Code, Error, Format, Value};

/// Long enough for a loaded machine; far too short for anything quadratic.
const PATIENCE: Duration = Duration::from_secs(60);

/// Parses on a thread with a stack of 1 MiB.
fn parse(name: &str, text: String) -> Result<Value, Error> {
    let (done, wait) = mpsc::channel();
    let work = move || {
        let _ = done.send(Format::Yaml.parse(&text));
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap();
    let result = match wait.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => panic!("{name} hangs"),
        Err(RecvTimeoutError::Disconnected) => panic!("{name} panics"),
    };
    println!("{name}: {:?}", result.as_ref().err().map(|error| error.diagnostics()[0].code));
    result
}

fn refused(name: &str, text: String, code: Code) {
    let error = parse(name, text).expect_err(name);
    assert_eq!(error.diagnostics()[0].code, code, "{name}: {error}");
    assert!(error.diagnostics()[0].origin.as_ref().and_then(|origin| origin.line()).is_some(), "{name}");
}

const N: usize = 100_000;

#[test]
fn deep_nesting_is_refused() {
    for opener in ["{a: ", "[", "- ", "[{a: "] {
        refused(opener, opener.repeat(N), Code::TooDeep);
    }
    for opener in ["? ", ": ", "- ? ", "{? {"] {
        assert!(parse(opener, opener.repeat(N)).is_err(), "{opener}");
    }
    let mut stairs = String::new();
    for level in 0..3000 {
        stairs.push_str(&" ".repeat(level));
        stairs.push_str("a:\n");
    }
    refused("stairs", stairs, Code::TooDeep);
    refused("depth 129", format!("{}{}", "[".repeat(129), "]".repeat(129)), Code::TooDeep);
    refused("mixed", format!("{}{}{}", "- ".repeat(100), "[".repeat(29), "]".repeat(29)), Code::TooDeep);
    assert!(parse("depth 128", format!("{}{}", "[".repeat(128), "]".repeat(128))).is_ok());
    assert!(parse("block depth 128", "- ".repeat(128)).is_ok());
}

#[test]
fn aliases_are_bounded() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (before, name) in ('a'..='h').zip('b'..='i') {
        bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", ")));
    }
    refused("9x9", bomb, Code::AliasExpansion);
    let list = format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(20_000), "*a,".repeat(20_000));
    refused("20k x 20k", list, Code::AliasExpansion);
    let scalar = format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), "*a,".repeat(20_000));
    refused("long scalar", scalar, Code::AliasExpansion);
    let table: String = (0..9_000).map(|n| format!("  k{n}: 1\n")).collect();
    let merges = format!("a: &a\n{table}b:\n  <<: [{}]\n", "*a,".repeat(20_000));
    refused("merges", merges, Code::AliasExpansion);
    let mut chain = String::from("m0: &m0 {k: 1}\n");
    for n in 1..5_000 {
        chain.push_str(&format!("m{n}: &m{n} {{<<: *m{}, k: {n}}}\n", n - 1));
    }
    assert!(parse("merge chain", chain).is_ok());
    let mut growing = String::from("m0: &m0 {k0: 1}\n");
    for n in 1..5_000 {
        growing.push_str(&format!("m{n}: &m{n} {{<<: *m{}, k{n}: {n}}}\n", n - 1));
    }
    refused("growing chain", growing, Code::AliasExpansion);
    let mut inward = String::from("a: &a [x]\n");
    for n in 0..200 {
        inward.push_str(&format!(
            "b{n}: &b{n} [*{}]\n",
            if n == 0 { "a".into() } else { format!("b{}", n - 1) }
        ));
    }
    refused("deep through aliases", inward, Code::TooDeep);
    refused("itself", "a: &a [1, *a]\n".into(), Code::AliasExpansion);
    refused("merges itself", "a: &a\n  b: {<<: *a}\n".into(), Code::AliasExpansion);
    let many: String = (0..N / 2).map(|n| format!("- &a{n} x\n- *a{n}\n")).collect();
    assert!(matches!(parse("many anchors", many), Ok(Value::Array(items)) if items.len() == N));
    assert!(parse("same anchor", "- &a x\n- *a\n".repeat(N / 2)).is_ok());
}

#[test]
fn long_things_are_linear() {
    let fine = [
        ("plain", format!("a: {}", "word ".repeat(300_000))),
        ("plain lines", format!("a:\n{}", " word\n".repeat(200_000))),
        ("literal", format!("a: |\n{}", " x\n".repeat(200_000))),
        ("blank literal", format!("a: |\n{}", "\n".repeat(500_000))),
        ("literals", "- |\n x\n".repeat(30_000)),
        ("comments", format!("a:\n{}", "# c\n".repeat(300_000))),
        ("comments before blocks", format!("{}- |\n x\n", "- a # |\n".repeat(30_000))),
        ("anchors", (0..N).map(|n| format!("- &a{n} x\n")).collect()),
        ("flow", format!("[{}]", "a,".repeat(N))),
        ("keys", format!("{{{}}}", (0..N).map(|n| format!("k{n}: 1,")).collect::<String>())),
        ("directives", (0..20_000).map(|n| format!("%TAG !a{n}! x\n")).collect::<String>() + "--- a"),
        ("spaces", " ".repeat(1_000_000)),
        ("escapes", format!("\"{}\"", "\\n".repeat(300_000))),
        ("closing brackets", "- a: [\n    x\n  ]\n".repeat(50_000)),
    ];
    for (name, text) in fine {
        if let Err(error) = parse(name, text) {
            panic!("{name}: {error}");
        }
    }
    let bad = [
        ("empty documents", format!("a: 1\n{}", "---\n".repeat(N))),
        ("quote", format!("\"{}", "a\n ".repeat(N))),
        ("no comma", format!("[{}", "a ".repeat(N))),
        ("tags", "!a ".repeat(N)),
        ("closers", "]".repeat(N)),
        ("percent", "%".repeat(N)),
        ("long error line", format!("{}: b: c", "a".repeat(1000))),
        ("long error file", format!("{}a: b: c", "k: v\n".repeat(50_000))),
        ("duplicates", "k: v\n".repeat(N)),
    ];
    for (name, text) in bad {
        assert!(parse(name, text).is_err(), "{name}");
    }
}
