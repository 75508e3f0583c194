//! The short way of a reload gives what the long way gives, to the last origin.
#![cfg(all(feature = "toml", feature = "yaml"))]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use superconfig::{Config, EnvSnapshot, Format, Rule, SuperConfig, VerbosityLevel, Wildcard};
use tempfile::TempDir;

struct Place {
    directory: TempDir,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(name, text)| place.write(name, text));
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn builder(&self) -> SuperConfig {
        let builder = SuperConfig::new().with_cwd(self.directory.path()).with_home(self.directory.path());
        builder.with_env_snapshot(EnvSnapshot::empty()).with_verbosity(VerbosityLevel::Debug)
    }
}

/// Whether the last reload took the short way.
fn was_short(config: &Config) -> bool {
    let messages = config.debug_messages();
    messages.last().is_some_and(|message| message.message.contains("nothing merged"))
}

/// Everything that can be seen of a configuration.
fn seen(config: &Config) -> Vec<String> {
    let explained = config.explain_all();
    let mut seen: Vec<String> = explained.iter().map(|explanation| format!("{explanation:?}")).collect();
    seen.push(config.as_json());
    seen.extend(config.warnings().iter().map(|warning| format!("{warning:?}")));
    seen.extend(
        config.sources().iter().map(|source| format!("{} {} {}", source.name, source.values, source.won)),
    );
    seen
}

#[test]
fn values_change_with_their_places_and_nothing_is_merged() {
    let place = Place::new(&[
        ("a.toml", "[server]\nport = 80\nhost = 'a'\n[other]\nx = 1\n"),
        ("b.yaml", "server:\n  port: 81\ntags: [a, b]\n"),
    ]);
    let builder = place.builder().with_file("a.toml").with_file("b.yaml");
    let config = builder.build().unwrap();
    let (port, x) = (config.handle::<u16>("server.port").unwrap(), config.handle::<u8>("other.x").unwrap());
    let x_before = x.get().unwrap();
    place.write("b.yaml", "# new\n\nserver:\n  port: 82\ntags: [a, c]\n");
    let changes = config.reload_files(["b.yaml"]).unwrap();
    assert!(was_short(&config));
    let shown: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["server.port 81 → 82, b.yaml:4:9", "tags [\"a\",\"b\"] → [\"a\",\"c\"], b.yaml:5:7"]);
    assert_eq!((*port.get().unwrap(), config.generation()), (82, 2));
    assert!(std::sync::Arc::ptr_eq(&x_before, &x.get().unwrap()));
    // What is beaten is no change, but its place is.
    place.write("a.toml", "[server]\n\n\nport = 8080\nhost = 'a'\n[other]\nx = 1\n");
    assert!(config.reload_files(["a.toml"]).unwrap().is_empty());
    assert!(was_short(&config));
    assert_eq!(config.generation(), 2);
    assert_eq!(config.explain("server.port").unwrap().beat[0].origin.line(), Some(4));
    assert_eq!(seen(&config), seen(&builder.build().unwrap()));
}

#[test]
fn whatever_else_changes_takes_the_long_way() {
    let texts = [
        ("another key", "[t]\na = 1\nb = 2\nnew = 3\n"),
        ("one key less", "[t]\na = 1\n"),
        ("another kind", "[t]\na = 1\nb = 'x'\n"),
        ("a longer array", "[t]\na = 1\nb = 2\nl = [1, 2, 4]\n"),
        ("another order", "[t]\nb = 2\na = 1\nl = [1, 2]\n"),
        ("an operation", "[t]\na = 1\nb = 2\nl_add = [1, 2]\n"),
    ];
    for (what, text) in texts {
        let place = Place::new(&[("a.toml", "[t]\na = 1\nb = 2\nl = [1, 2]\n"), ("b.toml", "[t]\na = 7\n")]);
        let builder = place.builder().with_file("a.toml").with_file("b.toml");
        let config = builder.build().unwrap();
        place.write("a.toml", text);
        config.reload_files(["a.toml"]).unwrap();
        assert!(!was_short(&config), "{what}");
        assert_eq!(seen(&config), seen(&builder.build().unwrap()), "{what}");
    }
}

#[test]
fn a_removal_that_depends_on_values_is_done_again() {
    let place = Place::new(&[("a.toml", "l = ['a', 'b']\n"), ("b.toml", "l_remove = ['b']\n")]);
    let config = place.builder().with_file("a.toml").with_file("b.toml").build().unwrap();
    place.write("a.toml", "l = ['a', 'c']\n");
    config.reload_files(["a.toml"]).unwrap();
    assert_eq!(config.get::<Vec<String>>("l").unwrap(), ["a", "c"]);
    place.write("a.toml", "l = ['b', 'c']\n");
    config.reload_files(["a.toml"]).unwrap();
    assert_eq!(config.get::<Vec<String>>("l").unwrap(), ["c"]);
}

#[test]
fn rules_hold_on_the_short_way_too() {
    let place = Place::new(&[("a.toml", "port = 80\n")]);
    let config = place.builder().with_file("a.toml").validate("port", Rule::range(1..=100)).build().unwrap();
    place.write("a.toml", "port = 90\n");
    config.reload_files(["a.toml"]).unwrap();
    assert!(was_short(&config));
    place.write("a.toml", "port = 900\n");
    assert!(config.reload_files(["a.toml"]).is_err());
    assert!(config.status().stale);
    // While it is stale, more may have changed than what is said.
    place.write("a.toml", "port = 91\n");
    config.reload_files(Vec::<PathBuf>::new()).unwrap();
    assert_eq!((config.get::<u8>("port").unwrap(), config.status().stale), (91, false));
}

#[test]
fn what_a_wildcard_finds_is_looked_at_when_its_directory_changes() {
    let place = Place::new(&[("conf.d/a.toml", "a = 1\n"), ("conf.d/b.toml", "b = 1\n")]);
    let builder = place.builder().merge(Wildcard::new("conf.d/*.toml"));
    let config = builder.build().unwrap();
    place.write("conf.d/a.toml", "a = 2\n");
    config.reload_files(["conf.d/a.toml", "conf.d"]).unwrap();
    assert!(was_short(&config));
    assert_eq!(config.get::<u8>("a").unwrap(), 2);
    place.write("conf.d/c.toml", "c = 1\n");
    config.reload_files(["conf.d"]).unwrap();
    assert_eq!(config.get::<u8>("c").unwrap(), 1);
    fs::remove_file(place.path("conf.d/b.toml")).unwrap();
    place.write("conf.d/a.toml", "a = 3\n");
    config.reload_files(["conf.d/a.toml", "conf.d"]).unwrap();
    assert_eq!(seen(&config), seen(&builder.build().unwrap()));
}

/// The values of one file: eight keys in two tables, and an array.
fn values() -> impl Strategy<Value = Vec<i64>> {
    proptest::collection::vec(-3..3_i64, 8)
}

fn text(values: &[i64], present: u8) -> String {
    let mut text = String::from("# a file\n");
    for (at, value) in values.iter().enumerate().filter(|(at, _)| present >> at & 1 == 1) {
        match at {
            0 => writeln!(text, "root = {value}"),
            1..=3 => writeln!(text, "t.k{at} = {value}"),
            4..=5 => writeln!(text, "u.'k {at}' = 'text {value}'"),
            6 => writeln!(text, "list = [{value}, 1, {{ in = {value} }}]"),
            _ => writeln!(text, "u.deep.k{at} = {value}.5"),
        }
        .unwrap();
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn short_and_long_way_agree(
        layers in proptest::collection::vec((values(), any::<u8>(), 0..4_u8), 1..5),
        which in any::<prop::sample::Index>(),
        then in values(),
        removes in any::<bool>(),
    ) {
        let place = Place::new(&[]);
        let mut builder = place.builder().with_string("root = 9\nlist = [9]", Format::Toml);
        for (at, (values, present, strategy)) in layers.iter().enumerate() {
            let name = format!("{at}.toml");
            place.write(&name, &text(values, *present));
            builder = match strategy {
                0 => builder.merge(superconfig::SourceBuilder::file(&name)),
                1 => builder.join(superconfig::SourceBuilder::file(&name)),
                2 => builder.adjoin(superconfig::SourceBuilder::file(&name)),
                _ => builder.admerge(superconfig::SourceBuilder::file(&name)),
            };
        }
        if removes {
            builder = builder.with_string("list_remove = [1, 2]", Format::Toml);
        }
        let config = builder.build().unwrap();
        let at = which.index(layers.len());
        let name = format!("{at}.toml");
        place.write(&name, &text(&then, layers[at].1));
        let long = builder.build().unwrap();
        let before = config.as_json();
        let changes = config.reload_files([&name]).unwrap();
        prop_assert_eq!(seen(&config), seen(&long));
        prop_assert_eq!(changes.is_empty(), before == config.as_json());
    }
}
