//! The environment as a source: which variables, and how their names are read.

use super::spec::{SourceBuilder, SpecKind};
use super::variables::Nesting;

/// The environment as a source: prefix, naming and options.
///
/// ```
/// use superconfig::{Env, EnvSnapshot, Nesting, SuperConfig};
/// let config = SuperConfig::new()
///     .with_env_snapshot(EnvSnapshot::from([("APP_DB_HOST", "h")]))
///     .merge(Env::prefixed("APP_").nesting(Nesting::Every("_".into())))
///     .build()?;
/// assert_eq!(config.get_string("db.host")?, "h");
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Env {
    pub(crate) prefix: String,
    pub(crate) nesting: Nesting,
    pub(crate) preserve_case: bool,
    pub(crate) ignore_empty: bool,
    pub(crate) file_suffix: bool,
    pub(crate) ignored: Vec<String>,
    pub(crate) only: Vec<String>,
    pub(crate) profile: Option<String>,
}

impl Env {
    /// All variables.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("HOME", "/home/ada"), ("LANG", "C")]))
    ///     .merge(Env::raw())
    ///     .build()?;
    /// assert_eq!(config.keys(), ["home", "lang"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn raw() -> Self {
        Self::default()
    }

    /// The variables that begin with a prefix; `APP` and `APP_` mean the same.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let env = EnvSnapshot::from([("APP_PORT", "80"), ("APPLE_PORT", "81")]);
    /// for prefix in ["APP", "APP_"] {
    ///     let builder = SuperConfig::new().with_env_snapshot(env.clone()).merge(Env::prefixed(prefix));
    ///     assert_eq!(builder.as_json()?, "{\n  \"port\": 80\n}");
    /// }
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn prefixed(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..Self::default() }
    }

    /// How names become key paths.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, Nesting, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_DB_POOL_SIZE", "4")]))
    ///     .merge(Env::prefixed("APP_").nesting(Nesting::FirstUnderscore))
    ///     .build()?;
    /// assert_eq!(config.get::<u8>("db.pool_size")?, 4);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn nesting(mut self, nesting: Nesting) -> Self {
        self.nesting = nesting;
        self
    }

    /// The same as [`nesting`](Self::nesting) with [`Nesting::Separator`].
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_DB.POOL.SIZE", "4")]))
    ///     .merge(Env::prefixed("APP_").separator("."))
    ///     .build()?;
    /// assert_eq!(config.get::<u8>("db.pool.size")?, 4);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn separator(self, separator: impl Into<String>) -> Self {
        self.nesting(Nesting::Separator(separator.into()))
    }

    /// Keys keep the case of the variable's name instead of being lower-cased.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_headers__Accept", "text/html")]))
    ///     .merge(Env::prefixed("APP_").preserve_case())
    ///     .build()?;
    /// assert_eq!(config.get_string("headers.Accept")?, "text/html");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn preserve_case(mut self) -> Self {
        self.preserve_case = true;
        self
    }

    /// Variables that are empty, or whose text is `null`, `[]` or `{}`, count as not set.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let builder = SuperConfig::new().with_env_snapshot(EnvSnapshot::from([("APP_HOST", "")]));
    /// assert!(builder.clone().merge(Env::prefixed("APP_")).has_key("host")?);
    /// assert!(!builder.merge(Env::prefixed("APP_").ignore_empty()).has_key("host")?);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn ignore_empty(mut self) -> Self {
        self.ignore_empty = true;
        self
    }

    /// `NAME_FILE=/run/secrets/x` gives `NAME` the content of that file, without the final line break.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let dir = tempfile::tempdir()?;
    /// std::fs::write(dir.path().join("token"), "s3cr3t\n")?;
    /// let config = SuperConfig::new()
    ///     .with_cwd(dir.path())
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_TOKEN_FILE", "token")]))
    ///     .merge(Env::prefixed("APP_").file_suffix())
    ///     .build()?;
    /// assert_eq!(config.get_string("token")?, "s3cr3t");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn file_suffix(mut self) -> Self {
        self.file_suffix = true;
        self
    }

    /// Leaves out variables by their name after the prefix (case does not matter).
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "80"), ("APP_PROFILE", "test")]))
    ///     .merge(Env::prefixed("APP_").ignore(["profile"]))
    ///     .build()?;
    /// assert_eq!(config.keys(), ["port"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn ignore<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.ignored.extend(names.into_iter().map(Into::into));
        self
    }

    /// Takes only these variables, by their name after the prefix (case does not matter).
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("EDITOR", "vi"), ("HOME", "/home/ada"), ("PAGER", "less")]))
    ///     .merge(Env::raw().only(["editor", "pager"]))
    ///     .build()?;
    /// assert_eq!(config.keys(), ["editor", "pager"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn only<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.only.extend(names.into_iter().map(Into::into));
        self
    }

    /// The variables belong to a profile.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, SuperConfig};
    /// let builder = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("CI_PORT", "0")]))
    ///     .with_override("port", 80)
    ///     .merge(Env::prefixed("CI_").profile("ci"));
    /// assert_eq!(builder.build()?.get::<u16>("port")?, 80);
    /// assert_eq!(builder.select("ci").build()?.get::<u16>("port")?, 0);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// The variables belong to the profile `global`, so that they win over every selected profile.
    ///
    /// ```
    /// use superconfig::{Env, EnvSnapshot, Format, SourceBuilder, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "8080")]))
    ///     .merge(SourceBuilder::text("[production]\nport = 443", Format::Toml).nested())
    ///     .merge(Env::prefixed("APP_").global())
    ///     .select("production")
    ///     .build()?;
    /// assert_eq!(config.get::<u16>("port")?, 8080);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn global(self) -> Self {
        self.profile("global")
    }
}

impl From<Env> for SourceBuilder {
    fn from(env: Env) -> Self {
        let (profile, ignore_empty) = (env.profile.clone(), env.ignore_empty);
        let mut builder = Self::new(SpecKind::Env(env));
        (builder.options.profile, builder.options.ignore_empty) = (profile, ignore_empty);
        builder
    }
}
