//! All that loading asks of the file system, in one place, so that tests can let any of it fail.
//!
//! Elsewhere than in the library's own tests these are the functions of the standard library and nothing more.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[cfg(test)]
pub(crate) mod faults;

fn ask<T>(operation: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    #[cfg(test)]
    faults::may_fail()?;
    operation()
}

/// What stands at a path, links followed.
pub(crate) fn metadata(path: &Path) -> io::Result<Metadata> {
    ask(|| std::fs::metadata(path))
}

/// What stands at a path, be it a link.
pub(crate) fn symlink_metadata(path: &Path) -> io::Result<Metadata> {
    ask(|| std::fs::symlink_metadata(path))
}

#[cfg(feature = "hot-reload")]
pub(crate) fn read_link(path: &Path) -> io::Result<PathBuf> {
    ask(|| std::fs::read_link(path))
}

pub(crate) fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    ask(|| std::fs::canonicalize(path))
}

/// The path without links. Some drives of Windows cannot tell it: there the path itself must do.
pub(crate) fn real_path(path: &Path) -> io::Result<PathBuf> {
    match canonicalize(path) {
        Err(error) if cfg!(windows) && !is_absent(&error) => Ok(path.to_path_buf()),
        answer => answer,
    }
}

pub(crate) fn open(options: &OpenOptions, path: &Path) -> io::Result<File> {
    ask(|| options.open(path))
}

pub(crate) fn metadata_of(file: &File) -> io::Result<Metadata> {
    ask(|| file.metadata())
}

pub(crate) fn read(file: &mut File, space: &mut [u8]) -> io::Result<usize> {
    ask(|| file.read(space))
}

/// The names in a directory, with the kinds of what they name. Each may be an error of its own.
pub(crate) fn read_dir(
    path: &Path,
) -> io::Result<impl Iterator<Item = io::Result<(std::ffi::OsString, FileType)>>> {
    let entries = ask(|| std::fs::read_dir(path))?;
    Ok(entries.map(|entry| {
        ask(|| {
            let entry = entry?;
            Ok((entry.file_name(), entry.file_type()?))
        })
    }))
}

/// Whether an error says that nothing stands at a path. Every other one leaves open whether something does.
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// What goes past this module would not be tested to fail.
    #[test]
    fn nothing_else_asks_the_file_system() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut waiting = ["load", "source", "reload/revision.rs"].map(|path| source.join(path)).to_vec();
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let is_own = path.ends_with("source/system.rs") || path.ends_with("tests.rs");
            let code = text.split("#[cfg(test)]").next().filter(|_| !is_own).unwrap_or_default();
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let calls = [
                    "fs::metadata(",
                    "fs::read",
                    "fs::canonicalize(",
                    "fs::symlink_metadata(",
                    "File::open(",
                ];
                let methods = [".exists()", ".metadata()", ".canonicalize()", ".read_dir()", ".read_link()"];
                let found = calls.iter().chain(&methods).find(|call| line.contains(*call));
                assert_eq!(found, None, "{}: {line}", path.display());
            }
        }
    }
}
