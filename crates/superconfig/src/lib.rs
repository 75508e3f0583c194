//! SuperConfig.

mod builder;
mod config;
mod convert;
mod diagnostics;
mod explain;
mod export;
mod extract;
mod format;
mod load;
mod merge;
mod report;
mod snapshot;
mod source;
mod validate;
mod value;
mod why_not;

pub use builder::SuperConfig;
pub use config::Config;
pub use convert::{Converted, convert};
pub use diagnostics::{
    Code, DebugCollector, DebugMessage, Diagnostic, Error, Related, Result, Severity, Style, VerbosityLevel,
    render, render_json,
};
pub use explain::{Beaten, Explanation, Operation};
pub use extract::{Located, Secret};
pub use format::{Format, Limits};
pub use merge::OperationKind;
pub use report::SourceReport;
pub use snapshot::Snapshot;
pub use source::{
    Discovered, Env, EnvSnapshot, Hierarchy, Level, MergeOrder, Nesting, Places, SearchStrategy, Source,
    SourceBuilder, SourceData, Status, Strategy, Trust, Wildcard, WildcardBuilder,
};
pub use validate::{RangeNumber, Rule, Violation, Violations};
#[cfg(feature = "schema")]
pub use validate::{Schema, schema_of};
pub use value::{KeyPath, Origin, OriginKind, PathError, Segment, Value};
pub use why_not::{Reason, ReasonKind, WhyNot};
