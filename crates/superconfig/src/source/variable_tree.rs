//! Placed variables to a tree.

use super::known::is_json_array;
use super::layer::Names;
use super::variables::{Placed, Variable};
use crate::diagnostics::{Code, Diagnostic};
use crate::format::Limits;
use crate::value::{BuildError, Data, Span, Tree, TreeBuilder};
use foldhash::HashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// The tree of a set of variables, with their names, and what contradicts itself among them.
#[derive(Debug)]
pub(crate) struct VariableTree {
    pub(crate) tree: Tree,
    pub(crate) names: Names,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// One key of the tree under construction: the index of a placed variable, or a table of its own.
enum Slot<'a> {
    Value(usize),
    Table(Slots<'a>),
}

/// The keys of a table, in order of appearance.
#[derive(Default)]
struct Slots<'a> {
    entries: Vec<(Cow<'a, str>, Slot<'a>)>,
    /// Where each key stands, for tables with more than a few.
    index: HashMap<Cow<'a, str>, usize>,
}

/// Tables with fewer keys than this are searched one by one.
const LINEAR: usize = 16;

impl<'a> Slots<'a> {
    /// The slot of a key; made from `new` if it is not there, which the second part tells.
    fn slot(&mut self, key: Cow<'a, str>, new: impl FnOnce() -> Slot<'a>) -> (&mut Slot<'a>, bool) {
        // Variables come sorted, so the key looked for is often the last one.
        let known = match self.index.is_empty() {
            true => self.entries.iter().rposition(|(present, _)| *present == key),
            false => self.index.get(&key).copied(),
        };
        let at = known.unwrap_or(self.entries.len());
        if known.is_none() {
            self.entries.push((key, new()));
            self.add_to_index(at);
        }
        (&mut self.entries[at].1, known.is_none())
    }

    /// Adds the keys from a place on, once there are many.
    fn add_to_index(&mut self, from: usize) {
        if self.entries.len() < LINEAR {
            return;
        }
        let from = if self.index.is_empty() { 0 } else { from };
        let new = self.entries.iter().enumerate().skip(from).map(|(at, (key, _))| (key.clone(), at));
        self.index.extend(new);
    }
}

/// Builds the tree. Later variables win over earlier ones of the same place, tables over values.
pub(crate) fn build(
    variables: &[Variable],
    placed: &[Placed],
    limits: &Limits,
) -> Result<VariableTree, BuildError> {
    let mut growing = Growing { variables, placed, root: Slots::default(), diagnostics: Vec::new() };
    for at in 0..placed.len() {
        growing.insert(at);
    }
    let Growing { root, diagnostics, .. } = growing;
    let mut builder = TreeBuilder::new(Arc::from(""), limits.depth, limits.nodes);
    let kept = variables.iter().map(|variable| variable.rest.len() + variable.text.len()).sum();
    builder.reserve(placed.len(), kept);
    emit_table(&mut builder, &root, Span::default(), variables, placed)?;
    let names = variables.iter().map(|variable| Arc::clone(&variable.name)).collect();
    Ok(VariableTree { tree: builder.finish().0, names: Names::Listed(names), diagnostics })
}

struct Growing<'a> {
    variables: &'a [Variable],
    placed: &'a [Placed],
    root: Slots<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl Growing<'_> {
    fn insert(&mut self, at: usize) {
        let Some(placed) = self.placed.get(at) else { return };
        let mut tables = placed.path.keys();
        let Some(last) = tables.next_back() else { return };
        let last: Cow<'_, str> = match placed.operation {
            Some(kind) => format!("{last}{}", kind.suffix()).into(),
            None => last.into(),
        };
        let mut conflicts = Vec::new();
        let mut table = &mut self.root;
        for key in tables {
            let (slot, _) = table.slot(key.into(), || Slot::Table(Slots::default()));
            if let Slot::Value(beaten) = *slot {
                conflicts.push((beaten, at));
                *slot = Slot::Table(Slots::default());
            }
            match slot {
                Slot::Table(slots) => table = slots,
                Slot::Value(_) => return,
            }
        }
        match table.slot(last, || Slot::Value(at)) {
            (_, true) => {}
            (Slot::Value(present), _) => conflicts.push((std::mem::replace(present, at), at)),
            (slot, _) => conflicts.extend(first_value(slot).map(|winner| (at, winner))),
        }
        for (beaten, winner) in conflicts {
            self.report(beaten, winner);
        }
    }

    fn report(&mut self, beaten: usize, winner: usize) {
        let variable = |at: usize| self.variables.get(self.placed.get(at)?.variable);
        let (Some(beaten), Some(winner), Some(place)) =
            (variable(beaten), variable(winner), self.placed.get(winner))
        else {
            return;
        };
        let message =
            format!("{} and {} contradict each other; {} counts", beaten.name, winner.name, winner.name);
        let diagnostic = Diagnostic::warning(Code::VariableConflict, message)
            .with_path(place.path.clone())
            .with_origin(beaten.origin.clone())
            .with_related("this one counts", winner.origin.clone());
        self.diagnostics.push(diagnostic);
    }
}

fn first_value(slot: &Slot<'_>) -> Option<usize> {
    match slot {
        Slot::Value(at) => Some(*at),
        Slot::Table(slots) => slots.entries.iter().find_map(|(_, slot)| first_value(slot)),
    }
}

fn emit_table(
    builder: &mut TreeBuilder,
    slots: &Slots<'_>,
    span: Span,
    variables: &[Variable],
    placed: &[Placed],
) -> Result<(), BuildError> {
    builder.begin_table_at(span)?;
    for (key, slot) in &slots.entries {
        let key = builder.keep(key);
        let place = first_value(slot).and_then(|at| placed.get(at));
        let Some((place, variable)) = place.and_then(|place| Some((place, variables.get(place.variable)?)))
        else {
            continue;
        };
        let origin = Span { start: place.variable as u32, len: 0 };
        builder.key(key, origin);
        match slot {
            Slot::Table(slots) => emit_table(builder, slots, origin, variables, placed)?,
            Slot::Value(_) => {
                let text = Data::Text(builder.keep(&variable.text));
                // Text that is a JSON array is an operation by itself; other text is its only element.
                let alone = place.operation.is_some() && !is_json_array(&variable.text);
                if alone {
                    builder.begin_array_at(origin)?;
                }
                builder.scalar(text, origin)?;
                if alone {
                    builder.end_at(origin);
                }
            }
        }
    }
    builder.end_at(span);
    Ok(())
}
