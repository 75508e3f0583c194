//! The shapes of types: what Python says about a type, so that the core extracts values for it.
//!
//! `seed` walks a shape through the core's deserializer and makes plain objects, `build` makes objects of the program's
//! classes from these, `union` tries the alternatives of a union.

mod build;
mod seed;
mod union;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub(crate) use build::extract;

/// What a value must look like.
pub(crate) enum Form {
    /// Whatever is there.
    Any,
    /// Whatever is there, but text as it is: the target makes of it what it can.
    Open,
    Null,
    Bool,
    Int,
    Float,
    Str,
    /// A date, a time or both, as the class of `datetime` that this names.
    Date(&'static str),
    /// One of some names, and the object that each stands for.
    OneOf {
        names: &'static [&'static str],
        objects: Vec<Py<PyAny>>,
    },
    /// One of some scalars.
    Literal {
        values: Vec<Py<PyAny>>,
        expected: String,
    },
    Optional(Arc<Form>),
    /// Elements of one form, made into a collection by a function unless it is a list.
    List {
        element: Arc<Form>,
        make: Option<Py<PyAny>>,
    },
    Tuple(Vec<Arc<Form>>),
    /// A table, made into another mapping by a function unless it is a dictionary.
    Map {
        key: Arc<Form>,
        value: Arc<Form>,
        make: Option<Py<PyAny>>,
    },
    Struct(Struct),
    Union {
        forms: Vec<Arc<Form>>,
        expected: String,
        /// Nothing is built of it: it is part of what something else checks.
        plain: bool,
    },
    /// What a function makes of a value of any form, once everything else is right.
    Checked {
        from: Arc<Form>,
        check: Py<PyAny>,
        /// Whether it takes objects of the program's classes, or plain ones.
        built: bool,
    },
    /// What a function makes of a scalar.
    Made {
        from: Arc<Form>,
        make: Py<PyAny>,
    },
    /// A type that refers to itself.
    Later(OnceLock<Arc<Form>>),
}

impl Form {
    /// The form by which a value is read.
    fn settled(&self) -> &Self {
        match self {
            Self::Later(form) => form.get().map_or(self, |form| form.settled()),
            Self::Checked { from, .. } => from.settled(),
            form => form,
        }
    }
}

/// A class with fields.
pub(crate) struct Struct {
    /// Its name.
    name: &'static str,
    /// All names by which fields may be found in a configuration.
    names: &'static [&'static str],
    fields: Vec<Field>,
    /// Keys that are no fields are kept: the class takes them.
    open: bool,
    /// What is missing is no fault: what checks the class says so.
    lenient: bool,
    /// Makes the object from keywords; without it, it is a dictionary.
    make: Option<Py<PyAny>>,
}

/// A field.
struct Field {
    /// The name in the class; without it, the name by which it was found.
    name: Option<Py<PyAny>>,
    /// The names in a configuration, the first of them for messages.
    keys: Vec<&'static str>,
    form: Arc<Form>,
    required: bool,
}

/// Texts that live as long as the process, as serde wants the names of fields. There are as many as the program has
/// different names.
fn lasting(text: &str) -> &'static str {
    static KNOWN: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if let Some(found) = known.get(text) {
        return found;
    }
    let text: &'static str = Box::leak(text.into());
    known.insert(text);
    text
}

/// The shape of a type. Made once for each type.
#[pyclass(frozen, module = "superconfig._native")]
pub(crate) struct Shape(pub(crate) Arc<Form>);

fn form(shape: &Bound<'_, Shape>) -> Arc<Form> {
    Arc::clone(&shape.get().0)
}

fn forms(shapes: &[Bound<'_, Shape>]) -> Vec<Arc<Form>> {
    shapes.iter().map(form).collect()
}

/// A field as Python gives it: its name in the class, its names in a configuration, its shape, whether it is required.
type FieldParts<'py> = (Option<Py<PyAny>>, Vec<String>, Bound<'py, Shape>, bool);

#[pymethods]
impl Shape {
    /// A scalar, or anything, by name.
    #[staticmethod]
    fn simple(name: &str) -> PyResult<Self> {
        let form = match name {
            "any" => Form::Any,
            "open" => Form::Open,
            "null" => Form::Null,
            "bool" => Form::Bool,
            "int" => Form::Int,
            "float" => Form::Float,
            "str" => Form::Str,
            "datetime" => Form::Date("datetime"),
            "date" => Form::Date("date"),
            "time" => Form::Date("time"),
            _ => return Err(PyTypeError::new_err(format!("there is no shape `{name}`"))),
        };
        Ok(Self(Arc::new(form)))
    }

    /// One of these names, each for an object.
    #[staticmethod]
    fn one_of(names: Vec<String>, objects: Vec<Py<PyAny>>) -> Self {
        let names: Vec<&'static str> = names.iter().map(|name| lasting(name)).collect();
        Self(Arc::new(Form::OneOf { names: names.leak(), objects }))
    }

    /// One of these scalars.
    #[staticmethod]
    fn literal(values: Vec<Py<PyAny>>, expected: String) -> Self {
        Self(Arc::new(Form::Literal { values, expected }))
    }

    #[staticmethod]
    fn optional(inner: &Bound<'_, Self>) -> Self {
        Self(Arc::new(Form::Optional(form(inner))))
    }

    #[staticmethod]
    #[pyo3(signature = (element, make = None))]
    fn list(element: &Bound<'_, Self>, make: Option<Py<PyAny>>) -> Self {
        Self(Arc::new(Form::List { element: form(element), make }))
    }

    #[staticmethod]
    fn tuple(elements: Vec<Bound<'_, Self>>) -> Self {
        Self(Arc::new(Form::Tuple(forms(&elements))))
    }

    #[staticmethod]
    #[pyo3(signature = (key, value, make = None))]
    fn map(key: &Bound<'_, Self>, value: &Bound<'_, Self>, make: Option<Py<PyAny>>) -> Self {
        Self(Arc::new(Form::Map { key: form(key), value: form(value), make }))
    }

    /// A class: its name, its fields as (name, keys, shape, required), and how objects are made of keywords.
    #[staticmethod]
    #[pyo3(signature = (name, fields, *, open = false, lenient = false, make = None))]
    fn structure(
        name: &str,
        fields: Vec<FieldParts<'_>>,
        open: bool,
        lenient: bool,
        make: Option<Py<PyAny>>,
    ) -> Self {
        let field = |(name, keys, shape, required): FieldParts<'_>| Field {
            name,
            keys: keys.iter().map(|key| lasting(key)).collect(),
            form: form(&shape),
            required,
        };
        let fields: Vec<Field> = fields.into_iter().map(field).collect();
        let names: Vec<&'static str> = fields.iter().flat_map(|field| field.keys.iter().copied()).collect();
        let structure = Struct { name: lasting(name), names: names.leak(), fields, open, lenient, make };
        Self(Arc::new(Form::Struct(structure)))
    }

    /// One of these. A `plain` one is part of what something else checks.
    #[staticmethod]
    #[pyo3(signature = (alternatives, expected, *, plain = false))]
    fn union(alternatives: Vec<Bound<'_, Self>>, expected: String, plain: bool) -> Self {
        Self(Arc::new(Form::Union { forms: forms(&alternatives), expected, plain }))
    }

    /// What a function makes of a value: it answers with the object and the faults, (path, message) each. It takes
    /// plain objects, or (`built`) those of the program's classes.
    #[staticmethod]
    #[pyo3(signature = (from_, check, *, built = false))]
    fn checked(from_: &Bound<'_, Self>, check: Py<PyAny>, built: bool) -> Self {
        Self(Arc::new(Form::Checked { from: form(from_), check, built }))
    }

    /// What a function makes of a scalar.
    #[staticmethod]
    fn made(from_: &Bound<'_, Self>, make: Py<PyAny>) -> Self {
        Self(Arc::new(Form::Made { from: form(from_), make }))
    }

    /// A shape that is settled later, for types that refer to themselves.
    #[staticmethod]
    fn later() -> Self {
        Self(Arc::new(Form::Later(OnceLock::new())))
    }

    /// Settles it.
    fn settle(&self, shape: &Bound<'_, Self>) {
        if let Form::Later(place) = &*self.0 {
            let _ = place.set(form(shape));
        }
    }
}
