//! Reading: everything at once, and what JavaScript does not find in that.

use crate::counter::shown;
use crate::outcome::{Outcome, array, between, quoted, text};
use crate::session::Session;
use crate::values::{Written, steps};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use std::sync::Arc;
use superconfig::{KeyPath, SecretNames, Segment, Value, ValueRef};

/// The whole table of the present generation, with its number.
#[napi(catch_unwind)]
pub(crate) fn table(session: &External<Arc<Session>>) -> String {
    text(table_of(session))
}

pub(crate) fn table_of(session: &Session) -> Outcome {
    let snapshot = session.config()?.snapshot();
    let value = snapshot.view(&session.base).filter(|value| matches!(value, ValueRef::Table(_)));
    // A section whose table is gone is empty.
    let empty = Value::Table(Vec::new());
    let value = value.unwrap_or(ValueRef::from(&empty));
    let fields = fields(value, &session.base, &snapshot.secret_names());
    let before = format!("{{\"generation\":{},", shown(snapshot.generation()));
    Ok(between(&before, fields, "}"))
}

/// A value with a note of where secrets stand, or that it is below one.
fn fields<'v>(value: impl Into<ValueRef<'v>>, path: &KeyPath, names: &'v SecretNames) -> String {
    let is_secret = path.segments().iter().any(|segment| match segment {
        Segment::Key(key) => names.matches(key),
        Segment::Index(_) => false,
    });
    if is_secret {
        between("\"hidden\":true,", Written::new(value).fields(), "")
    } else {
        Written::with_secrets(value, names).fields()
    }
}

/// A path as an array of keys and indexes.
#[napi(catch_unwind)]
pub(crate) fn parse_path(path: String) -> String {
    text(path.parse::<KeyPath>().map(|path| steps(&path)).map_err(Into::into))
}

/// A path, from an array of keys and indexes.
#[napi(catch_unwind)]
pub(crate) fn format_path(steps: String) -> String {
    let path = serde_json::from_str::<crate::values::Steps>(&steps);
    path.map_or_else(|_| String::new(), |path| path.0.to_string())
}

/// The value at a path, also of a variable that is only known when it is asked for; nothing if there is none.
#[napi(catch_unwind)]
pub(crate) fn value_at(session: &External<Arc<Session>>, path: String) -> Option<String> {
    let config = session.config().ok()?;
    let value = config.value(&path)?;
    let path = session.base.join(&path.parse().ok()?);
    Some(between("{", fields(&value, &path, &config.snapshot().secret_names()), "}"))
}

/// The error that says that nothing is there, and what is instead.
#[napi(catch_unwind)]
pub(crate) fn missing(session: &External<Arc<Session>>, path: String) -> String {
    text(missing_of(session, &path))
}

fn missing_of(session: &Session, path: &str) -> Outcome {
    let snapshot = session.config()?.snapshot();
    let path = session.base.join(&path.parse()?);
    snapshot.get::<Value>(&path.to_string())?;
    // It has come meanwhile.
    Ok("null".to_owned())
}

/// The keys of the table at a path.
#[napi(catch_unwind)]
pub(crate) fn keys_at(session: &External<Arc<Session>>, path: String) -> String {
    text(keys_of(session, &path))
}

fn keys_of(session: &Session, path: &str) -> Outcome {
    Ok(array(session.config()?.keys_at(path)?.iter().map(|key| quoted(key))))
}
