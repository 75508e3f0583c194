//! What stands at the paths of a hierarchy, and what of it may be read.

use super::candidates::Candidate;
use super::{Discovered, Hierarchy, Level, Status};
use crate::diagnostics::{Code, Diagnostic, Step, within};
use crate::format::Limits;
use crate::source::file::{Opened, open, origin};
use crate::source::trust::{Suspect, shell_word};
use crate::source::{Content, Places, ReadError, Stamp};
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A file of a hierarchy, read.
#[derive(Debug)]
pub(crate) struct FoundFile {
    pub(crate) path: PathBuf,
    pub(crate) content: Content,
    pub(crate) read_time: Duration,
}

/// The files of a hierarchy, the weakest first, with every path that was looked at.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) files: Vec<FoundFile>,
    pub(crate) discovered: Vec<Discovered>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Hierarchy {
    /// Finds, checks and reads all files.
    ///
    /// Nothing is missing when a path is absent; a file that cannot be read is a warning. A malformed app name, of
    /// which nothing is read, is an error: the program asked for it.
    pub(crate) fn load(&self, places: &Places, limits: &Limits) -> Found {
        let Scan { entries, diagnostics } = self.scan(places);
        let mut found = Found { diagnostics, ..Found::default() };
        for mut entry in entries {
            if let Some(opened) = entry.opened.take() {
                let path = entry.discovered.path.clone();
                let started = Instant::now();
                match within(Step::Read(&path.display()), || opened.read(limits)) {
                    Ok(content) => {
                        found.files.push(FoundFile { path, content, read_time: started.elapsed() });
                    }
                    Err(error) => {
                        found.diagnostics.push(error.diagnostic(&path));
                        entry.discovered.status = Status::Refused(error.reason());
                    }
                }
            }
            found.discovered.push(entry.discovered);
        }
        found
    }

    pub(super) fn scan(&self, places: &Places) -> Scan {
        self.scan_with(places, &device)
    }

    /// Opens whatever exists, the strongest first, so that a file with several names counts at its strongest.
    pub(super) fn scan_with(&self, places: &Places, device: &dyn Fn(&Path) -> Option<u64>) -> Scan {
        if let Some(diagnostic) = self.malformed() {
            return Scan { entries: Vec::new(), diagnostics: vec![diagnostic] };
        }
        let plan = self.plan(places, device);
        let mut looker = Looker {
            hierarchy: self,
            places,
            project: plan.project,
            directories: HashMap::new(),
            read: HashMap::new(),
            unsearchable: HashSet::new(),
            diagnostics: Vec::new(),
        };
        let mut entries: Vec<Entry> =
            plan.candidates.into_iter().rev().map(|candidate| looker.entry(candidate)).collect();
        let mut diagnostics = looker.diagnostics;
        entries.reverse();
        diagnostics.reverse();
        diagnostics.extend(several(&entries));
        Scan { entries, diagnostics }
    }
}

/// All candidates with what became of them.
pub(super) struct Scan {
    entries: Vec<Entry>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Scan {
    pub(super) fn into_discovered(self) -> Vec<Discovered> {
        self.entries.into_iter().map(|entry| entry.discovered).collect()
    }
}

struct Entry {
    discovered: Discovered,
    /// Present exactly if the status is `Used`.
    opened: Option<Opened>,
}

/// What a file is whatever its names are, links of both kinds included.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    Inode {
        device: u64,
        inode: u64,
    },
    /// Where the platform or the file system has no numbers.
    Path(PathBuf),
}

impl Identity {
    fn new(real: &Path, opened: &Opened) -> Self {
        match Stamp::of(&opened.metadata) {
            Stamp { inode: 0, .. } => Self::Path(real.to_path_buf()),
            Stamp { device, inode, .. } => Self::Inode { device, inode },
        }
    }
}

/// Looks at one candidate after the other.
struct Looker<'a> {
    hierarchy: &'a Hierarchy,
    places: &'a Places,
    project: PathBuf,
    /// Which directories exist: most do not, and each would be asked for many names.
    directories: HashMap<PathBuf, bool>,
    /// The files that are read, with the names they are read under.
    read: HashMap<Identity, PathBuf>,
    /// Directories already reported: one warning for each is enough, not one for each name.
    unsearchable: HashSet<PathBuf>,
    diagnostics: Vec<Diagnostic>,
}

impl Looker<'_> {
    fn entry(&mut self, candidate: Candidate) -> Entry {
        let Candidate { path, level } = candidate;
        let (status, opened) = match self.look(&path, level) {
            Ok(opened) => (Status::Used, Some(opened)),
            Err(status) => (status, None),
        };
        Entry { discovered: Discovered { path, level, status }, opened }
    }

    fn look(&mut self, path: &Path, level: Level) -> Result<Opened, Status> {
        if !self.has_directory(path) {
            return Err(Status::Absent);
        }
        let opened = match open(path) {
            Ok(opened) => opened,
            Err(ReadError::Missing) => return Err(Status::Absent),
            Err(error) => return Err(self.unreadable(path, &error)),
        };
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let identity = Identity::new(&real, &opened);
        if let Some(stronger) = self.read.get(&identity) {
            let reason = format!("is the same file as `{}`, which is read", stronger.display());
            return Err(Status::Refused(reason));
        }
        self.check(level, &Suspect { path, real: &real, metadata: &opened.metadata })?;
        self.read.insert(identity, path.to_path_buf());
        Ok(opened)
    }

    fn has_directory(&mut self, path: &Path) -> bool {
        let Some(parent) = path.parent() else { return false };
        if let Some(known) = self.directories.get(parent) {
            return *known;
        }
        let absent = |error: &io::Error| {
            matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
        };
        let exists = std::fs::metadata(parent).map_or_else(|error| !absent(&error), |m| m.is_dir());
        self.directories.insert(parent.to_path_buf(), exists);
        exists
    }

    fn unreadable(&mut self, path: &Path, error: &ReadError) -> Status {
        // If not even the name can be looked up, it is the directory that is closed.
        let closed = path.parent().filter(|_| std::fs::symlink_metadata(path).is_err());
        match closed {
            None => self.diagnostics.push(error.diagnostic(path)),
            Some(parent) if self.unsearchable.insert(parent.to_path_buf()) => {
                self.diagnostics.push(error.diagnostic(parent));
            }
            Some(_) => {}
        }
        Status::Refused(error.reason())
    }

    /// A file that was found in a project may be a stranger's, or lead somewhere else; one of the user may be that of
    /// another user, under `sudo`.
    fn check(&mut self, level: Level, suspect: &Suspect<'_>) -> Result<(), Status> {
        let Suspect { path, real, .. } = suspect;
        if level == Level::System || self.hierarchy.trust.covers(real, self.places) {
            return Ok(());
        }
        let (code, reason, remedy) = if level >= Level::Project && !real.starts_with(&self.project) {
            let reason = format!("leads to `{}`, outside the project", real.display());
            (Code::OutsideRoot, reason, "move it into the project".to_owned())
        } else {
            let doubt = match level {
                Level::User => suspect.of_user(),
                _ => suspect.of_project(&self.project),
            };
            match doubt {
                Some(doubt) => (Code::Untrusted, doubt.reason, doubt.remedy),
                None => return Ok(()),
            }
        };
        let message = format!("`{}` is not read: it {reason}", path.display());
        let trust = format!("`trust({:?})` (the command: `--trust {}`)", real.display(), shell_word(real));
        let warning = Diagnostic::warning(code, message).with_origin(origin(path));
        self.diagnostics.push(warning.with_help(format!("{remedy}, or allow it with {trust}")));
        Err(Status::Refused(reason))
    }
}

/// Warnings for stems that are read with several extensions in one directory.
fn several(entries: &[Entry]) -> Vec<Diagnostic> {
    let used: Vec<&Path> =
        entries.iter().filter(|e| e.opened.is_some()).map(|e| e.discovered.path.as_path()).collect();
    used.chunk_by(|a, b| a.parent() == b.parent() && a.file_stem() == b.file_stem())
        .filter_map(|group| {
            let (last, others) = group.split_last().filter(|(_, others)| !others.is_empty())?;
            let count = group.len();
            let message = format!("{count} files of one name are merged, `{}` wins", last.display());
            let warning = Diagnostic::warning(Code::SeveralExtensions, message)
                .with_origin(origin(last))
                .with_help("keep one of them");
            let related = |warning: Diagnostic, path: &&Path| {
                warning.with_related(format!("`{}` is merged as well", path.display()), origin(path))
            };
            Some(others.iter().fold(warning, related))
        })
        .collect()
}

/// The file system that a directory is on.
fn device(path: &Path) -> Option<u64> {
    Some(Stamp::of(&std::fs::metadata(path).ok()?).device)
}
