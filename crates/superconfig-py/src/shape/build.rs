//! Objects of the program's classes, from what was extracted for them: only once everything that can be said before is
//! right, so that no class sees a placeholder.

use super::seed::{Make, Run, Way, Whole, message};
use super::union::Candidates;
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
    let seed = Whole(Make { py, form: &shape.0, way: &root, run: &run, trial: false, exact: false });
    let extracted = snapshot.get_seed(path, &seed);
    let found = own_faults(snapshot, path, run.faults.into_inner(), extracted.as_ref().err());
    let object = match extracted {
        Ok(object) if found.is_empty() => object,
        Ok(_) => return Err(Error::new(found)),
        Err(error) => return Err(Error::new(error.into_diagnostics().into_iter().chain(found))),
    };
    let building = Run::default();
    let build = Build { py, run: &building };
    let built = build.object(&shape.0, object, &root);
    let fault = |(below, said): (KeyPath, String)| match said.is_empty() {
        true => snapshot.missing(&path.join(&below)),
        false => snapshot.fault(&path.join(&below), said),
    };
    match built {
        Some(object) => Ok(object.unbind()),
        None => Err(Error::new(building.faults.into_inner().into_iter().map(fault))),
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
            Form::Map { value, make, .. } => {
                let built = if is_built(value) { self.map(&object, value, way)? } else { object };
                match make {
                    Some(make) => self.outcome(way, make.bind(self.py).call1((built,))),
                    None => Some(built),
                }
            }
            Form::Union { .. } => self.first(object, way),
            Form::Checked { from, check, built } => {
                let object = if *built { self.object(from, object, way)? } else { object };
                self.checked(check, &object, way)
            }
            Form::Struct(structure) => self.structure(structure, &object, way),
            _ => Some(object),
        }
    }

    /// The first object that can be built of those that the alternatives of a union made, or the faults of the first.
    fn first(self, object: Bound<'py, PyAny>, way: &Way<'_>) -> Option<Bound<'py, PyAny>> {
        let Ok(candidates) = object.cast::<Candidates>() else { return Some(object) };
        let mut faults = None;
        for (form, object) in &candidates.get().0 {
            let run = Run::default();
            match (Build { py: self.py, run: &run }).object(form, object.bind(self.py).clone(), way) {
                Some(built) => return Some(built),
                None => faults = faults.or(Some(run.faults.into_inner())),
            }
        }
        self.run.faults.borrow_mut().extend(faults.unwrap_or_default());
        None
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
        let mut is_whole = true;
        for field in &structure.fields {
            let Some(name) = field.found_in(fields) else { continue };
            let Some(value) = fields.get_item(&name).ok().flatten() else { continue };
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

    /// What checks a value answers with the object, or the faults. An empty message says that something is missing.
    fn checked(
        self,
        check: &Py<PyAny>,
        object: &Bound<'py, PyAny>,
        way: &Way<'_>,
    ) -> Option<Bound<'py, PyAny>> {
        type Answer<'py> = (Bound<'py, PyAny>, Vec<(Vec<Bound<'py, PyAny>>, String)>);
        let answer = check.bind(self.py).call1((object,));
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
pub(super) fn is_built(form: &Form) -> bool {
    match form {
        Form::List { .. } | Form::Tuple(_) | Form::Struct(_) | Form::Checked { .. } | Form::Later(_) => true,
        Form::Map { make: Some(_), .. } => true,
        Form::Optional(inner) | Form::Map { value: inner, .. } => is_built(inner),
        Form::Union { plain: true, .. } => false,
        Form::Union { forms, .. } => forms.iter().any(|form| is_built(form)),
        _ => false,
    }
}
