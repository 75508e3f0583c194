//! Each cargo feature alone, none and all: a format that is compiled in loads; of one that is not, every way to ask
//! for it names the feature. The other tests need some format, these run in every build.
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use superconfig::{Code, Config, Diagnostic, EnvSnapshot, Error, Format, Places, SuperConfig, convert};

/// A format, whether this build has it, and a document whose port stands in the second line.
const FORMATS: [(Format, bool, &str); 7] = [
    (Format::Json, cfg!(feature = "json"), "{\n  \"port\": 8080\n}\n"),
    (Format::Toml, cfg!(feature = "toml"), "# TOML\nport = 8080\n"),
    (Format::Json5, cfg!(feature = "json5"), "{ // JSON5\n  port: 8080,\n}\n"),
    (Format::Ron, cfg!(feature = "ron"), "(\n  port: 8080,\n)\n"),
    (Format::Yaml, cfg!(feature = "yaml"), "# YAML\nport: 8080\n"),
    (Format::Ini, cfg!(feature = "ini"), "; INI\nport = 8080\n"),
    (Format::Env, cfg!(feature = "env"), "# dotenv\nPORT=8080\n"),
];

/// A directory of its own, which is the working directory, with one file.
struct World {
    dir: tempfile::TempDir,
}

impl World {
    fn new(file: &str, text: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(file), text).unwrap();
        Self { dir }
    }

    fn builder(&self) -> SuperConfig {
        SuperConfig::new().with_places(Places::new(self.dir.path()))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

/// The one fault of an error.
fn only(error: Error) -> Diagnostic {
    let mut diagnostics = error.into_diagnostics();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    diagnostics.remove(0)
}

/// That an error says what is missing and what to do about it.
fn check_names_feature(error: Error, verb: &str, format: Format) {
    let fault = only(error);
    assert_eq!(fault.code, Code::NotCompiled, "{fault:?}");
    assert_eq!(fault.message, format!("this build cannot {verb} {format}"));
    assert_eq!(fault.help, Some(format!("enable the cargo feature `{format}` of superconfig")));
}

fn check_port(config: &Config, format: Format) {
    assert_eq!(config.warnings(), [], "{format}");
    assert_eq!(config.get::<u16>("port").unwrap(), 8080, "{format}");
}

#[test]
fn the_library_knows_its_features() {
    assert_eq!(FORMATS.map(|(format, ..)| format), Format::ALL);
    for (format, enabled, _) in FORMATS {
        assert_eq!(format.is_enabled(), enabled, "{format}");
    }
}

#[test]
fn a_file_loads_with_its_origin_or_names_the_feature() {
    for (format, enabled, text) in FORMATS {
        let name = format!("app.{format}");
        let world = World::new(&name, text);
        let built = world.builder().with_required_file(&name).build();
        if !enabled {
            let error = built.unwrap_err();
            assert_eq!(error.diagnostics()[0].origin.as_ref().unwrap().file(), Some(name.as_ref()));
            check_names_feature(error, "read", format);
            continue;
        }
        let config = built.unwrap();
        check_port(&config, format);
        let origin = config.explain("port").unwrap().origin;
        assert_eq!((origin.file(), origin.line()), (Some(name.as_ref()), Some(2)), "{format}");
        assert_eq!(origin.variable(), (format == Format::Env).then_some("PORT"), "{format}");
    }
}

#[test]
fn what_is_not_required_is_a_warning() {
    for (format, enabled, text) in FORMATS {
        let name = format!("app.{format}");
        let world = World::new(&name, text);
        for builder in [world.builder().with_file(&name), world.builder().with_glob("*")] {
            let config = builder.build().unwrap();
            if enabled {
                check_port(&config, format);
                continue;
            }
            assert_eq!(config.keys(), Vec::<String>::new(), "{format}");
            check_names_feature(Error::new(config.warnings()), "read", format);
            check_names_feature(builder.with_strict().build().unwrap_err(), "read", format);
        }
    }
}

#[test]
fn a_name_without_extension_finds_the_file_or_names_the_feature() {
    for (format, enabled, text) in FORMATS {
        let world = World::new(&format!("app.{format}"), text);
        let built = world.builder().with_required_file("app").build();
        if enabled {
            check_port(&built.unwrap(), format);
            continue;
        }
        let fault = only(built.unwrap_err());
        assert_eq!(fault.code, Code::RequiredFileMissing, "{format}");
        let help = format!("to read `app.{format}`, enable the cargo feature `{format}` of superconfig");
        assert_eq!(fault.help, Some(help));
    }
}

#[test]
fn a_hierarchy_reads_the_formats_of_the_build() {
    for (format, enabled, text) in FORMATS {
        let world = World::new(&format!("shop.{format}"), text);
        let config = world.builder().with_hierarchical_config("shop").build().unwrap();
        assert_eq!(config.has_key("port"), enabled, "{format}");
        assert_eq!(config.warnings(), [], "{format}");
    }
}

#[test]
fn text_is_read_or_names_the_feature() {
    for (format, enabled, text) in FORMATS {
        let built = SuperConfig::new().with_places(Places::new("/")).with_string(text, format).build();
        let parsed = format.parse(text);
        let converted = convert("-", text, Some(format), Format::Json);
        if enabled {
            assert!(built.unwrap().has_key("port"), "{format}");
            assert!(parsed.is_ok(), "{format}");
            assert!(converted.unwrap().text.contains("8080"), "{format}");
        } else {
            check_names_feature(built.unwrap_err(), "read", format);
            check_names_feature(parsed.unwrap_err(), "read", format);
            check_names_feature(converted.unwrap_err(), "read", format);
        }
    }
}

#[test]
fn a_dotenv_file_is_read_or_names_the_feature() {
    let world = World::new(".env", "# dotenv\nPORT=8080\n");
    let built = world.builder().with_dotenv(".env").build();
    if cfg!(feature = "env") {
        check_port(&built.unwrap(), Format::Env);
    } else {
        check_names_feature(built.unwrap_err(), "read", Format::Env);
    }
    // What is not there needs no feature.
    assert!(world.builder().with_dotenv("other.env").build().is_ok());
}

#[test]
fn content_that_is_no_format_of_the_build_says_what_was_tried() {
    let fault = only(convert("-", "<port>", None, Format::Json).unwrap_err());
    let enabled: Vec<&str> =
        FORMATS.iter().filter(|(_, enabled, _)| *enabled).map(|(format, ..)| format.as_str()).collect();
    let (code, message) = match enabled.as_slice() {
        [] => (Code::NotCompiled, "this build cannot read any format".to_owned()),
        [only] => (
            Code::UnknownFormat,
            format!("the content is not {only}, the only format that this build can read"),
        ),
        several => (Code::UnknownFormat, format!("the content is none of {}", several.join(", "))),
    };
    assert_eq!((fault.code, fault.message), (code, message));
    assert_eq!(fault.help.unwrap().contains("cargo feature"), enabled.is_empty());
}

#[test]
fn each_format_is_written_or_says_why_not() {
    let world = World::new("unused", "");
    let config = world.builder().with_override("port", 8080).build().unwrap();
    for (format, enabled, _) in FORMATS {
        let path = world.path(&format!("out.{format}"));
        let errors = [
            config.export(format, "").err(),
            config.export_redacted(format, "").err(),
            config.write(&path).err(),
        ];
        match format {
            // Diagnostics and `as_json` need JSON anyway, and the lines of dotenv need no parser.
            Format::Json | Format::Env => assert_eq!(errors, [const { None }; 3], "{format}"),
            Format::Toml | Format::Yaml if enabled => assert_eq!(errors, [const { None }; 3], "{format}"),
            Format::Toml | Format::Yaml => {
                assert!(!path.exists());
                errors.into_iter().for_each(|error| check_names_feature(error.unwrap(), "write", format));
            }
            // No feature would help: they are only read.
            _ => errors.into_iter().for_each(|error| {
                let fault = only(error.unwrap());
                assert_eq!(fault.code, Code::NotCompiled, "{format}");
                assert_eq!(fault.help.as_deref(), Some("json, yaml, toml and env can be written"));
            }),
        }
    }
}

#[test]
fn the_sources_without_a_format_need_no_feature() {
    let env = EnvSnapshot::from([("APP_PORT", "8080"), ("APP_HOSTS", r#"["a", "b"]"#)]);
    let config = SuperConfig::new()
        .with_places(Places::new("/").with_env(env))
        .with_defaults(serde_json::json!({"level": "info", "port": 80, "hosts": []}))
        .with_env("APP_")
        .with_overrides([r#"limits={"cpu": 2}"#])
        .build()
        .unwrap();
    assert_eq!(config.warnings(), []);
    assert_eq!(config.get::<u16>("port").unwrap(), 8080);
    assert_eq!(config.explain("port").unwrap().origin.variable(), Some("APP_PORT"));
    assert_eq!(config.get::<Vec<String>>("hosts").unwrap(), ["a", "b"]);
    assert_eq!(config.get::<BTreeMap<String, u8>>("limits").unwrap(), [("cpu".to_owned(), 2)].into());
    assert!(config.as_json().contains("\"level\": \"info\""));
}

#[cfg(feature = "profiling")]
#[test]
fn where_time_goes_is_recorded_in_every_build() {
    let world = World::new("app.conf", "");
    let builder = world.builder().with_file("absent.conf").with_override("port", 8080);
    let config = builder.build().unwrap();
    config.get::<u16>("port").unwrap();
    let timings = config.timings();
    assert_eq!(timings.sources().len(), 2);
    assert_eq!((timings.extracts(), timings.sources()[0].found), (1, 0));
    assert!(timings.to_string().contains("total"));
    assert_eq!(timings.advice(), []);
}
