//! Walks directories in step with the parts of a pattern: never deeper or wider than the pattern asks.

use super::order::Hit;
use super::pattern::{Alternative, Part, Pattern, is_hidden, is_leftover};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::file::{ReadError, kind_besides_file, origin, reason};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// How many files one wildcard may match.
pub(super) const MOST_FILES: usize = 10_000;
/// How many directories one wildcard may look into.
const MOST_DIRECTORIES: usize = 100_000;
/// How deep a wildcard descends where nothing else is said.
pub(super) const DEEPEST: usize = 64;

/// What all walks of one discovery share.
pub(super) struct Walk<'a> {
    /// Names of files and directories that are passed over.
    pub(super) ignored: &'a [Pattern],
    /// Whether links may lead out of the directory they were found in.
    pub(super) outside: bool,
    pub(super) hits: Vec<Hit>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Files that matched, the refused ones included.
    pub(super) matched: usize,
    /// Paths that there is a diagnostic about: patterns overlap, and once is enough.
    reported: HashSet<PathBuf>,
    /// All directories that were looked into, and those that are to be but are not there.
    pub(super) directories: Vec<PathBuf>,
    /// Paths that were looked at.
    pub(super) looked_at: usize,
    exhausted: bool,
    /// The latest listing: `**` looks at one directory twice in a row.
    listing: Option<(PathBuf, Rc<Vec<Entry>>)>,
}

/// One name in a directory.
struct Entry {
    name: OsString,
    kind: FileType,
}

/// A directory, and the part of the pattern that its names are matched with.
struct Step {
    shown: PathBuf,
    real: PathBuf,
    part: usize,
    depth: usize,
}

/// One alternative, from one directory.
struct Search<'a> {
    parts: &'a [Part],
    /// The real path of the directory where wildcards begin.
    root: PathBuf,
    max_depth: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(ignored: &'a [Pattern], outside: bool) -> Self {
        Self {
            ignored,
            outside,
            hits: Vec::new(),
            diagnostics: Vec::new(),
            matched: 0,
            reported: HashSet::new(),
            directories: Vec::new(),
            looked_at: 0,
            exhausted: false,
            listing: None,
        }
    }

    /// Adds what an alternative finds from a directory, ordered by path.
    pub(super) fn search(&mut self, alternative: &Alternative, shown: &Path, start: &Path, max_depth: usize) {
        // Leading names need no search: go there at once. Links on this way are the program's own wish.
        let fixed = alternative.fixed();
        let part = fixed.components().count();
        let (shown, start) = (shown.join(&fixed), start.join(&fixed));
        let root = match std::fs::canonicalize(&start) {
            Ok(root) => root,
            Err(error) => {
                self.directories.push(start);
                return self.unreadable(&shown, &error);
            }
        };
        let found_before = self.hits.len();
        let search = Search { parts: &alternative.parts, root, max_depth };
        self.descend(&search, Step { shown, real: search.root.clone(), part, depth: 1 });
        if let Some(found) = self.hits.get_mut(found_before..) {
            found.sort_by(|a, b| a.shown.cmp(&b.shown));
        }
    }

    fn descend(&mut self, search: &Search<'_>, first: Step) {
        let mut seen = HashSet::new();
        let mut steps = vec![first];
        while let Some(step) = steps.pop() {
            // Several `**` reach one directory on many ways.
            if self.exhausted || !seen.insert((step.real.clone(), step.part)) {
                continue;
            }
            let last = step.part + 1 == search.parts.len();
            match search.parts.get(step.part) {
                Some(Part::Literal(name)) => self.literal(search, &mut steps, &step, name, last),
                Some(Part::Glob(matcher)) => {
                    for entry in self.list(&step).iter().filter(|entry| matcher.matches(&entry.name)) {
                        self.entry(search, &mut steps, &step, entry, step.part + 1, last);
                    }
                }
                Some(Part::Deep) => {
                    for entry in self.list(&step).iter().filter(|entry| !is_hidden(&entry.name)) {
                        if entry.kind.is_dir() || last {
                            self.entry(search, &mut steps, &step, entry, step.part, last);
                        }
                    }
                    if !last {
                        steps.push(Step { part: step.part + 1, ..step });
                    }
                }
                None => {}
            }
        }
    }

    /// A name without wildcards needs no listing, and is meant even if it looks like a leftover.
    fn literal(&mut self, search: &Search<'_>, steps: &mut Vec<Step>, step: &Step, name: &str, last: bool) {
        let path = step.real.join(name);
        self.looked_at += 1;
        match std::fs::symlink_metadata(&path) {
            Ok(metadata) => {
                let entry = Entry { name: name.into(), kind: metadata.file_type() };
                self.entry(search, steps, step, &entry, step.part + 1, last);
            }
            Err(error) => self.unreadable(&step.shown.join(name), &error),
        }
    }

    /// A name that matches: a file to take, or a directory to look into.
    fn entry(
        &mut self,
        search: &Search<'_>,
        steps: &mut Vec<Step>,
        step: &Step,
        entry: &Entry,
        next: usize,
        last: bool,
    ) {
        let deep = next == step.part;
        let (shown, real) = (step.shown.join(&entry.name), step.real.join(&entry.name));
        if self.ignored.iter().any(|pattern| pattern.matches(&shown, true)) {
            return;
        }
        if entry.kind.is_dir() {
            let depth = step.depth + 1;
            if (deep || !last) && depth <= search.max_depth {
                steps.push(Step { shown, real, part: next, depth });
            }
            return;
        }
        let literal = matches!(search.parts.get(step.part), Some(Part::Literal(_)));
        if last && (literal || !is_leftover(&entry.name)) {
            self.file(&search.root, shown, real, entry.kind);
        }
    }

    /// A file that matches, unless it is none or a link that leads away.
    fn file(&mut self, root: &Path, shown: PathBuf, real: PathBuf, kind: FileType) {
        if !kind.is_symlink() {
            return self.take_or_refuse(shown, real, kind);
        }
        let target = std::fs::canonicalize(&real).and_then(|real| Ok((real.metadata()?.file_type(), real)));
        match target {
            // Directories behind links are never entered, so neither do they count as matches.
            Ok((kind, _)) if kind.is_dir() => {}
            Ok((_, real)) if !self.outside && !real.starts_with(root) => {
                let (link, real, root) = (shown.display(), real.display(), root.display());
                let message = format!("`{link}` is not read: it leads to `{real}`, outside `{root}`");
                let help = "name the file itself, or allow it with `with_links_outside(true)`";
                self.refuse(&shown, Diagnostic::warning(Code::OutsideRoot, message).with_help(help));
            }
            Ok((kind, real)) => self.take_or_refuse(shown, real, kind),
            Err(error) if is_absent(&error) => {
                let message = format!("`{}` is a link to nothing", shown.display());
                self.refuse(&shown, Diagnostic::warning(Code::FileMissing, message));
            }
            Err(error) => {
                self.refuse(&shown, ReadError::Unreadable(reason(&error)).diagnostic(&shown));
            }
        }
    }

    fn take_or_refuse(&mut self, shown: PathBuf, real: PathBuf, kind: FileType) {
        match kind_besides_file(kind) {
            None => self.take(shown, real),
            Some(kind) => self.refuse(&shown, ReadError::NotAFile(kind).diagnostic(&shown)),
        }
    }

    pub(super) fn take(&mut self, shown: PathBuf, real: PathBuf) {
        self.matched += 1;
        if self.hits.len() < MOST_FILES {
            self.hits.push(Hit { shown, real });
        } else {
            self.exhaust(format!("more than {MOST_FILES} files match; the rest is not read"));
        }
    }

    pub(super) fn refuse(&mut self, shown: &Path, diagnostic: Diagnostic) {
        self.matched += 1;
        self.report(shown, diagnostic);
    }

    fn report(&mut self, shown: &Path, diagnostic: Diagnostic) {
        if self.reported.insert(shown.to_path_buf()) {
            self.diagnostics.push(diagnostic.with_origin(origin(shown)));
        }
    }

    fn unreadable(&mut self, shown: &Path, error: &io::Error) {
        if !is_absent(error) {
            self.report(shown, ReadError::Unreadable(reason(error)).diagnostic(shown));
        }
    }

    fn exhaust(&mut self, message: String) {
        if !std::mem::replace(&mut self.exhausted, true) {
            let help = "make the pattern narrower, or start it at a directory of its own";
            self.diagnostics.push(Diagnostic::warning(Code::GlobTooMany, message).with_help(help));
        }
    }

    /// The names of a directory, by their bytes.
    fn list(&mut self, step: &Step) -> Rc<Vec<Entry>> {
        if let Some((path, entries)) = &self.listing
            && *path == step.real
        {
            return Rc::clone(entries);
        }
        self.directories.push(step.real.clone());
        if self.directories.len() > MOST_DIRECTORIES {
            self.exhaust(format!("more than {MOST_DIRECTORIES} directories lie below the pattern"));
            return Rc::default();
        }
        let mut entries = Vec::new();
        match std::fs::read_dir(&step.real) {
            Ok(listed) => entries.extend(listed.filter_map(|entry| {
                let entry = entry.ok()?;
                Some(Entry { name: entry.file_name(), kind: entry.file_type().ok()? })
            })),
            Err(error) => {
                let shown = if step.shown.as_os_str().is_empty() { Path::new(".") } else { &step.shown };
                self.unreadable(shown, &error);
            }
        }
        self.looked_at += entries.len();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        let entries = Rc::new(entries);
        self.listing = Some((step.real.clone(), Rc::clone(&entries)));
        entries
    }
}

pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
