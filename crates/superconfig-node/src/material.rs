//! What a schema of the program is given, and what comes of its verdict. A schema only says whether a value is right: what
//! it wants is found out by offering it values, and by looking which names it asks for.

use crate::outcome::{Outcome, array, text};
use crate::session::Session;
use crate::values::{Steps, Written, steps};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde::Deserialize;
use std::sync::Arc;
use superconfig::{KeyPath, Meanings, Snapshot, Value};

/// The value at a path of a snapshot, with what else text in it may mean.
pub(crate) struct Material<'s> {
    snapshot: &'s Snapshot,
    base: &'s KeyPath,
    value: Option<Value>,
    /// What was asked for below.
    asked: Vec<KeyPath>,
    /// There are variables that may be meant.
    is_open: bool,
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
    /// In words of the schema, if they say more than that it is missing.
    message: Option<String>,
    missing: bool,
}

impl<'s> Material<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, base: &'s KeyPath) -> Self {
        let value = snapshot.value_for(base, &[]);
        Self { snapshot, base, value, asked: Vec::new(), is_open: snapshot.has_unclaimed() }
    }

    /// Puts variables that nothing has claimed to where they are asked for. As long as some are found, more may be.
    pub(crate) fn claim(&mut self, asked: Vec<Steps>) {
        self.asked.extend(asked.into_iter().map(|Steps(path)| path));
        let value = self.snapshot.value_for(self.base, &self.asked);
        self.is_open = value != self.value;
        self.value = value;
    }

    /// `{"value", …, "texts": [{"at", "meant", "of"}], "open"}`.
    pub(crate) fn json(&self) -> String {
        let value = match &self.value {
            Some(value) => Written::new(value).fields(),
            None => "\"absent\":true".to_owned(),
        };
        let mut texts = Vec::new();
        if let Some(value) = &self.value {
            self.texts(&KeyPath::root(), value, &mut texts);
        }
        format!("{{{value},\"texts\":{},\"open\":{}}}", array(texts), self.is_open)
    }

    fn texts(&self, at: &KeyPath, value: &Value, found: &mut Vec<String>) {
        if let Some(text) = self.snapshot.text(&self.base.join(at)) {
            return meant(at, text, value, found);
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

    /// All faults in one error, each with its place.
    pub(crate) fn error(&self, faults: Vec<Fault>) -> superconfig::Error {
        let diagnostics = faults.into_iter().map(|Fault { at: Steps(at), message, missing }| {
            let path = self.base.join(&at);
            let said = message.map(|message| self.snapshot.fault(&path, message));
            match said {
                Some(fault) if !missing => fault,
                said => {
                    let mut missing = self.snapshot.missing(&path);
                    missing.message = said.map_or(missing.message, |fault| fault.message);
                    missing
                }
            }
        });
        superconfig::Error::new(diagnostics)
    }
}

/// Notes what a text may mean besides what it is taken for; last, a list, of which each element is such a text.
fn meant(at: &KeyPath, text: &str, value: &Value, found: &mut Vec<String>) {
    let Meanings { mut values, elements, .. } = Meanings::of(text);
    values.retain(|one| one != value);
    let plain = |text: &String| Meanings::of(text).values.into_iter().next().unwrap_or(Value::Null);
    let list: Vec<Value> = elements.iter().map(plain).collect();
    let number = found.len();
    if !list.is_empty() || text.trim().is_empty() {
        values.push(Value::Array(list));
    }
    if !values.is_empty() {
        found.push(text_json(at, &values, None));
    }
    for (index, element) in elements.iter().enumerate() {
        let values = Meanings::of(element).values;
        if let [_, others @ ..] = values.as_slice()
            && !others.is_empty()
        {
            found.push(text_json(&at.index(index), others, Some(number)));
        }
    }
}

fn text_json(at: &KeyPath, meant: &[Value], of: Option<usize>) -> String {
    let meant = array(meant.iter().map(|one| Written::new(one).json()));
    let of = of.map_or_else(|| "null".to_owned(), |of| of.to_string());
    format!("{{\"at\":{},\"meant\":{meant},\"of\":{of}}}", steps(at))
}

/// The material for a schema at a path of the present generation. `asked` are the paths below that the schema asked for,
/// round by round.
#[napi(catch_unwind)]
pub(crate) fn material(session: &External<Arc<Session>>, path: String, asked: String) -> String {
    text(material_of(session, &path, &asked))
}

fn material_of(session: &Session, path: &str, asked: &str) -> Outcome {
    let (snapshot, path) = (session.config()?.snapshot(), session.base.join(&path.parse()?));
    let mut material = Material::new(&snapshot, &path);
    let rounds: Vec<Vec<Steps>> = serde_json::from_str(asked).unwrap_or_default();
    rounds.into_iter().for_each(|round| material.claim(round));
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
