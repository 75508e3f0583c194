//! SuperConfig.

mod diagnostics;
mod format;
mod source;
mod value;

pub use diagnostics::{Code, Diagnostic, Error, Related, Result, Severity, Style, render};
pub use format::{Format, Limits};
pub use value::{KeyPath, Origin, OriginKind, PathError, Segment, Value};
