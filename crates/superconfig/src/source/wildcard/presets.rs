//! Wildcards for common layouts, by the names of version 1.

use super::order::user_data_home;
use super::pattern::{Alternative, Part};
use super::{MergeOrder, Wildcard};
use crate::source::Places;
use crate::source::hierarchy::{user_config_homes, xdg_config_dirs};
use crate::source::locate::extensions;
use globset::escape;
use std::path::PathBuf;

impl Wildcard {
    /// Configuration of an app on all levels: `/etc/<app>/` and `~/.config/<app>/`, `~/.<app>/` with
    /// `<config_name>.*` and `<app>.*`, then `<app>.*` in the working directory and anywhere below it. Later levels
    /// win, deeper files too. `XDG_CONFIG_HOME` and `XDG_CONFIG_DIRS` count. Finding nothing is no reason to warn.
    ///
    /// [`Hierarchy`](crate::Hierarchy) looks up from the working directory instead, as Git does, and checks
    /// whose files it reads: prefer it.
    ///
    /// ```
    /// use superconfig::{MergeOrder, Wildcard};
    /// let wildcard = Wildcard::hierarchical("config", "shop");
    /// assert_eq!(wildcard.merge_order(), &MergeOrder::Hierarchical);
    /// ```
    pub fn hierarchical(config_name: &str, app: &str) -> Self {
        let (name, app) = (escape(config_name), escape(app));
        let mut patterns = Vec::new();
        for directory in ["/etc/xdg/", "/etc/", "~/.config/", "~/."] {
            patterns.extend(with_extensions(&format!("{directory}{app}/{name}")));
            if name != app {
                patterns.extend(with_extensions(&format!("{directory}{app}/{app}")));
            }
        }
        patterns.extend(with_extensions(&format!("./{app}")));
        patterns.extend(with_extensions(&format!("**/{app}")));
        Self { preset: true, order: MergeOrder::Hierarchical, ..Self::from_patterns(patterns) }
    }

    /// All files of an app in the directories of the XDG specification: `$XDG_CONFIG_DIRS/<app>/`, `/etc/<app>/`,
    /// `$XDG_DATA_HOME/<app>/`, `$XDG_CONFIG_HOME/<app>/`; later ones win. Finding nothing is no reason to warn.
    ///
    /// ```
    /// use superconfig::{Places, Wildcard};
    /// let dir = tempfile::tempdir()?;
    /// let config = dir.path().join(".config/shop");
    /// std::fs::create_dir_all(&config)?;
    /// std::fs::write(config.join("any.toml"), "")?;
    /// let places = Places::new(dir.path()).with_home(dir.path()).with_system_root(dir.path());
    /// assert_eq!(Wildcard::xdg("shop").discover(&places).0, [config.join("any.toml")]);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn xdg(app: &str) -> Self {
        let app = escape(app);
        let patterns = ["/etc/xdg/", "/etc/", "~/.local/share/", "~/.config/"]
            .iter()
            .flat_map(|directory| with_extensions(&format!("{directory}{app}/*")));
        Self { preset: true, order: MergeOrder::Hierarchical, ..Self::from_patterns(patterns) }
    }

    /// A development layout: `<base>/base.*`, then `<base>/env-*.*`, then `<base>/local.*`, then `<base>.*` in the
    /// working directory; later ones win. Finding nothing is no reason to warn.
    ///
    /// ```
    /// use superconfig::{MergeOrder, Wildcard};
    /// assert!(matches!(Wildcard::development("config").merge_order(), MergeOrder::Custom(_)));
    /// ```
    pub fn development(base: &str) -> Self {
        let base = escape(base);
        let stems = ["/base", "/env-*", "/local", ""].map(|stem| format!("{base}{stem}"));
        let patterns = stems.iter().flat_map(|stem| with_extensions(stem));
        let order = MergeOrder::Custom(stems.iter().map(|stem| format!("{stem}.*")).collect());
        Self { preset: true, order, ..Self::from_patterns(patterns) }
    }
}

fn with_extensions(stem: &str) -> impl Iterator<Item = String> + use<> {
    let stem = stem.to_owned();
    extensions().map(move |extension| format!("{stem}.{extension}"))
}

/// Where a preset's directory really is: the XDG variables move some, the system root others.
pub(super) fn rebase(alternative: &Alternative, places: &Places) -> Option<Vec<(PathBuf, Alternative)>> {
    let name = |at: usize| match alternative.parts.get(at) {
        Some(Part::Literal(name)) => name.as_str(),
        _ => "",
    };
    let (bases, parts) = match (alternative.start.as_str(), name(0), name(1), name(2)) {
        ("/", "etc", "xdg", _) => (xdg_config_dirs(places), 2),
        ("/", "etc", ..) => (vec![places.system("/etc")], 1),
        ("", "~", ".config", _) => (user_config_homes(places), 2),
        ("", "~", ".local", "share") => (user_data_home(places).into_iter().collect(), 3),
        _ => return None,
    };
    Some(bases.into_iter().map(|base| (base, alternative.without(parts))).collect())
}
