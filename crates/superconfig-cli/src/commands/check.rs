//! `check`: everything that is wrong or doubtful.

use super::convert::document;
use super::{counted, wants_json};
use crate::args::Check;
use crate::output::{Failure, write};
use crate::session::Session;
use superconfig::{Format, Origin, Schema};

pub(crate) fn run(session: &Session, args: &Check) -> Result<(), Failure> {
    let json = wants_json("check", &args.load)?;
    let builder = session.builder(&args.load)?;
    let builder = match &args.schema {
        Some(path) => {
            let schema = Schema::new(&document(session, path, None, Format::Json)?.text);
            builder.with_schema(schema.with_origin(Origin::of_file(path)))
        }
        None => builder,
    };
    let (config, diagnostics) = builder.build_lenient();
    session.reporter.trace(&config.debug_messages());
    let failed = session.is_failure(&diagnostics);
    let warnings = diagnostics.len();
    session.reporter.diagnostics(&session.raised(diagnostics));
    if failed {
        return Err(Failure::Reported);
    }
    let values = config.explain_all().iter().filter(|explanation| explanation.is_leaf()).count();
    let sources = config.sources().len();
    if json {
        return write(&format!(r#"{{"values":{values},"sources":{sources},"warnings":{warnings}}}"#));
    }
    if !session.reporter.is_talkative() {
        return Ok(());
    }
    let warnings = if warnings == 0 { "no warnings".to_owned() } else { counted(warnings, "warning") };
    write(&format!("ok: {} from {}, {warnings}", counted(values, "value"), counted(sources, "source")))
}
