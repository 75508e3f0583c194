//! Whether a file that was merely found, not named, may be read.
//!
//! Whoever can write into a directory above the working directory could otherwise configure a program that
//! someone else runs there (git had this as CVE-2022-24765).

use super::Places;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// Which found files are read although others could have written them.
///
/// A project or local file is trusted if nobody but the caller and root could have put it there: the file, the link that
/// leads to it, and every directory up to the project root belong to one of them, and nobody else may write to them. A
/// group may if it is its owner's own: group number and user number are equal, as they are where every user has a group
/// of their own. In a directory like `/tmp`, in which everybody may make files but only remove their own, no file is
/// trusted, but a directory of the caller's is.
///
/// A user file must belong to the caller or to root, and so must its directory: what runs with `sudo` does not read the
/// files of whoever called it. Elsewhere than on Unix every file is trusted.
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
    pub(crate) fn covers(&self, real: &Path, places: &Places) -> bool {
        let covers = |path: &PathBuf| {
            let path = places.expand(path);
            real.starts_with(std::fs::canonicalize(&path).unwrap_or(path))
        };
        match self {
            Self::Default => false,
            Self::Paths(paths) => paths.iter().any(covers),
            Self::All => true,
        }
    }
}

/// Why a file is not read, and what would make it trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// Said of the file: `belongs to another user (uid 1000)`.
    pub(crate) reason: String,
    /// What to do about it: ``run `chmod o-w shop.toml` ``.
    pub(crate) remedy: String,
}

/// A file that was found under `path`. `metadata` is that of the opened descriptor; directories and links are looked
/// up by path, as they only guard the name.
pub(crate) struct Suspect<'a> {
    pub(crate) path: &'a Path,
    pub(crate) real: &'a Path,
    pub(crate) metadata: &'a Metadata,
}

#[cfg(unix)]
impl Suspect<'_> {
    /// What makes a file of a project doubtful, if anything does: everything is looked at, up to the project's root.
    pub(crate) fn of_project(&self, root: &Path) -> Option<Doubt> {
        let judge = Judge::default();
        let inside = |path: &Path| -> Vec<PathBuf> {
            let above = path.ancestors().skip(1);
            above.take_while(|directory| directory.starts_with(root)).map(Path::to_path_buf).collect()
        };
        let file = judge.file(self.real, self.metadata);
        let names = inside(self.path);
        // Links may stand on the way as well as at its end.
        let link = || std::iter::once(self.path).chain(names.iter().map(PathBuf::as_path));
        let link = || link().find_map(|path| judge.link(path, self.path));
        let directories = |way: &[PathBuf]| {
            way.iter().enumerate().find_map(|(above, directory)| judge.directory(directory, above > 0))
        };
        file.or_else(link).or_else(|| directories(&names)).or_else(|| directories(&inside(self.real)))
    }

    /// What makes a file of the user doubtful: that it, its link or its directory is somebody else's.
    pub(crate) fn of_user(&self) -> Option<Doubt> {
        let judge = Judge::default();
        let file = judge.owner(self.metadata, self.real, None);
        let directory = || {
            let directory = self.path.parent()?;
            judge.owner(&std::fs::metadata(directory).ok()?, directory, Some("stands in"))
        };
        let doubt = file.or_else(|| judge.link(self.path, self.path)).or_else(directory)?;
        // Whoever called `sudo` should not be told to give their files away.
        Some(Doubt { remedy: "run the program as the user to whom it belongs".to_owned(), ..doubt })
    }
}

#[cfg(not(unix))]
impl Suspect<'_> {
    pub(crate) fn of_project(&self, _root: &Path) -> Option<Doubt> {
        None
    }

    pub(crate) fn of_user(&self) -> Option<Doubt> {
        None
    }
}

/// A path as a shell takes it for one word.
pub(crate) fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%=".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text,
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// Judges owners and modes for one caller.
#[cfg(unix)]
struct Judge {
    caller: u32,
}

#[cfg(unix)]
impl Default for Judge {
    fn default() -> Self {
        Self { caller: rustix::process::geteuid().as_raw() }
    }
}

#[cfg(unix)]
impl Judge {
    fn file(&self, path: &Path, metadata: &Metadata) -> Option<Doubt> {
        use std::os::unix::fs::MetadataExt;
        let written = || {
            let (who, letters) = self.writers(metadata.uid(), metadata.gid(), metadata.mode())?;
            let reason = format!("can be written by {who} (mode {:o})", metadata.mode() & 0o7777);
            Some(Doubt { reason, remedy: format!("run `chmod {letters}-w {}`", shell_word(path)) })
        };
        self.owner(metadata, path, None).or_else(written)
    }

    /// A directory on the way to a file. One that stands in it is safe from others if its sticky bit is set: only
    /// owners can replace what is theirs. A file is not, since others may link to it what its owner has elsewhere.
    fn directory(&self, path: &Path, is_above: bool) -> Option<Doubt> {
        use std::os::unix::fs::MetadataExt;
        let metadata = std::fs::metadata(path).ok()?;
        let written = || {
            let (who, letters) = self.writers(metadata.uid(), metadata.gid(), metadata.mode())?;
            let reason = format!("stands in `{}`, which can be written by {who}", path.display());
            Some(Doubt { reason, remedy: format!("run `chmod {letters}-w {}`", shell_word(path)) })
        };
        let is_sticky = metadata.mode() & 0o1000 != 0;
        self.owner(&metadata, path, Some("stands in"))
            .or_else(|| written().filter(|_| !(is_above && is_sticky)))
    }

    /// A link of somebody else's on the way to a file; it need not be one.
    fn link(&self, path: &Path, file: &Path) -> Option<Doubt> {
        let metadata = std::fs::symlink_metadata(path).ok().filter(Metadata::is_symlink)?;
        let Doubt { remedy, .. } = self.owner(&metadata, path, None)?;
        let uid = std::os::unix::fs::MetadataExt::uid(&metadata);
        let reason = match path == file {
            true => format!("is a link that belongs to another user (uid {uid})"),
            false => format!("stands behind the link `{}` of another user (uid {uid})", path.display()),
        };
        Some(Doubt { reason, remedy: remedy.replacen("chown", "chown -h", 1) })
    }

    /// Neither the caller's nor root's. `way`: how the file relates to the path; it is the file itself without.
    fn owner(&self, metadata: &Metadata, path: &Path, way: Option<&str>) -> Option<Doubt> {
        let uid = std::os::unix::fs::MetadataExt::uid(metadata);
        if uid == self.caller || uid == 0 {
            return None;
        }
        let reason = match way {
            None => format!("belongs to another user (uid {uid})"),
            Some(way) => format!("{way} `{}`, which belongs to another user (uid {uid})", path.display()),
        };
        let by_root = if self.caller == 0 { "" } else { " as root" };
        Some(Doubt { reason, remedy: format!("run `chown {} {}`{by_root}", self.caller, shell_word(path)) })
    }

    /// Who else may write to something, and the letters that `chmod` has for them.
    fn writers(&self, uid: u32, gid: u32, mode: u32) -> Option<(&'static str, &'static str)> {
        // Whose group is it? One with the number of a user is that user's own.
        let by_group = mode & 0o020 != 0 && gid != uid && gid != self.caller;
        match (by_group, mode & 0o002 != 0) {
            (true, true) => Some(("every user", "go")),
            (false, true) => Some(("every user", "o")),
            (true, false) => Some(("its group", "g")),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};

    /// `root/sub/shop.toml`
    struct Fixture {
        _dir: tempfile::TempDir,
        root: PathBuf,
        sub: PathBuf,
        file: PathBuf,
    }

    impl Fixture {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let root = fs::canonicalize(dir.path()).unwrap();
            let sub = root.join("sub");
            fs::create_dir(&sub).unwrap();
            let file = sub.join("shop.toml");
            fs::write(&file, "").unwrap();
            mode(&file, 0o644);
            Self { _dir: dir, root, sub, file }
        }

        fn ask<T>(&self, path: &Path, ask: impl Fn(&Suspect<'_>) -> T) -> T {
            let (real, metadata) = (fs::canonicalize(path).unwrap(), fs::metadata(path).unwrap());
            ask(&Suspect { path, real: &real, metadata: &metadata })
        }

        fn of_user(&self, path: &Path) -> Option<Doubt> {
            self.ask(path, |suspect| suspect.of_user())
        }

        fn doubt_of(&self, path: &Path) -> String {
            let doubt = self.ask(path, |suspect| suspect.of_project(&self.root));
            doubt.map_or(String::new(), |doubt| format!("{}; {}", doubt.reason, doubt.remedy))
        }

        fn doubt(&self) -> String {
            self.doubt_of(&self.file).replace(&*self.root.to_string_lossy(), "ROOT")
        }
    }

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn is_root() -> bool {
        rustix::process::geteuid().is_root()
    }

    #[test]
    fn files_are_judged_by_their_mode() {
        let fixture = Fixture::new();
        assert_eq!(fixture.doubt(), "");
        mode(&fixture.file, 0o646);
        let said = "can be written by every user (mode 646); run `chmod o-w ROOT/sub/shop.toml`";
        assert_eq!(fixture.doubt(), said);
        mode(&fixture.file, 0o600);
        assert_eq!(fixture.doubt(), "");
    }

    #[test]
    fn every_directory_up_to_the_root_is_judged() {
        let fixture = Fixture::new();
        for (directory, name) in [(&fixture.sub, "ROOT/sub"), (&fixture.root, "ROOT")] {
            mode(directory, 0o757);
            let said =
                format!("stands in `{name}`, which can be written by every user; run `chmod o-w {name}`");
            assert_eq!(fixture.doubt(), said);
            mode(directory, 0o755);
        }
        // The root is where it ends.
        let below = |suspect: &Suspect<'_>| suspect.of_project(&fixture.sub);
        mode(&fixture.root, 0o777);
        assert_eq!(fixture.ask(&fixture.file, below), None);
    }

    #[test]
    fn a_sticky_directory_guards_directories_and_not_files() {
        let fixture = Fixture::new();
        mode(&fixture.root, 0o1757);
        assert_eq!(fixture.doubt(), "");
        mode(&fixture.sub, 0o1757);
        assert!(fixture.doubt().starts_with("stands in `ROOT/sub`, which can be written by every user"));
    }

    #[test]
    fn a_group_may_write_if_it_is_the_owners_own() {
        let judge = Judge { caller: 1000 };
        let letters = |uid, gid, mode| judge.writers(uid, gid, mode).map(|(_, letters)| letters);
        assert_eq!(letters(1000, 1000, 0o664), None);
        assert_eq!(letters(0, 0, 0o775), None);
        assert_eq!(letters(0, 1000, 0o775), None);
        assert_eq!(letters(1000, 100, 0o664), Some("g"));
        assert_eq!(letters(0, 50, 0o2775), Some("g"));
        assert_eq!(letters(1000, 100, 0o666), Some("go"));
        assert_eq!(letters(1000, 1000, 0o666), Some("o"));
        assert_eq!(letters(1000, 100, 0o644), None);
    }

    #[test]
    fn owners_are_judged() {
        if !is_root() {
            return;
        }
        let fixture = Fixture::new();
        chown(&fixture.file, Some(4242), None).unwrap();
        assert_eq!(fixture.doubt(), "belongs to another user (uid 4242); run `chown 0 ROOT/sub/shop.toml`");
        assert!(fixture.of_user(&fixture.file).is_some());
        chown(&fixture.file, Some(0), None).unwrap();
        assert_eq!(fixture.of_user(&fixture.file), None);
        chown(&fixture.sub, Some(4242), None).unwrap();
        let said = "stands in `ROOT/sub`, which belongs to another user (uid 4242); run `chown 0 ROOT/sub`";
        assert_eq!(fixture.doubt(), said);
        assert!(fixture.of_user(&fixture.file).is_some());
    }

    #[test]
    fn a_strangers_link_to_our_file_is_doubtful() {
        if !is_root() {
            return;
        }
        let fixture = Fixture::new();
        let (link, way) = (fixture.sub.join("link"), fixture.root.join("way"));
        symlink(&fixture.file, &link).unwrap();
        symlink(&fixture.sub, &way).unwrap();
        assert_eq!(fixture.doubt_of(&link) + &fixture.doubt_of(&way.join("shop.toml")), "");
        lchown(&link, Some(4242), None).unwrap();
        lchown(&way, Some(4242), None).unwrap();
        assert!(fixture.doubt_of(&link).contains("link that belongs"));
        assert!(fixture.doubt_of(&way.join("shop.toml")).contains("behind the link"));
        assert!(fixture.of_user(&link).is_some());
    }

    #[test]
    fn paths_are_words_of_a_shell() {
        assert_eq!(shell_word(Path::new("/a/b-1.toml")), "/a/b-1.toml");
        assert_eq!(shell_word(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    }

    #[test]
    fn trust_covers_files_and_directories_by_their_real_path() {
        let fixture = Fixture::new();
        let real = fs::canonicalize(&fixture.file).unwrap();
        let places = Places::new(&fixture.sub);
        let covers =
            |paths: &[&str]| Trust::Paths(paths.iter().map(PathBuf::from).collect()).covers(&real, &places);
        assert!(covers(&["shop.toml"]));
        assert!(covers(&["other", "."]));
        assert!(!covers(&["shop"]));
        assert!(!Trust::Default.covers(&real, &places));
        assert!(Trust::All.covers(&real, &places));
        let mut trust = Trust::default();
        trust.add("a".into());
        trust.add("b".into());
        assert_eq!(trust, Trust::Paths(vec!["a".into(), "b".into()]));
    }
}
