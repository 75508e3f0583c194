//! The road from sources to a snapshot in one step that can be repeated: building takes it once, every reload again.

use crate::diagnostics::{
    Code, DebugMessage, Diagnostic, Error, Result, Secrets, Severity, Step, Trace, VerbosityLevel,
    first_of_each, summary, within,
};
use crate::extract::Options;
use crate::format::Limits;
use crate::load::{Context, load};
use crate::merge::{MergeOptions, Profiles, merge};
use crate::metrics::{Phase, Profile, Stopwatch};
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
    pub(crate) fn snapshot(&self, trace: &Trace, profile: &mut Profile) -> Snapshot {
        if trace.wants(VerbosityLevel::Info) {
            let count = self.sources.len();
            let start = format!("loading {count} source{}", if count == 1 { "" } else { "s" });
            trace.push(DebugMessage::new(VerbosityLevel::Info, "build", start));
        }
        let context = Context {
            places: &self.places,
            limits: &self.limits,
            strict: self.strict,
            profiles: &self.selected,
            trace,
            secrets: &self.secrets,
        };
        let watch = Stopwatch::start();
        let step = Step::Load { sources: self.sources.len() };
        let loaded = within(step, || load(&self.sources, &context, profile));
        profile.spent(Phase::Load, watch);
        let watch = Stopwatch::start();
        let profiles = Profiles { selected: self.selected.clone(), with_file: loaded.profiles_with_file };
        let options = MergeOptions { operations: self.operations };
        let (mut snapshot, from_merge) = within(Step::Merge, || {
            let (merged, found) = merge(loaded.layers, &profiles, &options);
            (Snapshot::new(merged, Arc::clone(&self.secrets), loaded.variables), found)
        });
        (snapshot.files, snapshot.naming) = (loaded.files.into(), loaded.naming);
        (snapshot.awaited, snapshot.globs) = (loaded.awaited.into(), loaded.globs.into());
        snapshot.selected.clone_from(&self.selected);
        snapshot.options = self.options;
        profile.spent(Phase::Merge, watch);
        let watch = Stopwatch::start();
        let check = || validate::check(&snapshot.merged, &snapshot, &snapshot.secrets, &self.rules);
        let broken = within(Step::Validate, check);
        let found = limited(loaded.diagnostics.into_iter().chain(from_merge)).into_iter().chain(broken);
        snapshot.warnings = found.map(|diagnostic| snapshot.guarded(diagnostic)).collect();
        profile.spent(Phase::Validate, watch);
        if trace.wants(VerbosityLevel::Trace) {
            snapshot.trace_values(trace);
        }
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

/// No more than a hundred diagnostics of one code about one source, and their sum.
fn limited(diagnostics: impl IntoIterator<Item = Diagnostic>) -> Vec<Diagnostic> {
    let kind = |diagnostic: &Diagnostic| {
        let origin = diagnostic.origin.as_ref()?;
        // Whether a variable is claimed is known for each of them, and not before something is extracted.
        let counts = diagnostic.code != Code::UnclaimedVariable;
        counts.then(|| (diagnostic.code, diagnostic.severity, origin.source().to_owned()))
    };
    first_of_each(diagnostics, kind, |diagnostic, left_out| {
        diagnostic.message = summary(left_out);
        (diagnostic.related, diagnostic.help) = (Vec::new(), None);
    })
}
