//! A shape as a seed: the core presents what stands there, coerced as the shape asks for it, and plain objects are made.

use super::{Form, Struct, again};
use crate::errors::said;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
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
    /// `None` while alternatives are tried: there a fault is an error at once.
    pub(super) run: Option<&'a Run>,
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
    fn raised<E: Error>(self, error: &PyErr) -> E {
        E::custom(said(self.py, error))
    }

    fn done<T, E: Error>(self, outcome: PyResult<T>) -> Result<T, E> {
        outcome.map_err(|error| self.raised(&error))
    }

    /// Calls a function of the program. What it refuses is noted, and a placeholder goes on.
    fn call<E: Error>(self, make: &Py<PyAny>, argument: Object<'py>) -> Result<Object<'py>, E> {
        match (make.bind(self.py).call1((argument,)), self.run) {
            (Ok(made), _) => Ok(made),
            (Err(error), None) => Err(self.raised(&error)),
            (Err(error), Some(run)) => {
                run.faults.borrow_mut().push((self.way.path(), message(self.py, &error)));
                Ok(self.py.None().into_bound(self.py))
            }
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
            Form::Any => deserializer.deserialize_newtype_struct(superconfig::ANY_VALUE, self),
            Form::Open | Form::Literal { .. } => {
                deserializer.deserialize_newtype_struct(superconfig::ANY_BUT_TEXT, self)
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
            Form::Union { forms, expected } => {
                let value = Value::deserialize(deserializer)?;
                again::choose(self, forms, &value)
                    .ok_or_else(|| D::Error::custom(format!("expected {expected}")))
            }
            Form::Made { from, make } => {
                let from = self.of(from).deserialize(deserializer)?;
                self.call(make, from)
            }
            Form::Later(form) => match form.get() {
                Some(form) => self.of(form).deserialize(deserializer),
                None => Err(D::Error::custom("a type that was never settled")),
            },
        }
    }
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
            Form::Optional(form) | Form::Made { from: form, .. } => return self.of(form).expecting(f),
            Form::Tuple(forms) => return write!(f, "an array of {} elements", forms.len()),
            Form::List { .. } => "an array",
            Form::Map { .. } | Form::Struct(_) => "a table",
        })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object<'py>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Object<'py>, E> {
        self.scalar(self.py.None().into_bound(self.py))
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
        let object = self.done(value.into_pyobject(self.py).map_err(PyErr::from))?;
        self.scalar(object.to_owned().into_any())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Object<'py>, E> {
        self.visit_i128(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Object<'py>, E> {
        self.visit_i128(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Object<'py>, E> {
        let object = match i64::try_from(value) {
            Ok(value) => value.into_pyobject(self.py).map_err(PyErr::from),
            Err(_) => value.into_pyobject(self.py).map_err(PyErr::from),
        };
        let object = self.done(object)?;
        self.scalar(object.into_any())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Object<'py>, E> {
        let object = self.done(value.into_pyobject(self.py).map_err(PyErr::from))?;
        self.scalar(object.into_any())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Object<'py>, E> {
        self.scalar(PyString::new(self.py, text).into_any())
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
            Form::Struct(structure) => self.positional(structure, elements),
            _ => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Object<'py>, A::Error> {
        match self.form {
            Form::Date(kind) => self.date(entries, Some(kind)),
            Form::Map { key, value } => self.map(entries, key, value),
            Form::Any | Form::Open => self.date_or_table(entries),
            Form::Literal { .. } => self.date(entries, None),
            Form::Struct(structure) => self.fields(structure, entries),
            _ => Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        }
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Object<'py>, A::Error> {
        let Form::OneOf { names, objects } = self.form else {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Enum, &self));
        };
        let (name, variant) = data.variant::<String>()?;
        variant.unit_variant()?;
        let at = names.iter().position(|known| *known == name);
        let object = at.and_then(|at| objects.get(at)).map(|object| object.bind(self.py).clone());
        object.ok_or_else(|| A::Error::unknown_variant(&name, names))
    }
}

impl<'a, 'py> Make<'a, 'py> {
    /// A scalar that was visited: most forms take it as it is.
    fn scalar<E: Error>(self, object: Object<'py>) -> Result<Object<'py>, E> {
        let Form::Literal { values, expected } = self.form else { return Ok(object) };
        for value in values {
            let value = value.bind(self.py);
            // `1`, `1.0` and `True` are equal, and three different values.
            if value.get_type().is(object.get_type()) && self.done(value.eq(&object))? {
                return Ok(object);
            }
        }
        Err(E::custom(format!("expected {expected}")))
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
            _ => Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        }
    }

    fn date_from<E: Error>(self, text: &str, kind: Option<&'static str>) -> Result<Object<'py>, E> {
        let value = crate::to_python::plain(self.py, &Value::Date(text.to_owned()));
        let object = self.done(value)?;
        let Some(kind) = kind else { return self.scalar(object) };
        let name = object.get_type().name().map_or_else(|_| String::new(), |name| name.to_string());
        if name == kind || (kind == "datetime" && name == "date" && self.run.is_none()) {
            return Ok(object);
        }
        let article = if kind == "datetime" { "a date with a time" } else { "a" };
        let wanted = if kind == "datetime" { article.to_owned() } else { format!("{article} {kind}") };
        match self.run {
            Some(run) => {
                let message = format!("expected {wanted}, found {text}");
                run.faults.borrow_mut().push((self.way.path(), message));
                Ok(object)
            }
            None => Err(E::custom(format!("expected {wanted}"))),
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
                    self.done(dict.set_item(field.name.bind(self.py), value))?;
                }
                Some((_, field)) => return Err(A::Error::duplicate_field(field.first())),
                None if structure.open => {
                    let value = entries.next_value_seed(Make { way: &way, ..self.of(&Form::Any) })?;
                    self.done(dict.set_item(PyString::new(self.py, &key), value))?;
                }
                None => {
                    entries.next_value::<IgnoredAny>()?;
                }
            }
        }
        let missing = structure.fields.iter().zip(found).find(|(field, found)| field.required && !found);
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
                Some(value) => self.done(dict.set_item(field.name.bind(self.py), value))?,
                None if field.required => return Err(A::Error::invalid_length(at, &self)),
                None => break,
            }
        }
        Ok(dict.into_any())
    }
}

impl super::Field {
    /// The name in messages.
    pub(super) fn first(&self) -> &'static str {
        self.keys.first().copied().unwrap_or_default()
    }
}
