//! SuperConfig.

mod diagnostics;
mod extract;
mod format;
mod merge;
mod source;
mod value;

pub use diagnostics::{
    Code, DebugCollector, DebugMessage, Diagnostic, Error, Related, Result, Severity, Style, VerbosityLevel,
    render, render_json,
};
pub use extract::{Located, Secret};
pub use format::{Format, Limits};
pub use source::{
    Discovered, EnvSnapshot, Hierarchy, Level, MergeOrder, Places, SearchStrategy, Status, Trust, Wildcard,
    WildcardBuilder,
};
pub use value::{KeyPath, Origin, OriginKind, PathError, Segment, Value};
