//! The program's own functions: sources, rules, schemas. They are called on the thread of JavaScript, and know nothing of
//! the threads that ask.

use crate::desk::Desk;
use crate::options::word;
use crate::values::{Incoming, Written, read};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use superconfig::{Code, Diagnostic, Format, Result, Source, SourceData, Value};

/// A function of the program.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) desk: Arc<Desk>,
    /// The session whose function it is.
    pub(crate) owner: u32,
    pub(crate) function: u32,
    /// That session is gone.
    pub(crate) gone: Arc<AtomicBool>,
}

/// What a function answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer<T> {
    Ok(T),
    Error(String),
}

impl Asked {
    /// Asks, and says what the function says is wrong.
    pub(crate) fn ask<T: for<'de> Deserialize<'de>>(&self, argument: String) -> Result<T, String> {
        let answer = self.desk.ask(self.owner, self.function, argument, || self.gone.load(Ordering::SeqCst));
        let answer = answer.ok_or("the program has ended, or has no use for it any more")?;
        match read(&answer).map_err(|error| error.to_string())? {
            Answer::Ok(answer) => Ok(answer),
            Answer::Error(said) => Err(said),
        }
    }

    /// Asks about a value: nothing, or what is wrong.
    pub(crate) fn judge(&self, value: &Value) -> Result<(), String> {
        self.ask::<()>(Written::new(value).json())
    }
}

/// A source that is a function of the program.
pub(crate) struct Own {
    pub(crate) asked: Asked,
    pub(crate) name: String,
    pub(crate) watched: Vec<PathBuf>,
}

/// What it loads.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Loaded {
    Value(Incoming),
    #[serde(untagged)]
    Text {
        text: String,
        #[serde(deserialize_with = "word")]
        format: Format,
    },
}

impl Source for Own {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn load(&self) -> Result<SourceData> {
        match self.asked.ask("null".to_owned()) {
            Ok(Loaded::Value(Incoming(value))) => Ok(SourceData::Value(value)),
            Ok(Loaded::Text { text, format }) => Ok(SourceData::Text { text, format }),
            Err(said) => {
                let message = format!("source `{}` failed: {said}", self.name);
                Err(Diagnostic::error(Code::SourceFailed, message).into())
            }
        }
    }

    fn watch_targets(&self) -> Vec<PathBuf> {
        self.watched.clone()
    }
}
