//! The Node.js package: its tools of pinned versions, with which it is built, tested and packed.
//!
//! What each step does is a script in its `package.json`: those who know Node find it there.

use crate::run::Part;

const PACKAGE: &str = "crates/superconfig-node";

/// Where it is measured, beside its peers.
const BENCHES: &str = "benches/node";

/// Builds the package and checks it.
pub(crate) fn parts() -> Vec<Part> {
    vec![
        npm("Node: its tools", "ci"),
        script("Node: the native module", "native"),
        script("Node: the package", "build"),
        script("Node: format and lints", "lint"),
        script("Node: types of tests and examples", "types"),
        script("Node: tests, and the conformance suite", "test"),
        script("Node: packed", "pack"),
        script("Node: packed well (publint)", "publint"),
        script("Node: types as they are resolved (attw)", "attw"),
    ]
}

/// Packs an optimised build for this machine, and uses it where nothing else is installed.
pub(crate) fn package() -> Vec<Part> {
    vec![
        npm("Node: its tools", "ci"),
        script("Node: the native module, optimised", "native -- --release"),
        script("Node: the package", "build"),
        script("Node: packed", "pack"),
        script("Node: packed for this machine", "pack -- superconfig.node"),
        script("Node: installed from what was packed", "smoke"),
    ]
}

/// Measures an optimised build against its peers.
pub(crate) fn bench() -> Vec<Part> {
    vec![
        npm("Node: its tools", "ci"),
        script("Node: the native module, optimised", "native -- --release"),
        script("Node: the package", "build"),
        npm_in(BENCHES, "Node: peers", "ci"),
        npm_in(BENCHES, "Node: benchmarks", "run bench").loud(),
    ]
}

fn script(name: &str, script: &str) -> Part {
    npm(name, &format!("run {script}"))
}

fn npm(name: &str, arguments: &str) -> Part {
    npm_in(PACKAGE, name, arguments)
}

fn npm_in(directory: &str, name: &str, arguments: &str) -> Part {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    Part::program(name, npm, &format!("--prefix {directory} {arguments}"))
}
