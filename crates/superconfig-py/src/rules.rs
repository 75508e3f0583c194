//! Validation rules.

use crate::errors::said;
use crate::from_python::type_name;
use crate::function::{Known, Needs};
use crate::to_python::plain;
use crate::{from_python, gate};
use pyo3::exceptions::PyTypeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt};
use std::ops::Bound as End;
use superconfig::{Value, Violations};

/// What a value must be.
#[pyclass(frozen, module = "superconfig")]
pub(crate) struct Rule {
    rule: superconfig::Rule,
    /// The functions in it.
    needs: Needs,
}

impl From<superconfig::Rule> for Rule {
    fn from(rule: superconfig::Rule) -> Self {
        Self { rule, needs: Needs::default() }
    }
}

impl Rule {
    /// A rule, or a function that is one.
    pub(crate) fn of(rule: &Bound<'_, PyAny>) -> PyResult<(superconfig::Rule, Needs)> {
        if let Ok(rule) = rule.cast::<Self>() {
            let Self { rule: known, needs } = rule.get();
            return Ok((known.clone(), needs.clone_ref(rule.py())));
        }
        if !rule.is_callable() {
            return Err(PyTypeError::new_err("a rule is a `Rule` or a function"));
        }
        let name = rule.getattr_opt("__name__")?.map(|name| name.extract::<String>()).transpose()?;
        let expected = match name {
            Some(name) if name != "<lambda>" => name.trim_start_matches('_').replace('_', " "),
            _ => "what the program demands".to_owned(),
        };
        custom(&expected, rule)
    }

    fn new((rule, needs): (superconfig::Rule, Needs)) -> Self {
        Self { rule, needs }
    }

    /// This rule and another, joined.
    fn joined(
        &self,
        other: &Bound<'_, PyAny>,
        join: impl FnOnce(superconfig::Rule, superconfig::Rule) -> superconfig::Rule,
    ) -> PyResult<Self> {
        let (rule, needs) = Self::of(other)?;
        Ok(Self { rule: join(self.rule.clone(), rule), needs: self.needs.clone_ref(other.py()).and(needs) })
    }
}

fn custom(expected: &str, check: &Bound<'_, PyAny>) -> PyResult<(superconfig::Rule, Needs)> {
    let (check, needs) = Needs::function(check)?;
    Ok((superconfig::Rule::custom(expected, move |value| ask(&check, value)), needs))
}

/// Asks a function about a value: `None` and `True` are fine, `False`, a text or an exception are not.
fn ask(check: &Known, value: &Value) -> Result<(), String> {
    let asked = gate::enter(|py| {
        let answer = plain(py, value).and_then(|value| check.get(py)?.call1((value,)));
        match answer {
            Ok(answer) if answer.is_none() => Ok(()),
            Ok(answer) => match (answer.extract::<bool>(), answer.extract::<String>()) {
                (Ok(true), _) => Ok(()),
                (Ok(false), _) => Err("it is not".to_owned()),
                (_, Ok(text)) => Err(text),
                _ => Err(format!("the rule answered with a `{}`", type_name(&answer))),
            },
            Err(error) => Err(said(py, &error)),
        }
    });
    asked.unwrap_or(Ok(()))
}

/// Asks a function about the configuration as a whole.
pub(crate) fn whole(check: &Known, config: &Value) -> Result<(), Violations> {
    ask(check, config).map_err(|said| superconfig::Violation::new(said).into())
}

#[pymethods]
impl Rule {
    /// A number between two bounds, both included; either may be left out.
    #[staticmethod]
    #[pyo3(signature = (min = None, max = None))]
    fn range(min: Option<&Bound<'_, PyAny>>, max: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let is_float =
            |end: &Option<&Bound<'_, PyAny>>| end.is_some_and(|end| end.is_instance_of::<PyFloat>());
        for end in [&min, &max].into_iter().filter_map(|end| *end) {
            if !end.is_instance_of::<PyInt>() && !end.is_instance_of::<PyFloat>() {
                return Err(PyTypeError::new_err("the ends of a range are numbers"));
            }
        }
        if is_float(&min) || is_float(&max) {
            return Ok(superconfig::Rule::range((end::<f64>(min)?, end::<f64>(max)?)).into());
        }
        match (end::<i64>(min), end::<i64>(max)) {
            (Ok(min), Ok(max)) => Ok(superconfig::Rule::range((min, max)).into()),
            (Ok(min @ (End::Unbounded | End::Included(..0))), _) => {
                // No one type holds both ends.
                let upwards = superconfig::Rule::range((min, End::Unbounded));
                let downwards = superconfig::Rule::range((End::Unbounded, end::<u64>(max)?));
                Ok(upwards.and(downwards).into())
            }
            _ => Ok(superconfig::Rule::range((end::<u64>(min)?, end::<u64>(max)?)).into()),
        }
    }

    /// The length of a text (in characters), an array or a table.
    #[staticmethod]
    #[pyo3(signature = (min = None, max = None))]
    fn length(min: Option<&Bound<'_, PyAny>>, max: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        Ok(superconfig::Rule::length((end::<usize>(min)?, end::<usize>(max)?)).into())
    }

    /// A text in which a pattern is found.
    #[staticmethod]
    fn regex(pattern: &str) -> Self {
        superconfig::Rule::regex(pattern).into()
    }

    /// One of these values.
    #[staticmethod]
    fn one_of(values: Vec<Bound<'_, PyAny>>) -> PyResult<Self> {
        let values = values.iter().map(from_python::value).collect::<PyResult<Vec<Value>>>()?;
        Ok(superconfig::Rule::one_of(values).into())
    }

    /// Every element of an array, every value of a table.
    #[staticmethod]
    fn each(rule: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (rule, needs) = Self::of(rule)?;
        Ok(Self { rule: superconfig::Rule::each(rule), needs })
    }

    /// Neither an empty text, array or table nor null.
    #[staticmethod]
    fn non_empty() -> Self {
        superconfig::Rule::non_empty().into()
    }

    /// Something must be there.
    #[staticmethod]
    fn required() -> Self {
        superconfig::Rule::required().into()
    }

    /// What a function says, with words for what it expects.
    #[staticmethod]
    fn custom(expected: &str, check: &Bound<'_, PyAny>) -> PyResult<Self> {
        custom(expected, check).map(Self::new)
    }

    /// The same with what is said about a value that breaks it.
    fn message(&self, py: Python<'_>, message: &str) -> Self {
        Self { rule: self.rule.clone().message(message), needs: self.needs.clone_ref(py) }
    }

    fn __and__(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.joined(other, |rule, other| rule.and(other))
    }

    fn __or__(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.joined(other, |rule, other| rule.or(other))
    }

    fn __rand__(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.joined(other, |rule, other| other.and(rule))
    }

    fn __ror__(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.joined(other, |rule, other| other.or(rule))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.needs.traverse(&visit)
    }
}

fn end<'py, T>(given: Option<&Bound<'py, PyAny>>) -> PyResult<End<T>>
where
    T: for<'a> FromPyObject<'a, 'py, Error = PyErr>,
{
    match given {
        Some(end) => end.extract::<T>().map(End::Included),
        None => Ok(End::Unbounded),
    }
}
