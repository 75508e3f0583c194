//! Unions: a value is read for one alternative after the other. First it must be of just the kind (text: what it looks
//! like, no key that is unknown, no integer for a float), then whatever can be made of it will do.

use super::seed::Make;
use super::{Form, build};
use pyo3::prelude::*;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::sync::Arc;

type Object<'py> = Bound<'py, PyAny>;

/// What alternatives made of a value; the first whose class takes it, too, is the one.
#[pyclass(frozen)]
pub(super) struct Candidates(pub(super) Vec<(Arc<Form>, Py<PyAny>)>);

/// What the alternatives make of a value.
pub(super) fn choose<'de, 'py, A: MapAccess<'de>>(
    make: Make<'_, 'py>,
    (forms, plain): (&[Arc<Form>], bool),
    expected: &str,
    mut attempts: A,
) -> Result<Object<'py>, A::Error> {
    for &exact in if make.exact { &[true][..] } else { &[true, false] } {
        let mut found = Vec::new();
        for form in forms {
            let Some(object) = attempts.next_key_seed(Make { form, trial: true, exact, ..make })? else {
                continue;
            };
            if plain || (found.is_empty() && !build::is_built(form)) {
                return Ok(object);
            }
            found.push((Arc::clone(form), object.unbind()));
            if make.trial {
                break;
            }
        }
        if !found.is_empty() {
            let candidates = Bound::new(make.py, Candidates(found));
            return candidates.map(Bound::into_any).map_err(|error| make.raised(&error));
        }
    }
    let meant = if !make.trial { attempts.next_key_seed(KindSeed)? } else { None };
    match meant.and_then(|kind| kind.meant(forms)) {
        Some(form) => attempts.next_value_seed(Make { form, ..make }),
        None => make.refuse(format!("expected {expected}")),
    }
}

/// The scalar of a literal that a value is: as it looks, as its text is, as a word for a truth value, or
/// as the number that a key is.
pub(super) fn literal<'de, 'py, A: MapAccess<'de>>(
    make: Make<'_, 'py>,
    values: &[Py<PyAny>],
    expected: &str,
    mut attempts: A,
) -> Result<Object<'py>, A::Error> {
    for form in [&Form::Any, &Form::Open, &Form::Bool, &Form::Int] {
        let Some(object) = attempts.next_key_seed(Make { form, trial: true, ..make })? else { continue };
        for value in values {
            let value = value.bind(make.py);
            // `1`, `1.0` and `True` are equal, and three different values.
            if value.get_type().is(object.get_type()) && make.done(value.eq(&object))? {
                return Ok(object);
            }
        }
    }
    make.refuse(format!("expected {expected}"))
}

/// What stands there, to find out which alternative was meant.
enum Kind {
    Table(Vec<String>),
    Array,
    Scalar,
}

impl Kind {
    /// The only alternative of this kind; of several for tables, the one that knows the most of its keys.
    fn meant<'a>(&self, forms: &'a [Arc<Form>]) -> Option<&'a Form> {
        let score = |form: &Form| match (self, form) {
            (Self::Table(keys), Form::Struct(structure)) => {
                Some(keys.iter().filter(|key| structure.names.contains(&key.as_str())).count())
            }
            (Self::Table(_), Form::Map { .. }) | (Self::Array, Form::List { .. } | Form::Tuple(_)) => Some(0),
            _ => None,
        };
        let scored = || forms.iter().filter_map(|form| Some((score(form.settled())?, &**form)));
        let best = scored().map(|(score, _)| score).max()?;
        let mut of_best = scored().filter(|(score, _)| *score == best);
        let (_, form) = of_best.next()?;
        of_best.next().is_none().then_some(form)
    }
}

struct KindSeed;

impl<'de> DeserializeSeed<'de> for KindSeed {
    type Value = Kind;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_newtype_struct(superconfig::ANY_VALUE, self)
    }
}

impl<'de> Visitor<'de> for KindSeed {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Kind, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, _)) = entries.next_entry::<String, IgnoredAny>()? {
            keys.push(key);
        }
        Ok(Kind::Table(keys))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Kind, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Kind::Array)
    }

    fn visit_unit<E: Error>(self) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }
}
