//! Where a value came from.

use super::span::{LineIndex, Span};
use super::visible::visible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The kind of source that a value came from.
///
/// ```
/// use superconfig::{OriginKind, SuperConfig};
/// let defaults = std::collections::BTreeMap::from([("port", 80)]);
/// let config = SuperConfig::new().with_defaults(defaults).build()?;
/// assert_eq!(config.explain("port").unwrap().origin.kind(), OriginKind::Default);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OriginKind {
    /// Defaults given by the program, as a value, as text or as a file.
    Default,
    /// A file, dotenv files included.
    File,
    /// Text given by the program.
    Text,
    /// An environment variable.
    Env,
    /// A command-line option of the program.
    Cli,
    /// An explicit override (`with_override`, `--set`).
    Override,
    /// Another [`Config`](crate::Config).
    Config,
    /// A source of the program's own.
    Custom,
}

impl OriginKind {
    /// The stable lower-case name, as it stands in JSON output.
    ///
    /// ```
    /// assert_eq!(superconfig::OriginKind::File.as_str(), "file");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Text => "text",
            Self::Env => "env",
            Self::Cli => "cli",
            Self::Override => "override",
            Self::Config => "config",
            Self::Custom => "custom",
        }
    }
}

impl fmt::Display for OriginKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What all values of one source have in common: its kind, name, path and text.
#[derive(Debug)]
pub(crate) struct SourceInfo {
    pub(crate) kind: OriginKind,
    pub(crate) name: String,
    pub(crate) file: Option<PathBuf>,
    /// The text that spans point into; `None` where there is none (environment, serialized values).
    pub(crate) text: Option<Arc<str>>,
    lines: OnceLock<LineIndex>,
}

impl SourceInfo {
    pub(crate) fn new(kind: OriginKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), file: None, text: None, lines: OnceLock::new() }
    }

    pub(crate) fn with_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.file = Some(file.into());
        self
    }

    pub(crate) fn with_text(mut self, text: Arc<str>) -> Self {
        self.text = Some(text);
        self
    }

    fn line_column(&self, offset: usize) -> Option<(usize, usize)> {
        let text = self.text.as_ref()?;
        Some(self.lines.get_or_init(|| LineIndex::new(text)).line_column(text, offset))
    }
}

/// Where one value came from: a place in a file, a variable, a command-line option, a place in the program.
///
/// Cloning is cheap, and line and column are computed only when asked for.
///
/// ```
/// use superconfig::{Format, SuperConfig};
/// let config = SuperConfig::new().with_string("port = 80", Format::Toml).build()?;
/// let origin = config.explain("port").unwrap().origin;
/// assert_eq!((origin.line(), origin.column()), (Some(1), Some(8)));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone)]
pub struct Origin {
    source: Arc<SourceInfo>,
    span: Option<Span>,
    variable: Option<Arc<str>>,
}

impl Origin {
    pub(crate) fn new(source: Arc<SourceInfo>, span: Option<Span>) -> Self {
        Self { source, span, variable: None }
    }

    pub(crate) fn with_variable(mut self, variable: Arc<str>) -> Self {
        self.variable = Some(variable);
        self
    }

    /// The origin of what concerns a file as a whole, for diagnostics of the program's own.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic, Origin};
    /// let error = Diagnostic::error(Code::FileUnreadable, "no route to host").with_origin(Origin::of_file("a.toml"));
    /// assert_eq!(error.origin.unwrap().to_string(), "a.toml");
    /// ```
    #[must_use]
    pub fn of_file(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let info = SourceInfo::new(OriginKind::File, path.display().to_string()).with_file(path);
        Self::new(Arc::new(info), None)
    }

    /// The kind of source.
    ///
    /// ```
    /// use superconfig::{OriginKind, SuperConfig};
    /// let config = SuperConfig::new().with_override("a", 1).build()?;
    /// assert_eq!(config.explain("a").unwrap().origin.kind(), OriginKind::Override);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn kind(&self) -> OriginKind {
        self.source.kind
    }

    /// The name of the source: a file's path as it was given, `environment`, `defaults`, …
    ///
    /// ```
    /// let options = std::collections::BTreeMap::from([("a", 1)]);
    /// let config = superconfig::SuperConfig::new().with_cli_opt(Some(options)).build()?;
    /// assert_eq!(config.explain("a").unwrap().origin.source(), "command line");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source.name
    }

    /// The file, if the value stands in one.
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("a.toml"), "port = 80")?;
    /// let config = superconfig::SuperConfig::new().with_cwd(dir.path()).with_file("a").build()?;
    /// let origin = config.explain("port").unwrap().origin;
    /// assert_eq!(origin.file(), Some(std::path::Path::new("a.toml")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.source.file.as_deref()
    }

    /// The line, counted from 1.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("a: 1\nb: 2", Format::Yaml).with_override("c", 3).build()?;
    /// let line = |path| config.explain(path).unwrap().origin.line();
    /// assert_eq!((line("b"), line("c")), (Some(2), None));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.position().map(|(line, _)| line)
    }

    /// The column, counted in characters from 1.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string(r#"{"größe": 1}"#, Format::Json).build()?;
    /// assert_eq!(config.explain("größe").unwrap().origin.column(), Some(11));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.position().map(|(_, column)| column)
    }

    /// The real name of the environment variable, command-line option or dotenv key.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("SHOP_DB__HOST", "h")]))
    ///     .with_env("SHOP_")
    ///     .build()?;
    /// assert_eq!(config.explain("db.host").unwrap().origin.variable(), Some("SHOP_DB__HOST"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        self.variable.as_deref()
    }

    /// Whether both are in one source, by its kind and name, and are one variable if they are any.
    pub(crate) fn is_of_same_source(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.source() == other.source() && self.variable == other.variable
    }

    fn position(&self) -> Option<(usize, usize)> {
        self.source.line_column(self.span?.start())
    }

    /// The text that the span points into, for snippets.
    pub(crate) fn snippet(&self) -> Option<(&Arc<str>, Span)> {
        Some((self.source.text.as_ref()?, self.span?))
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.kind() == other.kind()
            && self.source() == other.source()
            && self.file() == other.file()
            && self.span == other.span
            && self.variable == other.variable
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({self})")
    }
}

/// `config/app.toml:3:8`, `APP_PORT (environment)`, `defaults`; for people: names are [`visible`].
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.source.file.as_ref().map_or(self.source.name.clone(), |p| p.display().to_string());
        let place = visible(&place);
        match (self.position(), &self.variable) {
            (Some((line, column)), _) => write!(f, "{place}:{line}:{column}"),
            (None, Some(variable)) => write!(f, "{} ({place})", visible(variable)),
            (None, None) => f.write_str(&place),
        }
    }
}
