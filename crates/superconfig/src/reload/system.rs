//! The few questions that are asked of the system, so that tests can give other answers.

use super::native::{self, Hub};
use crate::source::system;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) trait System: Send + Sync + 'static {
    /// What stands at a path, without following a link.
    fn look(&self, path: &Path) -> io::Result<Metadata>;
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;
    fn delivery(&self, directory: &Path) -> Delivery;
    /// The native watcher of the process.
    fn hub(&self) -> io::Result<Arc<Hub>>;
}

/// What can be noticed on a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Events,
    /// Changes are made elsewhere: by another machine, by a server.
    Polling(&'static str),
    /// The content is made when it is read, so nothing but reading tells whether it is another.
    Reading(&'static str),
}

pub(super) struct Os;

impl System for Os {
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        system::symlink_metadata(path)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        system::read_link(path)
    }

    #[cfg(target_os = "linux")]
    fn delivery(&self, directory: &Path) -> Delivery {
        // The numbers have 32 bits, whatever type the platform gives them.
        #[allow(clippy::unnecessary_cast)]
        rustix::fs::statfs(directory).map_or(Delivery::Events, |found| delivery_of(found.f_type as u32))
    }

    #[cfg(not(target_os = "linux"))]
    fn delivery(&self, _directory: &Path) -> Delivery {
        Delivery::Events
    }

    fn hub(&self) -> io::Result<Arc<Hub>> {
        native::shared()
    }
}

/// By the magic numbers of `statfs(2)`. Overlays deliver what is changed through them.
#[cfg(target_os = "linux")]
fn delivery_of(magic: u32) -> Delivery {
    use Delivery::{Events, Polling, Reading};
    match magic {
        0x6969 => Polling("NFS"),
        0x517B => Polling("SMB"),
        0xFF53_4D42 => Polling("CIFS"),
        0xFE53_4D42 => Polling("SMB2"),
        0x0102_1997 => Polling("9P"),
        0x6573_5546 => Polling("FUSE"),
        0x00C3_6400 => Polling("Ceph"),
        0x5346_414F => Polling("AFS"),
        0x7375_7245 => Polling("Coda"),
        0x0BD0_0BD0 => Polling("Lustre"),
        0x4750_4653 => Polling("GPFS"),
        0x1983_0326 => Polling("BeeGFS"),
        0x0116_1970 => Polling("GFS2"),
        0x7461_636F => Polling("OCFS2"),
        0x786F_4256 => Polling("VirtualBox"),
        0xBACB_ACBC => Polling("VMware"),
        0x9FA0 => Reading("procfs"),
        0x6265_6572 => Reading("sysfs"),
        0x6462_6720 => Reading("debugfs"),
        0x7472_6163 => Reading("tracefs"),
        0x7363_6673 => Reading("securityfs"),
        0x6265_6570 => Reading("configfs"),
        0x0027_E0EB => Reading("cgroup"),
        0x6367_7270 => Reading("cgroup2"),
        _ => Events,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn file_systems_are_told_apart() {
        assert_eq!(Os.delivery(Path::new("/proc")), Delivery::Reading("procfs"));
        assert_eq!(Os.delivery(&std::env::temp_dir()), Delivery::Events);
        assert_eq!(Os.delivery(Path::new("/does/not/exist")), Delivery::Events);
        assert_eq!(delivery_of(0xFF53_4D42), Delivery::Polling("CIFS"));
        assert_eq!(delivery_of(0x794C_7630), Delivery::Events); // overlay
    }
}
