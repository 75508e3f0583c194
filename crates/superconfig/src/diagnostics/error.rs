//! The one error type: a list of diagnostics.

use super::{Code, Diagnostic, Severity};
use std::fmt;

/// Why a configuration could not be loaded, extracted or validated: one diagnostic for each fault.
///
/// `Display` renders all of them plainly, with source snippets.
///
/// ```
/// use superconfig::{Format, SuperConfig};
/// let error = SuperConfig::new().with_string("a = 1\na = 2", Format::Toml).with_strict().build().unwrap_err();
/// assert_eq!(error.diagnostics()[0].code.as_str(), "SC0202");
/// ```
#[derive(Clone, PartialEq)]
#[expect(clippy::box_collection, reason = "an error of one word keeps every `Result` small")]
pub struct Error {
    diagnostics: Box<Vec<Diagnostic>>,
}

/// What an error is about as a whole: of what type its exception is in a language that has such.
///
/// ```
/// use superconfig::{ErrorKind, Format};
/// assert_eq!(Format::Json.parse("{").unwrap_err().kind(), ErrorKind::Parse);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing stands at the paths that were asked for.
    Missing,
    /// A text cannot be read: a source, or a key path.
    Parse,
    /// Values are there and do not fit their types.
    Type,
    /// A value is missing for the target, is refused by it, or breaks a rule.
    Validation,
    /// Anything else: a file, a pattern, a variable.
    Other,
}

impl ErrorKind {
    /// `missing`, `parse`, `type`, `validation` or `other`.
    ///
    /// ```
    /// assert_eq!(superconfig::ErrorKind::Missing.as_str(), "missing");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Parse => "parse",
            Self::Type => "type",
            Self::Validation => "validation",
            Self::Other => "other",
        }
    }
}

/// The codes of values that do not fit their types.
const TYPES: [Code; 4] = [Code::TypeMismatch, Code::OutOfRange, Code::UnknownVariant, Code::WrongLength];

impl Error {
    /// An error with these diagnostics. All are raised to errors.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic, Error, Severity};
    /// let error = Error::new([Diagnostic::warning(Code::SourceFailed, "no route to host")]);
    /// assert_eq!(error.diagnostics()[0].severity, Severity::Error);
    /// ```
    #[must_use]
    pub fn new(diagnostics: impl IntoIterator<Item = Diagnostic>) -> Self {
        let raise = |diagnostic| Diagnostic { severity: Severity::Error, ..diagnostic };
        Self { diagnostics: Box::new(diagnostics.into_iter().map(raise).collect()) }
    }

    /// Every fault, in the order of discovery.
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_required_file("/srv/none/a").with_overrides(["port"]);
    /// let error = builder.build().unwrap_err();
    /// let codes: Vec<&str> = error.diagnostics().iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    /// assert_eq!(codes, ["SC0102", "SC0509"]);
    /// ```
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The faults by value.
    ///
    /// ```
    /// use superconfig::{Code, Diagnostic, Error};
    /// let error = Error::from(Diagnostic::error(Code::SourceFailed, "no route to host"));
    /// assert_eq!(error.into_diagnostics()[0].message, "no route to host");
    /// ```
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        *self.diagnostics
    }

    /// Whether any fault has this code.
    ///
    /// ```
    /// use superconfig::{Code, SuperConfig};
    /// let error = SuperConfig::new().build()?.get::<u16>("port").unwrap_err();
    /// assert!(error.has(Code::PathNotFound) && !error.has(Code::TypeMismatch));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code == code)
    }

    /// Whether values are missing: a required file, a field, a path.
    ///
    /// ```
    /// let error = superconfig::SuperConfig::new().build()?.get_string("host").unwrap_err();
    /// assert!(error.is_missing());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn is_missing(&self) -> bool {
        [Code::RequiredFileMissing, Code::MissingField, Code::PathNotFound].iter().any(|&code| self.has(code))
    }

    /// Whether a text could not be parsed.
    ///
    /// ```
    /// assert!(superconfig::Format::Json.parse("{").unwrap_err().is_syntax());
    /// ```
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.has_of("SC02")
    }

    /// Whether a value does not fit its target type.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 70_000).build()?;
    /// assert!(config.get::<u16>("port").unwrap_err().is_type_mismatch());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn is_type_mismatch(&self) -> bool {
        TYPES.iter().any(|&code| self.has(code))
    }

    /// Whether a validation rule is broken.
    ///
    /// ```
    /// use superconfig::{Rule, SuperConfig};
    /// let builder = SuperConfig::new().with_override("workers", 0).validate("workers", Rule::range(1..));
    /// assert!(builder.build().unwrap_err().is_validation());
    /// ```
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.has_of("SC06")
    }

    /// What it is about as a whole, where one answer is needed. A text that cannot be read comes before everything that
    /// may follow from it; `Missing` and `Type` are errors that are about nothing else.
    ///
    /// ```
    /// use superconfig::{ErrorKind, SuperConfig};
    /// let config = SuperConfig::new().with_override("port", 70_000).build()?;
    /// assert_eq!(config.get::<u16>("host").unwrap_err().kind(), ErrorKind::Missing);
    /// assert_eq!(config.get::<u16>("port").unwrap_err().kind(), ErrorKind::Type);
    /// assert_eq!(config.get::<u16>("port[").unwrap_err().kind(), ErrorKind::Parse);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        let all = |codes: &[Code]| self.diagnostics.iter().all(|diagnostic| codes.contains(&diagnostic.code));
        if self.diagnostics.is_empty() {
            ErrorKind::Other
        } else if all(&[Code::PathNotFound]) {
            ErrorKind::Missing
        } else if self.has_of("SC02") || all(&[Code::BadPath]) {
            ErrorKind::Parse
        } else if all(&TYPES) {
            ErrorKind::Type
        } else if self.has_of("SC05") || self.has_of("SC06") {
            ErrorKind::Validation
        } else {
            ErrorKind::Other
        }
    }

    /// Whether any fault is of this group of codes.
    fn has_of(&self, group: &str) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code.as_str().starts_with(group))
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::new([diagnostic])
    }
}

impl From<crate::value::PathError> for Error {
    fn from(error: crate::value::PathError) -> Self {
        Diagnostic::error(Code::BadPath, error.to_string()).into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(super::render::render(&self.diagnostics, super::render::Style::Plain).trim_end())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_for_all_faults() {
        use Code::*;
        let cases: [(&[Code], ErrorKind); 16] = [
            (&[], ErrorKind::Other),
            (&[PathNotFound, PathNotFound], ErrorKind::Missing),
            (&[PathNotFound, MissingField], ErrorKind::Validation),
            (&[PathNotFound, TypeMismatch], ErrorKind::Validation),
            (&[Syntax], ErrorKind::Parse),
            (&[RuleBroken, MissingField, FileMissing, DuplicateKey], ErrorKind::Parse),
            (&[BadPath, BadPath], ErrorKind::Parse),
            (&[BadPath, PathNotFound], ErrorKind::Validation),
            (&TYPES, ErrorKind::Type),
            (&[TypeMismatch, UnknownField], ErrorKind::Validation),
            (&[TypeMismatch, FileMissing], ErrorKind::Validation),
            (&[SchemaViolation], ErrorKind::Validation),
            (&[FileUnreadable, RuleBroken], ErrorKind::Validation),
            (&[FileUnreadable], ErrorKind::Other),
            (&[KindChange, UnclaimedVariable], ErrorKind::Other),
            (&[WriteFailed], ErrorKind::Other),
        ];
        for (codes, kind) in cases {
            let error = Error::new(codes.iter().map(|&code| Diagnostic::error(code, "x")));
            assert_eq!(error.kind(), kind, "{codes:?}");
        }
    }
}
