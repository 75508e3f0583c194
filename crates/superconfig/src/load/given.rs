//! What the program gives: values, overrides, sources of its own.

use super::{Context, Loading, kind_name};
use crate::diagnostics::{Code, Diagnostic, Fault, Step, locate, within};
use crate::format::{Limits, detect};
use crate::source::layer::Layer;
use crate::source::spec::{Overriding, SourceBuilder};
use crate::source::{Source, SourceData};
use crate::value::{
    BuildError, Document, KeyPath, Origin, OriginKind, Segment, SourceInfo, Span, Tree, TreeBuilder,
};
use std::sync::Arc;
use std::time::Instant;

impl Loading<'_> {
    /// Values that the program itself gave: if they cannot be used, that is an error.
    pub(super) fn tree(
        &mut self,
        spec: &SourceBuilder,
        kind: OriginKind,
        tree: Result<&Arc<Tree>, &Diagnostic>,
    ) {
        let name = kind_name(kind);
        self.trace(name, format_args!("values of {name}"), tree.is_ok());
        match tree {
            Ok(tree) => {
                let info = SourceInfo::new(kind, self.name(spec, name));
                self.push_layer(Layer::new(info, Tree::clone(tree), spec.options.clone()), true);
            }
            Err(diagnostic) => self.report(diagnostic.clone(), true),
        }
    }

    pub(super) fn overriding(
        &mut self,
        spec: &SourceBuilder,
        path: &str,
        value: Result<&Overriding, &Diagnostic>,
    ) {
        let name = self.name(spec, "override");
        let info = SourceInfo::new(OriginKind::Override, name);
        let built = match value {
            Ok(value) => override_tree(path, value, self.context.limits),
            Err(diagnostic) => return self.report(diagnostic.clone(), true),
        };
        match built {
            Ok((tree, at)) => {
                let options = spec.clone().at(at).options;
                self.push_layer(Layer::new(info, tree, options), true);
            }
            Err(diagnostic) => self.report(diagnostic.with_origin(Origin::new(Arc::new(info), None)), true),
        }
    }

    /// What a provider of Figment gave when it was asked.
    #[cfg(feature = "figment")]
    pub(super) fn provider(&mut self, spec: &SourceBuilder, provided: &crate::bridge::Provided) {
        let taken = provided.take(self.context.places, self.context.limits);
        self.trace("figment", format_args!("{} loaded", self.name(spec, provided.name())), taken.is_ok());
        match taken {
            Ok(crate::bridge::Taken { mut info, tree, origins, warnings }) => {
                info.name = self.name(spec, &info.name);
                let mut layer = Layer::new(info, tree, spec.options.clone());
                layer.names = crate::source::layer::Names::Origins(origins);
                self.push_layer(layer, false);
                for warning in warnings {
                    self.report(warning, false);
                }
            }
            Err(diagnostics) => {
                for diagnostic in diagnostics {
                    self.report(diagnostic, false);
                }
            }
        }
    }

    pub(super) fn custom(&mut self, spec: &SourceBuilder, source: &dyn Source) {
        let name = self.name(spec, &source.name());
        let started = Instant::now();
        let loaded = within(Step::Read(&name), || source.load());
        let read_time = started.elapsed();
        self.trace("source", format_args!("{name} loaded"), loaded.is_ok());
        match loaded {
            Ok(SourceData::Value(value)) => {
                let mut builder =
                    TreeBuilder::new(Arc::from(""), self.context.limits.depth, self.context.limits.nodes);
                let info = SourceInfo::new(OriginKind::Custom, name);
                let built = builder.value(&value, Span::default());
                let (tree, duplicates) = builder.finish();
                let faults: Vec<Fault> = built.err().into_iter().chain(duplicates).map(Fault::from).collect();
                if faults.is_empty() {
                    return self.push_layer(Layer::new(info, tree, spec.options.clone()), false);
                }
                let info = Arc::new(info);
                for diagnostic in locate(faults, &info, self.context.secrets) {
                    self.report(diagnostic, false);
                }
            }
            Ok(SourceData::Text { text, format }) => {
                let text: Arc<str> = Arc::from(text);
                let info = SourceInfo::new(OriginKind::Custom, name).with_text(Arc::clone(&text));
                let started = Instant::now();
                let Context { limits, strict, .. } = *self.context;
                let parse = || detect::load(Some(format), None, &text, limits, strict);
                let loaded = within(Step::Parse(&info.name), parse);
                self.parsed(spec, info, loaded.into(), read_time, started, false);
            }
            Err(error) => {
                for diagnostic in error.into_diagnostics() {
                    self.report(diagnostic, false);
                }
            }
        }
    }
}

/// The tree of an override: the value below the keys of its path. A path with an index is split: what comes
/// after the last index is in the tree, what comes before says where the tree belongs.
fn override_tree(
    path: &str,
    value: &Overriding,
    limits: &Limits,
) -> Result<(Tree, Option<KeyPath>), Box<Diagnostic>> {
    let path: KeyPath = path
        .parse()
        .map_err(|error: crate::value::PathError| Diagnostic::error(Code::BadPath, error.to_string()))?;
    if path.is_root() {
        return Err(Box::new(Diagnostic::error(Code::BadPath, "an override needs a key path")));
    }
    let last_index = path.segments().iter().rposition(|segment| matches!(segment, Segment::Index(_)));
    let (at, below) = path.segments().split_at(last_index.map_or(0, |at| at + 1));
    let fail = |error| {
        let fault = Fault::from(error);
        let diagnostic = Diagnostic::error(fault.code, fault.message).with_path(path.clone());
        Box::new(diagnostic.with_help("raise `Limits` if the value is meant to be that large"))
    };
    if path.segments().len() > limits.depth {
        return Err(fail(BuildError::Depth { at: Span::default() }));
    }
    let mut builder = TreeBuilder::new(Arc::from(""), limits.depth, limits.nodes);
    for segment in below {
        let Segment::Key(key) = segment else { continue };
        builder.begin_table_at(Span::default()).map_err(fail)?;
        let key = builder.keep(key);
        builder.key(key, Span::default());
    }
    match value {
        Overriding::Typed(tree) => {
            builder.copy(&**tree, tree.root(), &mut |_| Span::default()).map_err(fail)?
        }
        Overriding::Text(text) => {
            let text = crate::value::Data::Text(builder.keep(text));
            builder.scalar(text, Span::default()).map_err(fail)?;
        }
    }
    let at = last_index.map(|_| KeyPath::from(at.to_vec()));
    Ok((builder.finish().0, at))
}
