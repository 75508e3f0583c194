//! Unions: a value is read for one alternative after the other. First it must be of just the kind (text: what it looks
//! like, no key that is unknown, no integer for a float), then whatever can be made of it will do.

use super::seed::Make;
use super::{Form, build};
use pyo3::prelude::*;
use serde::de::MapAccess;
use std::marker::PhantomData;
use std::sync::Arc;
use superconfig::Value;

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
    let meant = if !make.trial { attempts.next_key_seed(PhantomData::<Value>)? } else { None };
    match meant.and_then(|value| alternative_for(&value, forms)) {
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

/// The only alternative of a value's kind; of several for tables, the one that knows the most of its keys.
fn alternative_for<'a>(value: &Value, forms: &'a [Arc<Form>]) -> Option<&'a Form> {
    let score = |form: &Form| match (value, form) {
        (Value::Table(entries), Form::Struct(structure)) => {
            Some(entries.iter().filter(|(key, _)| structure.names.contains(&key.as_str())).count())
        }
        // Of a date where a class is wanted, the class says what is wrong.
        (Value::Table(_), Form::Map { .. })
        | (Value::Date(_), Form::Struct(_) | Form::Map { .. })
        | (Value::Array(_), Form::List { .. } | Form::Tuple(_)) => Some(0),
        _ => None,
    };
    let scored = || forms.iter().filter_map(|form| Some((score(form.settled())?, &**form)));
    let best = scored().map(|(score, _)| score).max()?;
    let mut of_best = scored().filter(|(score, _)| *score == best);
    let (_, form) = of_best.next()?;
    of_best.next().is_none().then_some(form)
}
