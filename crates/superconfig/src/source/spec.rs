//! Descriptions of sources: what to load, not yet loaded.

use super::options::{SourceOptions, Strategy};
use super::variables::Nesting;
use super::{Hierarchy, Wildcard};
use crate::diagnostics::{Diagnostic, Result};
use crate::format::Format;
use crate::value::{KeyPath, OriginKind, Tree, Value};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// A source of the program's own: a key-value store, a database, an archive.
///
/// ```
/// use superconfig::{Result, Source, SourceData, SuperConfig, Value};
///
/// struct Fixed;
/// impl Source for Fixed {
///     fn name(&self) -> String {
///         "fixed".into()
///     }
///     fn load(&self) -> Result<SourceData> {
///         Ok(SourceData::Value(Value::Table(vec![("port".into(), Value::Int(80))])))
///     }
/// }
///
/// let config = SuperConfig::new().with_source(Fixed).build()?;
/// assert_eq!(config.get::<u16>("port")?, 80);
/// # Ok::<(), superconfig::Error>(())
/// ```
pub trait Source: Send + Sync {
    /// The name that origins show.
    fn name(&self) -> String;

    /// Loads the source; called once per build or reload.
    ///
    /// # Errors
    /// Whatever prevents loading, best with [`Code::SourceFailed`](crate::Code::SourceFailed). In lenient mode
    /// it becomes a warning, and the source counts as empty.
    fn load(&self) -> Result<SourceData>;

    /// Files whose change means that the source should be loaded again.
    ///
    /// ```
    /// use std::path::PathBuf;
    /// use superconfig::{Result, Source, SourceData};
    /// struct Archive(PathBuf);
    /// impl Source for Archive {
    ///     fn name(&self) -> String {
    ///         self.0.display().to_string()
    ///     }
    ///     fn load(&self) -> Result<SourceData> {
    ///         Ok(SourceData::Value(superconfig::Value::Table(vec![])))
    ///     }
    ///     fn watch_targets(&self) -> Vec<PathBuf> {
    ///         vec![self.0.clone()]
    ///     }
    /// }
    /// assert_eq!(Archive("shop.zip".into()).watch_targets(), [PathBuf::from("shop.zip")]);
    /// ```
    fn watch_targets(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// What a [`Source`] loads.
///
/// ```
/// use superconfig::{Format, Result, Source, SourceData, SuperConfig};
/// struct Built(&'static str);
/// impl Source for Built {
///     fn name(&self) -> String {
///         "built in".into()
///     }
///     fn load(&self) -> Result<SourceData> {
///         Ok(SourceData::Text { text: self.0.to_owned(), format: Format::Toml })
///     }
/// }
/// let config = SuperConfig::new().with_source(Built("\nport = 80")).build()?;
/// assert_eq!(config.explain("port").unwrap().origin.line(), Some(2));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SourceData {
    /// A table.
    Value(Value),
    /// Text in some format; values get lines and columns.
    Text {
        /// The text.
        text: String,
        /// Its format.
        format: Format,
    },
}

/// What it means that a file is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// An error.
    Required,
    /// A warning.
    Expected,
    /// Nothing.
    Optional,
}

/// The environment as a source: prefix, naming and options.
///
/// ```
/// use superconfig::{Env, EnvSnapshot, Nesting, SuperConfig};
/// let config = SuperConfig::new()
///     .with_env_snapshot(EnvSnapshot::from([("APP_DB_HOST", "h")]))
///     .merge(Env::prefixed("APP_").nesting(Nesting::Every("_".into())))
///     .build()?;
/// assert_eq!(config.get_string("db.host")?, "h");
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Env {
    pub(crate) prefix: String,
    pub(crate) nesting: Nesting,
    pub(crate) preserve_case: bool,
    pub(crate) ignore_empty: bool,
    pub(crate) file_suffix: bool,
    pub(crate) ignored: Vec<String>,
    pub(crate) only: Vec<String>,
    pub(crate) profile: Option<String>,
}

impl Env {
    /// All variables.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("HOME", "/home/ada"), ("LANG", "C")]))
    ///     .merge(Env::raw())
    ///     .build()?;
    /// assert_eq!(config.keys(), ["home", "lang"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn raw() -> Self {
        Self::default()
    }

    /// The variables that begin with a prefix; `APP` and `APP_` mean the same.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let env = EnvSnapshot::from([("APP_PORT", "80"), ("APPLE_PORT", "81")]);
    /// for prefix in ["APP", "APP_"] {
    ///     let builder = SuperConfig::new().with_env_snapshot(env.clone()).merge(Env::prefixed(prefix));
    ///     assert_eq!(builder.as_json()?, "{\n  \"port\": 80\n}");
    /// }
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn prefixed(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..Self::default() }
    }

    /// How names become key paths.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, Nesting, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_DB_POOL_SIZE", "4")]))
    ///     .merge(Env::prefixed("APP_").nesting(Nesting::FirstUnderscore))
    ///     .build()?;
    /// assert_eq!(config.get::<u8>("db.pool_size")?, 4);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn nesting(mut self, nesting: Nesting) -> Self {
        self.nesting = nesting;
        self
    }

    /// The same as [`nesting`](Self::nesting) with [`Nesting::Separator`].
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_DB.POOL.SIZE", "4")]))
    ///     .merge(Env::prefixed("APP_").separator("."))
    ///     .build()?;
    /// assert_eq!(config.get::<u8>("db.pool.size")?, 4);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn separator(self, separator: impl Into<String>) -> Self {
        self.nesting(Nesting::Separator(separator.into()))
    }

    /// Keys keep the case of the variable's name instead of being lower-cased.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_headers__Accept", "text/html")]))
    ///     .merge(Env::prefixed("APP_").preserve_case())
    ///     .build()?;
    /// assert_eq!(config.get_string("headers.Accept")?, "text/html");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn preserve_case(mut self) -> Self {
        self.preserve_case = true;
        self
    }

    /// Empty variables count as not set.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let builder = SuperConfig::new().with_env_snapshot(EnvSnapshot::from([("APP_HOST", "")]));
    /// assert!(builder.clone().merge(Env::prefixed("APP_")).has_key("host")?);
    /// assert!(!builder.merge(Env::prefixed("APP_").ignore_empty()).has_key("host")?);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn ignore_empty(mut self) -> Self {
        self.ignore_empty = true;
        self
    }

    /// `NAME_FILE=/run/secrets/x` gives `NAME` the content of that file, without the final line break.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("token"), "s3cr3t\n")?;
    /// let config = SuperConfig::new()
    ///     .with_cwd(dir.path())
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_TOKEN_FILE", "token")]))
    ///     .merge(Env::prefixed("APP_").file_suffix())
    ///     .build()?;
    /// assert_eq!(config.get_string("token")?, "s3cr3t");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn file_suffix(mut self) -> Self {
        self.file_suffix = true;
        self
    }

    /// Leaves out variables by their name after the prefix (case does not matter).
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "80"), ("APP_PROFILE", "test")]))
    ///     .merge(Env::prefixed("APP_").ignore(["profile"]))
    ///     .build()?;
    /// assert_eq!(config.keys(), ["port"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn ignore<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.ignored.extend(names.into_iter().map(Into::into));
        self
    }

    /// Takes only these variables, by their name after the prefix (case does not matter).
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("EDITOR", "vi"), ("HOME", "/home/ada"), ("PAGER", "less")]))
    ///     .merge(Env::raw().only(["editor", "pager"]))
    ///     .build()?;
    /// assert_eq!(config.keys(), ["editor", "pager"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn only<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.only.extend(names.into_iter().map(Into::into));
        self
    }

    /// The variables belong to a profile.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let builder = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("CI_PORT", "0")]))
    ///     .with_override("port", 80)
    ///     .merge(Env::prefixed("CI_").profile("ci"));
    /// assert_eq!(builder.build()?.get::<u16>("port")?, 80);
    /// assert_eq!(builder.select("ci").build()?.get::<u16>("port")?, 0);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// The variables belong to the profile `global`, so that they win over every selected profile.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, Format, SourceBuilder, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "8080")]))
    ///     .merge(SourceBuilder::text("[production]\nport = 443", Format::Toml).nested())
    ///     .merge(Env::prefixed("APP_").global())
    ///     .select("production")
    ///     .build()?;
    /// assert_eq!(config.get::<u16>("port")?, 8080);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn global(self) -> Self {
        self.profile("global")
    }
}

/// One source and its options, for [`SuperConfig::merge`](crate::SuperConfig::merge) and its siblings.
///
/// ```
/// use superconfig::{Format, SourceBuilder, SuperConfig};
/// let text = "[default]\nport = 80\n[production]\nport = 443";
/// let config = SuperConfig::new()
///     .merge(SourceBuilder::text(text, Format::Toml).nested().named("built in"))
///     .select("production")
///     .build()?;
/// assert_eq!(config.get::<u16>("port")?, 443);
/// assert_eq!(config.explain("port").unwrap().origin.source(), "built in");
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SourceBuilder {
    pub(crate) kind: SpecKind,
    pub(crate) options: SourceOptions,
    pub(crate) name: Option<String>,
    pub(crate) format: Option<Format>,
    pub(crate) weakest: bool,
}

/// What kind of source it is, with what it needs.
#[derive(Clone)]
pub(crate) enum SpecKind {
    Tree { kind: OriginKind, tree: std::result::Result<Arc<Tree>, Diagnostic> },
    Text { kind: OriginKind, text: Arc<str> },
    File { kind: OriginKind, path: PathBuf, presence: Presence },
    ProfileFiles { base: PathBuf },
    Dotenv { path: PathBuf, presence: Presence },
    Glob(Wildcard),
    Hierarchy(Hierarchy),
    Env(Env),
    Override { path: String, value: std::result::Result<Overriding, Diagnostic> },
    Config { tree: Arc<Tree>, origins: Vec<crate::value::Origin>, name: String },
    Custom(Arc<dyn Source>),
}

/// The value of an override.
#[derive(Clone, Debug)]
pub(crate) enum Overriding {
    Typed(Arc<Tree>),
    Text(String),
}

impl fmt::Debug for SpecKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tree { kind, .. } | Self::Text { kind, .. } => write!(f, "{kind}"),
            Self::File { path, .. } | Self::Dotenv { path, .. } | Self::ProfileFiles { base: path } => {
                write!(f, "file {}", path.display())
            }
            Self::Glob(wildcard) => write!(f, "glob {wildcard:?}"),
            Self::Hierarchy(hierarchy) => write!(f, "hierarchy {}", hierarchy.app()),
            Self::Env(env) => write!(f, "environment {}", env.prefix),
            Self::Override { path, .. } => write!(f, "override {path}"),
            Self::Config { name, .. } => write!(f, "config {name}"),
            Self::Custom(source) => write!(f, "source {}", source.name()),
        }
    }
}

impl SourceBuilder {
    pub(crate) fn new(kind: SpecKind) -> Self {
        Self { kind, options: SourceOptions::default(), name: None, format: None, weakest: false }
    }

    /// A file; absent it is a warning. A name without extension searches the known ones.
    ///
    /// ```
    /// use superconfig::{SourceBuilder, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("shop.json"), r#"{"port": 80}"#)?;
    /// let shop = SourceBuilder::file(dir.path().join("shop")).named("the shop's file");
    /// let config = SuperConfig::new().merge(shop).build()?;
    /// assert_eq!(config.explain("port").unwrap().origin.source(), "the shop's file");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::new(SpecKind::File { kind: OriginKind::File, path: path.into(), presence: Presence::Expected })
    }

    /// Text given by the program.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let text = SourceBuilder::text("pi = 3.14", Format::Toml);
    /// assert_eq!(SuperConfig::new().merge(text).build()?.get::<f64>("pi")?, 3.14);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn text(text: impl Into<String>, format: Format) -> Self {
        let text = Arc::from(text.into());
        Self { format: Some(format), ..Self::new(SpecKind::Text { kind: OriginKind::Text, text }) }
    }

    /// A dotenv file.
    ///
    /// ```
    /// use superconfig::{SourceBuilder, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("local.env"), "PORT=80")?;
    /// let dotenv = SourceBuilder::dotenv("local.env");
    /// let config = SuperConfig::new().with_cwd(dir.path()).join(dotenv).build()?;
    /// assert_eq!(config.explain("port").unwrap().origin.variable(), Some("PORT"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn dotenv(path: impl Into<PathBuf>) -> Self {
        Self::new(SpecKind::Dotenv { path: path.into(), presence: Presence::Expected })
    }

    /// A source of the program's own.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic, Result, Source, SourceBuilder, SourceData, SuperConfig};
    /// struct Consul;
    /// impl Source for Consul {
    ///     fn name(&self) -> String {
    ///         "consul".into()
    ///     }
    ///     fn load(&self) -> Result<SourceData> {
    ///         Err(Diagnostic::error(Code::SourceFailed, "connection refused").into())
    ///     }
    /// }
    /// let config = SuperConfig::new().join(SourceBuilder::custom(Consul)).build()?;
    /// assert_eq!(config.warnings()[0].code, Code::SourceFailed);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn custom(source: impl Source + 'static) -> Self {
        Self::new(SpecKind::Custom(Arc::new(source)))
    }

    /// An absent file is an error, and so is anything wrong with it.
    ///
    /// ```
    /// use superconfig::{Code, SourceBuilder, SuperConfig};
    /// let file = SourceBuilder::file("/srv/none/shop.toml").required();
    /// let error = SuperConfig::new().join(file).build().unwrap_err();
    /// assert!(error.has(Code::RequiredFileMissing));
    /// ```
    pub fn required(self) -> Self {
        self.presence(Presence::Required)
    }

    /// An absent file is nothing to speak of.
    ///
    /// ```
    /// use superconfig::{SourceBuilder, SuperConfig};
    /// let file = SourceBuilder::file("/srv/none/shop.local.toml").optional();
    /// assert!(!SuperConfig::new().merge(file).build()?.has_warnings());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn optional(self) -> Self {
        self.presence(Presence::Optional)
    }

    pub(crate) fn presence(mut self, wanted: Presence) -> Self {
        if let SpecKind::File { presence, .. } | SpecKind::Dotenv { presence, .. } = &mut self.kind {
            *presence = wanted;
        }
        self
    }

    /// The values count as this kind, a file of defaults for example.
    ///
    /// ```
    /// use superconfig::{Format, OriginKind, SourceBuilder, SuperConfig};
    /// let defaults = SourceBuilder::text("port = 80", Format::Toml).kind(OriginKind::Default);
    /// let config = SuperConfig::new().merge(defaults).build()?;
    /// assert_eq!(config.sources()[0].kind, OriginKind::Default);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn kind(mut self, wanted: OriginKind) -> Self {
        if let SpecKind::File { kind, .. } | SpecKind::Text { kind, .. } | SpecKind::Tree { kind, .. } =
            &mut self.kind
        {
            *kind = wanted;
        }
        self
    }

    /// The name that origins show.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let text = SourceBuilder::text("port = 80", Format::Toml).named("defaults of shop 2.1");
    /// let config = SuperConfig::new().merge(text).build()?;
    /// assert_eq!(config.explain("port").unwrap().origin.to_string(), "defaults of shop 2.1:1:8");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The top-level tables are profiles.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let text = "default: {level: info}\ndebug: {level: trace}";
    /// let nested = SourceBuilder::text(text, Format::Yaml).nested();
    /// let config = SuperConfig::new().merge(nested).select("debug").build()?;
    /// assert_eq!(config.as_json(), "{\n  \"level\": \"trace\"\n}");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn nested(mut self) -> Self {
        self.options.nested = true;
        self
    }

    /// The whole source belongs to a profile.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let text = SourceBuilder::text("level = 'trace'", Format::Toml).profile("debug");
    /// let builder = SuperConfig::new().merge(text);
    /// assert!(!builder.has_key("level")?);
    /// assert_eq!(builder.select("debug").get_string("level")?, "trace");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.options.profile = Some(profile.into());
        self
    }

    /// How the source combines with those before it.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, Strategy, SuperConfig};
    /// let weak = SourceBuilder::text("a = 2\nb = 3", Format::Toml).strategy(Strategy::Join);
    /// let config = SuperConfig::new().with_override("a", 1).merge(weak).build()?;
    /// assert_eq!((config.get::<u8>("a")?, config.get::<u8>("b")?), (1, 3));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.options.strategy = strategy;
        self
    }

    /// The format, whatever name and content say.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("shop.config"), "port: 80")?;
    /// let file = SourceBuilder::file("shop.config").format(Format::Yaml);
    /// let config = SuperConfig::new().with_cwd(dir.path()).merge(file).build()?;
    /// assert_eq!(config.get::<u16>("port")?, 80);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Whether `_add`, `_remove` and `_prepend` are operations in this source (they are).
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let literal = SourceBuilder::text("tags_add = ['b']", Format::Toml).operations(false);
    /// let config = SuperConfig::new().with_override("tags", ["a"]).merge(literal).build()?;
    /// assert_eq!(config.keys(), ["tags", "tags_add"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn operations(mut self, on: bool) -> Self {
        self.options.operations = on;
        self
    }

    /// Whether `${…}` is expanded in this dotenv file (it is).
    ///
    /// ```
    /// use superconfig::{SourceBuilder, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join(".env"), "PRICE=${EUR}5")?;
    /// let builder = SuperConfig::new().with_cwd(dir.path());
    /// let literal = SourceBuilder::dotenv(".env").interpolation(false);
    /// assert_eq!(builder.merge(literal).get_string("price")?, "${EUR}5");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn interpolation(mut self, on: bool) -> Self {
        self.options.interpolation = on;
        self
    }

    pub(crate) fn weakest(mut self) -> Self {
        self.weakest = true;
        self
    }

    /// The path inside the configuration that an override with an array index starts at.
    pub(crate) fn at(mut self, at: Option<KeyPath>) -> Self {
        self.options.at = at;
        self
    }
}

impl From<Env> for SourceBuilder {
    fn from(env: Env) -> Self {
        let profile = env.profile.clone();
        let mut builder = Self::new(SpecKind::Env(env));
        builder.options.profile = profile;
        builder
    }
}

impl From<Wildcard> for SourceBuilder {
    fn from(wildcard: Wildcard) -> Self {
        Self::new(SpecKind::Glob(wildcard))
    }
}

impl From<Hierarchy> for SourceBuilder {
    fn from(hierarchy: Hierarchy) -> Self {
        Self::new(SpecKind::Hierarchy(hierarchy))
    }
}
