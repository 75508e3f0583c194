//! SuperConfig.

mod diagnostics;
mod extract;
mod format;
mod value;

pub use diagnostics::{Code, Diagnostic, Error, Related, Result, Severity, Style, render};
pub use extract::{Located, Secret};
pub use format::{Format, Limits};
pub use value::{KeyPath, Origin, OriginKind, PathError, Segment, Value};
