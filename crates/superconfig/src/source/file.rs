//! Reading one file: regular files only, within the size limit, and never hanging.

use crate::diagnostics::{Code, Diagnostic};
use crate::format::Limits;
use crate::value::Origin;
use std::fs::{File, FileType, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// No limit larger than this is honoured: spans are 32 bits wide.
const LARGEST: usize = 1 << 30;

/// What tells one state of a file from another, taken from the opened descriptor.
///
/// Where the platform has no such numbers they are 0, and only size and time count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stamp {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) size: u64,
    /// Nanoseconds since 1970.
    pub(crate) modified: i128,
    /// Nanoseconds since 1970, of the last change of content or attributes.
    pub(crate) changed: i128,
}

impl Stamp {
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.len(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let since = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).ok();
        let modified = metadata.modified().ok().and_then(since).map_or(0, |time| time.as_nanos() as i128);
        Self { device: 0, inode: 0, size: metadata.len(), modified, changed: 0 }
    }
}

/// The bytes of a file and the state that they were read from.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    pub(crate) stamp: Stamp,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReadError {
    Missing,
    /// What stands there instead: `a directory`.
    NotAFile(&'static str),
    TooLarge {
        limit: usize,
    },
    /// The reason in the system's words.
    Unreadable(String),
}

/// Reads a file that is named by its resolved path.
pub(crate) fn read(path: &Path, limits: &Limits) -> Result<Content, ReadError> {
    open(path)?.read(limits)
}

/// An opened regular file.
#[derive(Debug)]
pub(crate) struct Opened {
    file: File,
    pub(crate) metadata: Metadata,
}

/// Opens a regular file; whatever else stands there is told from the descriptor, so nothing can be swapped
/// between check and use.
pub(crate) fn open(path: &Path) -> Result<Opened, ReadError> {
    let file = open_without_waiting(path).map_err(|error| ReadError::new(&error, path))?;
    let metadata = file.metadata().map_err(|error| ReadError::new(&error, path))?;
    match kind_besides_file(metadata.file_type()) {
        Some(kind) => Err(ReadError::NotAFile(kind)),
        None => Ok(Opened { file, metadata }),
    }
}

/// A named pipe without a writer would block an ordinary `open` for ever, a terminal would become ours.
#[cfg(unix)]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    // The bits of these flags are small on every platform.
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    std::fs::OpenOptions::new().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}

impl Opened {
    pub(crate) fn read(mut self, limits: &Limits) -> Result<Content, ReadError> {
        let stamp = Stamp::of(&self.metadata);
        let limit = limits.file_size.min(LARGEST);
        let too_large = Err(ReadError::TooLarge { limit });
        let size = match usize::try_from(stamp.size) {
            Ok(size) if size <= limit => size,
            _ => return too_large,
        };
        // One byte more than expected: a short read then says that this was all, without a second call.
        let mut bytes = vec![0; size + 1];
        let mut filled = 0;
        while let Some(space) = bytes.get_mut(filled..) {
            let count = match self.file.read(space) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(ReadError::Unreadable(reason(&error))),
            };
            filled += count;
            if count == 0 || (filled == size && size > 0) {
                break;
            }
            // The file grows while it is read, or is one of those of /proc that have no size.
            if filled > limit {
                return too_large;
            }
            if filled == bytes.len() {
                bytes.resize((filled * 2).max(4096).min(limit + 1), 0);
            }
        }
        bytes.truncate(filled);
        Ok(Content { bytes, stamp })
    }
}

impl ReadError {
    fn new(error: &io::Error, path: &Path) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            // Sockets and some devices cannot even be opened, nor can directories on Windows.
            _ => match std::fs::metadata(path).ok().and_then(|m| kind_besides_file(m.file_type())) {
                Some(kind) => Self::NotAFile(kind),
                None => Self::Unreadable(reason(error)),
            },
        }
    }

    /// What is the matter with the file, said of it: `is a directory, expected a regular file`.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Missing => "does not exist".to_owned(),
            Self::NotAFile(kind) => format!("is {kind}, expected a regular file"),
            Self::TooLarge { limit } => format!("is larger than the limit of {limit} bytes"),
            Self::Unreadable(reason) => format!("cannot be read: {reason}"),
        }
    }

    /// A warning about the file as it is shown to the user.
    pub(crate) fn diagnostic(&self, shown: &Path) -> Diagnostic {
        let code = match self {
            Self::Missing => Code::FileMissing,
            Self::NotAFile(_) => Code::NotAFile,
            Self::TooLarge { .. } => Code::FileTooLarge,
            Self::Unreadable(_) => Code::FileUnreadable,
        };
        let message = format!("`{}` {}", shown.display(), self.reason());
        let diagnostic = Diagnostic::warning(code, message).with_origin(origin(shown));
        match self {
            Self::TooLarge { .. } => {
                diagnostic.with_help("raise `Limits::file_size` if this file is meant to be that large")
            }
            _ => diagnostic,
        }
    }
}

/// The origin of everything that concerns a file as a whole.
pub(crate) fn origin(shown: &Path) -> Origin {
    Origin::of_file(shown)
}

/// The reason in the system's words, without the number that means nothing to most.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What stands there if it is no regular file.
pub(crate) fn kind_besides_file(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let special = [
            (kind.is_fifo(), "a pipe"),
            (kind.is_socket(), "a socket"),
            (kind.is_char_device() || kind.is_block_device(), "a device"),
        ];
        if let Some((_, name)) = special.into_iter().find(|(is, _)| *is) {
            return Some(name);
        }
    }
    Some(if kind.is_dir() { "a directory" } else { "no file" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn limits(file_size: usize) -> Limits {
        Limits { file_size, ..Limits::default() }
    }

    #[test]
    fn reads_all_bytes_and_the_stamp() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        for size in [0, 1, 2, 4095, 4096, 4097, 300_000] {
            let bytes: Vec<u8> = (0..size).map(|at: u32| (at % 251) as u8).collect();
            fs::write(&path, &bytes).unwrap();
            let content = read(&path, &Limits::default()).unwrap();
            assert_eq!(content.bytes, bytes);
            assert_eq!(content.stamp.size, u64::from(size));
            assert_eq!(content.stamp, Stamp::of(&fs::metadata(&path).unwrap()));
        }
    }

    #[test]
    fn the_limit_is_inclusive() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, [b'x'; 10]).unwrap();
        assert_eq!(read(&path, &limits(10)).unwrap().bytes.len(), 10);
        let error = read(&path, &limits(9)).unwrap_err();
        assert_eq!(error, ReadError::TooLarge { limit: 9 });
        assert_eq!(error.diagnostic(&path).code, Code::FileTooLarge);
        assert!(read(&path, &limits(usize::MAX)).is_ok());
    }

    #[test]
    fn absent_files_and_directories_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let read = |name: &str| read(&dir.path().join(name), &Limits::default()).unwrap_err();
        assert_eq!(read("none"), ReadError::Missing);
        assert_eq!(read("file/below"), ReadError::Missing);
        assert_eq!(read("."), ReadError::NotAFile("a directory"));
        assert!(matches!(read("nul\0"), ReadError::Unreadable(_)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn files_without_a_size_are_read_to_the_end_and_within_the_limit() {
        let path = Path::new("/proc/self/status");
        let content = read(path, &Limits::default()).unwrap();
        assert_eq!(content.stamp.size, 0);
        assert!(content.bytes.ends_with(b"\n") && content.bytes.len() > 100);
        assert_eq!(read(path, &limits(100)).unwrap_err(), ReadError::TooLarge { limit: 100 });
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn pipes_devices_and_sockets_do_not_hang() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        let socket = dir.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for (path, kind) in [(&*pipe, "a pipe"), (&*socket, "a socket"), (Path::new("/dev/null"), "a device")]
        {
            let error = read(path, &Limits::default()).unwrap_err();
            assert_eq!(error, ReadError::NotAFile(kind));
            assert_eq!(error.diagnostic(path).code, Code::NotAFile);
        }
    }

    #[cfg(unix)]
    #[test]
    fn loops_are_explained_in_the_words_of_the_system() {
        let dir = tempfile::tempdir().unwrap();
        let round = dir.path().join("round");
        std::os::unix::fs::symlink(&round, &round).unwrap();
        let error = read(&round, &Limits::default()).unwrap_err();
        let message = error.diagnostic(Path::new("x.toml")).message;
        assert_eq!(message, "`x.toml` cannot be read: too many levels of symbolic links");
    }

    #[test]
    fn reasons_are_plain() {
        let error = io::Error::from_raw_os_error(if cfg!(windows) { 5 } else { 13 });
        assert!(!reason(&error).contains("os error"));
        if cfg!(unix) {
            assert_eq!(reason(&error), "permission denied");
        }
    }
}
