//! The one definition of the command line: parsing, help, completions and the man page come from here.

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;

use crate::session::{Against, Selection};

/// Shows, explains, checks and converts layered configuration.
///
/// SOURCES apply in the order in which they are given: a later one wins. Data goes to standard output, diagnostics go to
/// standard error. The exit status is 0 if all is fine, 1 for errors in the configuration or a missing key, 2 for a
/// command line that is not understood.
#[derive(Debug, Parser)]
#[command(name = "superconfig", version, max_term_width = 100, infer_long_args = false)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the merged configuration, or what stands at a path, with its real values
    Show(Show),
    /// Print one value: strings and other scalars plain, tables and arrays in `--format`
    Get(Get),
    /// Print the keys of a table, one a line
    Keys(Show),
    /// Print every value with its origin and what it beat; secrets are masked
    Explain(Show),
    /// Say why a key path or an environment variable is not set, or not as expected
    WhyNot(WhyNot),
    /// List the sources, weakest first, with what they set and what of it counts
    Sources(Plain),
    /// Show where load time goes, and what could be done about it
    Timings(Plain),
    /// Report everything that is wrong or doubtful
    Check(Check),
    /// Convert one document of any kind from one format to another
    Convert(Convert),
    /// Compare two profiles, or two sets of sources
    Diff(Diff),
    /// Print each change as it is published, until interrupted
    Watch(Watch),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, of the whole or of one command
    Man(Man),
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options")]
pub(crate) struct Common {
    /// Treat every warning as an error
    #[arg(long, global = true)]
    pub(crate) strict: bool,
    /// The directory that relative paths begin at, instead of the working directory
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) cwd: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub(crate) color: When,
    /// The form of diagnostics on standard error
    #[arg(long, global = true, value_name = "FORM", default_value = "human", hide_default_value = true)]
    pub(crate) diagnostics: Form,
    /// Print the load trace on standard error; twice for each step, three times with values
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Print no warnings
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What to load, and how to show it.
#[derive(Clone, Debug, Args)]
pub(crate) struct Load {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// The top-level tables of files are profiles
    #[arg(long)]
    pub(crate) nested: bool,
    /// The home directory, instead of the user's
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) home: Option<PathBuf>,
    /// Read what `--app` finds there although others may have put it there: a file, or a directory of files
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) trust: Vec<PathBuf>,
    /// The format of the data
    #[arg(long, value_name = "FORMAT", ignore_case = true)]
    pub(crate) format: Option<Shape>,
    /// Show secrets where they would be masked
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// The sources and profiles; [`Selection`] reads them in their order.
#[derive(Debug, Args)]
pub(crate) struct SelectionArgs {
    /// A file of defaults
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Sources")]
    pub(crate) defaults: Vec<PathBuf>,
    /// The files of an application from system, user and project directories
    #[arg(long, value_name = "NAME", help_heading = "Sources")]
    pub(crate) app: Vec<String>,
    /// A file that must exist
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Sources")]
    pub(crate) file: Vec<PathBuf>,
    /// A file that may be absent, with a warning
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Sources")]
    pub(crate) file_opt: Vec<PathBuf>,
    /// A file that must exist and only fills holes
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Sources")]
    pub(crate) join: Vec<PathBuf>,
    /// All files that match a pattern
    #[arg(long, value_name = "PATTERN", help_heading = "Sources")]
    pub(crate) glob: Vec<String>,
    /// A file of `NAME=value` lines
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Sources")]
    pub(crate) dotenv: Vec<PathBuf>,
    /// The environment variables that begin with a prefix; an empty one takes all
    #[arg(long, value_name = "PREFIX", help_heading = "Sources")]
    pub(crate) env: Vec<String>,
    /// One value at a key path
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Sources")]
    pub(crate) set: Vec<String>,
    /// Select a profile; of several the later one wins
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Vec<String>,
}

/// A part of the configuration.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The key path: `server.tls.port`, `servers[0].host`, `"dotted.key".x`; all if it is left out
    #[arg(default_value = "", hide_default_value = true)]
    pub(crate) path: String,
    #[command(flatten)]
    pub(crate) load: Load,
}

/// One value.
#[derive(Debug, Args)]
pub(crate) struct Get {
    /// The key path: `server.tls.port`, `servers[0].host`, `"dotted.key".x`
    pub(crate) path: String,
    #[command(flatten)]
    pub(crate) load: Load,
}

/// Something that is not as expected.
#[derive(Debug, Args)]
pub(crate) struct WhyNot {
    /// A key path or the name of an environment variable
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) load: Load,
}

/// The configuration as a whole.
#[derive(Debug, Args)]
pub(crate) struct Plain {
    #[command(flatten)]
    pub(crate) load: Load,
}

/// The configuration as a whole, and what it must be like.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// A JSON Schema that the configuration must match; the file may be in any format
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) schema: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) load: Load,
}

/// The configuration as it changes.
#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// Look at the files in this interval instead of waiting for events
    #[arg(long, value_name = "MS")]
    pub(crate) poll: Option<u64>,
    #[command(flatten)]
    pub(crate) load: Load,
}

/// Two configurations.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) against: Against,
    #[command(flatten)]
    pub(crate) load: Load,
}

/// The border between the two sets of sources of `diff`.
#[derive(Debug, Args)]
pub(crate) struct AgainstArgs {
    /// Compare with the sources (and profiles) that follow
    #[arg(long)]
    pub(crate) against: bool,
}

/// One document.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// The document; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Its format, if neither its name nor its content should say
    #[arg(long, value_name = "FORMAT", ignore_case = true)]
    pub(crate) from: Option<Input>,
    /// The format to write
    #[arg(long, alias = "format", value_name = "FORMAT", default_value = "json", ignore_case = true)]
    pub(crate) to: Output,
}

/// A shell.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// A manual page.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command; the whole if it is left out
    pub(crate) command: Option<String>,
}

/// Forms of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// JSON
    Json,
    /// YAML
    #[value(alias = "yml")]
    Yaml,
    /// TOML
    Toml,
    /// `NAME=value` lines
    #[value(alias = "dotenv")]
    Env,
    /// A table for people; secrets are masked
    Table,
}

/// Formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Input {
    /// JSON
    Json,
    /// JSON with comments and trailing commas
    #[value(alias = "jsonc")]
    Json5,
    /// TOML
    Toml,
    /// YAML
    #[value(alias = "yml")]
    Yaml,
    /// RON
    Ron,
    /// INI
    Ini,
    /// `NAME=value` lines
    #[value(alias = "dotenv")]
    Env,
}

/// Formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// JSON
    Json,
    /// YAML
    #[value(alias = "yml")]
    Yaml,
    /// TOML
    Toml,
    /// `NAME=value` lines
    #[value(alias = "dotenv")]
    Env,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl When {
    /// What a command line asks for that is not understood as a whole.
    pub(crate) fn asked_for(arguments: &[OsString]) -> Self {
        let words: Vec<&str> = arguments.iter().map(|word| word.to_str().unwrap_or_default()).collect();
        let options = words.split(|word| *word == "--").next().unwrap_or_default();
        let last =
            options.iter().enumerate().rev().find_map(|(at, word)| match word.strip_prefix("--color")? {
                "" => options.get(at + 1).copied(),
                value => value.strip_prefix('='),
            });
        last.and_then(|value| Self::from_str(value, false).ok()).unwrap_or(Self::Auto)
    }
}

/// Forms of diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people, with the lines of the source
    Human,
    /// One JSON object a line
    Json,
}
