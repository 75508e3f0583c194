//! What a schema of the program is given, and what comes of its verdict. A schema only says whether a value is right: what
//! it wants is found out by offering it values, and by looking which names it asks for.

use crate::outcome::{Outcome, array, text};
use crate::session::Session;
use crate::values::{Steps, Written, steps};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde::Deserialize;
use std::sync::Arc;
use superconfig::{KeyPath, Segment, Snapshot, Value};

/// The value at a path of a snapshot, with what else text in it may mean.
pub(crate) struct Material<'s> {
    snapshot: &'s Snapshot,
    base: &'s KeyPath,
    value: Option<Value>,
    /// What was asked for has been claimed; it is not asked again.
    is_claimed: bool,
}

/// What a schema says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Verdict {
    /// It is right, and what was made of it is kept under a number.
    Made(u32),
    /// These paths below were asked for, of which nothing is known.
    Asks(Vec<Steps>),
    Faults(Vec<Fault>),
}

/// What is wrong with the value at a path below.
#[derive(Deserialize)]
pub(crate) struct Fault {
    at: Steps,
    message: String,
}

impl<'s> Material<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, base: &'s KeyPath) -> Self {
        let value = if base.segments().is_empty() {
            snapshot.value_if_set(base)
        } else {
            // One variable may be all that is there.
            snapshot.value(&base.to_string())
        };
        Self { snapshot, base, value, is_claimed: false }
    }

    /// Puts variables that nothing has claimed to where they are asked for.
    pub(crate) fn claim(&mut self, asked: Vec<Steps>) {
        self.is_claimed = true;
        for Steps(path) in asked {
            if let Some(value) = self.snapshot.value(&self.base.join(&path).to_string()) {
                let table = self.value.get_or_insert_with(|| Value::Table(Vec::new()));
                put(table, path.segments(), value);
            }
        }
    }

    /// `{"value", …, "texts": [[path, [alternative, …]], …], "open"}`: `open` if there are variables that may be meant.
    pub(crate) fn json(&self) -> String {
        let value = match &self.value {
            Some(value) => Written::new(value).fields(),
            None => "\"absent\":true".to_owned(),
        };
        let mut texts = Vec::new();
        if let Some(value) = &self.value {
            self.texts(&KeyPath::root(), value, &mut texts);
        }
        let open = !self.is_claimed && self.snapshot.has_unclaimed();
        format!("{{{value},\"texts\":{},\"open\":{open}}}", array(texts))
    }

    fn texts(&self, at: &KeyPath, value: &Value, found: &mut Vec<String>) {
        let path = self.base.join(at);
        if let Some(text) = self.snapshot.text(&path) {
            let others = self.alternatives(&path, text, value);
            if !others.is_empty() {
                found.push(format!(
                    "[{},{}]",
                    steps(at),
                    array(others.iter().map(|one| Written::new(one).json()))
                ));
            }
            return;
        }
        match value {
            Value::Table(entries) => {
                entries.iter().for_each(|(key, value)| self.texts(&at.key(key.as_str()), value, found));
            }
            Value::Array(elements) => {
                let elements = elements.iter().enumerate();
                elements.for_each(|(index, value)| self.texts(&at.index(index), value, found));
            }
            _ => {}
        }
    }

    /// What a text is if it is meant to be a string, a boolean, a number, a list: as types of Rust would take it.
    fn alternatives(&self, path: &KeyPath, text: &str, value: &Value) -> Vec<Value> {
        let place = path.to_string();
        let integer = || self.snapshot.get::<i64>(&place).map(Value::Int).ok();
        let float = || self.snapshot.get::<f64>(&place).map(Value::Float).ok();
        let list = |strings: bool| match strings {
            false => self.snapshot.get::<Vec<Value>>(&place).map(Value::Array).ok(),
            true => {
                let strings = self.snapshot.get::<Vec<String>>(&place).ok()?;
                Some(Value::Array(strings.into_iter().map(Value::String).collect()))
            }
        };
        let meant = [
            Some(Value::String(text.to_owned())),
            self.snapshot.get::<bool>(&place).map(Value::Bool).ok(),
            integer().or_else(float),
            list(false),
            list(true),
        ];
        let mut others: Vec<Value> = Vec::new();
        for one in meant.into_iter().flatten() {
            if one != *value && !others.contains(&one) {
                others.push(one);
            }
        }
        others
    }

    /// All faults in one error, each with its place.
    pub(crate) fn error(&self, faults: Vec<Fault>) -> superconfig::Error {
        let diagnostics = faults.into_iter().map(|Fault { at: Steps(at), message }| {
            let path = self.base.join(&at);
            let is_there = self.snapshot.value_if_set(&path).is_some() || self.snapshot.text(&path).is_some();
            if is_there || self.value.as_ref().and_then(|value| inside(value, at.segments())).is_some() {
                self.snapshot.fault(&path, message)
            } else {
                self.snapshot.missing(&path)
            }
        });
        superconfig::Error::new(diagnostics)
    }
}

fn put(table: &mut Value, path: &[Segment], value: Value) {
    let Some((Segment::Key(key), rest)) = path.split_first() else { return };
    let Value::Table(entries) = table else { return };
    let place = match entries.iter().position(|(known, _)| known == key) {
        Some(place) => place,
        None => {
            entries
                .push((key.clone(), if rest.is_empty() { value.clone() } else { Value::Table(Vec::new()) }));
            entries.len() - 1
        }
    };
    if let Some((_, inner)) = entries.get_mut(place)
        && !rest.is_empty()
    {
        put(inner, rest, value);
    }
}

fn inside<'v>(value: &'v Value, path: &[Segment]) -> Option<&'v Value> {
    let Some((first, rest)) = path.split_first() else { return Some(value) };
    let inner = match (first, value) {
        (Segment::Key(key), Value::Table(entries)) => &entries.iter().find(|(known, _)| known == key)?.1,
        (Segment::Index(index), Value::Array(elements)) => elements.get(*index)?,
        _ => return None,
    };
    inside(inner, rest)
}

/// The material for a schema at a path of the present generation. `asked` are the paths below that the schema asked for.
#[napi(catch_unwind)]
pub(crate) fn material(session: &External<Arc<Session>>, path: String, asked: Option<String>) -> String {
    text(material_of(session, &path, asked.as_deref()))
}

fn material_of(session: &Session, path: &str, asked: Option<&str>) -> Outcome {
    let (snapshot, path) = (session.config()?.snapshot(), session.base.join(&path.parse()?));
    let mut material = Material::new(&snapshot, &path);
    if let Some(asked) = asked.and_then(|asked| serde_json::from_str(asked).ok()) {
        material.claim(asked);
    }
    Ok(material.json())
}

/// The outcome for what a schema found wrong there.
#[napi(catch_unwind)]
pub(crate) fn faulty(session: &External<Arc<Session>>, path: String, faults: String) -> String {
    text(faulty_of(session, &path, &faults))
}

fn faulty_of(session: &Session, path: &str, faults: &str) -> Outcome {
    let (snapshot, path) = (session.config()?.snapshot(), session.base.join(&path.parse()?));
    let faults = serde_json::from_str(faults).unwrap_or_default();
    Err(Material::new(&snapshot, &path).error(faults).into())
}
