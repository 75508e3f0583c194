//! Words and numbers that Python gives, as options of the core.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use std::time::Duration;
use superconfig::{
    Format, Level, MergeOrder, SearchStrategy, SourceBuilder, Strategy, Style, VerbosityLevel, Wildcard,
};

/// The options that every source takes.
#[derive(Default)]
pub(crate) struct SourceOptions {
    name: Option<String>,
    profile: Option<String>,
    nested: bool,
    required: bool,
    optional: bool,
    ignore_empty: bool,
    strategy: Option<Strategy>,
    format: Option<Format>,
    operations: Option<bool>,
    interpolation: Option<bool>,
}

impl SourceOptions {
    /// Reads keyword arguments.
    pub(crate) fn of(given: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut options = Self::default();
        for (key, value) in given.into_iter().flat_map(|given| given.iter()) {
            let key: String = key.extract()?;
            if let Err(error) = options.set(&key, &value) {
                // As for the other arguments.
                error.add_note(value.py(), format!("while processing '{key}'"))?;
                return Err(error);
            }
        }
        Ok(options)
    }

    fn set(&mut self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        match key {
            "name" => self.name = value.extract()?,
            "profile" => self.profile = value.extract()?,
            "nested" => self.nested = value.extract()?,
            "required" => self.required = value.extract()?,
            "optional" => self.optional = value.extract()?,
            "ignore_empty" => self.ignore_empty = value.extract()?,
            "strategy" => self.strategy = value.extract::<Option<&str>>()?.map(strategy_of).transpose()?,
            "format" => self.format = value.extract::<Option<&str>>()?.map(format_of).transpose()?,
            "operations" => self.operations = value.extract()?,
            "interpolation" => self.interpolation = value.extract()?,
            other => return Err(PyTypeError::new_err(format!("a source has no option `{other}`"))),
        }
        Ok(())
    }

    pub(crate) fn apply(self, mut source: SourceBuilder) -> SourceBuilder {
        if let Some(name) = self.name {
            source = source.named(name);
        }
        if let Some(profile) = self.profile {
            source = source.profile(profile);
        }
        if self.nested {
            source = source.nested();
        }
        if self.required {
            source = source.required();
        }
        if self.optional {
            source = source.optional();
        }
        if self.ignore_empty {
            source = source.ignore_empty();
        }
        if let Some(strategy) = self.strategy {
            source = source.strategy(strategy);
        }
        if let Some(format) = self.format {
            source = source.format(format);
        }
        if let Some(on) = self.operations {
            source = source.operations(on);
        }
        if let Some(on) = self.interpolation {
            source = source.interpolation(on);
        }
        source
    }
}

/// The one of `choices` that a word names.
fn choose<T>(what: &str, word: &str, choices: impl IntoIterator<Item = (&'static str, T)>) -> PyResult<T> {
    let mut names = Vec::new();
    for (name, choice) in choices {
        if name == word {
            return Ok(choice);
        }
        names.push(format!("{name:?}"));
    }
    Err(PyValueError::new_err(format!("{word:?} is no {what}: it is one of {}", names.join(", "))))
}

/// A format by its name.
pub(crate) fn format_of(word: &str) -> PyResult<Format> {
    choose("format", word, Format::ALL.map(|format| (format.as_str(), format)))
}

fn strategy_of(word: &str) -> PyResult<Strategy> {
    let choices = [
        ("merge", Strategy::Merge),
        ("join", Strategy::Join),
        ("adjoin", Strategy::Adjoin),
        ("admerge", Strategy::Admerge),
    ];
    choose("merge strategy", word, choices)
}

/// A level of the hierarchy by its name.
pub(crate) fn level_of(word: &str) -> PyResult<Level> {
    let levels = [Level::System, Level::User, Level::Project, Level::Local];
    choose("level of a hierarchy", word, levels.map(|level| (level.as_str(), level)))
}

/// How diagnostics are shown.
pub(crate) fn style_of(word: &str) -> PyResult<Style> {
    choose("style", word, [("plain", Style::Plain), ("color", Style::Color)])
}

/// How much is recorded: 0 to 3, or its name.
pub(crate) fn verbosity_of(level: &Bound<'_, PyAny>) -> PyResult<VerbosityLevel> {
    if let Ok(count) = level.extract::<u8>() {
        return Ok(VerbosityLevel::from_cli_args(count));
    }
    let choices = [
        ("silent", VerbosityLevel::Silent),
        ("info", VerbosityLevel::Info),
        ("debug", VerbosityLevel::Debug),
        ("trace", VerbosityLevel::Trace),
    ];
    choose("verbosity", level.extract()?, choices)
}

/// A time in seconds.
pub(crate) fn seconds(given: Option<f64>) -> PyResult<Option<Duration>> {
    let time = |seconds| {
        Duration::try_from_secs_f64(seconds)
            .map_err(|_| PyValueError::new_err(format!("{seconds} is no time in seconds")))
    };
    given.map(time).transpose()
}

/// Patterns, where they are looked for (directories, or `{"recursive": […], "max_depth": n}`), and in which order the
/// files are merged (a name, or patterns).
pub(crate) fn wildcard_of(
    patterns: &[String],
    search: Option<&Bound<'_, PyAny>>,
    order: Option<&Bound<'_, PyAny>>,
) -> PyResult<Wildcard> {
    if patterns.is_empty() {
        return Err(PyTypeError::new_err("give at least one pattern"));
    }
    let mut wildcard = Wildcard::from_patterns(patterns);
    if let Some(search) = search {
        wildcard = wildcard.with_search_strategy(search_of(search)?);
    }
    if let Some(order) = order {
        wildcard = wildcard.with_merge_order(order_of(order)?);
    }
    Ok(wildcard)
}

fn search_of(search: &Bound<'_, PyAny>) -> PyResult<SearchStrategy> {
    if let Ok(options) = search.cast::<PyDict>() {
        return recursive_search_of(options);
    }
    search.extract::<Vec<PathBuf>>().map(SearchStrategy::Directories)
}

fn recursive_search_of(options: &Bound<'_, PyDict>) -> PyResult<SearchStrategy> {
    let (mut roots, mut max_depth) = (None, None);
    for (key, value) in options {
        match key.extract::<&str>()? {
            "recursive" => roots = Some(value.extract()?),
            "max_depth" => max_depth = value.extract()?,
            other => return Err(PyTypeError::new_err(format!("a search has no option `{other}`"))),
        }
    }
    let roots = roots.ok_or_else(|| PyTypeError::new_err("search needs the key \"recursive\""))?;
    Ok(SearchStrategy::Recursive { roots, max_depth })
}

fn order_of(order: &Bound<'_, PyAny>) -> PyResult<MergeOrder> {
    let Ok(word) = order.extract::<String>() else { return order.extract().map(MergeOrder::Custom) };
    let choices = [
        ("alphabetical", MergeOrder::Alphabetical),
        ("reverse", MergeOrder::Reverse),
        ("smallest_first", MergeOrder::SizeAscending),
        ("largest_first", MergeOrder::SizeDescending),
        ("oldest_first", MergeOrder::ModificationTimeAscending),
        ("newest_first", MergeOrder::ModificationTimeDescending),
        ("hierarchical", MergeOrder::Hierarchical),
        ("as_discovered", MergeOrder::AsDiscovered),
    ];
    choose("merge order", &word, choices)
}
