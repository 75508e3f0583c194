//! Every feature of the library alone: it works without the others. (`default` and all together are tested by `test`.)

use crate::run::Part;

/// The features of the library.
const FEATURES: [&str; 13] = [
    "json",
    "toml",
    "yaml",
    "env",
    "ini",
    "json5",
    "ron",
    "schema",
    "tracing",
    "hot-reload",
    "futures",
    "profiling",
    "figment",
];

pub(crate) fn parts() -> Vec<Part> {
    let none = part("tests without any feature", "");
    let alone = FEATURES.iter().map(|feature| {
        part(&format!("tests with feature {feature} alone"), &format!("--features {feature}"))
    });
    std::iter::once(none).chain(alone).collect()
}

fn part(name: &str, features: &str) -> Part {
    Part::cargo(
        name,
        &format!("test -p superconfig --no-default-features {features} --lib --test features -q"),
    )
}
