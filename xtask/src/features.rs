//! Every feature of the library alone: it builds without the others. (`default` and all together are tested.)

use crate::run::Part;

/// The features of the library.
const FEATURES: [&str; 9] = ["json", "toml", "yaml", "env", "ini", "json5", "ron", "schema", "tracing"];

pub(crate) fn parts() -> Vec<Part> {
    let none = Part::cargo("builds without any feature", "check -p superconfig --no-default-features -q");
    let alone = FEATURES.iter().map(|feature| {
        let arguments = format!("check -p superconfig --no-default-features --features {feature} -q");
        Part::cargo(format!("builds with feature {feature} alone"), &arguments)
    });
    std::iter::once(none).chain(alone).collect()
}
