//! A shape as a seed: the core presents what stands there, coerced as the shape asks for it, and plain objects are made.

use super::{Form, Struct, union};
use crate::errors::said;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use std::cell::RefCell;
use std::fmt;
use superconfig::{KeyPath, Segment, Value};

/// One extraction: what the program's own functions found wrong, each with its path.
#[derive(Default)]
pub(super) struct Run {
    pub(super) faults: RefCell<Vec<(KeyPath, String)>>,
}

/// The way to a value; a path is put together only when something is wrong.
#[derive(Clone, Copy)]
pub(super) enum Way<'a> {
    Root,
    Key(&'a Way<'a>, &'a str),
    Index(&'a Way<'a>, usize),
}

impl Way<'_> {
    pub(super) fn path(&self) -> KeyPath {
        let mut segments = Vec::new();
        let mut at = self;
        loop {
            at = match at {
                Way::Root => break,
                Way::Key(up, key) => {
                    segments.push(Segment::Key((*key).to_owned()));
                    up
                }
                Way::Index(up, index) => {
                    segments.push(Segment::Index(*index));
                    up
                }
            };
        }
        segments.reverse();
        segments.into()
    }
}

/// Makes the object for one form.
#[derive(Clone, Copy)]
pub(super) struct Make<'a, 'py> {
    pub(super) py: Python<'py>,
    pub(super) form: &'a Form,
    pub(super) way: &'a Way<'a>,
    pub(super) run: &'a Run,
    /// Alternatives are tried: a fault is an error at once.
    pub(super) trial: bool,
    /// A value must be of just the kind.
    pub(super) exact: bool,
}

/// The seed of a whole extraction, which the core uses once for each of its passes: what was noted in the pass before
/// may have been about something else.
#[derive(Clone, Copy)]
pub(super) struct Whole<'a, 'py>(pub(super) Make<'a, 'py>);

impl<'de, 'py> DeserializeSeed<'de> for Whole<'_, 'py> {
    type Value = Object<'py>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object<'py>, D::Error> {
        self.0.run.faults.borrow_mut().clear();
        self.0.deserialize(deserializer)
    }
}

/// The names under which dates pass through serde.
const DATE: &str = "$__toml_private_Datetime";
const DATE_KEY: &str = "$__toml_private_datetime";

type Object<'py> = Bound<'py, PyAny>;

impl<'a, 'py> Make<'a, 'py> {
    fn of(self, form: &'a Form) -> Self {
        Self { form, ..self }
    }

    /// What Python raised as an error of the deserializer, for what is no fault of the configuration.
    pub(super) fn raised<E: Error>(self, error: &PyErr) -> E {
        E::custom(said(self.py, error))
    }

    pub(super) fn done<T, E: Error>(self, outcome: PyResult<T>) -> Result<T, E> {
        outcome.map_err(|error| self.raised(&error))
    }

    /// Notes what is wrong, and a placeholder goes on.
    pub(super) fn refuse<E: Error>(self, said: String) -> Result<Object<'py>, E> {
        if self.trial {
            return Err(E::custom(said));
        }
        self.run.faults.borrow_mut().push((self.way.path(), said));
        Ok(self.py.None().into_bound(self.py))
    }

    /// Calls a function of the program.
    fn call<E: Error>(self, make: &Py<PyAny>, argument: Object<'py>) -> Result<Object<'py>, E> {
        match make.bind(self.py).call1((argument,)) {
            Ok(made) => Ok(made),
            Err(error) => self.refuse(message(self.py, &error)),
        }
    }
}

/// What an exception says, without its type where that says nothing more.
pub(super) fn message(py: Python<'_>, error: &PyErr) -> String {
    let is_plain = error.is_instance_of::<pyo3::exceptions::PyValueError>(py)
        || error.is_instance_of::<pyo3::exceptions::PyTypeError>(py);
    match error.value(py).str() {
        Ok(text) if is_plain && !text.to_string_lossy().is_empty() => text.to_string(),
        _ => said(py, error),
    }
}

impl<'de, 'py> DeserializeSeed<'de> for Make<'_, 'py> {
    type Value = Object<'py>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object<'py>, D::Error> {
        match self.form {
            form if self.exact && is_plain(form) => {
                deserializer.deserialize_newtype_struct(superconfig::ANY_VALUE, self)
            }
            Form::Any => deserializer.deserialize_newtype_struct(superconfig::ANY_VALUE, self),
            Form::Open => deserializer.deserialize_newtype_struct(superconfig::ANY_BUT_TEXT, self),
            Form::Literal { .. } | Form::Union { .. } => {
                deserializer.deserialize_newtype_struct(superconfig::ALTERNATIVES, self)
            }
            Form::Null => deserializer.deserialize_unit(self),
            Form::Bool => deserializer.deserialize_bool(self),
            Form::Int => deserializer.deserialize_i128(self),
            Form::Float => deserializer.deserialize_f64(self),
            Form::Str => deserializer.deserialize_str(self),
            Form::Date(_) => deserializer.deserialize_struct(DATE, &[DATE_KEY], self),
            Form::OneOf { names, .. } => deserializer.deserialize_enum("", names, self),
            Form::Optional(_) => deserializer.deserialize_option(self),
            Form::List { .. } => deserializer.deserialize_seq(self),
            Form::Tuple(forms) => deserializer.deserialize_tuple(forms.len(), self),
            Form::Map { .. } => deserializer.deserialize_map(self),
            Form::Struct(structure) => deserializer.deserialize_struct(structure.name, structure.names, self),
            Form::Made { from, make } => {
                let from = self.of(from).deserialize(deserializer)?;
                self.call(make, from)
            }
            Form::Checked { from, .. } => self.of(from).deserialize(deserializer),
            Form::Later(form) => match form.get() {
                Some(form) => self.of(form).deserialize(deserializer),
                None => Err(D::Error::custom("a type that was never settled")),
            },
        }
    }
}

/// What is read as it looks where it must be of just the kind.
fn is_plain(form: &Form) -> bool {
    matches!(
        form,
        Form::Null
            | Form::Bool
            | Form::Int
            | Form::Float
            | Form::Str
            | Form::Date(_)
            | Form::List { .. }
            | Form::Tuple(_)
    )
}

impl<'de, 'py> Visitor<'de> for Make<'_, 'py> {
    type Value = Object<'py>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.form {
            Form::Any | Form::Open | Form::Later(_) => "a value",
            Form::Null => "null",
            Form::Bool => "a boolean",
            Form::Int => "an integer",
            Form::Float => "a number",
            Form::Str | Form::OneOf { .. } => "a string",
            Form::Date(kind) => kind,
            Form::Literal { expected, .. } | Form::Union { expected, .. } => expected,
            Form::Optional(form) | Form::Made { from: form, .. } | Form::Checked { from: form, .. } => {
                return self.of(form).expecting(f);
            }
            Form::Tuple(forms) => return write!(f, "an array of {} elements", forms.len()),
            Form::List { .. } => "an array",
            Form::Map { .. } | Form::Struct(_) => "a table",
        })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object<'py>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Object<'py>, E> {
        self.check(Unexpected::Unit, matches!(self.form, Form::Null))?;
        Ok(self.py.None().into_bound(self.py))
    }

    fn visit_none<E: Error>(self) -> Result<Object<'py>, E> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object<'py>, D::Error> {
        match self.form {
            Form::Optional(form) => self.of(form).deserialize(deserializer),
            _ => deserializer.deserialize_any(self),
        }
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Object<'py>, E> {
        self.check(Unexpected::Bool(value), matches!(self.form, Form::Bool))?;
        let object = self.done(value.into_pyobject(self.py).map_err(PyErr::from))?;
        Ok(object.to_owned().into_any())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Object<'py>, E> {
        self.visit_i128(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Object<'py>, E> {
        self.visit_i128(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Object<'py>, E> {
        self.check(Unexpected::Other("integer"), matches!(self.form, Form::Int))?;
        let object = match i64::try_from(value) {
            Ok(value) => value.into_pyobject(self.py).map_err(PyErr::from),
            Err(_) => value.into_pyobject(self.py).map_err(PyErr::from),
        };
        Ok(self.done(object)?.into_any())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Object<'py>, E> {
        self.check(Unexpected::Float(value), matches!(self.form, Form::Float))?;
        Ok(self.done(value.into_pyobject(self.py).map_err(PyErr::from))?.into_any())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Object<'py>, E> {
        self.check(Unexpected::Other("string"), matches!(self.form, Form::Str))?;
        Ok(PyString::new(self.py, text).into_any())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Object<'py>, A::Error> {
        match self.form {
            Form::List { element, .. } => self.elements(elements, |_| Some(element)),
            Form::Tuple(forms) => {
                let list = self.elements(elements, |at| forms.get(at).map(|form| &**form))?;
                let count = list.len().unwrap_or(0);
                if count < forms.len() {
                    return Err(A::Error::invalid_length(count, &self));
                }
                Ok(list)
            }
            Form::Any | Form::Open => self.elements(elements, |_| Some(self.form)),
            Form::Struct(structure) if !self.exact => self.positional(structure, elements),
            _ => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Object<'py>, A::Error> {
        match self.form {
            Form::Date(kind) => self.date(entries, Some(kind)),
            Form::Map { key, value, .. } => self.map(entries, key, value),
            Form::Any | Form::Open => self.date_or_table(entries),
            form if self.exact && is_plain(form) => Err(A::Error::invalid_type(Unexpected::Map, &self)),
            Form::Literal { values, expected } => union::literal(self, values, expected, entries),
            Form::Union { forms, expected, plain } => union::choose(self, (forms, *plain), expected, entries),
            Form::Struct(structure) => self.fields(structure, entries),
            _ => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Object<'py>, A::Error> {
        let Form::OneOf { names, objects } = self.form else {
            return Err(A::Error::invalid_type(Unexpected::Enum, &self));
        };
        let (name, variant) = data.variant::<String>()?;
        variant.unit_variant()?;
        let at = names.iter().position(|known| *known == name);
        let object = at.and_then(|at| objects.get(at)).map(|object| object.bind(self.py).clone());
        object.ok_or_else(|| A::Error::unknown_variant(&name, names))
    }
}

impl<'a, 'py> Make<'a, 'py> {
    /// Refuses what is not of just the kind, where it must be.
    fn check<E: Error>(self, found: Unexpected<'_>, is_of_kind: bool) -> Result<(), E> {
        if self.exact && is_plain(self.form) && !is_of_kind {
            return Err(E::invalid_type(found, &self));
        }
        Ok(())
    }

    fn elements<'de, A: SeqAccess<'de>>(
        self,
        mut elements: A,
        form: impl Fn(usize) -> Option<&'a Form>,
    ) -> Result<Object<'py>, A::Error> {
        let list = PyList::empty(self.py);
        while let Some(form) = form(list.len()) {
            let way = Way::Index(self.way, list.len());
            let seed = Make { way: &way, ..self.of(form) };
            let Some(element) = elements.next_element_seed(seed)? else { break };
            self.done(list.append(element))?;
        }
        Ok(list.into_any())
    }

    fn map<'de, A: MapAccess<'de>>(
        self,
        mut entries: A,
        key: &'a Form,
        value: &'a Form,
    ) -> Result<Object<'py>, A::Error> {
        let dict = PyDict::new(self.py);
        while let Some(key) = entries.next_key_seed(self.of(key))? {
            let name = key.str().map_or_else(|_| String::new(), |name| name.to_string());
            let way = Way::Key(self.way, &name);
            let value = entries.next_value_seed(Make { way: &way, ..self.of(value) })?;
            self.done(dict.set_item(key, value))?;
        }
        Ok(dict.into_any())
    }

    /// What a visitor that takes anything does with a table: it may be a date.
    fn date_or_table<'de, A: MapAccess<'de>>(self, mut entries: A) -> Result<Object<'py>, A::Error> {
        let dict = PyDict::new(self.py);
        while let Some(key) = entries.next_key::<String>()? {
            if key == DATE_KEY && dict.is_empty() {
                return self.date_from(&entries.next_value::<String>()?, None);
            }
            let way = Way::Key(self.way, &key);
            let value = entries.next_value_seed(Make { way: &way, ..self })?;
            self.done(dict.set_item(PyString::new(self.py, &key), value))?;
        }
        Ok(dict.into_any())
    }

    fn date<'de, A: MapAccess<'de>>(
        self,
        mut entries: A,
        kind: Option<&'static str>,
    ) -> Result<Object<'py>, A::Error> {
        match entries.next_entry::<String, String>()? {
            Some((key, text)) if key == DATE_KEY => self.date_from(&text, kind),
            _ => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }

    fn date_from<E: Error>(self, text: &str, kind: Option<&'static str>) -> Result<Object<'py>, E> {
        let object = self.done(crate::to_python::plain(self.py, &Value::Date(text.to_owned())))?;
        let name = object.get_type().name().map_or_else(|_| String::new(), |name| name.to_string());
        match kind {
            None => Ok(object),
            Some(kind) if name == kind => Ok(object),
            Some("datetime") => self.refuse(format!("expected a date with a time, found {text}")),
            Some(kind) => self.refuse(format!("expected a {kind}, found {text}")),
        }
    }

    fn fields<'de, A: MapAccess<'de>>(
        self,
        structure: &'a Struct,
        mut entries: A,
    ) -> Result<Object<'py>, A::Error> {
        let dict = PyDict::new(self.py);
        let mut found = vec![false; structure.fields.len()];
        while let Some(key) = entries.next_key::<String>()? {
            let way = Way::Key(self.way, &key);
            let at = structure.fields.iter().position(|field| field.keys.contains(&key.as_str()));
            match at.and_then(|at| Some((found.get_mut(at)?, structure.fields.get(at)?))) {
                Some((found, field)) if !*found => {
                    *found = true;
                    let value = entries.next_value_seed(Make { way: &way, ..self.of(&field.form) })?;
                    match &field.name {
                        Some(name) => self.done(dict.set_item(name.bind(self.py), value))?,
                        None => self.done(dict.set_item(PyString::new(self.py, &key), value))?,
                    }
                }
                Some((_, field)) => return Err(A::Error::duplicate_field(field.first())),
                None if structure.open => {
                    let value = entries.next_value_seed(Make { way: &way, ..self.of(&Form::Any) })?;
                    self.done(dict.set_item(PyString::new(self.py, &key), value))?;
                }
                None if self.exact => return Err(A::Error::unknown_field(&key, structure.names)),
                None => {
                    entries.next_value::<IgnoredAny>()?;
                }
            }
        }
        let is_missed = self.exact || !structure.lenient;
        let missing =
            structure.fields.iter().zip(found).find(|(field, found)| is_missed && field.required && !found);
        match missing {
            Some((field, _)) => Err(A::Error::missing_field(field.first())),
            None => Ok(dict.into_any()),
        }
    }

    /// The fields of a class from an array, in their order.
    fn positional<'de, A: SeqAccess<'de>>(
        self,
        structure: &'a Struct,
        mut elements: A,
    ) -> Result<Object<'py>, A::Error> {
        let dict = PyDict::new(self.py);
        for (at, field) in structure.fields.iter().enumerate() {
            let way = Way::Index(self.way, at);
            match elements.next_element_seed(Make { way: &way, ..self.of(&field.form) })? {
                Some(value) => match &field.name {
                    Some(name) => self.done(dict.set_item(name.bind(self.py), value))?,
                    None => self.done(dict.set_item(field.first(), value))?,
                },
                None if field.required => return Err(A::Error::invalid_length(at, &self)),
                None => break,
            }
        }
        Ok(dict.into_any())
    }
}

impl super::Field {
    /// The name under which its value is in a dictionary.
    pub(super) fn found_in<'py>(&self, fields: &Bound<'py, PyDict>) -> Option<Object<'py>> {
        let py = fields.py();
        match &self.name {
            Some(name) => Some(name.bind(py).clone()),
            None => {
                let names = self.keys.iter().map(|key| PyString::new(py, key).into_any());
                names.into_iter().find(|name| fields.contains(name).unwrap_or_default())
            }
        }
    }

    /// The name in messages.
    pub(super) fn first(&self) -> &'static str {
        self.keys.first().copied().unwrap_or_default()
    }
}
