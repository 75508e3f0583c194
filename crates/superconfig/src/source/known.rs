//! What the other layers know: the key paths that variable names are matched against (SPEC 5.2).

use super::layer::Layer;
use crate::merge::OperationKind;
use crate::value::{Document, Item, KeyPath, Segment, Tree, nearest, squash, squash_into};
use foldhash::HashMap;
use foldhash::fast::FixedState;
use std::cell::OnceCell;
use std::hash::BuildHasher;

/// A key path that some layer has.
#[derive(Clone, Debug)]
pub(crate) struct KnownPath {
    pub(crate) keys: Vec<String>,
    pub(crate) is_array: bool,
}

impl KnownPath {
    pub(crate) fn path(&self) -> KeyPath {
        self.keys.iter().cloned().map(Segment::Key).collect::<Vec<_>>().into()
    }
}

/// No node.
const NONE: u32 = u32::MAX;

/// One key of the known paths, below the key of its parent.
#[derive(Debug)]
struct Node {
    key: Box<str>,
    parent: u32,
    is_array: bool,
    /// The next path that is spelled the same without separators and case.
    alike: u32,
}

/// All known key paths: a tree of keys, found by their place in it and by their spelling without separators and
/// case.
#[derive(Debug, Default)]
pub(crate) struct Known {
    nodes: Vec<Node>,
    /// From the hash of a parent and a key. (Keys are compared as well: hashes may collide.)
    by_place: HashMap<u64, u32>,
    /// From the hash of a squashed path to the first node of that spelling.
    by_spelling: HashMap<u64, u32>,
    spellings: OnceCell<Vec<(String, u32)>>,
    /// Whether any key is written down in a layer, not only spelled out by variables.
    has_written: bool,
}

impl Known {
    /// The key paths of all layers.
    pub(crate) fn new<'a>(layers: impl IntoIterator<Item = &'a Layer>) -> Self {
        let mut known = Self::default();
        for layer in layers {
            let tree = &layer.tree;
            let mut walk = Walk { known: &mut known, tree, squashed: String::new() };
            match layer.options.nested {
                true => tree.children(tree.root()).for_each(|profile| walk.table(profile, NONE)),
                false => walk.table(tree.root(), NONE),
            }
        }
        known.has_written = !known.nodes.is_empty();
        known
    }

    /// Whether there are keys that a variable could be expected to match. Variables alone are no such keys: a
    /// configuration that is nothing but environment has no unclaimed names.
    pub(crate) fn has_written(&self) -> bool {
        self.has_written
    }

    /// Adds one path.
    pub(crate) fn add(&mut self, keys: &[String], is_array: bool) {
        let (mut parent, mut squashed) = (NONE, String::new());
        for (at, key) in keys.iter().enumerate() {
            squash_into(&mut squashed, key);
            parent = self.node(parent, key, &squashed, is_array && at + 1 == keys.len());
        }
    }

    /// The node of a key, made if it is not there. `squashed` is its whole path.
    fn node(&mut self, parent: u32, key: &str, squashed: &str, is_array: bool) -> u32 {
        let place = FixedState::default().hash_one((parent, key));
        let found = self.by_place.get(&place).copied().filter(|&id| self.is(id, parent, key));
        if let Some(id) = found {
            if let Some(node) = self.nodes.get_mut(id as usize) {
                node.is_array |= is_array;
            }
            return id;
        }
        let id = self.nodes.len() as u32;
        self.by_place.insert(place, id);
        let spelling = FixedState::default().hash_one(squashed);
        let alike =
            if squashed.is_empty() { NONE } else { self.by_spelling.insert(spelling, id).unwrap_or(NONE) };
        self.nodes.push(Node { key: key.into(), parent, is_array, alike });
        id
    }

    fn is(&self, id: u32, parent: u32, key: &str) -> bool {
        self.nodes.get(id as usize).is_some_and(|node| node.parent == parent && *node.key == *key)
    }

    fn path(&self, id: u32) -> KnownPath {
        let mut keys = Vec::new();
        let mut at = id;
        while let Some(node) = self.nodes.get(at as usize) {
            keys.push(node.key.to_string());
            at = node.parent;
        }
        keys.reverse();
        KnownPath { keys, is_array: self.nodes.get(id as usize).is_some_and(|node| node.is_array) }
    }

    /// The paths that a name without separators may mean, in the order in which they became known.
    pub(crate) fn by_name(&self, name: &str) -> Vec<KnownPath> {
        self.spelled(&squash(name))
    }

    fn spelled(&self, squashed: &str) -> Vec<KnownPath> {
        let mut paths = Vec::new();
        let mut at = self.by_spelling.get(&FixedState::default().hash_one(squashed)).copied().unwrap_or(NONE);
        while let Some(node) = self.nodes.get(at as usize) {
            let path = self.path(at);
            if squash(&path.keys.concat()) == squashed {
                paths.push(path);
            }
            at = node.alike;
        }
        paths.reverse();
        paths
    }

    /// The paths that a name with explicit levels may mean.
    pub(crate) fn by_levels(&self, levels: &[&str]) -> Vec<KnownPath> {
        let mut paths = self.spelled(&squash(&levels.concat()));
        let same = |key: &String, level: &&str| squash(key) == squash(level);
        paths.retain(|path| {
            path.keys.len() == levels.len()
                && path.keys.iter().zip(levels).all(|(key, level)| same(key, level))
        });
        paths
    }

    /// The known path whose spelling is nearest to a name.
    pub(crate) fn nearest(&self, name: &str) -> Option<KeyPath> {
        let spellings = self.spellings.get_or_init(|| {
            let spelling = |id: u32| (squash(&self.path(id).keys.concat()), id);
            let mut spellings: Vec<_> = (0..self.nodes.len() as u32).map(spelling).collect();
            spellings.sort();
            spellings
        });
        let near = nearest(name, spellings.iter().map(|(spelling, _)| spelling.as_str()))?;
        let at = spellings.partition_point(|(spelling, _)| spelling.as_str() < near);
        spellings.get(at).map(|&(_, id)| self.path(id).path())
    }
}

struct Walk<'a> {
    known: &'a mut Known,
    tree: &'a Tree,
    /// The path to the table at work, without separators and case.
    squashed: String,
}

impl Walk<'_> {
    fn table(&mut self, table: u32, parent: u32) {
        let tree = self.tree;
        if tree.item(table) != Item::Table {
            return;
        }
        for child in tree.children(table) {
            let is_array = tree.item(child) == Item::Array;
            let key = tree.key(child);
            // `tags_add = [..]` speaks of an array `tags`, not of a key of that name.
            let (name, is_array) = match OperationKind::of_key(key).filter(|_| is_array) {
                Some(("", _)) => continue,
                Some((name, _)) => (name, true),
                None => (key, is_array),
            };
            let length = self.squashed.len();
            squash_into(&mut self.squashed, name);
            let node = self.known.node(parent, name, &self.squashed, is_array);
            self.table(child, node);
            self.squashed.truncate(length);
        }
    }
}
