//! The fluent builder: collects sources and options, and does no work until [`SuperConfig::build`].

use crate::config::Config;
use crate::diagnostics::{
    Code, DebugMessage, Diagnostic, Error, Result, Secrets, Severity, Trace, VerbosityLevel,
};
use crate::extract::Options;
use crate::format::{Format, Limits};
use crate::load::{Context, load};
use crate::merge::{MergeOptions, Profiles, merge};
use crate::snapshot::Snapshot;
use crate::source::spec::{Env, Overriding, Source, SourceBuilder, SpecKind};
use crate::source::{EnvSnapshot, Hierarchy, Places, Strategy, Trust, Wildcard, to_tree, without_empty};
use crate::validate::{self, Rule, Rules, Violations};
use crate::value::{OriginKind, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Collects sources and options and builds a [`Config`].
///
/// Order is precedence: a later source wins. Nothing is read before [`build`](Self::build), and nothing is
/// ever printed.
///
/// ```
/// use superconfig::{EnvSnapshot, Format, SuperConfig};
///
/// #[derive(serde::Deserialize)]
/// struct Server {
///     host: String,
///     port: u16,
/// }
///
/// let config = SuperConfig::new()
///     .with_string("server = { host = 'localhost', port = 80 }", Format::Toml)
///     .with_env_snapshot(EnvSnapshot::from([("APP_SERVER_PORT", "8080")]))
///     .with_env("APP_")
///     .build()?;
/// let server: Server = config.get("server")?;
/// assert_eq!((server.host.as_str(), server.port), ("localhost", 8080));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SuperConfig {
    sources: Vec<SourceBuilder>,
    settings: Settings,
    /// What the reading methods of the builder itself read.
    built: OnceLock<Result<Config>>,
}

#[derive(Clone, Debug)]
struct Settings {
    strict: bool,
    deny_unknown: bool,
    operations: bool,
    verbosity: VerbosityLevel,
    limits: Limits,
    secrets: Secrets,
    trust: Trust,
    env: Option<EnvSnapshot>,
    cwd: Option<PathBuf>,
    home: Option<PathBuf>,
    places: Option<Places>,
    selected: Vec<Selection>,
    rules: Rules,
}

#[derive(Clone, Debug)]
enum Selection {
    Name(String),
    FromEnv(String),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            strict: false,
            deny_unknown: false,
            operations: true,
            verbosity: VerbosityLevel::Silent,
            limits: Limits::default(),
            secrets: Secrets::default(),
            trust: Trust::default(),
            env: None,
            cwd: None,
            home: None,
            places: None,
            selected: Vec::new(),
            rules: Rules::default(),
        }
    }
}

/// Sources.
impl SuperConfig {
    /// An empty builder.
    pub fn new() -> Self {
        Self::default()
    }

    fn push(mut self, source: impl Into<SourceBuilder>) -> Self {
        self.sources.push(source.into());
        self.built = OnceLock::new();
        self
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self.built = OnceLock::new();
        self
    }

    /// Adds a source with its own options; it wins over those before it.
    pub fn merge(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source)
    }

    /// Adds a source if there is one.
    pub fn merge_opt(self, source: Option<impl Into<SourceBuilder>>) -> Self {
        match source {
            Some(source) => self.push(source),
            None => self,
        }
    }

    /// Adds a source that only fills holes.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("a = 1", Format::Toml)
    ///     .join(SourceBuilder::text("a = 2\nb = 3", Format::Toml))
    ///     .build()?;
    /// assert_eq!((config.get::<u8>("a")?, config.get::<u8>("b")?), (1, 3));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn join(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source.into().strategy(Strategy::Join))
    }

    /// Adds a source that fills holes and appends its arrays to those that are there.
    pub fn adjoin(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source.into().strategy(Strategy::Adjoin))
    }

    /// Adds a source that wins, except that its arrays are appended to those that are there.
    pub fn admerge(self, source: impl Into<SourceBuilder>) -> Self {
        self.push(source.into().strategy(Strategy::Admerge))
    }

    /// Defaults from a value. Its place in the order counts, so it belongs first.
    pub fn with_defaults(self, defaults: impl Serialize) -> Self {
        let source = self.serialized(OriginKind::Default, &defaults);
        self.push(source)
    }

    /// Defaults from a value that are weaker than everything, wherever they stand.
    ///
    /// ```
    /// use superconfig::{SuperConfig, Value};
    /// let fallback = std::collections::BTreeMap::from([("port", 80)]);
    /// let config = SuperConfig::new().with_override("port", 90).with_fallback(fallback).build()?;
    /// assert_eq!(config.value("port"), Some(Value::Int(90)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_fallback(self, defaults: impl Serialize) -> Self {
        let source = self.serialized(OriginKind::Default, &defaults).weakest();
        self.push(source)
    }

    fn serialized(&self, kind: OriginKind, value: &impl Serialize) -> SourceBuilder {
        let tree = to_tree(value, &self.settings.limits).map(Arc::new);
        SourceBuilder::new(SpecKind::Tree { kind, tree })
    }

    /// Defaults from text, whose format is told from its content.
    pub fn with_defaults_string(self, text: impl Into<String>) -> Self {
        let text = Arc::from(text.into());
        self.push(SourceBuilder::new(SpecKind::Text { kind: OriginKind::Default, text }))
    }

    /// Text of a known format.
    pub fn with_string(self, text: impl Into<String>, format: Format) -> Self {
        self.push(SourceBuilder::text(text, format))
    }

    /// A file; a name without extension searches `.toml .yaml .yml .json` and the other formats of this build.
    /// That it is absent or broken is a warning (strict: an error).
    pub fn with_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path))
    }

    /// A file that must be there and be right.
    pub fn with_required_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path).required())
    }

    /// A file if there is a path: `--config` of the program's own command line, say.
    pub fn with_file_opt(self, path: Option<impl Into<PathBuf>>) -> Self {
        self.merge_opt(path.map(SourceBuilder::file))
    }

    /// A file whose top-level tables are profiles.
    pub fn with_nested_file(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::file(path).nested())
    }

    /// A file that only fills holes.
    pub fn join_file(self, path: impl Into<PathBuf>) -> Self {
        self.join(SourceBuilder::file(path))
    }

    /// `config.toml`, then `config.<profile>.toml` for each selected profile. Given without extension, both
    /// are searched for.
    pub fn with_profile_files(self, base: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::new(SpecKind::ProfileFiles { base: base.into() }))
    }

    /// A dotenv file. Its names are matched like those of the environment.
    pub fn with_dotenv(self, path: impl Into<PathBuf>) -> Self {
        self.push(SourceBuilder::dotenv(path))
    }

    /// All files that match a pattern, by name.
    pub fn with_glob(self, pattern: impl AsRef<str>) -> Self {
        self.push(Wildcard::from_pattern(pattern.as_ref()))
    }

    /// All files that a [`Wildcard`] finds.
    pub fn with_wildcard(self, wildcard: Wildcard) -> Self {
        self.push(wildcard)
    }

    /// The files of an application from system, user and project directories, in that order.
    pub fn with_hierarchical_config(self, app: impl Into<String>) -> Self {
        self.push(Hierarchy::new(app))
    }

    /// The same as [`with_hierarchical_config`](Self::with_hierarchical_config).
    pub fn with_hierarchical(self, app: impl Into<String>) -> Self {
        self.with_hierarchical_config(app)
    }

    /// The environment variables that begin with a prefix.
    pub fn with_env(self, prefix: impl Into<String>) -> Self {
        self.push(Env::prefixed(prefix))
    }

    /// The same, but empty variables count as not set.
    pub fn with_env_ignore_empty(self, prefix: impl Into<String>) -> Self {
        self.push(Env::prefixed(prefix).ignore_empty())
    }

    /// The program's command-line values: `null`, `""`, `[]` and `{}` mean "not given", `false` and `0` count.
    ///
    /// ```
    /// #[derive(serde::Serialize)]
    /// struct Args {
    ///     port: Option<u16>,
    ///     host: Option<String>,
    /// }
    /// let config = superconfig::SuperConfig::new()
    ///     .with_override("port", 80)
    ///     .with_cli_opt(Some(Args { port: None, host: Some("h".into()) }))
    ///     .build()?;
    /// assert_eq!((config.get::<u16>("port")?, config.get_string("host")?), (80, "h".into()));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_cli_opt(self, values: Option<impl Serialize>) -> Self {
        let Some(values) = values else { return self };
        let tree = to_tree(&values, &self.settings.limits).map(|tree| Arc::new(without_empty(&tree)));
        self.push(SourceBuilder::new(SpecKind::Tree { kind: OriginKind::Cli, tree }))
    }

    /// One value at a path. A path may reach into an array that is there: `servers[0].port`.
    pub fn with_override(self, path: impl Into<String>, value: impl Serialize) -> Self {
        let value = to_tree(&value, &self.settings.limits).map(|tree| Overriding::Typed(Arc::new(tree)));
        self.push(SourceBuilder::new(SpecKind::Override { path: path.into(), value }))
    }

    /// Values in the form `path=value`. They are text, so they take the type of what they replace, or of the
    /// target.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["server.port=80", "debug=yes"]).build()?;
    /// assert_eq!((config.get::<u16>("server.port")?, config.get::<bool>("debug")?), (80, true));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_overrides<S: AsRef<str>>(self, overrides: impl IntoIterator<Item = S>) -> Self {
        overrides.into_iter().fold(self, |builder, text| {
            let text = text.as_ref();
            let (path, value) = match text.split_once('=') {
                Some((path, value)) => (path, Ok(Overriding::Text(value.to_owned()))),
                None => {
                    let message = format!("`{text}` is no override: `path=value` expected");
                    (text, Err(Diagnostic::error(Code::BadPath, message)))
                }
            };
            builder.push(SourceBuilder::new(SpecKind::Override { path: path.trim().to_owned(), value }))
        })
    }

    /// Another configuration, whose values keep their origins.
    pub fn with_config(self, config: &Config) -> Self {
        self.push(config)
    }

    /// A source of the program's own.
    pub fn with_source(self, source: impl Source + 'static) -> Self {
        self.push(SourceBuilder::custom(source))
    }
}

/// Options.
impl SuperConfig {
    /// Selects a profile; its values win over `default`. Selecting again adds one that wins over this.
    pub fn select(self, profile: impl Into<String>) -> Self {
        self.set(|settings| settings.selected.push(Selection::Name(profile.into())))
    }

    /// Selects several profiles; a later one wins.
    pub fn select_all<S: Into<String>>(self, profiles: impl IntoIterator<Item = S>) -> Self {
        profiles.into_iter().fold(self, |builder, profile| builder.select(profile))
    }

    /// Selects the profile that a variable names; several may be separated by commas. Not set: none.
    pub fn select_from_env(self, variable: impl Into<String>) -> Self {
        self.set(|settings| settings.selected.push(Selection::FromEnv(variable.into())))
    }

    /// Every warning is an error, and keys that the target type does not know are, too.
    pub fn with_strict(self) -> Self {
        self.strict(true)
    }

    /// Whether every warning is an error.
    pub fn strict(self, on: bool) -> Self {
        self.set(|settings| settings.strict = on)
    }

    /// Keys that the target type does not know are errors.
    pub fn deny_unknown(self) -> Self {
        self.set(|settings| settings.deny_unknown = true)
    }

    /// Whether `_add`, `_remove` and `_prepend` are operations (they are).
    pub fn with_operations(self, on: bool) -> Self {
        self.set(|settings| settings.operations = on)
    }

    /// How large inputs may be.
    pub fn with_limits(self, limits: Limits) -> Self {
        self.set(|settings| settings.limits = limits)
    }

    /// Values below keys of this name are masked wherever they are displayed, like passwords and tokens. Case
    /// and separators do not matter.
    pub fn with_secret(self, name: impl AsRef<str>) -> Self {
        self.set(|settings| settings.secrets.add(name.as_ref()))
    }

    /// Project files at or below a path are trusted, whoever owns them.
    pub fn trust(self, path: impl Into<PathBuf>) -> Self {
        self.set(|settings| settings.trust.add(path.into()))
    }

    /// Which project files are trusted.
    pub fn with_trust(self, trust: Trust) -> Self {
        self.set(|settings| settings.trust = trust)
    }

    /// Demands something of the values at a path, which may have wildcards (`servers[*].port`). Broken rules are
    /// errors, all of them in one.
    ///
    /// ```
    /// use superconfig::{Rule, SuperConfig};
    /// let builder = SuperConfig::new()
    ///     .with_overrides(["workers=0", "level=loud"])
    ///     .validate("workers", Rule::range(1..=64))
    ///     .validate("level", Rule::one_of(["debug", "info"]));
    /// assert_eq!(builder.build().unwrap_err().diagnostics().len(), 2);
    /// ```
    pub fn validate(self, path: &str, rule: Rule) -> Self {
        self.set(|settings| settings.rules.add(path, rule))
    }

    /// Demands something of the configuration as a whole.
    ///
    /// ```
    /// use superconfig::{SuperConfig, Value, Violation};
    /// let builder = SuperConfig::new().with_overrides(["min=9", "max=3"]).validate_with(|config| {
    ///     match (config.get("min"), config.get("max")) {
    ///         (Some(Value::Int(min)), Some(Value::Int(max))) if min > max => {
    ///             Err(Violation::at("min", "must not be above `max`").into())
    ///         }
    ///         _ => Ok(()),
    ///     }
    /// });
    /// assert!(builder.build().unwrap_err().is_validation());
    /// ```
    pub fn validate_with(
        self,
        check: impl Fn(&Value) -> std::result::Result<(), Violations> + Send + Sync + 'static,
    ) -> Self {
        self.set(|settings| settings.rules.add_check(Arc::new(check)))
    }

    /// Demands that the configuration matches a JSON Schema.
    #[cfg(feature = "schema")]
    pub fn with_schema(self, schema: crate::validate::Schema) -> Self {
        self.set(|settings| settings.rules.add_schema(schema))
    }

    /// The environment to read, instead of the process's. It is the whole one: a home directory comes from it.
    pub fn with_env_snapshot(self, env: EnvSnapshot) -> Self {
        self.set(|settings| settings.env = Some(env))
    }

    /// The working directory to start from, instead of the process's.
    pub fn with_cwd(self, cwd: impl Into<PathBuf>) -> Self {
        self.set(|settings| settings.cwd = Some(cwd.into()))
    }

    /// The home directory, instead of the process's.
    pub fn with_home(self, home: impl Into<PathBuf>) -> Self {
        self.set(|settings| settings.home = Some(home.into()))
    }

    /// All places that look-ups depend on, instead of the process's.
    pub fn with_places(self, places: Places) -> Self {
        self.set(|settings| settings.places = Some(places))
    }

    /// How much of a load trace is kept.
    pub fn with_verbosity(self, level: VerbosityLevel) -> Self {
        self.set(|settings| settings.verbosity = level)
    }

    /// Keeps the load trace of level info.
    pub fn with_info_verbosity(self) -> Self {
        self.with_verbosity(VerbosityLevel::Info)
    }

    /// Keeps the load trace of levels info and debug.
    pub fn with_debug_verbosity(self) -> Self {
        self.with_verbosity(VerbosityLevel::Debug)
    }

    /// Keeps the whole load trace.
    pub fn with_trace_verbosity(self) -> Self {
        self.with_verbosity(VerbosityLevel::Trace)
    }

    /// How much of a load trace is kept.
    #[must_use]
    pub fn verbosity(&self) -> VerbosityLevel {
        self.settings.verbosity
    }
}

/// Building.
impl SuperConfig {
    /// Reads, parses and merges all sources.
    ///
    /// # Errors
    /// In lenient mode (the default): what the program asked for explicitly and cannot have: a required file, a
    /// malformed override, defaults that cannot be serialized, a broken validation rule. In strict mode: every
    /// warning as well. All of them are in the one error.
    pub fn build(&self) -> Result<Config> {
        let (config, diagnostics) = self.load();
        let fails = |diagnostic: &&Diagnostic| self.settings.strict || diagnostic.severity == Severity::Error;
        let faults: Vec<Diagnostic> = diagnostics.iter().filter(fails).cloned().collect();
        if faults.is_empty() { Ok(config) } else { Err(Error::new(faults)) }
    }

    /// Reads, parses and merges whatever can be, and says what could not.
    ///
    /// ```
    /// let (config, diagnostics) = superconfig::SuperConfig::new()
    ///     .with_required_file("/no/such/file.toml")
    ///     .with_override("a", 1)
    ///     .build_lenient();
    /// assert_eq!(config.get::<u8>("a")?, 1);
    /// assert_eq!(diagnostics.len(), 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn build_lenient(&self) -> (Config, Vec<Diagnostic>) {
        self.load()
    }

    fn load(&self) -> (Config, Vec<Diagnostic>) {
        let settings = &self.settings;
        let places = settings.places();
        let selected = settings.selected(&places);
        let trace = Trace::new(settings.verbosity);
        trace.push(DebugMessage::new(
            VerbosityLevel::Info,
            "build",
            format!("loading {} sources", self.sources.len()),
        ));
        let context = Context {
            places: &places,
            limits: &settings.limits,
            strict: settings.strict,
            profiles: &selected,
            trace: &trace,
        };
        let trusted: Vec<SourceBuilder> =
            self.sources.iter().cloned().map(|source| settings.trusting(source)).collect();
        let loaded = load(&trusted, &context);
        let profiles = Profiles { selected: selected.clone(), with_file: loaded.profiles_with_file };
        let options = MergeOptions { operations: settings.operations };
        let (merged, from_merge) = merge(loaded.layers, &profiles, &options);
        let secrets = Arc::new(settings.secrets.clone());
        let mut snapshot = Snapshot::new(merged, secrets, loaded.variables);
        (snapshot.files, snapshot.selected) = (loaded.files, selected);
        let origin = |id| Some(snapshot.origin_of(id));
        let broken = validate::check(&snapshot.merged, &origin, &snapshot.secrets, &settings.rules);
        let found = loaded.diagnostics.into_iter().chain(from_merge).chain(broken);
        let diagnostics: Vec<Diagnostic> = found.map(|diagnostic| snapshot.guarded(diagnostic)).collect();
        snapshot.warnings = diagnostics.clone();
        for diagnostic in &diagnostics {
            trace.push(
                DebugMessage::new(VerbosityLevel::Info, "warning", diagnostic.message.clone())
                    .with_success(false),
            );
        }
        let options = Options { deny_unknown: settings.deny_unknown || settings.strict };
        (Config::new(snapshot, options, settings.strict, trace), diagnostics)
    }
}

impl Settings {
    fn places(&self) -> Places {
        let places = self.places.clone().unwrap_or_else(Places::from_process);
        let places = match &self.env {
            Some(env) => places.with_env(env.clone()),
            None => places,
        };
        let places = match &self.cwd {
            Some(cwd) => places.with_cwd(cwd),
            None => places,
        };
        match &self.home {
            Some(home) => places.with_home(home),
            None => places,
        }
    }

    fn selected(&self, places: &Places) -> Vec<String> {
        let mut names = Vec::new();
        for selection in &self.selected {
            match selection {
                Selection::Name(name) => names.push(name.clone()),
                Selection::FromEnv(variable) => {
                    let listed = places.env().get(variable).unwrap_or_default().split(',').map(str::trim);
                    names.extend(listed.filter(|name| !name.is_empty()).map(str::to_owned));
                }
            }
        }
        names
    }

    /// A hierarchy without a trust of its own takes the builder's.
    fn trusting(&self, mut source: SourceBuilder) -> SourceBuilder {
        if let SpecKind::Hierarchy(hierarchy) = &mut source.kind
            && hierarchy.has_default_trust()
        {
            *hierarchy = hierarchy.clone().with_trust(self.trust.clone());
        }
        source
    }
}

/// Reading without an explicit [`build`](SuperConfig::build), as in V1. The first call builds; later ones read
/// the same configuration.
impl SuperConfig {
    fn built(&self) -> Result<&Config> {
        self.built.get_or_init(|| self.build()).as_ref().map_err(Clone::clone)
    }

    /// Builds and extracts the whole configuration.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`Config::extract`].
    pub fn extract<T: DeserializeOwned>(&self) -> Result<T> {
        self.built()?.extract()
    }

    /// Builds and extracts what stands at a path.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`Config::get`].
    pub fn extract_inner<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.built()?.get(path)
    }

    /// Builds and reads a scalar as text.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`Config::get_string`].
    pub fn get_string(&self, path: &str) -> Result<String> {
        self.built()?.get_string(path)
    }

    /// Builds and reads an array.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`Config::get_array`].
    pub fn get_array<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>> {
        self.built()?.get_array(path)
    }

    /// Builds and tells whether something stands at a path.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn has_key(&self, path: &str) -> Result<bool> {
        Ok(self.built()?.has_key(path))
    }

    /// Builds and names the top-level keys.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn keys(&self) -> Result<Vec<String>> {
        Ok(self.built()?.keys())
    }

    /// Builds and exports as JSON.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn as_json(&self) -> Result<String> {
        Ok(self.built()?.as_json())
    }

    /// Builds and exports as YAML.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    #[cfg(feature = "yaml")]
    pub fn as_yaml(&self) -> Result<String> {
        Ok(self.built()?.as_yaml())
    }

    /// Builds and exports as TOML.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    #[cfg(feature = "toml")]
    pub fn as_toml(&self) -> Result<String> {
        Ok(self.built()?.as_toml())
    }

    /// Builds and gives the warnings; if building fails, what it failed for.
    #[must_use]
    pub fn warnings(&self) -> Vec<Diagnostic> {
        match self.built() {
            Ok(config) => config.warnings(),
            Err(error) => error.into_diagnostics(),
        }
    }

    /// Builds and tells whether there are warnings.
    #[must_use]
    pub fn has_warnings(&self) -> bool {
        !self.warnings().is_empty()
    }
}
