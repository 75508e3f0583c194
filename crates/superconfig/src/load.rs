//! From descriptions of sources to layers: reads, parses, and places variables. Nothing is merged here.

use crate::diagnostics::{Code, DebugMessage, Diagnostic, Fault, Severity, Trace, VerbosityLevel};
use crate::format::text_bytes::{decode, nul};
use crate::format::{self, Format, Limits, detect};
use crate::snapshot::{Fate, FileFact, VariableFact};
use crate::source::known::Known;
use crate::source::layer::{Layer, Names};
use crate::source::spec::{Overriding, Presence, SourceBuilder, SpecKind};
use crate::source::variables::{Naming, Placed, Variable, place};
use crate::source::{
    Content, Env, Places, Source, SourceData, Status, is_nothing, locate, read, variable_tree, without_empty,
};
use crate::value::{
    Document, Item, KeyPath, Origin, OriginKind, Segment, SourceInfo, Span, Tree, TreeBuilder,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

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

/// A layer, or variables that wait until all keys are known.
enum Slot {
    Layer(Box<Layer>),
    Variables(Box<Waiting>),
}

/// A source of variables whose names are matched last.
struct Waiting {
    layer: Layer,
    variables: Vec<Variable>,
    naming: Naming,
    /// Empty variables that are ignored, for `why_not`.
    empty: Vec<Variable>,
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
                self.parsed(spec, info, parsed, Duration::ZERO, started, true);
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

    /// Values that the program itself gave: if they cannot be used, that is an error.
    fn tree(&mut self, spec: &SourceBuilder, kind: OriginKind, tree: Result<&Arc<Tree>, &Diagnostic>) {
        let name = kind_name(kind);
        self.trace(name, &format!("values of {name}"), tree.is_ok());
        match tree {
            Ok(tree) => {
                let info = SourceInfo::new(kind, self.name(spec, name));
                self.push_layer(Layer::new(info, Tree::clone(tree), spec.options.clone()), true);
            }
            Err(diagnostic) => self.report(diagnostic.clone(), true),
        }
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
        loaded: detect::Loaded,
        read_time: Duration,
        started: Instant,
        required: bool,
    ) {
        let parse_time = started.elapsed();
        let info = Arc::new(info);
        for fault in loaded.parsed.faults {
            let is_error = fault.severity == Severity::Error;
            self.report(fault.locate(&info), required && is_error);
        }
        let name = info.name.clone();
        self.trace("file", &format!("{name} parsed as {}", loaded.format), loaded.parsed.tree.is_some());
        if let Some(tree) = loaded.parsed.tree {
            let layer = Layer {
                size: info.text.as_ref().map_or(0, |text| text.len()),
                info,
                tree: Arc::new(tree),
                format: Some(loaded.format),
                options: spec.options.clone(),
                names: Names::Keys,
                read_time,
                parse_time,
            };
            self.push_layer(layer, required);
        }
    }

    fn file(&mut self, spec: &SourceBuilder, kind: OriginKind, path: &Path, presence: Presence) {
        if let Some(path) = self.locate(path, presence) {
            self.read_file(spec, kind, &path, presence == Presence::Required);
        }
    }

    /// The file that a path means; what is to be said about it is reported.
    fn locate(&mut self, path: &Path, presence: Presence) -> Option<PathBuf> {
        let located = locate(path, self.context.places);
        if let Some(diagnostic) = located.several() {
            self.report(diagnostic, false);
        }
        if located.chosen.is_none() {
            for tried in &located.tried {
                self.absent(tried);
            }
            self.trace("file", &format!("{} not found", path.display()), false);
            if presence != Presence::Optional {
                let required = presence == Presence::Required;
                self.report(located.missing(self.context.places, required), required);
            }
        }
        located.chosen
    }

    fn absent(&mut self, path: &Path) {
        self.loaded.files.push(FileFact {
            path: path.to_path_buf(),
            reason: Some("absent".into()),
            absent: true,
        });
    }

    /// Reads the bytes of a file that is there.
    fn content(&mut self, path: &Path, required: bool) -> Option<(Arc<str>, Duration)> {
        let started = Instant::now();
        let content = match read(&self.context.places.expand(path), self.context.limits) {
            Ok(content) => content,
            Err(error) => {
                let mut diagnostic = error.diagnostic(path);
                self.refused(path, &diagnostic);
                if required {
                    diagnostic.severity = Severity::Error;
                }
                self.report(diagnostic, required);
                return None;
            }
        };
        let read_time = started.elapsed();
        let text = self.decode(path, content, required)?;
        self.loaded.files.push(FileFact { path: path.to_path_buf(), reason: None, absent: false });
        Some((text, read_time))
    }

    fn refused(&mut self, path: &Path, diagnostic: &Diagnostic) {
        let reason = Some(diagnostic.message.clone());
        self.loaded.files.push(FileFact { path: path.to_path_buf(), reason, absent: false });
    }

    fn decode(&mut self, path: &Path, content: Content, required: bool) -> Option<Arc<str>> {
        match decode(content.bytes) {
            Ok(text) => Some(text),
            Err(fault) => {
                let info =
                    Arc::new(SourceInfo::new(OriginKind::File, path.display().to_string()).with_file(path));
                let diagnostic = fault.locate(&info);
                self.refused(path, &diagnostic);
                self.report(diagnostic, required);
                None
            }
        }
    }

    fn read_file(&mut self, spec: &SourceBuilder, kind: OriginKind, path: &Path, required: bool) {
        if let Some((text, read_time)) = self.content(path, required) {
            self.parse_file(spec, kind, path, text, read_time, required);
        }
    }

    fn parse_file(
        &mut self,
        spec: &SourceBuilder,
        kind: OriginKind,
        path: &Path,
        text: Arc<str>,
        read_time: Duration,
        required: bool,
    ) {
        let started = Instant::now();
        let Context { limits, strict, .. } = *self.context;
        let loaded = detect::load(spec.format, Some(path), &text, limits, strict);
        let name = self.name(spec, &path.display().to_string());
        let info = SourceInfo::new(kind, name).with_file(path).with_text(Arc::clone(&text));
        if loaded.format == Format::Env && loaded.parsed.tree.is_some() {
            return self.variables_in_text(spec, info, &text, read_time);
        }
        self.parsed(spec, info, loaded, read_time, started, required);
    }

    /// `config.toml`, then `config.<profile>.toml` for each selected profile.
    fn profile_files(&mut self, spec: &SourceBuilder, base: &Path) {
        self.file(spec, OriginKind::File, base, Presence::Expected);
        for profile in self.context.profiles {
            let path = profile_path(base, profile);
            if let Some(path) = self.locate(&path, Presence::Optional) {
                self.loaded.profiles_with_file.push(profile.clone());
                self.read_file(spec, OriginKind::File, &path, false);
            }
        }
    }

    fn hierarchy(&mut self, spec: &SourceBuilder, hierarchy: &crate::source::Hierarchy) {
        let found = hierarchy.load(self.context.places, self.context.limits);
        for diagnostic in found.diagnostics {
            self.report(diagnostic, false);
        }
        for discovered in found.discovered {
            let (absent, reason) = match &discovered.status {
                Status::Used => (false, None),
                Status::Absent => (true, Some("absent".to_owned())),
                Status::Refused(reason) => (false, Some(reason.clone())),
            };
            self.trace(
                "hierarchical",
                &format!("{} {}", discovered.level, discovered.path.display()),
                reason.is_none(),
            );
            self.loaded.files.push(FileFact { path: discovered.path, reason, absent });
        }
        for file in found.files {
            // Below the working directory the short name is the one that people know.
            let shown = file.path.strip_prefix(self.context.places.cwd()).unwrap_or(&file.path);
            if let Some(text) = self.decode(shown, file.content, false) {
                self.parse_file(spec, OriginKind::File, shown, text, Duration::ZERO, false);
            }
        }
    }

    fn dotenv(&mut self, spec: &SourceBuilder, path: &Path, presence: Presence) {
        let Some(path) = self.locate(path, presence) else { return };
        if let Some((text, read_time)) = self.content(&path, presence == Presence::Required) {
            let name = self.name(spec, &path.display().to_string());
            let info = SourceInfo::new(OriginKind::File, name).with_file(&path).with_text(Arc::clone(&text));
            self.variables_in_text(spec, info, &text, read_time);
        }
    }

    #[cfg(feature = "env")]
    fn variables_in_text(
        &mut self,
        spec: &SourceBuilder,
        info: SourceInfo,
        text: &Arc<str>,
        read_time: Duration,
    ) {
        let started = Instant::now();
        let env = self.context.places.env();
        let outside = |name: &str| env.get(name).map(str::to_owned);
        let (entries, faults) = format::dotenv::lines(text, &outside, spec.options.interpolation);
        let mut layer = Layer::new(info, empty_tree(), spec.options.clone());
        layer.format = Some(Format::Env);
        (layer.read_time, layer.parse_time) = (read_time, started.elapsed());
        let failed = faults.iter().any(|fault| fault.severity == Severity::Error);
        for fault in faults {
            self.report(fault.locate(&layer.info), false);
        }
        if failed {
            return;
        }
        let variables = entries.into_iter().map(|entry| {
            let origin = Origin::new(Arc::clone(&layer.info), Some(entry.span));
            let name: Arc<str> = Arc::from(entry.name);
            let origin = origin.with_variable(Arc::clone(&name));
            Variable { rest: name.to_string(), name, is_path: false, text: entry.value, origin }
        });
        let mut variables: Vec<Variable> = variables.collect();
        variables.sort_by(|a, b| a.name.cmp(&b.name));
        let naming =
            Naming { operations: spec.options.operations, reports_unclaimed: true, ..Naming::default() };
        self.push_variables(layer, variables, naming);
    }

    #[cfg(not(feature = "env"))]
    fn variables_in_text(&mut self, _: &SourceBuilder, info: SourceInfo, text: &Arc<str>, _: Duration) {
        let info = Arc::new(info);
        // All that this finds is that the format is not compiled in, which is the program's fault, not the file's.
        for fault in format::parse(Format::Env, text, self.context.limits).faults {
            self.report(fault.locate(&info), true);
        }
    }

    fn env(&mut self, spec: &SourceBuilder, env: &Env) {
        let snapshot = self.context.places.env().clone();
        let naming = Naming {
            prefix: env.prefix.clone(),
            nesting: env.nesting.clone(),
            preserve_case: env.preserve_case,
            operations: spec.options.operations,
            reports_unclaimed: !env.prefix.is_empty(),
        };
        let layer = Layer::new(
            SourceInfo::new(OriginKind::Env, self.name(spec, "environment")),
            empty_tree(),
            spec.options.clone(),
        );
        let wanted = |rest: &str| {
            let is_in = |list: &[String]| list.iter().any(|name| name.eq_ignore_ascii_case(rest));
            !is_in(&env.ignored) && (env.only.is_empty() || is_in(&env.only))
        };
        for name in
            snapshot.unreadable().filter(|name| naming.strip(name).is_some_and(|(rest, _)| wanted(rest)))
        {
            let origin = Origin::new(Arc::clone(&layer.info), None).with_variable(Arc::from(name));
            let message = format!("the value of {name} is not UTF-8; it is left out");
            self.loaded
                .diagnostics
                .push(Diagnostic::warning(Code::VariableNotUtf8, message).with_origin(origin));
        }
        if !env.prefix.is_empty() && env.only.is_empty() && spec.options.profile.is_none() {
            self.loaded.naming = Some(naming.clone());
        }
        let mut variables = Vec::new();
        for (name, text) in snapshot.iter() {
            let Some((rest, is_path)) = naming.strip(name).filter(|(rest, _)| wanted(rest)) else { continue };
            let name: Arc<str> = Arc::from(name);
            let origin = Origin::new(Arc::clone(&layer.info), None).with_variable(Arc::clone(&name));
            let mut variable =
                Variable { name, rest: rest.to_owned(), is_path, text: text.to_owned(), origin };
            if env.file_suffix {
                self.read_variable_file(&mut variable);
            }
            variables.push(variable);
        }
        self.trace("env", &format!("{} variables with the prefix `{}`", variables.len(), env.prefix), true);
        self.push_variables(layer, variables, naming);
    }

    /// Takes variables, whose names wait until all keys are known.
    fn push_variables(&mut self, layer: Layer, variables: Vec<Variable>, naming: Naming) {
        let ignored = |variable: &Variable| layer.options.ignore_empty && is_nothing(&variable.text);
        let (empty, variables) = variables.into_iter().partition(ignored);
        self.slots.push(Slot::Variables(Box::new(Waiting { layer, variables, naming, empty })));
    }

    /// `NAME_FILE=/run/secrets/x`: the variable `NAME` with the content of that file.
    fn read_variable_file(&mut self, variable: &mut Variable) {
        let suffix = ["__FILE", "_FILE"]
            .into_iter()
            .find(|suffix| variable.rest.len() > suffix.len() && variable.rest.ends_with(suffix));
        let Some(suffix) = suffix else { return };
        let path = self.context.places.expand(&variable.text);
        let content = read(&path, self.context.limits)
            .map_err(|error| error.diagnostic(Path::new(&variable.text)).message);
        let text = content.and_then(|content| decode(content.bytes).map_err(|fault| fault.message));
        match text {
            Ok(text) => {
                let text = text.strip_suffix('\n').unwrap_or(&text);
                variable.text = text.strip_suffix('\r').unwrap_or(text).to_owned();
                variable.rest.truncate(variable.rest.len() - suffix.len());
            }
            Err(reason) => {
                let message = format!("the file that {} names cannot be read: {reason}", variable.name);
                let diagnostic =
                    Diagnostic::warning(Code::VariableFile, message).with_origin(variable.origin.clone());
                self.loaded.diagnostics.push(diagnostic);
            }
        }
    }

    fn overriding(&mut self, spec: &SourceBuilder, path: &str, value: Result<&Overriding, &Diagnostic>) {
        let name = self.name(spec, "override");
        let info = SourceInfo::new(OriginKind::Override, name);
        let built = match value {
            Ok(value) => override_tree(path, value, self.context.limits),
            Err(diagnostic) => Err(Box::new(diagnostic.clone())),
        };
        match built {
            Ok((tree, at)) => {
                let options = spec.clone().at(at).options;
                self.push_layer(Layer::new(info, tree, options), true);
            }
            Err(diagnostic) => self.report(*diagnostic, true),
        }
    }

    fn custom(&mut self, spec: &SourceBuilder, source: &dyn Source) {
        let name = self.name(spec, &source.name());
        let started = Instant::now();
        let loaded = source.load();
        let read_time = started.elapsed();
        self.trace("source", &format!("{name} loaded"), loaded.is_ok());
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
                for fault in faults {
                    self.report(fault.locate(&info), false);
                }
            }
            Ok(SourceData::Text { text, format }) => {
                let text: Arc<str> = Arc::from(text);
                let info = SourceInfo::new(OriginKind::Custom, name).with_text(Arc::clone(&text));
                let started = Instant::now();
                let loaded =
                    detect::load(Some(format), None, &text, self.context.limits, self.context.strict);
                self.parsed(spec, info, loaded, read_time, started, false);
            }
            Err(error) => {
                for diagnostic in error.into_diagnostics() {
                    self.report(diagnostic, false);
                }
            }
        }
    }

    /// Places the variables now that all keys are known.
    fn finish(mut self) -> Loaded {
        let slots = std::mem::take(&mut self.slots);
        let has_variables = slots
            .iter()
            .any(|slot| matches!(slot, Slot::Variables(waiting) if !waiting.variables.is_empty()));
        let known = if has_variables { known_paths(&slots) } else { Known::default() };
        for slot in slots {
            match slot {
                Slot::Layer(layer) => self.loaded.layers.push(*layer),
                Slot::Variables(waiting) => self.place(*waiting, &known),
            }
        }
        self.loaded
    }

    fn place(&mut self, waiting: Waiting, known: &Known) {
        let Waiting { mut layer, variables, naming, empty } = waiting;
        let (placed, diagnostics) = place(&variables, &naming, known);
        self.loaded.diagnostics.extend(diagnostics);
        let built = match variable_tree::build(&variables, &placed, self.context.limits) {
            Ok(built) => built,
            Err(error) => return self.report(Fault::from(error).locate(&layer.info), false),
        };
        self.loaded.diagnostics.extend(built.diagnostics);
        layer.size = match &layer.info.text {
            Some(text) => text.len(),
            None => variables.iter().map(|variable| variable.text.len()).sum(),
        };
        layer.names = match layer.info.text.is_some() {
            // The values of a dotenv file have places of their own.
            true => Names::Origins(variables.iter().map(|variable| variable.origin.clone()).collect()),
            false => built.names,
        };
        layer.tree = Arc::new(built.tree);
        self.loaded.layers.push(layer);
        self.remember(variables, empty, placed);
    }

    fn remember(&mut self, variables: Vec<Variable>, empty: Vec<Variable>, placed: Vec<Placed>) {
        let mut fates: Vec<Fate> = vec![Fate::Refused; variables.len()];
        for placed in placed {
            let path: KeyPath = placed.keys.into_iter().map(Segment::Key).collect::<Vec<_>>().into();
            if let Some(fate) = fates.get_mut(placed.variable) {
                *fate = if placed.unclaimed { Fate::Unclaimed(path) } else { Fate::Claimed(path) };
            }
        }
        let empty = empty.into_iter().map(|variable| (variable, Fate::Empty));
        for (variable, fate) in variables.into_iter().zip(fates).chain(empty) {
            let Variable { name, rest, text, origin, .. } = variable;
            self.loaded.variables.push(VariableFact { name, rest, text, origin, fate });
        }
    }
}

/// The key paths of all layers, and those that variables spell out.
fn known_paths(slots: &[Slot]) -> Known {
    let layers = slots.iter().filter_map(|slot| match slot {
        Slot::Layer(layer) if layer.options.at.is_none() => Some(&**layer),
        _ => None,
    });
    let mut known = Known::new(layers);
    for slot in slots {
        let Slot::Variables(waiting) = slot else { continue };
        for variable in &waiting.variables {
            if let Some(keys) = waiting.naming.spelled_out(variable, &known) {
                known.add(&keys);
            }
        }
    }
    known
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

/// `config.toml` and `production` give `config.production.toml`; `config` gives `config.production`.
fn profile_path(base: &Path, profile: &str) -> PathBuf {
    let known = detect::by_extension(base).is_some();
    match (base.file_stem(), base.extension().filter(|_| known)) {
        (Some(stem), Some(extension)) => {
            let name = format!("{}.{profile}.{}", stem.to_string_lossy(), extension.to_string_lossy());
            base.with_file_name(name)
        }
        _ => {
            let mut name = base.file_name().unwrap_or_default().to_os_string();
            name.push(format!(".{profile}"));
            base.with_file_name(name)
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
    let mut builder = TreeBuilder::new(Arc::from(""), limits.depth, limits.nodes);
    let fail = |error| Box::new(Diagnostic::error(Code::BadPath, Fault::from(error).message));
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
