//! `man`: manual pages, from the definition of the command line.

use crate::args::{Cli, Man};
use crate::output::{Failure, write};
use clap::CommandFactory;

pub(crate) fn run(args: &Man) -> Result<(), Failure> {
    let mut all = Cli::command();
    all.build();
    let command = match &args.command {
        None => all,
        Some(name) => match all.find_subcommand(name) {
            Some(command) => command.clone(),
            None => return Err(Failure::Usage(format!("there is no command `{name}`"))),
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(Failure::Output)?;
    write(&String::from_utf8_lossy(&page))
}
