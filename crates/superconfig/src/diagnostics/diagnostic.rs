//! One type for warnings and errors: data only; rendering is apart.

use super::{Code, Secrets};
use crate::value::{KeyPath, Origin, Span};
use std::sync::Arc;

/// How serious a diagnostic is.
///
/// ```
/// use superconfig::{Severity, SuperConfig};
/// let config = SuperConfig::new().with_file("/srv/none/a.toml").build()?;
/// assert_eq!(config.warnings()[0].severity, Severity::Warning);
/// assert!(Severity::Error > Severity::Warning);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something is doubtful; the configuration was loaded all the same.
    Warning,
    /// Something could not be loaded, extracted or validated.
    Error,
}

impl Severity {
    /// `warning` or `error`.
    ///
    /// ```
    /// assert_eq!(superconfig::Severity::Warning.as_str(), "warning");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A further place that a diagnostic speaks of.
///
/// ```
/// use superconfig::{Format, SuperConfig};
/// let error = SuperConfig::new().with_string("a = 1\na = 2", Format::Toml).build().unwrap_err();
/// let related = &error.diagnostics()[0].related[0];
/// assert_eq!(related.origin.line(), Some(1));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Related {
    /// What that place has to do with it.
    pub message: String,
    /// The place.
    pub origin: Origin,
}

/// One warning or error: a stable code, a message, the path and origin of the value, and what to do.
///
/// ```
/// use superconfig::{Code, SuperConfig};
/// let error = SuperConfig::new().with_required_file("/no/such.toml").build().unwrap_err();
/// let diagnostic = &error.diagnostics()[0];
/// assert_eq!(diagnostic.code, Code::RequiredFileMissing);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// How serious it is.
    pub severity: Severity,
    /// One sentence without a full stop. Values in it are masked where they are secret.
    pub message: String,
    /// The key path that it is about.
    pub path: Option<KeyPath>,
    /// The place that it is about.
    pub origin: Option<Origin>,
    /// Further places.
    pub related: Vec<Related>,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether the place holds a secret, so that its text must not be shown.
    pub(crate) secret: bool,
    /// The names of secrets that hold for its sources, if the program added some to the built-in ones.
    pub(crate) secrets: Option<Arc<Secrets>>,
}

impl Diagnostic {
    /// An error without path or place.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic};
    /// let error = Diagnostic::error(Code::SourceFailed, "consul: connection refused").with_help("start consul");
    /// assert_eq!(error.help.as_deref(), Some("start consul"));
    /// ```
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            path: None,
            origin: None,
            related: Vec::new(),
            help: None,
            secret: false,
            secrets: None,
        }
    }

    /// A warning without path or place.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic, Severity};
    /// let warning = Diagnostic::warning(Code::SourceFailed, "consul answers slowly");
    /// assert_eq!(warning.severity, Severity::Warning);
    /// ```
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// The same with the path of the value.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic, KeyPath};
    /// let path = KeyPath::root().key("server").key("port");
    /// let diagnostic = Diagnostic::error(Code::InvalidValue, "the port is taken").with_path(path);
    /// assert_eq!(diagnostic.path.unwrap().to_string(), "server.port");
    /// ```
    #[must_use]
    pub fn with_path(mut self, path: KeyPath) -> Self {
        self.path = Some(path);
        self
    }

    /// The same with the place of the value.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic, Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("port = 80", Format::Toml).build()?;
    /// let place = config.explain("port").unwrap().origin;
    /// let diagnostic = Diagnostic::error(Code::InvalidValue, "the port is taken").with_origin(place);
    /// assert!(superconfig::Error::from(diagnostic).to_string().contains("1 | port = 80"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The same with a further place.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic, SuperConfig};
    /// let config = SuperConfig::new().with_override("min", 3).build()?;
    /// let min = config.explain("min").unwrap().origin;
    /// let diagnostic = Diagnostic::error(Code::RuleBroken, "`max` is below `min`").with_related("`min`", min);
    /// assert_eq!(diagnostic.related[0].message, "`min`");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn with_related(mut self, message: impl Into<String>, origin: Origin) -> Self {
        self.related.push(Related { message: message.into(), origin });
        self
    }

    /// The same with advice.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic};
    /// let diagnostic = Diagnostic::error(Code::SourceFailed, "no route to host").with_help("check the network");
    /// assert!(superconfig::Error::from(diagnostic).to_string().contains("= help: check the network"));
    /// ```
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, but the text at its places is never shown.
    pub(crate) fn with_secret(mut self, secret: bool) -> Self {
        self.secret = secret;
        self
    }

    /// The same, shown with the names of secrets that the program added.
    pub(crate) fn with_secrets(mut self, secrets: Arc<Secrets>) -> Self {
        self.secrets = Some(secrets);
        self
    }

    /// Whether it is about a secret: it was said to be, or its path has a secret name.
    pub(super) fn is_secret(&self) -> bool {
        let built_in = Secrets::default();
        let secrets = self.secrets.as_deref().unwrap_or(&built_in);
        self.secret || self.path.as_ref().is_some_and(|path| secrets.is_secret(path))
    }

    /// The spans that hold secrets, in their texts: none unless it is about a secret. The name of a secret may
    /// be seen.
    pub(super) fn secret_spans(&self) -> Vec<(&Arc<str>, Span)> {
        if !self.is_secret() {
            return Vec::new();
        }
        let built_in = Secrets::default();
        let secrets = self.secrets.as_deref().unwrap_or(&built_in);
        let origins = self.origin.iter().chain(self.related.iter().map(|related| &related.origin));
        let after_name = |(text, span): (_, Span)| {
            let text: &Arc<str> = text;
            let bytes = text.get(span.start()..span.end()).unwrap_or_default();
            let is_name = secrets.find(bytes).is_some() && !bytes.contains(['=', ':', '\n', ' ']);
            (text, if is_name { Span::new(span.end(), span.end()) } else { span })
        };
        origins.filter_map(Origin::snippet).map(after_name).collect()
    }
}
