//! Options of one source.

use crate::diagnostics::{UnknownName, choose};
use crate::value::KeyPath;
use std::str::FromStr;

/// How a source combines with the sources before it.
///
/// ```
/// use superconfig::{Format, SourceBuilder, Strategy, SuperConfig};
/// let tags = |strategy| {
///     let more = SourceBuilder::text("tags = ['b']", Format::Toml).strategy(strategy);
///     SuperConfig::new().with_override("tags", ["a"]).merge(more).get_array::<String>("tags")
/// };
/// assert_eq!(tags(Strategy::Merge)?, ["b"]);
/// assert_eq!(tags(Strategy::Join)?, ["a"]);
/// assert_eq!(tags(Strategy::Admerge)?, ["a", "b"]);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// This source wins. Tables merge deeply, arrays are replaced.
    #[default]
    Merge,
    /// This source only fills holes: a value that is present stays (`null` is present, an array is one value).
    Join,
    /// Like [`Join`](Self::Join), but arrays are appended to the arrays that are present.
    Adjoin,
    /// Like [`Merge`](Self::Merge), but arrays are appended to the arrays that are present.
    Admerge,
}

impl Strategy {
    /// Whether a present value beats this source's.
    pub(crate) fn keeps_present(self) -> bool {
        matches!(self, Self::Join | Self::Adjoin)
    }

    /// Whether arrays are concatenated.
    pub(crate) fn concatenates(self) -> bool {
        matches!(self, Self::Adjoin | Self::Admerge)
    }
}

impl FromStr for Strategy {
    type Err = UnknownName;

    /// Reads a name. `_`, `-` and case do not matter.
    ///
    /// # Errors
    /// If no choice has this name; the error tells which there are.
    ///
    /// ```
    /// assert_eq!("admerge".parse(), Ok(superconfig::Strategy::Admerge));
    /// assert!("replace".parse::<superconfig::Strategy>().is_err());
    /// ```
    fn from_str(word: &str) -> Result<Self, UnknownName> {
        let choices = [
            ("merge", Self::Merge),
            ("join", Self::Join),
            ("adjoin", Self::Adjoin),
            ("admerge", Self::Admerge),
        ];
        choose("merge strategy", word, choices)
    }
}

/// What one source does differently from the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceOptions {
    pub(crate) strategy: Strategy,
    /// The profile that the whole source belongs to; `None` is `default`.
    pub(crate) profile: Option<String>,
    /// The top-level tables are profiles.
    pub(crate) nested: bool,
    /// `_add`, `_remove` and `_prepend` are operations.
    pub(crate) operations: bool,
    /// `${…}` in dotenv files is expanded.
    pub(crate) interpolation: bool,
    /// `null`, `""`, `[]` and `{}` count as not given.
    pub(crate) ignore_empty: bool,
    /// The source is merged into the value at this path (overrides that reach into arrays).
    pub(crate) at: Option<KeyPath>,
}

impl Default for SourceOptions {
    fn default() -> Self {
        Self {
            strategy: Strategy::Merge,
            profile: None,
            nested: false,
            operations: true,
            interpolation: true,
            ignore_empty: false,
            at: None,
        }
    }
}
