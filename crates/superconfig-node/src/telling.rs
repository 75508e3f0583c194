//! What a configuration tells about itself: exports, explanations, sources, diagnostics.

use crate::outcome::{Failure, Outcome, array, list, problem, quoted, text};
use crate::session::Session;
use crate::values::{Step, Written};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use superconfig::{Explanation, Format, Style, render};

/// A text in some format, and what is to be said about it.
#[napi(catch_unwind)]
pub(crate) fn export(
    session: &External<Arc<Session>>,
    format: String,
    path: String,
    redacted: bool,
) -> String {
    text(export_of(session, &format, &path, redacted))
}

fn export_of(session: &Session, format: &str, path: &str, redacted: bool) -> Outcome {
    let format: Format =
        format.parse().map_err(|error: superconfig::UnknownName| Failure::Usage(error.to_string()))?;
    let config = session.config()?;
    let (text, warnings) =
        if redacted { config.export_redacted(format, path)? } else { config.export(format, path)? };
    Ok(format!("{{\"text\":{},\"warnings\":{}}}", quoted(&text), list(&warnings)))
}

/// Where the value at a path came from, what it beat, and what was done to it; nothing if there is none.
#[napi(catch_unwind)]
pub(crate) fn explain(session: &External<Arc<Session>>, path: String, reveal: bool) -> String {
    let explained = || {
        let explanation = session.config()?.explain(&path);
        Ok(explanation.map_or_else(|| "null".to_owned(), |one| explanation_json(&one, reveal)))
    };
    text(explained())
}

/// Everything at and below a path.
#[napi(catch_unwind)]
pub(crate) fn explain_all(session: &External<Arc<Session>>, path: String, reveal: bool) -> String {
    let explained = || {
        let all = session.config()?.explain_below(&path).unwrap_or_default();
        Ok(array(all.iter().map(|one| explanation_json(one, reveal))))
    };
    text(explained())
}

fn explanation_json(explanation: &Explanation, reveal: bool) -> String {
    let (data, text) = (explanation.to_json(reveal), quoted(&explanation.to_string()));
    format!("{{\"data\":{data},\"text\":{text},\"special\":{}}}", special(explanation))
}

/// What JSON cannot say of the values in an explanation, masked or not.
fn special(explanation: &Explanation) -> String {
    let mut written = Written::default();
    written.look(&[Step::Key("value")], &explanation.value);
    for (index, beaten) in explanation.beat.iter().enumerate() {
        written.look(&[Step::Key("beat"), Step::Index(index), Step::Key("value")], &beaten.value);
    }
    for (index, operation) in explanation.operations.iter().enumerate() {
        for (at, element) in operation.elements.iter().enumerate() {
            let operation = [Step::Key("operations"), Step::Index(index)];
            written.look(&[operation, [Step::Key("elements"), Step::Index(at)]].concat(), element);
        }
    }
    written.special()
}

/// Data, and how it is shown.
fn with_text(json: &str, text: &str) -> String {
    format!("{{\"data\":{json},\"text\":{}}}", quoted(text))
}

/// Why nothing, or not what was expected, stands at a path, or is set by a variable.
#[napi(catch_unwind)]
pub(crate) fn why_not(session: &External<Arc<Session>>, name: String, reveal: bool) -> String {
    let explained = || {
        let config = session.config()?;
        let why = if reveal { config.why_not_revealed(&name) } else { config.why_not(&name) };
        Ok(with_text(&why.to_json(), &why.to_string()))
    };
    text(explained())
}

/// The sources, in the order in which they count.
#[napi(catch_unwind)]
pub(crate) fn sources(session: &External<Arc<Session>>) -> String {
    let told = || {
        let sources = session.config()?.sources();
        Ok(array(sources.iter().map(|source| with_text(&source.to_json(), &source.to_string()))))
    };
    text(told())
}

/// What is to be said about the present generation.
#[napi(catch_unwind)]
pub(crate) fn warnings(session: &External<Arc<Session>>) -> String {
    text(session.config().map(|config| list(&config.warnings())))
}

/// The same as it is shown.
#[napi(catch_unwind)]
pub(crate) fn render_warnings(session: &External<Arc<Session>>, style: String) -> String {
    let told = || {
        let style: Style =
            style.parse().map_err(|error: superconfig::UnknownName| Failure::Usage(error.to_string()))?;
        Ok(quoted(&render(&session.config()?.warnings(), style)))
    };
    text(told())
}

/// How the configuration is doing.
#[napi(catch_unwind)]
pub(crate) fn status(session: &External<Arc<Session>>) -> String {
    text(status_of(session))
}

fn status_of(session: &Session) -> Outcome {
    let status = session.config()?.status();
    let loaded_at = status.loaded_at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0;
    let error = status.last_error.map_or_else(|| "null".to_owned(), problem);
    let watched = status.watched.iter().map(|watched| {
        let polling = watched.polling.as_ref().map_or_else(|| "null".to_owned(), |why| quoted(why));
        format!("{{\"path\":{},\"polling\":{polling}}}", quoted(&watched.path.display().to_string()))
    });
    Ok(format!(
        "{{\"generation\":{},\"loadedAt\":{loaded_at},\"stale\":{},\"error\":{error},\"watched\":{}}}",
        status.generation,
        status.stale,
        array(watched)
    ))
}

/// The load trace, and the texts for those who look for faults.
#[napi(catch_unwind)]
pub(crate) fn debug(session: &External<Arc<Session>>) -> String {
    let told = || {
        let config = session.config()?;
        let messages = config.debug_messages();
        let messages = messages.iter().map(|one| {
            format!(
                "{{\"level\":{},\"provider\":{},\"message\":{},\"text\":{}}}",
                one.level as u8,
                quoted(&one.provider),
                quoted(&one.message),
                quoted(&one.format())
            )
        });
        Ok(format!(
            "{{\"config\":{},\"sources\":{},\"messages\":{}}}",
            quoted(&config.debug_config()),
            quoted(&config.debug_sources()),
            array(messages)
        ))
    };
    text(told())
}

/// Forgets the load trace.
#[napi(catch_unwind)]
pub(crate) fn clear_debug(session: &External<Arc<Session>>) {
    session.config().into_iter().for_each(superconfig::Config::clear_debug_messages);
}

/// What the last load spent on what.
#[napi(catch_unwind)]
pub(crate) fn timings(session: &External<Arc<Session>>) -> String {
    text(session.config().map(|config| config.timings().to_json()))
}

/// Forgets all files that were read.
#[napi(catch_unwind)]
pub(crate) fn clear_cache() {
    superconfig::clear_cache();
}

/// The version of the package.
#[napi(catch_unwind)]
pub(crate) fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Runs the command with its arguments, the first of which is its name; answers with the exit code.
#[napi(catch_unwind)]
pub(crate) fn command(arguments: Vec<String>) -> u32 {
    u32::from(superconfig_cli::run(arguments.into_iter().map(OsString::from)))
}
