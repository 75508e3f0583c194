//! How sources are read, merged and checked.

use super::SuperConfig;
use super::settings::Selection;
use crate::diagnostics::VerbosityLevel;
use crate::format::Limits;
use crate::reload::ReloadOptions;
use crate::source::{EnvSnapshot, Places, Trust};
use crate::validate::{Rule, Violations};
use crate::value::Value;
use std::path::PathBuf;
use std::sync::Arc;

/// Options.
impl SuperConfig {
    /// Selects a profile; its values win over `default`. Selecting again adds one that wins over this.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let text = "default: {port: 80}\nproduction: {port: 443}\nglobal: {name: shop}";
    /// let builder = SuperConfig::new().merge(SourceBuilder::text(text, Format::Yaml).nested());
    /// let config = builder.select("production").build()?;
    /// assert_eq!((config.get::<u16>("port")?, config.get_string("name")?), (443, "shop".into()));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn select(self, profile: impl Into<String>) -> Self {
        self.set(|settings| settings.selected.push(Selection::Name(profile.into())))
    }

    /// Selects several profiles; a later one wins.
    ///
    /// ```
    /// use superconfig::{Format, SourceBuilder, SuperConfig};
    /// let text = "debug: {level: debug}\nquiet: {level: error, color: false}";
    /// let builder = SuperConfig::new().merge(SourceBuilder::text(text, Format::Yaml).nested());
    /// let config = builder.select_all(["quiet", "debug"]).build()?;
    /// assert_eq!((config.get_string("level")?, config.get::<bool>("color")?), ("debug".into(), false));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn select_all<S: Into<String>>(self, profiles: impl IntoIterator<Item = S>) -> Self {
        profiles.into_iter().fold(self, |builder, profile| builder.select(profile))
    }

    /// Selects the profile that a variable names; several may be separated by commas. Not set: none.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Format, SourceBuilder, SuperConfig};
    /// let text = "[default]\nport = 80\n[test]\nport = 0";
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_PROFILE", "test")]))
    ///     .merge(SourceBuilder::text(text, Format::Toml).nested())
    ///     .select_from_env("APP_PROFILE")
    ///     .build()?;
    /// assert_eq!(config.get::<u16>("port")?, 0);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn select_from_env(self, variable: impl Into<String>) -> Self {
        self.set(|settings| settings.selected.push(Selection::FromEnv(variable.into())))
    }

    /// Watches the files from the moment they are loaded: as [`Config::watch`](crate::Config::watch) after
    /// [`build`](Self::build). Without the feature `hot-reload`, building fails.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// use std::time::Duration;
    /// std::fs::write(&file, "port = 80").unwrap();
    /// let built = superconfig::SuperConfig::new().with_file(&file).with_hot_reload().build();
    /// # #[cfg(feature = "hot-reload")] {
    /// let config = built?;
    /// std::fs::write(&file, "port = 81").unwrap();
    /// assert!(config.wait_for(2, Duration::from_secs(60)));
    /// # }
    /// # #[cfg(not(feature = "hot-reload"))]
    /// assert!(built.unwrap_err().to_string().contains("hot-reload"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_hot_reload(self) -> Self {
        self.with_hot_reload_options(ReloadOptions::new())
    }

    /// The same with a debounce, a maximum wait or polling of your own.
    ///
    /// ```
    /// use std::time::Duration;
    /// use superconfig::{ReloadOptions, SuperConfig};
    /// let options = ReloadOptions::new().poll(Duration::from_secs(1));
    /// let built = SuperConfig::new().with_override("a", 1).with_hot_reload_options(options).build();
    /// assert_eq!(built.is_ok(), cfg!(feature = "hot-reload"));
    /// ```
    pub fn with_hot_reload_options(self, options: ReloadOptions) -> Self {
        self.set(|settings| settings.hot_reload = Some(options))
    }

    /// Every warning is an error, and keys that the target type does not know are, too.
    ///
    /// ```
    /// use superconfig::{Code, SuperConfig};
    /// let builder = SuperConfig::new().with_file("/srv/none/shop.toml");
    /// assert!(builder.build().is_ok());
    /// assert!(builder.with_strict().build().unwrap_err().has(Code::FileMissing));
    /// ```
    pub fn with_strict(self) -> Self {
        self.strict(true)
    }

    /// Whether every warning is an error.
    ///
    /// ```
    /// let in_tests = true;
    /// let builder = superconfig::SuperConfig::new().with_file("/srv/none/shop.toml").strict(in_tests);
    /// assert!(builder.build().is_err());
    /// ```
    pub fn strict(self, on: bool) -> Self {
        self.set(|settings| settings.strict = on)
    }

    /// Keys that the target type does not know are errors.
    ///
    /// ```
    /// use superconfig::{Code, Format, SuperConfig};
    /// #[derive(Debug, serde::Deserialize)]
    /// struct App {
    ///     port: u16,
    /// }
    /// let builder = SuperConfig::new().with_string("port = 80\nprot = 81", Format::Toml);
    /// assert_eq!(builder.extract::<App>()?.port, 80);
    /// let error = builder.deny_unknown().extract::<App>().unwrap_err();
    /// assert!(error.has(Code::UnknownField) && error.to_string().contains("did you mean `port`?"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn deny_unknown(self) -> Self {
        self.set(|settings| settings.deny_unknown = true)
    }

    /// Whether `_add`, `_remove` and `_prepend` are operations (they are).
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let builder = SuperConfig::new()
    ///     .with_string("tags = ['a']", Format::Toml)
    ///     .with_string("tags_add = ['b']", Format::Toml);
    /// assert_eq!(builder.build()?.get_array::<String>("tags")?, ["a", "b"]);
    /// assert_eq!(builder.with_operations(false).build()?.keys(), ["tags", "tags_add"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_operations(self, on: bool) -> Self {
        self.set(|settings| settings.operations = on)
    }

    /// How large inputs may be.
    ///
    /// ```
    /// use superconfig::{Code, Format, Limits, SuperConfig};
    /// let mut limits = Limits::default();
    /// limits.depth = 2;
    /// let builder = SuperConfig::new().with_limits(limits).with_string("a = [[[1]]]", Format::Toml);
    /// assert!(builder.build().unwrap_err().has(Code::TooDeep));
    /// ```
    pub fn with_limits(self, limits: Limits) -> Self {
        self.set(|settings| settings.limits = limits)
    }

    /// Values below keys of this name are masked wherever they are displayed, like passwords and tokens. Case
    /// and separators do not matter.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_secret("pin").with_overrides(["card.PIN=1234"]).build()?;
    /// assert_eq!(config.get::<u16>("card.PIN")?, 1234);
    /// assert!(!config.debug_config().contains("1234"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_secret(self, name: impl AsRef<str>) -> Self {
        self.set(|settings| settings.secrets.add(name.as_ref()))
    }

    /// Project files at or below a path are trusted, whoever owns them.
    ///
    /// ```
    /// use superconfig::{Places, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// let file = dir.path().join("shop.toml");
    /// std::fs::write(&file, "port = 80")?;
    /// # #[cfg(unix)]
    /// std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o666))?;
    /// let places = Places::new(dir.path()).with_system_root(dir.path().join("system"));
    /// let builder = SuperConfig::new().with_places(places).with_hierarchical("shop");
    /// # #[cfg(unix)]
    /// assert!(!builder.build()?.has_key("port")); // everybody could have written it
    /// assert!(builder.trust(&file).build()?.has_key("port"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn trust(self, path: impl Into<PathBuf>) -> Self {
        self.set(|settings| settings.trust.add(path.into()))
    }

    /// Which found files are trusted.
    ///
    /// ```
    /// use superconfig::{Places, SuperConfig, Trust};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("shop.toml"), "port = 80")?;
    /// let config = SuperConfig::new()
    ///     .with_places(Places::new(dir.path()).with_system_root(dir.path().join("system")))
    ///     .with_trust(Trust::All) // a container in which files may belong to anybody
    ///     .with_hierarchical("shop")
    ///     .build()?;
    /// assert_eq!(config.get::<u16>("port")?, 80);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

    /// Demands that the configuration matches a JSON Schema: a [`Schema`](crate::Schema), its text, or a value.
    ///
    /// ```
    /// let schema = serde_json::json!({"required": ["port"], "properties": {"port": {"maximum": 65535}}});
    /// let builder = superconfig::SuperConfig::new().with_schema(schema);
    /// assert!(builder.build().unwrap_err().is_validation());
    /// assert!(builder.with_override("port", 80).build().is_ok());
    /// ```
    #[cfg(feature = "schema")]
    pub fn with_schema(self, schema: impl Into<crate::validate::Schema>) -> Self {
        self.set(|settings| settings.rules.add_schema(schema.into()))
    }

    /// The environment to read, instead of the process's. It is the whole one: a home directory comes from it.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, SuperConfig};
    /// let env = EnvSnapshot::from([("APP_PORT", "8080")]);
    /// let config = SuperConfig::new().with_env_snapshot(env).with_env("APP_").build()?;
    /// assert_eq!(config.explain("port").unwrap().origin.variable(), Some("APP_PORT"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_env_snapshot(self, env: EnvSnapshot) -> Self {
        self.set(|settings| settings.env = Some(env))
    }

    /// The working directory to start from, instead of the process's.
    ///
    /// ```
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("app.toml"), "port = 80")?;
    /// let config = superconfig::SuperConfig::new().with_cwd(dir.path()).with_file("app.toml").build()?;
    /// assert_eq!(config.files()[0].0, std::path::Path::new("app.toml"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_cwd(self, cwd: impl Into<PathBuf>) -> Self {
        self.set(|settings| settings.cwd = Some(cwd.into()))
    }

    /// The home directory, instead of the process's.
    ///
    /// ```
    /// let home = tempfile::tempdir()?;
    /// std::fs::write(home.path().join("shop.toml"), "color = true")?;
    /// let config = superconfig::SuperConfig::new().with_home(home.path()).with_file("~/shop.toml").build()?;
    /// assert!(config.get::<bool>("color")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_home(self, home: impl Into<PathBuf>) -> Self {
        self.set(|settings| settings.home = Some(home.into()))
    }

    /// All places that look-ups depend on, instead of the process's.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Places, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("app.toml"), "port = 80")?;
    /// let places = Places::new(dir.path()).with_env(EnvSnapshot::from([("APP_PORT", "81")]));
    /// let config = SuperConfig::new().with_places(places).with_file("app").with_env("APP_").build()?;
    /// assert_eq!(config.get::<u16>("port")?, 81);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_places(self, places: Places) -> Self {
        self.set(|settings| settings.places = Some(places))
    }

    /// How much of a load trace is kept.
    ///
    /// ```
    /// use superconfig::{SuperConfig, VerbosityLevel};
    /// let count_of_v = 2; // as clap counts `-vv`
    /// let builder = SuperConfig::new().with_verbosity(VerbosityLevel::from_cli_args(count_of_v));
    /// assert!(builder.build()?.debug_messages().iter().all(|message| message.level <= VerbosityLevel::Debug));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_verbosity(self, level: VerbosityLevel) -> Self {
        self.set(|settings| settings.verbosity = level)
    }

    /// Keeps the load trace of level info.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_info_verbosity().build()?;
    /// assert_eq!(config.debug_messages()[0].message, "loading 0 sources");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_info_verbosity(self) -> Self {
        self.with_verbosity(VerbosityLevel::Info)
    }

    /// Keeps the load trace of levels info and debug.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_debug_verbosity().with_file("/srv/none/a.toml").build()?;
    /// let messages = config.debug_messages();
    /// assert!(messages.iter().any(|message| message.message == "/srv/none/a.toml not found"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn with_debug_verbosity(self) -> Self {
        self.with_verbosity(VerbosityLevel::Debug)
    }

    /// Keeps the whole load trace.
    ///
    /// ```
    /// use superconfig::{SuperConfig, VerbosityLevel};
    /// assert_eq!(SuperConfig::new().with_trace_verbosity().verbosity(), VerbosityLevel::Trace);
    /// ```
    pub fn with_trace_verbosity(self) -> Self {
        self.with_verbosity(VerbosityLevel::Trace)
    }

    /// How much of a load trace is kept.
    ///
    /// ```
    /// use superconfig::{SuperConfig, VerbosityLevel};
    /// assert_eq!(SuperConfig::new().verbosity(), VerbosityLevel::Silent);
    /// ```
    #[must_use]
    pub fn verbosity(&self) -> VerbosityLevel {
        self.settings.verbosity
    }
}
