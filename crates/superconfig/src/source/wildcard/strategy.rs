//! Where a wildcard looks.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a [`Wildcard`](crate::Wildcard) looks for files.
///
/// Patterns that begin with `/` or `~/` say themselves where they look, whatever the strategy.
///
/// ```
/// use superconfig::{Places, SearchStrategy, Wildcard};
/// let dir = tempfile::tempdir()?;
/// std::fs::create_dir_all(dir.path().join("conf/sub"))?;
/// std::fs::write(dir.path().join("conf/sub/a.toml"), "")?;
/// let found = |strategy| {
///     Wildcard::new("*.toml").with_search_strategy(strategy).discover(&Places::new(dir.path())).0.len()
/// };
/// assert_eq!(found(SearchStrategy::Directories(vec!["conf".into()])), 0);
/// assert_eq!(found(SearchStrategy::Recursive { roots: vec!["conf".into()], max_depth: None }), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum SearchStrategy {
    /// Every pattern starts at each of these directories: `*.toml` finds their own files, `sub/*.toml` those of
    /// their `sub`, `**/*.toml` all below. Directories that do not exist are skipped.
    Directories(Vec<PathBuf>),
    /// A pattern without `/` finds files anywhere below the roots.
    Recursive {
        /// Where to start.
        roots: Vec<PathBuf>,
        /// How many levels of directories are searched: 1 is the root's own files; `None` is 64.
        max_depth: Option<usize>,
    },
    /// Every pattern starts at the working directory.
    #[default]
    Current,
    /// The files that this function names, if they exist and match.
    Custom(Arc<dyn Fn() -> Vec<PathBuf> + Send + Sync>),
}

impl SearchStrategy {
    /// A strategy of the program's own.
    ///
    /// ```
    /// use superconfig::{SearchStrategy, Wildcard};
    /// let listed = SearchStrategy::custom(|| vec!["/opt/shop/a.toml".into()]);
    /// let wildcard = Wildcard::new("*.toml").with_search_strategy(listed);
    /// assert!(wildcard.clone().is_valid());
    /// ```
    #[must_use]
    pub fn custom(files: impl Fn() -> Vec<PathBuf> + Send + Sync + 'static) -> Self {
        Self::Custom(Arc::new(files))
    }
}

impl fmt::Debug for SearchStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directories(directories) => f.debug_tuple("Directories").field(directories).finish(),
            Self::Recursive { roots, max_depth } => {
                f.debug_struct("Recursive").field("roots", roots).field("max_depth", max_depth).finish()
            }
            Self::Current => f.write_str("Current"),
            Self::Custom(_) => f.write_str("Custom(..)"),
        }
    }
}
