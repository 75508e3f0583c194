//! Which paths a hierarchy consists of, in order. Looks at directories only, never at the files.

use super::{Hierarchy, Level};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Places;
use crate::source::file::{ReadError, reason};
use crate::source::locate::extensions;
use crate::source::system::{self, is_absent};
use std::collections::{HashMap, HashSet};
use std::io;
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
    /// Directories of which it could not be found out what the search depends on.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The file system that a directory is on.
pub(super) type Device<'a> = &'a dyn Fn(&Path) -> io::Result<u64>;

impl Hierarchy {
    /// All candidates, the weakest first. The device of a directory is asked of `device`, a seam for tests.
    pub(super) fn plan(&self, places: &Places, device: Device<'_>) -> Plan {
        let mut doubts = Doubts::default();
        let directories = self.project_directories(places, device, &mut doubts);
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
        let candidates = at_one_level(list.candidates, &mut doubts);
        Plan { candidates, project, diagnostics: doubts.diagnostics }
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
    fn project_directories(&self, places: &Places, device: Device<'_>, doubts: &mut Doubts) -> Vec<PathBuf> {
        let cwd = doubts.real(places.cwd());
        let home = places.home().map(|home| doubts.real(home)).filter(|home| cwd.starts_with(home));
        let given = self.project_root.as_ref().map(|root| doubts.real(&places.expand(root)));
        let mut device = |path: &Path| doubts.answer(path, device(path));
        let at_home = device(&cwd);
        // Upwards, as far as the walk may go.
        let reach: Vec<&Path> = cwd
            .ancestors()
            .take_while(|path| home.as_ref().is_none_or(|home| path.starts_with(home)))
            .take_while(|path| device(path) == at_home)
            .collect();
        let mut is_root = |path: &&Path| {
            let mut markers = self.markers.iter().map(|marker| system::metadata(&path.join(marker)));
            markers.any(|marker| doubts.answer(path, marker).is_some())
        };
        let levels = if let Some(root) = given {
            reach.iter().position(|path| *path == root)
        } else if let Some(marked) = reach.iter().position(&mut is_root) {
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
fn at_one_level(mut candidates: Vec<Candidate>, doubts: &mut Doubts) -> Vec<Candidate> {
    let mut directories: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
    let mut place = |path: &Path| {
        let (parent, name) = (path.parent()?, path.file_name()?.to_os_string());
        let real = || doubts.answer(parent, system::real_path(parent));
        let real = directories.entry(parent.to_path_buf()).or_insert_with(real);
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

/// What could not be found out. (That nothing stands somewhere is found out.)
#[derive(Default)]
struct Doubts {
    diagnostics: Vec<Diagnostic>,
}

impl Doubts {
    fn answer<T>(&mut self, path: &Path, answer: io::Result<T>) -> Option<T> {
        match answer {
            Ok(answer) => return Some(answer),
            Err(error) if is_absent(&error) => {}
            Err(error) => {
                let diagnostic = ReadError::Unreadable(reason(&error)).diagnostic(path);
                if !self.diagnostics.contains(&diagnostic) {
                    self.diagnostics.push(diagnostic);
                }
            }
        }
        None
    }

    fn real(&mut self, path: &Path) -> PathBuf {
        self.answer(path, system::real_path(path)).unwrap_or_else(|| path.to_path_buf())
    }
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
