//! V1's providers under their names, with what its documentation promised.
#![cfg(all(feature = "toml", feature = "yaml", feature = "json", feature = "env"))]

use std::path::Path;
use superconfig::{
    Code, Diagnostic, Empty, Env, EnvSnapshot, Error, Format, Nested, OriginKind, Places, SourceBuilder,
    SuperConfig, Universal, ValidatedProvider, Wildcard,
};

/// A directory with these files.
#[allow(clippy::unwrap_used)]
fn directory<const N: usize>(files: [(&str, &str); N]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    directory
}

fn at(directory: &tempfile::TempDir) -> SuperConfig {
    SuperConfig::new().with_places(Places::new(directory.path()))
}

fn with_variables<const N: usize>(variables: [(&str, &str); N]) -> SuperConfig {
    SuperConfig::new().with_env_snapshot(EnvSnapshot::from(variables))
}

#[test]
fn a_universal_file_is_found_by_its_stem_even_beside_a_directory() {
    let files = directory([("config.toml", "port = 80"), ("config/other.toml", "port = 81")]);
    let config = at(&files).merge(Universal::file("config")).build().unwrap();
    assert_eq!(config.get::<u16>("port").unwrap(), 80);
    assert_eq!(config.explain("port").unwrap().origin.file(), Some(Path::new("config.toml")));
    assert_eq!(config.warnings(), []);
}

#[test]
fn a_universal_file_is_read_for_what_it_is() {
    let files = directory([("a.yaml", "{\"x\": [1]}"), ("b.toml", "y: 2\n"), ("c.cfg", "[z]\nw = 3")]);
    let builder = ["a.yaml", "b.toml", "c.cfg"]
        .into_iter()
        .fold(at(&files), |builder, name| builder.merge(Universal::file(name)));
    let config = builder.build().unwrap();
    assert_eq!((config.get::<u8>("x[0]").unwrap(), config.get::<u8>("y").unwrap()), (1, 2));
    assert_eq!(config.get::<u8>("z.w").unwrap(), 3);
}

#[test]
fn a_universal_file_that_is_absent_is_a_warning_and_no_other_is_read() {
    let files = directory([("app.toml", "port = 80")]);
    let config = at(&files).merge(Universal::file("app.prod")).build().unwrap();
    assert!(config.keys().is_empty());
    assert_eq!(config.warnings()[0].code, Code::FileMissing);
}

#[test]
fn universal_extensions_are_tried_in_order() {
    let files = directory([("shop.json", "{\"from\": \"json\"}"), ("shop.yaml", "from: yaml")]);
    for base in ["shop", "shop.json", "shop.toml"] {
        let config = at(&files).merge(Universal::file_with_extensions(base)).build().unwrap();
        assert_eq!(config.get_string("from").unwrap(), "yaml", "{base}");
        assert_eq!(config.warnings()[0].code, Code::SeveralExtensions, "{base}");
    }
}

#[test]
fn a_universal_text_is_told_by_parsing_it() {
    let json = "{\n  \"a\":\n  [1]\n}";
    let config = SuperConfig::new()
        .merge(Universal::string(json))
        .merge(Universal::string("b:\n- x=1\n"))
        .merge(Universal::string("[c]\nd = 2"))
        .build()
        .unwrap();
    let formats: Vec<_> = config.sources().into_iter().map(|source| source.format.unwrap()).collect();
    assert_eq!(formats, [Format::Json, Format::Yaml, Format::Toml]);
    assert_eq!(config.get_array::<String>("b").unwrap(), ["x=1"]);
}

#[test]
fn nested_names_find_known_keys_and_values_take_the_type_of_the_target() {
    let config = with_variables([("APP_SERVER_TLS_CERT_PATH", "/c.pem"), ("APP_SERVER_PORT", "1")])
        .with_string("server = { port = 80, tls = { cert_path = '' } }", Format::Toml)
        .merge(Nested::prefixed("APP_"))
        .build()
        .unwrap();
    assert_eq!(config.get_string("server.tls.cert_path").unwrap(), "/c.pem");
    assert_eq!(config.get::<u16>("server.port").unwrap(), 1);
    assert_eq!(config.explain("server.port").unwrap().origin.variable(), Some("APP_SERVER_PORT"));
}

#[test]
fn nested_separators_count_wherever_they_stand() {
    for (prefix, separator, name) in [
        ("MYAPP.", ".", "MYAPP.DATABASE.POOL.SIZE"),
        ("MYAPP_", "_", "MYAPP_DATABASE_POOL_SIZE"),
        ("MYAPP_", "__", "MYAPP_DATABASE__POOL__SIZE"),
        ("MYAPP__", "__", "MYAPP__DATABASE__POOL__SIZE"),
        ("MYAPP-", "-", "MYAPP-DATABASE-POOL-SIZE"),
    ] {
        let nested = Nested::prefixed_with_separator(prefix, separator);
        let config = with_variables([(name, "4"), ("OTHER", "5")]).merge(nested).build().unwrap();
        assert_eq!(config.get::<u8>("database.pool.size").unwrap(), 4, "{name}");
        assert_eq!(config.keys(), ["database"], "{name}");
    }
}

#[test]
fn nested_has_a_name() {
    let config = with_variables([("A", "1")]).merge(Nested::new().named("Env::Nested")).build().unwrap();
    assert_eq!(config.sources()[0].name, "Env::Nested");
    assert_eq!(config.explain("a").unwrap().origin.to_string(), "A (Env::Nested)");
}

#[test]
fn empty_values_are_not_given_whatever_the_source() {
    let text = "a = ''\nb = 0\nc = [[], '', 'x']\n[d]\ne = {}\n";
    let files = directory([("s.toml", text), ("s.env", "A=\nB=0\nC=[\"x\"]\nD={}\n")]);
    let toml = || SourceBuilder::text(text, Format::Toml);
    let inner = SuperConfig::new().merge(toml()).build().unwrap();
    let variables = [("S_A", ""), ("S_B", "0"), ("S_C", "[\"x\"]"), ("S_D", "{}"), ("S_E", "null")];
    let builder = at(&files).with_env_snapshot(EnvSnapshot::from(variables));
    for source in [
        Empty::new(toml()).into(),
        Empty::new(SourceBuilder::file("s.toml")).into(),
        Empty::new(SourceBuilder::dotenv("s.env")).into(),
        Empty::new(Wildcard::new("*.toml")).into(),
        Empty::new(&inner).into(),
        Empty::new(Universal::string(text)).into(),
        Empty::new(Nested::prefixed("S_")).into(),
        Env::prefixed("S_").ignore_empty().into(),
    ] {
        let source: SourceBuilder = source;
        let config = builder.clone().merge(source.clone()).build().unwrap();
        assert_eq!(config.as_json(), "{\n  \"b\": 0,\n  \"c\": [\n    \"x\"\n  ]\n}", "{source:?}");
        assert_eq!(config.warnings(), [], "{source:?}");
    }
}

#[test]
fn what_is_not_empty_keeps_its_place_its_profile_and_its_source() {
    let text = "[default]\nhost = ''\n[production]\nport = 443\n";
    let nested = SourceBuilder::text(text, Format::Toml).nested();
    let config = SuperConfig::new().merge(Empty::new(nested)).select("production").build().unwrap();
    assert_eq!(config.keys(), ["port"]);
    let origin = config.explain("port").unwrap().origin;
    assert_eq!((origin.kind(), origin.line(), origin.column()), (OriginKind::Text, Some(4), Some(8)));
    let env = Empty::new(Nested::prefixed("APP_")).named("Filter::Empty");
    let config = with_variables([("APP_PORT", "80")]).merge(env).build().unwrap();
    assert_eq!(config.explain("port").unwrap().origin.to_string(), "APP_PORT (Filter::Empty)");
}

#[test]
fn an_empty_variable_is_no_known_key() {
    let config = with_variables([("APP_A__B", ""), ("APP_A_B", "1")])
        .merge(Empty::new(Nested::prefixed("APP_")))
        .build()
        .unwrap();
    assert_eq!(config.as_json(), "{\n  \"a_b\": 1\n}");
}

struct Doubtful(Option<&'static str>);

impl From<Doubtful> for SourceBuilder {
    fn from(_: Doubtful) -> Self {
        Self::text("port = 80", Format::Toml)
    }
}

impl ValidatedProvider for Doubtful {
    fn validation_error(&self) -> Option<Error> {
        Some(Diagnostic::error(Code::SourceFailed, self.0?).into())
    }
}

#[test]
fn validated_sources_are_merged_all_the_same() {
    let builder = SuperConfig::new().merge_validated(Doubtful(Some("a key is too short")));
    let config = builder.build().unwrap();
    assert_eq!(config.get::<u16>("port").unwrap(), 80);
    let messages: Vec<String> = config.warnings().into_iter().map(|warning| warning.message).collect();
    assert_eq!(messages, ["a key is too short"]);
    assert!(builder.with_strict().build().is_err());
    let sound = SuperConfig::new().merge_validated(Doubtful(None));
    assert!(sound.with_strict().build().is_ok());
}

#[test]
fn a_malformed_pattern_is_an_error_and_in_merge_validated_one_warning() {
    let bad = Wildcard::new("conf.d/[");
    assert!(bad.validation_error().unwrap().has(Code::GlobInvalid));
    let error = SuperConfig::new().merge(bad.clone()).build().unwrap_err();
    assert!(error.has(Code::GlobInvalid));
    let warnings = SuperConfig::new().merge_validated(bad).build().unwrap().warnings();
    assert_eq!(warnings.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::GlobInvalid]);
}
