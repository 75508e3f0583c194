//! Where time goes: what is recorded, not how long it takes.
#![cfg(all(feature = "profiling", feature = "json", feature = "toml", feature = "yaml", feature = "env"))]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::fs;
use std::time::Duration;
use superconfig::{EnvSnapshot, Format, Places, SourceTimings, SuperConfig, Timings};

struct World {
    directory: tempfile::TempDir,
}

impl World {
    fn new(files: &[(&str, &str)]) -> Self {
        let world = Self { directory: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(name, text)| world.write(name, text));
        world
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn builder(&self) -> SuperConfig {
        let env = EnvSnapshot::from([("APP_PORT", "1"), ("APP_NEW", "x"), ("HOME", "/")]);
        SuperConfig::new().with_places(Places::new(self.directory.path()).with_env(env))
    }
}

fn names(timings: &Timings) -> Vec<&str> {
    timings.sources().iter().map(|source| source.name.as_str()).collect()
}

fn source<'t>(timings: &'t Timings, name: &str) -> &'t SourceTimings {
    timings.sources().iter().find(|source| source.name == name).unwrap()
}

#[test]
fn each_source_has_its_row_in_the_order_of_loading() {
    let world = World::new(&[
        ("app.yaml", "port: 80\n"),
        (".env", "TOKEN=x\n"),
        ("conf.d/a.toml", "a = 1"),
        ("conf.d/b.toml", "b = 1"),
        ("conf.d/note.txt", ""),
        ("shop.toml", "shop = 1"),
        ("broken.json", "{"),
        ("list.json", "[1]"),
    ]);
    let config = world
        .builder()
        .with_file("app")
        .with_file("absent.toml")
        .with_dotenv(".env")
        .with_glob("conf.d/*.toml")
        .with_hierarchical_config("shop")
        .with_file("broken.json")
        .with_file("list.json")
        .with_string("text = 1", Format::Toml)
        .with_env("APP_")
        .with_override("x", 1)
        .build()
        .unwrap();
    let timings = config.timings();
    let expected = [
        "app.yaml",
        "absent.toml",
        ".env",
        "conf.d/*.toml",
        "conf.d/a.toml",
        "conf.d/b.toml",
        "files of shop",
        "shop.toml",
        "broken.json",
        "list.json",
        "text",
        "environment",
        "override",
    ];
    assert_eq!(names(&timings), expected);

    let app = source(&timings, "app.yaml");
    assert_eq!((app.format, app.size, app.found), (Some(Format::Yaml), 9, 1));
    assert!(app.looked_at >= 5 && app.discover_time > Duration::ZERO && app.read_time > Duration::ZERO);
    let absent = source(&timings, "absent.toml");
    assert_eq!((absent.looked_at, absent.found, absent.path.is_none()), (1, 0, true));
    assert_eq!(source(&timings, ".env").format, Some(Format::Env));
    let glob = source(&timings, "conf.d/*.toml");
    assert_eq!((glob.looked_at, glob.found), (3, 2));
    assert_eq!(source(&timings, "files of shop").found, 1);
    // Hierarchies read for themselves; the time is with the file all the same.
    assert!(source(&timings, "shop.toml").read_time > Duration::ZERO);
    for unusable in ["broken.json", "list.json"] {
        let unusable = source(&timings, unusable);
        assert_eq!((unusable.found, unusable.size > 0), (1, true));
        assert!(unusable.read_time > Duration::ZERO);
    }
    let env = source(&timings, "environment");
    assert_eq!((env.looked_at, env.found, env.known, env.size), (3, 2, 1, 2));
}

#[test]
fn the_parts_are_within_the_whole() {
    let world = World::new(&[("a.toml", "port = 80")]);
    let config = world.builder().with_file("a.toml").with_env("APP_").build().unwrap();
    let port = config.handle::<u16>("port").unwrap();
    let check = |timings: &Timings| {
        let parts = [
            timings.source_time(),
            timings.env_matching_time(),
            timings.merge_time(),
            timings.validate_time(),
            timings.extract_time(),
            timings.publish_time(),
            timings.other_time(),
        ];
        assert_eq!(parts.into_iter().sum::<Duration>(), timings.total());
        let rows: Duration = timings.sources().iter().map(SourceTimings::total).sum();
        assert!(rows <= timings.total() && timings.merge_time() > Duration::ZERO);
        assert!(timings.env_matching_time() > Duration::ZERO);
    };
    let built = config.timings();
    check(&built);
    assert_eq!((built.extract_time(), built.publish_time()), (Duration::ZERO, Duration::ZERO));
    world.write("a.toml", "port = 80\nmore = 1");
    config.reload().unwrap();
    let reloaded = config.timings();
    check(&reloaded);
    assert!(reloaded.extract_time() > Duration::ZERO && reloaded.publish_time() > Duration::ZERO);
    assert_eq!((reloaded.generation(), *port.get().unwrap()), (2, 1));
}

#[test]
fn the_last_load_counts_and_the_life_adds_up() {
    let world = World::new(&[("a.toml", "port = 80")]);
    let config = world.builder().with_file("a.toml").build().unwrap();
    let section = config.clone();
    let _port = config.handle::<u16>("port").unwrap();
    assert_eq!(config.timings().handle_extracts(), 1);
    world.write("a.toml", "port = 81");
    config.reload().unwrap();
    world.write("a.toml", "port =");
    assert!(config.reload().is_err());
    let failed = config.timings();
    assert!(failed.is_reload() && failed.has_failed());
    assert_eq!((failed.generation(), failed.failed_reloads(), failed.reload_latency().count), (2, 1, 2));
    assert_eq!(names(&failed), ["a.toml"]);
    assert_eq!((failed.handle_extracts(), failed.extracts()), (2, 0));

    world.write("a.toml", "port = 81");
    section.reload().unwrap();
    let fine = config.timings();
    assert!(fine.is_reload() && !fine.has_failed());
    assert_eq!((fine.failed_reloads(), fine.reload_latency().count), (1, 3));
}

#[test]
fn what_was_not_parsed_again_is_said() {
    let world = World::new(&[("a.toml", "a = 1"), ("b.toml", "b = 1")]);
    let config = world.builder().with_file("a.toml").with_file("b.toml").build().unwrap();
    assert!(config.timings().sources().iter().all(|source| !source.cached));
    world.write("b.toml", "b = 2");
    config.reload().unwrap();
    let timings = config.timings();
    assert_eq!((source(&timings, "a.toml").cached, source(&timings, "b.toml").cached), (true, false));
    assert!(config.sources()[0].cached);
    let advice = timings.advice();
    assert_eq!(advice.last().unwrap().message, "the cache served 1 of 2 files: a first load takes longer");
}

#[test]
fn no_extraction_is_lost_among_threads() {
    let config = SuperConfig::new().with_override("port", 80).build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..250).for_each(|_| assert_eq!(config.get::<u16>("port").unwrap(), 80)));
        }
    });
    assert_eq!(config.timings().extracts(), 1000);
    // Each clone and each section has the same.
    let section = SuperConfig::new().with_override("a.b", 1).build().unwrap().section("a").unwrap();
    assert_eq!(section.get::<u8>("b").unwrap(), 1);
    assert_eq!(section.timings().extracts(), 1);
}

#[test]
fn programs_get_json_and_nobody_gets_values() {
    let world = World::new(&[("a.toml", "password = 'hunter2'"), (".env", "TOKEN=hunter2")]);
    let config = world.builder().with_file("a.toml").with_dotenv(".env").with_env("APP_").build().unwrap();
    config.extract::<std::collections::BTreeMap<String, Value>>().unwrap();
    let timings = config.timings();
    let json: Value = serde_json::from_str(&timings.to_json()).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&json), ["load", "generation", "total_us", "sources", "phases", "life", "advice"]);
    assert_eq!(json["life"]["extracts"], 1);
    assert_eq!(json["sources"][0]["format"], "toml");
    assert!(json["sources"][0]["parse_us"].as_f64().unwrap() > 0.0);
    assert_eq!(json["sources"][2]["path"], Value::Null);
    let phases: f64 = json["phases"].as_object().unwrap().values().map(|time| time.as_f64().unwrap()).sum();
    assert!((phases - json["total_us"].as_f64().unwrap()).abs() < 0.01);
    for shown in [format!("{timings:?}"), timings.to_string(), timings.to_json()] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
