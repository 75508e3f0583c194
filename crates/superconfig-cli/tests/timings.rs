//! `superconfig timings`: what it shows, not how long anything took.

mod shell;

use serde_json::Value;
use shell::Shell;

fn shop() -> Shell {
    let shell = Shell::new().env("APP_SERVER_PORT", "1").env("HOME", "/none");
    shell.write("a.toml", "[server]\nport = 80\n");
    shell.write("b.ron", "(a: 1)");
    shell
}

const SOURCES: [&str; 8] = ["--file", "a.toml", "--glob", "*.ron", "--env", "APP_", "--set", "x=1"];

#[test]
fn people_see_sources_parts_and_bars() {
    let out = shop().stdout(&[&["timings"], &SOURCES[..]].concat());
    let lines: Vec<&str> = out.lines().collect();
    let first = |line: &&str| line.split_whitespace().next().unwrap_or_default().to_owned();
    let headings: Vec<&str> = lines[0].split_whitespace().collect();
    assert_eq!(headings, ["source", "format", "bytes", "found", "discover", "read", "parse"]);
    // The value of `--set` takes no time to load, and is not shown.
    let names: Vec<String> = lines[1..].iter().map(first).take_while(|name| !name.is_empty()).collect();
    assert_eq!(names, ["a.toml", "*.ron", "b.ron", "environment"]);
    let parts: Vec<String> = lines[6..].iter().map(first).collect();
    assert_eq!(parts, ["sources", "env", "merge", "validate", "other", "total"]);
    assert!(lines[11].contains("100 %") && lines[11].ends_with(&"█".repeat(24)), "{out}");
}

#[test]
fn programs_get_one_object() {
    let shell = shop();
    let json: Value =
        serde_json::from_str(&shell.stdout(&[&["timings", "--format", "json"], &SOURCES[..]].concat()))
            .unwrap();
    assert_eq!((&json["load"], &json["generation"]), (&"build".into(), &1.into()));
    assert!(json["advice"].is_array());
    assert!(json["total_us"].as_f64().unwrap() > 0.0);
    for phase in ["sources", "env_matching", "merge", "validate", "extract", "publish", "other"] {
        assert!(json["phases"][format!("{phase}_us")].is_number(), "{phase}");
    }
    let sources = json["sources"].as_array().unwrap();
    let shown: Vec<_> =
        sources.iter().map(|source| (&source["name"], &source["kind"], &source["format"])).collect();
    let null = Value::Null;
    let expected = [
        (&"a.toml".into(), &"file".into(), &"toml".into()),
        (&"*.ron".into(), &"file".into(), &null),
        (&"b.ron".into(), &"file".into(), &"ron".into()),
        (&"environment".into(), &"env".into(), &null),
        (&"override".into(), &"override".into(), &null),
    ];
    assert_eq!(shown, expected);
    for time in ["discover_us", "read_us", "parse_us"] {
        assert!(sources[0][time].as_f64().unwrap() > 0.0, "{time}");
    }
    assert_eq!((&sources[1]["looked_at"], &sources[1]["found"]), (&2.into(), &1.into()));
    let env = &sources[3];
    assert_eq!((&env["looked_at"], &env["found"], &env["known"]), (&2.into(), &1.into(), &1.into()));
}

#[test]
fn advice_is_below_the_tables_and_in_the_object() {
    let shell = shop();
    let twice = ["timings", "--file", "a.toml", "--file", "a.toml"];
    let message = "the cache served 1 of 2 files: a first load takes longer";
    assert_eq!(shell.stdout(&twice).lines().last(), Some(format!("advice: {message}").as_str()));
    let json: Value =
        serde_json::from_str(&shell.stdout(&[&twice[..], &["--format", "json"]].concat())).unwrap();
    let advice = json["advice"].as_array().unwrap().last().unwrap();
    assert_eq!((&advice["kind"], &advice["source"]), (&"cache".into(), &Value::Null));
    assert_eq!(advice["message"], message);
}

#[test]
fn what_cannot_be_loaded_has_no_timings() {
    let shell = shop();
    let run = shell.run(&["timings", "--file", "absent.toml"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("SC0102"), "{}", run.stderr);
    let run = shell.run(&["timings", "--format", "yaml"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`timings` is printed for people or as json"), "{}", run.stderr);
}
