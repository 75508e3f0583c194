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
    pub fn search_strategy(mut self, strategy: SearchStrategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// In which order to merge.
    pub fn merge_order(mut self, order: MergeOrder) -> Self {
        self.order = order;
        self
    }

    /// Looks in the working directory.
    pub fn current_directory(self) -> Self {
        self.search_strategy(SearchStrategy::Current)
    }

    /// Looks in these directories.
    pub fn directories<P: Into<PathBuf>>(self, directories: impl IntoIterator<Item = P>) -> Self {
        self.search_strategy(SearchStrategy::Directories(directories.into_iter().map(Into::into).collect()))
    }

    /// Looks anywhere below these directories; a depth of 1 is their own files only.
    pub fn recursive<P: Into<PathBuf>>(
        self,
        roots: impl IntoIterator<Item = P>,
        max_depth: Option<usize>,
    ) -> Self {
        let roots = roots.into_iter().map(Into::into).collect();
        self.search_strategy(SearchStrategy::Recursive { roots, max_depth })
    }

    /// By file name.
    pub fn alphabetical(self) -> Self {
        self.merge_order(MergeOrder::Alphabetical)
    }

    /// By file name, backwards.
    pub fn reverse_alphabetical(self) -> Self {
        self.merge_order(MergeOrder::Reverse)
    }

    /// By time of modification: `true` makes the newest the weakest, `false` the strongest.
    pub fn by_modification_time(self, newest_first: bool) -> Self {
        self.merge_order(match newest_first {
            true => MergeOrder::ModificationTimeDescending,
            false => MergeOrder::ModificationTimeAscending,
        })
    }

    /// By size: `true` makes the largest the weakest, `false` the strongest.
    pub fn by_file_size(self, largest_first: bool) -> Self {
        self.merge_order(match largest_first {
            true => MergeOrder::SizeDescending,
            false => MergeOrder::SizeAscending,
        })
    }

    /// By the first of these patterns that matches; see [`MergeOrder::Custom`].
    pub fn custom_priority<S: AsRef<str>>(self, patterns: impl IntoIterator<Item = S>) -> Self {
        let patterns = patterns.into_iter().map(|pattern| pattern.as_ref().to_owned()).collect();
        self.merge_order(MergeOrder::Custom(patterns))
    }

    /// Passes over files and directories of these names; see [`Wildcard::with_ignored`].
    pub fn ignored<S: AsRef<str>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.ignored = patterns.into_iter().map(|pattern| pattern.as_ref().to_owned()).collect();
        self
    }

    /// Whether links may lead outside; see [`Wildcard::with_links_outside`].
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
