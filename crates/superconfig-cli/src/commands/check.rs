//! `check`: everything that is wrong or doubtful.

use super::convert::document;
use crate::args::Check;
use crate::output::{Failure, write};
use crate::session::Session;
use superconfig::{Format, Schema};

pub(crate) fn run(session: &Session, args: &Check) -> Result<(), Failure> {
    let builder = session.builder(&args.load)?;
    let builder = match &args.schema {
        Some(path) => builder.with_schema(Schema::new(&document(session, path, None, Format::Json)?.text)),
        None => builder,
    };
    let (config, diagnostics) = builder.build_lenient();
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
    let values = config.explain_all().iter().filter(|explanation| explanation.is_leaf()).count();
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
