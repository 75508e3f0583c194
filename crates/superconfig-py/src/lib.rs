//! The native module of the Python package: it translates between Python and the core, and decides nothing.
//!
//! `builder` makes configurations, `config` reads them, `report` explains them, `live` tells what changes; `to_python`
//! and `from_python` translate values, `errors` what is wrong.

mod builder;
mod command;
mod config;
mod direct;
mod environment;
mod errors;
mod extracting;
mod following;
mod from_python;
mod function;
mod gate;
mod generation;
mod host;
mod live;
mod options;
mod report;
mod rules;
mod shape;
mod source;
mod telling;
mod to_python;
mod watching;

use pyo3::prelude::*;

/// Loading is many small allocations, and nothing else: this one makes it a fifth faster. Python has its own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the Python side of the package uses; nobody else should.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::builder::Builder;
    #[pymodule_export]
    use super::command::command;
    #[pymodule_export]
    use super::config::{Config, Core};
    #[pymodule_export]
    use super::direct::direct;
    #[pymodule_export]
    use super::extracting::Handle;
    #[pymodule_export]
    use super::gate::{forked, shut};
    #[pymodule_export]
    use super::host::install;
    #[pymodule_export]
    use super::live::{Change, Subscription, Updates};
    #[pymodule_export]
    use super::report::{DebugMessage, Explanation, SourceReport, WhyNot, clear_cache};
    #[pymodule_export]
    use super::rules::Rule;
    #[pymodule_export]
    use super::shape::Shape;
    #[pymodule_export]
    use super::to_python::Names;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }

    use super::*;
}
