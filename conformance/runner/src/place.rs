//! The directories of one case.

use crate::case::{Case, Source};
use serde_json::Value;
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// ROOT, HOME and a directory of the runner's own, with the files of a case; gone when this is dropped.
#[derive(Debug)]
pub struct Place {
    _directory: tempfile::TempDir,
    /// ROOT.
    pub root: PathBuf,
    /// HOME.
    pub home: PathBuf,
    /// Files that are neither below ROOT nor below HOME.
    pub own: PathBuf,
    /// The working directory.
    pub cwd: PathBuf,
    /// The whole environment.
    pub env: Vec<(String, OsString)>,
    /// The sources, with `@ROOT@` and `@HOME@` replaced.
    pub sources: Vec<Source>,
}

impl Place {
    /// Makes everything that a case asks for.
    pub(crate) fn new(case: &Case) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let base = fs::canonicalize(directory.path()).unwrap();
        let [root, home, own] = ["root", "home", "own"].map(|name| base.join(name));
        for made in [&root, &home, &own] {
            make_directory(made);
        }
        let mut place = Self {
            _directory: directory,
            root,
            home,
            own,
            cwd: PathBuf::new(),
            env: Vec::new(),
            sources: Vec::new(),
        };
        place.fill(case);
        place
    }

    fn fill(&mut self, case: &Case) {
        for directory in &case.dirs {
            make_directory(&self.path(directory));
        }
        let in_root = case.files.iter().map(|(name, content)| (self.root.join(name), content));
        let in_home = case.home.iter().map(|(name, content)| (self.home.join(name), content));
        for (path, content) in in_root.chain(in_home) {
            make_directory(path.parent().unwrap());
            fs::write(&path, content).unwrap();
            set_mode(&path, 0o644);
        }
        for (link, target) in &case.links {
            let link = self.path(link);
            make_directory(link.parent().unwrap());
            make_link(&self.replace(target), &link);
        }
        self.cwd = self.path(&case.cwd);
        make_directory(&self.cwd);
        for (path, mode) in &case.modes {
            set_mode(&self.path(path), *mode);
        }
        self.env = case.env.iter().map(|(name, value)| (name.clone(), self.variable(value))).collect();
        let sources = case
            .sources
            .iter()
            .map(|source| Source { value: self.replace_in(&source.value), ..source.clone() });
        self.sources = sources.collect();
    }

    fn path(&self, path: &str) -> PathBuf {
        match path.strip_prefix('~') {
            Some(rest) => self.home.join(rest.trim_start_matches('/')),
            None => normal(&self.root.join(path)),
        }
    }

    fn replace(&self, text: &str) -> String {
        text.replace("@ROOT@", &self.root.to_string_lossy()).replace("@HOME@", &self.home.to_string_lossy())
    }

    fn replace_in(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.replace(text)),
            other => other.clone(),
        }
    }

    fn variable(&self, value: &[u8]) -> OsString {
        match std::str::from_utf8(value) {
            Ok(text) => self.replace(text).into(),
            Err(_) => raw(value),
        }
    }

    /// Whether a reported path is the expected file.
    pub(crate) fn is_same_file(&self, expected: &str, reported: &str) -> bool {
        let reported = match reported.strip_prefix("~/") {
            Some(rest) => self.home.join(rest),
            None => self.cwd.join(reported),
        };
        normal(&self.path(expected)) == normal(&reported)
    }
}

/// Without `.` and `..`; links are not resolved.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// A directory and those above it, as a umask of 022 makes them, whatever the umask is.
fn make_directory(path: &Path) {
    let mut missing: Vec<&Path> = path.ancestors().take_while(|above| !above.exists()).collect();
    missing.reverse();
    for directory in missing {
        fs::create_dir(directory).unwrap();
        set_mode(directory, 0o755);
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

#[cfg(unix)]
fn make_link(target: &str, link: &Path) {
    std::os::unix::fs::symlink(target, link).unwrap();
}

#[cfg(not(unix))]
fn make_link(_: &str, _: &Path) {}

#[cfg(unix)]
fn raw(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn raw(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
