//! Values, on their way in and out.

use crate::outcome::{array, between, quote, quoted};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use superconfig::{KeyPath, SecretNames, Segment, Value, ValueRef};

/// Reads what JavaScript writes, which is as deep as values may be, and some levels more.
pub(crate) fn read<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    T::deserialize(&mut deserializer)
}

/// A value that JavaScript gives. JSON has no dates and no infinity, so each text begins with a letter that says what it
/// is: `s` a string, `d` a date, `f` a number that JSON cannot write.
pub(crate) struct Incoming(pub(crate) Value);

impl<'de> Deserialize<'de> for Incoming {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = untagged(Value::deserialize(deserializer)?);
        value.map(Self).ok_or_else(|| D::Error::custom("a text without its kind"))
    }
}

fn untagged(value: Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => match text.split_at_checked(1)? {
            ("s", text) => Value::String(text.to_owned()),
            ("d", text) => Value::Date(text.to_owned()),
            ("f", text) => Value::Float(text.parse().ok()?),
            _ => return None,
        },
        Value::Array(elements) => Value::Array(elements.into_iter().map(untagged).collect::<Option<_>>()?),
        Value::Table(entries) => {
            let entries = entries.into_iter().map(|(key, value)| Some((key, untagged(value)?)));
            Value::Table(entries.collect::<Option<_>>()?)
        }
        scalar => scalar,
    })
}

/// Bytes of a small configuration, with what is written around it.
const TYPICAL: usize = 2048;

/// The largest integer that is exact as a number of JavaScript.
const SAFE: u64 = (1 << 53) - 1;

/// A value as JavaScript reads it: JSON, and beside it what JSON cannot say: where integers beyond 2^53, dates and
/// infinities stand, and where secrets do. JavaScript's own parser is faster than anything that goes value by value, and
/// in most configurations there is nothing beside.
#[derive(Default)]
pub(crate) struct Written<'v> {
    text: String,
    special: Vec<String>,
    secret: Vec<String>,
    way: Vec<Step<'v>>,
    names: Option<&'v SecretNames>,
}

#[derive(Clone, Copy)]
pub(crate) enum Step<'v> {
    Key(&'v str),
    Index(usize),
}

impl<'v> Written<'v> {
    pub(crate) fn new(value: impl Into<ValueRef<'v>>) -> Self {
        let mut written = Self::default();
        written.write(value.into());
        written
    }

    /// The same with a note of where secrets stand.
    pub(crate) fn with_secrets(value: impl Into<ValueRef<'v>>, names: &'v SecretNames) -> Self {
        let text = String::with_capacity(TYPICAL);
        let mut written = Self { text, names: Some(names), ..Self::default() };
        written.write(value.into());
        written
    }

    /// `{"value": …, "special": [[path, kind, text], …], "secret": [path, …]}`, without the braces.
    pub(crate) fn fields(self) -> String {
        let Self { text, special, secret, .. } = self;
        let beside = format!(",\"special\":{},\"secret\":{}", array(special), array(secret));
        between("\"value\":", text, &beside)
    }

    pub(crate) fn json(self) -> String {
        between("{", self.fields(), "}")
    }

    /// Looks at a value that stands somewhere in other data.
    pub(crate) fn look(&mut self, way: &[Step<'v>], value: &'v Value) {
        self.way.clear();
        self.way.extend(way);
        self.write(value.into());
    }

    /// What JSON cannot say of what was looked at: `[[path, kind, text], …]`.
    pub(crate) fn special(self) -> String {
        array(self.special)
    }

    fn write(&mut self, value: ValueRef<'v>) {
        match value {
            ValueRef::Bool(value) => self.text.push_str(if value { "true" } else { "false" }),
            ValueRef::Int(number) if number.unsigned_abs() > SAFE => self.beside("int", &number.to_string()),
            ValueRef::Int(number) => self.text.push_str(itoa::Buffer::new().format(number)),
            ValueRef::UInt(number) if number > SAFE => self.beside("int", &number.to_string()),
            ValueRef::UInt(number) => self.text.push_str(itoa::Buffer::new().format(number)),
            // The shortest text that is read as the same number, by JavaScript as well.
            ValueRef::Float(number) if number.is_finite() => {
                self.text.push_str(zmij::Buffer::new().format_finite(number));
            }
            ValueRef::Float(number) => self.beside("float", &number.to_string()),
            ValueRef::String(text) => quote(text, &mut self.text),
            ValueRef::Date(text) => self.beside("date", text),
            ValueRef::Array(elements) => {
                self.text.push('[');
                for (index, element) in elements.enumerate() {
                    self.inside(index, Step::Index(index), element);
                }
                self.text.push(']');
            }
            ValueRef::Table(entries) => {
                self.text.push('{');
                for (index, (key, value)) in entries.enumerate() {
                    self.inside(index, Step::Key(key), value);
                }
                self.text.push('}');
            }
            // Nothing, and whatever may come.
            _ => self.text.push_str("null"),
        }
    }

    fn inside(&mut self, index: usize, step: Step<'v>, value: ValueRef<'v>) {
        if index > 0 {
            self.text.push(',');
        }
        self.way.push(step);
        if let Step::Key(key) = step {
            quote(key, &mut self.text);
            self.text.push(':');
            if self.names.is_some_and(|names| names.matches(key)) {
                let way = self.way_json();
                self.secret.push(way);
            }
        }
        self.write(value);
        self.way.pop();
    }

    fn beside(&mut self, kind: &str, text: &str) {
        self.text.push_str("null");
        self.special.push(format!("[{},\"{kind}\",{}]", self.way_json(), quoted(text)));
    }

    fn way_json(&self) -> String {
        array(self.way.iter().map(|step| match step {
            Step::Key(key) => quoted(key),
            Step::Index(index) => index.to_string(),
        }))
    }
}

/// A path as an array of keys and indexes.
pub(crate) fn steps(path: &KeyPath) -> String {
    array(path.segments().iter().map(|segment| match segment {
        Segment::Key(key) => quoted(key),
        Segment::Index(index) => index.to_string(),
    }))
}

/// A path that JavaScript gives as such an array.
pub(crate) struct Steps(pub(crate) KeyPath);

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Key(String),
            Index(usize),
        }
        let given = Vec::<Given>::deserialize(deserializer)?;
        let segments = given.into_iter().map(|step| match step {
            Given::Key(key) => Segment::Key(key),
            Given::Index(index) => Segment::Index(index),
        });
        Ok(Self(segments.collect::<Vec<_>>().into()))
    }
}
