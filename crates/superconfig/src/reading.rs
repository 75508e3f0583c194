//! Reading a snapshot: values of any type, by path or by seed.

use crate::diagnostics::{Code, Diagnostic, Error, Result, Secrets};
use crate::extract::{self, Input, Unclaimed};
use crate::snapshot::Snapshot;
use crate::validate::Hidden;
use crate::value::{Document, Item, KeyPath, Value};
use serde::Deserialize;
use serde::de::DeserializeSeed;
use std::marker::PhantomData;
use std::sync::Arc;

impl Snapshot {
    /// The whole configuration as a `T`, which may borrow from this snapshot.
    ///
    /// # Errors
    /// As [`Config::extract`](crate::Config::extract).
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("hosts = ['a', 'b']", Format::Toml).build()?;
    /// let snapshot = config.snapshot();
    /// let all: std::collections::BTreeMap<&str, Vec<&str>> = snapshot.extract()?;
    /// assert_eq!(all["hosts"], ["a", "b"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn extract<'de, T: Deserialize<'de>>(&'de self) -> Result<T> {
        self.read(&KeyPath::root())
    }

    /// What stands at a path as a `T`, which may borrow from this snapshot.
    ///
    /// # Errors
    /// As [`Config::get`](crate::Config::get).
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("user.name", "ada").build()?;
    /// let snapshot = config.snapshot();
    /// let name: &str = snapshot.get("user.name")?;
    /// assert_eq!(name, "ada");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get<'de, T: Deserialize<'de>>(&'de self, path: &str) -> Result<T> {
        let Some(id) = self.find_spelled(path) else { return self.read(&path.parse()?) };
        match extract::plain(self.item(id)) {
            Some(value) => Ok(value),
            // The path is parsed only where it is needed.
            None => self.read_place(Some(id), &path.parse()?, &PhantomData),
        }
    }

    /// What stands at a path, made by a seed: for targets whose shape is known only when the program runs. Where
    /// something is wrong, the seed is used once more for each attempt to find out what else is.
    ///
    /// # Errors
    /// As [`Config::get`](crate::Config::get).
    ///
    /// ```
    /// use serde::de::{Deserialize, DeserializeSeed, Deserializer};
    /// #[derive(Clone)]
    /// struct Scaled(f64);
    /// impl<'de> DeserializeSeed<'de> for Scaled {
    ///     type Value = f64;
    ///     fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<f64, D::Error> {
    ///         Ok(self.0 * f64::deserialize(deserializer)?)
    ///     }
    /// }
    /// let config = superconfig::SuperConfig::new().with_override("seconds", 1.5).build()?;
    /// assert_eq!(config.snapshot().get_seed(&"seconds".parse()?, &Scaled(1000.0))?, 1500.0);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get_seed<'de, S: DeserializeSeed<'de> + Clone>(
        &'de self,
        path: &KeyPath,
        seed: &S,
    ) -> Result<S::Value> {
        self.read_place(self.find(path), path, seed)
    }

    /// The value at a path, as it is when nobody says what it should be; `None` if nothing stands there, and no
    /// variable that nothing else claimed has its name.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, SuperConfig, Value};
    /// let config = SuperConfig::new()
    ///     .with_overrides(["a=01", "b=1"])
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_LOG_LEVEL", "debug")]))
    ///     .with_env("APP_")
    ///     .build()?;
    /// let snapshot = config.snapshot();
    /// assert_eq!(snapshot.value("a"), Some(Value::String("01".into())));
    /// assert_eq!(snapshot.value("log.level"), Some(Value::String("debug".into())));
    /// assert_eq!(snapshot.value("c"), None);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn value(&self, path: &str) -> Option<Value> {
        self.value_at(&path.parse().ok()?)
    }

    /// The same for what is set, and no variable is asked.
    ///
    /// ```
    /// use superconfig::Value;
    /// let config = superconfig::SuperConfig::new().with_override("a.b", 1).build()?;
    /// assert_eq!(config.snapshot().value_if_set(&"a.b".parse()?), Some(Value::Int(1)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn value_if_set(&self, path: &KeyPath) -> Option<Value> {
        self.view(path).map(Value::from)
    }

    /// The names in the table at a path; `None` if no table stands there.
    ///
    /// ```
    /// use superconfig::KeyPath;
    /// let config = superconfig::SuperConfig::new().with_overrides(["b=1", "a.x=2"]).build()?;
    /// assert_eq!(config.snapshot().keys(&KeyPath::root()).unwrap(), ["b", "a"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn keys(&self, path: &KeyPath) -> Option<Vec<String>> {
        let id = self.inside(self.find(path)?);
        let keys = || self.children(id).map(|child| self.key(child).to_owned()).collect();
        (self.item(id) == Item::Table).then(keys)
    }

    /// The text at a path whose type is open until somebody asks for one: that of a variable, say. `None` for what has a
    /// type.
    ///
    /// ```
    /// use superconfig::SuperConfig;
    /// let config = SuperConfig::new().with_override("a", "1").with_overrides(["b=1"]).build()?;
    /// let snapshot = config.snapshot();
    /// assert_eq!((snapshot.text(&"a".parse()?), snapshot.text(&"b".parse()?)), (None, Some("1")));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn text(&self, path: &KeyPath) -> Option<&str> {
        match self.find(path).map(|id| self.item(id)) {
            Some(Item::Text(text)) => Some(text),
            Some(_) => None,
            None => Some(&self.unclaimed.get(self.variable_of(path)?)?.text),
        }
    }

    /// Whether there are variables that no known key claims, and that may be meant for what a program asks for.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, SuperConfig};
    /// let builder = SuperConfig::new().with_env_snapshot(EnvSnapshot::from([("APP_PORT", "80")])).with_env("APP");
    /// assert!(builder.build()?.snapshot().has_unclaimed());
    /// assert!(!builder.with_fallback(serde_json::json!({"port": 1})).build()?.snapshot().has_unclaimed());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn has_unclaimed(&self) -> bool {
        !self.unclaimed.is_empty()
    }

    pub(crate) fn value_at(&self, path: &KeyPath) -> Option<Value> {
        if let Some(value) = self.value_if_set(path) {
            return Some(value);
        }
        let at = self.variable_of(path)?;
        self.claim(&[at]);
        Some(Value::untyped(&self.unclaimed.get(at)?.text))
    }

    /// The number of this state among those of its configuration, from 1.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert_eq!(config.snapshot().generation(), 1);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Which names mean secrets here.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_secret("dsn").build()?;
    /// let names = config.snapshot().secret_names();
    /// assert!(names.matches("db_password") && names.matches("dsn") && !names.matches("host"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn secret_names(&self) -> SecretNames {
        SecretNames(Arc::clone(&self.secrets))
    }

    /// An error about the value at a path, for what a program finds out after extraction: it has the value's origin (of
    /// a missing one, that of the table it is missing from), and hides what is secret, in the message, too.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("from = 9\nto = 1", Format::Toml).build()?;
    /// let fault = config.snapshot().fault(&"to".parse()?, "`to` is before `from`");
    /// assert_eq!(fault.origin.unwrap().line(), Some(2));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn fault(&self, path: &KeyPath, message: impl Into<String>) -> Diagnostic {
        let message = self.hidden_below(path).hide(&message.into());
        let fault = Diagnostic::error(Code::InvalidValue, message).with_path(path.clone());
        let way = self.way(path);
        let is_set = way.len() == path.segments().len() + 1;
        let nearest = || way.last().filter(|&&id| id != self.root()).map(|&id| self.origin_of(id));
        let variable = || Some(self.unclaimed.get(self.variable_of(path)?)?.origin.clone());
        let origin = if is_set { nearest() } else { variable().or_else(nearest) };
        let fault = Diagnostic { origin, ..fault.with_secret(self.secrets.is_secret(path)) };
        self.guarded(fault)
    }

    /// What may not be shown of what stands at and below a path, or would if variables went there.
    fn hidden_below(&self, path: &KeyPath) -> Hidden {
        let value = self.find(path).map_or(Value::Null, |id| Value::copy(&self.merged, id));
        let is_secret = |name: &str| self.secrets.is_secret_name(name);
        let own = self.variable_of(path).filter(|_| self.secrets.is_secret(path));
        let variables = self.unclaimed.iter().enumerate();
        let secret = variables.filter(|(at, variable)| Some(*at) == own || is_secret(&variable.name));
        let texts = secret.map(|(_, variable)| &*variable.text);
        // The path may lead into what a text means.
        let way = self.way(path);
        let above = way.last().and_then(|&id| match self.item(id) {
            Item::Text(text) if self.secrets.is_secret(path) => Some(text),
            _ => None,
        });
        let texts = texts.chain(above);
        Hidden::with_texts(&value, path, &self.secrets, texts)
    }

    /// The same as [`fault`](Self::fault) for a value that is missing, with advice on how to set it. A variable that may
    /// mean it and was not taken for it is named.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, SuperConfig};
    /// let builder = SuperConfig::new().with_env_snapshot(EnvSnapshot::empty()).with_env("APP");
    /// let config = builder.with_override("server.host", "h").build()?;
    /// let missing = config.snapshot().missing(&"server.port".parse()?);
    /// assert_eq!(missing.message, "`server.port` is missing");
    /// assert_eq!(missing.help.unwrap(), "set it with `APP_SERVER__PORT`, or in a file");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn missing(&self, path: &KeyPath) -> Diagnostic {
        let fault = self.fault(path, format!("`{path}` is missing"));
        let set_it = self.variable_for(path).map(extract::set_it);
        let unclear = self.variable_of(path).and_then(|at| self.unclaimed.get(at));
        let help = match unclear {
            None => set_it,
            Some(Unclaimed { name, .. }) => {
                let otherwise = set_it.unwrap_or_else(|| "set it in a file".to_owned());
                Some(format!(
                    "{name} may mean something else as well, so it is not taken for it: {otherwise}"
                ))
            }
        };
        Diagnostic { code: Code::MissingField, help, ..fault }
    }

    /// The variable that no known key claimed and whose words are those of a path.
    fn variable_of(&self, path: &KeyPath) -> Option<usize> {
        self.unclaimed.iter().rposition(|unclaimed| extract::spells(&unclaimed.words, path))
    }

    pub(crate) fn read<'de, T: Deserialize<'de>>(&'de self, path: &KeyPath) -> Result<T> {
        self.read_place(self.find(path), path, &PhantomData)
    }

    pub(crate) fn read_place<'de, S: DeserializeSeed<'de> + Clone>(
        &'de self,
        place: Option<u32>,
        path: &KeyPath,
        seed: &S,
    ) -> Result<S::Value> {
        let extracted = extract::extract(self, place, path, self.options, seed).map_err(|mut faults| {
            if let [only] = faults.as_mut_slice()
                && only.code == Code::PathNotFound
            {
                let help = only.help.take();
                *only = self.not_found(path);
                only.help = only.help.take().or(help);
            }
            Error::new(faults.into_iter().map(|fault| self.guarded(fault)))
        })?;
        if self.options.strict && !extracted.warnings.is_empty() {
            return Err(Error::new(extracted.warnings));
        }
        self.claim(&extracted.claims);
        Ok(extracted.value)
    }
}

/// The names by which a configuration knows secrets, for programs that display values themselves. A value is secret if
/// one of the keys on its path has such a name.
///
/// ```
/// let names = superconfig::SuperConfig::new().build()?.snapshot().secret_names();
/// assert!(names.matches("apiKey"));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SecretNames(Arc<Secrets>);

impl SecretNames {
    /// Whether what a key of this name holds is secret.
    ///
    /// ```
    /// let names = superconfig::SuperConfig::new().build()?.snapshot().secret_names();
    /// assert!(names.matches("tokens") && !names.matches("tokenizer"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn matches(&self, key: &str) -> bool {
        self.0.is_secret_name(key)
    }
}
