//! Nothing is recorded: the same methods, without size and effect.

use super::Phase;
use crate::format::Limits;
use crate::snapshot::VariableFact;
use crate::source::layer::Layer;
use crate::source::{EnvSnapshot, Located};
use crate::value::SourceInfo;
use std::path::Path;
use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch;

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self
    }
}

#[derive(Debug)]
pub(crate) struct Profile;

impl Profile {
    pub(crate) fn begin(_: &Limits) -> Self {
        Self
    }

    pub(crate) fn located(&mut self, _: &Path, _: &Located, _: Stopwatch) {}

    pub(crate) fn searched(&mut self, _: &str, _: usize, _: usize, _: Stopwatch, _: Duration) {}

    pub(crate) fn scanned(&mut self, _: &EnvSnapshot, _: &str, _: Stopwatch) {}

    pub(crate) fn loaded<'l>(&mut self, _: usize, _: impl Iterator<Item = &'l Layer>) {}

    pub(crate) fn failed(&mut self, _: &SourceInfo, _: Duration, _: Duration) {}

    pub(crate) fn placed(&mut self, _: usize, _: &[VariableFact], _: Stopwatch) {}

    pub(crate) fn revised(&mut self) {}

    pub(crate) fn spent(&mut self, _: Phase, _: Stopwatch) {}
}

#[derive(Debug)]
pub(crate) struct Metrics;

impl Metrics {
    pub(crate) fn new(_: Profile) -> Self {
        Self
    }

    pub(crate) fn reloaded(&self, _: Profile, _: u64, _: bool) {}

    pub(crate) fn published(&self, _: Stopwatch) {}

    pub(crate) fn extracted(&self, _: Stopwatch) {}

    pub(crate) fn extracted_for_handle(&self, _: Stopwatch) {}
}
