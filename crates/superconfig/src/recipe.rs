//! The road from sources to a snapshot in one step that can be repeated: building takes it once, every reload again.

use crate::diagnostics::{DebugMessage, Diagnostic, Error, Result, Secrets, Severity, Trace, VerbosityLevel};
use crate::extract::Options;
use crate::format::Limits;
use crate::load::{Context, load};
use crate::merge::{MergeOptions, Profiles, merge};
use crate::snapshot::Snapshot;
use crate::source::Places;
use crate::source::spec::SourceBuilder;
use crate::validate::{self, Rules};
use std::sync::Arc;

/// Everything that a snapshot depends on, but for the content of files. The environment and the command line are
/// in it as they were read once (SPEC 13).
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) sources: Vec<SourceBuilder>,
    pub(crate) places: Places,
    /// The selected profiles.
    pub(crate) selected: Vec<String>,
    pub(crate) limits: Limits,
    pub(crate) strict: bool,
    pub(crate) operations: bool,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) rules: Rules,
    pub(crate) options: Options,
}

impl Recipe {
    /// Loads, merges and checks. What is wrong is in the snapshot's warnings, whatever it is.
    pub(crate) fn snapshot(&self, trace: &Trace) -> Snapshot {
        let start = format!("loading {} sources", self.sources.len());
        trace.push(DebugMessage::new(VerbosityLevel::Info, "build", start));
        let context = Context {
            places: &self.places,
            limits: &self.limits,
            strict: self.strict,
            profiles: &self.selected,
            trace,
        };
        let loaded = load(&self.sources, &context);
        let profiles = Profiles { selected: self.selected.clone(), with_file: loaded.profiles_with_file };
        let (merged, from_merge) =
            merge(loaded.layers, &profiles, &MergeOptions { operations: self.operations });
        let mut snapshot = Snapshot::new(merged, Arc::clone(&self.secrets), loaded.variables);
        (snapshot.files, snapshot.naming) = (loaded.files.into(), loaded.naming);
        (snapshot.awaited, snapshot.globs) = (loaded.awaited.into(), loaded.globs.into());
        snapshot.selected.clone_from(&self.selected);
        let origin = |id| Some(snapshot.origin_of(id));
        let broken = validate::check(&snapshot.merged, &origin, &snapshot.secrets, &self.rules);
        let found = loaded.diagnostics.into_iter().chain(from_merge).chain(broken);
        snapshot.warnings = found.map(|diagnostic| snapshot.guarded(diagnostic)).collect();
        for warning in &snapshot.warnings {
            let message = DebugMessage::new(VerbosityLevel::Info, "warning", warning.message.clone());
            trace.push(message.with_success(false));
        }
        snapshot
    }

    /// Whether what was found is a reason to fail.
    pub(crate) fn verdict(&self, snapshot: &Snapshot) -> Result<()> {
        let fails = |diagnostic: &&Diagnostic| self.strict || diagnostic.severity == Severity::Error;
        let faults: Vec<Diagnostic> = snapshot.warnings.iter().filter(fails).cloned().collect();
        if faults.is_empty() { Ok(()) } else { Err(Error::new(faults)) }
    }
}
