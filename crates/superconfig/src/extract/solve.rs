//! Pass after pass, until no new fault turns up: all faults in one error, though serde stops at the first.

use super::Unclaimed;
use super::message::{self, Fault};
use super::place::{Notes, Place, Wrong};
use super::plan::Plan;
use super::raise::{Raise, What};
use super::soft;
use crate::diagnostics::{Code, Diagnostic, Secrets};
use crate::value::{KeyPath, Segment};
use foldhash::HashMap;

/// After so many passes the faults that are known must do. Only types that refuse every placeholder get there.
const MOST_PASSES: usize = 1_000;
/// Neither do they take longer than this many values of the input.
const MOST_VISITS: usize = 20_000_000;
/// So many placeholders are tried for one value.
const MOST_TRIES: usize = 24;
/// So many texts below one place are tried in other guises.
const MOST_SOFT: usize = 24;

/// What one pass is run with.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) plan: Plan,
    /// Something is wrong: more is noted than on the good path.
    pub(super) detail: bool,
    /// Variables that two paths claim.
    barred: Vec<usize>,
}

impl Settings {
    pub(super) fn is_barred(&self, var: usize) -> bool {
        self.barred.contains(&var)
    }
}

/// What one pass comes to.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) raised: Option<Raise>,
    pub(super) notes: Notes,
    /// Nothing stands at the place that was asked for, and no variable filled it.
    pub(super) nothing: bool,
}

/// What messages need to know.
pub(super) struct Facts<'a> {
    pub(super) base: &'a KeyPath,
    pub(super) secrets: &'a Secrets,
    pub(super) unclaimed: &'a [Unclaimed],
    pub(super) variable_for: &'a dyn Fn(&KeyPath) -> Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Solved {
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) claims: Vec<usize>,
}

/// A fault that has been found.
struct Found {
    /// Below the base.
    path: KeyPath,
    order: Vec<u32>,
    /// A placeholder stands in for the value: errors at, above and below it say nothing.
    causes: bool,
    /// The first placeholder was visited at once, in the pass that found the fault.
    inline: bool,
    diagnostic: Diagnostic,
}

struct Solver<'a> {
    run: &'a mut dyn FnMut(&Settings) -> Outcome,
    facts: &'a Facts<'a>,
    settings: Settings,
    found: Vec<Found>,
    /// Which of `found` is at a path.
    index: HashMap<KeyPath, usize>,
    /// Which placeholder was accepted at places that differ only in their indices.
    hints: HashMap<KeyPath, usize>,
    ambiguous: Vec<(Vec<KeyPath>, Diagnostic)>,
    passes: usize,
    visits: usize,
}

/// Runs passes until the target is extracted without a fault, or until all faults are found.
pub(super) fn solve(
    run: &mut dyn FnMut(&Settings) -> Outcome,
    facts: &Facts<'_>,
) -> Result<Solved, Vec<Diagnostic>> {
    let mut solver = Solver {
        run,
        facts,
        settings: Settings::default(),
        found: Vec::new(),
        index: HashMap::default(),
        hints: HashMap::default(),
        ambiguous: Vec::new(),
        passes: 0,
        visits: 0,
    };
    solver.solve()
}

impl Solver<'_> {
    fn solve(&mut self) -> Result<Solved, Vec<Diagnostic>> {
        let first = (self.run)(&self.settings);
        if is_clean(&first) {
            return Ok(self.solved(&first.notes));
        }
        drop(first);
        self.settings.detail = true;
        while self.may_go_on() {
            let mut outcome = self.pass();
            if self.settle(&outcome.notes) {
                self.settings.plan.reset();
                self.found.clear();
                self.index.clear();
                continue;
            }
            if outcome.nothing {
                return Err(self.nothing());
            }
            for (place, wrong) in std::mem::take(&mut outcome.notes.faults) {
                let inline = matches!(wrong, Wrong::Value { .. } | Wrong::VariantNeedsValue);
                self.record(&place, &wrong, inline, &outcome.notes);
            }
            match outcome.raised.take() {
                None if self.found.is_empty() => return Ok(self.solved(&outcome.notes)),
                None => break,
                Some(raise) => {
                    if !self.advance(raise, &outcome.notes) {
                        break;
                    }
                }
            }
        }
        Err(self.report())
    }

    fn pass(&mut self) -> Outcome {
        let outcome = (self.run)(&self.settings);
        self.passes += 1;
        self.visits += outcome.notes.visits;
        outcome
    }

    fn may_go_on(&self) -> bool {
        self.passes < MOST_PASSES && self.visits < MOST_VISITS
    }

    /// Takes back offers of variables that filled nothing or that two fields claim. Whether there were any.
    fn settle(&mut self, notes: &Notes) -> bool {
        for path in &notes.idle {
            self.settings.plan.at(path).blocked = true;
        }
        for path in &notes.doubles {
            self.settings.plan.at(path).closed = true;
        }
        let ambiguous = disputed(&notes.claims);
        let settled = !notes.idle.is_empty() || !notes.doubles.is_empty() || !ambiguous.is_empty();
        for (var, paths) in ambiguous {
            self.settings.barred.push(var);
            if let Some(diagnostic) = message::ambiguous(self.facts, var, &paths) {
                self.ambiguous.push((paths, diagnostic));
            }
        }
        settled
    }

    fn solved(&mut self, notes: &Notes) -> Solved {
        let mut claims: Vec<usize> = notes.claims.iter().map(|&(var, _)| var).collect();
        claims.sort_unstable();
        claims.dedup();
        let mut warnings: Vec<_> = self.ambiguous.drain(..).map(|(_, diagnostic)| diagnostic).collect();
        warnings.extend(notes.beaten.iter().filter_map(|beaten| message::beaten(self.facts, beaten)));
        Solved { warnings, claims }
    }

    fn nothing(&mut self) -> Vec<Diagnostic> {
        let message = format!("nothing is set at `{}`", self.facts.base);
        let mut diagnostic =
            Diagnostic::error(Code::PathNotFound, message).with_path(self.facts.base.clone());
        if let Some(variable) = (self.facts.variable_for)(self.facts.base) {
            diagnostic = diagnostic.with_help(message::set_it(variable));
        }
        let ambiguous = self.ambiguous.drain(..).map(|(_, diagnostic)| diagnostic);
        std::iter::once(diagnostic).chain(ambiguous).collect()
    }

    /// The faults in document order, and the ambiguous variables that would have filled what is missing.
    fn report(&mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| a.order.cmp(&b.order));
        let missing = |path: &KeyPath| {
            self.found
                .iter()
                .any(|found| found.diagnostic.code == Code::MissingField && path.starts_with(&found.path))
        };
        let related: Vec<_> = self
            .ambiguous
            .iter()
            .filter(|(paths, _)| paths.iter().any(missing))
            .map(|(_, diagnostic)| diagnostic.clone())
            .collect();
        self.found.drain(..).map(|found| found.diagnostic).chain(related).collect()
    }

    /// Adds a fault, unless there is one at its path.
    fn record(&mut self, place: &Place, wrong: &Wrong, inline: bool, notes: &Notes) {
        if self.index.contains_key(&place.path) {
            return;
        }
        let fault = Fault { place, wrong, secrets: &notes.secrets };
        let diagnostic = message::diagnostic(self.facts, &fault);
        let causes = !matches!(diagnostic.code, Code::UnknownField | Code::DuplicateField);
        self.index.insert(place.path.clone(), self.found.len());
        self.found.push(Found {
            path: place.path.clone(),
            order: place.order.clone(),
            causes,
            inline,
            diagnostic,
        });
    }

    /// Whether what stands at a place is (part of) a placeholder.
    fn is_made_up(&self, path: &KeyPath) -> bool {
        let mut path = Some(path.clone());
        while let Some(at) = path {
            let fault = self.index.get(&at).and_then(|&found| self.found.get(found));
            let tries = self.settings.plan.find(&at).map_or(0, |plan| plan.tries);
            if tries > 0 || fault.is_some_and(|found| found.causes && found.inline) {
                return true;
            }
            path = at.parent();
        }
        false
    }

    /// Whether placeholders at, above or below a place explain an error there.
    fn is_caused(&self, path: &KeyPath) -> bool {
        self.is_made_up(path) || self.found.iter().any(|found| found.causes && found.path.starts_with(path))
    }

    /// Changes the plan so that the next pass gets further. `false` when there is no way on.
    fn advance(&mut self, raise: Raise, notes: &Notes) -> bool {
        let raised = *raise.0;
        let Some(mut place) = raised.place else { return false };
        match raised.what {
            What::Exhausted => self.skip(place.path),
            What::Missing(field) => self.missing(place, field, notes),
            What::Duplicate(_) | What::UnknownField { .. } => {
                if let (What::UnknownField { name, .. }, false) = (&raised.what, place.on_key) {
                    place.path = place.path.key(name.as_str());
                    place.on_key = true;
                }
                if !self.is_made_up(&place.path) {
                    self.record(&place, &Wrong::Visitor(raised.what), false, notes);
                }
                self.skip(place.path)
            }
            what => self.refused(place, what, notes),
        }
    }

    /// Presents a missing field with a placeholder.
    fn missing(&mut self, place: Place, field: &'static str, notes: &Notes) -> bool {
        let path = place.path.key(field);
        let plan = self.settings.plan.at(&place.path);
        let presented = plan.missing.iter().any(|missing| missing == field);
        if presented || plan.key(field).is_some_and(|plan| plan.skip) {
            return self.skip(place.path);
        }
        plan.missing.push(field.to_owned());
        if !self.is_made_up(&path) {
            let place = Place { path: path.clone(), ..place };
            self.record(&place, &Wrong::Visitor(What::Missing(field)), false, notes);
        }
        self.settings.plan.at(&path).tries = 1;
        true
    }

    fn refused(&mut self, place: Place, what: What, notes: &Notes) -> bool {
        if !place.on_key && self.soften(&place.path, &what, notes) {
            return true;
        }
        // An adjacently tagged enum without a proper tag: nothing is known about its content.
        let hidden = place.has_fields && self.is_caused(&place.path);
        let place = if hidden { place } else { culprit(place, &what, notes) };
        let known =
            if let What::UnknownVariant { known, .. } = &what { known.first().copied() } else { None };
        let is_length = matches!(what, What::Length { .. });
        let caused = if is_length { self.is_made_up(&place.path) } else { self.is_caused(&place.path) };
        if !caused {
            self.record(&place, &Wrong::Visitor(what), false, notes);
        }
        if place.on_key {
            return self.skip(place.path);
        }
        if place.path.is_root() {
            return false;
        }
        let plan = self.settings.plan.at(&place.path);
        if is_length && !plan.pad {
            plan.pad = true;
            return true;
        }
        plan.name = plan.name.or(known);
        self.next_try(place.path)
    }

    fn next_try(&mut self, path: KeyPath) -> bool {
        let alike = without_indices(&path);
        let inline =
            self.index.get(&path).and_then(|&at| self.found.get(at)).is_some_and(|found| found.inline);
        let plan = self.settings.plan.at(&path);
        plan.tries = match plan.tries {
            0 if plan.name.is_some() => 1,
            0 => self.hints.get(&alike).copied().unwrap_or(1 + usize::from(inline)),
            tries => tries + 1,
        };
        self.hints.insert(alike, plan.tries);
        if plan.tries > MOST_TRIES || plan.skip { self.skip(path) } else { true }
    }

    /// Leaves out the value at a path; where that is done already, the one around it.
    fn skip(&mut self, mut path: KeyPath) -> bool {
        loop {
            let Some(parent) = path.parent() else { return false };
            let plan = self.settings.plan.at(&path);
            if !plan.skip {
                plan.skip = true;
                return true;
            }
            path = parent;
        }
    }

    /// Tries untyped texts at and below a refusing place in other guises. Whether one was accepted.
    fn soften(&mut self, path: &KeyPath, what: &What, notes: &Notes) -> bool {
        let below: Vec<_> =
            notes.soft.iter().filter(|(soft, _)| soft.path.starts_with(path)).take(MOST_SOFT).collect();
        if below.is_empty() {
            return false;
        }
        if let What::Refused { seen, .. } = what {
            let culprits = below.iter().filter(|(_, presented)| presented == seen);
            for (soft, _) in culprits {
                if self.try_guises(&soft.path, path, Some(what)) {
                    return true;
                }
            }
        }
        if below.iter().any(|(soft, _)| self.try_guises(&soft.path, path, None)) {
            return true;
        }
        let before: Vec<usize> =
            below.iter().map(|(soft, _)| self.settings.plan.at(&soft.path).guise).collect();
        below.iter().for_each(|(soft, _)| self.settings.plan.at(&soft.path).guise = soft::STRING);
        if self.is_accepted(path, None, None)
            || below.iter().any(|(soft, _)| self.try_guises(&soft.path, path, None))
        {
            return true;
        }
        below
            .iter()
            .zip(before)
            .for_each(|((soft, _), guise)| self.settings.plan.at(&soft.path).guise = guise);
        false
    }

    /// Tries one text in each guise, and keeps the first one that is accepted.
    fn try_guises(&mut self, soft: &KeyPath, path: &KeyPath, what: Option<&What>) -> bool {
        let before = self.settings.plan.at(soft).guise;
        for guise in (0..soft::GUISES).filter(|&guise| guise != before) {
            self.settings.plan.at(soft).guise = guise;
            if self.is_accepted(path, Some(soft), what) {
                return true;
            }
        }
        self.settings.plan.at(soft).guise = before;
        false
    }

    /// Whether the place no longer refuses: no error there, or (given the error before) one about another value.
    fn is_accepted(&mut self, path: &KeyPath, soft: Option<&KeyPath>, before: Option<&What>) -> bool {
        if !self.may_go_on() {
            return false;
        }
        let outcome = self.pass();
        let Some(raise) = outcome.raised else { return true };
        if raise.0.place.as_ref().is_none_or(|place| place.path != *path) {
            return true;
        }
        let presented = |soft: &KeyPath| {
            outcome.notes.soft.iter().find(|(place, _)| place.path == *soft).map(|(_, seen)| seen)
        };
        match (&raise.0.what, before) {
            (What::Missing(_), _) => true,
            (now @ What::Refused { seen, .. }, Some(before)) => {
                now != before && soft.and_then(presented) != Some(seen)
            }
            _ => false,
        }
    }
}

fn is_clean(outcome: &Outcome) -> bool {
    let notes = &outcome.notes;
    outcome.raised.is_none()
        && !outcome.nothing
        && notes.faults.is_empty()
        && notes.idle.is_empty()
        && notes.doubles.is_empty()
        && disputed(&notes.claims).is_empty()
}

/// The variables that were presented at several paths.
fn disputed(claims: &[(usize, KeyPath)]) -> Vec<(usize, Vec<KeyPath>)> {
    let mut claims: Vec<&(usize, KeyPath)> = claims.iter().collect();
    claims.sort();
    claims.dedup();
    claims
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|claims| claims.len() > 1)
        .filter_map(|claims| Some((claims.first()?.0, claims.iter().map(|(_, path)| path.clone()).collect())))
        .collect()
}

/// A visitor that buffers says what it refuses, not where that stands: if just one of the values that it was given
/// is of that kind and value, it is the one.
fn culprit(place: Place, what: &What, notes: &Notes) -> Place {
    let What::Refused { seen, .. } = what else { return place };
    let below = |path: &KeyPath| path.starts_with(&place.path) && *path != place.path;
    let leaves = notes.hard.iter().chain(&notes.soft);
    let mut hard = leaves.filter(|(leaf, value)| value == seen && below(&leaf.path));
    match (hard.next(), hard.next()) {
        (Some((leaf, _)), None) => leaf.clone(),
        _ => place,
    }
}

/// The path of the first of the places that differ only in their indices.
fn without_indices(path: &KeyPath) -> KeyPath {
    let first = |segment: &Segment| match segment {
        Segment::Index(_) => Segment::Index(0),
        key => key.clone(),
    };
    KeyPath::from(path.segments().iter().map(first).collect::<Vec<_>>())
}
