//! Figment, both ways (feature `figment`): any of its providers is a source, and a configuration is a provider.
//! (The module cannot be called `figment`: that name is the crate's, re-exported.)

use crate::builder::SuperConfig;
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Fault};
use crate::format::Limits;
use crate::source::Places;
use crate::source::spec::{SourceBuilder, SpecKind};
use crate::value::{
    BuildError, Data, Number, Origin, OriginKind, Segment, SourceInfo, Span, Tree, TreeBuilder, Value,
    canonical_date,
};
use figment::providers::{self, Serialized};
use figment::value::{Dict, Map, Num, Tag, Value as Given};
use figment::{Error as Failure, Figment, Metadata, Profile, Provider};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Any [`figment::Provider`] as a source, for [`SuperConfig::merge`], [`SuperConfig::join`] and their siblings.
/// Figment's own providers need no wrapper there.
///
/// The provider is asked here and now, once: what it gives is not followed by a reload. Its profiles are ours of the
/// same names. That it fails is a warning, as with other sources. Origins show the file that its metadata names, else
/// the metadata's name, and values that a Figment got from providers of its own have theirs.
///
/// ```
/// use superconfig::figment::value::{Dict, Map};
/// use superconfig::figment::{Error, Metadata, Profile, Provider};
/// use superconfig::{FigmentSource, SuperConfig};
/// struct Vault;
/// impl Provider for Vault {
///     fn metadata(&self) -> Metadata {
///         Metadata::named("the vault")
///     }
///     fn data(&self) -> Result<Map<Profile, Dict>, Error> {
///         Ok(Profile::Default.collect(Dict::from([("port".into(), 80.into()), ("user".into(), "app".into())])))
///     }
/// }
/// let config = SuperConfig::new().with_override("port", 8080).join(FigmentSource(Vault)).build()?;
/// assert_eq!((config.get::<u16>("port")?, config.get_string("user")?), (8080, "app".into()));
/// assert_eq!(config.explain("user").unwrap().origin.source(), "the vault");
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct FigmentSource<P>(
    /// The provider.
    pub P,
);

impl<P: Provider> From<FigmentSource<P>> for SourceBuilder {
    fn from(source: FigmentSource<P>) -> Self {
        let metadata = source.0.metadata();
        // A Figment remembers which metadata belongs to which value, and to which error.
        let figment = Figment::new().merge(source.0);
        Self::new(SpecKind::Provider(Arc::new(Provided { figment, metadata }))).nested()
    }
}

impl From<Figment> for SourceBuilder {
    fn from(figment: Figment) -> Self {
        FigmentSource(figment).into()
    }
}

impl<F: providers::Format> From<providers::Data<F>> for SourceBuilder {
    fn from(provider: providers::Data<F>) -> Self {
        FigmentSource(provider).into()
    }
}

impl<T: serde::Serialize> From<Serialized<T>> for SourceBuilder {
    fn from(provider: Serialized<T>) -> Self {
        FigmentSource(provider).into()
    }
}

#[cfg(feature = "env")]
impl From<providers::Env> for SourceBuilder {
    fn from(provider: providers::Env) -> Self {
        FigmentSource(provider).into()
    }
}

/// Figment (feature `figment`).
impl SuperConfig {
    /// A provider of Figment's, as [`FigmentSource`]; besides, a profile that the provider selects is selected.
    ///
    /// ```
    /// use superconfig::SuperConfig;
    /// use superconfig::figment::{Figment, providers::Serialized};
    /// let figment = Figment::from(Serialized::default("port", 80)).join(("host", "localhost"));
    /// let config = SuperConfig::new().with_provider(figment).with_override("port", 8080).build()?;
    /// assert_eq!((config.get::<u16>("port")?, config.get_string("host")?), (8080, "localhost".into()));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_provider(self, provider: impl Provider) -> Self {
        // Every Figment selects some profile: `default` says no more than that nobody chose.
        let selected = provider.profile().filter(Profile::is_custom);
        let builder = self.merge(FigmentSource(provider));
        match selected {
            Some(profile) => builder.select(profile),
            None => builder,
        }
    }

    /// A builder that begins with what a Figment holds: data, metadata and the selected profile.
    ///
    /// ```
    /// use superconfig::SuperConfig;
    /// use superconfig::figment::{Figment, providers::Serialized};
    /// let figment = Figment::from(Serialized::default("port", 80))
    ///     .merge(Serialized::default("port", 443).profile("production"))
    ///     .select("production");
    /// assert_eq!(SuperConfig::from_figment(figment).build()?.get::<u16>("port")?, 443);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn from_figment(figment: Figment) -> Self {
        Self::new().with_provider(figment)
    }
}

impl From<Figment> for SuperConfig {
    fn from(figment: Figment) -> Self {
        Self::from_figment(figment)
    }
}

/// What [`SuperConfig::build`] gives, as [`Config`] is a provider; its errors are errors of the provider.
///
/// ```
/// use superconfig::SuperConfig;
/// use superconfig::figment::Figment;
/// let builder = SuperConfig::new().with_required_file("/srv/none/shop.toml");
/// assert_eq!(Figment::from(&builder).extract::<()>().unwrap_err().count(), 1);
/// let port: u16 = Figment::from(SuperConfig::new().with_override("port", 80)).extract_inner("port")?;
/// assert_eq!(port, 80);
/// # Ok::<(), superconfig::figment::Error>(())
/// ```
impl Provider for SuperConfig {
    fn metadata(&self) -> Metadata {
        ours()
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Failure> {
        match self.build() {
            Ok(config) => config.data(),
            Err(error) => {
                let chained = error.into_diagnostics().into_iter().rev().map(failure);
                Err(chained.reduce(Failure::chain).unwrap_or_else(|| "the configuration is broken".into()))
            }
        }
    }
}

/// Everything that is merged, selected profiles included, in Figment's profile `default`. Values are the real ones,
/// secrets too; dates are strings.
///
/// ```
/// use superconfig::SuperConfig;
/// use superconfig::figment::Figment;
/// let config = SuperConfig::new().with_overrides(["server.port=80"]).build()?;
/// let figment = Figment::new().merge(("server.host", "localhost")).merge(&config);
/// assert_eq!(figment.extract_inner::<u16>("server.port").unwrap(), 80);
/// assert_eq!(figment.find_metadata("server.port").unwrap().name, "SuperConfig");
/// # Ok::<(), superconfig::Error>(())
/// ```
impl Provider for Config {
    fn metadata(&self) -> Metadata {
        ours()
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Failure> {
        // The table of a section may have gone with a reload.
        let table = self.value("").map(to_figment).and_then(Given::into_dict);
        Ok(Profile::Default.collect(table.unwrap_or_default()))
    }
}

impl From<Config> for Figment {
    fn from(config: Config) -> Self {
        Self::new().merge(config)
    }
}

impl From<SuperConfig> for Figment {
    fn from(builder: SuperConfig) -> Self {
        Self::new().merge(builder)
    }
}

fn ours() -> Metadata {
    // Our paths have no profiles.
    Metadata::named("SuperConfig").interpolater(|_, keys| keys.join("."))
}

/// A diagnostic in one line.
fn failure(diagnostic: Diagnostic) -> Failure {
    match diagnostic.origin {
        Some(origin) => format!("{} ({origin})", diagnostic.message).into(),
        None => diagnostic.message.into(),
    }
}

fn to_figment(value: Value) -> Given {
    match value {
        // As its own JSON and YAML have it.
        Value::Null => Given::from(figment::value::Empty::Unit),
        Value::Bool(value) => value.into(),
        Value::Int(value) => value.into(),
        Value::UInt(value) => value.into(),
        Value::Float(value) => value.into(),
        Value::String(text) | Value::Date(text) => text.into(),
        Value::Array(items) => items.into_iter().map(to_figment).collect::<Vec<_>>().into(),
        Value::Table(entries) => {
            entries.into_iter().map(|(key, value)| (key, to_figment(value))).collect::<Dict>().into()
        }
    }
}

/// What a provider gave when it was asked.
#[derive(Debug)]
pub(crate) struct Provided {
    figment: Figment,
    metadata: Metadata,
}

/// A provider's data as a layer has it: profiles at the top.
pub(crate) struct Taken {
    pub(crate) info: SourceInfo,
    pub(crate) tree: Tree,
    /// The origins of values that the provider itself has from elsewhere.
    pub(crate) origins: Vec<Origin>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// The span of values whose origin is the provider: no place in [`Taken::origins`].
const OWN: Span = Span { start: u32::MAX, len: 0 };

/// The key by which `toml` passes a date through other libraries.
const DATE: &str = "$__toml_private_datetime";

impl Provided {
    pub(crate) fn name(&self) -> &str {
        // A Figment as such has no better name than this.
        if self.metadata == Metadata::default() { "figment" } else { &self.metadata.name }
    }

    /// The data, or all that prevents it from being had.
    pub(crate) fn take(&self, places: &Places, limits: &Limits) -> Result<Taken, Vec<Diagnostic>> {
        // Only extraction tells which provider an error is from.
        let failed = || self.figment.extract::<serde::de::IgnoredAny>().err();
        let data = self.figment.data().map_err(|error| {
            let errors = failed().unwrap_or(error).into_iter();
            errors.map(|error| self.diagnostic(&error, places)).collect::<Vec<_>>()
        })?;
        let builder = TreeBuilder::new(Arc::from(""), limits.depth, limits.nodes);
        let mut taking = Taking {
            provided: self,
            places,
            builder,
            spans: BTreeMap::new(),
            origins: Vec::new(),
            warnings: Vec::new(),
        };
        let info = self.info(&self.metadata, places);
        match taking.profiles(&data) {
            Ok(()) => {
                let Taking { builder, origins, warnings, .. } = taking;
                Ok(Taken { info, tree: builder.finish().0, origins, warnings })
            }
            Err(error) => Err(vec![Fault::from(error).locate(&Arc::new(info))]),
        }
    }

    fn diagnostic(&self, error: &Failure, places: &Places) -> Diagnostic {
        let metadata = error.metadata.as_ref().unwrap_or(&self.metadata);
        let diagnostic = Diagnostic::error(Code::SourceFailed, without_snippet(&error.kind.to_string()))
            .with_origin(Origin::new(Arc::new(self.info(metadata, places)), None));
        match error.path.as_slice() {
            [] => diagnostic,
            keys => diagnostic.with_path(keys.iter().cloned().map(Segment::Key).collect::<Vec<_>>().into()),
        }
    }

    fn info(&self, metadata: &Metadata, places: &Places) -> SourceInfo {
        match metadata.source.as_ref().and_then(figment::Source::file_path) {
            Some(file) => {
                let shown = file.strip_prefix(places.cwd()).unwrap_or(file);
                SourceInfo::new(OriginKind::File, shown.display().to_string()).with_file(shown)
            }
            None if *metadata == self.metadata => SourceInfo::new(OriginKind::Custom, self.name()),
            None => SourceInfo::new(OriginKind::Custom, &*metadata.name),
        }
    }

    fn metadata(&self, tag: Tag) -> &Metadata {
        self.figment.get_metadata(tag).unwrap_or(&self.metadata)
    }
}

/// The message of a parser in one line, without the text that it quotes: there may be secrets in it.
fn without_snippet(message: &str) -> String {
    let is_quoted = |line: &&str| {
        line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with('|')
    };
    let lines = message.lines().filter(|line| !is_quoted(line)).map(str::trim);
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}

/// Makes a tree of a provider's data. As deep as the limit allows, no deeper.
struct Taking<'a> {
    provided: &'a Provided,
    places: &'a Places,
    builder: TreeBuilder,
    spans: BTreeMap<Tag, Span>,
    origins: Vec<Origin>,
    warnings: Vec<Diagnostic>,
}

impl Taking<'_> {
    fn profiles(&mut self, data: &Map<Profile, Dict>) -> Result<(), BuildError> {
        self.builder.begin_table_at(OWN)?;
        for (profile, dict) in data {
            let key = self.builder.keep(profile.as_str().as_str());
            self.builder.key(key, Span::default());
            self.table(dict, OWN)?;
        }
        self.builder.end_at(OWN);
        Ok(())
    }

    fn table(&mut self, dict: &Dict, at: Span) -> Result<(), BuildError> {
        self.builder.begin_table_at(at)?;
        for (key, value) in dict {
            let key = self.builder.keep(key);
            self.builder.key(key, Span::default());
            self.value(value)?;
        }
        self.builder.end_at(at);
        Ok(())
    }

    fn value(&mut self, value: &Given) -> Result<(), BuildError> {
        let at = self.span(value.tag());
        let data = match value {
            Given::String(_, text) => Data::Str(self.builder.keep(text)),
            Given::Char(_, char) => Data::Str(self.builder.keep(char.encode_utf8(&mut [0; 4]))),
            Given::Bool(_, value) => Data::Bool(*value),
            Given::Num(tag, number) => self.number(*number, *tag),
            Given::Empty(..) => Data::Null,
            Given::Array(_, items) => {
                self.builder.begin_array_at(at)?;
                for item in items {
                    self.value(item)?;
                }
                self.builder.end_at(at);
                return Ok(());
            }
            Given::Dict(_, dict) => match date(dict) {
                Some(date) => Data::Date(self.builder.keep(&date)),
                None => return self.table(dict, at),
            },
        };
        self.builder.scalar(data, at)
    }

    /// The number without losing a digit; text if it fits none of ours.
    fn number(&mut self, number: Num, tag: Tag) -> Data {
        let signed = number.to_i128();
        let unsigned = number.to_u128().or_else(|| signed.and_then(|number| number.try_into().ok()));
        let fitting = match number {
            Num::F32(float) => Some(Number::from_f32(float)),
            Num::F64(float) => Some(Number::Float(float)),
            _ => {
                let positive = unsigned.and_then(|number| u64::try_from(number).ok()).map(Number::from_u64);
                positive.or_else(|| signed.and_then(|number| number.try_into().ok()).map(Number::Int))
            }
        };
        match fitting {
            Some(number) => number.into(),
            None => {
                let text = signed.map(|n| n.to_string()).or_else(|| unsigned.map(|n| n.to_string()));
                self.warn_of_range(tag);
                Data::Text(self.builder.keep(&text.unwrap_or_default()))
            }
        }
    }

    fn warn_of_range(&mut self, tag: Tag) {
        let message = "this integer does not fit 64 bits; it stays text";
        let info = self.provided.info(self.provided.metadata(tag), self.places);
        let warning = Diagnostic::warning(Code::NumberRange, message)
            .with_path(self.builder.path(false))
            .with_origin(Origin::new(Arc::new(info), None));
        self.warnings.push(warning);
    }

    fn span(&mut self, tag: Tag) -> Span {
        if let Some(span) = self.spans.get(&tag) {
            return *span;
        }
        let metadata = self.provided.metadata(tag);
        let span = if *metadata == self.provided.metadata {
            OWN
        } else {
            let info = self.provided.info(metadata, self.places);
            self.origins.push(Origin::new(Arc::new(info), None));
            Span { start: self.origins.len() as u32 - 1, len: 0 }
        };
        self.spans.insert(tag, span);
        span
    }
}

/// The date that `toml` made a table of.
fn date(dict: &Dict) -> Option<String> {
    let text = dict.get(DATE).filter(|_| dict.len() == 1)?.as_str()?;
    canonical_date(text)
}
