//! The hierarchy: system, user, project, local (SPEC 7).

mod candidates;
mod scan;
#[cfg(test)]
#[cfg(all(feature = "json", feature = "toml", feature = "yaml"))]
mod tests;

use super::{Places, Trust};
use crate::diagnostics::{UnknownName, choose};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

pub(crate) use candidates::{user_config_homes, xdg_config_dirs};

/// A level of a [`Hierarchy`]; later ones win.
///
/// ```
/// use superconfig::Level;
/// assert!(Level::System < Level::User && Level::Project < Level::Local);
/// assert_eq!(Level::Project.to_string(), "project");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// The machine: `/etc/xdg/shop/…`, `/etc/shop/…`.
    System,
    /// The user: `~/.config/shop/…`, `~/.shop/…`, `~/.shoprc`.
    User,
    /// The project: from its root down to the working directory.
    Project,
    /// The working directory's own `shop.local.toml`.
    Local,
}

impl Level {
    /// All levels, the weakest first.
    ///
    /// ```
    /// use superconfig::{Hierarchy, Level};
    /// let below_user = Level::ALL.into_iter().filter(|level| *level > Level::User);
    /// let hierarchy = Hierarchy::new("shop").with_levels(below_user);
    /// let places = superconfig::Places::new("/srv/shop");
    /// assert_eq!(hierarchy.discovered(&places)[0].level, Level::Project);
    /// ```
    pub const ALL: [Self; 4] = [Self::System, Self::User, Self::Project, Self::Local];

    /// `system`, `user`, `project` or `local`.
    ///
    /// ```
    /// assert_eq!(superconfig::Level::User.as_str(), "user");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Project => "project",
            Self::Local => "local",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Level {
    type Err = UnknownName;

    /// Reads a name. `_`, `-` and case do not matter.
    ///
    /// # Errors
    /// If no choice has this name; the error tells which there are.
    ///
    /// ```
    /// assert_eq!("project".parse(), Ok(superconfig::Level::Project));
    /// assert!("root".parse::<superconfig::Level>().is_err());
    /// ```
    fn from_str(word: &str) -> Result<Self, UnknownName> {
        choose("level of a hierarchy", word, Self::ALL.map(|level| (level.as_str(), level)))
    }
}

/// What became of one path of a [`Hierarchy`].
///
/// ```
/// use superconfig::Status;
/// let refused = Status::Refused("belongs to another user (uid 1000)".into());
/// assert_eq!(refused.to_string(), "refused: it belongs to another user (uid 1000)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// It is read.
    Used,
    /// Nothing stands there.
    Absent,
    /// It exists and is not read here. The reason is said of the file: `belongs to another user (uid 1000)`,
    /// `is the same file as …, which is read`.
    Refused(String),
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Used => f.write_str("used"),
            Self::Absent => f.write_str("absent"),
            Self::Refused(reason) => write!(f, "refused: it {reason}"),
        }
    }
}

/// One path of a [`Hierarchy`] and what became of it.
///
/// ```
/// use superconfig::{Hierarchy, Level, Places, Status};
/// let found = Hierarchy::new("shop").with_levels([Level::Local]).discovered(&Places::new("/srv/shop"));
/// assert_eq!(found[0].path, std::path::Path::new("/srv/shop/shop.local.toml"));
/// assert_eq!(found[0].status, Status::Absent);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Discovered {
    /// Where a file was looked for.
    pub path: PathBuf,
    /// The level that the path belongs to.
    pub level: Level,
    /// What became of it.
    pub status: Status,
}

/// Git-like discovery of an application's files: system, user, project, local; later ones win.
///
/// For the app `shop`, `E` being every extension that this build reads (`toml`, `yaml`, `yml`, `json`, …),
/// the weakest first:
///
/// 1. system: each of `$XDG_CONFIG_DIRS` (its first entry is the strongest, as XDG has it; default `/etc/xdg`)
///    with `shop/shop.E` and `shop/config.E`, then `/etc/shop/shop.E`, `/etc/shop/config.E`, `/etc/shop.E`;
/// 2. user: `$XDG_CONFIG_HOME` (default `~/.config`) likewise, `~/.shop/shop.E`, `~/.shop/config.E`, `~/.shoprc`,
///    `~/shop.E`;
/// 3. project: from the project root down to the working directory, in each directory `shop.E`, `.shop.E`, `.shoprc`,
///    `.shop/shop.E`, `.shop/config.E`, `config/shop.E`;
/// 4. local: `shop.local.E` in the working directory.
///
/// The project root is the nearest directory at or above the working directory with `.git`, `.hg` or `.jj`;
/// without one it is the topmost directory below the home directory, or, outside the home directory, the working
/// directory alone. The walk leaves neither the home directory nor the file system of the working directory.
///
/// Only files of these names are read, and each real file once, whatever links lead to it: at its strongest place, but
/// a path of the user level is never one of the project as well. User, project and local files must be trusted (see
/// [`Trust`]); project and local ones must, links resolved, stand in the project.
///
/// ```
/// use superconfig::{Hierarchy, Level, Places, Status};
/// let dir = tempfile::tempdir()?;
/// std::fs::write(dir.path().join("shop.toml"), "port = 80")?;
/// let found = Hierarchy::new("shop").with_levels([Level::Project]).discovered(&Places::new(dir.path()));
/// let used: Vec<_> = found.iter().filter(|found| found.status == Status::Used).collect();
/// assert_eq!(used[0].path.file_name().unwrap(), "shop.toml");
/// assert_eq!(used.len(), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Hierarchy {
    app: String,
    levels: Vec<Level>,
    markers: Vec<String>,
    system_directories: Option<Vec<PathBuf>>,
    user_directories: Option<Vec<PathBuf>>,
    project_root: Option<PathBuf>,
    trust: Trust,
}

impl Hierarchy {
    /// The hierarchy of an app: one name, not a path.
    ///
    /// ```
    /// let hierarchy = superconfig::Hierarchy::new("shop");
    /// assert_eq!(hierarchy.app(), "shop");
    /// ```
    pub fn new(app: impl Into<String>) -> Self {
        Self {
            app: app.into(),
            levels: Level::ALL.to_vec(),
            markers: [".git", ".hg", ".jj"].map(str::to_owned).to_vec(),
            system_directories: None,
            user_directories: None,
            project_root: None,
            trust: Trust::Default,
        }
    }

    /// The name of the app.
    ///
    /// ```
    /// assert_eq!(superconfig::Hierarchy::new("shop").app(), "shop");
    /// ```
    #[must_use]
    pub fn app(&self) -> &str {
        &self.app
    }

    /// Only these levels. Their order stays as it is.
    ///
    /// ```
    /// use superconfig::{Hierarchy, Level, Places};
    /// let found = Hierarchy::new("shop").with_levels([Level::Local]).discovered(&Places::new("/srv"));
    /// assert!(found.iter().all(|found| found.level == Level::Local));
    /// ```
    pub fn with_levels(mut self, levels: impl IntoIterator<Item = Level>) -> Self {
        self.levels = levels.into_iter().collect();
        self
    }

    /// Other names of files or directories that mark a project root; none: the home directory decides alone.
    ///
    /// ```
    /// use superconfig::{Hierarchy, Level, Places};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::create_dir_all(dir.path().join("member/src"))?;
    /// std::fs::write(dir.path().join("Cargo.lock"), "")?;
    /// let hierarchy = Hierarchy::new("shop").with_markers(["Cargo.lock"]).with_levels([Level::Project]);
    /// let found = hierarchy.discovered(&Places::new(dir.path().join("member/src")));
    /// assert_eq!(found[0].path, dir.path().join("shop.toml"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn with_markers<S: Into<String>>(mut self, markers: impl IntoIterator<Item = S>) -> Self {
        self.markers = markers.into_iter().map(Into::into).collect();
        self
    }

    /// Other directories in place of those of the system, the weakest first; `{shop,config}.E` is read in each.
    ///
    /// ```
    /// use superconfig::{Hierarchy, Places};
    /// let found = Hierarchy::new("shop").with_system_directories(["/opt/shop"]).discovered(&Places::new("/srv"));
    /// assert!(found[0].path.starts_with("/opt/shop"));
    /// ```
    pub fn with_system_directories<P: Into<PathBuf>>(
        mut self,
        directories: impl IntoIterator<Item = P>,
    ) -> Self {
        self.system_directories = Some(directories.into_iter().map(Into::into).collect());
        self
    }

    /// Other directories in place of those of the user, the weakest first; `{shop,config}.E` is read in each.
    ///
    /// ```
    /// use superconfig::{Hierarchy, Level, Places};
    /// let shop = Hierarchy::new("shop").with_levels([Level::User]).with_user_directories(["/me/shop"]);
    /// assert!(shop.discovered(&Places::new("/srv"))[0].path.starts_with("/me/shop"));
    /// ```
    pub fn with_user_directories<P: Into<PathBuf>>(
        mut self,
        directories: impl IntoIterator<Item = P>,
    ) -> Self {
        self.user_directories = Some(directories.into_iter().map(Into::into).collect());
        self
    }

    /// The project root, instead of looking for it. If it is not at or above the working directory, the working
    /// directory alone counts.
    ///
    /// ```
    /// use superconfig::{Hierarchy, Level, Places};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::create_dir(dir.path().join("src"))?;
    /// let hierarchy = Hierarchy::new("shop").with_project_root("..").with_levels([Level::Project]);
    /// let found = hierarchy.discovered(&Places::new(dir.path().join("src")));
    /// assert_eq!(found[0].path, dir.path().join("shop.toml"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn with_project_root(mut self, root: impl Into<PathBuf>) -> Self {
        self.project_root = Some(root.into());
        self
    }

    /// Which files are trusted.
    ///
    /// ```
    /// # #[cfg(unix)] {
    /// use std::os::unix::fs::PermissionsExt;
    /// use superconfig::{Hierarchy, Level, Places, Status, Trust};
    /// let dir = tempfile::tempdir()?;
    /// let file = dir.path().join("shop.local.toml");
    /// std::fs::write(&file, "")?;
    /// std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666))?;
    /// let hierarchy = Hierarchy::new("shop").with_levels([Level::Local]).with_trust(Trust::All);
    /// assert_eq!(hierarchy.discovered(&Places::new(dir.path()))[0].status, Status::Used);
    /// # }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn with_trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Trusts one more file, or all files below a directory.
    ///
    /// ```
    /// # #[cfg(unix)] {
    /// use std::os::unix::fs::PermissionsExt;
    /// use superconfig::{Hierarchy, Level, Places, Status};
    /// let dir = tempfile::tempdir()?;
    /// let file = dir.path().join("shop.local.toml");
    /// std::fs::write(&file, "")?;
    /// std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666))?;
    /// let (local, places) = (Hierarchy::new("shop").with_levels([Level::Local]), Places::new(dir.path()));
    /// assert!(matches!(local.discovered(&places)[0].status, Status::Refused(_)));
    /// assert_eq!(local.trust(&file).discovered(&places)[0].status, Status::Used);
    /// # }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn trust(mut self, path: impl Into<PathBuf>) -> Self {
        self.trust.add(path.into());
        self
    }

    /// Whether nothing was said about trust.
    pub(crate) fn has_default_trust(&self) -> bool {
        self.trust == Trust::Default
    }

    /// Every path that is looked at, the weakest first, and whether a file is used, absent or refused.
    ///
    /// A malformed app name has no paths.
    ///
    /// ```
    /// use superconfig::{Hierarchy, Level, Places};
    /// let places = Places::new("/srv/shop").with_home("/home/ada");
    /// let user = Hierarchy::new("shop").with_levels([Level::User]).discovered(&places);
    /// assert!(user.iter().any(|found| found.path == std::path::Path::new("/home/ada/.shoprc")));
    /// assert!(Hierarchy::new("../shop").discovered(&places).is_empty());
    /// ```
    #[must_use]
    pub fn discovered(&self, places: &Places) -> Vec<Discovered> {
        self.scan(places).into_discovered()
    }
}
