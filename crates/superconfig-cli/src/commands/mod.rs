//! One file a command.

mod check;
mod completions;
mod convert;
mod diff;
mod explain;
mod get;
mod keys;
mod man;
mod show;
mod sources;
mod timings;
mod watch;
mod why_not;

use crate::args::{Cli, Command, Load, Shape, When};
use crate::output::{Failure, complain, print_usage};
use crate::session::Session;
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;
use superconfig::{Config, Error, Format};

/// Runs the command line, prints what went wrong, and gives the exit status.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut known = Cli::command();
    let parsed = known.try_get_matches_from_mut(&arguments).and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut known))?;
        Ok((cli, matches.subcommand_name().unwrap_or_default().to_owned()))
    });
    let (cli, name) = match parsed {
        Ok(parsed) => parsed,
        // Without a command line that is understood, its options have to be looked for.
        Err(error) => return say(&error, When::asked_for(&arguments)),
    };
    let color = cli.common.color;
    let result = Session::new(&cli.common).map_err(|failure| (failure, None)).and_then(|session| {
        dispatch(&session, cli.command).map_err(|failure| (failure, Some(session.reporter)))
    });
    let Err((failure, reporter)) = result else { return 0 };
    match failure {
        Failure::Error(error) => {
            if let Some(reporter) = reporter {
                reporter.diagnostics(error.diagnostics());
            }
            1
        }
        Failure::Reported => 1,
        Failure::Usage(message) => {
            let error = match known.find_subcommand_mut(&name) {
                Some(command) => command.error(ErrorKind::ValueValidation, message),
                None => known.error(ErrorKind::ValueValidation, message),
            };
            say(&error, color)
        }
        Failure::Output(error) => unwritable(&error),
    }
}

/// Prints help, or what is wrong with the command line, and gives the exit status.
fn say(error: &clap::Error, color: When) -> u8 {
    match print_usage(error, color) {
        Ok(()) => u8::try_from(error.exit_code()).unwrap_or(2),
        Err(Failure::Output(error)) => unwritable(&error),
        Err(_) => 1,
    }
}

fn unwritable(error: &std::io::Error) -> u8 {
    complain(&format!("standard output cannot be written: {error}"));
    1
}

fn dispatch(session: &Session, command: Command) -> Result<(), Failure> {
    match command {
        Command::Show(args) => show::run(session, &args),
        Command::Get(args) => get::run(session, &args),
        Command::Keys(args) => keys::run(session, &args),
        Command::Explain(args) => explain::run(session, &args),
        Command::WhyNot(args) => why_not::run(session, &args),
        Command::Sources(args) => sources::run(session, &args),
        Command::Timings(args) => timings::run(session, &args),
        Command::Check(args) => check::run(session, &args),
        Command::Convert(args) => convert::run(session, &args),
        Command::Diff(args) => diff::run(session, args),
        Command::Watch(args) => watch::run(session, &args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

/// `1 path`, `2 paths`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The format of a document in a shape that is one.
fn document_format(shape: Shape) -> Option<Format> {
    match shape {
        Shape::Json => Some(Format::Json),
        Shape::Yaml => Some(Format::Yaml),
        Shape::Toml => Some(Format::Toml),
        Shape::Env => Some(Format::Env),
        Shape::Table => None,
    }
}

/// Whether a command that speaks to people or to programs should speak to programs.
fn wants_json(command: &str, load: &Load) -> Result<bool, Failure> {
    match load.format {
        None | Some(Shape::Table) => Ok(false),
        Some(Shape::Json) => Ok(true),
        Some(_) => Err(Failure::Usage(format!(
            "`{command}` is printed for people or as json, not in another --format"
        ))),
    }
}

/// The error for a path where nothing stands.
fn missing(config: &Config, path: &str) -> Error {
    match config.keys_at(path) {
        Err(error) => error,
        Ok(_) => {
            superconfig::Diagnostic::error(superconfig::Code::PathNotFound, "nothing is set there").into()
        }
    }
}
