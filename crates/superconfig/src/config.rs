//! The loaded configuration: reading, explaining, exporting. A cheap handle on one [`Snapshot`].

use crate::diagnostics::{Code, Diagnostic, Error, Result, Step, Trace, within};
use crate::explain::Explanation;
use crate::extract::plain;
use crate::format::untyped::Untyped;
use crate::merge::NONE;
use crate::metrics::Stopwatch;
use crate::recipe::Recipe;
use crate::reload::Live;
use crate::snapshot::Snapshot;
use crate::source::spec::{SourceBuilder, SpecKind};
use crate::value::{Document, Item, KeyPath, Origin, Segment, Span, TreeBuilder, Value};
use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A loaded configuration. Cloning is cheap; clones share everything. Debug output is masked.
///
/// ```
/// use superconfig::{Format, SuperConfig};
/// let config = SuperConfig::new().with_string("[server]\nport = 80", Format::Toml).build()?;
/// assert_eq!(config.get::<u16>("server.port")?, 80);
/// assert_eq!(config.section("server")?.get::<u16>("port")?, 80);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone)]
pub struct Config {
    pub(crate) live: Arc<Live>,
    /// For sections: the path of the table that this configuration shows.
    pub(crate) base: KeyPath,
}

impl Config {
    pub(crate) fn new(recipe: Recipe, trace: Trace) -> Self {
        Self { live: Arc::new(Live::new(recipe, trace)), base: KeyPath::root() }
    }

    /// The present state, for reading several values that belong together and for types that borrow.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// #[derive(serde::Deserialize)]
    /// struct App<'a> {
    ///     name: &'a str,
    /// }
    /// let config = SuperConfig::new().with_string("name = 'shop'", Format::Toml).build()?;
    /// let snapshot = config.snapshot();
    /// let app: App<'_> = snapshot.extract()?;
    /// assert_eq!(app.name, "shop");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.live.snapshot()
    }

    /// The whole configuration as a `T`.
    ///
    /// # Errors
    /// Every missing and every ill-typed value, all in one error, each with its path and origin. With
    /// `deny_unknown` or in strict mode also every key that `T` does not know.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// #[derive(serde::Deserialize)]
    /// struct Server {
    ///     port: u16,
    ///     host: String,
    /// }
    /// let config = SuperConfig::new().with_string("port = 'http'", Format::Toml).build()?;
    /// let error = config.extract::<Server>().err().unwrap();
    /// assert_eq!(error.diagnostics().len(), 2); // a port that is none, a host that is missing
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn extract<T: DeserializeOwned>(&self) -> Result<T> {
        self.read(&self.live.load(), &self.base)
    }

    /// What stands at a path as a `T`.
    ///
    /// # Errors
    /// As [`extract`](Self::extract); [`Code::PathNotFound`] if nothing stands there.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["pool.min=1", "pool.max=8"]).build()?;
    /// let pool: std::collections::BTreeMap<String, u8> = config.extract_inner("pool")?;
    /// assert_eq!(pool["max"], 8);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn extract_inner<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.get(path)
    }

    /// What stands at a path as a `T`.
    ///
    /// # Errors
    /// As [`extract`](Self::extract); [`Code::PathNotFound`] if nothing stands there.
    ///
    /// ```
    /// use superconfig::{Code, SuperConfig};
    /// let config = SuperConfig::new().with_override("server.port", 80).build()?;
    /// assert_eq!(config.get::<u16>("server.port")?, 80);
    /// assert!(config.get::<u16>("server.prot").unwrap_err().has(Code::PathNotFound));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let snapshot = &self.live.load();
        if self.base.is_root()
            && let Some(id) = snapshot.find_spelled(path)
        {
            return self.read_at(snapshot, id, path);
        }
        self.read(snapshot, &self.base.join(&path.parse()?))
    }

    /// What stands at a path, or a default if nothing does.
    ///
    /// # Errors
    /// If something stands there that is no `T`.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert_eq!(config.get_or("server.port", 80_u16)?, 80);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get_or<T: DeserializeOwned>(&self, path: &str, default: T) -> Result<T> {
        match self.get(path) {
            Err(error) if error.diagnostics().iter().all(|d| d.code == Code::PathNotFound) => Ok(default),
            other => other,
        }
    }

    /// Several values of one type at once.
    ///
    /// # Errors
    /// All that is wrong with any of them, in one error.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["a=1", "b=2"]).build()?;
    /// assert_eq!(config.get_many::<u8>(["a", "b"])?, [1, 2]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get_many<'p, T: DeserializeOwned>(
        &self,
        paths: impl IntoIterator<Item = &'p str>,
    ) -> Result<Vec<T>> {
        let (mut values, mut faults) = (Vec::new(), Vec::new());
        for path in paths {
            match self.get(path) {
                Ok(value) => values.push(value),
                Err(error) => faults.extend(error.into_diagnostics()),
            }
        }
        if faults.is_empty() { Ok(values) } else { Err(Error::new(faults)) }
    }

    /// A scalar as text: numbers and booleans as they print.
    ///
    /// # Errors
    /// If nothing stands there, or an array or table.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// assert_eq!(config.get_string("port")?, "80");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get_string(&self, path: &str) -> Result<String> {
        let path = self.base.join(&path.parse()?);
        let snapshot = &self.live.load();
        if let Some(id) = snapshot.find(&path) {
            match snapshot.merged.item(id) {
                Item::Str(text) | Item::Text(text) | Item::Date(text) => return Ok(text.to_owned()),
                Item::Array | Item::Table | Item::Null => {}
                scalar => return Ok(Value::scalar(scalar).to_string()),
            }
        }
        self.read(snapshot, &path)
    }

    /// An array.
    ///
    /// # Errors
    /// If nothing stands there, no array, or an element is no `T`.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["ports=80,443"]).build()?;
    /// assert_eq!(config.get_array::<u16>("ports")?, [80, 443]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn get_array<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>> {
        self.get(path)
    }

    /// Whether something stands at a path; `null` is something. A malformed path is nowhere.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("a.b", 1).build()?;
    /// assert!(config.has_key("a.b") && !config.has_key("a..b") && !config.has_key("a.b.c"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn has_key(&self, path: &str) -> bool {
        path.parse().is_ok_and(|path| self.live.load().find(&self.base.join(&path)).is_some())
    }

    /// The names at the top, in order of first appearance.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["b=1", "a.x=2"]).build()?;
    /// assert_eq!(config.keys(), ["b", "a"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.live.load().keys(&self.base).unwrap_or_default()
    }

    /// The names in the table at a path.
    ///
    /// # Errors
    /// If no table stands there.
    ///
    /// ```
    /// use superconfig::{Code, SuperConfig};
    /// let config = SuperConfig::new().with_overrides(["server.port=80", "server.host=h"]).build()?;
    /// assert_eq!(config.keys_at("server")?, ["port", "host"]);
    /// assert!(config.keys_at("server.port").unwrap_err().has(Code::TypeMismatch));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn keys_at(&self, path: &str) -> Result<Vec<String>> {
        let path = self.base.join(&path.parse()?);
        let snapshot = self.live.load();
        snapshot.keys(&path).ok_or_else(|| match snapshot.find(&path) {
            None => snapshot.not_found(&path).into(),
            Some(id) => {
                // Text is what it is when nobody says (SPEC 4).
                let found = match snapshot.item(id) {
                    Item::Text(text) => match Untyped::of(text) {
                        Untyped::Scalar(scalar) => scalar.describe(),
                        Untyped::Tree(_) => "text",
                    },
                    item => item.describe(),
                };
                let message = format!("`{path}` is no table, found {found}");
                let diagnostic = Diagnostic::error(Code::TypeMismatch, message);
                diagnostic.with_path(path.clone()).with_origin(snapshot.origin_of(id)).into()
            }
        })
    }

    /// The table at a path as a configuration of its own, with paths that begin there.
    ///
    /// # Errors
    /// If no table stands there.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("server.tls.port", 443).build()?;
    /// let tls = config.section("server.tls")?;
    /// assert_eq!(tls.get::<u16>("port")?, 443);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn section(&self, path: &str) -> Result<Self> {
        self.keys_at(path)?;
        Ok(Self { live: Arc::clone(&self.live), base: self.base.join(&path.parse()?) })
    }

    /// The value at a path, as it is when nobody says what it should be; `None` if nothing stands there, and
    /// no variable that nothing else claimed has its name.
    ///
    /// ```
    /// use superconfig::Value;
    /// let config = superconfig::SuperConfig::new().with_overrides(["a=01", "b=1"]).build()?;
    /// assert_eq!(config.value("a"), Some(Value::String("01".into())));
    /// assert_eq!(config.value("b"), Some(Value::Int(1)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn value(&self, path: &str) -> Option<Value> {
        self.live.load().value_at(&self.base.join(&path.parse().ok()?))
    }

    /// Where the value at a path came from, what it beat, and what was done to it. `None` if nothing stands
    /// there: then [`why_not`](Self::why_not) tells more.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("level = 'info'", Format::Toml)
    ///     .with_override("level", "debug")
    ///     .build()?;
    /// let level = config.explain("level").unwrap();
    /// assert_eq!((level.origin.source(), level.beat[0].origin.line()), ("override", Some(1)));
    /// assert!(config.explain("levels").is_none());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn explain(&self, path: &str) -> Option<Explanation> {
        let shown: KeyPath = path.parse().ok()?;
        let path = self.base.join(&shown);
        // What was found in one generation means nothing in another.
        let snapshot = self.live.load();
        let way = snapshot.way(&path);
        let found = way.len() == path.segments().len() + 1;
        found.then(|| snapshot.explain_at(&way, shown))
    }

    /// The explanation of every value: one for each scalar, array and empty table, and for each table that an operation
    /// touched ([`is_leaf`](Explanation::is_leaf) tells them apart).
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["a=1", "b.c=2"]).build()?;
    /// let paths: Vec<String> = config.explain_all().iter().map(|e| e.path.to_string()).collect();
    /// assert_eq!(paths, ["a", "b.c"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn explain_all(&self) -> Vec<Explanation> {
        self.explain_below("").unwrap_or_default()
    }

    /// The explanations of every value at and below a path; `None` if nothing stands there.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["db.host=h", "db.port=1", "x=2"]).build()?;
    /// let below = config.explain_below("db").unwrap();
    /// let paths: Vec<String> = below.iter().map(|explanation| explanation.path.to_string()).collect();
    /// assert_eq!(paths, ["db.host", "db.port"]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn explain_below(&self, path: &str) -> Option<Vec<Explanation>> {
        let snapshot = &self.live.load();
        let path = self.base.join(&path.parse().ok()?);
        let mut way = snapshot.way(&path);
        if way.len() != path.segments().len() + 1 {
            return None;
        }
        let mut explanations = Vec::new();
        let root = snapshot.merged.node(snapshot.merged.root());
        if !path.is_root() || root.first != NONE || root.operation != NONE {
            let skip = self.base.segments().len();
            snapshot.leaves(&mut way, &mut path.clone(), &mut |way, path| {
                explanations.push(snapshot.explain_at(way, below(path, skip)));
            });
        }
        Some(explanations)
    }

    /// What was doubtful in loading. Variables that some extraction has claimed by now are not reported.
    ///
    /// ```
    /// use superconfig::{Code, Format, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("server = 'localhost'", Format::Toml)
    ///     .with_string("server = { port = 80 }", Format::Toml)
    ///     .build()?;
    /// assert_eq!(config.warnings()[0].code, Code::KindChange);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn warnings(&self) -> Vec<Diagnostic> {
        self.live.load().open_warnings()
    }

    /// Whether there are [`warnings`](Self::warnings).
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_file("/srv/none/shop.toml").build()?;
    /// assert!(config.has_warnings());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn has_warnings(&self) -> bool {
        !self.warnings().is_empty()
    }

    fn read<T: DeserializeOwned>(&self, snapshot: &Snapshot, path: &KeyPath) -> Result<T> {
        let watch = Stopwatch::start();
        let value = within(Step::Extract(path), || snapshot.read(path));
        self.live.metrics.extracted(watch);
        value
    }

    fn read_at<T: DeserializeOwned>(&self, snapshot: &Snapshot, id: u32, path: &str) -> Result<T> {
        let watch = Stopwatch::start();
        let value = match plain(snapshot.item(id)) {
            Some(value) => Ok(value),
            None => {
                let place = path.parse()?;
                within(Step::Extract(&path), || snapshot.read_place(Some(id), &place, &PhantomData))
            }
        };
        self.live.metrics.extracted(watch);
        value
    }
}

fn below(path: &KeyPath, skip: usize) -> KeyPath {
    path.segments().iter().skip(skip).cloned().collect::<Vec<Segment>>().into()
}

/// Another configuration is a source like any other; its values keep their origins.
impl From<&Config> for SourceBuilder {
    fn from(config: &Config) -> Self {
        let snapshot = &config.live.load();
        let mut origins: Vec<Origin> = Vec::new();
        // The tree was within the limits when it was loaded.
        let mut builder = TreeBuilder::new(Arc::from(""), usize::MAX, usize::MAX);
        if let Some(id) = snapshot.find(&config.base).map(|id| snapshot.inside(id)) {
            let _ = builder.copy(&snapshot.merged, id, &mut |id| {
                origins.push(snapshot.origin_of(id));
                Span { start: origins.len() as u32 - 1, len: 0 }
            });
        }
        let name = "config".to_owned();
        Self::new(SpecKind::Config { tree: Arc::new(builder.finish().0), origins, name })
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.debug_config())
    }
}
