//! What the other layers know: the key paths that variable names are matched against (SPEC 5.2).

use super::layer::Layer;
use crate::merge::OperationKind;
use crate::value::{
    Document, Item, KeyPath, Segment, Spelling, Tree, nearest, same_spelling, squash, strip_spelling,
};
use foldhash::HashMap;
use foldhash::fast::FixedState;
use std::cell::OnceCell;
use std::hash::BuildHasher;

/// The number of a known key path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KnownId(u32);

/// No node.
const NONE: u32 = u32::MAX;

/// One key of the known paths, below the key of its parent.
#[derive(Debug)]
struct Node {
    /// Where the key stands in `Known::keys`.
    start: usize,
    len: usize,
    parent: u32,
    is_array: bool,
    /// The next path that is spelled the same without separators and case.
    alike: u32,
    /// The whole path without separators and case.
    spelling: Spelling,
}

/// All known key paths: a tree of keys, found by their place in it and by their spelling without separators and
/// case.
#[derive(Debug, Default)]
pub(crate) struct Known {
    nodes: Vec<Node>,
    /// All keys, one after the other.
    keys: String,
    /// From the hash of a parent and a key. (Keys are compared as well: hashes may collide.)
    by_place: HashMap<u64, u32>,
    /// From the spelling of a path to its first node.
    by_spelling: HashMap<Spelling, u32>,
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
            // Most nodes of a configuration have a key; more room than this is not taken on trust.
            known.reserve(tree.len().min(4096));
            match layer.options.nested {
                true => tree.children(tree.root()).for_each(|profile| known.table(tree, profile, NONE)),
                false => known.table(tree, tree.root(), NONE),
            }
        }
        known.has_written = !known.nodes.is_empty();
        known
    }

    fn reserve(&mut self, paths: usize) {
        self.nodes.reserve(paths);
        self.by_place.reserve(paths);
        self.by_spelling.reserve(paths);
    }

    /// Adds the keys of a table below `parent`.
    fn table(&mut self, tree: &Tree, table: u32, parent: u32) {
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
            let node = self.insert(parent, name, is_array);
            self.table(tree, child, node);
        }
    }

    /// Whether there are keys that a variable could be expected to match. Variables alone are no such keys: a
    /// configuration that is nothing but environment has no unclaimed names.
    pub(crate) fn has_written(&self) -> bool {
        self.has_written
    }

    /// Adds one path.
    pub(crate) fn add(&mut self, keys: &[String]) {
        keys.iter().fold(NONE, |parent, key| self.insert(parent, key, false));
    }

    /// The node of a key, made if it is not there.
    fn insert(&mut self, parent: u32, key: &str, is_array: bool) -> u32 {
        if let Some(id) = self.child(parent, key) {
            if let Some(node) = self.nodes.get_mut(id as usize) {
                node.is_array |= is_array;
            }
            return id;
        }
        let id = self.nodes.len() as u32;
        self.by_place.insert(place(parent, key), id);
        let above = self.nodes.get(parent as usize).map(|node| node.spelling).unwrap_or_default();
        let spelling = above.then(key);
        let alike = self.by_spelling.insert(spelling, id).unwrap_or(NONE);
        let (start, len) = (self.keys.len(), key.len());
        self.keys.push_str(key);
        self.nodes.push(Node { start, len, parent, is_array, alike, spelling });
        id
    }

    /// The node of a key below another.
    fn child(&self, parent: u32, key: &str) -> Option<u32> {
        let id = self.by_place.get(&place(parent, key)).copied()?;
        self.nodes.get(id as usize).filter(|node| node.parent == parent && self.key(node) == key)?;
        Some(id)
    }

    fn key(&self, node: &Node) -> &str {
        self.keys.get(node.start..node.start + node.len).unwrap_or_default()
    }

    /// The keys of a path, from the last to the first.
    fn upwards(&self, id: u32) -> impl Iterator<Item = &str> {
        let node = |at: u32| self.nodes.get(at as usize);
        std::iter::successors(node(id), move |below| node(below.parent)).map(|node| self.key(node))
    }

    /// The keys of a path.
    pub(crate) fn keys(&self, id: KnownId) -> Vec<String> {
        let mut keys: Vec<String> = self.upwards(id.0).map(str::to_owned).collect();
        keys.reverse();
        keys
    }

    pub(crate) fn path(&self, id: KnownId) -> KeyPath {
        self.keys(id).into_iter().map(Segment::Key).collect::<Vec<_>>().into()
    }

    pub(crate) fn is_array(&self, id: KnownId) -> bool {
        self.nodes.get(id.0 as usize).is_some_and(|node| node.is_array)
    }

    /// The path that has exactly these keys.
    pub(crate) fn exactly<K: AsRef<str>>(&self, keys: impl IntoIterator<Item = K>) -> Option<KnownId> {
        let id = keys.into_iter().try_fold(NONE, |parent, key| self.child(parent, key.as_ref()))?;
        (id != NONE).then_some(KnownId(id))
    }

    /// The paths that a name without separators may mean, in the order in which they became known.
    pub(crate) fn by_name(&self, name: &str) -> Vec<KnownId> {
        let squashed = squash(name);
        if squashed.is_empty() {
            return Vec::new();
        }
        self.spelled(Spelling::default().then(name), |id| {
            self.upwards(id).try_fold(&*squashed, strip_spelling).is_some_and(str::is_empty)
        })
    }

    /// The paths that a name with explicit levels may mean, in the order in which they became known.
    pub(crate) fn by_levels(&self, levels: &[&str]) -> Vec<KnownId> {
        let spelling = levels.iter().fold(Spelling::default(), |spelling, level| spelling.then(level));
        if spelling == Spelling::default() {
            return Vec::new();
        }
        self.spelled(spelling, |id| {
            let mut wanted = levels.iter().rev();
            self.upwards(id).all(|key| wanted.next().is_some_and(|level| same_spelling(key, level)))
                && wanted.next().is_none()
        })
    }

    /// The paths of one spelling. (A spelling is a hash, and may collide, so each is looked at.)
    fn spelled(&self, spelling: Spelling, is_meant: impl Fn(u32) -> bool) -> Vec<KnownId> {
        let mut paths = Vec::new();
        let mut at = self.by_spelling.get(&spelling).copied().unwrap_or(NONE);
        while let Some(node) = self.nodes.get(at as usize) {
            if is_meant(at) {
                paths.push(KnownId(at));
            }
            at = node.alike;
        }
        paths.reverse();
        paths
    }

    /// The known path whose spelling is nearest to a name.
    pub(crate) fn nearest(&self, name: &str) -> Option<KeyPath> {
        let spellings = self.spellings.get_or_init(|| {
            let spelling = |id: u32| (squash(&self.keys(KnownId(id)).concat()), id);
            let mut spellings: Vec<_> = (0..self.nodes.len() as u32).map(spelling).collect();
            spellings.sort();
            spellings
        });
        let near = nearest(name, spellings.iter().map(|(spelling, _)| spelling.as_str()))?;
        let at = spellings.partition_point(|(spelling, _)| spelling.as_str() < near);
        spellings.get(at).map(|&(_, id)| self.path(KnownId(id)))
    }
}

fn place(parent: u32, key: &str) -> u64 {
    FixedState::with_seed(u64::from(parent)).hash_one(key)
}
