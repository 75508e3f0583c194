//! The Python package: environments of their own, with pinned tools, in which it is built, tested and measured.

use crate::run::Part;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const PACKAGE: &str = "crates/superconfig-py";

/// Where it is developed and tested.
const ENVIRONMENT: &str = ".venv";

/// Where it is installed as users do: from the archive of its sources.
const INSTALLED: &str = "target/python-installed";

/// Where it is measured, beside its peers.
const MEASURED: &str = "target/python-measured";

/// Makes the environment, builds the package into it, and checks it.
pub(crate) fn parts() -> Vec<Part> {
    let tool = |name: &str, program: &str, arguments: &str| tool(ENVIRONMENT, name, program, arguments);
    let stubs = "superconfig --mypy-config-file PACKAGE/pyproject.toml \
                 --allowlist PACKAGE/stubtest-allowlist.txt";
    vec![
        environment(ENVIRONMENT),
        tool("Python: its tools", "python", "-m pip install -q -r PACKAGE/requirements.txt"),
        tool("Python: the package", "maturin", "develop -q -m PACKAGE/Cargo.toml")
            .with("VIRTUAL_ENV", ENVIRONMENT),
        tool("Python: format", "ruff", "format -q --check PACKAGE examples/python benches/python"),
        tool("Python: lints", "ruff", "check -q PACKAGE examples/python"),
        tool(
            "Python: types (mypy)",
            "python",
            "-m mypy --config-file PACKAGE/pyproject.toml PACKAGE/python PACKAGE/tests examples/python",
        ),
        tool("Python: types (pyright)", "pyright", "-p PACKAGE"),
        tool("Python: stubs are true", "stubtest", stubs),
        tool(
            "Python: tests, and the conformance suite",
            "python",
            "-m pytest -c PACKAGE/pyproject.toml PACKAGE",
        ),
    ]
}

/// Builds the archive of sources, installs it where nothing else is, and runs the tests against that.
pub(crate) fn package() -> Vec<Part> {
    let build = "sdist -m PACKAGE/Cargo.toml -o target/python-sdist";
    let install = "-m pip install -q --no-cache-dir --force-reinstall --no-deps --find-links target/python-sdist --no-index \
                   --no-build-isolation superconfig";
    let tests = "-m pytest -c PACKAGE/pyproject.toml PACKAGE/tests";
    vec![
        environment(ENVIRONMENT),
        tool(ENVIRONMENT, "Python: its tools", "python", "-m pip install -q -r PACKAGE/requirements.txt"),
        tool(ENVIRONMENT, "Python: the archive of sources", "maturin", build),
        environment(INSTALLED),
        tool(INSTALLED, "Python: its tools", "python", "-m pip install -q -r PACKAGE/requirements.txt"),
        tool(INSTALLED, "Python: installed from the archive", "python", install)
            .with("PATH", path_with(INSTALLED)),
        tool(INSTALLED, "Python: tests of what is installed", "python", tests),
    ]
}

/// Measures an optimised build against its peers.
pub(crate) fn bench() -> Vec<Part> {
    let release = "develop --release -q -m PACKAGE/Cargo.toml";
    vec![
        environment(MEASURED),
        tool(MEASURED, "Python: tools", "python", "-m pip install -q -r PACKAGE/requirements.txt"),
        tool(MEASURED, "Python: peers", "python", "-m pip install -q -r benches/python/requirements.txt"),
        tool(MEASURED, "Python: the package, optimised", "maturin", release).with("VIRTUAL_ENV", MEASURED),
        tool(MEASURED, "Python: benchmarks", "python", "benches/python/bench.py").loud(),
    ]
}

fn environment(directory: &str) -> Part {
    let python = if cfg!(windows) { "python" } else { "python3" };
    Part::program("Python: an environment", python, &format!("-m venv {directory}"))
        .with("PIP_DISABLE_PIP_VERSION_CHECK", "1")
}

/// The search path with the programs of an environment first: pip looks for those that build the package.
fn path_with(environment: &str) -> OsString {
    let before = std::env::var_os("PATH").unwrap_or_default();
    let own = std::path::absolute(programs(environment)).unwrap_or_default();
    std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&before))).unwrap_or(before)
}

/// Where the programs of an environment are.
fn programs(environment: &str) -> PathBuf {
    Path::new(environment).join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// A program of an environment.
fn tool(environment: &str, name: &str, program: &str, arguments: &str) -> Part {
    let program = programs(environment).join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    Part::program(name, program, &arguments.replace("PACKAGE", PACKAGE))
        .with("PIP_DISABLE_PIP_VERSION_CHECK", "1")
}
