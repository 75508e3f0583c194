//! One reload: the same road again, then all of it or nothing.

use super::change::{Change, diff};
use super::changes::Update;
use super::live::Live;
use super::lock;
use super::revision::{Revision, Scope, revise};
use crate::diagnostics::{
    Code, DebugMessage, Diagnostic, Error, Result, Severity, Step, VerbosityLevel, within,
};
use crate::metrics::{Phase, Profile, Stopwatch};
use crate::snapshot::Snapshot;
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

thread_local! {
    /// The configurations that this thread is reloading.
    static RELOADING: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// A reload that goes on in this thread.
struct Turn;

impl Turn {
    /// An error if this thread is reloading the same configuration already: a source, a rule or a type that takes part
    /// in a reload would wait for itself.
    fn begin(configuration: u64) -> Result<Self> {
        RELOADING.with_borrow_mut(|reloading| {
            if reloading.contains(&configuration) {
                let message = "the configuration is just being reloaded by what asks for it";
                let help =
                    "sources, rules and types take part in a reload; reload from a callback, or afterwards";
                return Err(Diagnostic::error(Code::ReloadInReload, message).with_help(help).into());
            }
            reloading.push(configuration);
            Ok(Self)
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        RELOADING.with_borrow_mut(Vec::pop);
    }
}

/// A reload that succeeded.
struct Done {
    generation: u64,
    changes: Vec<Change>,
    /// The one before had failed.
    recovered: bool,
}

impl Live {
    /// Loads again and publishes what is new. If anything is worse than before, nothing is published: the last good
    /// generation stays, and the status says why.
    pub(crate) fn reload(&self, scope: Scope<'_>) -> Result<Vec<Change>> {
        let outcome = {
            let _turn = Turn::begin(self.id)?;
            let _only = lock(&self.transaction);
            let before = self.snapshot();
            let mut profile = Profile::begin(&self.recipe.limits);
            let outcome = within(Step::Reload, || self.attempt(&before, scope, &mut profile));
            let generation = outcome.as_ref().map_or(before.generation, |done| done.generation);
            self.metrics.reloaded(profile, generation, outcome.is_ok());
            let news = match &outcome {
                Ok(done) => (!done.changes.is_empty() || done.recovered).then(|| Update {
                    generation,
                    changes: done.changes.clone(),
                    error: None,
                }),
                Err(error) => self.failed(error).then(|| Update {
                    generation,
                    changes: Vec::new(),
                    error: Some(error.clone()),
                }),
            };
            if let Some(update) = news {
                self.subscribers.push(update);
            }
            outcome
        };
        // No lock is held while the program's callbacks run.
        self.subscribers.deliver();
        outcome.map(|done| done.changes)
    }

    /// Runs something that takes part in a reload that goes on in another thread.
    pub(crate) fn within_reload<R>(&self, work: impl FnOnce() -> R) -> R {
        let _turn = Turn::begin(self.id);
        work()
    }

    /// The next snapshot, if it is as good as the one before.
    fn next(&self, before: &Snapshot, profile: &mut Profile) -> Result<Snapshot> {
        let next = self.recipe.snapshot(&self.trace, profile);
        self.recipe.verdict(&next)?;
        let worse = worse(before, &next);
        if worse.is_empty() { Ok(next) } else { Err(Error::new(worse)) }
    }

    fn attempt(&self, before: &Snapshot, scope: Scope<'_>, profile: &mut Profile) -> Result<Done> {
        if let Some(Revision { next, changes, touched }) = self.revision(before, scope) {
            self.keep_values(before, &next, &touched);
            profile.revised();
            return self.commit(before, next, changes, profile);
        }
        let next = self.next(before, profile)?;
        let changes = diff(before, &next);
        self.commit(before, next, changes, profile)
    }

    /// What a reload of some files makes of the snapshot before, if there is a short way.
    fn revision(&self, before: &Snapshot, scope: Scope<'_>) -> Option<Revision> {
        let Scope::Only(paths) = scope else { return None };
        // After a failure, more may have changed than what has happened since.
        if self.is_stale() {
            return None;
        }
        let revision = revise(&self.recipe, before, paths)?;
        let message = format!("{} files read again, nothing merged", paths.len());
        self.trace.push(DebugMessage::new(VerbosityLevel::Info, "reload", message));
        Some(revision)
    }

    fn commit(
        &self,
        before: &Snapshot,
        mut next: Snapshot,
        changes: Vec<Change>,
        profile: &mut Profile,
    ) -> Result<Done> {
        let watch = Stopwatch::start();
        // Nothing but comments and places changed: no new generation, though places are shown as they are now.
        let generation = before.generation + u64::from(!changes.is_empty());
        (next.generation, next.home) = (generation, self.id);
        next.index_like(before);
        let next = Arc::new(next);
        profile.spent(Phase::Publish, watch);
        let watch = Stopwatch::start();
        let extracted = self.extract_all(&next);
        profile.spent(Phase::Extract, watch);
        extracted?;
        let watch = Stopwatch::start();
        // A handle that is made from here on sees what is pending; one that was made before is seen now.
        self.pending.store(Some(Arc::clone(&next)));
        let late = self.extract_all(&next);
        let publish = || {
            let watch = Stopwatch::start();
            let recovered = self.publish(next);
            self.metrics.published(watch);
            recovered
        };
        let recovered = late.is_ok() && within(Step::Publish { generation }, publish);
        self.pending.store(None);
        profile.spent(Phase::Publish, watch);
        late.map(|()| Done { generation, changes, recovered })
    }
}

/// What is broken now and was not before. When loading for the first time this is a warning and the rest loads; in
/// a reload it would take values away that are still meant.
fn worse(before: &Snapshot, next: &Snapshot) -> Vec<Diagnostic> {
    let known = |new: &&Diagnostic| {
        let same = |old: &Diagnostic| old.code == new.code && place(old) == place(new);
        !before.warnings.iter().any(same)
    };
    let broken = next.warnings.iter().filter(|warning| breaks(warning.code)).filter(known).cloned();
    let mut worse: Vec<Diagnostic> = broken.chain(emptied(before, next)).collect();
    worse.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Error);
    worse
}

/// The file or the variable that a diagnostic is about.
fn place(diagnostic: &Diagnostic) -> (Option<&Path>, Option<&str>) {
    diagnostic.origin.as_ref().map_or((None, None), |origin| (origin.file(), origin.variable()))
}

/// Whether a diagnostic says that a source could not be used, or not all of it.
fn breaks(code: Code) -> bool {
    use Code::{
        AliasExpansion, BadLine, DuplicateKey, FileTooLarge, FileUnreadable, InvalidUtf8, NotAFile,
        OutsideRoot, RootNotTable, SeveralDocuments, SourceFailed, Syntax, TooDeep, TooManyNodes,
        UnknownFormat, Untrusted, VariableFile,
    };
    matches!(
        code,
        AliasExpansion
            | BadLine
            | DuplicateKey
            | FileTooLarge
            | FileUnreadable
            | InvalidUtf8
            | NotAFile
            | OutsideRoot
            | RootNotTable
            | SeveralDocuments
            | SourceFailed
            | Syntax
            | TooDeep
            | TooManyNodes
            | UnknownFormat
            | Untrusted
            | VariableFile
    )
}

/// Files that shrank to nothing: most likely they are being written right now.
fn emptied(before: &Snapshot, next: &Snapshot) -> Vec<Diagnostic> {
    let filled = |path: &Path| {
        let layers = before.merged.layers.iter();
        layers.filter(|layer| layer.size > 0).any(|layer| layer.info.file.as_deref() == Some(path))
    };
    let empty = next.merged.layers.iter().filter(|layer| layer.size == 0);
    let emptied = empty.filter_map(|layer| layer.info.file.as_deref()).filter(|path| filled(path));
    emptied
        .map(|path| {
            let message = format!("`{}` has become empty", path.display());
            Diagnostic::error(Code::FileEmptied, message)
                .with_origin(crate::source::file_origin(path))
                .with_help("if nothing is meant to be in it, write a comment into it, or delete it")
        })
        .collect()
}
