//! From descriptions of sources to layers: reads, parses, and places variables. Nothing is merged here.

mod files;
mod given;
mod variables;

use crate::diagnostics::{
    Code, DebugMessage, Diagnostic, Fault, Secrets, Severity, Step, Trace, VerbosityLevel, locate, within,
};
use crate::format::text_bytes::nul;
use crate::format::{self, Format, Limits, detect};
use crate::metrics::{Phase, Profile, Stopwatch};
use crate::snapshot::{FileFact, VariableFact};
use crate::source::known::Known;
use crate::source::layer::{Layer, Names, Rereading};
use crate::source::spec::{SourceBuilder, SpecKind};
use crate::source::variables::Naming;
use crate::source::{Discovery, Places, without_empty};
use crate::value::{Document, Item, OriginKind, SourceInfo, Tree};
use std::fmt::Display;
use std::path::PathBuf;
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
    pub(crate) secrets: &'a Arc<Secrets>,
}

/// All layers in order of precedence, and what was found on the way.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) layers: Vec<Arc<Layer>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) files: Vec<FileFact>,
    /// Files and directories in which something could appear that would count.
    pub(crate) awaited: Vec<PathBuf>,
    /// What each wildcard found, in the order of the sources.
    pub(crate) globs: Vec<Vec<PathBuf>>,
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
    /// How the text can be read again by itself.
    rereading: Option<Rereading>,
    /// It was parsed before.
    cached: bool,
}

impl Outcome {
    /// What was parsed of this text before.
    fn cached(format: Format, tree: Arc<Tree>) -> Self {
        Self { format, tree: Some(tree), faults: Vec::new(), rereading: None, cached: true }
    }
}

impl From<detect::Loaded> for Outcome {
    fn from(loaded: detect::Loaded) -> Self {
        let detect::Loaded { format, parsed } = loaded;
        let (tree, faults) = (parsed.tree.map(Arc::new), parsed.faults);
        Self { format, tree, faults, rereading: None, cached: false }
    }
}

/// A layer, or variables that wait until all keys are known.
enum Slot {
    Layer(Box<Layer>),
    Variables(Box<Waiting>),
}

impl Slot {
    fn layer(&self) -> &Layer {
        match self {
            Self::Layer(layer) => layer,
            Self::Variables(waiting) => &waiting.layer,
        }
    }
}

/// In how many directories of one wildcard new files are waited for. (Each takes a watch of the system's.)
const MOST_DIRECTORIES: usize = 1000;

/// The sources from the weakest to the strongest.
pub(crate) fn in_order(specs: &[SourceBuilder]) -> impl Iterator<Item = &SourceBuilder> {
    let fallbacks = specs.iter().rev().filter(|spec| spec.weakest);
    // Of two fallbacks the first one given is the stronger: it is the nearer one.
    fallbacks.chain(specs.iter().filter(|spec| !spec.weakest))
}

/// Loads all sources.
pub(crate) fn load(specs: &[SourceBuilder], context: &Context<'_>, profile: &mut Profile) -> Loaded {
    let mut loading = Loading { context, profile, loaded: Loaded::default(), slots: Vec::new() };
    for spec in in_order(specs) {
        let first = loading.slots.len();
        loading.source(spec);
        let layers = loading.slots.iter().skip(first).map(Slot::layer);
        loading.profile.loaded(first, layers);
    }
    loading.finish()
}

struct Loading<'a> {
    context: &'a Context<'a>,
    profile: &'a mut Profile,
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
                    None => {
                        let Context { limits, strict, .. } = *self.context;
                        within(Step::Parse(&info.name), || {
                            detect::load(spec.format, None, text, limits, strict)
                        })
                    }
                };
                self.parsed(spec, info, parsed.into(), Duration::ZERO, started, true);
            }
            SpecKind::File { kind, path, presence } => self.file(spec, *kind, path, *presence),
            SpecKind::ProfileFiles { base } => self.profile_files(spec, base),
            SpecKind::Dotenv { path, presence } => self.dotenv(spec, path, *presence),
            SpecKind::Glob(wildcard) => {
                let watch = Stopwatch::start();
                let name = wildcard.patterns().join(", ");
                let search = || wildcard.search(self.context.places);
                let found = within(Step::Discover(&name), search);
                let Discovery { files, diagnostics, directories, looked_at } = found;
                self.profile.searched(&name, looked_at, files.len(), watch, Duration::ZERO);
                for diagnostic in diagnostics {
                    self.about_pattern(spec, diagnostic);
                }
                self.loaded.awaited.extend(directories.into_iter().take(MOST_DIRECTORIES));
                let message = format_args!("{} files match {:?}", files.len(), wildcard.patterns());
                self.trace("file", message, !files.is_empty());
                for path in &files {
                    self.read_file(spec, OriginKind::File, path, false);
                }
                self.loaded.globs.push(files);
            }
            SpecKind::Hierarchy(hierarchy) => self.hierarchy(spec, hierarchy),
            SpecKind::Env(env) => {
                let watch = Stopwatch::start();
                self.env(spec, env);
                self.profile.scanned(self.context.places.env(), &env.prefix, watch);
            }
            SpecKind::Override { path, value } => self.overriding(spec, path, value.as_ref()),
            SpecKind::Config { tree, origins, name } => {
                let info = SourceInfo::new(OriginKind::Config, self.name(spec, name));
                let mut layer = Layer::new(info, Tree::clone(tree), spec.options.clone());
                layer.names = Names::Origins(origins.clone());
                self.push_layer(layer, true);
            }
            SpecKind::Custom(source) => self.custom(spec, source.as_ref()),
            #[cfg(feature = "figment")]
            SpecKind::Provider(provided) => self.provider(spec, provided),
        }
    }

    /// The program asked for a malformed pattern, so it is an error, unless it asked for a warning in
    /// `merge_validated`, which stands among the doubts already.
    fn about_pattern(&mut self, spec: &SourceBuilder, diagnostic: Diagnostic) {
        let is_malformed = diagnostic.code == Code::GlobInvalid;
        if !is_malformed || spec.doubts.is_empty() {
            self.report(diagnostic, is_malformed);
        }
    }

    fn name(&self, spec: &SourceBuilder, default: &str) -> String {
        spec.name.clone().unwrap_or_else(|| default.to_owned())
    }

    fn trace(&self, provider: &str, message: impl Display, success: bool) {
        if self.context.trace.wants(VerbosityLevel::Debug) {
            let message = DebugMessage::new(VerbosityLevel::Debug, provider, message.to_string());
            let message = message.with_success(success);
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
        self.profile.failed(&layer.info, layer.read_time, layer.parse_time);
        self.disqualify(&layer.info, &message);
        let diagnostic =
            Diagnostic::error(Code::RootNotTable, message).with_origin(layer.origin(layer.tree.root()));
        self.report(diagnostic, required);
    }

    /// A file that was read does not count after all.
    fn disqualify(&mut self, info: &SourceInfo, reason: &str) {
        let mut facts = self.loaded.files.iter_mut().rev();
        if let Some(fact) = facts.find(|fact| Some(&fact.path) == info.file.as_ref()) {
            fact.reason = Some(reason.to_owned());
        }
    }

    /// Takes what became of a text. Names in a text of variables mean what they do in the environment.
    fn parsed(
        &mut self,
        spec: &SourceBuilder,
        info: SourceInfo,
        loaded: Outcome,
        read_time: Duration,
        started: Instant,
        required: bool,
    ) {
        if let Some(text) = info.text.clone()
            && loaded.format == Format::Env
            && loaded.tree.is_some()
        {
            return self.variables_in_text(spec, info, &text, read_time);
        }
        let parse_time = started.elapsed();
        let info = Arc::new(info);
        let found = locate(loaded.faults, &info, self.context.secrets);
        if loaded.tree.is_none() {
            let fault = found.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
            self.disqualify(&info, fault.map_or("it is broken", |fault| &fault.message));
        }
        for diagnostic in found {
            let is_error = diagnostic.severity == Severity::Error;
            self.report(diagnostic, required && is_error);
        }
        let name = info.name.clone();
        self.trace("file", format_args!("{name} parsed as {}", loaded.format), loaded.tree.is_some());
        let Some(tree) = loaded.tree else { return self.profile.failed(&info, read_time, parse_time) };
        // A text without anything in it is of every format, unless somebody says.
        let is_told = spec.format.is_some()
            || info.file.as_deref().is_some_and(|file| detect::by_extension(file).is_some());
        let is_empty = info.text.as_ref().is_some_and(|text| text.trim().is_empty());
        let layer = Layer {
            size: info.text.as_ref().map_or(0, |text| text.len()),
            info,
            tree,
            format: Some(loaded.format).filter(|_| is_told || !is_empty),
            options: spec.options.clone(),
            names: Names::Keys,
            rereading: loaded.rereading,
            read_time,
            parse_time,
            cached: loaded.cached,
        };
        self.push_layer(layer, required);
    }

    /// Places the variables now that all keys are known.
    fn finish(mut self) -> Loaded {
        let mut slots = std::mem::take(&mut self.slots);
        let has_variables = slots
            .iter()
            .any(|slot| matches!(slot, Slot::Variables(waiting) if !waiting.variables.is_empty()));
        let depth = self.context.limits.depth;
        let watch = Stopwatch::start();
        let known = if has_variables { known_paths(&mut slots, depth) } else { Known::default() };
        self.profile.spent(Phase::Match, watch);
        for (at, slot) in slots.into_iter().enumerate() {
            match slot {
                Slot::Layer(layer) => self.loaded.layers.push(Arc::new(*layer)),
                Slot::Variables(waiting) => {
                    let (watch, before) = (Stopwatch::start(), self.loaded.variables.len());
                    self.place(*waiting, &known);
                    let placed = self.loaded.variables.get(before..).unwrap_or_default();
                    self.profile.placed(at, placed, watch);
                }
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
