//! What each command runs.

use crate::features;
use crate::node;
use crate::python;
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
            "test -p superconfig-cli -p xtask -p conformance-runner -p soak -q",
        ),
        Part::cargo("documentation", "doc --workspace --no-deps --all-features -q")
            .with("RUSTDOCFLAGS", "-D warnings"),
        Part::cargo("benchmarks build, and rivals agree", "test -p benches --benches -q"),
    ]);
    parts.extend(features::parts());
    parts.extend(python::parts());
    parts.extend(node::parts());
    parts
}

/// Model checking of the registry: all orders of the steps of its threads.
pub(crate) fn loom() -> Vec<Part> {
    let arguments = "test -p superconfig --lib --target-dir target/loom -q loom_tests";
    vec![Part::cargo("models of the registry", arguments).with("RUSTFLAGS", "--cfg superconfig_loom")]
}

/// The tests that are too large for debug builds in full size.
pub(crate) fn stress() -> Vec<Part> {
    let registry =
        "test -p superconfig --profile stress --test registry_tests --test registry_memory -- --nocapture";
    let reload =
        "test -p superconfig --features hot-reload --profile stress --test reload_memory -- --nocapture";
    let failing = "test -p superconfig --features hot-reload --profile stress --lib reload::failing";
    vec![
        Part::cargo("registry under stress", registry).loud(),
        Part::cargo("100,000 reloads, and what they leave behind", reload).loud(),
        Part::cargo("reloads of which each operation fails", failing).loud(),
    ]
}

/// A watched configuration for as long as is asked for; everything else about it is in the package `soak`.
pub(crate) fn soak(arguments: impl Iterator<Item = String>) -> Vec<Part> {
    let mut part = Part::cargo("soak", "run --release -q -p soak --").loud();
    part.arguments.extend(arguments);
    vec![part]
}

/// The tests of the registry under AddressSanitizer and LeakSanitizer, which the compiler has, but does not offer.
pub(crate) fn sanitize() -> Vec<Part> {
    let arguments = "test -p superconfig --test registry_tests --target x86_64-unknown-linux-gnu \
                     --target-dir target/sanitize";
    let part = Part::cargo("registry under AddressSanitizer", arguments);
    vec![part.with("RUSTC_BOOTSTRAP", "1").with("RUSTFLAGS", "-Zsanitizer=address").loud()]
}

pub(crate) fn bench() -> Vec<Part> {
    vec![Part::cargo("benchmarks", "bench -p benches").loud()]
}
