//! Files: found, read, decoded, parsed.

use super::{Loading, Outcome};
use crate::diagnostics::{Diagnostic, Fault, Severity, Step, within};
use crate::format::detect;
use crate::format::text_bytes::decode;
use crate::load::Context;
use crate::metrics::Stopwatch;
use crate::snapshot::FileFact;
use crate::source::cache::{self, Reading};
use crate::source::layer::Rereading;
use crate::source::spec::{Presence, SourceBuilder, SpecKind};
use crate::source::{Located, Places, ReadError, Status, locate, locate_exactly};
use crate::value::{OriginKind, SourceInfo};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

impl Loading<'_> {
    pub(super) fn file(&mut self, spec: &SourceBuilder, kind: OriginKind, path: &Path, presence: Presence) {
        if let Some(path) = self.locate(path, presence) {
            self.read_file(spec, kind, &path, presence == Presence::Required);
        }
    }

    /// The file that a path means; what is to be said about it is reported.
    pub(super) fn locate(&mut self, path: &Path, presence: Presence) -> Option<PathBuf> {
        self.found(path, presence, locate)
    }

    fn found(
        &mut self,
        path: &Path,
        presence: Presence,
        locate: impl FnOnce(&Path, &Places) -> Located,
    ) -> Option<PathBuf> {
        let watch = Stopwatch::start();
        let located = within(Step::Discover(&path.display()), || locate(path, self.context.places));
        if let Some(diagnostic) = located.several() {
            self.report(diagnostic, false);
        }
        if let Some((path, error)) = &located.unknown {
            self.unreadable(path, error, presence == Presence::Required);
            return None;
        }
        let missed = located.tried.iter().filter(|tried| Some(*tried) != located.chosen.as_ref());
        self.loaded.awaited.extend(missed.cloned());
        if located.chosen.is_none() {
            for tried in &located.tried {
                self.absent(tried);
            }
            self.trace("file", format_args!("{} not found", path.display()), false);
            if presence != Presence::Optional {
                let required = presence == Presence::Required;
                self.report(located.missing(self.context.places, required), required);
            }
        }
        self.profile.located(path, &located, watch);
        located.chosen
    }

    pub(super) fn absent(&mut self, path: &Path) {
        self.loaded.files.push(FileFact {
            path: path.to_path_buf(),
            reason: Some("absent".into()),
            absent: true,
        });
    }

    /// Reads the bytes of a file that is there.
    pub(super) fn content(&mut self, path: &Path, required: bool) -> Option<(Arc<str>, Duration)> {
        let started = Instant::now();
        let file = self.context.places.expand(path);
        let read = || cache::text(&file, self.context.limits);
        let text = match within(Step::Read(&path.display()), read) {
            Ok(text) => text,
            Err(error) => {
                self.unreadable(path, &error, required);
                return None;
            }
        };
        let read_time = started.elapsed();
        let text = self.decoded(path, text, required)?;
        self.loaded.files.push(FileFact { path: path.to_path_buf(), reason: None, absent: false });
        Some((text, read_time))
    }

    fn unreadable(&mut self, path: &Path, error: &ReadError, required: bool) {
        let mut diagnostic = error.diagnostic(path);
        self.refused(path, &diagnostic);
        if required {
            diagnostic.severity = Severity::Error;
        }
        self.report(diagnostic, required);
    }

    pub(super) fn refused(&mut self, path: &Path, diagnostic: &Diagnostic) {
        let reason = Some(diagnostic.message.clone());
        self.loaded.files.push(FileFact { path: path.to_path_buf(), reason, absent: false });
    }

    fn decoded(&mut self, path: &Path, text: Result<Arc<str>, Fault>, required: bool) -> Option<Arc<str>> {
        match text {
            Ok(text) => Some(text),
            Err(fault) => {
                let info =
                    Arc::new(SourceInfo::new(OriginKind::File, path.display().to_string()).with_file(path));
                let diagnostic = fault.locate(&info);
                self.refused(path, &diagnostic);
                self.report(diagnostic, required);
                None
            }
        }
    }

    pub(super) fn read_file(&mut self, spec: &SourceBuilder, kind: OriginKind, path: &Path, required: bool) {
        if let Some((text, read_time)) = self.content(path, required) {
            self.parse_file(spec, kind, path, text, read_time, required);
        }
    }

    pub(super) fn parse_file(
        &mut self,
        spec: &SourceBuilder,
        kind: OriginKind,
        path: &Path,
        text: Arc<str>,
        read_time: Duration,
        required: bool,
    ) {
        let started = Instant::now();
        let Context { limits, strict, .. } = *self.context;
        let reading = Reading { format: spec.format, strict, limits: *limits };
        let file = self.context.places.expand(path);
        let mut loaded = match cache::tree(&file, &text, &reading) {
            Some((format, tree)) => Outcome::cached(format, tree),
            None => {
                let parse = || detect::load(spec.format, Some(path), &text, limits, strict);
                let loaded = Outcome::from(within(Step::Parse(&path.display()), parse));
                if let Some(tree) = loaded.tree.as_ref().filter(|_| loaded.faults.is_empty()) {
                    cache::keep_tree(&file, &text, reading.clone(), loaded.format, tree);
                }
                loaded
            }
        };
        // In a hierarchy, whom a file belongs to counts too.
        if !matches!(spec.kind, SpecKind::Hierarchy(_)) {
            let found = matches!(spec.kind, SpecKind::Glob(_));
            loaded.rereading = Some(Rereading { file, reading, found });
        }
        let name = self.name(spec, &path.display().to_string());
        let info = SourceInfo::new(kind, name).with_file(path).with_text(Arc::clone(&text));
        self.parsed(spec, info, loaded, read_time, started, required);
    }

    /// `config.toml`, then `config.<profile>.toml` for each selected profile.
    pub(super) fn profile_files(&mut self, spec: &SourceBuilder, base: &Path) {
        self.file(spec, OriginKind::File, base, Presence::Expected);
        for profile in self.context.profiles {
            let path = profile_path(base, profile);
            if let Some(path) = self.locate(&path, Presence::Optional) {
                self.loaded.profiles_with_file.push(profile.clone());
                self.read_file(spec, OriginKind::File, &path, false);
            }
        }
    }

    pub(super) fn hierarchy(&mut self, spec: &SourceBuilder, hierarchy: &crate::source::Hierarchy) {
        let (read_at, watch) = (SystemTime::now(), Stopwatch::start());
        let name = format!("files of {}", hierarchy.app());
        let find = || hierarchy.load(self.context.places, self.context.limits);
        let found = within(Step::Discover(&name), find);
        let reading = found.files.iter().map(|file| file.read_time).sum();
        self.profile.searched(&name, found.discovered.len(), found.files.len(), watch, reading);
        for diagnostic in found.diagnostics {
            let required = diagnostic.severity == Severity::Error;
            self.report(diagnostic, required);
        }
        for discovered in found.discovered {
            let (absent, reason) = match &discovered.status {
                Status::Used => (false, None),
                Status::Absent => (true, Some("absent".to_owned())),
                Status::Refused(reason) => (false, Some(reason.clone())),
            };
            self.trace(
                "hierarchical",
                format_args!("{} {}", discovered.level, discovered.path.display()),
                reason.is_none(),
            );
            self.loaded.files.push(FileFact { path: discovered.path, reason, absent });
        }
        for file in found.files {
            // Below the working directory the short name is the one that people know.
            let shown = file.path.strip_prefix(self.context.places.cwd()).unwrap_or(&file.path);
            let (stamp, text) = (file.content.stamp, decode(file.content.bytes));
            let text = text.map(|text| cache::keep(&file.path, text, stamp, read_at));
            if let Some(text) = self.decoded(shown, text, false) {
                self.parse_file(spec, OriginKind::File, shown, text, file.read_time, false);
            }
        }
    }

    pub(super) fn dotenv(&mut self, spec: &SourceBuilder, path: &Path, presence: Presence) {
        let Some(path) = self.found(path, presence, locate_exactly) else { return };
        if let Some((text, read_time)) = self.content(&path, presence == Presence::Required) {
            let name = self.name(spec, &path.display().to_string());
            let info = SourceInfo::new(OriginKind::File, name).with_file(&path).with_text(Arc::clone(&text));
            self.variables_in_text(spec, info, &text, read_time);
        }
    }
}

/// `config.toml` and `production` give `config.production.toml`; `config` gives `config.production`.
fn profile_path(base: &Path, profile: &str) -> PathBuf {
    let known = detect::by_extension(base).is_some();
    match (base.file_stem(), base.extension().filter(|_| known)) {
        (Some(stem), Some(extension)) => {
            let name = format!("{}.{profile}.{}", stem.to_string_lossy(), extension.to_string_lossy());
            base.with_file_name(name)
        }
        _ => {
            let mut name = base.file_name().unwrap_or_default().to_os_string();
            name.push(format!(".{profile}"));
            base.with_file_name(name)
        }
    }
}
