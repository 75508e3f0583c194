//! How sources are read, merged and checked.

use super::SuperConfig;
use super::settings::Selection;
use crate::diagnostics::VerbosityLevel;
use crate::format::Limits;
use crate::source::{EnvSnapshot, Places, Trust};
use crate::validate::{Rule, Violations};
use crate::value::Value;
use std::path::PathBuf;
use std::sync::Arc;

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
