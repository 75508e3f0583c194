//! In which order the files of a wildcard are merged.

use super::pattern::Pattern;
use crate::diagnostics::{UnknownName, choose};
use crate::source::hierarchy::{user_config_homes, xdg_config_dirs};
use crate::source::{Places, system};
use std::cmp::Reverse;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::SystemTime;

/// In which order the files of a [`Wildcard`](crate::Wildcard) are merged: later files win.
///
/// Names are compared by their bytes, and equal names by their paths, so the order never depends on that of the
/// file system.
///
/// ```
/// use superconfig::{MergeOrder, SuperConfig, Wildcard};
/// let dir = tempfile::tempdir()?;
/// std::fs::write(dir.path().join("a.toml"), "name = 'a'")?;
/// std::fs::write(dir.path().join("b.toml"), "name = 'b'\nlong = true")?;
/// let name = |order| {
///     let files = Wildcard::new("*.toml").with_merge_order(order);
///     SuperConfig::new().with_cwd(dir.path()).merge(files).get_string("name")
/// };
/// assert_eq!(name(MergeOrder::Alphabetical)?, "b");
/// assert_eq!(name(MergeOrder::SizeDescending)?, "a");
/// assert_eq!(name(MergeOrder::Custom(vec!["b.*".into()]))?, "a");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeOrder {
    /// By file name.
    #[default]
    Alphabetical,
    /// By file name, backwards.
    Reverse,
    /// The smallest first: the largest wins.
    SizeAscending,
    /// The largest first: the smallest wins.
    SizeDescending,
    /// The oldest first: the newest wins.
    ModificationTimeAscending,
    /// The newest first: the oldest wins.
    ModificationTimeDescending,
    /// By the first of these patterns that matches the name (or, for a pattern with `/`, the end of the path);
    /// files that none matches come last and win. Equals are ordered by name.
    Custom(Vec<String>),
    /// The system's files, then the user's, then the project's, the nearer to the working directory the later.
    /// Below the working directory deeper files come later.
    Hierarchical,
    /// By pattern, in the order given; within one pattern by path.
    AsDiscovered,
}

impl FromStr for MergeOrder {
    type Err = UnknownName;

    /// Reads the name of an order: `alphabetical`, `reverse`, `smallest_first`, `largest_first`, `oldest_first`,
    /// `newest_first`, `hierarchical` or `as_discovered`. `_`, `-` and case do not matter. An order by patterns has no
    /// name.
    ///
    /// # Errors
    /// If no order has this name; the error tells which there are.
    ///
    /// ```
    /// use superconfig::MergeOrder;
    /// assert_eq!("newest_first".parse(), Ok(MergeOrder::ModificationTimeDescending));
    /// assert_eq!("newestFirst".parse(), Ok(MergeOrder::ModificationTimeDescending));
    /// assert!("custom".parse::<MergeOrder>().is_err());
    /// ```
    fn from_str(word: &str) -> Result<Self, UnknownName> {
        let choices = [
            ("alphabetical", Self::Alphabetical),
            ("reverse", Self::Reverse),
            ("smallest_first", Self::SizeAscending),
            ("largest_first", Self::SizeDescending),
            ("oldest_first", Self::ModificationTimeAscending),
            ("newest_first", Self::ModificationTimeDescending),
            ("hierarchical", Self::Hierarchical),
            ("as_discovered", Self::AsDiscovered),
        ];
        choose("merge order", word, choices)
    }
}

/// A file that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// As the user sees it.
    pub(super) shown: PathBuf,
    /// With all links resolved.
    pub(super) real: PathBuf,
}

impl MergeOrder {
    /// Answers what could not be asked: the files that these errors are about stand in no order.
    pub(super) fn sort(&self, hits: &mut [Hit], places: &Places) -> Vec<(PathBuf, io::Error)> {
        let mut unknown = Vec::new();
        let mut ask = |hit: &Hit| match system::metadata(&hit.real) {
            Ok(metadata) => Some(metadata),
            Err(error) => {
                unknown.push((owned(hit), error));
                None
            }
        };
        match self {
            Self::Alphabetical => hits.sort_by(|a, b| by_name(a).cmp(&by_name(b))),
            Self::Reverse => hits.sort_by(|a, b| by_name(b).cmp(&by_name(a))),
            Self::SizeAscending => hits.sort_by_cached_key(|hit| (size(ask(hit)), owned(hit))),
            Self::SizeDescending => hits.sort_by_cached_key(|hit| (Reverse(size(ask(hit))), owned(hit))),
            Self::ModificationTimeAscending => hits.sort_by_cached_key(|hit| (time(ask(hit)), owned(hit))),
            Self::ModificationTimeDescending => {
                hits.sort_by_cached_key(|hit| (Reverse(time(ask(hit))), owned(hit)));
            }
            Self::Custom(patterns) => {
                // What is malformed matches nothing; the wildcard reports it.
                let patterns: Vec<_> = patterns.iter().map(|text| Pattern::parse(text).ok()).collect();
                let position = |hit: &Hit| {
                    let matches =
                        |p: &Option<Pattern>| p.as_ref().is_some_and(|p| p.matches(&hit.shown, true));
                    patterns.iter().position(matches).unwrap_or(usize::MAX)
                };
                hits.sort_by_cached_key(|hit| {
                    let (name, path) = by_name(hit);
                    (position(hit), name.map(OsStr::to_owned), path.to_owned())
                });
            }
            Self::Hierarchical => {
                let ranks = Ranks::new(places);
                hits.sort_by_cached_key(|hit| {
                    let (name, path) = by_name(hit);
                    (ranks.rank(&hit.shown, places), name.map(OsStr::to_owned), path.to_owned())
                });
            }
            Self::AsDiscovered => {}
        }
        unknown
    }
}

fn by_name(hit: &Hit) -> (Option<&OsStr>, &Path) {
    (hit.shown.file_name(), &hit.shown)
}

fn owned(hit: &Hit) -> PathBuf {
    hit.shown.clone()
}

fn size(metadata: Option<Metadata>) -> Option<u64> {
    metadata.map(|metadata| metadata.len())
}

/// Not every system knows the time.
fn time(metadata: Option<Metadata>) -> Option<SystemTime> {
    metadata?.modified().ok()
}

/// `$XDG_DATA_HOME`, by default `~/.local/share`.
pub(super) fn user_data_home(places: &Places) -> Option<PathBuf> {
    let given = places.env().directory("XDG_DATA_HOME").map(Path::to_path_buf);
    given.or_else(|| Some(places.home()?.join(".local/share")))
}

/// Where system, user and project are.
struct Ranks<'a> {
    cwd: &'a Path,
    home: Option<&'a Path>,
    user: Vec<PathBuf>,
    /// Where programs keep data for the user: weaker than any configuration of the user's.
    data: Option<PathBuf>,
    system: Vec<PathBuf>,
}

impl<'a> Ranks<'a> {
    fn new(places: &'a Places) -> Self {
        Self {
            cwd: places.cwd(),
            home: places.home(),
            user: user_config_homes(places),
            data: user_data_home(places),
            system: xdg_config_dirs(places).into_iter().chain([places.system("/etc")]).collect(),
        }
    }

    /// Level and place within it.
    fn rank(&self, shown: &Path, places: &Places) -> (u8, usize) {
        const SYSTEM: u8 = 0;
        const USER: u8 = 1;
        const PROJECT: u8 = 2;
        let path = places.expand(shown);
        let directory = path.parent().unwrap_or(&path);
        // A well-known directory keeps its level, unless it is where the program runs.
        let within = |base: &PathBuf| path.starts_with(base) && !self.cwd.starts_with(base);
        if let Some(at) = self.user.iter().position(within) {
            return (USER, 1 + at);
        }
        if self.data.as_ref().is_some_and(within) {
            return (USER, 0);
        }
        if let Some(at) = self.system.iter().position(within) {
            return (SYSTEM, at);
        }
        let below_home = self.home.and_then(|home| path.strip_prefix(home).ok());
        let hidden = below_home.and_then(|rest| rest.iter().next()).is_some_and(super::pattern::is_hidden);
        let away = self.home.is_none_or(|home| !self.cwd.starts_with(home));
        let own = path.starts_with(self.cwd) && !(hidden && self.home == Some(self.cwd));
        if below_home.is_some() && (away || (!own && (hidden || Some(directory) == self.home))) {
            return (USER, usize::MAX);
        }
        if own || self.cwd.starts_with(directory) {
            return (PROJECT, directory.components().count());
        }
        if below_home.is_some() { (USER, 0) } else { (SYSTEM, usize::MAX) }
    }
}
