//! The steps of loading and reading, as spans of `tracing` (feature `tracing`). Without the feature they are nothing.

use std::fmt::Display;

/// One step, and what it is about. All are spans of the target `superconfig`, named as here in lower case.
#[cfg_attr(not(feature = "tracing"), allow(dead_code))]
pub(crate) enum Step<'a> {
    /// A reload, from reading to publishing.
    Reload,
    /// All sources of a build or reload.
    Load {
        sources: usize,
    },
    /// Looking for files.
    Discover(&'a dyn Display),
    Read(&'a dyn Display),
    Parse(&'a dyn Display),
    Merge,
    Validate,
    /// Turning what stands at a path into a type.
    Extract(&'a dyn Display),
    Publish {
        generation: u64,
    },
}

/// Does some work as this step.
#[cfg(feature = "tracing")]
pub(crate) fn within<T>(step: Step<'_>, work: impl FnOnce() -> T) -> T {
    // Loads are rare and what an operator looks for; all else is detail.
    macro_rules! span {
        ($level:ident, $name:literal $($field:tt)*) => {
            tracing::span!(target: "superconfig", tracing::Level::$level, $name $($field)*)
        };
    }
    let span = match step {
        Step::Reload => span!(INFO, "reload"),
        Step::Load { sources } => span!(INFO, "load", sources),
        Step::Discover(source) => span!(DEBUG, "discover", %source),
        Step::Read(source) => span!(DEBUG, "read", %source),
        Step::Parse(source) => span!(DEBUG, "parse", %source),
        Step::Merge => span!(DEBUG, "merge"),
        Step::Validate => span!(DEBUG, "validate"),
        Step::Extract(path) => span!(DEBUG, "extract", %path),
        Step::Publish { generation } => span!(DEBUG, "publish", generation),
    };
    span.in_scope(work)
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn within<T>(_: Step<'_>, work: impl FnOnce() -> T) -> T {
    work()
}
