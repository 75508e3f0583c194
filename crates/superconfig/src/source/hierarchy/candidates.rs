//! Which paths a hierarchy consists of, in order. Looks at directories only, never at the files.

use super::{Hierarchy, Level};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Places;
use crate::source::locate::extensions;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// A path at which a file may stand.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) level: Level,
}

/// Everything that the search depends on, with the project's directories found.
pub(super) struct Plan {
    pub(super) candidates: Vec<Candidate>,
    /// The real path of the project root; project files must stand below it.
    pub(super) project: PathBuf,
}

impl Hierarchy {
    /// All candidates, the weakest first. The device of a directory is asked of `device`, a seam for tests.
    pub(super) fn plan(&self, places: &Places, device: &dyn Fn(&Path) -> Option<u64>) -> Plan {
        let directories = self.project_directories(places, device);
        let project = directories.first().cloned().unwrap_or_default();
        let cwd = directories.last().map_or(places.cwd(), PathBuf::as_path);
        let mut list = List { app: &self.app, candidates: Vec::new() };
        for level in Level::ALL.into_iter().filter(|level| self.levels.contains(level)) {
            match level {
                Level::System => self.system(&mut list, places),
                Level::User => self.user(&mut list, places),
                Level::Project => directories.iter().for_each(|directory| list.project(directory)),
                Level::Local => list.each(level, cwd, &format!("{}.local", self.app)),
            }
        }
        Plan { candidates: at_one_level(list.candidates), project }
    }

    fn system(&self, list: &mut List<'_>, places: &Places) {
        if let Some(directories) = &self.system_directories {
            directories.iter().for_each(|path| list.named(Level::System, &places.expand(path)));
            return;
        }
        let app = |base: PathBuf| base.join(&self.app);
        if cfg!(windows) {
            let data = places.env().directory("ProgramData").map(Path::to_path_buf);
            data.into_iter().for_each(|base| list.named(Level::System, &app(base)));
            return;
        }
        if cfg!(target_os = "macos") {
            list.named(Level::System, &app(places.system("/Library/Application Support")));
        }
        xdg_config_dirs(places).into_iter().for_each(|base| list.named(Level::System, &app(base)));
        let etc = places.system("/etc");
        list.named(Level::System, &etc.join(&self.app));
        list.each(Level::System, &etc, &self.app);
    }

    fn user(&self, list: &mut List<'_>, places: &Places) {
        if let Some(directories) = &self.user_directories {
            directories.iter().for_each(|path| list.named(Level::User, &places.expand(path)));
            return;
        }
        for base in user_config_homes(places) {
            list.named(Level::User, &base.join(&self.app));
        }
        if let Some(home) = places.home() {
            list.named(Level::User, &home.join(format!(".{}", self.app)));
            list.one(Level::User, home, &format!(".{}rc", self.app));
            list.each(Level::User, home, &self.app);
        }
    }

    /// The directories from the project root down to the working directory, by their real paths if they exist.
    fn project_directories(&self, places: &Places, device: &dyn Fn(&Path) -> Option<u64>) -> Vec<PathBuf> {
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let cwd = real(places.cwd());
        let home = places.home().map(real).filter(|home| cwd.starts_with(home));
        let at_home = device(&cwd);
        // Upwards, as far as the walk may go.
        let reach: Vec<&Path> = cwd
            .ancestors()
            .take_while(|path| home.as_ref().is_none_or(|home| path.starts_with(home)))
            .take_while(|path| device(path) == at_home)
            .collect();
        let is_root = |path: &&Path| self.markers.iter().any(|marker| path.join(marker).exists());
        let given = self.project_root.as_ref().map(|root| real(&places.expand(root)));
        let levels = if let Some(root) = given {
            reach.iter().position(|path| *path == root)
        } else if let Some(marked) = reach.iter().position(is_root) {
            Some(marked)
        } else if let Some(home) = &home {
            reach.iter().rposition(|path| *path != home)
        } else {
            None
        };
        let mut directories: Vec<PathBuf> =
            reach.into_iter().take(levels.unwrap_or(0) + 1).map(Path::to_path_buf).collect();
        directories.reverse();
        directories
    }

    /// Why the app's name is no name, if it is none.
    pub(super) fn malformed(&self) -> Option<Diagnostic> {
        let app = self.app.as_str();
        let separators = ['/', '\\', '\0'];
        let problem = if app.is_empty() {
            "is empty"
        } else if app == "." || app == ".." {
            "is a directory's"
        } else if app.contains(separators) || (cfg!(windows) && app.contains(':')) {
            "contains a path separator or NUL"
        } else {
            return None;
        };
        let message = format!("the app name {app:?} {problem}, expected one plain name");
        Some(Diagnostic::error(Code::AppName, message).with_help("use a name like `shop`"))
    }
}

/// Without the places of a project that are the user's: where the home directory is a project, too, they stay at the
/// user level and in its order.
fn at_one_level(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut directories: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
    let mut place = |path: &Path| {
        let (parent, name) = (path.parent()?, path.file_name()?.to_os_string());
        let real =
            directories.entry(parent.to_path_buf()).or_insert_with(|| std::fs::canonicalize(parent).ok());
        Some((real.clone()?, name))
    };
    let users = candidates.iter().filter(|candidate| candidate.level == Level::User);
    let users: HashSet<_> = users.filter_map(|candidate| place(&candidate.path)).collect();
    candidates.retain(|Candidate { path, level }| {
        *level != Level::Project
            || users.is_empty()
            || place(path).is_none_or(|place| !users.contains(&place))
    });
    candidates
}

/// `$XDG_CONFIG_DIRS`, the weakest first: XDG lists the most important directory first.
pub(crate) fn xdg_config_dirs(places: &Places) -> Vec<PathBuf> {
    let listed = places.env().get("XDG_CONFIG_DIRS").unwrap_or_default();
    // XDG: relative paths are invalid and to be ignored.
    let mut paths: Vec<PathBuf> = std::env::split_paths(listed).filter(|path| path.is_absolute()).collect();
    if paths.is_empty() {
        paths.push(places.system("/etc/xdg"));
    }
    paths.reverse();
    paths
}

/// The directories for the configuration of the user's programs, the weakest first.
pub(crate) fn user_config_homes(places: &Places) -> Vec<PathBuf> {
    let mut homes = Vec::new();
    if cfg!(windows) {
        homes.extend(places.env().directory("APPDATA").map(Path::to_path_buf));
    }
    if cfg!(target_os = "macos") {
        homes.extend(places.home().map(|home| home.join("Library/Application Support")));
    }
    let xdg = places.env().directory("XDG_CONFIG_HOME").map(Path::to_path_buf);
    homes.extend(xdg.or_else(|| places.home().map(|home| home.join(".config"))));
    homes
}

/// The candidates so far.
struct List<'a> {
    app: &'a str,
    candidates: Vec<Candidate>,
}

impl List<'_> {
    /// `directory/shop.E`, then `directory/config.E`.
    fn named(&mut self, level: Level, directory: &Path) {
        self.each(level, directory, self.app);
        self.each(level, directory, "config");
    }

    /// `directory/stem.E`.
    fn each(&mut self, level: Level, directory: &Path, stem: &str) {
        for extension in extensions() {
            self.one(level, directory, &format!("{stem}.{extension}"));
        }
    }

    fn one(&mut self, level: Level, directory: &Path, name: &str) {
        self.candidates.push(Candidate { path: directory.join(name), level });
    }

    fn project(&mut self, directory: &Path) {
        let (level, hidden) = (Level::Project, format!(".{}", self.app));
        self.each(level, directory, self.app);
        self.each(level, directory, &hidden);
        self.one(level, directory, &format!("{hidden}rc"));
        self.named(level, &directory.join(&hidden));
        self.each(level, &directory.join("config"), self.app);
    }
}
