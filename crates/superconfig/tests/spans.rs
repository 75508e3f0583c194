//! The steps of loading as spans, seen by a subscriber of our own.
#![cfg(all(feature = "tracing", feature = "toml"))]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used)]

use std::fmt::Debug;
use std::fs;
use std::sync::{Arc, Mutex};
use superconfig::{Format, Places, SuperConfig};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Writes each span down when it is entered, indented by how deep it is.
#[derive(Clone, Default)]
struct Scribe(Arc<Mutex<Written>>);

#[derive(Default)]
struct Written {
    spans: Vec<String>,
    depth: usize,
    lines: Vec<String>,
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl Subscriber for Scribe {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "superconfig" && metadata.is_span()
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields(attributes.metadata().name().to_owned());
        attributes.record(&mut fields);
        let is_detail = *attributes.metadata().level() > Level::INFO;
        let mut written = self.0.lock().unwrap();
        written.spans.push(format!("{}{}", if is_detail { "" } else { "# " }, fields.0));
        Id::from_u64(written.spans.len() as u64)
    }

    fn enter(&self, span: &Id) {
        let mut written = self.0.lock().unwrap();
        let line = format!("{}{}", "  ".repeat(written.depth), written.spans[span.into_u64() as usize - 1]);
        written.lines.push(line);
        written.depth += 1;
    }

    fn exit(&self, _: &Id) {
        self.0.lock().unwrap().depth -= 1;
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
}

impl Scribe {
    fn take(&self) -> Vec<String> {
        let mut written = self.0.lock().unwrap();
        assert_eq!(written.depth, 0, "every span that was entered has been left");
        std::mem::take(&mut written.lines)
    }
}

#[test]
fn loading_and_reloading_are_trees_of_spans() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("conf.d")).unwrap();
    fs::write(directory.path().join("a.toml"), "port = 80").unwrap();
    fs::write(directory.path().join("conf.d/b.toml"), "b = 1").unwrap();
    let scribe = Scribe::default();
    tracing::subscriber::with_default(scribe.clone(), || {
        let builder = SuperConfig::new()
            .with_places(Places::new(directory.path()))
            .with_file("a.toml")
            .with_glob("conf.d/*.toml")
            .with_string("text = 1", Format::Toml);
        let config = builder.build().unwrap();
        let built = [
            "# load sources=3",
            "  discover source=a.toml",
            "  read source=a.toml",
            "  parse source=a.toml",
            "  discover source=conf.d/*.toml",
            "  read source=conf.d/b.toml",
            "  parse source=conf.d/b.toml",
            "  parse source=text",
            "merge",
            "validate",
        ];
        assert_eq!(scribe.take(), built);

        let _port = config.handle::<u16>("port").unwrap();
        config.get::<f64>("port").unwrap();
        // A scalar of just this type is read faster than a span is opened.
        config.get::<u16>("port").unwrap();
        assert_eq!(scribe.take(), ["extract path=port", "extract path=port"]);

        fs::write(directory.path().join("a.toml"), "port = 81").unwrap();
        config.reload().unwrap();
        let reloaded = scribe.take();
        assert_eq!(reloaded[..2], ["# reload", "  # load sources=3"]);
        let steps: Vec<&str> = reloaded.iter().filter_map(|line| line.strip_prefix("  ")).collect();
        // The text of the file that changed is parsed again, the other one is not.
        assert!(steps.contains(&"  parse source=a.toml") && !steps.contains(&"  parse source=conf.d/b.toml"));
        assert_eq!(
            steps[steps.len() - 4..],
            ["merge", "validate", "extract path=port", "publish generation=2"]
        );

        fs::write(directory.path().join("a.toml"), "port =").unwrap();
        assert!(config.reload().is_err());
        assert!(!scribe.take().iter().any(|line| line.contains("publish")));
    });
}
