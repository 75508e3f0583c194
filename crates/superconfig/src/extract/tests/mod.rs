//! Extraction from documents that are built by hand.

mod coercion;
mod deep;
mod faults;
mod like_serde_json;
mod names;
mod softness;
mod wrappers;

use super::{Extracted, Input, Options, Unclaimed, extract};
use crate::diagnostics::{Diagnostic, Secrets};
use crate::value::{
    Data, Document, Item, KeyPath, Origin, OriginKind, SourceInfo, Span, Tree, TreeBuilder, split_words,
};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// A tree with the same values; the value that is the n-th in document order stands in line n.
/// Strings that begin with `text:` and `date:` stand for those kinds.
pub(super) fn tree(value: &Value) -> Tree {
    let mut builder = TreeBuilder::new(Arc::from("\n".repeat(5_000)), 1_000, 1_000_000);
    add(&mut builder, value, &mut 0);
    builder.finish().0
}

fn add(builder: &mut TreeBuilder, value: &Value, line: &mut usize) {
    let at = *line;
    *line += 1;
    let span = Span::new(at, at + 1);
    let data = match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Number(n) => match (n.as_i64(), n.as_u64()) {
            (Some(n), _) => Data::Int(n),
            (None, Some(n)) => Data::UInt(n),
            (None, None) => Data::Float(n.as_f64().unwrap()),
        },
        Value::String(text) => match text.split_once(':') {
            Some(("text", text)) => Data::Text(builder.keep(text)),
            Some(("date", text)) => Data::Date(builder.keep(text)),
            _ => Data::Str(builder.keep(text)),
        },
        Value::Array(items) => {
            builder.begin_array(at).unwrap();
            items.iter().for_each(|item| add(builder, item, line));
            return builder.end(at);
        }
        Value::Object(entries) => {
            builder.begin_table(at).unwrap();
            for (key, item) in entries {
                let key = builder.keep(key);
                builder.key(key, Span::new(*line, *line + 1));
                add(builder, item, line);
            }
            return builder.end(at);
        }
    };
    builder.scalar(data, span).unwrap();
}

pub(super) struct Doc {
    tree: Tree,
    source: Arc<SourceInfo>,
    secrets: Secrets,
    unclaimed: Vec<Unclaimed>,
}

impl Doc {
    pub(super) fn new(value: Value) -> Self {
        let text = Arc::from("\n".repeat(5_000));
        let source = SourceInfo::new(OriginKind::File, "app.toml").with_file("app.toml").with_text(text);
        let (tree, source) = (tree(&value), Arc::new(source));
        Self { tree, source, secrets: Secrets::default(), unclaimed: Vec::new() }
    }

    /// Variables that nobody has claimed, sorted by name; those of which the root has the key are its fallbacks.
    pub(super) fn with_env(mut self, variables: &[(&str, &str)]) -> Self {
        let source = Arc::new(SourceInfo::new(OriginKind::Env, "environment"));
        for (name, text) in variables {
            let rest = name.strip_prefix("APP_").unwrap();
            let name: Arc<str> = Arc::from(*name);
            self.unclaimed.push(Unclaimed {
                origin: Origin::new(Arc::clone(&source), None).with_variable(Arc::clone(&name)),
                name,
                words: rest.split('_').flat_map(split_words).collect(),
                text: Arc::from(*text),
                node: self.tree.child(self.tree.root(), &rest.to_lowercase()),
            });
        }
        self
    }

    pub(super) fn get<'de, T: Deserialize<'de>>(&'de self) -> Result<T, Vec<Diagnostic>> {
        self.at("", Options::default()).map(|extracted| extracted.value)
    }

    pub(super) fn strict<'de, T: Deserialize<'de>>(&'de self) -> Result<T, Vec<Diagnostic>> {
        self.at("", Options { deny_unknown: true, strict: false }).map(|extracted| extracted.value)
    }

    pub(super) fn at<'de, T: Deserialize<'de>>(
        &'de self,
        path: &str,
        options: Options,
    ) -> Result<Extracted<T>, Vec<Diagnostic>> {
        let path: KeyPath = path.parse().unwrap();
        let place = path.segments().iter().try_fold(self.root(), |id, segment| match segment {
            crate::value::Segment::Key(key) => self.child(id, key),
            crate::value::Segment::Index(index) => self.children(id).nth(*index),
        });
        extract(self, place, &path, options, &std::marker::PhantomData)
    }
}

impl Document for Doc {
    fn root(&self) -> u32 {
        self.tree.root()
    }

    fn item(&self, id: u32) -> Item<'_> {
        self.tree.item(id)
    }

    fn children(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        self.tree.children(id)
    }

    fn key(&self, id: u32) -> &str {
        self.tree.key(id)
    }
}

impl Input for Doc {
    fn origin(&self, id: u32) -> Option<Origin> {
        if let Some(variable) = self.unclaimed.iter().find(|variable| variable.node == Some(id)) {
            return Some(variable.origin.clone());
        }
        Some(Origin::new(Arc::clone(&self.source), Some(self.tree.node(id).span)))
    }

    fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    fn unclaimed(&self) -> &[Unclaimed] {
        &self.unclaimed
    }
}

/// The error of an extraction that must fail, one line a fault: code, path, place, message, help.
pub(super) fn faults<T>(result: Result<T, Vec<Diagnostic>>) -> String {
    let diagnostics = result.err().expect("there should be faults");
    let line = |diagnostic: &Diagnostic| {
        let origin = diagnostic.origin.as_ref().map_or("-".to_owned(), ToString::to_string);
        let path = diagnostic.path.as_ref().map_or("-".to_owned(), ToString::to_string);
        let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("{} {path} @ {origin}: {}{help}", diagnostic.code, diagnostic.message)
    };
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}
