//! What one load spent on what.

use super::Phase;
use super::timings::{Kept, SourceTimings};
use crate::format::Limits;
use crate::snapshot::{Fate, VariableFact};
use crate::source::layer::Layer;
use crate::source::{EnvSnapshot, Located};
use crate::value::{OriginKind, SourceInfo};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Measures one piece of work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Which load this was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    Build,
    Reload,
    FailedReload,
}

/// The record of one load. It belongs to the thread that loads, until it is done.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    started: Stopwatch,
    /// Some files were read again and nothing was merged: there is nothing to tell about sources.
    pub(super) is_revision: bool,
    pub(super) limits: Limits,
    pub(super) attempt: Attempt,
    /// What is served after it.
    pub(super) generation: u64,
    pub(super) total: Duration,
    pub(super) rows: Vec<SourceTimings>,
    pub(super) phases: [Duration; 6],
    /// Files of the present source that were located and not loaded yet, with their rows.
    located: Vec<(PathBuf, usize)>,
    /// The environment was scanned and its layer is not there yet.
    scan: Option<Scan>,
    /// The places of environment layers, with their rows.
    placing: Vec<(usize, usize)>,
}

#[derive(Clone, Copy, Debug)]
struct Scan {
    took: Duration,
    variables: usize,
    has_prefix: bool,
}

impl Profile {
    pub(crate) fn begin(limits: &Limits) -> Self {
        Self {
            started: Stopwatch::start(),
            is_revision: false,
            limits: *limits,
            attempt: Attempt::Build,
            generation: 1,
            total: Duration::ZERO,
            rows: Vec::new(),
            phases: [Duration::ZERO; 6],
            located: Vec::new(),
            scan: None,
            placing: Vec::new(),
        }
    }

    /// It takes the short way.
    pub(crate) fn revised(&mut self) {
        self.is_revision = true;
    }

    pub(super) fn end(mut self) -> Self {
        self.total = self.started.elapsed();
        self
    }

    /// A file was looked for, and found or not.
    pub(crate) fn located(&mut self, path: &Path, located: &Located, watch: Stopwatch) {
        let shown = located.chosen.as_deref().unwrap_or(path);
        let mut row = SourceTimings::new(shown.display().to_string(), OriginKind::File);
        (row.discover_time, row.looked_at) = (watch.elapsed(), located.looked_at());
        row.found = usize::from(located.chosen.is_some());
        if let Some(chosen) = &located.chosen {
            self.located.push((chosen.clone(), self.rows.len()));
        }
        self.rows.push(row);
    }

    /// Many files were looked for, and some of the time was for reading them.
    pub(crate) fn searched(
        &mut self,
        name: &str,
        looked_at: usize,
        found: usize,
        watch: Stopwatch,
        reading: Duration,
    ) {
        let mut row = SourceTimings::new(name.to_owned(), OriginKind::File);
        (row.looked_at, row.found) = (looked_at, found);
        row.discover_time = watch.elapsed().saturating_sub(reading);
        self.rows.push(row);
    }

    /// The environment was searched for variables with a prefix.
    pub(crate) fn scanned(&mut self, env: &EnvSnapshot, prefix: &str, watch: Stopwatch) {
        let took = watch.elapsed();
        self.scan = Some(Scan { took, variables: env.iter().count(), has_prefix: !prefix.is_empty() });
    }

    /// A source has been loaded: its layers, the first of which has this number.
    pub(crate) fn loaded<'l>(&mut self, first: usize, layers: impl Iterator<Item = &'l Layer>) {
        for (at, layer) in layers.enumerate() {
            let is_env = layer.info.kind == OriginKind::Env;
            let scan = self.scan.take_if(|_| is_env);
            let row = self.row(&layer.info, |row| {
                (row.read_time, row.parse_time) = (layer.read_time, layer.parse_time);
                (row.format, row.size, row.cached) = (layer.format, layer.size, layer.cached);
                row.path.clone_from(&layer.info.file);
                row.kept = Kept(Some((Arc::clone(&layer.info), Arc::clone(&layer.tree))));
                if let Some(scan) = scan {
                    (row.read_time, row.looked_at) = (scan.took, scan.variables);
                    row.has_prefix = scan.has_prefix;
                }
            });
            if is_env {
                self.placing.push((first + at, row));
            }
        }
        // What was found and still has no layer could not be read.
        self.located.clear();
    }

    /// A source was read and could not be used.
    pub(crate) fn failed(&mut self, info: &SourceInfo, read: Duration, parse: Duration) {
        self.row(info, |row| {
            (row.read_time, row.parse_time) = (read, parse);
            row.size = info.text.as_ref().map_or(0, |text| text.len());
        });
    }

    /// Fills the row of a source: the one of its discovery, or else a new one. Tells which it is.
    fn row(&mut self, info: &SourceInfo, fill: impl FnOnce(&mut SourceTimings)) -> usize {
        let file = info.file.as_deref();
        let known = self.located.iter().position(|(path, _)| Some(path.as_path()) == file);
        let at = match known {
            Some(known) => self.located.swap_remove(known).1,
            None => {
                self.rows.push(SourceTimings::new(String::new(), info.kind));
                self.rows.len() - 1
            }
        };
        if let Some(row) = self.rows.get_mut(at) {
            (row.name, row.kind) = (info.name.clone(), info.kind);
            fill(row);
        }
        at
    }

    /// The variables of the layer with this number got their keys.
    pub(crate) fn placed(&mut self, layer: usize, variables: &[VariableFact], watch: Stopwatch) {
        self.spent(Phase::Match, watch);
        let row = self.placing.iter().find(|(placed, _)| *placed == layer).map(|(_, row)| *row);
        let Some(row) = row.and_then(|row| self.rows.get_mut(row)) else { return };
        row.found = variables.len();
        row.known = variables.iter().filter(|variable| matches!(variable.fate, Fate::Claimed(_))).count();
        row.size = variables.iter().map(|variable| variable.text.len()).sum();
    }

    pub(crate) fn spent(&mut self, phase: Phase, watch: Stopwatch) {
        if let Some(time) = self.phases.get_mut(phase as usize) {
            *time += watch.elapsed();
        }
    }

    pub(super) fn time(&self, phase: Phase) -> Duration {
        self.phases.get(phase as usize).copied().unwrap_or_default()
    }
}
