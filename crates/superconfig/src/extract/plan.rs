//! What the next pass presents differently: a sparse twin of the tree.

use crate::value::{KeyPath, Segment};
use foldhash::HashMap;

/// What is to be done at one place, and below it. The empty plan presents everything as it is.
#[derive(Debug, Default)]
pub(super) struct Plan {
    keys: HashMap<String, Plan>,
    indices: HashMap<usize, Plan>,
    /// Absent keys that are presented with a placeholder, in the order in which they were missed.
    pub(super) missing: Vec<String>,
    /// Which placeholder stands in for the value, counted from 1; 0 is the value itself.
    pub(super) tries: usize,
    /// The name that stands in for a variant that does not exist.
    pub(super) name: Option<&'static str>,
    /// The value is left out.
    pub(super) skip: bool,
    /// No virtual table is offered here: it filled nothing.
    pub(super) blocked: bool,
    /// No variable at all is offered here: the field is present under another name.
    pub(super) closed: bool,
    /// As what an untyped text is presented (see `soft`).
    pub(super) guise: usize,
    /// An array too short for its target is filled up.
    pub(super) pad: bool,
}

impl Plan {
    pub(super) fn key(&self, key: &str) -> Option<&Self> {
        if self.keys.is_empty() { None } else { self.keys.get(key) }
    }

    pub(super) fn index(&self, index: usize) -> Option<&Self> {
        if self.indices.is_empty() { None } else { self.indices.get(&index) }
    }

    pub(super) fn at(&mut self, path: &KeyPath) -> &mut Self {
        path.segments().iter().fold(self, |plan, segment| match segment {
            Segment::Key(key) => plan.keys.entry(key.clone()).or_default(),
            Segment::Index(index) => plan.indices.entry(*index).or_default(),
        })
    }

    pub(super) fn find(&self, path: &KeyPath) -> Option<&Self> {
        path.segments().iter().try_fold(self, |plan, segment| match segment {
            Segment::Key(key) => plan.key(key),
            Segment::Index(index) => plan.index(*index),
        })
    }

    /// Forgets everything but the variables that turned out useless.
    pub(super) fn reset(&mut self) {
        self.missing.clear();
        (self.tries, self.skip, self.guise, self.pad, self.name) = (0, false, 0, false, None);
        self.keys.values_mut().chain(self.indices.values_mut()).for_each(Self::reset);
    }
}
