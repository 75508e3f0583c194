//! Everything about this machine and process that lookups depend on.

use super::EnvSnapshot;
use std::path::{Component, Path, PathBuf};

/// The working directory, the home directory, the environment and the root of the system's directories: all
/// that a lookup depends on besides the files themselves. Nothing else in this crate reads process state.
///
/// ```
/// use superconfig::{EnvSnapshot, Places};
/// let places = Places::new("/srv").with_env(EnvSnapshot::from([("HOME", "/home/ada")]));
/// # #[cfg(unix)] {
/// assert_eq!(places.expand("~/shop.toml"), std::path::Path::new("/home/ada/shop.toml"));
/// assert_eq!(places.expand("shop.toml"), std::path::Path::new("/srv/shop.toml"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Places {
    cwd: PathBuf,
    /// Given explicitly: stronger than the environment.
    home: Option<PathBuf>,
    /// From the user database, where the process has no `HOME`.
    fallback_home: Option<PathBuf>,
    env: EnvSnapshot,
    system_root: PathBuf,
}

impl Places {
    /// Those of this process, now.
    ///
    /// ```
    /// assert!(superconfig::Places::from_process().cwd().is_absolute());
    /// ```
    #[must_use]
    pub fn from_process() -> Self {
        // Without a readable working directory relative paths stay relative: the system then says what is wrong.
        let cwd = std::env::current_dir().unwrap_or_default();
        let env = EnvSnapshot::from_process();
        Self { fallback_home: std::env::home_dir().filter(|home| home.is_absolute()), env, ..Self::new(cwd) }
    }

    /// A working directory, and nothing else: no home, no variables.
    ///
    /// ```
    /// assert_eq!(superconfig::Places::new("/srv").home(), None);
    /// ```
    #[must_use]
    pub fn new(cwd: impl Into<PathBuf>) -> Self {
        Self {
            cwd: cwd.into(),
            home: None,
            fallback_home: None,
            env: EnvSnapshot::empty(),
            system_root: PathBuf::from("/"),
        }
    }

    /// The same with another working directory; a relative one starts at the present one.
    ///
    /// ```
    /// use superconfig::Places;
    /// assert_eq!(Places::new("/srv").with_cwd("shop").cwd(), std::path::Path::new("/srv/shop"));
    /// ```
    #[must_use]
    pub fn with_cwd(mut self, cwd: impl AsRef<Path>) -> Self {
        self.cwd = self.expand(cwd);
        self
    }

    /// The same with this home directory, whatever the environment says.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Places};
    /// let env = EnvSnapshot::from([("HOME", "/home/ada")]);
    /// let places = Places::new("/").with_env(env).with_home("/home/eve");
    /// assert_eq!(places.home(), Some(std::path::Path::new("/home/eve")));
    /// ```
    #[must_use]
    pub fn with_home(mut self, home: impl AsRef<Path>) -> Self {
        self.home = Some(self.expand(home));
        self
    }

    /// The same with this environment. Its `HOME` (Windows: `USERPROFILE`) is the home directory, unless
    /// [`with_home`](Self::with_home) gives one; a snapshot without it has none.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Places};
    /// assert_eq!(Places::from_process().with_env(EnvSnapshot::empty()).home(), None);
    /// ```
    #[must_use]
    pub fn with_env(mut self, env: EnvSnapshot) -> Self {
        self.env = env;
        self.fallback_home = None;
        self
    }

    /// The same with the system's directories (`/etc`, …) below another root than `/`.
    ///
    /// ```
    /// use superconfig::{Hierarchy, Places};
    /// # #[cfg(target_os = "linux")] {
    /// let places = Places::new("/srv").with_system_root("/image");
    /// let first = &Hierarchy::new("shop").discovered(&places)[0];
    /// assert!(first.path.starts_with("/image/etc/xdg/shop"));
    /// # }
    /// ```
    #[must_use]
    pub fn with_system_root(mut self, root: impl AsRef<Path>) -> Self {
        self.system_root = self.expand(root);
        self
    }

    /// The working directory.
    ///
    /// ```
    /// use superconfig::Places;
    /// assert_eq!(Places::new("/srv").cwd(), std::path::Path::new("/srv"));
    /// ```
    #[must_use]
    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The home directory, if there is one.
    ///
    /// ```
    /// use superconfig::Places;
    /// let places = Places::new("/srv").with_home("/home/ada");
    /// assert_eq!(places.home(), Some(std::path::Path::new("/home/ada")));
    /// ```
    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        let variable = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        self.home.as_deref().or_else(|| self.env.directory(variable)).or(self.fallback_home.as_deref())
    }

    /// The environment.
    ///
    /// ```
    /// use superconfig::Places;
    /// assert_eq!(Places::new("/srv").env().get("HOME"), None);
    /// ```
    #[must_use]
    pub fn env(&self) -> &EnvSnapshot {
        &self.env
    }

    /// A directory of the system, below the system root.
    pub(crate) fn system(&self, path: &str) -> PathBuf {
        self.system_root.join(path.trim_start_matches('/'))
    }

    /// The path to open: `~` and `~/…` start at the home directory, relative paths at the working directory.
    ///
    /// `~` without a home directory, and `~ada`, are ordinary names.
    ///
    /// ```
    /// use superconfig::Places;
    /// assert_eq!(Places::new("/srv").expand("./a/b"), std::path::Path::new("/srv/a/b"));
    /// ```
    #[must_use]
    pub fn expand(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        if let Some(expanded) = self.below_home(path) {
            return expanded;
        }
        let path = path.strip_prefix(".").unwrap_or(path);
        // Joining an empty path would add a slash; joining an absolute one gives just that.
        if path.as_os_str().is_empty() { self.cwd.clone() } else { self.cwd.join(path) }
    }

    /// The path with `~` replaced, everything else as it was given.
    pub(crate) fn expand_home(&self, path: &Path) -> PathBuf {
        self.below_home(path).unwrap_or_else(|| path.to_path_buf())
    }

    fn below_home(&self, path: &Path) -> Option<PathBuf> {
        let mut components = path.components();
        if components.next()? != Component::Normal("~".as_ref()) {
            return None;
        }
        let (rest, home) = (components.as_path(), self.home()?);
        Some(if rest.as_os_str().is_empty() { home.to_path_buf() } else { home.join(rest) })
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn expands_home_and_relative_paths() {
        let places = Places::new("/w").with_home("/h");
        let expand = |path: &str| places.expand(path).display().to_string();
        for (path, expanded) in [
            ("~", "/h"),
            ("~/", "/h"),
            ("~/a/b", "/h/a/b"),
            ("~ada/x", "/w/~ada/x"),
            ("./~/x", "/w/~/x"),
            ("a/~/x", "/w/a/~/x"),
            ("../x", "/w/../x"),
            (".", "/w"),
            ("", "/w"),
            ("/abs", "/abs"),
        ] {
            assert_eq!(expand(path), expanded, "{path}");
        }
        assert_eq!(Places::new("/w").expand("~/x"), Path::new("/w/~/x"));
    }

    #[test]
    fn explicit_home_beats_the_environment_and_an_unusable_one_is_none() {
        let env = EnvSnapshot::from([("HOME", "/env")]);
        assert_eq!(Places::new("/w").with_env(env.clone()).home(), Some(Path::new("/env")));
        assert_eq!(Places::new("/w").with_home("/h").with_env(env).home(), Some(Path::new("/h")));
        assert_eq!(Places::new("/w").with_env(EnvSnapshot::from([("HOME", "")])).home(), None);
    }
}
