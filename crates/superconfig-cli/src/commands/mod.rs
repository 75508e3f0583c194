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

use crate::args::{Cli, Command, Load, Shape};
use crate::output::{Failure, complain};
use crate::session::Session;
use clap::{CommandFactory, Parser};
use std::ffi::OsString;
use superconfig::{Config, Error, Format};

/// Runs the command line, prints what went wrong, and gives the exit status.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(arguments.into_iter().collect::<Vec<_>>()) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    let session = match Session::new(&cli.common) {
        Ok(session) => session,
        Err(failure) => return status(failure, None),
    };
    match dispatch(&session, cli.command) {
        Ok(()) => 0,
        Err(failure) => status(failure, Some(&session)),
    }
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

fn status(failure: Failure, session: Option<&Session>) -> u8 {
    match failure {
        Failure::Error(error) => {
            if let Some(session) = session {
                session.reporter.diagnostics(error.diagnostics());
            }
            1
        }
        Failure::Reported => 1,
        Failure::Usage(message) => {
            let _ = Cli::command().error(clap::error::ErrorKind::ValueValidation, message).print();
            2
        }
        Failure::Output(error) => {
            complain(&format!("standard output cannot be written: {error}"));
            1
        }
    }
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
