//! The fluent builder: collects sources and options, and does no work until [`SuperConfig::build`].

mod options;
mod reading;
mod settings;
mod sources;

use crate::config::Config;
use crate::diagnostics::{Diagnostic, Error, Result, Trace};
use crate::extract::Options;
use crate::recipe::Recipe;
use crate::source::spec::SourceBuilder;
use settings::Settings;
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
    /// What the reading methods of the builder itself read, whatever is wrong with it.
    loaded: OnceLock<Config>,
}

impl SuperConfig {
    /// An empty builder.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert!(config.keys().is_empty());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    fn push(mut self, source: impl Into<SourceBuilder>) -> Self {
        self.sources.push(source.into());
        self.loaded = OnceLock::new();
        self
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self.loaded = OnceLock::new();
        self
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
    ///
    /// ```
    /// use superconfig::{Code, Format, SuperConfig};
    /// let builder = SuperConfig::new().with_string("port = 80\nport = 81", Format::Toml);
    /// assert!(builder.build().is_err()); // the program's own text must be right
    /// let missing = SuperConfig::new().with_file("/srv/none/shop.toml");
    /// assert_eq!(missing.build()?.warnings()[0].code, Code::FileMissing);
    /// assert!(missing.with_strict().build().is_err());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn build(&self) -> Result<Config> {
        let config = self.load();
        config.live.recipe.verdict(&config.snapshot())?;
        if let Some(options) = self.settings.hot_reload {
            config.watch_with(options)?;
        }
        Ok(config)
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
        let config = self.load();
        let mut diagnostics = config.snapshot().warnings.clone();
        let watching = self.settings.hot_reload.map_or(Ok(()), |options| config.watch_with(options));
        diagnostics.extend(watching.err().into_iter().flat_map(Error::into_diagnostics));
        (config, diagnostics)
    }

    /// Which variables of the process a build may look at: those whose names begin with one of these. An empty one
    /// stands for all variables, as files that can contain `${NAME}` may ask for any; none at all says that the
    /// environment was given.
    ///
    /// For those to whom reading a variable is expensive, such as bindings for other languages.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, SuperConfig};
    /// # #[cfg(unix)] {
    /// let builder = SuperConfig::new().with_file("app.toml").with_env("APP_");
    /// assert_eq!(builder.env_prefixes(), ["HOME", "APP"]);
    /// # }
    /// let dotenv = SuperConfig::new().with_file(".env");
    /// assert!(dotenv.env_prefixes().contains(&String::new()));
    /// assert!(dotenv.with_env_snapshot(EnvSnapshot::empty()).env_prefixes().is_empty());
    /// ```
    #[must_use]
    pub fn env_prefixes(&self) -> Vec<String> {
        let Some(mut prefixes) = self.settings.prefixes() else { return Vec::new() };
        prefixes.extend(self.sources.iter().flat_map(SourceBuilder::env_prefixes).map(str::to_owned));
        prefixes
    }

    /// The configuration, whatever is wrong with it: its snapshot knows.
    fn load(&self) -> Config {
        Config::new(self.recipe(), Trace::new(self.settings.verbosity))
    }

    fn recipe(&self) -> Recipe {
        let settings = &self.settings;
        let places = settings.places();
        let selected = settings.selected(&places);
        Recipe {
            sources: self.sources.iter().cloned().map(|source| settings.trusting(source)).collect(),
            places,
            selected,
            limits: settings.limits,
            strict: settings.strict,
            operations: settings.operations,
            secrets: Arc::new(settings.secrets.clone()),
            rules: settings.rules.clone(),
            options: Options {
                deny_unknown: settings.deny_unknown || settings.strict,
                strict: settings.strict,
            },
        }
    }
}
