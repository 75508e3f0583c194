//! What the other layers know: the key paths that variable names are matched against (SPEC 5.2).

use super::layer::Layer;
use crate::merge::OperationKind;
use crate::value::{Document, Item, KeyPath, Segment, Tree, nearest, squash};
use foldhash::HashMap;

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

/// All known key paths, by their spelling without separators and case.
#[derive(Debug, Default)]
pub(crate) struct Known {
    by_squashed: HashMap<String, Vec<KnownPath>>,
    /// Every path segment by segment, each squashed: for names with explicit separators.
    by_segments: HashMap<Vec<String>, Vec<KnownPath>>,
    /// Whether any key is written down in a layer, not only spelled out by variables.
    has_written: bool,
}

impl Known {
    /// The key paths of all layers whose keys are written down as such.
    pub(crate) fn new<'a>(layers: impl IntoIterator<Item = &'a Layer>) -> Self {
        let mut known = Self::default();
        for layer in layers {
            let tree = &layer.tree;
            let mut walk = Walk { known: &mut known, tree, keys: Vec::new() };
            match layer.options.nested {
                true => tree.children(tree.root()).for_each(|profile| walk.table(profile)),
                false => walk.table(tree.root()),
            }
        }
        known.has_written = !known.by_squashed.is_empty();
        known
    }

    /// Whether there are keys that a variable could be expected to match. Variables alone are no such keys: a
    /// configuration that is nothing but environment has no unclaimed names.
    pub(crate) fn has_written(&self) -> bool {
        self.has_written
    }

    /// Adds one path, once.
    pub(crate) fn add(&mut self, keys: &[String], is_array: bool) {
        let segments: Vec<String> = keys.iter().map(|key| squash(key)).collect();
        let squashed = segments.concat();
        if squashed.is_empty() {
            return;
        }
        let new = KnownPath { keys: keys.to_vec(), is_array };
        insert(self.by_squashed.entry(squashed).or_default(), &new);
        insert(self.by_segments.entry(segments).or_default(), &new);
    }

    /// The paths that a name without separators may mean.
    pub(crate) fn by_name(&self, name: &str) -> &[KnownPath] {
        self.by_squashed.get(&squash(name)).map_or(&[], Vec::as_slice)
    }

    /// The paths that a name with explicit levels may mean.
    pub(crate) fn by_levels(&self, levels: &[&str]) -> &[KnownPath] {
        let segments: Vec<String> = levels.iter().map(|level| squash(level)).collect();
        self.by_segments.get(&segments).map_or(&[], Vec::as_slice)
    }

    /// The known path whose spelling is nearest to a name.
    pub(crate) fn nearest(&self, name: &str) -> Option<KeyPath> {
        let near = nearest(
            name,
            self.by_squashed.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(),
        )?;
        self.by_squashed.get(near)?.first().map(KnownPath::path)
    }
}

fn insert(paths: &mut Vec<KnownPath>, new: &KnownPath) {
    match paths.iter_mut().find(|path| path.keys == new.keys) {
        Some(path) => path.is_array |= new.is_array,
        None => paths.push(new.clone()),
    }
}

struct Walk<'a> {
    known: &'a mut Known,
    tree: &'a Tree,
    keys: Vec<String>,
}

impl Walk<'_> {
    fn table(&mut self, table: u32) {
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
            self.keys.push(name.to_owned());
            self.known.add(&self.keys, is_array);
            self.table(child);
            self.keys.pop();
        }
    }
}
