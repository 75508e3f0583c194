//! What a configuration is made of, in the order of the calls.

use super::SuperConfig;
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic};
use crate::format::Format;
use crate::source::spec::{Overriding, SourceBuilder, SpecKind};
use crate::source::{Env, Hierarchy, Source, Strategy, Wildcard, to_tree, without_empty};
use crate::value::OriginKind;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// Sources.
impl SuperConfig {
    /// Adds a source with its own options; it wins over those before it.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "80"), ("APP_TOKEN", "x")]))
    ///     .merge(Env::prefixed("APP_").only(["port"]))
    ///     .build()?;
    /// assert_eq!(config.keys(), ["port"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn merge(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source)
    }

    /// Adds a source if there is one.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let extra: Option<&str> = None;
    /// let config = SuperConfig::new()
    ///     .merge_opt(Some(SourceBuilder::text("a = 1", Format::Toml)))
    ///     .merge_opt(extra.map(SourceBuilder::file))
    ///     .build()?;
    /// assert_eq!(config.sources().len(), 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn merge_opt(self, source: Option<impl Into<SourceBuilder>>) -> Self {
        match source {
            Some(source) => self.push(source),
            None => self,
        }
    }

    /// Adds a source that only fills holes.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("a = 1", Format::Toml)
    ///     .join(SourceBuilder::text("a = 2\nb = 3", Format::Toml))
    ///     .build()?;
    /// assert_eq!((config.get::<u8>("a")?, config.get::<u8>("b")?), (1, 3));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn join(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source.into().strategy(Strategy::Join))
    }

    /// Adds a source that fills holes and appends its arrays to those that are there.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("name = 'a'\ntags = ['x']", Format::Toml)
    ///     .adjoin(SourceBuilder::text("name = 'b'\ntags = ['y']", Format::Toml))
    ///     .build()?;
    /// assert_eq!((config.get_string("name")?.as_str(), config.get::<Vec<String>>("tags")?.len()), ("a", 2));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn adjoin(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source.into().strategy(Strategy::Adjoin))
    }

    /// Adds a source that wins, except that its arrays are appended to those that are there.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("name = 'a'\ntags = ['x']", Format::Toml)
    ///     .admerge(SourceBuilder::text("name = 'b'\ntags = ['y']", Format::Toml))
    ///     .build()?;
    /// assert_eq!(config.get_string("name")?, "b");
    /// assert_eq!(config.get_array::<String>("tags")?, ["x", "y"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn admerge(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source.into().strategy(Strategy::Admerge))
    }

    /// Defaults from a value. Its place in the order counts, so it belongs first.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// #[derive(serde::Serialize)]
    /// struct Defaults {
    ///     host: &'static str,
    ///     port: u16,
    /// }
    /// let config = SuperConfig::new()
    ///     .with_defaults(Defaults { host: "localhost", port: 80 })
    ///     .with_string("port = 8080", Format::Toml)
    ///     .build()?;
    /// assert_eq!((config.get_string("host")?.as_str(), config.get::<u16>("port")?), ("localhost", 8080));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_defaults(self, defaults: impl Serialize) -> Self {
        let source = self.serialized(OriginKind::Default, &defaults);
        self.push(source)
    }

    /// Defaults from a value that are weaker than everything, wherever they stand.
    ///
    /// ```
    /// use superconfig::{SuperConfig, Value};
    /// let fallback = std::collections::BTreeMap::from([("port", 80)]);
    /// let config = SuperConfig::new().with_override("port", 90).with_fallback(fallback).build()?;
    /// assert_eq!(config.value("port"), Some(Value::Int(90)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_fallback(self, defaults: impl Serialize) -> Self {
        let source = self.serialized(OriginKind::Default, &defaults).weakest();
        self.push(source)
    }

    fn serialized(&self, kind: OriginKind, value: &impl Serialize) -> SourceBuilder {
        let tree = to_tree(value, &self.settings.limits).map(Arc::new);
        SourceBuilder::new(SpecKind::Tree { kind, tree })
    }

    /// Defaults from text, whose format is told from its content.
    ///
    /// ```
    /// use superconfig::{OriginKind, SuperConfig};
    /// let config = SuperConfig::new().with_defaults_string("server:\n  port: 80\n").build()?;
    /// assert_eq!(config.explain("server.port").unwrap().origin.kind(), OriginKind::Default);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_defaults_string(self, text: impl Into<String>) -> Self {
        let text = Arc::from(text.into());
        self.push(SourceBuilder::new(SpecKind::Text { kind: OriginKind::Default, text }))
    }

    /// Text of a known format.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string(r#"{"level": "info"}"#, Format::Json).build()?;
    /// assert_eq!(config.get_string("level")?, "info");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_string(self, text: impl Into<String>, format: Format) -> Self {
        self.push(SourceBuilder::text(text, format))
    }

    /// A file; a name without extension searches `.toml .yaml .yml .json` and the other formats of this build.
    /// That it is absent or broken is a warning (strict: an error).
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("shop.yaml"), "port: 80")?;
    /// let config = superconfig::SuperConfig::new().with_cwd(dir.path()).with_file("shop").build()?;
    /// assert_eq!(config.explain("port").unwrap().origin.to_string(), "shop.yaml:1:7");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path))
    }

    /// A file that must be there and be right.
    ///
    /// ```
    /// use superconfig::{Code, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// let builder = SuperConfig::new().with_cwd(dir.path()).with_required_file("shop.toml");
    /// assert!(builder.build().unwrap_err().has(Code::RequiredFileMissing));
    /// std::fs::write(dir.path().join("shop.toml"), "port = 80")?;
    /// assert_eq!(builder.build()?.get::<u16>("port")?, 80);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_required_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path).required())
    }

    /// A file if there is a path: `--config` of the program's own command line, say.
    ///
    /// ```
    /// let given: Option<std::path::PathBuf> = None;
    /// let config = superconfig::SuperConfig::new().with_file_opt(given).build()?;
    /// assert!(!config.has_warnings());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_file_opt(self, path: Option<impl Into<PathBuf>>) -> Self {
        self.merge_opt(path.map(SourceBuilder::file))
    }

    /// A file whose top-level tables are profiles.
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("shop.toml"), "[default]\nport = 80\n[production]\nport = 443")?;
    /// let builder = superconfig::SuperConfig::new().with_cwd(dir.path()).with_nested_file("shop.toml");
    /// assert_eq!(builder.build()?.get::<u16>("port")?, 80);
    /// assert_eq!(builder.select("production").build()?.get::<u16>("port")?, 443);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_nested_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path).nested())
    }

    /// A file that only fills holes.
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("base.toml"), "port = 80\nhost = 'localhost'")?;
    /// let config = superconfig::SuperConfig::new()
    ///     .with_cwd(dir.path())
    ///     .with_override("port", 8080)
    ///     .join_file("base.toml")
    ///     .build()?;
    /// assert_eq!((config.get::<u16>("port")?, config.get_string("host")?), (8080, "localhost".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn join_file(self, path: impl Into<PathBuf>) -> Self {
        self.join(SourceBuilder::file(path))
    }

    /// `config.toml`, then `config.<profile>.toml` for each selected profile. Given without extension, both
    /// are searched for.
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("config.toml"), "port = 80\nhost = 'localhost'")?;
    /// std::fs::write(dir.path().join("config.staging.yaml"), "host: staging.example")?;
    /// let builder = superconfig::SuperConfig::new().with_cwd(dir.path()).with_profile_files("config");
    /// assert_eq!(builder.build()?.get_string("host")?, "localhost");
    /// assert_eq!(builder.select("staging").build()?.get_string("host")?, "staging.example");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_profile_files(self, base: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::new(SpecKind::ProfileFiles { base: base.into() }))
    }

    /// A dotenv file. Its names are matched like those of the environment.
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join(".env"), "export DB__HOST=\"db.example\" # the primary\n")?;
    /// let config = superconfig::SuperConfig::new().with_cwd(dir.path()).with_dotenv(".env").build()?;
    /// assert_eq!(config.get_string("db.host")?, "db.example");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_dotenv(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::dotenv(path))
    }

    /// All files that match a pattern, by name.
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("10-base.toml"), "port = 80")?;
    /// std::fs::write(dir.path().join("20-local.toml"), "port = 8080")?;
    /// let config = superconfig::SuperConfig::new().with_cwd(dir.path()).with_glob("*.toml").build()?;
    /// assert_eq!(config.get::<u16>("port")?, 8080);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_glob(self, pattern: impl AsRef<str>) -> Self {
        self.push(Wildcard::from_pattern(pattern.as_ref()))
    }

    /// All files that a [`Wildcard`] finds.
    ///
    /// ```
    /// use superconfig::{MergeOrder, SuperConfig, Wildcard};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("a.json"), r#"{"first": "a"}"#)?;
    /// std::fs::write(dir.path().join("b.json"), r#"{"first": "b"}"#)?;
    /// let wildcard = Wildcard::new("*.json").with_merge_order(MergeOrder::Reverse);
    /// let config = SuperConfig::new().with_cwd(dir.path()).with_wildcard(wildcard).build()?;
    /// assert_eq!(config.get_string("first")?, "a");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_wildcard(self, wildcard: Wildcard) -> Self {
        self.push(wildcard)
    }

    /// The files of an application from system, user and project directories, in that order.
    ///
    /// ```
    /// use superconfig::{Places, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// let (home, project) = (dir.path().join("home"), dir.path().join("home/project"));
    /// std::fs::create_dir_all(project.join(".git"))?;
    /// std::fs::write(home.join(".shoprc"), "editor: vi\ncolor: true")?;
    /// std::fs::write(project.join("shop.toml"), "editor = 'ed'")?;
    /// let places = Places::new(&project).with_home(&home).with_system_root(dir.path().join("system"));
    /// let config = SuperConfig::new().with_places(places).with_hierarchical_config("shop").build()?;
    /// assert_eq!((config.get_string("editor")?.as_str(), config.get::<bool>("color")?), ("ed", true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_hierarchical_config(self, app: impl Into<String>) -> Self {
        self.push(Hierarchy::new(app))
    }

    /// The same as [`with_hierarchical_config`](Self::with_hierarchical_config).
    ///
    /// ```
    /// use superconfig::{Places, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("shop.local.toml"), "debug = true")?;
    /// let places = Places::new(dir.path()).with_system_root(dir.path().join("system"));
    /// let config = SuperConfig::new().with_places(places).with_hierarchical("shop").build()?;
    /// assert!(config.get::<bool>("debug")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_hierarchical(self, app: impl Into<String>) -> Self {
        self.with_hierarchical_config(app)
    }

    /// The environment variables that begin with a prefix.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_DB__POOL_SIZE", "4"), ("HOME", "/home/ada")]))
    ///     .with_env("APP_")
    ///     .build()?;
    /// assert_eq!(config.get::<u8>("db.pool_size")?, 4);
    /// assert_eq!(config.keys(), ["db"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_env(self, prefix: impl Into<String>) -> Self {
        self.push(Env::prefixed(prefix))
    }

    /// The same, but variables that are empty, or whose text is `null`, `[]` or `{}`, count as not set.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_override("host", "localhost")
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_HOST", ""), ("APP_PORT", "0")]))
    ///     .with_env_ignore_empty("APP_")
    ///     .build()?;
    /// assert_eq!((config.get_string("host")?.as_str(), config.get::<u16>("port")?), ("localhost", 0));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_env_ignore_empty(self, prefix: impl Into<String>) -> Self {
        self.push(Env::prefixed(prefix).ignore_empty())
    }

    /// The program's command-line values: `null`, `""`, `[]` and `{}` mean "not given", `false` and `0` count.
    ///
    /// ```
    /// #[derive(serde::Serialize)]
    /// struct Args {
    ///     port: Option<u16>,
    ///     host: Option<String>,
    /// }
    /// let config = superconfig::SuperConfig::new()
    ///     .with_override("port", 80)
    ///     .with_cli_opt(Some(Args { port: None, host: Some("h".into()) }))
    ///     .build()?;
    /// assert_eq!((config.get::<u16>("port")?, config.get_string("host")?), (80, "h".into()));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_cli_opt(self, values: Option<impl Serialize>) -> Self {
        let Some(values) = values else { return self };
        let tree = to_tree(&values, &self.settings.limits).map(|tree| Arc::new(without_empty(&tree)));
        self.push(SourceBuilder::new(SpecKind::Tree { kind: OriginKind::Cli, tree }))
    }

    /// One value at a path. A path may reach into an array that is there: `servers[0].port`.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("servers = [{ port = 80 }, { port = 81 }]", Format::Toml)
    ///     .with_override("servers[1].port", 8081)
    ///     .build()?;
    /// assert_eq!(config.get::<u16>("servers[0].port")?, 80);
    /// assert_eq!(config.get::<u16>("servers[1].port")?, 8081);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_override(self, path: impl Into<String>, value: impl Serialize) -> Self {
        let value = to_tree(&value, &self.settings.limits).map(|tree| Overriding::Typed(Arc::new(tree)));
        self.push(SourceBuilder::new(SpecKind::Override { path: path.into(), value }))
    }

    /// Values in the form `path=value`. They are text, so they take the type of what they replace, or of the
    /// target.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["server.port=80", "debug=yes"]).build()?;
    /// assert_eq!((config.get::<u16>("server.port")?, config.get::<bool>("debug")?), (80, true));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_overrides<S: AsRef<str>>(self, overrides: impl IntoIterator<Item = S>) -> Self {
        overrides.into_iter().fold(self, |builder, text| {
            let text = text.as_ref();
            let (path, value) = match text.split_once('=') {
                Some((path, value)) => (path, Ok(Overriding::Text(value.to_owned()))),
                None => {
                    let message = format!("`{text}` is no override: `path=value` expected");
                    (text, Err(Diagnostic::error(Code::BadPath, message)))
                }
            };
            builder.push(SourceBuilder::new(SpecKind::Override { path: path.trim().to_owned(), value }))
        })
    }

    /// Another configuration, whose values keep their origins.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let base = SuperConfig::new().with_string("a: 1\nb: 2", Format::Yaml).build()?;
    /// let config = SuperConfig::new().with_config(&base).with_override("b", 3).build()?;
    /// assert_eq!(config.explain("a").unwrap().origin.line(), Some(1));
    /// assert_eq!(config.get::<u8>("b")?, 3);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_config(self, config: &Config) -> Self {
        self.push(config)
    }

    /// A source of the program's own.
    ///
    /// ```
    /// use superconfig::{Format, Result, Source, SourceData, SuperConfig};
    /// struct Remote;
    /// impl Source for Remote {
    ///     fn name(&self) -> String {
    ///         "config.example".into()
    ///     }
    ///     fn load(&self) -> Result<SourceData> {
    ///         Ok(SourceData::Text { text: "port: 80".into(), format: Format::Yaml })
    ///     }
    /// }
    /// let config = SuperConfig::new().with_source(Remote).build()?;
    /// assert_eq!(config.explain("port").unwrap().origin.to_string(), "config.example:1:7");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_source(self, source: impl Source + 'static) -> Self {
        self.push(SourceBuilder::custom(source))
    }
}
