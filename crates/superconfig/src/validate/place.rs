//! Places of a document as rules see them: text that is a list or a table can be entered.

use super::pattern::Step;
use super::rule::Rule;
use super::run::{Findings, subject};
use crate::format::untyped::Untyped;
use crate::value::{Data, Document, Item, KeyPath, Segment, Span, Tree, TreeBuilder, Value};
use std::sync::Arc;

/// A place in a document, or in a tree that was read from a text in one.
pub(super) struct Place<'a, D> {
    pub(super) doc: &'a D,
    pub(super) id: u32,
    /// In a tree that was read from a text: the place of the text.
    outer: Option<u32>,
}

impl<D> Clone for Place<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Place<'_, D> {}

impl<'a, D: Document> Place<'a, D> {
    pub(super) fn new(doc: &'a D, id: u32) -> Self {
        Self { doc, id, outer: None }
    }

    pub(super) fn at(self, id: u32) -> Self {
        Self { id, ..self }
    }

    /// The root of a tree that was read from the text here.
    pub(super) fn inside(self, tree: &Tree) -> Place<'_, Tree> {
        Place { doc: tree, id: tree.root(), outer: Some(self.source()) }
    }

    /// The place in the document that was loaded.
    pub(super) fn source(self) -> u32 {
        self.outer.unwrap_or(self.id)
    }

    pub(super) fn item(self) -> Item<'a> {
        self.doc.item(self.id)
    }

    pub(super) fn value(self) -> Value {
        Value::copy(self.doc, self.id)
    }

    /// The places in an array or table, with their steps.
    pub(super) fn children(self) -> impl Iterator<Item = (Segment, Self)> {
        let is_table = self.item() == Item::Table;
        self.doc.children(self.id).enumerate().map(move |(index, child)| match is_table {
            true => (Segment::Key(self.doc.key(child).to_owned()), self.at(child)),
            false => (Segment::Index(index), self.at(child)),
        })
    }

    fn child(self, segment: &Segment) -> Option<Self> {
        let child = match segment {
            Segment::Key(key) => self.doc.child(self.id, key),
            Segment::Index(index) if self.item() == Item::Array => self.doc.children(self.id).nth(*index),
            Segment::Index(_) => None,
        };
        child.map(|child| self.at(child))
    }
}

/// The tree of a text that is a JSON array or object.
pub(super) fn expand(text: &str) -> Option<Tree> {
    match Untyped::of(text) {
        Untyped::Tree(tree) => Some(tree),
        Untyped::Scalar(_) => None,
    }
}

/// The tree of a text where a list is expected, read as extraction reads it: JSON, or else elements between commas.
pub(super) fn list(text: &str) -> Tree {
    if let Some(tree) = expand(text) {
        return tree;
    }
    let mut builder = TreeBuilder::new(Arc::from(""), 2, usize::MAX);
    // Nothing below can fail: one container, and no limit on values.
    let _ = builder.begin_array(0);
    if !text.trim().is_empty() {
        for element in text.split(',') {
            let kept = builder.keep(element.trim());
            let _ = builder.scalar(Data::Text(kept), Span::default());
        }
    }
    builder.end(0);
    builder.finish().0
}

/// Runs a rule at every place that the steps lead to.
pub(super) fn visit<D: Document>(steps: &[Step], rule: &Rule, at: Place<'_, D>, findings: &mut Findings<'_>) {
    let Some((step, rest)) = steps.split_first() else { return rule.run(at, None, findings) };
    if let Item::Text(text) = at.item() {
        let tree = if matches!(step, Step::One(Segment::Key(_))) { expand(text) } else { Some(list(text)) };
        if let Some(tree) = tree {
            return visit(steps, rule, at.inside(&tree), findings);
        }
    }
    match step {
        Step::Every => {
            for (segment, child) in at.children() {
                findings.path.push(segment);
                visit(rest, rule, child, findings);
                findings.path.pop();
            }
        }
        Step::One(segment) => match at.child(segment) {
            Some(child) => {
                findings.path.push(segment.clone());
                visit(rest, rule, child, findings);
                findings.path.pop();
            }
            None if rule.demands() => missing(steps, rule, at, findings),
            None => {}
        },
    }
}

/// Reports what is not there, unless a wildcard comes later: it leads nowhere, and demands nothing.
fn missing<D: Document>(steps: &[Step], rule: &Rule, at: Place<'_, D>, findings: &mut Findings<'_>) {
    let mut path = findings.path.clone();
    for step in steps {
        match step {
            Step::One(segment) => path.push(segment.clone()),
            Step::Every => return,
        }
    }
    let place = Some(at.source()).filter(|_| !findings.path.is_root());
    let above: KeyPath = std::mem::replace(&mut findings.path, path);
    findings.add(place, |findings| {
        let message = rule.message.as_ref().map(|message| format!(": {message}"));
        format!("{} is missing{}", subject(&findings.path), message.unwrap_or_default())
    });
    findings.path = above;
}
