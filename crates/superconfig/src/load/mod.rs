//! From descriptions of sources to layers: reads, parses, and places variables. Nothing is merged here.

mod files;
mod given;
mod variables;

use crate::diagnostics::{Code, DebugMessage, Diagnostic, Fault, Severity, Trace, VerbosityLevel};
use crate::format::text_bytes::nul;
use crate::format::{self, Format, Limits, detect};
use crate::snapshot::{FileFact, VariableFact};
use crate::source::known::Known;
use crate::source::layer::{Layer, Names};
use crate::source::spec::{SourceBuilder, SpecKind};
use crate::source::variables::Naming;
use crate::source::{Places, without_empty};
use crate::value::{Document, Item, OriginKind, SourceInfo, Tree, TreeBuilder};
use std::sync::Arc;
use std::time::{Duration, Instant};
use variables::{Waiting, known_paths};

/// What loading depends on besides the sources.
#[derive(Clone, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) places: &'a Places,
    pub(crate) limits: &'a Limits,
    pub(crate) strict: bool,
    /// The selected profiles, for `config.<profile>.toml`.
    pub(crate) profiles: &'a [String],
    pub(crate) trace: &'a Trace,
}

/// All layers in order of precedence, and what was found on the way.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) layers: Vec<Layer>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) files: Vec<FileFact>,
    pub(crate) variables: Vec<VariableFact>,
    /// How the strongest environment source with a prefix reads names, for advice.
    pub(crate) naming: Option<Naming>,
    /// Profiles that have a file of their own.
    pub(crate) profiles_with_file: Vec<String>,
}

/// What became of a text.
struct Outcome {
    format: Format,
    tree: Option<Arc<Tree>>,
    faults: Vec<Fault>,
}

impl From<detect::Loaded> for Outcome {
    fn from(loaded: detect::Loaded) -> Self {
        let detect::Loaded { format, parsed } = loaded;
        Self { format, tree: parsed.tree.map(Arc::new), faults: parsed.faults }
    }
}

/// A layer, or variables that wait until all keys are known.
enum Slot {
    Layer(Box<Layer>),
    Variables(Box<Waiting>),
}

/// Loads all sources.
pub(crate) fn load(specs: &[SourceBuilder], context: &Context<'_>) -> Loaded {
    let mut loading = Loading { context, loaded: Loaded::default(), slots: Vec::new() };
    let (weakest, others): (Vec<_>, Vec<_>) = specs.iter().partition(|spec| spec.weakest);
    // Of two fallbacks the first one given is the stronger: it is the nearer one.
    for spec in weakest.into_iter().rev().chain(others) {
        loading.source(spec);
    }
    loading.finish()
}

struct Loading<'a> {
    context: &'a Context<'a>,
    loaded: Loaded,
    slots: Vec<Slot>,
}

impl Loading<'_> {
    fn source(&mut self, spec: &SourceBuilder) {
        for doubt in &spec.doubts {
            self.report(doubt.clone(), false);
        }
        match &spec.kind {
            SpecKind::Tree { kind, tree } => self.tree(spec, *kind, tree.as_ref()),
            SpecKind::Text { kind, text } => {
                let info =
                    SourceInfo::new(*kind, self.name(spec, kind_name(*kind))).with_text(Arc::clone(text));
                let started = Instant::now();
                let parsed = match nul(text) {
                    Some(fault) => detect::Loaded {
                        format: spec.format.unwrap_or(Format::Json),
                        parsed: format::Parsed::failed(fault),
                    },
                    None => detect::load(spec.format, None, text, self.context.limits, self.context.strict),
                };
                self.parsed(spec, info, parsed.into(), Duration::ZERO, started, true);
            }
            SpecKind::File { kind, path, presence } => self.file(spec, *kind, path, *presence),
            SpecKind::ProfileFiles { base } => self.profile_files(spec, base),
            SpecKind::Dotenv { path, presence } => self.dotenv(spec, path, *presence),
            SpecKind::Glob(wildcard) => {
                let (paths, diagnostics) = wildcard.discover(self.context.places);
                self.loaded.diagnostics.extend(diagnostics);
                self.trace(
                    "file",
                    &format!("{} files match {:?}", paths.len(), wildcard.patterns()),
                    !paths.is_empty(),
                );
                for path in paths {
                    self.read_file(spec, OriginKind::File, &path, false);
                }
            }
            SpecKind::Hierarchy(hierarchy) => self.hierarchy(spec, hierarchy),
            SpecKind::Env(env) => self.env(spec, env),
            SpecKind::Override { path, value } => self.overriding(spec, path, value.as_ref()),
            SpecKind::Config { tree, origins, name } => {
                let info = SourceInfo::new(OriginKind::Config, self.name(spec, name));
                let mut layer = Layer::new(info, Tree::clone(tree), spec.options.clone());
                layer.names = Names::Origins(origins.clone());
                self.push_layer(layer, true);
            }
            SpecKind::Custom(source) => self.custom(spec, source.as_ref()),
        }
    }

    fn name(&self, spec: &SourceBuilder, default: &str) -> String {
        spec.name.clone().unwrap_or_else(|| default.to_owned())
    }

    fn trace(&self, provider: &str, message: &str, success: bool) {
        if self.context.trace.wants(VerbosityLevel::Debug) {
            let message = DebugMessage::new(VerbosityLevel::Debug, provider, message).with_success(success);
            self.context.trace.push(message);
        }
    }

    fn report(&mut self, mut diagnostic: Diagnostic, required: bool) {
        // What is not required is no reason to fail: the rest loads (SPEC 10, lenient).
        if !required {
            diagnostic.severity = Severity::Warning;
        }
        self.loaded.diagnostics.push(diagnostic);
    }

    /// Takes a layer whose root is a table.
    fn push_layer(&mut self, mut layer: Layer, required: bool) {
        let root = layer.tree.item(layer.tree.root());
        if root == Item::Table || layer.options.at.is_some() {
            if layer.options.ignore_empty {
                layer.tree = Arc::new(without_empty(&layer.tree));
            }
            return self.slots.push(Slot::Layer(Box::new(layer)));
        }
        let message = format!("the root of {} must be a table, found {}", layer.info.name, root.describe());
        let diagnostic =
            Diagnostic::error(Code::RootNotTable, message).with_origin(layer.origin(layer.tree.root()));
        self.report(diagnostic, required);
    }

    fn parsed(
        &mut self,
        spec: &SourceBuilder,
        info: SourceInfo,
        loaded: Outcome,
        read_time: Duration,
        started: Instant,
        required: bool,
    ) {
        let parse_time = started.elapsed();
        let info = Arc::new(info);
        for fault in loaded.faults {
            let is_error = fault.severity == Severity::Error;
            self.report(fault.locate(&info), required && is_error);
        }
        let name = info.name.clone();
        self.trace("file", &format!("{name} parsed as {}", loaded.format), loaded.tree.is_some());
        if let Some(tree) = loaded.tree {
            let layer = Layer {
                size: info.text.as_ref().map_or(0, |text| text.len()),
                info,
                tree,
                format: Some(loaded.format),
                options: spec.options.clone(),
                names: Names::Keys,
                read_time,
                parse_time,
            };
            self.push_layer(layer, required);
        }
    }

    /// Places the variables now that all keys are known.
    fn finish(mut self) -> Loaded {
        let mut slots = std::mem::take(&mut self.slots);
        let has_variables = slots
            .iter()
            .any(|slot| matches!(slot, Slot::Variables(waiting) if !waiting.variables.is_empty()));
        let depth = self.context.limits.depth;
        let known = if has_variables { known_paths(&mut slots, depth) } else { Known::default() };
        for slot in slots {
            match slot {
                Slot::Layer(layer) => self.loaded.layers.push(*layer),
                Slot::Variables(waiting) => self.place(*waiting, &known),
            }
        }
        self.loaded
    }
}

/// The name of a source that has no better one.
fn kind_name(kind: OriginKind) -> &'static str {
    match kind {
        OriginKind::Default => "defaults",
        OriginKind::Cli => "command line",
        other => other.as_str(),
    }
}

fn empty_tree() -> Tree {
    TreeBuilder::new(Arc::from(""), 1, 1).finish().0
}
