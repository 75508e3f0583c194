//! The promises of the specification that need Rust types: variables matched against structs, and all faults in
//! one error.
#![cfg(all(feature = "toml", feature = "yaml", feature = "json"))]

use serde::Deserialize;
use superconfig::{
    Code, EnvSnapshot, Format, Places, Secret, Source, SourceBuilder, SourceData, SuperConfig,
};

#[derive(Debug, Default, Deserialize, serde::Serialize, PartialEq)]
#[serde(default)]
struct App {
    server: Server,
}

#[derive(Debug, Default, Deserialize, serde::Serialize, PartialEq)]
#[serde(default)]
struct Server {
    port: u16,
    tls: Tls,
}

#[derive(Debug, Default, Deserialize, serde::Serialize, PartialEq)]
#[serde(default)]
struct Tls {
    cert_path: String,
    ciphers: Vec<String>,
}

fn with_variables<const N: usize>(variables: [(&str, &str); N]) -> SuperConfig {
    SuperConfig::new().with_places(Places::new("/").with_env(EnvSnapshot::from(variables)))
}

const CERT: [(&str, &str); 1] = [("APP_SERVER_TLS_CERT_PATH", "/c.pem")];

#[test]
fn a_variable_finds_a_path_known_from_defaults() {
    let config = with_variables(CERT).with_defaults(App::default()).with_env("APP_").build().unwrap();
    assert_eq!(config.extract::<App>().unwrap().server.tls.cert_path, "/c.pem");
    assert_eq!(config.warnings(), []);
    let origin = config.explain("server.tls.cert_path").unwrap().origin;
    assert_eq!(origin.variable(), Some("APP_SERVER_TLS_CERT_PATH"));
}

#[test]
fn a_variable_finds_a_path_known_from_a_file() {
    let text = "server: {tls: {certPath: /old.pem}}";
    let config = with_variables(CERT).with_string(text, Format::Yaml).with_env("APP").build().unwrap();
    assert_eq!(config.get_string("server.tls.certPath").unwrap(), "/c.pem");
    assert_eq!(config.warnings(), []);
}

#[test]
fn a_variable_finds_a_path_known_from_the_struct_alone() {
    for known in ["", "server = { port = 1 }"] {
        let config = with_variables(CERT).with_string(known, Format::Toml).with_env("APP_").build().unwrap();
        assert_eq!(config.extract::<App>().unwrap().server.tls.cert_path, "/c.pem", "{known}");
        // The warning about a name that nobody knew is taken back.
        assert_eq!(config.warnings(), [], "{known}");
        assert_eq!(config.get::<String>("server.tls.cert_path").unwrap(), "/c.pem");
    }
}

#[test]
fn two_known_paths_leave_a_variable_to_neither() {
    let text = "log_level = 'a'\nlog = { level = 'b' }";
    let builder = with_variables([("APP_LOG_LEVEL", "c")]).with_string(text, Format::Toml).with_env("APP_");
    let config = builder.build().unwrap();
    assert_eq!(config.get_string("log_level").unwrap(), "a");
    assert_eq!(config.get_string("log.level").unwrap(), "b");
    let warnings = config.warnings();
    assert_eq!(warnings[0].code, Code::AmbiguousVariable);
    assert_eq!(
        warnings[0].help.as_deref(),
        Some("write APP__LOG_LEVEL for `log_level`, or APP_LOG__LEVEL for `log.level`")
    );
    for (name, path) in [("APP__LOG_LEVEL", "log_level"), ("APP_LOG__LEVEL", "log.level")] {
        let builder = with_variables([(name, "c")]).with_string(text, Format::Toml).with_env("APP_");
        let config = builder.build().unwrap();
        assert_eq!((config.get_string(path).unwrap().as_str(), config.warnings().len()), ("c", 0), "{name}");
    }
}

#[test]
fn operations_come_from_variables() {
    let text = "server = { tls = { ciphers = ['a', 'b'] } }";
    let variables = [("APP_SERVER_TLS_CIPHERS_ADD", "c"), ("APP_SERVER__TLS__CIPHERS_REMOVE", "[\"a\"]")];
    let config = with_variables(variables).with_string(text, Format::Toml).with_env("APP_").build().unwrap();
    assert_eq!(config.extract::<App>().unwrap().server.tls.ciphers, ["b", "c"]);
    assert_eq!(config.warnings(), []);
}

#[cfg(feature = "env")]
#[test]
fn text_of_variables_means_what_such_a_file_does() {
    struct Own;
    impl Source for Own {
        fn name(&self) -> String {
            "own".into()
        }
        fn load(&self) -> superconfig::Result<SourceData> {
            Ok(SourceData::Text { text: "DB__POOLSIZE=6\nDB__NAME=x".into(), format: Format::Env })
        }
    }
    let config = SuperConfig::new()
        .with_string("[db]\nhost = 'a'\npool_size = 4", Format::Toml)
        .with_string("DB__HOST=b\nDB_POOL_SIZE=5", Format::Env)
        .merge(SourceBuilder::custom(Own))
        .build()
        .unwrap();
    assert_eq!(config.warnings(), []);
    assert_eq!(config.keys_at("db").unwrap(), ["host", "pool_size", "name"]);
    assert_eq!(config.get_string("db.host").unwrap(), "b");
    assert_eq!(config.get::<u8>("db.pool_size").unwrap(), 6);
    let explained = config.explain("db.pool_size").unwrap();
    assert_eq!(explained.origin.variable(), Some("DB__POOLSIZE"));
    assert_eq!(explained.beat[0].origin.line(), Some(2));
}

#[test]
fn an_error_names_the_real_variable() {
    let variables = [("APP_SERVER_PORT", "eighty")];
    let config = with_variables(variables).with_defaults(App::default()).with_env("APP_").build().unwrap();
    let error = config.extract::<App>().unwrap_err();
    assert_eq!(error.diagnostics()[0].origin.as_ref().unwrap().variable(), Some("APP_SERVER_PORT"));
    assert!(error.to_string().contains("APP_SERVER_PORT"), "{error}");
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Service {
    name: String,
    workers: u8,
    level: Level,
    server: Address,
    token: Secret<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Info,
    Debug,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Address {
    host: String,
    port: u16,
}

#[test]
fn five_faults_in_three_files_and_a_variable_are_one_error() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
    write("base.toml", "name = \"shop\"\nworkers = 1000\n\n[server]\nhots = \"localhost\"\nport = 80\n");
    write("team.yaml", "level: inof\n");
    write("local.json", "{\n  \"token\": \"hunter2\"\n}\n");
    let env = EnvSnapshot::from([("APP_SERVER_PORT", "http")]);
    let config = SuperConfig::new()
        .with_places(Places::new(directory.path()).with_env(env))
        .with_required_file("base.toml")
        .with_required_file("team.yaml")
        .with_required_file("local.json")
        .with_env("APP_")
        .build()
        .unwrap();
    let error = config.extract::<Service>().unwrap_err();
    assert_eq!(error.diagnostics().len(), 5);
    assert!(!error.to_string().contains("hunter2"));
    insta::assert_snapshot!(error, @r#"
    error[SC0503]: 1000 does not fit u8 (0 to 255)
     --> base.toml:2:11
      |
    2 | workers = 1000
      |           ^^^^
      |
      = path: workers

    error[SC0501]: `server.host` is missing
     --> base.toml:4:2
      |
    4 | [server]
      |  ^^^^^^
      |
      = path: server.host
      = help: `hots` is set at base.toml:5:8: did you mean `host`?

    error[SC0502]: `http` (text of APP_SERVER_PORT) is no u16
    --> APP_SERVER_PORT (environment)
     = path: server.port

    error[SC0505]: unknown variant `inof`
     --> team.yaml:1:8
      |
    1 | level: inof
      |        ^^^^
      |
      = path: level
      = help: did you mean `info`?

    error[SC0502]: expected an integer (u32), found the string `********`
     --> local.json:2:12
      |
    2 |   "token": ********
      |            ^^^^^^^^
      |
      = path: token
    "#);
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct Pool {
    size: u8,
    max_conns: u8,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Missing {
    port: u16,
    log_level: String,
    pool: Pool,
}

#[test]
fn a_missing_field_names_the_variable_that_sets_it() {
    // `log.level` is known, so APP_LOG_LEVEL would go there.
    let known = "log = { level = 'info' }\npool = {}";
    let builder = |env| {
        SuperConfig::new()
            .with_places(Places::new("/").with_env(env))
            .with_string(known, Format::Toml)
            .with_env("APP_")
    };
    let error = builder(EnvSnapshot::empty()).extract::<Missing>().unwrap_err();
    let help: Vec<&str> = error.diagnostics().iter().filter_map(|fault| fault.help.as_deref()).collect();
    let names = ["APP_PORT", "APP__LOG_LEVEL", "APP_POOL__SIZE", "APP_POOL_MAX_CONNS"];
    assert_eq!(help, names.map(|name| format!("set it with `{name}`, or in a file")));
    // The advice is good.
    let env = names.into_iter().map(|name| (name, "1")).collect();
    assert!(builder(env).extract::<Missing>().is_ok());
    let without_env = SuperConfig::new().with_string(known, Format::Toml);
    let error = without_env.extract::<Missing>().unwrap_err();
    assert!(error.diagnostics().iter().all(|fault| fault.help.is_none()));
}

#[test]
fn a_path_that_nothing_sets_names_the_variable_unless_another_path_is_near() {
    let config = with_variables([]).with_override("server.port", 80).with_env("APP_").build().unwrap();
    let help = |path: &str| config.get::<u16>(path).unwrap_err().diagnostics()[0].help.clone().unwrap();
    assert_eq!(help("server.prot"), "did you mean `server.port`?");
    assert_eq!(help("cache.ttl"), "set it with `APP_CACHE__TTL`, or in a file");
}

/// JSON in text is found by paths, and stays the text that it was written as.
#[test]
fn json_in_text_is_both() {
    let text = r#"{"a": {"password":  "hunter2"}, "list": [1, 2]}"#;
    let config = SuperConfig::new().with_overrides([format!("t={text}")]).build().unwrap();
    assert_eq!(config.get::<String>("t").unwrap(), text);
    assert_eq!(config.get_string("t").unwrap(), text);
    assert_eq!(config.get::<u8>("t.list[1]").unwrap(), 2);
    assert!(config.has_key("t.a.password") && !config.has_key("t.b"));
    assert_eq!(config.keys_at("t").unwrap(), ["a", "list"]);
    let section = config.section("t.a").unwrap();
    assert_eq!(section.get::<String>("password").unwrap(), "hunter2");
    assert_eq!(section.as_toml(), "password = \"hunter2\"\n");
    let again = SuperConfig::new().with_config(&section).build().unwrap();
    assert_eq!(again.explain("password").unwrap().origin.source(), "override");
    for shown in [config.as_json_redacted(), config.as_toml_redacted(), section.as_yaml_redacted()] {
        assert!(shown.contains("password") && !shown.contains("hunter2"), "{shown}");
    }
    let merged = SuperConfig::new().with_config(&config).with_override("t.c", 3).build().unwrap();
    assert_eq!(merged.get::<u8>("t.c").unwrap() + merged.get::<u8>("t.list[0]").unwrap(), 4);
}
