//! Descriptions of sources: what to load, not yet loaded.

use super::custom::Source;
use super::environment::Env;
use super::options::{SourceOptions, Strategy};
use super::{Hierarchy, Wildcard};
use crate::diagnostics::Diagnostic;
use crate::format::Format;
use crate::format::detect::by_extension;
use crate::value::{KeyPath, OriginKind, Tree, visible};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// What was doubtful about the source before it was loaded.
    pub(crate) doubts: Vec<Diagnostic>,
}

/// What kind of source it is, with what it needs.
#[derive(Clone)]
pub(crate) enum SpecKind {
    Tree {
        kind: OriginKind,
        tree: std::result::Result<Arc<Tree>, Diagnostic>,
    },
    Text {
        kind: OriginKind,
        text: Arc<str>,
    },
    File {
        kind: OriginKind,
        path: PathBuf,
        presence: Presence,
    },
    ProfileFiles {
        base: PathBuf,
    },
    Dotenv {
        path: PathBuf,
        presence: Presence,
    },
    Glob(Wildcard),
    Hierarchy(Hierarchy),
    Env(Env),
    Override {
        path: String,
        value: std::result::Result<Overriding, Diagnostic>,
    },
    Config {
        tree: Arc<Tree>,
        origins: Vec<crate::value::Origin>,
        name: String,
    },
    Custom(Arc<dyn Source>),
    #[cfg(feature = "figment")]
    Provider(Arc<crate::bridge::Provided>),
}

/// The value of an override.
#[derive(Clone, Debug)]
pub(crate) enum Overriding {
    Typed(Arc<Tree>),
    Text(String),
}

impl fmt::Debug for SpecKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Tree { kind, .. } | Self::Text { kind, .. } => format!("{kind}"),
            Self::File { path, .. } | Self::Dotenv { path, .. } | Self::ProfileFiles { base: path } => {
                format!("file {}", path.display())
            }
            Self::Glob(wildcard) => format!("glob {wildcard:?}"),
            Self::Hierarchy(hierarchy) => format!("hierarchy {}", hierarchy.app()),
            Self::Env(env) => format!("environment {}", env.prefix),
            Self::Override { path, .. } => format!("override {path}"),
            Self::Config { name, .. } => format!("config {name}"),
            Self::Custom(source) => format!("source {}", source.name()),
            #[cfg(feature = "figment")]
            Self::Provider(provided) => format!("provider {}", provided.name()),
        };
        f.write_str(&visible(&text))
    }
}

impl SourceBuilder {
    pub(crate) fn new(kind: SpecKind) -> Self {
        let options = SourceOptions::default();
        Self { kind, options, name: None, format: None, weakest: false, doubts: Vec::new() }
    }

    /// The variables that loading this looks at, besides that of the home directory: the beginnings of their names.
    pub(crate) fn env_prefixes(&self) -> Vec<&str> {
        // Only dotenv has `${NAME}`. No content makes it of a file whose name says another format.
        let any = |format: Option<Format>| match format {
            None | Some(Format::Env) => vec![""],
            Some(_) => Vec::new(),
        };
        match &self.kind {
            SpecKind::Tree { .. } | SpecKind::Override { .. } | SpecKind::Config { .. } => Vec::new(),
            #[cfg(feature = "figment")]
            SpecKind::Provider(_) => Vec::new(),
            SpecKind::Text { .. } => any(self.format),
            SpecKind::File { path, .. } | SpecKind::ProfileFiles { base: path } => {
                any(self.format.or_else(|| by_extension(path)))
            }
            SpecKind::Dotenv { .. } | SpecKind::Glob(_) | SpecKind::Hierarchy(_) | SpecKind::Custom(_) => {
                vec![""]
            }
            SpecKind::Env(env) => vec![env.prefix.trim_end_matches('_')],
        }
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

    /// `null`, `""`, `[]` and `{}` count as not given, at every depth, and so does what becomes empty by that; `false`
    /// and `0` are given. The text of a variable counts as a whole.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let answers = r#"{"name": "", "port": 0, "tls": {"cert": null}, "tags": ["", "a"]}"#;
    /// let answers = SourceBuilder::text(answers, Format::Json).ignore_empty();
    /// let config = SuperConfig::new().with_override("name", "shop").merge(answers).build()?;
    /// assert_eq!(config.keys(), ["name", "port", "tags"]);
    /// assert_eq!(config.get_string("name")?, "shop");
    /// assert_eq!(config.get_array::<String>("tags")?, ["a"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn ignore_empty(mut self) -> Self {
        self.options.ignore_empty = true;
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
