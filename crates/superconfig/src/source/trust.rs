//! Whether a file that was merely found, not named, may be read.
//!
//! Whoever can write into a directory above the working directory could otherwise configure a program that
//! someone else runs there (git had this as CVE-2022-24765).

use super::Places;
use super::system::{self, is_absent};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// Which project files are read although others could have written them.
///
/// A file is trusted if it belongs to the caller or to root, and nobody else may write to it. Its group may:
/// on many systems every user has a group of their own. The directory of the file may not be writable by others
/// either, unless its sticky bit keeps them from replacing what is not theirs (`/tmp`), and a link must belong
/// to the caller or root as well. Elsewhere than on Unix every file is trusted.
///
/// ```
/// use superconfig::{Hierarchy, Level, SuperConfig, Trust};
/// let dir = tempfile::tempdir()?;
/// std::fs::write(dir.path().join("shop.local.toml"), "port = 80")?;
/// let local = Hierarchy::new("shop").with_levels([Level::Local]);
/// let builder = SuperConfig::new().with_cwd(dir.path()).merge(local);
/// let shared = Trust::Paths(vec![dir.path().into()]); // files that other users write, too
/// assert_eq!(builder.with_trust(shared).build()?.get::<u16>("port")?, 80);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Only files that nobody but the caller and root can write.
    #[default]
    Default,
    /// Also these files, and all files below these directories.
    Paths(Vec<PathBuf>),
    /// Every file.
    All,
}

impl Trust {
    /// Adds a path to those that are trusted.
    pub(crate) fn add(&mut self, path: PathBuf) {
        match self {
            Self::Default => *self = Self::Paths(vec![path]),
            Self::Paths(paths) => paths.push(path),
            Self::All => {}
        }
    }

    /// Whether the program vouches for a file, given by its real path.
    pub(crate) fn covers(&self, real: &Path, places: &Places) -> io::Result<bool> {
        let paths = match self {
            Self::Default => return Ok(false),
            Self::Paths(paths) => paths,
            Self::All => return Ok(true),
        };
        for path in paths {
            let covered = match system::real_path(&places.expand(path)) {
                Ok(path) => real.starts_with(path),
                Err(error) if is_absent(&error) => false,
                Err(error) => return Err(error),
            };
            if covered {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What makes a file that is opened under `path` doubtful, if anything does. `metadata` is that of the opened
/// descriptor; directories and links are looked up by path, as they only guard the name. An error: nobody can say.
#[cfg(unix)]
pub(crate) fn doubt(path: &Path, real: &Path, metadata: &Metadata) -> io::Result<Option<String>> {
    use std::os::unix::fs::MetadataExt;
    let caller = rustix::process::geteuid().as_raw();
    let stranger = |uid: u32| (uid != caller && uid != 0).then_some(uid);
    if let Some(uid) = stranger(metadata.uid()) {
        return Ok(Some(format!("belongs to another user (uid {uid})")));
    }
    if others_may_write(metadata) {
        return Ok(Some(format!("can be written by every user (mode {:o})", metadata.mode() & 0o7777)));
    }
    let link = Some(system::symlink_metadata(path)?).filter(Metadata::is_symlink);
    if let Some(uid) = link.and_then(|link| stranger(link.uid())) {
        return Ok(Some(format!("is a link that belongs to another user (uid {uid})")));
    }
    let sticky = |directory: &Metadata| directory.mode() & 0o1000 != 0;
    for directory in [path.parent(), real.parent()].into_iter().flatten() {
        let found = system::metadata(directory)?;
        if others_may_write(&found) && !sticky(&found) {
            let shown = directory.display();
            return Ok(Some(format!("stands in `{shown}`, which can be written by every user")));
        }
    }
    Ok(None)
}

#[cfg(unix)]
fn others_may_write(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & 0o002 != 0
}

#[cfg(not(unix))]
pub(crate) fn doubt(_path: &Path, _real: &Path, _metadata: &Metadata) -> io::Result<Option<String>> {
    Ok(None)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};

    struct Fixture {
        dir: tempfile::TempDir,
        file: PathBuf,
    }

    impl Fixture {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("shop.toml");
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
            Self { dir, file }
        }

        fn doubt(&self, path: &Path) -> Option<String> {
            doubt(path, &fs::canonicalize(path).unwrap(), &fs::metadata(path).unwrap()).unwrap()
        }
    }

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn is_root() -> bool {
        rustix::process::geteuid().is_root()
    }

    #[test]
    fn modes_are_judged() {
        let fixture = Fixture::new();
        assert_eq!(fixture.doubt(&fixture.file), None);
        mode(&fixture.file, 0o666);
        assert_eq!(fixture.doubt(&fixture.file).as_deref(), Some("can be written by every user (mode 666)"));
        mode(&fixture.file, 0o600);
        mode(fixture.dir.path(), 0o777);
        assert!(fixture.doubt(&fixture.file).unwrap().starts_with("stands in `"));
        mode(fixture.dir.path(), 0o1777);
        assert_eq!(fixture.doubt(&fixture.file), None);
        mode(fixture.dir.path(), 0o775);
        assert_eq!(fixture.doubt(&fixture.file), None);
    }

    #[test]
    fn what_cannot_be_judged_is_not_trusted() {
        let fixture = Fixture::new();
        let metadata = fs::metadata(&fixture.file).unwrap();
        let faults = std::sync::Arc::<system::faults::Faults>::default();
        faults.install();
        for nth in 1..=3 {
            faults.fail(nth, false, 5);
            assert!(doubt(&fixture.file, &fixture.file, &metadata).is_err(), "{nth}");
        }
        let (places, paths) = (Places::new(fixture.dir.path()), vec![fixture.dir.path().to_owned()]);
        faults.fail(1, false, 5);
        assert!(Trust::Paths(paths).covers(&fixture.file, &places).is_err());
        assert!(faults.end());
    }

    #[test]
    fn owners_are_judged() {
        if !is_root() {
            return;
        }
        let fixture = Fixture::new();
        chown(&fixture.file, Some(4242), None).unwrap();
        assert_eq!(fixture.doubt(&fixture.file).as_deref(), Some("belongs to another user (uid 4242)"));
    }

    #[test]
    fn a_strangers_link_to_our_file_is_doubtful() {
        if !is_root() {
            return;
        }
        let fixture = Fixture::new();
        let link = fixture.dir.path().join("link");
        symlink(&fixture.file, &link).unwrap();
        assert_eq!(fixture.doubt(&link), None);
        lchown(&link, Some(4242), None).unwrap();
        assert!(fixture.doubt(&link).unwrap().contains("link that belongs"));
    }

    #[test]
    fn trust_covers_files_and_directories_by_their_real_path() {
        let fixture = Fixture::new();
        let real = fs::canonicalize(&fixture.file).unwrap();
        let places = Places::new(fixture.dir.path());
        let covers = |paths: &[&str]| {
            Trust::Paths(paths.iter().map(PathBuf::from).collect()).covers(&real, &places).unwrap()
        };
        assert!(covers(&["shop.toml"]));
        assert!(covers(&["other", "."]));
        assert!(!covers(&["shop"]));
        assert!(!Trust::Default.covers(&real, &places).unwrap());
        assert!(Trust::All.covers(&real, &places).unwrap());
        let mut trust = Trust::default();
        trust.add("a".into());
        trust.add("b".into());
        assert_eq!(trust, Trust::Paths(vec!["a".into(), "b".into()]));
    }
}
