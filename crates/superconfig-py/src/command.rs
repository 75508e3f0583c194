//! The `superconfig` command, for those who have installed the package.

use pyo3::prelude::*;
use std::ffi::OsString;

/// Runs the command with its arguments, the first of which is its name; answers with the exit code.
#[pyfunction]
pub(crate) fn command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| superconfig_cli::run(arguments))
}
