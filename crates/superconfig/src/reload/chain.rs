//! The way from a path as it was given to the real file: all that must be watched, and what is at its end.

use super::fingerprint::Fingerprint;
use super::system::System;
use crate::source::Stamp;
use std::ffi::OsString;
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

/// As many links as Linux follows.
const MOST_LINKS: usize = 40;

/// Something to be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Without links in it.
    pub(super) path: PathBuf,
    /// What stands there now: what is watched is that, not its name.
    pub(super) identity: Identity,
    pub(super) what: What,
}

/// Device and inode, or where there is no such thing the time of creation.
pub(super) type Identity = (u64, u64);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// All that happens to this name in the directory.
    Entry(OsString),
    /// Whether this directory in the directory is replaced. That it was removed is not told by itself while somebody
    /// is in it; and that may be us.
    Child(OsString),
    /// Whether the directory itself is moved or removed. Costs nothing as long as it is not.
    Itself,
    /// The content of the file, by whichever of its names it is written.
    Content,
    /// Which names there are in the directory.
    Names,
}

#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) places: Vec<Place>,
    pub(super) fingerprint: Fingerprint,
}

/// Walks to the end of a path. An error means that the end is not known, now.
pub(super) fn resolve(system: &dyn System, path: &Path) -> io::Result<Chain> {
    Walk {
        system,
        at: PathBuf::new(),
        identity: (0, 0),
        todo: components(path),
        links: 0,
        places: Vec::new(),
    }
    .run()
}

struct Walk<'a> {
    system: &'a dyn System,
    /// The directory that was reached; no part of it is a link.
    at: PathBuf,
    identity: Identity,
    /// The rest of the way, from its end.
    todo: Vec<OsString>,
    links: usize,
    places: Vec<Place>,
}

impl Walk<'_> {
    fn run(mut self) -> io::Result<Chain> {
        let mut end = Fingerprint::Absent;
        while let Some(name) = self.todo.pop() {
            match Path::new(&name).components().next() {
                Some(Component::Normal(_)) => {}
                Some(Component::ParentDir) => {
                    self.at.pop();
                    self.identity = self.seen_before(&self.at);
                    continue;
                }
                _ => {
                    self.at.push(&name); // The root, which takes the place of all before it.
                    self.identity = (0, 0);
                    continue;
                }
            }
            match self.step(name) {
                Ok(None) => {}
                Ok(Some(found)) => {
                    end = found;
                    break;
                }
                Err(error) => {
                    end = without_access(error)?;
                    break;
                }
            }
        }
        Ok(Chain { places: self.places, fingerprint: end })
    }

    /// One name further. The answer is the end, if this is the end.
    fn step(&mut self, name: OsString) -> io::Result<Option<Fingerprint>> {
        let path = self.at.join(&name);
        let found = match self.system.look(&path) {
            Ok(found) => found,
            Err(error) => {
                self.watch_entry(name);
                return Err(error);
            }
        };
        if found.is_symlink() {
            self.watch_entry(name);
            self.links += 1;
            if self.links > MOST_LINKS {
                return Ok(Some(Fingerprint::Closed(ErrorKind::Other)));
            }
            let target = self.system.read_link(&path)?;
            self.todo.extend(components(&target));
            return Ok(None);
        }
        let identity = identity(&found);
        if found.is_dir() && !self.todo.is_empty() {
            self.places.push(Place { path: path.clone(), identity, what: What::Itself });
            (self.at, self.identity) = (path, identity);
            return Ok(None);
        }
        self.watch_entry(name);
        if !self.todo.is_empty() {
            return Ok(Some(Fingerprint::Absent)); // The way leads through a file.
        }
        let what = match (found.is_file(), found.is_dir()) {
            (true, _) => Some(What::Content),
            (_, true) => Some(What::Names),
            _ => None,
        };
        self.places.extend(what.map(|what| Place { path: path.clone(), identity, what }));
        Ok(Some(Fingerprint::of(path, &found)))
    }

    /// The identity of a directory that the way led through.
    fn seen_before(&self, path: &Path) -> Identity {
        let own = |place: &&Place| place.what == What::Itself && place.path == path;
        self.places.iter().find(own).map_or((0, 0), |place| place.identity)
    }

    fn watch_entry(&mut self, name: OsString) {
        if let (Some(above), Some(own)) = (self.at.parent(), self.at.file_name()) {
            let (identity, what) = (self.seen_before(above), What::Child(own.to_owned()));
            self.places.push(Place { path: above.to_owned(), identity, what });
        }
        self.places.push(Place { path: self.at.clone(), identity: self.identity, what: What::Entry(name) });
    }
}

/// The parts of a path from its end, without what means nothing.
fn components(path: &Path) -> Vec<OsString> {
    let meaningful = path.components().filter(|component| *component != Component::CurDir);
    meaningful.rev().map(|component| component.as_os_str().to_owned()).collect()
}

/// Errors that are a state of the path; all others may be gone the next time.
fn without_access(error: io::Error) -> io::Result<Fingerprint> {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(Fingerprint::Absent),
        kind @ (ErrorKind::PermissionDenied | ErrorKind::InvalidInput | ErrorKind::InvalidFilename) => {
            Ok(Fingerprint::Closed(kind))
        }
        _ => Err(error),
    }
}

fn identity(metadata: &Metadata) -> Identity {
    let stamp = Stamp::of(metadata);
    if (stamp.device, stamp.inode) != (0, 0) {
        return (stamp.device, stamp.inode);
    }
    let created = metadata.created().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    (0, created.map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)))
}
