//! Variables: read from the environment and from dotenv files, and placed when all keys are known.

use super::{Loading, Slot};
use crate::diagnostics::{Code, Diagnostic, Fault, locate};
use crate::format::text_bytes::decode;
use crate::format::{self, Format};
use crate::snapshot::{Fate, VariableFact};
use crate::source::known::{Known, is_json_array};
use crate::source::layer::{Layer, Names};
use crate::source::spec::SourceBuilder;
use crate::source::variables::{Naming, Nesting, Placed, SpelledOut, Variable, place};
use crate::source::{Env, is_nothing, read, variable_tree};
use crate::value::{Origin, OriginKind, SourceInfo, Tree};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A source of variables whose names are matched last.
pub(super) struct Waiting {
    pub(super) layer: Layer,
    pub(super) variables: Vec<Variable>,
    pub(super) naming: Naming,
    /// Empty variables that are ignored, for `why_not`.
    pub(super) empty: Vec<Variable>,
}

impl Loading<'_> {
    #[cfg(feature = "env")]
    pub(super) fn variables_in_text(
        &mut self,
        spec: &SourceBuilder,
        info: SourceInfo,
        text: &Arc<str>,
        read_time: Duration,
    ) {
        let started = std::time::Instant::now();
        let env = self.context.places.env();
        let outside = |name: &str| env.get(name).map(str::to_owned);
        let (entries, faults) = format::dotenv::lines(text, &outside, spec.options.interpolation);
        let mut layer = Layer::new(info, Tree::empty(), spec.options.clone());
        layer.format = Some(Format::Env);
        (layer.read_time, layer.parse_time) = (read_time, started.elapsed());
        let failed = faults.iter().any(|fault| fault.severity == crate::diagnostics::Severity::Error);
        let naming =
            Naming { operations: spec.options.operations, reports_unclaimed: true, ..Naming::default() };
        let faults =
            faults.into_iter().map(|fault| naming.placed(fault, self.context.limits.depth)).collect();
        for diagnostic in locate(faults, &layer.info, self.context.secrets) {
            self.report(diagnostic, false);
        }
        if failed {
            return;
        }
        let variables = entries.into_iter().map(|entry| {
            let origin = Origin::new(Arc::clone(&layer.info), Some(entry.span));
            let name: Arc<str> = Arc::from(entry.name);
            let origin = origin.with_variable(Arc::clone(&name));
            let named_at = Origin::new(Arc::clone(&layer.info), Some(entry.name_span));
            let named_at = named_at.with_variable(Arc::clone(&name));
            let variable = Variable::new(Arc::clone(&name), &name, false, Arc::from(entry.value), origin);
            Variable { named_at: Some(named_at), ..variable }
        });
        let mut variables: Vec<Variable> = variables.collect();
        variables.sort_by(|a, b| a.name.cmp(&b.name));
        self.push_variables(layer, variables, naming);
    }

    #[cfg(not(feature = "env"))]
    pub(super) fn variables_in_text(
        &mut self,
        _: &SourceBuilder,
        info: SourceInfo,
        text: &Arc<str>,
        _: Duration,
    ) {
        let info = Arc::new(info);
        // All that this finds is that the format is not compiled in, which is the program's fault, not the file's.
        let faults = format::parse(Format::Env, text, self.context.limits).faults;
        for diagnostic in locate(faults, &info, self.context.secrets) {
            self.report(diagnostic, true);
        }
    }

    pub(super) fn env(&mut self, spec: &SourceBuilder, env: &Env) {
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
            Tree::empty(),
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
        // Bindings give those of the prefix only.
        let mut variables = Vec::with_capacity(snapshot.len().min(32));
        for (name, text) in snapshot.shared() {
            let Some((rest, is_path)) = naming.strip(name).filter(|(rest, _)| wanted(rest)) else { continue };
            let origin = Origin::new(Arc::clone(&layer.info), None).with_variable(Arc::clone(name));
            let mut variable = Variable::new(Arc::clone(name), rest, is_path, Arc::clone(text), origin);
            if env.file_suffix {
                self.read_variable_file(&mut variable);
            }
            variables.push(variable);
        }
        self.trace(
            "env",
            format_args!("{} variables with the prefix `{}`", variables.len(), env.prefix),
            true,
        );
        self.push_variables(layer, variables, naming);
    }

    /// Takes variables, whose names wait until all keys are known.
    pub(super) fn push_variables(&mut self, layer: Layer, variables: Vec<Variable>, naming: Naming) {
        let (empty, variables) = match layer.options.ignore_empty {
            true => variables.into_iter().partition(|variable| is_nothing(&variable.text)),
            false => (Vec::new(), variables),
        };
        self.slots.push(Slot::Variables(Box::new(Waiting { layer, variables, naming, empty })));
    }

    /// `NAME_FILE=/run/secrets/x`: the variable `NAME` with the content of that file.
    pub(super) fn read_variable_file(&mut self, variable: &mut Variable) {
        let suffix = ["__FILE", "_FILE"]
            .into_iter()
            .find(|suffix| variable.rest().strip_suffix(suffix).is_some_and(|before| !before.is_empty()));
        let Some(suffix) = suffix else { return };
        let path = self.context.places.expand(&*variable.text);
        self.loaded.awaited.push(path.clone());
        let content = read(&path, self.context.limits)
            .map_err(|error| error.diagnostic(Path::new(&*variable.text)).message);
        let text = content.and_then(|content| decode(content.bytes).map_err(|fault| fault.message));
        match text {
            Ok(text) => {
                let text = text.strip_suffix('\n').unwrap_or(&text);
                variable.text = Arc::from(text.strip_suffix('\r').unwrap_or(text));
                variable.rest.end -= suffix.len();
            }
            Err(reason) => {
                let message = format!("the file that {} names cannot be read: {reason}", variable.name);
                let diagnostic =
                    Diagnostic::warning(Code::VariableFile, message).with_origin(variable.origin.clone());
                self.loaded.diagnostics.push(diagnostic);
            }
        }
    }

    pub(super) fn place(&mut self, waiting: Waiting, known: &Known) {
        let Waiting { mut layer, variables, naming, empty } = waiting;
        let (placed, diagnostics) = place(&variables, &naming, known, self.context.limits.depth);
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
        self.loaded.layers.push(Arc::new(layer));
        self.remember(variables, empty, placed);
    }

    /// Keeps what became of all variables; `placed` are in the order of them.
    pub(super) fn remember(&mut self, variables: Vec<Variable>, empty: Vec<Variable>, placed: Vec<Placed>) {
        self.loaded.variables.reserve(variables.len() + empty.len());
        let mut placed = placed.into_iter().peekable();
        let fates = variables.into_iter().enumerate().map(|(at, variable)| {
            let fate = match placed.next_if(|placed| placed.variable == at) {
                Some(Placed { path, unclaimed: false, .. }) => Fate::Claimed(path),
                Some(Placed { path, .. }) => Fate::Unclaimed(path),
                None => Fate::Refused,
            };
            (variable, fate)
        });
        let empty = empty.into_iter().map(|variable| (variable, Fate::Empty));
        for (variable, fate) in fates.chain(empty) {
            let Variable { name, rest, text, origin, .. } = variable;
            self.loaded.variables.push(VariableFact { name, rest, text, origin, fate });
        }
    }
}

/// The key paths of all layers, and those that variables spell out. Variables that mean one of them are told so.
pub(super) fn known_paths(slots: &mut [Slot], depth: usize) -> Known {
    let layers = slots.iter().filter_map(|slot| match slot {
        Slot::Layer(layer) if layer.options.at.is_none() => Some(&**layer),
        _ => None,
    });
    let mut known = Known::new(layers);
    let waiting = slots.iter_mut().filter_map(|slot| match slot {
        Slot::Variables(waiting) => Some(&mut **waiting),
        Slot::Layer(_) => None,
    });
    let (mut guided, mut others): (Vec<_>, Vec<_>) =
        waiting.partition(|waiting| waiting.naming.nesting == Nesting::Guided);
    // Names that are matched come last: what the others add is known to them from the start, and what they add
    // themselves is new in every spelling, and so no rival of anything that was found before. So what has been found
    // stays true.
    for waiting in others.iter_mut().chain(&mut guided) {
        for variable in &mut waiting.variables {
            match waiting.naming.spelled_out(variable, &known, depth) {
                SpelledOut::Known(id) => variable.known = Some(id),
                SpelledOut::New(path) => known.add(&path, is_json_array(&variable.text)),
                SpelledOut::Nothing => {}
            }
        }
    }
    known
}
