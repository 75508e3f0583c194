//! A wildcard step by step, with errors at once.

use super::{MergeOrder, Patterns, SearchStrategy, Wildcard};
use crate::diagnostics::{Code, Diagnostic, Error, Result};
use std::path::PathBuf;

/// Builds a [`Wildcard`] and checks every pattern at once. Of strategies and orders the last one counts.
///
/// ```
/// use superconfig::{MergeOrder, WildcardBuilder};
/// let wildcard = WildcardBuilder::new()
///     .pattern("*.toml")?
///     .patterns(["*.yaml", "*.json"])?
///     .directories(["/etc/shop", "~/.config/shop"])
///     .reverse_alphabetical()
///     .build()?;
/// assert_eq!(wildcard.patterns().len(), 3);
/// assert_eq!(wildcard.merge_order(), &MergeOrder::Reverse);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct WildcardBuilder {
    patterns: Vec<String>,
    strategy: SearchStrategy,
    order: MergeOrder,
    ignored: Vec<String>,
    outside: bool,
}

impl WildcardBuilder {
    /// No patterns yet; the working directory; alphabetical.
    ///
    /// ```
    /// let builder = superconfig::WildcardBuilder::new().pattern("*.toml")?;
    /// assert_eq!(builder.build()?.patterns(), ["*.toml"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pattern.
    ///
    /// # Errors
    /// If the pattern is malformed.
    ///
    /// ```
    /// assert!(superconfig::WildcardBuilder::new().pattern("[invalid").is_err());
    /// ```
    pub fn pattern(self, pattern: impl AsRef<str>) -> Result<Self> {
        self.patterns([pattern])
    }

    /// Adds patterns.
    ///
    /// # Errors
    /// If any pattern is malformed; all that are malformed are named.
    ///
    /// ```
    /// use superconfig::WildcardBuilder;
    /// assert!(WildcardBuilder::new().patterns(["*.toml", "conf.d/**/*.yaml"]).is_ok());
    /// let error = WildcardBuilder::new().patterns(["a[", "*.toml", "b{"]).unwrap_err();
    /// assert_eq!(error.diagnostics().len(), 2);
    /// ```
    pub fn patterns<S: AsRef<str>>(mut self, patterns: impl IntoIterator<Item = S>) -> Result<Self> {
        let patterns = Patterns::new(patterns);
        let problems: Vec<Diagnostic> = patterns.problems().collect();
        if !problems.is_empty() {
            return Err(Error::new(problems));
        }
        self.patterns.extend(patterns.texts);
        Ok(self)
    }

    /// Where to look.
    ///
    /// ```
    /// use superconfig::{SearchStrategy, WildcardBuilder};
    /// let listed = SearchStrategy::custom(|| vec!["/opt/shop/a.toml".into()]);
    /// let wildcard = WildcardBuilder::new().pattern("*.toml")?.search_strategy(listed).build()?;
    /// assert!(matches!(wildcard.search_strategy(), SearchStrategy::Custom(_)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn search_strategy(mut self, strategy: SearchStrategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// In which order to merge.
    ///
    /// ```
    /// use superconfig::{MergeOrder, WildcardBuilder};
    /// let wildcard = WildcardBuilder::new().pattern("*.toml")?.merge_order(MergeOrder::AsDiscovered).build()?;
    /// assert_eq!(wildcard.merge_order(), &MergeOrder::AsDiscovered);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn merge_order(mut self, order: MergeOrder) -> Self {
        self.order = order;
        self
    }

    /// Looks in the working directory.
    ///
    /// ```
    /// use superconfig::{SearchStrategy, WildcardBuilder};
    /// let builder = WildcardBuilder::new().pattern("*.toml")?.recursive(["/srv"], None);
    /// let wildcard = builder.current_directory().build()?;
    /// assert!(matches!(wildcard.search_strategy(), SearchStrategy::Current));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn current_directory(self) -> Self {
        self.search_strategy(SearchStrategy::Current)
    }

    /// Looks in these directories.
    ///
    /// ```
    /// use superconfig::{Places, WildcardBuilder};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::create_dir_all(dir.path().join("conf/deep"))?;
    /// std::fs::write(dir.path().join("conf/a.toml"), "")?;
    /// std::fs::write(dir.path().join("conf/deep/b.toml"), "")?;
    /// let wildcard = WildcardBuilder::new().pattern("*.toml")?.directories(["conf", "none"]).build()?;
    /// assert_eq!(wildcard.discover(&Places::new(dir.path())).0, [std::path::Path::new("conf/a.toml")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn directories<P: Into<PathBuf>>(self, directories: impl IntoIterator<Item = P>) -> Self {
        self.search_strategy(SearchStrategy::Directories(directories.into_iter().map(Into::into).collect()))
    }

    /// Looks anywhere below these directories; a depth of 1 is their own files only.
    ///
    /// ```
    /// use superconfig::{Places, WildcardBuilder};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::create_dir_all(dir.path().join("a/b"))?;
    /// std::fs::write(dir.path().join("a/1.toml"), "")?;
    /// std::fs::write(dir.path().join("a/b/2.toml"), "")?;
    /// let found = |depth| -> superconfig::Result<usize> {
    ///     let wildcard = WildcardBuilder::new().pattern("*.toml")?.recursive(["a"], depth).build()?;
    ///     Ok(wildcard.discover(&Places::new(dir.path())).0.len())
    /// };
    /// assert_eq!((found(Some(1))?, found(None)?), (1, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn recursive<P: Into<PathBuf>>(
        self,
        roots: impl IntoIterator<Item = P>,
        max_depth: Option<usize>,
    ) -> Self {
        let roots = roots.into_iter().map(Into::into).collect();
        self.search_strategy(SearchStrategy::Recursive { roots, max_depth })
    }

    /// By file name.
    ///
    /// ```
    /// use superconfig::{MergeOrder, WildcardBuilder};
    /// let wildcard = WildcardBuilder::new().pattern("*.toml")?.alphabetical().build()?;
    /// assert_eq!(wildcard.merge_order(), &MergeOrder::Alphabetical);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn alphabetical(self) -> Self {
        self.merge_order(MergeOrder::Alphabetical)
    }

    /// By file name, backwards.
    ///
    /// ```
    /// use superconfig::{Places, WildcardBuilder};
    /// let dir = tempfile::tempdir()?;
    /// for name in ["a.toml", "b.toml"] {
    ///     std::fs::write(dir.path().join(name), "")?;
    /// }
    /// let wildcard = WildcardBuilder::new().pattern("*.toml")?.reverse_alphabetical().build()?;
    /// let (files, _) = wildcard.discover(&Places::new(dir.path()));
    /// assert_eq!(files, ["b.toml", "a.toml"].map(std::path::PathBuf::from)); // `a.toml` wins
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reverse_alphabetical(self) -> Self {
        self.merge_order(MergeOrder::Reverse)
    }

    /// By time of modification: `true` makes the newest the weakest, `false` the strongest.
    ///
    /// ```
    /// use superconfig::{MergeOrder, WildcardBuilder};
    /// let newest_wins = WildcardBuilder::new().pattern("*.toml")?.by_modification_time(false).build()?;
    /// assert_eq!(newest_wins.merge_order(), &MergeOrder::ModificationTimeAscending);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn by_modification_time(self, newest_first: bool) -> Self {
        self.merge_order(match newest_first {
            true => MergeOrder::ModificationTimeDescending,
            false => MergeOrder::ModificationTimeAscending,
        })
    }

    /// By size: `true` makes the largest the weakest, `false` the strongest.
    ///
    /// ```
    /// use superconfig::{Places, WildcardBuilder};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("large.toml"), "a = 1\nb = 2")?;
    /// std::fs::write(dir.path().join("small.toml"), "a = 3")?;
    /// let wildcard = WildcardBuilder::new().pattern("*.toml")?.by_file_size(true).build()?;
    /// let (files, _) = wildcard.discover(&Places::new(dir.path()));
    /// assert_eq!(files, ["large.toml", "small.toml"].map(std::path::PathBuf::from)); // `small.toml` wins
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_file_size(self, largest_first: bool) -> Self {
        self.merge_order(match largest_first {
            true => MergeOrder::SizeDescending,
            false => MergeOrder::SizeAscending,
        })
    }

    /// By the first of these patterns that matches; see [`MergeOrder::Custom`].
    ///
    /// ```
    /// use superconfig::{Places, WildcardBuilder};
    /// let dir = tempfile::tempdir()?;
    /// for name in ["app.toml", "base.toml", "env-test.toml"] {
    ///     std::fs::write(dir.path().join(name), "")?;
    /// }
    /// let wildcard = WildcardBuilder::new().pattern("*.toml")?.custom_priority(["base.*", "env-*"]).build()?;
    /// let (files, _) = wildcard.discover(&Places::new(dir.path()));
    /// assert_eq!(files, ["base.toml", "env-test.toml", "app.toml"].map(std::path::PathBuf::from));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn custom_priority<S: AsRef<str>>(self, patterns: impl IntoIterator<Item = S>) -> Self {
        let patterns = patterns.into_iter().map(|pattern| pattern.as_ref().to_owned()).collect();
        self.merge_order(MergeOrder::Custom(patterns))
    }

    /// Passes over files and directories of these names; see [`Wildcard::with_ignored`].
    ///
    /// ```
    /// use superconfig::{Places, WildcardBuilder};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::create_dir(dir.path().join("target"))?;
    /// std::fs::write(dir.path().join("target/a.toml"), "")?;
    /// let wildcard = WildcardBuilder::new().pattern("**/*.toml")?.ignored(["target"]).build()?;
    /// assert!(wildcard.discover(&Places::new(dir.path())).0.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ignored<S: AsRef<str>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.ignored = patterns.into_iter().map(|pattern| pattern.as_ref().to_owned()).collect();
        self
    }

    /// Whether links may lead outside; see [`Wildcard::with_links_outside`].
    ///
    /// ```
    /// # #[cfg(unix)] {
    /// use superconfig::{Places, WildcardBuilder};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::create_dir(dir.path().join("enabled"))?;
    /// std::fs::write(dir.path().join("a.toml"), "")?;
    /// std::os::unix::fs::symlink("../a.toml", dir.path().join("enabled/a.toml"))?;
    /// let builder = WildcardBuilder::new().pattern("enabled/*")?;
    /// let found = |allowed| -> superconfig::Result<usize> {
    ///     let wildcard = builder.clone().links_outside(allowed).build()?;
    ///     Ok(wildcard.discover(&Places::new(dir.path())).0.len())
    /// };
    /// assert_eq!((found(false)?, found(true)?), (0, 1));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn links_outside(mut self, allowed: bool) -> Self {
        self.outside = allowed;
        self
    }

    /// The wildcard.
    ///
    /// # Errors
    /// Without a pattern, or if one of the ignored patterns or of a custom order is malformed.
    ///
    /// ```
    /// assert!(superconfig::WildcardBuilder::new().build().is_err());
    /// ```
    pub fn build(self) -> Result<Wildcard> {
        if self.patterns.is_empty() {
            return Err(Diagnostic::error(Code::GlobInvalid, "at least one pattern is required").into());
        }
        let wildcard = Wildcard::from_patterns(self.patterns)
            .with_search_strategy(self.strategy)
            .with_merge_order(self.order)
            .with_ignored(self.ignored)
            .with_links_outside(self.outside);
        match wildcard.has_errors() {
            Some(error) => Err(error),
            None => Ok(wildcard),
        }
    }
}
