//! The `superconfig` command. Thin: the library decides, this translates (SPEC 17).

mod args;
mod commands;
mod output;
mod session;
mod table;

use std::process::ExitCode;

/// Documents are at most 128 levels deep; this is room for several walks through them in a debug build.
const STACK: usize = 16 << 20;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        // Where, but not what: the message may quote a value.
        let place =
            panic.location().map_or(String::new(), |place| format!(" at {}:{}", place.file(), place.line()));
        output::complain(&format!("internal error{place}; please report it"));
    }));
    let run = || commands::run(std::env::args_os());
    let code = match std::thread::Builder::new().stack_size(STACK).spawn(run) {
        Ok(thread) => thread.join().unwrap_or(1),
        // No thread to be had: the main thread is good for everything but the deepest documents.
        Err(_) => run(),
    };
    ExitCode::from(code)
}
