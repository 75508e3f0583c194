//! Reading from the builder itself, as in V1.

use super::SuperConfig;
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Result};
use serde::de::DeserializeOwned;

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
