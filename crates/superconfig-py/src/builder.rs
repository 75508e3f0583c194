//! Collects sources and options and builds a configuration.

use crate::config::{Config, Core};
use crate::errors::{IntoPython, detached};
use crate::function::Needs;
use crate::options::{SourceOptions, named, verbosity_of, wildcard_of};
use crate::rules::{Rule, whole};
use crate::source::PythonSource;
use crate::{environment, from_python, report, watching};
use pyo3::exceptions::PyTypeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use superconfig::{Env, Hierarchy, KeyPath, ReloadOptions, SourceBuilder, SuperConfig, Trust};

/// Collects sources and options. Every method answers with a new builder: one can be the base of several.
#[pyclass(frozen, name = "SuperConfig", module = "superconfig")]
pub(crate) struct Builder {
    core: SuperConfig,
    /// The environment was given; otherwise it is `os.environ` when the configuration is built.
    has_env: bool,
    /// How it is watched once it is built.
    watch: Option<ReloadOptions>,
    /// The sources and rules that are written in Python.
    needs: Needs,
}

impl Clone for Builder {
    fn clone(&self) -> Self {
        let needs = Python::attach(|py| self.needs.clone_ref(py));
        Self { core: self.core.clone(), needs, ..*self }
    }
}

impl Builder {
    fn with(&self, change: impl FnOnce(SuperConfig) -> SuperConfig) -> Self {
        let builder = self.clone();
        Self { core: change(builder.core), ..builder }
    }

    /// The same with something that needs objects of Python.
    fn needing(self, needs: Needs) -> Self {
        Self { needs: self.needs.and(needs), ..self }
    }

    /// The same with a source that takes options.
    fn source(
        &self,
        source: impl Into<SourceBuilder>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let source = SourceOptions::of(options)?.apply(source.into());
        Ok(self.with(|core| core.merge(source)))
    }

    /// The public object of what was built.
    fn object<'py>(&self, py: Python<'py>, config: superconfig::Config) -> PyResult<Bound<'py, PyAny>> {
        let core = Core { config, base: KeyPath::root(), root: None, needs: self.needs.clone_ref(py) };
        watching::started(core.public(py)?, self.watch)
    }

    fn ready(&self, py: Python<'_>) -> PyResult<SuperConfig> {
        match self.has_env {
            true => Ok(self.core.clone()),
            false => Ok(self.core.clone().with_env_snapshot(environment::snapshot(py, None)?)),
        }
    }
}

/// Sources.
#[pymethods]
impl Builder {
    #[new]
    fn new() -> Self {
        Self { core: SuperConfig::new(), has_env: false, watch: None, needs: Needs::default() }
    }

    /// Adds defaults: a mapping, a dataclass, or a model of pydantic, attrs or msgspec. Belongs first.
    fn with_defaults(&self, defaults: &Bound<'_, PyAny>) -> PyResult<Self> {
        let defaults = from_python::value(defaults)?;
        Ok(self.with(|core| core.with_defaults(defaults)))
    }

    /// Adds defaults that are weaker than everything, wherever they stand.
    fn with_fallback(&self, defaults: &Bound<'_, PyAny>) -> PyResult<Self> {
        let defaults = from_python::value(defaults)?;
        Ok(self.with(|core| core.with_fallback(defaults)))
    }

    /// Adds defaults as a text, whose format is found out by reading it.
    fn with_defaults_string(&self, text: String) -> Self {
        self.with(|core| core.with_defaults_string(text))
    }

    /// Adds a text of a format.
    #[pyo3(signature = (text, format, **options))]
    fn with_string(&self, text: String, format: &str, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        self.source(SourceBuilder::text(text, named(format)?), options)
    }

    /// Adds a file. That it is not there is a warning.
    #[pyo3(signature = (path, **options))]
    fn with_file(&self, path: PathBuf, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        self.source(SourceBuilder::file(path), options)
    }

    /// Adds a file that must be there.
    #[pyo3(signature = (path, **options))]
    fn with_required_file(&self, path: PathBuf, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        self.source(SourceBuilder::file(path).required(), options)
    }

    /// Adds a file, or nothing if the path is `None`.
    #[pyo3(signature = (path, **options))]
    fn with_file_opt(&self, path: Option<PathBuf>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        match path {
            Some(path) => self.with_file(path, options),
            None => Ok(self.clone()),
        }
    }

    /// Adds a file whose tables at the top are profiles.
    #[pyo3(signature = (path, **options))]
    fn with_nested_file(&self, path: PathBuf, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        self.source(SourceBuilder::file(path).nested(), options)
    }

    /// Adds a file that only fills holes: it never replaces a value that is there.
    #[pyo3(signature = (path, **options))]
    fn join_file(&self, path: PathBuf, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        self.source(SourceBuilder::file(path).strategy(superconfig::Strategy::Join), options)
    }

    /// Adds `config.toml`, then `config.<profile>.toml` for each selected profile, for the base `config`.
    fn with_profile_files(&self, base: PathBuf) -> Self {
        self.with(|core| core.with_profile_files(base))
    }

    /// Adds a dotenv file: lines such as `KEY=value`.
    #[pyo3(signature = (path, **options))]
    fn with_dotenv(&self, path: PathBuf, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        self.source(SourceBuilder::dotenv(path), options)
    }

    /// Adds all files that match a pattern.
    #[pyo3(signature = (*patterns, search = None, merge_order = None, ignored = None, links_outside = false, **options))]
    fn with_glob(
        &self,
        patterns: Vec<String>,
        search: Option<&Bound<'_, PyAny>>,
        merge_order: Option<&Bound<'_, PyAny>>,
        ignored: Option<Vec<String>>,
        links_outside: bool,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let wildcard = wildcard_of(&patterns, search, merge_order)?
            .with_ignored(ignored.unwrap_or_default())
            .with_links_outside(links_outside);
        self.source(wildcard, options)
    }

    /// Adds the files of an app as Git does: of the system, the user, the project; later ones win.
    #[pyo3(signature = (app, *, levels = None, markers = None, project_root = None, system_directories = None, user_directories = None, **options))]
    #[allow(clippy::too_many_arguments, reason = "all of them are options of one call in Python")]
    fn with_hierarchical_config(
        &self,
        app: String,
        levels: Option<Vec<String>>,
        markers: Option<Vec<String>>,
        project_root: Option<PathBuf>,
        system_directories: Option<Vec<PathBuf>>,
        user_directories: Option<Vec<PathBuf>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let mut hierarchy = Hierarchy::new(app);
        if let Some(levels) = levels {
            let levels = levels.iter().map(|level| named(level));
            hierarchy = hierarchy.with_levels(levels.collect::<PyResult<Vec<_>>>()?);
        }
        if let Some(markers) = markers {
            hierarchy = hierarchy.with_markers(markers);
        }
        if let Some(root) = project_root {
            hierarchy = hierarchy.with_project_root(root);
        }
        if let Some(directories) = system_directories {
            hierarchy = hierarchy.with_system_directories(directories);
        }
        if let Some(directories) = user_directories {
            hierarchy = hierarchy.with_user_directories(directories);
        }
        self.source(hierarchy, options)
    }

    /// Adds the files of an app: `with_hierarchical_config` without its options.
    #[pyo3(signature = (app, **options))]
    fn with_hierarchical(&self, app: String, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        self.source(Hierarchy::new(app), options)
    }

    /// Adds the variables whose names begin with a prefix: `APP_SERVER_PORT` sets `server.port` with `APP_`.
    #[pyo3(signature = (prefix = "", *, separator = None, nesting = None, preserve_case = false, file_suffix = false, ignore = None, only = None, global_ = false, **options))]
    #[allow(clippy::too_many_arguments, reason = "all of them are options of one call in Python")]
    fn with_env(
        &self,
        prefix: &str,
        separator: Option<String>,
        nesting: Option<&str>,
        preserve_case: bool,
        file_suffix: bool,
        ignore: Option<Vec<String>>,
        only: Option<Vec<String>>,
        global_: bool,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let mut env = Env::prefixed(prefix);
        match (nesting, separator) {
            (None, None) => {}
            (None, Some(separator)) => env = env.separator(separator),
            (Some("first_underscore"), None) => env = env.nesting(superconfig::Nesting::FirstUnderscore),
            (Some("guided"), None) => env = env.nesting(superconfig::Nesting::Guided),
            (Some(_), _) => {
                return Err(PyTypeError::new_err(
                    "nesting is \"guided\" or \"first_underscore\"; or give a separator",
                ));
            }
        }
        if preserve_case {
            env = env.preserve_case();
        }
        if file_suffix {
            env = env.file_suffix();
        }
        if let Some(names) = ignore {
            env = env.ignore(names);
        }
        if let Some(names) = only {
            env = env.only(names);
        }
        if global_ {
            env = env.global();
        }
        self.source(env, options)
    }

    /// Adds the variables whose names begin with a prefix and that are not empty.
    fn with_env_ignore_empty(&self, prefix: String) -> Self {
        self.with(|core| core.with_env_ignore_empty(prefix))
    }

    /// Adds the values of the command line: `None`, `""`, `[]` and `{}` mean "not given".
    fn with_cli_opt(&self, values: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let values = values.map(from_python::value).transpose()?;
        Ok(self.with(|core| core.with_cli_opt(values)))
    }

    /// Sets one value, whatever the sources before say.
    fn with_override(&self, path: String, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let value = from_python::value(value)?;
        Ok(self.with(|core| core.with_override(path, value)))
    }

    /// Sets values as a command line gives them: `["server.port=8080"]`.
    fn with_overrides(&self, overrides: Vec<String>) -> Self {
        self.with(|core| core.with_overrides(overrides))
    }

    /// Adds the values of another configuration, with where they came from.
    #[pyo3(signature = (config, **options))]
    fn with_config(&self, config: &Bound<'_, Config>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let builder = self.source(SourceBuilder::from(&config.get().core), options)?;
        Ok(builder.needing(Needs::object(config)))
    }

    /// Adds a source of your own: a function, or an object with a method `load`.
    #[pyo3(signature = (source, **options))]
    fn with_source(&self, source: &Bound<'_, PyAny>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let (source, needs) = PythonSource::new(source)?;
        Ok(self.source(SourceBuilder::custom(source), options)?.needing(needs))
    }
}

/// Options.
#[pymethods]
impl Builder {
    /// Selects a profile, besides those that are selected.
    fn select(&self, profile: String) -> Self {
        self.with(|core| core.select(profile))
    }

    /// Selects several profiles; a later one wins.
    fn select_all(&self, profiles: Vec<String>) -> Self {
        self.with(|core| core.select_all(profiles))
    }

    /// Selects the profiles that a variable names, with commas between; none if it is not set.
    fn select_from_env(&self, variable: String) -> Self {
        self.with(|core| core.select_from_env(variable))
    }

    /// Whether every warning is an error.
    #[pyo3(signature = (on = true))]
    fn strict(&self, on: bool) -> Self {
        self.with(|core| core.strict(on))
    }

    /// Makes every warning an error.
    fn with_strict(&self) -> Self {
        self.with(SuperConfig::with_strict)
    }

    /// Makes keys errors that the type that is extracted does not know.
    fn deny_unknown(&self) -> Self {
        self.with(SuperConfig::deny_unknown)
    }

    /// Whether keys such as `paths_add`, `paths_prepend` and `paths_remove` are operations (they are).
    fn with_operations(&self, on: bool) -> Self {
        self.with(|core| core.with_operations(on))
    }

    /// How large inputs may be: bytes of a file, depth and number of values, growth by aliases.
    #[pyo3(signature = (*, file_size = None, depth = None, nodes = None, alias_factor = None, alias_bytes = None))]
    fn with_limits(
        &self,
        file_size: Option<usize>,
        depth: Option<usize>,
        nodes: Option<usize>,
        alias_factor: Option<usize>,
        alias_bytes: Option<usize>,
    ) -> Self {
        let mut limits = superconfig::Limits::default();
        let given = [
            (file_size, &mut limits.file_size),
            (depth, &mut limits.depth),
            (nodes, &mut limits.nodes),
            (alias_factor, &mut limits.alias_factor),
            (alias_bytes, &mut limits.alias_bytes),
        ];
        given.into_iter().for_each(|(given, limit)| *limit = given.unwrap_or(*limit));
        self.with(|core| core.with_limits(limits))
    }

    /// Masks values of keys with this name wherever they are displayed.
    fn with_secret(&self, name: String) -> Self {
        self.with(|core| core.with_secret(name))
    }

    /// Trusts project files at or below a path, whoever owns them.
    fn trust(&self, path: PathBuf) -> Self {
        self.with(|core| core.trust(path))
    }

    /// Trusts all project files, whoever owns them.
    fn trust_all(&self) -> Self {
        self.with(|core| core.with_trust(Trust::All))
    }

    /// Adds a rule for the value at a path.
    fn validate(&self, path: &str, rule: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (rule, needs) = Rule::of(rule)?;
        Ok(self.with(|core| core.validate(path, rule)).needing(needs))
    }

    /// Adds a rule for the configuration as a whole, which the function gets as a dictionary.
    fn validate_with(&self, check: &Bound<'_, PyAny>) -> PyResult<Self> {
        if !check.is_callable() {
            return Err(PyTypeError::new_err("a rule for the whole configuration is a function"));
        }
        let (check, needs) = Needs::function(check)?;
        let builder = self.with(|core| core.validate_with(move |config| whole(&check, config)));
        Ok(builder.needing(needs))
    }

    /// Checks against a JSON Schema: its text, or the schema as a mapping.
    fn with_schema(&self, schema: &Bound<'_, PyAny>) -> PyResult<Self> {
        let schema = match schema.extract::<String>() {
            Ok(text) => superconfig::Schema::new(&text),
            Err(_) => superconfig::Schema::from(from_python::value(schema)?),
        };
        Ok(self.with(|core| core.with_schema(schema)))
    }

    /// Takes variables from a mapping, not from `os.environ`.
    fn with_env_snapshot(&self, env: &Bound<'_, PyAny>) -> PyResult<Self> {
        let env = environment::snapshot(env.py(), Some(env))?;
        Ok(Self { has_env: true, ..self.with(|core| core.with_env_snapshot(env)) })
    }

    /// Takes a directory for the current one.
    fn with_cwd(&self, path: PathBuf) -> Self {
        self.with(|core| core.with_cwd(path))
    }

    /// Takes a directory for the home of the user.
    fn with_home(&self, path: PathBuf) -> Self {
        self.with(|core| core.with_home(path))
    }

    /// How much of the load is recorded: a word, or 0 to 3.
    fn with_verbosity(&self, level: &Bound<'_, PyAny>) -> PyResult<Self> {
        let level = verbosity_of(level)?;
        Ok(self.with(|core| core.with_verbosity(level)))
    }

    /// Records what is loaded.
    fn with_info_verbosity(&self) -> Self {
        self.with(SuperConfig::with_info_verbosity)
    }

    /// Records steps as well.
    fn with_debug_verbosity(&self) -> Self {
        self.with(SuperConfig::with_debug_verbosity)
    }

    /// Records everything.
    fn with_trace_verbosity(&self) -> Self {
        self.with(SuperConfig::with_trace_verbosity)
    }

    /// Watches the files from the start. Times are in seconds.
    #[pyo3(signature = (*, debounce = None, max_wait = None, poll = None))]
    fn with_hot_reload(
        &self,
        debounce: Option<f64>,
        max_wait: Option<f64>,
        poll: Option<f64>,
    ) -> PyResult<Self> {
        let options = watching::options(debounce, max_wait, poll)?.unwrap_or_default();
        let builder = self.with(|core| core.with_hot_reload_options(options));
        Ok(Self { watch: Some(options), ..builder })
    }
}

/// Building.
#[pymethods]
impl Builder {
    /// Loads everything, or raises a `ConfigError` with all that is wrong.
    fn build<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = self.ready(py)?;
        let config = detached(py, || core.build())?.or_raise(py)?;
        self.object(py, config)
    }

    /// Loads what can be loaded, and tells everything that is wrong.
    fn build_lenient<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let core = self.ready(py)?;
        let (config, diagnostics) = detached(py, || core.build_lenient())?;
        Ok((self.object(py, config)?, report::diagnostics(py, &diagnostics)?))
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.core)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.needs.traverse(&visit)
    }
}
