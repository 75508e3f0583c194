//! The report: what the last load spent on what, and what a configuration did over its life.

use super::Phase;
use super::advice::{Advice, advice};
use super::histogram::Latency;
use super::profile::{Attempt, Profile};
use crate::config::Config;
use crate::format::Format;
use crate::value::{OriginKind, SourceInfo, Tree};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What one source took in a load: a file, a text, the environment, or a search for many files, whose files follow it.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.toml");
/// std::fs::write(&file, "port = 80").unwrap();
/// let config = superconfig::SuperConfig::new().with_file(directory.path().join("shop")).build()?;
/// let timings = config.timings();
/// let source = &timings.sources()[0];
/// assert_eq!((source.path.as_deref(), source.size), (Some(&*file), 9));
/// assert!(source.looked_at > 1 && source.found == 1); // `shop`, `shop.toml`, `shop.yaml`, …
/// # }
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SourceTimings {
    /// Its name: a file's path, the pattern of a glob, `environment`, …
    pub name: String,
    /// What kind of source it is.
    pub kind: OriginKind,
    /// The file, if it is one that was read.
    pub path: Option<PathBuf>,
    /// The format of its text.
    pub format: Option<Format>,
    /// The bytes of its text; for the environment, of the values.
    pub size: usize,
    /// How long it took to find it: trying names, listing directories, opening the files of a hierarchy.
    pub discover_time: Duration,
    /// How long reading took; for the environment, picking variables by their prefix.
    pub read_time: Duration,
    /// How long parsing took.
    pub parse_time: Duration,
    /// How many paths were looked at; for the environment, how many variables.
    pub looked_at: usize,
    /// How many files were found; for the environment, how many variables have the prefix.
    pub found: usize,
    /// How many of these variables set a key that other sources know, or spell one out with `__`.
    pub known: usize,
    /// Whether it had been read and parsed before, and has not changed since.
    pub cached: bool,
    pub(super) has_prefix: bool,
    pub(super) kept: Kept,
}

/// The text and the tree of a source, for advice that has to measure. Never shown: they hold values.
#[derive(Clone)]
pub(super) struct Kept(pub(super) Option<(Arc<SourceInfo>, Arc<Tree>)>);

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl SourceTimings {
    pub(super) fn new(name: String, kind: OriginKind) -> Self {
        Self {
            name,
            kind,
            path: None,
            format: None,
            size: 0,
            discover_time: Duration::ZERO,
            read_time: Duration::ZERO,
            parse_time: Duration::ZERO,
            looked_at: 0,
            found: 0,
            known: 0,
            cached: false,
            has_prefix: true,
            kept: Kept(None),
        }
    }

    /// All that it took.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_file("/srv/none/a.toml").build()?;
    /// let timings = config.timings();
    /// let source = &timings.sources()[0];
    /// assert_eq!(source.total(), source.discover_time + source.read_time + source.parse_time);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn total(&self) -> Duration {
        self.discover_time + self.read_time + self.parse_time
    }
}

/// Counters and latencies over a life.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Life {
    pub(super) failed_reloads: u64,
    pub(super) handle_extracts: u64,
    pub(super) reload: Latency,
    pub(super) extract: Latency,
    pub(super) publish: Latency,
}

/// Where time goes: what the last load (the build, or the last reload that looked at all sources, failed or not) spent on what, and what the
/// configuration did over its life. Plain data, as it was when it was asked for.
///
/// `Display` is a table with bars; [`advice`](Self::advice) says what to do about it.
///
/// ```
/// use superconfig::{EnvSnapshot, SuperConfig};
/// let config = SuperConfig::new()
///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "80"), ("HOME", "/")]))
///     .with_env("APP_")
///     .build()?;
/// config.get::<u16>("port")?;
/// let timings = config.timings();
/// assert!(timings.total() >= timings.merge_time() + timings.validate_time());
/// assert_eq!((timings.sources()[0].looked_at, timings.sources()[0].found), (2, 1));
/// assert_eq!((timings.extracts(), timings.extract_latency().count), (1, 1));
/// assert!(timings.to_string().contains("environment"));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Timings {
    pub(super) load: Arc<Profile>,
    pub(super) life: Life,
}

impl Timings {
    pub(super) fn new(load: Arc<Profile>, life: Life) -> Self {
        Self { load, life }
    }

    /// The generation that was served when the load had ended.
    ///
    /// ```
    /// assert_eq!(superconfig::SuperConfig::new().build()?.timings().generation(), 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.load.generation
    }

    /// Whether the load was a reload and not the build.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert!(!config.timings().is_reload());
    /// config.reload()?;
    /// assert!(config.timings().is_reload());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn is_reload(&self) -> bool {
        self.load.attempt != Attempt::Build
    }

    /// Whether the load was a reload that failed. What came after the failure is not in its times.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.json");
    /// std::fs::write(&file, "{}").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// std::fs::write(&file, "{").unwrap();
    /// assert!(config.reload().is_err());
    /// let timings = config.timings();
    /// assert!(timings.has_failed());
    /// assert_eq!((timings.reload_latency().count, timings.failed_reloads()), (1, 1));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.load.attempt == Attempt::FailedReload
    }

    /// How long the load took as a whole.
    ///
    /// ```
    /// let timings = superconfig::SuperConfig::new().build()?.timings();
    /// assert!(timings.total() >= timings.source_time());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn total(&self) -> Duration {
        self.load.total
    }

    /// Every source, in the order in which they were loaded.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("a", 1).with_glob("/srv/none/*.toml").build()?;
    /// let timings = config.timings();
    /// let names: Vec<&str> = timings.sources().iter().map(|source| source.name.as_str()).collect();
    /// assert_eq!(names, ["override", "/srv/none/*.toml"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn sources(&self) -> &[SourceTimings] {
        &self.load.rows
    }

    /// How long the sources took: finding, reading, parsing, and what lies in between.
    ///
    /// ```
    /// let timings = superconfig::SuperConfig::new().with_file("/srv/none/a.toml").build()?.timings();
    /// assert!(timings.source_time() >= timings.sources()[0].total());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn source_time(&self) -> Duration {
        self.load.time(Phase::Load).saturating_sub(self.env_matching_time())
    }

    /// How long it took to find the keys that variables mean.
    ///
    /// ```
    /// let timings = superconfig::SuperConfig::new().build()?.timings();
    /// assert!(timings.env_matching_time() <= timings.total());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn env_matching_time(&self) -> Duration {
        self.load.time(Phase::Match)
    }

    /// How long merging took.
    ///
    /// ```
    /// let timings = superconfig::SuperConfig::new().build()?.timings();
    /// assert!(timings.merge_time() <= timings.total());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn merge_time(&self) -> Duration {
        self.load.time(Phase::Merge)
    }

    /// How long rules and schemas took.
    ///
    /// ```
    /// let timings = superconfig::SuperConfig::new().build()?.timings();
    /// assert!(timings.validate_time() <= timings.total());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn validate_time(&self) -> Duration {
        self.load.time(Phase::Validate)
    }

    /// How long it took to extract the values of all handles for the next generation; nothing in a build, before which
    /// there are no handles.
    ///
    /// ```
    /// let timings = superconfig::SuperConfig::new().build()?.timings();
    /// assert!(timings.extract_time().is_zero());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn extract_time(&self) -> Duration {
        self.load.time(Phase::Extract)
    }

    /// How long it took to find what changed and to publish it; nothing in a build.
    ///
    /// ```
    /// let timings = superconfig::SuperConfig::new().build()?.timings();
    /// assert!(timings.publish_time().is_zero());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn publish_time(&self) -> Duration {
        self.load.time(Phase::Publish)
    }

    /// What is in the total and in none of the parts.
    ///
    /// ```
    /// let timings = superconfig::SuperConfig::new().build()?.timings();
    /// assert!(timings.other_time() <= timings.total());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn other_time(&self) -> Duration {
        let phases = [Phase::Load, Phase::Merge, Phase::Validate, Phase::Extract, Phase::Publish];
        self.total().saturating_sub(phases.into_iter().map(|phase| self.load.time(phase)).sum())
    }

    /// How many reloads failed.
    ///
    /// ```
    /// assert_eq!(superconfig::SuperConfig::new().build()?.timings().failed_reloads(), 0);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn failed_reloads(&self) -> u64 {
        self.life.failed_reloads
    }

    /// How often the program extracted or read a value from the [`Config`], successfully or not. (What it reads from a
    /// [`Snapshot`](crate::Snapshot) is not counted.)
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert!(config.get::<u16>("port").is_err());
    /// assert_eq!(config.timings().extracts(), 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn extracts(&self) -> u64 {
        self.life.extract.count.saturating_sub(self.life.handle_extracts)
    }

    /// How often the value of a handle was extracted: once when the first handle of a type and path is made, and once
    /// with every reload.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// let port = config.handle::<u16>("port")?;
    /// assert_eq!((config.timings().handle_extracts(), config.timings().extracts()), (1, 0));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn handle_extracts(&self) -> u64 {
        self.life.handle_extracts
    }

    /// How long reloads took, failed ones included.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// config.reload()?;
    /// assert_eq!(config.timings().reload_latency().count, 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn reload_latency(&self) -> Latency {
        self.life.reload
    }

    /// How long extractions took, those for handles included.
    ///
    /// ```
    /// let latency = superconfig::SuperConfig::new().build()?.timings().extract_latency();
    /// assert_eq!((latency.count, latency.max), (0, std::time::Duration::ZERO));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn extract_latency(&self) -> Latency {
        self.life.extract
    }

    /// How long it took to publish generations, all handles of each in one step.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// std::fs::write(&file, "port = 80").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// std::fs::write(&file, "port = 81").unwrap();
    /// config.reload()?;
    /// assert_eq!(config.timings().publish_latency().count, 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn publish_latency(&self) -> Latency {
        self.life.publish
    }

    /// What could be done about it, each with the figures that it follows from; empty if nothing is worth saying.
    ///
    /// For a source whose parsing takes long, this writes its values as JSON and parses both texts, to compare. So it
    /// takes a few times as long as parsing that source did.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// assert!(config.timings().advice().is_empty());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn advice(&self) -> Vec<Advice> {
        advice(self, &|source| super::advice::against_json(source, &self.load.limits))
    }

    /// What kind of load it was, in a word.
    pub(super) fn what(&self) -> &'static str {
        match self.load.attempt {
            Attempt::Build => "build",
            Attempt::Reload => "reload",
            Attempt::FailedReload => "failed reload",
        }
    }
}

impl Config {
    /// Where time goes: what the last load spent on what, and counters and latencies over the life of this
    /// configuration. Only with the feature `profiling`, which costs some 0.1 µs for each value that is read, and
    /// nothing for reading through handles.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// let timings = config.timings();
    /// assert_eq!(timings.sources()[0].name, "override");
    /// println!("{timings}");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn timings(&self) -> Timings {
        self.live.metrics.timings()
    }
}
