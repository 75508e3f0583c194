//! What each command runs.

use crate::features;
use crate::run::Part;

pub(crate) fn lint() -> Vec<Part> {
    vec![
        Part::cargo("format", "fmt --all --check"),
        Part::cargo("lints", "clippy --workspace --all-targets --all-features -q -- -D warnings"),
        Part::cargo("lints of the default features", "clippy -p superconfig --all-targets -q -- -D warnings"),
    ]
}

pub(crate) fn all() -> Vec<Part> {
    let mut parts = lint();
    parts.extend([
        Part::cargo("tests with default features", "test -p superconfig --lib --tests -q"),
        Part::cargo(
            "tests with all features",
            "test -p superconfig --all-features --lib --tests --examples -q",
        ),
        Part::cargo("examples in the documentation", "test -p superconfig --all-features --doc -q"),
        Part::cargo(
            "the command, and the conformance suite through it",
            "test -p superconfig-cli -p xtask -p conformance-runner -q",
        ),
        Part::cargo("documentation", "doc --workspace --no-deps --all-features -q")
            .with("RUSTDOCFLAGS", "-D warnings"),
        Part::cargo("benchmarks build, and rivals agree", "test -p benches --benches -q"),
    ]);
    parts.extend(features::parts());
    parts
}

pub(crate) fn bench() -> Vec<Part> {
    vec![Part::cargo("benchmarks", "bench -p benches").loud()]
}
