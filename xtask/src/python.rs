//! The Python package: an environment of its own, with pinned tools, in which it is built and tested.

use crate::run::Part;
use std::path::PathBuf;

const PACKAGE: &str = "crates/superconfig-py";

/// Where the environment is.
const ENVIRONMENT: &str = ".venv";

/// Makes the environment, builds the package into it, and checks it.
pub(crate) fn parts() -> Vec<Part> {
    let tool = |name: &str, program: &str, arguments: &str| {
        Part::program(name, in_environment(program), &arguments.replace("PACKAGE", PACKAGE))
    };
    let install = "-m pip install -q --disable-pip-version-check -r PACKAGE/requirements.txt";
    vec![
        Part::program("Python: an environment", interpreter(), &format!("-m venv {ENVIRONMENT}")),
        tool("Python: its tools", "python", install),
        tool("Python: the package", "maturin", "develop -q -m PACKAGE/Cargo.toml")
            .with("VIRTUAL_ENV", ENVIRONMENT),
        tool("Python: format", "ruff", "format -q --check PACKAGE"),
        tool("Python: lints", "ruff", "check -q PACKAGE"),
        tool(
            "Python: types (mypy)",
            "python",
            "-m mypy --config-file PACKAGE/pyproject.toml PACKAGE/python PACKAGE/tests",
        ),
        tool("Python: types (pyright)", "pyright", "-p PACKAGE"),
        tool("Python: stubs are true", "stubtest", "superconfig --mypy-config-file PACKAGE/pyproject.toml"),
        tool(
            "Python: tests, and the conformance suite",
            "python",
            "-m pytest -c PACKAGE/pyproject.toml PACKAGE",
        ),
    ]
}

/// The Python that makes the environment.
fn interpreter() -> &'static str {
    if cfg!(windows) { "python" } else { "python3" }
}

fn in_environment(program: &str) -> PathBuf {
    let (directory, ending) = if cfg!(windows) { ("Scripts", ".exe") } else { ("bin", "") };
    PathBuf::from(ENVIRONMENT).join(directory).join(format!("{program}{ending}"))
}
