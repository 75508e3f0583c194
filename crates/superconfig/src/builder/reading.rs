//! Reading from the builder itself, as in V1.

use super::SuperConfig;
use crate::config::Config;
use crate::diagnostics::{DebugMessage, Diagnostic, Result, VerbosityLevel};
use serde::de::DeserializeOwned;

/// Reading without an explicit [`build`](SuperConfig::build), as in V1. The first call builds; later ones read
/// the same configuration.
impl SuperConfig {
    fn loaded(&self) -> &Config {
        self.loaded.get_or_init(|| self.load())
    }

    fn built(&self) -> Result<&Config> {
        let config = self.loaded();
        config.live.recipe.verdict(&config.snapshot())?;
        Ok(config)
    }

    /// Builds and extracts the whole configuration.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`Config::extract`].
    ///
    /// ```
    /// let settings: std::collections::BTreeMap<String, u16> =
    ///     superconfig::SuperConfig::new().with_overrides(["http=80", "https=443"]).extract()?;
    /// assert_eq!(settings["https"], 443);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn extract<T: DeserializeOwned>(&self) -> Result<T> {
        self.built()?.extract()
    }

    /// Builds and extracts what stands at a path.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`Config::get`].
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_override("limits.sizes", [1, 2]);
    /// assert_eq!(builder.extract_inner::<(u8, u8)>("limits.sizes")?, (1, 2));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn extract_inner<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.built()?.get(path)
    }

    /// Builds and reads a scalar as text.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`Config::get_string`].
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_override("ratio", 0.5);
    /// assert_eq!(builder.get_string("ratio")?, "0.5");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get_string(&self, path: &str) -> Result<String> {
        self.built()?.get_string(path)
    }

    /// Builds and reads an array.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`Config::get_array`].
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_overrides([r#"hosts=["a", "b"]"#]);
    /// assert_eq!(builder.get_array::<String>("hosts")?, ["a", "b"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get_array<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>> {
        self.built()?.get_array(path)
    }

    /// Builds and tells whether something stands at a path.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_override("tls", ());
    /// assert!(builder.has_key("tls")? && !builder.has_key("tls.cert")?);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn has_key(&self, path: &str) -> Result<bool> {
        Ok(self.built()?.has_key(path))
    }

    /// Builds and names the top-level keys.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_overrides(["z=1", "a.b=2"]);
    /// assert_eq!(builder.keys()?, ["z", "a"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn keys(&self) -> Result<Vec<String>> {
        Ok(self.built()?.keys())
    }

    /// Builds and exports as JSON.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_override("tags", ["a", "b"]);
    /// assert_eq!(builder.as_json()?, "{\n  \"tags\": [\n    \"a\",\n    \"b\"\n  ]\n}");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn as_json(&self) -> Result<String> {
        Ok(self.built()?.as_json())
    }

    /// Builds and exports as YAML.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_override("version", "1.0");
    /// assert_eq!(builder.as_yaml()?, "version: \"1.0\"\n");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[cfg(feature = "yaml")]
    pub fn as_yaml(&self) -> Result<String> {
        Ok(self.built()?.as_yaml())
    }

    /// Builds and exports as TOML.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_overrides(["server.port=80"]);
    /// assert_eq!(builder.as_toml()?, "[server]\nport = 80\n");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[cfg(feature = "toml")]
    pub fn as_toml(&self) -> Result<String> {
        Ok(self.built()?.as_toml())
    }

    /// Loads and gives everything that was doubtful or wrong, also what [`build`](Self::build) fails for.
    ///
    /// ```
    /// use superconfig::{Code, SuperConfig};
    /// let builder = SuperConfig::new().with_file("/srv/none/a.toml").with_required_file("/srv/none/b.toml");
    /// let codes: Vec<Code> = builder.warnings().iter().map(|warning| warning.code).collect();
    /// assert_eq!(codes, [Code::FileMissing, Code::RequiredFileMissing]);
    /// ```
    #[must_use]
    pub fn warnings(&self) -> Vec<Diagnostic> {
        self.loaded().warnings()
    }

    /// Loads and tells whether there are warnings.
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new();
    /// assert!(!builder.has_warnings());
    /// assert!(builder.with_glob("/srv/none/*.toml").has_warnings());
    /// ```
    #[must_use]
    pub fn has_warnings(&self) -> bool {
        self.loaded().has_warnings()
    }

    /// Loads and prints the warnings to standard error.
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_file("/srv/none/a.toml");
    /// assert_eq!(builder.warnings().len(), 1);
    /// builder.print_warnings(); // SuperConfig warning[SC0101]: `/srv/none/a.toml` does not exist
    /// ```
    pub fn print_warnings(&self) {
        self.loaded().print_warnings();
    }

    /// Loads and gives the warnings and all values with their origins, masked.
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_override("api_key", "s3cr3t");
    /// assert!(builder.debug_config().contains("api_key") && !builder.debug_config().contains("s3cr3t"));
    /// ```
    #[must_use]
    pub fn debug_config(&self) -> String {
        self.loaded().debug_config()
    }

    /// Loads and gives one line for each source.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let builder = SuperConfig::new().with_string("port = 80", Format::Toml).with_override("port", 81);
    /// assert_eq!(
    ///     builder.debug_sources(),
    ///     "text (text, toml, 9 bytes): 1 value, 0 won\noverride (override): 1 value, 1 won\n",
    /// );
    /// ```
    #[must_use]
    pub fn debug_sources(&self) -> String {
        self.loaded().debug_sources()
    }

    /// Loads and gives the messages of the load trace that the verbosity asked for.
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_info_verbosity().with_required_file("/srv/none/a.toml");
    /// assert!(builder.build().is_err());
    /// assert_eq!(builder.debug_messages()[0].format(), "CONFIG: loading 1 source");
    /// ```
    #[must_use]
    pub fn debug_messages(&self) -> Vec<DebugMessage> {
        self.loaded().debug_messages()
    }

    /// Loads and gives the messages of exactly one level.
    ///
    /// ```
    /// use superconfig::{SuperConfig, VerbosityLevel};
    /// let builder = SuperConfig::new().with_info_verbosity();
    /// assert_eq!(builder.debug_messages_at_level(VerbosityLevel::Info).len(), 1);
    /// assert!(builder.debug_messages_at_level(VerbosityLevel::Debug).is_empty());
    /// ```
    #[must_use]
    pub fn debug_messages_at_level(&self, level: VerbosityLevel) -> Vec<DebugMessage> {
        self.loaded().debug_messages_at_level(level)
    }

    /// Loads and prints the load trace to standard error.
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_info_verbosity();
    /// assert_eq!(builder.debug_messages().len(), 1);
    /// builder.print_debug_messages(); // CONFIG: loading 0 sources
    /// ```
    pub fn print_debug_messages(&self) {
        self.loaded().print_debug_messages();
    }

    /// Loads and forgets the load trace.
    ///
    /// ```
    /// let builder = superconfig::SuperConfig::new().with_trace_verbosity();
    /// builder.clear_debug_messages();
    /// assert!(builder.debug_messages().is_empty());
    /// ```
    pub fn clear_debug_messages(&self) {
        self.loaded().clear_debug_messages();
    }
}
