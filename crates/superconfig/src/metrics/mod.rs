//! Where time goes (feature `profiling`): what each load spent on what, and counters and latencies over the life of a
//! configuration.
//!
//! The rest of the library records through three types: a [`Stopwatch`] for one piece of work, a [`Profile`] for one
//! load, [`Metrics`] for one configuration. Without the feature they are of no size and do nothing ([`off`]), so this
//! is the only place that knows whether anything is recorded.

#[cfg(feature = "profiling")]
mod advice;
#[cfg(feature = "profiling")]
mod histogram;
#[cfg(feature = "profiling")]
mod json;
#[cfg(feature = "profiling")]
mod life;
#[cfg(not(feature = "profiling"))]
mod off;
#[cfg(feature = "profiling")]
mod profile;
#[cfg(feature = "profiling")]
mod table;
#[cfg(all(test, feature = "profiling"))]
mod tests;
#[cfg(feature = "profiling")]
mod timings;

#[cfg(feature = "profiling")]
pub use advice::{Advice, AdviceKind};
#[cfg(feature = "profiling")]
pub use histogram::Latency;
#[cfg(feature = "profiling")]
pub(crate) use life::Metrics;
#[cfg(not(feature = "profiling"))]
pub(crate) use off::{Metrics, Profile, Stopwatch};
#[cfg(feature = "profiling")]
pub(crate) use profile::{Profile, Stopwatch};
#[cfg(feature = "profiling")]
pub use timings::{SourceTimings, Timings};

/// The parts of a load beside the single sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// All sources, the matching of variables included.
    Load,
    /// Finding the keys that variables mean.
    Match,
    Merge,
    Validate,
    /// The values of handles, in a reload.
    Extract,
    Publish,
}
