//! What tells one state of a path from another without opening it.

use crate::source::Stamp;
use std::fs::{FileType, Metadata};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Times of files come from a clock that ticks every 1 to 10 ms; ten times that is safe.
const TICK: Duration = Duration::from_millis(100);
/// Some file systems store whole seconds, and FAT even ones.
const COARSE_TICK: Duration = Duration::from_millis(2_100);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fingerprint {
    Absent,
    /// A regular file, and where it really is.
    File {
        real: PathBuf,
        stamp: Stamp,
    },
    /// A directory, whose times tell that a name in it has come, gone or changed.
    Directory {
        real: PathBuf,
        stamp: Stamp,
    },
    /// A pipe, a device, … Their times mean nothing to us.
    Other {
        real: PathBuf,
        kind: FileType,
        device: u64,
        inode: u64,
    },
    /// The way to it is closed: no permission, a loop of links, …
    Closed(io::ErrorKind),
}

impl Fingerprint {
    pub(super) fn of(real: PathBuf, metadata: &Metadata) -> Self {
        let stamp = Stamp::of(metadata);
        if metadata.is_file() {
            return Self::File { real, stamp };
        }
        if metadata.is_dir() {
            return Self::Directory { real, stamp };
        }
        Self::Other { real, kind: metadata.file_type(), device: stamp.device, inode: stamp.inode }
    }

    /// For how long another change could hide behind these same times, if it could.
    pub(super) fn doubt(&self) -> Option<Duration> {
        let (Self::File { stamp, .. } | Self::Directory { stamp, .. }) = self else { return None };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        doubt(stamp, i128::try_from(now.as_nanos()).ok()?)
    }
}

fn doubt(stamp: &Stamp, now: i128) -> Option<Duration> {
    const SECOND: i128 = 1_000_000_000;
    // Programs set the time of modification as they please, but not that of change.
    let changed = if stamp.changed == 0 { stamp.modified } else { stamp.changed };
    let coarse = stamp.modified % SECOND == 0 && changed % SECOND == 0;
    let tick = if coarse { COARSE_TICK } else { TICK };
    let distance = Duration::from_nanos(u64::try_from((now - changed).abs()).unwrap_or(u64::MAX));
    (distance < tick).then_some(tick)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn young_times_are_doubted() {
        let at = |changed, modified| Stamp { device: 1, inode: 1, size: 1, modified, changed };
        let now = 5_000_000_000_123;
        assert_eq!(doubt(&at(now - 99_000_000, 7), now), Some(TICK));
        assert_eq!(doubt(&at(now - 101_000_000, now), now), None);
        // Whole seconds.
        assert_eq!(doubt(&at(4_998_000_000_000, 0), now), Some(COARSE_TICK));
        assert_eq!(doubt(&at(4_997_000_000_000, 0), now), None);
        // A clock that is a bit, or much, ahead; no time of change.
        assert_eq!(doubt(&at(now + 50_000_000, 7), now), Some(TICK));
        assert_eq!(doubt(&at(now + 500_000_000, 7), now), None);
        assert_eq!(doubt(&at(0, now - 1), now), Some(TICK));
    }
}
