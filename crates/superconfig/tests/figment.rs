//! Figment's providers as sources, and a configuration as a provider.
#![cfg(feature = "figment")]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use superconfig::figment::providers::Serialized;
use superconfig::figment::value::{Dict, Map, Value};
use superconfig::figment::{Error, Figment, Metadata, Profile, Provider};
use superconfig::{
    Code, Empty, EnvSnapshot, FigmentSource, Limits, OriginKind, Places, Severity, SourceBuilder, SuperConfig,
};
use toml_datetime::Datetime;

/// A provider that gives data of several profiles, or fails.
struct Fixed {
    metadata: Metadata,
    data: Result<Map<Profile, Dict>, Error>,
}

impl Fixed {
    fn new(name: &'static str, values: &[(&str, &str, Value)]) -> Self {
        let mut data: Map<Profile, Dict> = Map::new();
        for (profile, key, value) in values {
            data.entry(Profile::new(profile)).or_default().insert((*key).to_owned(), value.clone());
        }
        Self { metadata: Metadata::named(name), data: Ok(data) }
    }

    fn failing(name: &'static str, error: Error) -> Self {
        Self { metadata: Metadata::named(name), data: Err(error) }
    }

    fn in_file(self, path: &str) -> Self {
        let metadata = self.metadata.source(Path::new(path));
        Self { metadata, ..self }
    }
}

impl Provider for Fixed {
    fn metadata(&self) -> Metadata {
        self.metadata.clone()
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        self.data.clone()
    }
}

fn builder() -> SuperConfig {
    SuperConfig::new().with_places(Places::new("/srv"))
}

fn origin(config: &superconfig::Config, path: &str) -> (OriginKind, String, Option<PathBuf>) {
    let origin = config.explain(path).unwrap().origin;
    (origin.kind(), origin.source().to_owned(), origin.file().map(Path::to_owned))
}

#[test]
fn profiles_stay_what_they_are() {
    let fixed = Fixed::new(
        "fixed",
        &[
            ("default", "port", 80.into()),
            ("default", "host", "a".into()),
            ("Production", "port", 443.into()),
            ("global", "host", "b".into()),
        ],
    );
    let builder = builder().with_provider(fixed).with_override("host", "c");
    let config = builder.build().unwrap();
    assert_eq!(config.get::<u16>("port").unwrap(), 80);
    // `global` wins over later sources of other profiles, as with Figment.
    assert_eq!(config.get_string("host").unwrap(), "b");
    assert_eq!(config.keys(), ["host", "port"]);
    assert_eq!(config.warnings(), []);
    assert_eq!(builder.select("production").build().unwrap().get::<u16>("port").unwrap(), 443);
}

#[test]
fn each_way_to_combine_takes_a_provider() {
    let given = || Figment::from(Serialized::default("tags", ["b"])).merge(("x", 2));
    let base = || builder().with_override("tags", ["a"]).with_override("x", 1).with_override("y", 1);
    let read = |builder: SuperConfig| {
        let config = builder.build().unwrap();
        (config.get_array::<String>("tags").unwrap().concat(), config.get::<u8>("x").unwrap())
    };
    // The tuple is of profile `global`; what is joined replaces nothing all the same.
    assert_eq!(read(base().merge(given())), ("b".into(), 2));
    assert_eq!(read(base().join(FigmentSource(given()))), ("a".into(), 1));
    assert_eq!(read(base().adjoin(Serialized::default("tags", ["b"]))), ("ab".into(), 1));
    assert_eq!(read(base().admerge(FigmentSource(&given()))), ("ab".into(), 2));
    assert_eq!(read(base().merge(Empty::new(Serialized::default("tags", [""; 0])))), ("a".into(), 1));
    assert_eq!(read(base().merge(Serialized::default("tags_add", ["c"]))), ("ac".into(), 1));
}

#[test]
fn origins_name_the_file_or_else_the_provider() {
    let vault = Fixed::new("vault", &[("default", "a", 1.into())]);
    let file = Fixed::new("CSV file", &[("default", "b", 1.into())]).in_file("/srv/conf/app.csv");
    let figment = Figment::from(Fixed::new("inner", &[("default", "c", 1.into())]))
        .merge(Fixed::new("CSV file", &[("default", "d", vec![1, 2].into())]).in_file("/else/where.csv"));
    let named = SourceBuilder::from(FigmentSource(Fixed::new("x", &[("default", "e", 1.into())])));
    let config = builder()
        .with_provider(vault)
        .with_provider(file)
        .with_provider(figment)
        .merge(named.named("the form"))
        .build()
        .unwrap();
    let shown = "conf/app.csv";
    assert_eq!(origin(&config, "a"), (OriginKind::Custom, "vault".into(), None));
    assert_eq!(origin(&config, "b"), (OriginKind::File, shown.into(), Some(shown.into())));
    assert_eq!(origin(&config, "c"), (OriginKind::Custom, "inner".into(), None));
    assert_eq!(origin(&config, "d[1]").2, Some("/else/where.csv".into()));
    assert_eq!(origin(&config, "e").1, "the form");
    let names: Vec<String> = config.sources().into_iter().map(|source| source.name).collect();
    assert_eq!(names, ["vault", shown, "figment", "the form"]);
}

#[test]
fn values_lose_nothing() {
    let date: Datetime = "1979-05-27T07:32:00Z".parse().unwrap();
    let config = builder()
        .with_provider(Serialized::default("tenth", 0.1_f32))
        .merge(Serialized::default("largest", u64::MAX))
        .merge(Serialized::default("small", i64::MIN))
        .merge(Serialized::default("letter", 'ß'))
        .merge(Serialized::default("none", None::<u8>))
        .merge(Serialized::default("date", date))
        .merge(Serialized::default("deep", [BTreeMap::from([("x", [true])])]))
        .build()
        .unwrap();
    assert_eq!(config.warnings(), []);
    assert_eq!(config.get_string("tenth").unwrap(), "0.1");
    assert_eq!(config.get::<u64>("largest").unwrap(), u64::MAX);
    assert_eq!(config.get::<i64>("small").unwrap(), i64::MIN);
    assert_eq!(config.get::<char>("letter").unwrap(), 'ß');
    assert_eq!(config.get::<Option<u8>>("none").unwrap(), None);
    assert_eq!(config.value("date"), Some(superconfig::Value::Date(date.to_string())));
    assert!(config.get::<bool>("deep[0].x[0]").unwrap());
}

#[test]
fn a_number_that_fits_nothing_stays_text() {
    let config = builder().with_provider(Serialized::default("a.b", u128::MAX)).build().unwrap();
    assert_eq!(config.get_string("a.b").unwrap(), u128::MAX.to_string());
    let warnings = config.warnings();
    assert_eq!(warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), [Code::NumberRange]);
    assert_eq!(warnings[0].path.as_ref().unwrap().to_string(), "default.a.b");
    assert_eq!(warnings[0].origin.as_ref().unwrap().source(), "u128");
}

#[test]
fn a_provider_that_fails_is_one_located_warning() {
    let failing =
        || Fixed::failing("CSV file", Error::from("no comma").with_path("a.b")).in_file("/srv/a.csv");
    let builder = builder().with_override("x", 1).with_provider(failing());
    let config = builder.build().unwrap();
    assert_eq!(config.get::<u8>("x").unwrap(), 1);
    let warnings = config.warnings();
    assert_eq!(warnings.len(), 1);
    assert_eq!((warnings[0].code, warnings[0].severity), (Code::SourceFailed, Severity::Warning));
    assert_eq!(warnings[0].message, "no comma");
    assert_eq!(warnings[0].path.as_ref().unwrap().to_string(), "a.b");
    assert_eq!(warnings[0].origin.as_ref().unwrap().file(), Some("a.csv".as_ref()));
    assert!(builder.with_strict().build().unwrap_err().has(Code::SourceFailed));
    // A Figment has all errors of its providers, and nothing else.
    let figment = Figment::from(("x", 2)).merge(failing()).merge(Fixed::failing("vault", "sealed".into()));
    let warnings = SuperConfig::from_figment(figment).build().unwrap().warnings();
    let shown: Vec<String> =
        warnings.iter().map(|w| format!("{}: {}", w.origin.as_ref().unwrap(), w.message)).collect();
    assert_eq!(shown, ["/srv/a.csv: no comma", "vault: sealed"]);
}

#[test]
#[cfg(feature = "toml")]
fn the_message_of_a_parser_quotes_no_text() {
    use superconfig::figment::providers::{Format as _, Toml};
    let config = builder().merge(Toml::string("date = 1979-05-27\npassword = 'hunter2")).build().unwrap();
    let warnings = config.warnings();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].message.starts_with("TOML parse error at line 2, column 20; "), "{warnings:?}");
    assert!(!format!("{warnings:?}").contains("hunter2"), "{warnings:?}");
    let config = builder().merge(Toml::string("date = 1979-05-27")).build().unwrap();
    assert_eq!(config.value("date"), Some(superconfig::Value::Date("1979-05-27".into())));
}

#[test]
fn the_limits_hold() {
    let deep = Serialized::default("a.b.c", 1);
    let config = builder().with_limits(Limits { depth: 3, ..Limits::default() }).with_provider(deep).build();
    let warnings = config.unwrap().warnings();
    assert_eq!((warnings.len(), warnings[0].code), (1, Code::TooDeep));
}

#[test]
fn the_selected_profile_comes_along() {
    let debug = Serialized::default("level", "debug").profile("debug");
    let figment = Figment::from(Serialized::default("level", "info")).merge(debug);
    let level = |builder: SuperConfig| builder.get_string("level").unwrap();
    assert_eq!(level(figment.clone().select("debug").into()), "debug");
    assert_eq!(level(figment.clone().into()), "info");
    // `default` of a Figment is no choice.
    assert_eq!(level(builder().select("debug").with_provider(figment)), "debug");
}

#[test]
fn a_config_is_a_provider() {
    let date: Datetime = "1979-05-27".parse().unwrap();
    let config = builder()
        .with_env_snapshot(EnvSnapshot::from([("APP_DB__PORT", "5432"), ("APP_DB__ZIP", "01234")]))
        .with_override("db.password", "hunter2")
        .with_override("since", date)
        .with_override("none", ())
        .with_env("APP_")
        .build()
        .unwrap();
    let figment = Figment::from(&config);
    assert_eq!(figment.profiles().collect::<Vec<_>>(), [Profile::Default]);
    assert_eq!(figment.extract_inner::<u16>("db.port").unwrap(), 5432);
    assert_eq!(figment.extract_inner::<String>("db.zip").unwrap(), "01234");
    assert_eq!(figment.extract_inner::<String>("db.password").unwrap(), "hunter2");
    assert_eq!(figment.extract_inner::<String>("since").unwrap(), "1979-05-27");
    assert_eq!(figment.extract_inner::<Option<u8>>("none").unwrap(), None);
    assert_eq!(figment.find_metadata("db.port").unwrap().name, "SuperConfig");
    let error = figment.extract_inner::<u8>("since").unwrap_err().to_string();
    assert_eq!(
        error,
        r#"invalid type: found string "1979-05-27", expected u8 for key "since" in SuperConfig"#
    );
    let section: Figment = config.section("db").unwrap().into();
    assert_eq!(section.extract_inner::<u16>("port").unwrap(), 5432);
}

#[test]
fn there_and_back_again() {
    let config = builder().with_overrides(["a.b=[1, 2.5]", "c=x"]).build().unwrap();
    let back: SuperConfig = Figment::from(config.clone()).into();
    assert_eq!(back.build().unwrap().as_json(), config.as_json());
    assert_eq!(back.build().unwrap().explain("c").unwrap().origin.source(), "SuperConfig");
    // Both spellings of 0.1's promise.
    let (one, two): (Figment, Figment) = (back.clone().into(), Figment::from(back));
    assert_eq!(one.extract::<Value>().unwrap(), two.extract::<Value>().unwrap());
}

#[test]
fn a_broken_builder_is_a_provider_that_fails() {
    let broken = builder().with_required_file("/no/a.toml").with_override("", 1);
    let diagnostics = broken.build().unwrap_err().into_diagnostics();
    let errors: Vec<Error> = Figment::from(broken).extract::<Value>().unwrap_err().into_iter().collect();
    assert_eq!((errors.len(), diagnostics.len()), (2, 2));
    for (error, diagnostic) in errors.iter().zip(&diagnostics) {
        assert!(error.kind.to_string().starts_with(&diagnostic.message), "{error}");
    }
}

#[test]
fn a_reload_keeps_what_was_given() {
    let config = builder().with_provider(("port", 80)).build().unwrap();
    assert_eq!(config.reload().unwrap().len(), 0);
    assert_eq!(config.get::<u16>("port").unwrap(), 80);
}

/// It reads the environment of the process, so it is not called.
#[cfg(feature = "env")]
#[allow(dead_code)]
fn variables_of_figment_are_a_source(env: superconfig::figment::providers::Env) -> SuperConfig {
    SuperConfig::new().merge(env)
}
