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
    fn watch_targets(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// What a [`Source`] loads.
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
    #[must_use]
    pub fn raw() -> Self {
        Self::default()
    }

    /// The variables that begin with a prefix; `APP` and `APP_` mean the same.
    #[must_use]
    pub fn prefixed(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..Self::default() }
    }

    /// How names become key paths.
    #[must_use]
    pub fn nesting(mut self, nesting: Nesting) -> Self {
        self.nesting = nesting;
        self
    }

    /// The same as [`nesting`](Self::nesting) with [`Nesting::Separator`].
    #[must_use]
    pub fn separator(self, separator: impl Into<String>) -> Self {
        self.nesting(Nesting::Separator(separator.into()))
    }

    /// Keys keep the case of the variable's name instead of being lower-cased.
    #[must_use]
    pub fn preserve_case(mut self) -> Self {
        self.preserve_case = true;
        self
    }

    /// Empty variables count as not set.
    #[must_use]
    pub fn ignore_empty(mut self) -> Self {
        self.ignore_empty = true;
        self
    }

    /// `NAME_FILE=/run/secrets/x` gives `NAME` the content of that file, without the final line break.
    #[must_use]
    pub fn file_suffix(mut self) -> Self {
        self.file_suffix = true;
        self
    }

    /// Leaves out variables by their name after the prefix (case does not matter).
    #[must_use]
    pub fn ignore<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.ignored.extend(names.into_iter().map(Into::into));
        self
    }

    /// Takes only these variables, by their name after the prefix (case does not matter).
    #[must_use]
    pub fn only<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.only.extend(names.into_iter().map(Into::into));
        self
    }

    /// The variables belong to a profile.
    #[must_use]
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// The variables belong to the profile `global`, so that they win over every selected profile.
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
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::new(SpecKind::File { kind: OriginKind::File, path: path.into(), presence: Presence::Expected })
    }

    /// Text given by the program.
    pub fn text(text: impl Into<String>, format: Format) -> Self {
        let text = Arc::from(text.into());
        Self { format: Some(format), ..Self::new(SpecKind::Text { kind: OriginKind::Text, text }) }
    }

    /// A dotenv file.
    pub fn dotenv(path: impl Into<PathBuf>) -> Self {
        Self::new(SpecKind::Dotenv { path: path.into(), presence: Presence::Expected })
    }

    /// A source of the program's own.
    pub fn custom(source: impl Source + 'static) -> Self {
        Self::new(SpecKind::Custom(Arc::new(source)))
    }

    /// An absent file is an error, and so is anything wrong with it.
    pub fn required(self) -> Self {
        self.presence(Presence::Required)
    }

    /// An absent file is nothing to speak of.
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
    pub fn kind(mut self, wanted: OriginKind) -> Self {
        if let SpecKind::File { kind, .. } | SpecKind::Text { kind, .. } | SpecKind::Tree { kind, .. } =
            &mut self.kind
        {
            *kind = wanted;
        }
        self
    }

    /// The name that origins show.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The top-level tables are profiles.
    pub fn nested(mut self) -> Self {
        self.options.nested = true;
        self
    }

    /// The whole source belongs to a profile.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.options.profile = Some(profile.into());
        self
    }

    /// How the source combines with those before it.
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.options.strategy = strategy;
        self
    }

    /// The format, whatever name and content say.
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Whether `_add`, `_remove` and `_prepend` are operations in this source (they are).
    pub fn operations(mut self, on: bool) -> Self {
        self.options.operations = on;
        self
    }

    /// Whether `${…}` is expanded in this dotenv file (it is).
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
