//! Words and numbers that Python gives, as options of the core.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use superconfig::{
    Format, MergeOrder, SearchStrategy, SourceBuilder, Strategy, UnknownName, VerbosityLevel, Wildcard,
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
            "strategy" => self.strategy = value.extract::<Option<&str>>()?.map(named).transpose()?,
            "format" => self.format = value.extract::<Option<&str>>()?.map(named).transpose()?,
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

/// What a word names: a format, a level, a style, …
pub(crate) fn named<T: FromStr<Err = UnknownName>>(word: &str) -> PyResult<T> {
    word.parse().map_err(|error: UnknownName| PyValueError::new_err(error.to_string()))
}

/// How much is recorded: 0 to 3, or its name.
pub(crate) fn verbosity_of(level: &Bound<'_, PyAny>) -> PyResult<VerbosityLevel> {
    if let Ok(count) = level.extract::<u8>() {
        return Ok(VerbosityLevel::from_cli_args(count));
    }
    named(level.extract()?)
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
    match order.extract::<String>() {
        Ok(word) => named(&word),
        Err(_) => order.extract().map(MergeOrder::Custom),
    }
}
