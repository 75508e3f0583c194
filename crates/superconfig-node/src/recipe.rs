//! What a configuration is to be made of: the calls of the builder, in order.

use crate::desk::lock;
use crate::options::{SourceOptions, WatchOptions, flag, given, word, words};
use crate::outcome::{Failure, Outcome};
use crate::rule::RuleOf;
use crate::session::Session;
use crate::source::Own;
use crate::values::{Incoming, read};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::PathBuf;
use superconfig::{
    Env, EnvSnapshot, Format, Hierarchy, Level, Limits, MergeOrder, Nesting, SearchStrategy, SourceBuilder,
    SuperConfig, Trust, VerbosityLevel, Wildcard,
};

#[derive(Deserialize)]
pub(crate) struct Recipe(Vec<Step>);

/// One call of the builder.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
enum Step {
    Defaults {
        value: Incoming,
    },
    Fallback {
        value: Incoming,
    },
    DefaultsString {
        text: String,
    },
    Text {
        text: String,
        #[serde(deserialize_with = "word")]
        format: Format,
        #[serde(default)]
        options: SourceOptions,
    },
    File {
        path: PathBuf,
        #[serde(default)]
        options: SourceOptions,
    },
    ProfileFiles {
        base: PathBuf,
    },
    Dotenv {
        path: PathBuf,
        #[serde(default)]
        options: SourceOptions,
    },
    Glob {
        patterns: Vec<String>,
        #[serde(default)]
        glob: GlobOptions,
        #[serde(default)]
        options: SourceOptions,
    },
    App {
        app: String,
        #[serde(default)]
        hierarchy: HierarchyOptions,
        #[serde(default)]
        options: SourceOptions,
    },
    Env {
        prefix: String,
        #[serde(default)]
        env: EnvOptions,
        #[serde(default)]
        options: SourceOptions,
    },
    CliOpt {
        value: Option<Incoming>,
    },
    Override {
        path: String,
        value: Incoming,
    },
    Overrides {
        texts: Vec<String>,
    },
    /// Another configuration, by its place among those that are lent.
    Config {
        config: usize,
        #[serde(default)]
        options: SourceOptions,
    },
    Source {
        function: u32,
        name: String,
        watched: Vec<PathBuf>,
        #[serde(default)]
        options: SourceOptions,
    },
    Select {
        profiles: Vec<String>,
    },
    SelectFromEnv {
        variable: String,
    },
    Strict {
        on: bool,
    },
    DenyUnknown {},
    Operations {
        on: bool,
    },
    Limits(LimitOptions),
    Secret {
        name: String,
    },
    Trust {
        path: PathBuf,
    },
    TrustAll {},
    Validate {
        path: String,
        rule: RuleOf,
    },
    ValidateWith {
        function: u32,
    },
    Schema {
        schema: SchemaOf,
    },
    /// All that is looked at of an environment.
    EnvSnapshot {
        variables: Variables,
    },
    Cwd {
        path: PathBuf,
    },
    Home {
        path: PathBuf,
    },
    Verbosity {
        level: Verbosity,
    },
    HotReload(WatchOptions),
}

#[derive(Deserialize)]
#[serde(try_from = "CountOrWord")]
struct Verbosity(VerbosityLevel);

#[derive(Deserialize)]
#[serde(untagged, expecting = "a verbosity is a word, or a number from 0")]
enum CountOrWord {
    Count(u8),
    Word(String),
}

impl TryFrom<CountOrWord> for Verbosity {
    type Error = superconfig::UnknownName;

    fn try_from(given: CountOrWord) -> Result<Self, Self::Error> {
        Ok(Self(match given {
            CountOrWord::Count(count) => VerbosityLevel::from_cli_args(count),
            CountOrWord::Word(word) => word.parse()?,
        }))
    }
}

/// Variables with their values.
#[derive(Deserialize)]
pub(crate) struct Variables(Vec<(String, Variable)>);

/// The value of a variable: a text, or bytes that are none.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a variable is a text or bytes")]
enum Variable {
    Text(String),
    Bytes(Vec<u8>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum SchemaOf {
    Text(String),
    Value(Incoming),
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct GlobOptions {
    search: Option<Search>,
    merge_order: Option<Order>,
    ignored: Vec<String>,
    links_outside: bool,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a search is directories, or `recursive` ones with a `maxDepth`")]
enum Search {
    Directories(Vec<PathBuf>),
    #[serde(rename_all = "camelCase")]
    Recursive {
        recursive: Vec<PathBuf>,
        max_depth: Option<usize>,
    },
}

#[derive(Deserialize)]
#[serde(try_from = "PatternsOrWord")]
struct Order(MergeOrder);

#[derive(Deserialize)]
#[serde(untagged, expecting = "an order is a word, or patterns")]
enum PatternsOrWord {
    Patterns(Vec<String>),
    Word(String),
}

impl TryFrom<PatternsOrWord> for Order {
    type Error = superconfig::UnknownName;

    fn try_from(given: PatternsOrWord) -> Result<Self, Self::Error> {
        Ok(Self(match given {
            PatternsOrWord::Patterns(patterns) => MergeOrder::Custom(patterns),
            PatternsOrWord::Word(word) => word.parse()?,
        }))
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct HierarchyOptions {
    #[serde(deserialize_with = "words")]
    levels: Option<Vec<Level>>,
    markers: Option<Vec<String>>,
    project_root: Option<PathBuf>,
    system_directories: Option<Vec<PathBuf>>,
    user_directories: Option<Vec<PathBuf>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct EnvOptions {
    separator: Option<String>,
    nesting: Option<NestingWord>,
    preserve_case: bool,
    file_suffix: bool,
    ignore: Option<Vec<String>>,
    only: Option<Vec<String>>,
    global: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum NestingWord {
    Guided,
    FirstUnderscore,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct LimitOptions {
    file_size: Option<usize>,
    depth: Option<usize>,
    nodes: Option<usize>,
    alias_factor: Option<usize>,
    alias_bytes: Option<usize>,
}

/// Which call of a recipe cannot be read.
pub(crate) fn wrong_call(recipe: &str) -> Option<String> {
    let calls: Vec<serde_json::Value> = read(recipe).ok()?;
    let wrong = calls.into_iter().find(|call| Step::deserialize(call).is_err())?;
    wrong.as_object()?.keys().next().cloned()
}

impl Recipe {
    /// Whether threads will be at work for it from the start.
    pub(crate) fn is_watched(&self) -> bool {
        self.0.iter().any(|step| matches!(step, Step::HotReload(_)))
    }

    /// The builder for it.
    pub(crate) fn builder(self, session: &Session) -> Outcome<SuperConfig> {
        self.0.into_iter().try_fold(SuperConfig::new(), |builder, step| step.add(builder, session))
    }
}

impl Step {
    fn add(self, to: SuperConfig, session: &Session) -> Outcome<SuperConfig> {
        Ok(match self {
            Self::Defaults { value } => to.with_defaults(value.0),
            Self::Fallback { value } => to.with_fallback(value.0),
            Self::DefaultsString { text } => to.with_defaults_string(text),
            Self::Text { text, format, options } => {
                to.merge(options.apply(SourceBuilder::text(text, format)))
            }
            Self::File { path, options } => to.merge(options.apply(SourceBuilder::file(path))),
            Self::ProfileFiles { base } => to.with_profile_files(base),
            Self::Dotenv { path, options } => to.merge(options.apply(SourceBuilder::dotenv(path))),
            Self::Glob { patterns, glob, options } => to.merge(options.apply(glob.wildcard(&patterns))),
            Self::App { app, hierarchy, options } => to.merge(options.apply(hierarchy.hierarchy(app))),
            Self::Env { prefix, env, options } => to.merge(options.apply(env.env(prefix)?)),
            Self::CliOpt { value } => to.with_cli_opt(value.map(|value| value.0)),
            Self::Override { path, value } => to.with_override(path, value.0),
            Self::Overrides { texts } => to.with_overrides(texts),
            Self::Config { config, options } => {
                let lent = lock(&session.lent).get(config).cloned();
                let lent = lent.ok_or_else(|| Failure::Usage("no such configuration".to_owned()))?;
                to.merge(options.apply(lent.config()?))
            }
            Self::Source { function, name, watched, options } => {
                let own = Own { asked: session.asked(function), name, watched };
                to.merge(options.apply(SourceBuilder::custom(own)))
            }
            Self::Validate { path, rule } => to.validate(&path, rule.rule(session)?),
            Self::ValidateWith { function } => {
                let asked = session.asked(function);
                to.validate_with(move |value| {
                    asked.judge(value).map_err(|said| superconfig::Violation::new(said).into())
                })
            }
            Self::HotReload(options) => {
                to.with_hot_reload_options(options.options().map_err(Failure::Usage)?)
            }
            option => option.set(to),
        })
    }

    /// Those that are no source and no rule.
    fn set(self, to: SuperConfig) -> SuperConfig {
        match self {
            Self::Select { profiles } => to.select_all(profiles),
            Self::SelectFromEnv { variable } => to.select_from_env(variable),
            Self::Strict { on } => to.strict(on),
            Self::DenyUnknown {} => to.deny_unknown(),
            Self::Operations { on } => to.with_operations(on),
            Self::Limits(limits) => to.with_limits(limits.limits()),
            Self::Secret { name } => to.with_secret(name),
            Self::Trust { path } => to.trust(path),
            Self::TrustAll {} => to.with_trust(Trust::All),
            Self::Schema { schema: SchemaOf::Text(text) } => to.with_schema(superconfig::Schema::new(&text)),
            Self::Schema { schema: SchemaOf::Value(value) } => {
                to.with_schema(superconfig::Schema::from(value.0))
            }
            Self::EnvSnapshot { variables } => to.with_env_snapshot(variables.snapshot()),
            Self::Cwd { path } => to.with_cwd(path),
            Self::Home { path } => to.with_home(path),
            Self::Verbosity { level } => to.with_verbosity(level.0),
            _ => to,
        }
    }
}

impl Variables {
    pub(crate) fn snapshot(self) -> EnvSnapshot {
        self.0.into_iter().map(|(name, value)| (OsString::from(name), value.into_text())).collect()
    }
}

impl Variable {
    fn into_text(self) -> OsString {
        match self {
            Self::Text(text) => text.into(),
            #[cfg(unix)]
            Self::Bytes(bytes) => std::os::unix::ffi::OsStringExt::from_vec(bytes),
            #[cfg(not(unix))]
            Self::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        }
    }
}

impl GlobOptions {
    fn wildcard(self, patterns: &[String]) -> Wildcard {
        let mut wildcard = Wildcard::from_patterns(patterns).with_ignored(self.ignored);
        wildcard = wildcard.with_links_outside(self.links_outside);
        wildcard = given(wildcard, self.search, |wildcard, search| {
            wildcard.with_search_strategy(match search {
                Search::Directories(directories) => SearchStrategy::Directories(directories),
                Search::Recursive { recursive, max_depth } => {
                    SearchStrategy::Recursive { roots: recursive, max_depth }
                }
            })
        });
        given(wildcard, self.merge_order, |wildcard, order| wildcard.with_merge_order(order.0))
    }
}

impl HierarchyOptions {
    fn hierarchy(self, app: String) -> Hierarchy {
        let mut hierarchy = Hierarchy::new(app);
        hierarchy = given(hierarchy, self.levels, Hierarchy::with_levels);
        hierarchy = given(hierarchy, self.markers, Hierarchy::with_markers);
        hierarchy = given(hierarchy, self.project_root, Hierarchy::with_project_root);
        hierarchy = given(hierarchy, self.system_directories, Hierarchy::with_system_directories);
        given(hierarchy, self.user_directories, Hierarchy::with_user_directories)
    }
}

impl EnvOptions {
    fn env(self, prefix: String) -> Outcome<Env> {
        let mut env = Env::prefixed(prefix);
        env = match (self.nesting, self.separator) {
            (None, None) => env,
            (None, Some(separator)) => env.separator(separator),
            (Some(NestingWord::Guided), None) => env.nesting(Nesting::Guided),
            (Some(NestingWord::FirstUnderscore), None) => env.nesting(Nesting::FirstUnderscore),
            (Some(_), Some(_)) => {
                return Err(Failure::Usage("give a nesting or a separator, not both".to_owned()));
            }
        };
        env = flag(env, self.preserve_case, Env::preserve_case);
        env = flag(env, self.file_suffix, Env::file_suffix);
        env = flag(env, self.global, Env::global);
        env = given(env, self.ignore, Env::ignore);
        Ok(given(env, self.only, Env::only))
    }
}

impl LimitOptions {
    fn limits(self) -> Limits {
        let mut limits = Limits::default();
        let given = [
            (self.file_size, &mut limits.file_size),
            (self.depth, &mut limits.depth),
            (self.nodes, &mut limits.nodes),
            (self.alias_factor, &mut limits.alias_factor),
            (self.alias_bytes, &mut limits.alias_bytes),
        ];
        given.into_iter().for_each(|(given, limit)| *limit = given.unwrap_or(*limit));
        limits
    }
}
