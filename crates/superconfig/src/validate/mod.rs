//! Validation: rules for values, checks of whole configurations, JSON Schema (SPEC 14). All faults together.

mod bounds;
mod hide;
mod pattern;
mod place;
mod rule;
mod run;
#[cfg(feature = "schema")]
mod schema;
#[cfg(all(test, feature = "schema"))]
mod schema_tests;
#[cfg(test)]
mod tests;
mod violation;

pub use bounds::RangeNumber;
pub use rule::Rule;
#[cfg(feature = "schema")]
pub use schema::{Schema, schema_of};
pub use violation::{Violation, Violations};

use crate::diagnostics::{Code, Diagnostic, Secrets, masked_display};
use crate::value::{Document, Item, KeyPath, Origin, PathError, Segment, Value};
pub(crate) use hide::Hidden;
use pattern::Pattern;
use run::{Broken, Findings, panic_text, subject};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A check of the whole configuration.
pub(crate) type Check = Arc<dyn Fn(&Value) -> Result<(), Violations> + Send + Sync>;

/// Everything that a program demands of its configuration.
#[derive(Clone, Default)]
pub(crate) struct Rules {
    rules: Vec<(Result<Pattern, PathError>, Rule)>,
    checks: Vec<Check>,
    #[cfg(feature = "schema")]
    schemas: Vec<Schema>,
}

impl Rules {
    /// Whether nothing is demanded.
    pub(crate) fn is_empty(&self) -> bool {
        #[cfg(feature = "schema")]
        let schemas = self.schemas.len();
        #[cfg(not(feature = "schema"))]
        let schemas = 0;
        self.rules.len() + self.checks.len() + schemas == 0
    }

    /// Adds a rule for the values at a path, which may have wildcards. A malformed path is a fault of every check.
    pub(crate) fn add(&mut self, path: &str, rule: Rule) {
        self.rules.push((Pattern::parse(path), rule));
    }

    /// Adds a check of the whole configuration.
    pub(crate) fn add_check(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Adds a JSON Schema for the whole configuration.
    #[cfg(feature = "schema")]
    pub(crate) fn add_schema(&mut self, schema: Schema) {
        self.schemas.push(schema);
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_struct("Rules");
        list.field("rules", &self.rules).field("checks", &self.checks.len());
        #[cfg(feature = "schema")]
        list.field("schemas", &self.schemas.len());
        list.finish()
    }
}

/// Where the values of a document came from.
pub(crate) trait Origins {
    /// Where a value stands.
    fn of_value(&self, place: u32) -> Option<Origin>;

    /// Where its key stands; the value, if that is not known.
    fn of_key(&self, place: u32) -> Option<Origin> {
        self.of_value(place)
    }
}

impl<F: Fn(u32) -> Option<Origin>> Origins for F {
    fn of_value(&self, place: u32) -> Option<Origin> {
        self(place)
    }
}

/// Applies all rules to a document: every fault, in the order of the rules, then the checks, then the schemas.
pub(crate) fn check<D: Document>(
    doc: &D,
    origins: &dyn Origins,
    secrets: &Secrets,
    rules: &Rules,
) -> Vec<Diagnostic> {
    let mut run = Run { doc, origins, secrets, diagnostics: Vec::new() };
    for (path, rule) in &rules.rules {
        match (path, rule.fault()) {
            (Err(error), _) => run.diagnostics.push(Diagnostic::error(Code::BadPath, error.to_string())),
            (_, Some(fault)) => run.diagnostics.push(Diagnostic::error(Code::RuleBroken, fault)),
            (Ok(path), None) => run.rule(path, rule),
        }
    }
    if !rules.checks.is_empty() {
        let config = Value::copy(doc, doc.root());
        rules.checks.iter().for_each(|check| run.check(&config, check));
    }
    #[cfg(feature = "schema")]
    rules.schemas.iter().for_each(|schema| schema.apply(&mut run));
    run.diagnostics
}

/// One validation of one document.
struct Run<'a, D> {
    doc: &'a D,
    origins: &'a dyn Origins,
    secrets: &'a Secrets,
    diagnostics: Vec<Diagnostic>,
}

impl<D: Document> Run<'_, D> {
    fn rule(&mut self, path: &Pattern, rule: &Rule) {
        let mut findings = Findings::new(self.secrets);
        place::visit(&path.steps, rule, place::Place::new(self.doc, self.doc.root()), &mut findings);
        self.take(Code::RuleBroken, findings);
    }

    /// Turns findings into diagnostics.
    fn take(&mut self, code: Code, findings: Findings<'_>) {
        for Broken { path, place, is_key, message, help } in findings.broken {
            let place = place.or_else(|| self.nearest_place(&path));
            let origin = place.and_then(|place| match is_key {
                true => self.origins.of_key(place),
                false => self.origins.of_value(place),
            });
            self.report(code, path, origin, message, help);
        }
        if findings.unnamed > 0 {
            let message = format!("{} more values are at fault in the same way", findings.unnamed);
            self.diagnostics.push(Diagnostic::error(code, message));
        }
    }

    fn report(
        &mut self,
        code: Code,
        path: KeyPath,
        origin: Option<Origin>,
        message: String,
        help: Option<String>,
    ) {
        let secret = self.secrets.is_secret(&path);
        let mut diagnostic = Diagnostic::error(code, message).with_path(path).with_secret(secret);
        (diagnostic.origin, diagnostic.help) = (origin, help);
        self.diagnostics.push(diagnostic);
    }

    fn check(&mut self, config: &Value, check: &Check) {
        let hide = |text: &str| Hidden::of(config, &KeyPath::root(), self.secrets).hide(text);
        match catch_unwind(AssertUnwindSafe(|| check(config))) {
            Ok(Ok(())) => {}
            Ok(Err(violations)) => {
                for violation in violations {
                    let message = hide(violation.message());
                    self.violation(config, violation.path(), &message);
                }
            }
            Err(panic) => {
                let message = format!("a check of the configuration panicked: {}", hide(panic_text(&*panic)));
                self.diagnostics.push(Diagnostic::error(Code::RuleBroken, message));
            }
        }
    }

    fn violation(&mut self, config: &Value, path: &KeyPath, message: &str) {
        if path.is_root() {
            return self.diagnostics.push(Diagnostic::error(Code::RuleBroken, message));
        }
        let value = find(config, path).map(|value| masked_display(value, path, self.secrets));
        let found = value.map(|value| format!(" is {value}")).unwrap_or_default();
        let message = format!("{}{found}: {message}", subject(path));
        let origin = self.nearest_place(path).and_then(|place| self.origins.of_value(place));
        self.report(Code::RuleBroken, path.clone(), origin, message, None);
    }

    /// The place of a path, or of the deepest part of it that is there; the root says nothing.
    fn nearest_place(&self, path: &KeyPath) -> Option<u32> {
        let mut place = self.doc.root();
        for segment in path.segments() {
            let child = match segment {
                Segment::Key(key) => self.doc.child(place, key),
                Segment::Index(index) if self.doc.item(place) == Item::Array => {
                    self.doc.children(place).nth(*index)
                }
                Segment::Index(_) => None,
            };
            match child {
                Some(child) => place = child,
                None => break,
            }
        }
        (place != self.doc.root()).then_some(place)
    }
}

fn find<'a>(value: &'a Value, path: &KeyPath) -> Option<&'a Value> {
    path.segments().iter().try_fold(value, |value, segment| match (segment, value) {
        (Segment::Key(key), value) => value.get(key),
        (Segment::Index(index), Value::Array(items)) => items.get(*index),
        _ => None,
    })
}
