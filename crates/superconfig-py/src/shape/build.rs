//! Objects of the program's classes, from what was extracted for them: only once everything that can be said before is
//! right, so that no class sees a placeholder.

use super::seed::{Make, Run, Way, message};
use super::{Form, Shape, Struct};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use superconfig::{Diagnostic, Error, KeyPath, Result, Segment, Snapshot};

/// What stands at a path, as the object of a shape. All faults in one error: those that the core finds and those that
/// functions of the program find in scalars; then those that classes find.
pub(crate) fn extract(
    py: Python<'_>,
    snapshot: &Snapshot,
    path: &KeyPath,
    shape: &Shape,
) -> Result<Py<PyAny>> {
    let run = Run::default();
    let root = Way::Root;
    let seed = Make { py, form: &shape.0, way: &root, run: Some(&run) };
    let extracted = snapshot.get_seed(path, &seed);
    let found = own_faults(snapshot, path, run.faults.into_inner(), extracted.as_ref().err());
    let object = match extracted {
        Ok(object) if found.is_empty() => object,
        Ok(_) => return Err(Error::new(found)),
        Err(error) => return Err(Error::new(error.into_diagnostics().into_iter().chain(found))),
    };
    let building = Run::default();
    let build = Build { py, run: &building };
    match build.object(&shape.0, object, &root) {
        Some(object) => Ok(object.unbind()),
        None => {
            let faults = building.faults.into_inner().into_iter();
            Err(Error::new(faults.map(|(below, said)| match said.is_empty() {
                true => snapshot.missing(&path.join(&below)),
                false => snapshot.fault(&path.join(&below), said),
            })))
        }
    }
}

/// The faults that functions found, each once, and none about what the core has found fault with: there they may have
/// seen a placeholder.
fn own_faults(
    snapshot: &Snapshot,
    base: &KeyPath,
    faults: Vec<(KeyPath, String)>,
    error: Option<&Error>,
) -> Vec<Diagnostic> {
    let known: Vec<&KeyPath> =
        error.iter().flat_map(|error| error.diagnostics()).filter_map(|fault| fault.path.as_ref()).collect();
    let mut own: Vec<(KeyPath, String)> = Vec::new();
    for (below, said) in faults {
        let path = base.join(&below);
        if !own.iter().any(|(other, _)| *other == path) && !known.iter().any(|known| path.starts_with(known))
        {
            own.push((path, said));
        }
    }
    own.into_iter().map(|(path, said)| snapshot.fault(&path, said)).collect()
}

/// The object of a form, if nothing is wrong with it.
pub(super) fn whole<'py>(
    py: Python<'py>,
    form: &Form,
    object: Bound<'py, PyAny>,
) -> std::result::Result<Bound<'py, PyAny>, ()> {
    let run = Run::default();
    Build { py, run: &run }.object(form, object, &Way::Root).ok_or(())
}

/// Builds from the leaves up. A part that fails is noted, and its siblings are built all the same.
#[derive(Clone, Copy)]
struct Build<'a, 'py> {
    py: Python<'py>,
    run: &'a Run,
}

impl<'py> Build<'_, 'py> {
    fn object(self, form: &Form, object: Bound<'py, PyAny>, way: &Way<'_>) -> Option<Bound<'py, PyAny>> {
        match form {
            Form::Optional(_) if object.is_none() => Some(object),
            Form::Optional(inner) => self.object(inner, object, way),
            Form::Later(inner) => self.object(inner.get()?, object, way),
            Form::List { element, make } => {
                let list = self.elements(&object, way, |_| Some(element))?;
                match make {
                    Some(make) => self.outcome(way, make.bind(self.py).call1((list,))),
                    None => Some(list.into_any()),
                }
            }
            Form::Tuple(forms) => {
                let list = self.elements(&object, way, |at| forms.get(at).map(|form| &**form))?;
                self.outcome(way, PyTuple::new(self.py, list.iter()).map(Bound::into_any))
            }
            Form::Map { value, .. } if is_built(value) => self.map(&object, value, way),
            Form::Struct(structure) => self.structure(structure, &object, way),
            _ => Some(object),
        }
    }

    fn outcome<T>(self, way: &Way<'_>, outcome: PyResult<T>) -> Option<T> {
        outcome
            .map_err(|error| {
                self.run.faults.borrow_mut().push((way.path(), message(self.py, &error)));
            })
            .ok()
    }

    fn elements<'f>(
        self,
        object: &Bound<'py, PyAny>,
        way: &Way<'_>,
        form: impl Fn(usize) -> Option<&'f Form>,
    ) -> Option<Bound<'py, PyList>> {
        let list = object.cast::<PyList>().ok()?;
        let built = PyList::empty(self.py);
        let mut is_whole = true;
        for (at, element) in list.iter().enumerate() {
            let Some(form) = form(at) else { continue };
            match self.object(form, element, &Way::Index(way, at)) {
                Some(element) => is_whole &= self.outcome(way, built.append(element)).is_some(),
                None => is_whole = false,
            }
        }
        is_whole.then_some(built)
    }

    fn map(self, object: &Bound<'py, PyAny>, form: &Form, way: &Way<'_>) -> Option<Bound<'py, PyAny>> {
        let built = PyDict::new(self.py);
        let mut is_whole = true;
        for (key, value) in object.cast::<PyDict>().ok()?.iter() {
            let name = key.str().ok()?.to_string();
            match self.object(form, value, &Way::Key(way, &name)) {
                Some(value) => is_whole &= self.outcome(way, built.set_item(key, value)).is_some(),
                None => is_whole = false,
            }
        }
        is_whole.then(|| built.into_any())
    }

    fn structure(
        self,
        structure: &Struct,
        object: &Bound<'py, PyAny>,
        way: &Way<'_>,
    ) -> Option<Bound<'py, PyAny>> {
        let fields = object.cast::<PyDict>().ok()?;
        if let Some(check) = &structure.check {
            return self.checked(check, fields, way);
        }
        let mut is_whole = true;
        for field in &structure.fields {
            let name = field.name.bind(self.py);
            let Some(value) = fields.get_item(name).ok().flatten() else { continue };
            match self.object(&field.form, value, &Way::Key(way, field.first())) {
                Some(value) => is_whole &= self.outcome(way, fields.set_item(name, value)).is_some(),
                None => is_whole = false,
            }
        }
        if !is_whole {
            return None;
        }
        match &structure.make {
            Some(make) => self.outcome(way, make.bind(self.py).call((), Some(fields))),
            None => Some(fields.clone().into_any()),
        }
    }

    /// A class that checks all its fields itself: its answer is the object, or the faults. An empty message says that
    /// something is missing.
    fn checked(
        self,
        check: &Py<PyAny>,
        fields: &Bound<'py, PyDict>,
        way: &Way<'_>,
    ) -> Option<Bound<'py, PyAny>> {
        type Answer<'py> = (Bound<'py, PyAny>, Vec<(Vec<Bound<'py, PyAny>>, String)>);
        let answer = check.bind(self.py).call1((fields,));
        let answer = answer.and_then(|answer| answer.extract::<Answer<'py>>());
        let (object, faults) = self.outcome(way, answer)?;
        if faults.is_empty() {
            return Some(object);
        }
        let base = way.path();
        for (place, said) in faults {
            let segments: Vec<Segment> = place.iter().map(segment).collect();
            self.run.faults.borrow_mut().push((base.join(&KeyPath::from(segments)), said));
        }
        None
    }
}

fn segment(part: &Bound<'_, PyAny>) -> Segment {
    match part.extract::<usize>() {
        Ok(index) => Segment::Index(index),
        Err(_) => Segment::Key(part.str().map_or_else(|_| String::new(), |key| key.to_string())),
    }
}

/// Whether anything of a form is built after extraction.
fn is_built(form: &Form) -> bool {
    match form {
        Form::List { .. } | Form::Tuple(_) | Form::Struct(_) | Form::Later(_) => true,
        Form::Optional(inner) | Form::Map { value: inner, .. } => is_built(inner),
        _ => false,
    }
}
