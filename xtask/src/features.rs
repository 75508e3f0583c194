//! Every feature of the library alone: it builds, and its tests pass.

use crate::run::Part;

/// The features of the library. `default` and all together are tested with everything else.
const FEATURES: [&str; 9] = ["json", "toml", "yaml", "env", "ini", "json5", "ron", "schema", "tracing"];

pub(crate) fn parts() -> Vec<Part> {
    let none = Part::cargo(
        "tests without any feature",
        "test -p superconfig --no-default-features --lib --tests -q",
    );
    let alone = FEATURES.iter().map(|feature| {
        let arguments =
            format!("test -p superconfig --no-default-features --features {feature} --lib --tests -q");
        Part::cargo(format!("tests with feature {feature} alone"), &arguments)
    });
    std::iter::once(none).chain(alone).collect()
}
