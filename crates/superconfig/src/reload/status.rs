//! How a live configuration is doing.

use crate::diagnostics::Error;
use std::path::PathBuf;
use std::time::SystemTime;

/// How a configuration is doing: which generation it serves, since when, and whether it could not follow.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.toml");
/// std::fs::write(&file, "port = 80").unwrap();
/// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
/// std::fs::write(&file, "port = ").unwrap();
/// assert!(config.reload().is_err());
/// let status = config.status();
/// assert_eq!((status.generation, status.stale), (1, true));
/// assert_eq!(config.get::<u16>("port")?, 80); // the last good one
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LiveStatus {
    /// The generation that is served; the first one is 1.
    pub generation: u64,
    /// When it was published.
    pub loaded_at: SystemTime,
    /// The sources have changed and could not be loaded: what is served is the last good generation.
    pub stale: bool,
    /// Why the last reload failed; `None` once one has succeeded.
    pub last_error: Option<Error>,
    /// What is watched, and how; empty while nothing is.
    pub watched: Vec<WatchedPath>,
}

/// A path that is watched: a file that was loaded, or one that would be if it appeared.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.toml");
/// std::fs::write(&file, "port = 80").unwrap();
/// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
/// # #[cfg(feature = "hot-reload")] {
/// config.watch()?;
/// assert_eq!(config.status().watched[0].path, file);
/// # }
/// config.close();
/// assert!(config.status().watched.is_empty());
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WatchedPath {
    /// The path.
    pub path: PathBuf,
    /// Why it is looked at from time to time; `None` where events tell of changes.
    pub polling: Option<String>,
}
