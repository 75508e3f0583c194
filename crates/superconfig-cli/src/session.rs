//! From the command line to a loaded configuration.

use crate::args::{AgainstArgs, Common, Load, SelectionArgs};
use crate::output::{Failure, Reporter, write};
use clap::{ArgMatches, Args, Command, FromArgMatches};
use std::path::{Path, PathBuf};
use superconfig::{
    Config, Diagnostic, Error, OriginKind, Severity, SourceBuilder, Strategy, SuperConfig, VerbosityLevel,
    Wildcard,
};

/// One source of the command line.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Defaults(PathBuf),
    App(String),
    File(PathBuf),
    FileOpt(PathBuf),
    Join(PathBuf),
    Glob(String),
    Dotenv(PathBuf),
    Env(String),
    Set(String),
}

/// Sources and profiles in the order in which they were given, across different options, which is what a derived
/// struct of lists does not keep. The numbers are places on the command line.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    pub(crate) sources: Vec<(usize, Source)>,
    pub(crate) profiles: Vec<(usize, String)>,
}

impl Selection {
    fn read(matches: &ArgMatches) -> Self {
        let mut sources = Vec::new();
        sources.extend(given(matches, "defaults", Source::Defaults));
        sources.extend(given(matches, "app", Source::App));
        sources.extend(given(matches, "file", Source::File));
        sources.extend(given(matches, "file_opt", Source::FileOpt));
        sources.extend(given(matches, "join", Source::Join));
        sources.extend(given(matches, "glob", Source::Glob));
        sources.extend(given(matches, "dotenv", Source::Dotenv));
        sources.extend(given(matches, "env", Source::Env));
        sources.extend(given(matches, "set", Source::Set));
        sources.sort_by_key(|(at, _)| *at);
        Self { sources, profiles: given(matches, "profile", |name: String| name) }
    }

    /// What stands before a place of the command line, and what stands behind it.
    pub(crate) fn split(self, border: usize) -> (Self, Self) {
        let (before, after) = self.sources.into_iter().partition(|(at, _)| *at < border);
        let (profiles_before, profiles_after) = self.profiles.into_iter().partition(|(at, _)| *at < border);
        (
            Self { sources: before, profiles: profiles_before },
            Self { sources: after, profiles: profiles_after },
        )
    }
}

/// The values of one option with their places.
fn given<V: Clone + Send + Sync + 'static, T>(
    matches: &ArgMatches,
    id: &str,
    make: fn(V) -> T,
) -> Vec<(usize, T)> {
    let values = matches.get_many::<V>(id).into_iter().flatten().cloned().map(make);
    matches.indices_of(id).into_iter().flatten().zip(values).collect()
}

impl FromArgMatches for Selection {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self::read(matches))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::read(matches);
        Ok(())
    }
}

impl Args for Selection {
    fn augment_args(command: Command) -> Command {
        SelectionArgs::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        SelectionArgs::augment_args_for_update(command)
    }
}

/// Where `--against` stands on the command line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Against(pub(crate) Option<usize>);

impl FromArgMatches for Against {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let is_given = matches.get_flag("against");
        Ok(Self(matches.index_of("against").filter(|_| is_given)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Against {
    fn augment_args(command: Command) -> Command {
        AgainstArgs::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        AgainstArgs::augment_args_for_update(command)
    }
}

/// One run of a command: its common options, checked.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) reporter: Reporter,
    pub(crate) strict: bool,
    cwd: Option<PathBuf>,
    verbosity: VerbosityLevel,
}

impl Session {
    pub(crate) fn new(common: &Common) -> Result<Self, Failure> {
        Ok(Self {
            reporter: Reporter::new(common),
            strict: common.strict,
            cwd: common.cwd.as_deref().map(directory).transpose()?,
            verbosity: VerbosityLevel::from_cli_args(common.verbose),
        })
    }

    /// A path of the command line, seen from `--cwd`.
    pub(crate) fn resolve(&self, path: &Path) -> PathBuf {
        self.cwd.as_ref().map_or(path.to_path_buf(), |cwd| cwd.join(path))
    }

    pub(crate) fn builder(&self, load: &Load) -> Result<SuperConfig, Failure> {
        let builder = SuperConfig::new().strict(self.strict).with_verbosity(self.verbosity);
        let builder = match &self.cwd {
            Some(cwd) => builder.with_cwd(cwd),
            None => builder,
        };
        let builder = match &load.home {
            Some(home) => builder.with_home(absolute("--home", home)?),
            None => builder,
        };
        let builder = load.trust.iter().fold(builder, SuperConfig::trust);
        let add = |builder, (_, source): &(usize, Source)| add(builder, source, load.nested);
        let builder = load.selection.sources.iter().fold(builder, add);
        Ok(builder.select_all(load.selection.profiles.iter().map(|(_, name)| name)))
    }

    /// Loads; what was found wrong is printed, and if it is too much, that is the end.
    ///
    /// Warnings come later, from the reporter: what is asked for may settle some of them.
    pub(crate) fn load(&self, load: &Load) -> Result<Config, Failure> {
        let (config, diagnostics) = self.builder(load)?.build_lenient();
        self.reporter.trace(&config.debug_messages());
        if self.is_failure(&diagnostics) {
            self.reporter.diagnostics(&self.raised(diagnostics));
            return Err(Failure::Reported);
        }
        Ok(config)
    }

    pub(crate) fn is_failure(&self, diagnostics: &[Diagnostic]) -> bool {
        diagnostics.iter().any(|diagnostic| self.strict || diagnostic.severity == Severity::Error)
    }

    /// In strict mode warnings are errors, and are called so.
    pub(crate) fn raised(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        match self.strict {
            true => Error::new(diagnostics).into_diagnostics(),
            false => diagnostics,
        }
    }

    /// Loads, reads, and prints: warnings to standard error, data to standard output.
    pub(crate) fn print(
        &self,
        load: &Load,
        read: impl FnOnce(&Config) -> Result<Text, Error>,
    ) -> Result<(), Failure> {
        let config = self.load(load)?;
        let read = read(&config);
        self.reporter.diagnostics(&config.warnings());
        let text = read?;
        self.finish(text)
    }

    /// Prints data, after what is to be said about it.
    pub(crate) fn finish(&self, text: Text) -> Result<(), Failure> {
        if self.is_failure(&text.warnings) {
            return Err(Error::new(text.warnings).into());
        }
        self.reporter.diagnostics(&text.warnings);
        write(&text.data)
    }
}

/// Data, and what could not be expressed in its format.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) data: String,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl From<String> for Text {
    fn from(data: String) -> Self {
        Self { data, warnings: Vec::new() }
    }
}

impl From<(String, Vec<Diagnostic>)> for Text {
    fn from((data, warnings): (String, Vec<Diagnostic>)) -> Self {
        Self { data, warnings }
    }
}

/// Files are nested in profiles if that is asked for; defaults, variables and single values belong to `default`.
fn add(builder: SuperConfig, source: &Source, nested: bool) -> SuperConfig {
    let file = |source: SourceBuilder| if nested { source.nested() } else { source };
    match source {
        Source::Defaults(path) => {
            builder.merge(SourceBuilder::file(path).required().kind(OriginKind::Default))
        }
        Source::App(name) => builder.merge(file(superconfig::Hierarchy::new(name).into())),
        Source::File(path) => builder.merge(file(SourceBuilder::file(path).required())),
        Source::FileOpt(path) => builder.merge(file(SourceBuilder::file(path))),
        Source::Join(path) => {
            builder.merge(file(SourceBuilder::file(path).required().strategy(Strategy::Join)))
        }
        Source::Glob(pattern) => builder.merge(file(Wildcard::from_pattern(pattern).into())),
        Source::Dotenv(path) => builder.merge(SourceBuilder::dotenv(path)),
        Source::Env(prefix) => builder.with_env(prefix),
        Source::Set(text) => builder.with_overrides([text]),
    }
}

/// A directory that can be worked in.
fn directory(path: &Path) -> Result<PathBuf, Failure> {
    let fail = |reason: &dyn std::fmt::Display| Failure::Usage(format!("--cwd {}: {reason}", path.display()));
    let metadata = std::fs::metadata(path.join(".")).map_err(|error| fail(&error))?;
    match metadata.is_dir() {
        true => absolute("--cwd", path),
        false => Err(fail(&"not a directory")),
    }
}

fn absolute(option: &str, path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::Usage(format!("{option} {}: {error}", path.display())))
}
