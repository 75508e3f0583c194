//! The `superconfig` command. Thin: the library decides, this translates (SPEC 17).
//!
//! It is a library so that the packages of other languages bring the same command.

mod args;
mod commands;
mod output;
mod session;
mod table;

use std::ffi::OsString;

/// Documents are at most 128 levels deep; this is room for several walks through them in a debug build.
const STACK: usize = 16 << 20;

/// Runs the command with its arguments, the first of which is its name; answers with the exit code. The process is its
/// own from here on: what panics is told on the standard error stream.
///
/// ```
/// assert_eq!(superconfig_cli::run(["superconfig", "get", "a", "--set", "a=1"].map(Into::into)), 0);
/// assert_eq!(superconfig_cli::run(["superconfig", "get", "b", "--set", "a=1"].map(Into::into)), 1);
/// ```
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    std::panic::set_hook(Box::new(|panic| {
        // Where, but not what: the message may quote a value.
        let place =
            panic.location().map_or(String::new(), |place| format!(" at {}:{}", place.file(), place.line()));
        output::complain(&format!("internal error{place}; please report it"));
    }));
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let again = arguments.clone();
    match std::thread::Builder::new().stack_size(STACK).spawn(move || commands::run(arguments)) {
        Ok(thread) => thread.join().unwrap_or(1),
        // No thread to be had: this one is good for everything but the deepest documents.
        Err(_) => commands::run(again),
    }
}
