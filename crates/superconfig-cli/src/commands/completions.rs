//! `completions`: scripts for shells, from the definition of the command line.

use crate::args::{Cli, Completions};
use crate::output::{Failure, write};
use clap::CommandFactory;

pub(crate) fn run(args: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "superconfig", &mut script);
    write(&String::from_utf8_lossy(&script))
}
