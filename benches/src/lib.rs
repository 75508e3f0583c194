//! The work that all rivals do: the data, the target type, and one function a rival.
#![allow(clippy::unwrap_used)]

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use superconfig::{EnvSnapshot, Format, Places, SuperConfig};

/// One service's configuration.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct App {
    /// A string.
    pub name: String,
    /// A table.
    pub server: Server,
    /// A table with a table.
    pub database: Database,
    /// An array.
    pub features: Vec<String>,
    /// A map.
    pub limits: BTreeMap<String, u64>,
}

/// Part of [`App`].
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Server {
    /// A string.
    pub host: String,
    /// A number.
    pub port: u16,
    /// A float.
    pub timeout: f64,
    /// A boolean.
    pub tls: bool,
}

/// Part of [`App`].
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Database {
    /// A string.
    pub url: String,
    /// A table.
    pub pool: Pool,
}

/// Part of [`Database`].
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Pool {
    /// A number.
    pub min: u32,
    /// A number.
    pub max: u32,
}

/// About 1 KB of TOML.
#[must_use]
pub fn small_toml() -> String {
    let mut text = String::from(
        "name = \"shop\"\nfeatures = [\"search\", \"reviews\", \"wishlist\", \"beta\"]\n\n[server]\nhost = \"0.0.0.0\"\n\
         port = 8080\ntimeout = 2.5\ntls = true\n\n[database]\nurl = \"postgres://db.internal:5432/shop\"\n\n\
         [database.pool]\nmin = 2\nmax = 20\n\n[limits]\n",
    );
    for at in 0..40 {
        writeln!(text, "requests_{at:02} = {}", 1000 + at).unwrap();
    }
    text
}

/// Five layered files in three formats.
pub struct Files {
    /// Kept until the end.
    directory: tempfile::TempDir,
}

impl Files {
    /// Writes the files.
    #[must_use]
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
        write("a.toml", &small_toml());
        write("b.yaml", "server:\n  port: 9000\nlimits:\n  requests_00: 5\n  requests_41: 6\n");
        write(
            "c.json",
            r#"{"server": {"timeout": 7.5}, "features": ["search", "cart"], "limits": {"extra": 1}}"#,
        );
        write("d.toml", "[database.pool]\nmax = 50\n[server]\nhost = \"127.0.0.1\"\n");
        write("e.yaml", "name: shop-two\ndatabase:\n  url: postgres://other/shop\n");
        Self { directory }
    }

    /// Where they are.
    #[must_use]
    pub fn paths(&self) -> Vec<PathBuf> {
        ["a.toml", "b.yaml", "c.json", "d.toml", "e.yaml"]
            .map(|name| self.directory.path().join(name))
            .to_vec()
    }
}

impl Default for Files {
    fn default() -> Self {
        Self::new()
    }
}

/// Twenty variables; the separator is `__`, which all rivals understand.
#[must_use]
pub fn variables() -> Vec<(String, String)> {
    let mut variables = vec![
        ("BENCH_SERVER__PORT".to_owned(), "9999".to_owned()),
        ("BENCH_SERVER__TLS".to_owned(), "false".to_owned()),
        ("BENCH_DATABASE__POOL__MIN".to_owned(), "4".to_owned()),
    ];
    variables.extend((0..17).map(|at| (format!("BENCH_LIMITS__REQUESTS_{at:02}"), format!("{}", 2000 + at))));
    variables
}

/// One text, extracted.
#[must_use]
pub fn superconfig_text(text: &str) -> App {
    SuperConfig::new()
        .with_string(text, Format::Toml)
        .with_places(Places::new("/"))
        .build()
        .unwrap()
        .extract()
        .unwrap()
}

/// The same through Figment.
#[must_use]
pub fn figment_text(text: &str) -> App {
    use figment::providers::{Format as _, Toml};
    figment::Figment::new().merge(Toml::string(text)).extract().unwrap()
}

/// The same through config-rs.
#[must_use]
pub fn config_text(text: &str) -> App {
    let source = config::File::from_str(text, config::FileFormat::Toml);
    config::Config::builder().add_source(source).build().unwrap().try_deserialize().unwrap()
}

/// Five files and the environment of the process.
#[must_use]
pub fn superconfig_files(paths: &[PathBuf]) -> App {
    // The rivals read and parse every time; so does this.
    superconfig::clear_cache();
    let places = Places::new("/").with_env(EnvSnapshot::from_process());
    let builder = paths.iter().fold(SuperConfig::new(), |builder, path| builder.with_required_file(path));
    builder.with_env("BENCH_").with_places(places).build().unwrap().extract().unwrap()
}

/// The same through Figment.
#[must_use]
pub fn figment_files(paths: &[PathBuf]) -> App {
    use figment::providers::{Env, Format as _, Json, Toml, Yaml};
    let file = |figment: figment::Figment, path: &PathBuf| match extension(path) {
        "toml" => figment.merge(Toml::file_exact(path)),
        "json" => figment.merge(Json::file_exact(path)),
        _ => figment.merge(Yaml::file_exact(path)),
    };
    let figment = paths.iter().fold(figment::Figment::new(), file);
    figment.merge(Env::prefixed("BENCH_").split("__")).extract().unwrap()
}

/// The same through config-rs.
#[must_use]
pub fn config_files(paths: &[PathBuf]) -> App {
    let file = |builder: config::ConfigBuilder<config::builder::DefaultState>, path: &PathBuf| {
        builder.add_source(config::File::from(path.as_path()))
    };
    let builder = paths.iter().fold(config::Config::builder(), file);
    let environment = config::Environment::with_prefix("BENCH").prefix_separator("_").separator("__");
    builder.add_source(environment).build().unwrap().try_deserialize().unwrap()
}

fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}
