//! What a parser has to say about a text, before it is known which source the text belongs to.

use super::{Code, Diagnostic, Severity};
use crate::value::{BuildError, KeyPath, Origin, SourceInfo, Span};
use std::sync::Arc;

/// A problem at a span of one text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) span: Span,
    pub(crate) related: Vec<(Span, String)>,
    pub(crate) help: Option<String>,
    /// The path of the value, where the parser knows it.
    pub(crate) path: Option<KeyPath>,
    /// Where the value begins that it is about, if that is not the place itself: the path is found by it.
    pub(crate) about: Option<u32>,
}

impl Fault {
    pub(crate) fn error(code: Code, message: impl Into<String>, span: Span) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span,
            related: Vec::new(),
            help: None,
            path: None,
            about: None,
        }
    }

    pub(crate) fn warning(code: Code, message: impl Into<String>, span: Span) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message, span) }
    }

    pub(crate) fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push((span, message.into()));
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn with_path(mut self, path: KeyPath) -> Self {
        self.path = Some(path);
        self
    }

    #[cfg(feature = "yaml")]
    pub(crate) fn about(mut self, value: Span) -> Self {
        self.about = Some(value.start);
        self
    }

    /// The diagnostic about the source that the text belongs to.
    pub(crate) fn locate(self, source: &Arc<SourceInfo>) -> Diagnostic {
        let at = |span| Origin::new(Arc::clone(source), Some(span));
        let mut diagnostic = Diagnostic::error(self.code, self.message).with_origin(at(self.span));
        diagnostic.severity = self.severity;
        diagnostic.help = self.help;
        diagnostic.path = self.path;
        self.related
            .into_iter()
            .fold(diagnostic, |diagnostic, (span, message)| diagnostic.with_related(message, at(span)))
    }
}

impl From<BuildError> for Fault {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Depth { at } => Self::error(Code::TooDeep, "nested deeper than the limit", at)
                .with_help("raise `Limits::depth` if this file is meant to be that deep"),
            BuildError::Nodes { at } => Self::error(Code::TooManyNodes, "more values than the limit", at)
                .with_help("raise `Limits::nodes` if this file is meant to be that large"),
            BuildError::Duplicate { key, first, second } => {
                Self::error(Code::DuplicateKey, format!("the key `{key}` stands twice in one table"), second)
                    .with_related(first, "first here")
            }
        }
    }
}
