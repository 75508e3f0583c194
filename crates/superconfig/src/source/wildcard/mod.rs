//! Many files by patterns: which ones, and in what order.

mod builder;
mod order;
mod pattern;
mod presets;
mod strategy;
#[cfg(test)]
mod tests;
mod walk;

use super::Places;
use crate::diagnostics::{Code, Diagnostic, Error};
use crate::value::{Origin, OriginKind, SourceInfo};
pub use builder::WildcardBuilder;
use order::Hit;
pub use order::MergeOrder;
use pattern::{Alternative, Pattern};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
pub use strategy::SearchStrategy;
use walk::{DEEPEST, Walk};

/// Files by glob patterns, to be merged in a defined order.
///
/// * `*` and `?` match within a name, `[ab]`, `[a-z]` and `[!a]` one character, `{a,b}` alternatives, `**` any number
///   of directories; `\` takes the next character literally. Case counts. A pattern without `/` is a name in the
///   searched directory, one with `/` a path from there. Every pattern stands on its own.
/// * `~/` is the home directory.
/// * Hidden files and directories match only if the pattern itself has the dot; backup and temporary files
///   (`a.toml~`, `.#a.toml`, `#a.toml#`, `*.swp`, `*.bak`, …) only if they are named in full.
/// * Linked directories are not entered. Linked files are read if they stay in the directory in which the pattern's
///   wildcards begin, or with [`with_links_outside`](Self::with_links_outside).
/// * Each real file counts once, at its strongest place. The order never depends on that of the file system.
/// * At most 10,000 files in 100,000 directories, 64 levels deep: beyond that there is a warning.
///
/// ```
/// use superconfig::{Places, Wildcard};
/// let dir = tempfile::tempdir()?;
/// for name in ["20-b.toml", "10-a.toml", "10-a.toml~", "notes.txt"] {
///     std::fs::write(dir.path().join(name), "")?;
/// }
/// let (files, warnings) = Wildcard::new("*.toml").discover(&Places::new(dir.path()));
/// assert_eq!(files, ["10-a.toml", "20-b.toml"].map(std::path::PathBuf::from));
/// assert!(warnings.is_empty());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Wildcard {
    patterns: Patterns,
    strategy: SearchStrategy,
    order: MergeOrder,
    ignored: Patterns,
    outside: bool,
    /// Whether finding nothing is nothing to report, and known directories follow the XDG variables.
    preset: bool,
}

/// Patterns as they were written, and taken apart or with what is wrong with them.
#[derive(Clone, Debug, Default)]
struct Patterns {
    texts: Vec<String>,
    parsed: Vec<Result<Pattern, String>>,
}

impl Patterns {
    fn new<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(|text| text.as_ref().to_owned()).collect();
        let parsed = texts.iter().map(|text| Pattern::parse(text)).collect();
        Self { texts, parsed }
    }

    fn problems(&self) -> impl Iterator<Item = Diagnostic> {
        self.texts.iter().zip(&self.parsed).filter_map(|(text, parsed)| {
            let problem = parsed.as_ref().err()?;
            let message = format!("malformed pattern `{text}`: {problem}");
            Some(Diagnostic::error(Code::GlobInvalid, message).with_origin(origin(text)))
        })
    }

    fn good(&self) -> impl Iterator<Item = &Pattern> {
        self.parsed.iter().filter_map(|parsed| parsed.as_ref().ok())
    }
}

/// A directory at which the rest of an alternative starts.
struct Start {
    shown: PathBuf,
    path: PathBuf,
    alternative: Alternative,
    max_depth: usize,
}

/// What a wildcard found.
pub(crate) struct Discovery {
    /// The weakest first.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Where another file could appear, or one vanish.
    pub(crate) directories: Vec<PathBuf>,
    /// How many paths were looked at.
    pub(crate) looked_at: usize,
}

impl Wildcard {
    /// Files by one pattern. A malformed one finds nothing and is an error of the build.
    ///
    /// ```
    /// use superconfig::Wildcard;
    /// assert!(Wildcard::new("conf.d/*.{toml,yaml}").is_valid());
    /// assert!(!Wildcard::new("conf.d/[").is_valid());
    /// ```
    pub fn new(pattern: impl Into<String>) -> Self {
        Self::from_patterns([pattern.into()])
    }

    /// The same as [`new`](Self::new).
    ///
    /// ```
    /// assert_eq!(superconfig::Wildcard::from_pattern("*.toml").patterns(), ["*.toml"]);
    /// ```
    pub fn from_pattern(pattern: impl Into<String>) -> Self {
        Self::new(pattern)
    }

    /// Files by several patterns, each on its own.
    ///
    /// ```
    /// let wildcard = superconfig::Wildcard::from_patterns(["*.toml", "local/*.yaml"]);
    /// assert_eq!(wildcard.patterns().len(), 2);
    /// ```
    pub fn from_patterns<S: AsRef<str>>(patterns: impl IntoIterator<Item = S>) -> Self {
        Self {
            patterns: Patterns::new(patterns),
            strategy: SearchStrategy::default(),
            order: MergeOrder::default(),
            ignored: Patterns::default(),
            outside: false,
            preset: false,
        }
    }

    /// Merges the files in this order.
    ///
    /// ```
    /// use superconfig::{MergeOrder, Wildcard};
    /// let wildcard = Wildcard::new("*.toml").with_merge_order(MergeOrder::Reverse);
    /// assert_eq!(wildcard.merge_order(), &MergeOrder::Reverse);
    /// ```
    pub fn with_merge_order(mut self, order: MergeOrder) -> Self {
        self.order = order;
        self
    }

    /// Looks in other places than the working directory.
    ///
    /// ```
    /// use superconfig::{SearchStrategy, Wildcard};
    /// let everywhere = SearchStrategy::Recursive { roots: vec!["conf".into()], max_depth: Some(2) };
    /// let wildcard = Wildcard::new("*.toml").with_search_strategy(everywhere);
    /// assert!(matches!(wildcard.search_strategy(), SearchStrategy::Recursive { .. }));
    /// ```
    pub fn with_search_strategy(mut self, strategy: SearchStrategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Passes over files and directories that match one of these patterns: by name, or, for a pattern with `/`, by
    /// the end of their path.
    ///
    /// ```
    /// let wildcard = superconfig::Wildcard::new("**/*.toml").with_ignored(["node_modules", "target"]);
    /// assert!(wildcard.is_valid());
    /// ```
    pub fn with_ignored<S: AsRef<str>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.ignored = Patterns::new(patterns);
        self
    }

    /// Whether links may lead out of the directory in which the pattern's wildcards begin.
    ///
    /// ```
    /// # #[cfg(unix)] {
    /// use superconfig::{Code, Places, Wildcard};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::create_dir(dir.path().join("enabled"))?;
    /// std::fs::write(dir.path().join("shop.toml"), "")?;
    /// std::os::unix::fs::symlink("../shop.toml", dir.path().join("enabled/shop.toml"))?;
    /// let (wildcard, places) = (Wildcard::new("enabled/*"), Places::new(dir.path()));
    /// assert_eq!(wildcard.discover(&places).1[0].code, Code::OutsideRoot);
    /// assert_eq!(wildcard.with_links_outside(true).discover(&places).0.len(), 1);
    /// # }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn with_links_outside(mut self, allowed: bool) -> Self {
        self.outside = allowed;
        self
    }

    /// Where files are looked for.
    ///
    /// ```
    /// use superconfig::{SearchStrategy, Wildcard};
    /// assert!(matches!(Wildcard::new("*.toml").search_strategy(), SearchStrategy::Current));
    /// ```
    #[must_use]
    pub fn search_strategy(&self) -> &SearchStrategy {
        &self.strategy
    }

    /// In which order files are merged.
    ///
    /// ```
    /// use superconfig::{MergeOrder, Wildcard};
    /// assert_eq!(Wildcard::new("*.toml").merge_order(), &MergeOrder::Alphabetical);
    /// ```
    #[must_use]
    pub fn merge_order(&self) -> &MergeOrder {
        &self.order
    }

    /// The patterns as they were given.
    ///
    /// ```
    /// assert_eq!(superconfig::Wildcard::new("~/.config/*.toml").patterns(), ["~/.config/*.toml"]);
    /// ```
    #[must_use]
    pub fn patterns(&self) -> &[String] {
        &self.patterns.texts
    }

    /// What is wrong with the patterns, if anything is.
    ///
    /// ```
    /// use superconfig::{Code, Wildcard};
    /// assert!(Wildcard::new("a{b").has_errors().unwrap().has(Code::GlobInvalid));
    /// ```
    #[must_use]
    pub fn has_errors(&self) -> Option<Error> {
        let problems = self.problems();
        (!problems.is_empty()).then(|| Error::new(problems))
    }

    /// Whether all patterns are well-formed.
    ///
    /// ```
    /// use superconfig::Wildcard;
    /// assert!(Wildcard::from_patterns(["*.toml", "[a-z].yaml"]).is_valid());
    /// assert!(!Wildcard::from_patterns(["*.toml", "[z-a].yaml"]).is_valid());
    /// ```
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.problems().is_empty()
    }

    /// The files, the weakest first, as this process finds them now. [`discover`](Self::discover) also says what was
    /// wrong on the way.
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("a.toml"), "")?;
    /// let pattern = dir.path().join("*.toml").display().to_string();
    /// assert_eq!(superconfig::Wildcard::new(pattern).discover_files(), [dir.path().join("a.toml")]);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn discover_files(&self) -> Vec<PathBuf> {
        self.discover(&Places::from_process()).0
    }

    /// The files, the weakest first, and warnings: malformed patterns, refused links, unreadable directories, and that
    /// nothing was found.
    ///
    /// Paths stay relative to the working directory of `places` where the pattern is relative.
    ///
    /// ```
    /// use superconfig::{Code, Places, Wildcard};
    /// let dir = tempfile::tempdir()?;
    /// let (files, warnings) = Wildcard::new("*.toml").discover(&Places::new(dir.path()));
    /// assert!(files.is_empty());
    /// assert_eq!(warnings[0].code, Code::GlobEmpty);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn discover(&self, places: &Places) -> (Vec<PathBuf>, Vec<Diagnostic>) {
        let Discovery { files, diagnostics, .. } = self.search(places);
        (files, diagnostics)
    }

    /// The files, and the directories in which they were looked for.
    pub(crate) fn search(&self, places: &Places) -> Discovery {
        let ignored: Vec<Pattern> = self.ignored.good().cloned().collect();
        let mut walk = Walk::new(&ignored, self.outside);
        match &self.strategy {
            SearchStrategy::Custom(files) => self.filter(&mut walk, files(), places),
            _ => {
                for start in self.starts(places) {
                    walk.search(&start.alternative, &start.shown, &start.path, start.max_depth);
                }
            }
        }
        let mut diagnostics = self.problems();
        if walk.matched == 0 && diagnostics.is_empty() && walk.diagnostics.is_empty() && !self.preset {
            diagnostics.push(self.nothing(places));
        }
        diagnostics.append(&mut walk.diagnostics);
        let (mut hits, mut directories, looked_at) = (walk.hits, walk.directories, walk.looked_at);
        self.order.sort(&mut hits, places);
        directories.sort();
        directories.dedup();
        Discovery { files: each_once(hits), diagnostics, directories, looked_at }
    }

    /// The directories in which a file that appears, changes or vanishes can change the result: there, and below.
    pub(crate) fn watch_roots(&self, places: &Places) -> Vec<PathBuf> {
        let mut roots: Vec<PathBuf> =
            self.starts(places).into_iter().map(|start| start.path.join(start.alternative.fixed())).collect();
        roots.sort();
        roots.dedup();
        roots
    }

    fn problems(&self) -> Vec<Diagnostic> {
        let order = match &self.order {
            MergeOrder::Custom(patterns) => Patterns::new(patterns),
            _ => Patterns::default(),
        };
        self.patterns.problems().chain(self.ignored.problems()).chain(order.problems()).collect()
    }

    fn nothing(&self, places: &Places) -> Diagnostic {
        let patterns: Vec<String> = self.patterns.texts.iter().map(|text| format!("`{text}`")).collect();
        let message = match patterns.as_slice() {
            [] => "there is no pattern to match files with".to_owned(),
            patterns => format!("no file matches {}", patterns.join(" or ")),
        };
        let warning = Diagnostic::warning(Code::GlobEmpty, message);
        let warning = match self.patterns.texts.as_slice() {
            [] => warning,
            texts => warning.with_origin(origin(&texts.join(", "))),
        };
        match self.watch_roots(places).into_iter().find(|root| !root.is_dir()) {
            Some(root) => warning.with_help(format!("there is no directory `{}`", root.display())),
            None => warning,
        }
    }

    /// Where to start, for every alternative of every pattern.
    fn starts(&self, places: &Places) -> Vec<Start> {
        let here = vec![PathBuf::new()];
        let (bases, recursive, max_depth) = match &self.strategy {
            SearchStrategy::Directories(directories) => (directories, false, DEEPEST),
            SearchStrategy::Recursive { roots, max_depth } => (roots, true, max_depth.unwrap_or(DEEPEST)),
            SearchStrategy::Current | SearchStrategy::Custom(_) => (&here, false, DEEPEST),
        };
        let mut starts = Vec::new();
        for alternative in self.patterns.good().flat_map(|pattern| &pattern.alternatives) {
            let rooted = match self.preset.then(|| presets::rebase(alternative, places)).flatten() {
                Some(rebased) => Some(rebased),
                None => alternative.is_rooted().then(|| vec![rooted(alternative, places)]),
            };
            if let Some(rooted) = rooted {
                starts.extend(rooted.into_iter().map(|(path, alternative)| Start {
                    shown: path.clone(),
                    path,
                    alternative,
                    max_depth: DEEPEST,
                }));
                continue;
            }
            for base in bases {
                let shown = places.expand_home(base).join(&alternative.start);
                let path = places.expand(&shown);
                let mut alternative = alternative.clone();
                if recursive && alternative.is_name() {
                    alternative.parts.insert(0, pattern::Part::Deep);
                }
                starts.push(Start { shown, path, alternative, max_depth });
            }
        }
        starts
    }

    /// Of the files that a program names, those that exist and match.
    fn filter(&self, walk: &mut Walk<'_>, files: Vec<PathBuf>, places: &Places) {
        walk.looked_at += files.len();
        for shown in files {
            let path = places.expand(&shown);
            let relative = path.strip_prefix(places.cwd()).unwrap_or(&path);
            let matches = |path: &Path| self.patterns.good().any(|pattern| pattern.matches(path, false));
            if walk.ignored.iter().any(|pattern| pattern.matches(&shown, true))
                || !(matches(&shown) || matches(relative))
            {
                continue;
            }
            if let Some(real) = std::fs::canonicalize(&path).ok().filter(|real| real.is_file()) {
                walk.take(places.expand_home(&shown), real);
            }
        }
    }
}

/// The root or home directory, and what follows.
fn rooted(alternative: &Alternative, places: &Places) -> (PathBuf, Alternative) {
    if alternative.is_absolute() {
        return (PathBuf::from(&alternative.start), alternative.clone());
    }
    (places.expand("~"), alternative.without(1))
}

/// Of several names of one file only the strongest.
fn each_once(hits: Vec<Hit>) -> Vec<PathBuf> {
    let mut seen = HashSet::new();
    let mut files: Vec<PathBuf> =
        hits.into_iter().rev().filter(|hit| seen.insert(hit.real.clone())).map(|hit| hit.shown).collect();
    files.reverse();
    files
}

/// Where a pattern stands that means no file: it is its own place.
fn origin(pattern: &str) -> Origin {
    Origin::new(Arc::new(SourceInfo::new(OriginKind::File, pattern)), None)
}
