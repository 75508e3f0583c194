//! Subclasses of dictionaries and lists that are read as fast as these.
//!
//! Python gives a class that is written in Python a general way to read elements, which looks for `__getitem__` each time,
//! even if that is the one of `dict`: 12 ns more for each read of a table. A class that is made by native code inherits the
//! way of its base.
#![allow(unsafe_code)]

use pyo3::exceptions::PyValueError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};
use std::ffi::{CString, c_int, c_void};

/// What belongs to the class that was written, not to what is in it.
const ITS_OWN: [&str; 4] = ["__dict__", "__weakref__", "__slots__", "__qualname__"];

/// The same class, made by native code. It may have slots for objects that refer to nothing.
#[pyfunction]
pub(crate) fn direct<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyType>> {
    let namespace =
        class.py().get_type::<PyDict>().call1((class.getattr("__dict__")?,))?.cast_into::<PyDict>()?;
    let slots: Vec<String> = match namespace.get_item("__slots__")? {
        Some(slots) => slots.extract()?,
        None => Vec::new(),
    };
    let base = class.getattr("__base__")?.cast_into::<PyType>()?;
    let made = made(&format!("{}.{}", class.module()?, class.name()?), &base, &slots)?;
    for (name, value) in namespace {
        let name: String = name.extract()?;
        if !ITS_OWN.contains(&name.as_str()) && !slots.contains(&name) {
            made.setattr(name, value)?;
        }
    }
    Ok(made)
}

/// A class with nothing in it but slots.
fn made<'py>(name: &str, base: &Bound<'py, PyType>, slots: &[String]) -> PyResult<Bound<'py, PyType>> {
    let py = base.py();
    let text = |text: &str| CString::new(text).map_err(|_| PyValueError::new_err("a name has a NUL"));
    let inherited: c_int = base.getattr("__basicsize__")?.extract()?;
    let pointer = size_of::<*mut ffi::PyObject>();
    let offset = usize::try_from(inherited).unwrap_or_default().next_multiple_of(pointer);
    let mut members = Vec::new();
    for (at, slot) in slots.iter().enumerate() {
        members.push(ffi::PyMemberDef {
            name: text(slot)?.into_raw(),
            type_code: ffi::Py_T_OBJECT_EX,
            offset: (offset + at * pointer).cast_signed(),
            flags: 0,
            doc: std::ptr::null(),
        });
    }
    let size = if members.is_empty() { inherited } else { c_int::try_from(offset + slots.len() * pointer)? };
    // SAFETY: all zeros is what ends the list of members.
    members.push(unsafe { std::mem::zeroed() });
    // Python keeps the names, and in later versions the members: classes live as long as the program.
    let members: &'static mut [ffi::PyMemberDef] = members.leak();
    let mut given = [
        ffi::PyType_Slot { slot: ffi::Py_tp_members, pfunc: members.as_mut_ptr().cast::<c_void>() },
        ffi::PyType_Slot { slot: 0, pfunc: std::ptr::null_mut() },
    ];
    let mut spec = ffi::PyType_Spec {
        name: text(name)?.into_raw(),
        basicsize: size,
        itemsize: 0,
        flags: u32::try_from(ffi::Py_TPFLAGS_DEFAULT | ffi::Py_TPFLAGS_BASETYPE).unwrap_or_default(),
        slots: given.as_mut_ptr(),
    };
    let bases = PyTuple::new(py, [base])?;
    // SAFETY: the specification is whole: its name, members and slots end as they must, members lie behind what the base
    // has, and the size includes them. The base is a class with traversal of its own, which is inherited, as is the way
    // to free it; members are cleared by Python's own way to free what belongs to such a class.
    let made = unsafe {
        Bound::from_owned_ptr_or_err(py, ffi::PyType_FromSpecWithBases(&raw mut spec, bases.as_ptr()))?
    };
    Ok(made.cast_into::<PyType>()?)
}
