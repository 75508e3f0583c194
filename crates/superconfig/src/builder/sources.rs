//! What a configuration is made of, in the order of the calls.

use super::SuperConfig;
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic};
use crate::format::Format;
use crate::source::spec::{Env, Overriding, Source, SourceBuilder, SpecKind};
use crate::source::{Hierarchy, Strategy, Wildcard, to_tree, without_empty};
use crate::value::OriginKind;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// Sources.
impl SuperConfig {
    /// Adds a source with its own options; it wins over those before it.
    pub fn merge(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source)
    }

    /// Adds a source if there is one.
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
    pub fn adjoin(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source.into().strategy(Strategy::Adjoin))
    }

    /// Adds a source that wins, except that its arrays are appended to those that are there.
    pub fn admerge(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source.into().strategy(Strategy::Admerge))
    }

    /// Defaults from a value. Its place in the order counts, so it belongs first.
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
    pub fn with_defaults_string(self, text: impl Into<String>) -> Self {
        let text = Arc::from(text.into());
        self.push(SourceBuilder::new(SpecKind::Text { kind: OriginKind::Default, text }))
    }

    /// Text of a known format.
    pub fn with_string(self, text: impl Into<String>, format: Format) -> Self {
        self.push(SourceBuilder::text(text, format))
    }

    /// A file; a name without extension searches `.toml .yaml .yml .json` and the other formats of this build.
    /// That it is absent or broken is a warning (strict: an error).
    pub fn with_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path))
    }

    /// A file that must be there and be right.
    pub fn with_required_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path).required())
    }

    /// A file if there is a path: `--config` of the program's own command line, say.
    pub fn with_file_opt(self, path: Option<impl Into<PathBuf>>) -> Self {
        self.merge_opt(path.map(SourceBuilder::file))
    }

    /// A file whose top-level tables are profiles.
    pub fn with_nested_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path).nested())
    }

    /// A file that only fills holes.
    pub fn join_file(self, path: impl Into<PathBuf>) -> Self {
        self.join(SourceBuilder::file(path))
    }

    /// `config.toml`, then `config.<profile>.toml` for each selected profile. Given without extension, both
    /// are searched for.
    pub fn with_profile_files(self, base: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::new(SpecKind::ProfileFiles { base: base.into() }))
    }

    /// A dotenv file. Its names are matched like those of the environment.
    pub fn with_dotenv(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::dotenv(path))
    }

    /// All files that match a pattern, by name.
    pub fn with_glob(self, pattern: impl AsRef<str>) -> Self {
        self.push(Wildcard::from_pattern(pattern.as_ref()))
    }

    /// All files that a [`Wildcard`] finds.
    pub fn with_wildcard(self, wildcard: Wildcard) -> Self {
        self.push(wildcard)
    }

    /// The files of an application from system, user and project directories, in that order.
    pub fn with_hierarchical_config(self, app: impl Into<String>) -> Self {
        self.push(Hierarchy::new(app))
    }

    /// The same as [`with_hierarchical_config`](Self::with_hierarchical_config).
    pub fn with_hierarchical(self, app: impl Into<String>) -> Self {
        self.with_hierarchical_config(app)
    }

    /// The environment variables that begin with a prefix.
    pub fn with_env(self, prefix: impl Into<String>) -> Self {
        self.push(Env::prefixed(prefix))
    }

    /// The same, but empty variables count as not set.
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
    pub fn with_config(self, config: &Config) -> Self {
        self.push(config)
    }

    /// A source of the program's own.
    pub fn with_source(self, source: impl Source + 'static) -> Self {
        self.push(SourceBuilder::custom(source))
    }
}
