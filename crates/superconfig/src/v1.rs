//! The providers of V1 under their names: thin constructors of sources.

use crate::builder::SuperConfig;
use crate::diagnostics::Error;
use crate::source::spec::{SourceBuilder, SpecKind};
use crate::source::{Env, Wildcard};
use crate::value::OriginKind;
use std::path::Path;
use std::sync::Arc;

/// V1's name for a file or a text whose format nobody states. New code says [`SourceBuilder::file`] and
/// [`SuperConfig::with_file`].
///
/// ```
/// use superconfig::{SuperConfig, Universal};
/// let config = SuperConfig::new()
///     .merge(Universal::string("[server]\nport = 80"))
///     .merge(Universal::string(r#"{"server": {"host": "localhost"}}"#))
///     .build()?;
/// assert_eq!(config.keys_at("server")?, ["port", "host"]);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Universal(SourceBuilder);

impl Universal {
    /// A file, as [`SourceBuilder::file`]: its content is checked whatever its extension says, a name without one
    /// searches the known ones, and an absent file is a warning.
    ///
    /// ```
    /// use superconfig::{SuperConfig, Universal};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("shop.cfg"), "[server]\nport = 80")?;
    /// let config = SuperConfig::new().with_cwd(dir.path()).merge(Universal::file("shop.cfg")).build()?;
    /// assert_eq!(config.get::<u16>("server.port")?, 80);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self(SourceBuilder::file(path.as_ref()))
    }

    /// The first of `shop.toml`, `shop.yaml`, `shop.yml`, `shop.json`, … for the base `shop`, or for `shop.json`.
    ///
    /// ```
    /// use superconfig::{SuperConfig, Universal};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("shop.yaml"), "port: 80")?;
    /// let file = Universal::file_with_extensions("shop.json");
    /// let config = SuperConfig::new().with_cwd(dir.path()).merge(file).build()?;
    /// assert_eq!(config.get::<u16>("port")?, 80);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn file_with_extensions(base: impl AsRef<Path>) -> Self {
        let base = base.as_ref();
        match crate::format::detect::by_extension(base) {
            Some(_) => Self::file(base.with_extension("")),
            None => Self::file(base),
        }
    }

    /// A text, whose format is told from its content.
    ///
    /// ```
    /// use superconfig::{SuperConfig, Universal};
    /// let config = SuperConfig::new().merge(Universal::string("hosts:\n- a=1\n- b=2\n")).build()?;
    /// assert_eq!(config.get_array::<String>("hosts")?, ["a=1", "b=2"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn string(content: impl AsRef<str>) -> Self {
        let text = Arc::from(content.as_ref());
        Self(SourceBuilder::new(SpecKind::Text { kind: OriginKind::Text, text }))
    }
}

impl From<Universal> for SourceBuilder {
    fn from(universal: Universal) -> Self {
        universal.0
    }
}

/// V1's name for the environment. New code says [`Env`] and [`SuperConfig::with_env`].
///
/// ```
/// use superconfig::{EnvSnapshot, Nested, SuperConfig};
/// let config = SuperConfig::new()
///     .with_override("server.tls.cert_path", "/old.pem")
///     .with_env_snapshot(EnvSnapshot::from([("APP_SERVER_TLS_CERT_PATH", "/new.pem")]))
///     .merge(Nested::prefixed("APP_"))
///     .build()?;
/// assert_eq!(config.get_string("server.tls.cert_path")?, "/new.pem");
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Nested {
    env: Env,
    name: Option<String>,
}

impl Nested {
    /// All variables.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Nested, SuperConfig};
    /// let env = EnvSnapshot::from([("EDITOR", "vi")]);
    /// let config = SuperConfig::new().with_env_snapshot(env).merge(Nested::new()).build()?;
    /// assert_eq!(config.get_string("editor")?, "vi");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The variables that begin with a prefix. `__` separates levels; other names are matched against the keys that
    /// are known.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Nested, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_DATABASE__MAX_CONNS", "8")]))
    ///     .merge(Nested::prefixed("APP_"))
    ///     .build()?;
    /// assert_eq!(config.get::<u8>("database.max_conns")?, 8);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn prefixed(prefix: impl AsRef<str>) -> Self {
        Self { env: Env::prefixed(prefix.as_ref()), name: None }
    }

    /// The variables that begin with a prefix; every occurrence of the separator begins a level.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Nested, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("MYAPP.DATABASE.HOST", "localhost")]))
    ///     .merge(Nested::prefixed_with_separator("MYAPP.", "."))
    ///     .build()?;
    /// assert_eq!(config.get_string("database.host")?, "localhost");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn prefixed_with_separator(prefix: impl AsRef<str>, separator: impl AsRef<str>) -> Self {
        Self { env: Env::prefixed(prefix.as_ref()).separator(separator.as_ref()), name: None }
    }

    /// The name that origins show in place of `environment`.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Nested, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "80")]))
    ///     .merge(Nested::prefixed("APP_").named("container"))
    ///     .build()?;
    /// assert_eq!(config.explain("port").unwrap().origin.to_string(), "APP_PORT (container)");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn named(mut self, name: impl AsRef<str>) -> Self {
        self.name = Some(name.as_ref().to_owned());
        self
    }
}

impl From<Nested> for SourceBuilder {
    fn from(nested: Nested) -> Self {
        Self { name: nested.name, ..nested.env.into() }
    }
}

/// V1's name for a source whose `null`, `""`, `[]` and `{}` mean "not given". New code says
/// [`SourceBuilder::ignore_empty`].
///
/// ```
/// use superconfig::{Empty, SuperConfig, Universal};
/// let config = SuperConfig::new()
///     .with_override("host", "localhost")
///     .merge(Empty::new(Universal::string(r#"{"host": null, "tags": [], "debug": false}"#)))
///     .build()?;
/// assert_eq!(config.get_string("host")?, "localhost");
/// assert_eq!(config.keys(), ["host", "debug"]);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Empty<S> {
    source: S,
    name: Option<String>,
}

impl<S: Into<SourceBuilder>> Empty<S> {
    /// The source without what is empty.
    ///
    /// ```
    /// use superconfig::{Empty, EnvSnapshot, Nested, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_TAGS", "[]"), ("APP_WORKERS", "0")]))
    ///     .merge(Empty::new(Nested::prefixed("APP_")))
    ///     .build()?;
    /// assert_eq!(config.keys(), ["workers"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn new(source: S) -> Self {
        Self { source, name: None }
    }

    /// The name that origins show in place of the source's own.
    ///
    /// ```
    /// use superconfig::{Empty, Format, SourceBuilder, SuperConfig};
    /// let form = Empty::new(SourceBuilder::text("port: 80", Format::Yaml)).named("the form");
    /// let config = SuperConfig::new().merge(form).build()?;
    /// assert_eq!(config.explain("port").unwrap().origin.source(), "the form");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

impl<S: Into<SourceBuilder>> From<Empty<S>> for SourceBuilder {
    fn from(empty: Empty<S>) -> Self {
        let source = empty.source.into().ignore_empty();
        match empty.name {
            Some(name) => source.named(name),
            None => source,
        }
    }
}

/// A source that can say what is wrong with it before it is loaded, for [`SuperConfig::merge_validated`].
///
/// ```
/// use superconfig::{Code, Diagnostic, Error, Format, SourceBuilder, SuperConfig, ValidatedProvider};
/// struct Inline(&'static str);
/// impl From<Inline> for SourceBuilder {
///     fn from(inline: Inline) -> Self {
///         Self::text(inline.0, Format::Toml)
///     }
/// }
/// impl ValidatedProvider for Inline {
///     fn validation_error(&self) -> Option<Error> {
///         let empty = self.0.is_empty();
///         empty.then(|| Diagnostic::error(Code::SourceFailed, "there is no text").into())
///     }
/// }
/// let config = SuperConfig::new().merge_validated(Inline("")).merge_validated(Inline("a = 1")).build()?;
/// assert_eq!(config.warnings()[0].message, "there is no text");
/// assert_eq!(config.get::<u8>("a")?, 1);
/// # Ok::<(), superconfig::Error>(())
/// ```
pub trait ValidatedProvider {
    /// What is wrong, if anything is.
    fn validation_error(&self) -> Option<Error>;
}

/// Malformed patterns.
impl ValidatedProvider for Wildcard {
    fn validation_error(&self) -> Option<Error> {
        self.has_errors()
    }
}

impl SuperConfig {
    /// Adds a source as [`merge`](Self::merge) does, and a warning for each thing that it finds wrong with itself.
    ///
    /// ```
    /// use superconfig::{Code, SuperConfig, Wildcard};
    /// let config = SuperConfig::new().merge_validated(Wildcard::new("conf.d/[")).build()?;
    /// assert_eq!(config.warnings()[0].code, Code::GlobInvalid);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn merge_validated(self, source: impl ValidatedProvider + Into<SourceBuilder>) -> Self {
        let doubts = source.validation_error().map(Error::into_diagnostics).unwrap_or_default();
        let mut source: SourceBuilder = source.into();
        source.doubts = doubts;
        self.merge(source)
    }
}
