//! `check`: everything that is wrong or doubtful.

use crate::args::Plain;
use crate::output::{Failure, write};
use crate::session::Session;

pub(crate) fn run(session: &Session, args: &Plain) -> Result<(), Failure> {
    let (config, diagnostics) = session.builder(&args.load)?.build_lenient();
    session.reporter.trace(&config.debug_messages());
    let failed = session.is_failure(&diagnostics);
    let count = diagnostics.len();
    session.reporter.diagnostics(&session.raised(diagnostics));
    if failed {
        return Err(Failure::Reported);
    }
    if !session.reporter.is_talkative() {
        return Ok(());
    }
    let values = config.explain_all().len();
    let warnings = if count == 0 { "no warnings".to_owned() } else { counted(count, "warning") };
    write(&format!(
        "ok: {} from {}, {warnings}",
        counted(values, "value"),
        counted(config.sources().len(), "source")
    ))
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
