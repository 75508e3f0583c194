//! Options, as JavaScript writes them.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;
use superconfig::{Format, ReloadOptions, SourceBuilder, Strategy};

/// A word that the core knows.
pub(crate) fn word<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    deserializer: D,
) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// The same, or nothing.
pub(crate) fn word_if_any<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?;
    word.map(|word| word.parse().map_err(D::Error::custom)).transpose()
}

/// Several of them.
pub(crate) fn words<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let words = Option::<Vec<String>>::deserialize(deserializer)?;
    let parsed =
        |words: Vec<String>| words.iter().map(|word| word.parse().map_err(D::Error::custom)).collect();
    words.map(parsed).transpose()
}

/// The options that every source takes.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SourceOptions {
    name: Option<String>,
    profile: Option<String>,
    nested: bool,
    required: bool,
    optional: bool,
    ignore_empty: bool,
    #[serde(deserialize_with = "word_if_any")]
    strategy: Option<Strategy>,
    #[serde(deserialize_with = "word_if_any")]
    format: Option<Format>,
    operations: Option<bool>,
    interpolation: Option<bool>,
}

impl SourceOptions {
    pub(crate) fn apply(self, source: impl Into<SourceBuilder>) -> SourceBuilder {
        let mut source = source.into();
        source = flag(source, self.nested, SourceBuilder::nested);
        source = flag(source, self.required, SourceBuilder::required);
        source = flag(source, self.optional, SourceBuilder::optional);
        source = flag(source, self.ignore_empty, SourceBuilder::ignore_empty);
        source = given(source, self.name, SourceBuilder::named);
        source = given(source, self.profile, SourceBuilder::profile);
        source = given(source, self.strategy, SourceBuilder::strategy);
        source = given(source, self.format, SourceBuilder::format);
        source = given(source, self.operations, SourceBuilder::operations);
        given(source, self.interpolation, SourceBuilder::interpolation)
    }
}

/// Sets what was given.
pub(crate) fn given<B, T>(builder: B, option: Option<T>, set: impl FnOnce(B, T) -> B) -> B {
    match option {
        Some(value) => set(builder, value),
        None => builder,
    }
}

/// Sets what is wanted.
pub(crate) fn flag<B>(builder: B, is_set: bool, set: impl FnOnce(B) -> B) -> B {
    if is_set { set(builder) } else { builder }
}

/// How files are watched; times are in milliseconds.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WatchOptions {
    debounce: Option<f64>,
    max_wait: Option<f64>,
    poll: Option<f64>,
}

impl WatchOptions {
    /// The options of the core, or what is wrong with a time.
    pub(crate) fn options(self) -> Result<ReloadOptions, String> {
        let mut options = ReloadOptions::default();
        options = given(options, time(self.debounce)?, ReloadOptions::debounce);
        options = given(options, time(self.max_wait)?, ReloadOptions::max_wait);
        Ok(given(options, time(self.poll)?, ReloadOptions::poll))
    }
}

/// A time in milliseconds.
pub(crate) fn time(given: Option<f64>) -> Result<Option<Duration>, String> {
    let time = |given: f64| {
        Duration::try_from_secs_f64(given / 1000.0).map_err(|_| format!("{given} is no time in milliseconds"))
    };
    given.map(time).transpose()
}
