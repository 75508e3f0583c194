//! The `superconfig` command: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    superconfig_cli::run(std::env::args_os()).into()
}
