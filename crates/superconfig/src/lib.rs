//! SuperConfig.

mod diagnostics;
mod format;
mod merge;
mod source;
mod validate;
mod value;

pub use diagnostics::{
    Code, DebugCollector, DebugMessage, Diagnostic, Error, Related, Result, Severity, Style, VerbosityLevel,
    render, render_json,
};
pub use format::{Format, Limits};
pub use validate::{RangeNumber, Rule, Violation, Violations};
#[cfg(feature = "schema")]
pub use validate::{Schema, schema_of};
pub use value::{KeyPath, Origin, OriginKind, PathError, Segment, Value};
