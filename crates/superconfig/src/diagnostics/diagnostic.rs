//! One type for warnings and errors: data only; rendering is apart.

use super::{Code, Secrets};
use crate::value::{KeyPath, Origin};
use std::sync::Arc;

/// How serious a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something is doubtful; the configuration was loaded all the same.
    Warning,
    /// Something could not be loaded, extracted or validated.
    Error,
}

impl Severity {
    /// `warning` or `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A further place that a diagnostic speaks of.
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
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// The same with the path of the value.
    #[must_use]
    pub fn with_path(mut self, path: KeyPath) -> Self {
        self.path = Some(path);
        self
    }

    /// The same with the place of the value.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The same with a further place.
    #[must_use]
    pub fn with_related(mut self, message: impl Into<String>, origin: Origin) -> Self {
        self.related.push(Related { message: message.into(), origin });
        self
    }

    /// The same with advice.
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
}
