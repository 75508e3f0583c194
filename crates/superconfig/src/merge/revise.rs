//! Another text of one layer in a merge that is done already: where it has the same shape as the one before, every value
//! that was merged keeps its place, and only the payloads of that layer are new.
//!
//! Nothing is merged for it, and only what lies below the layer's own keys is looked at.

use super::node::{Merged, NONE, OperationKind};
use super::nodes::Nodes;
use crate::source::layer::Layer;
use crate::value::{Data, Document, Item, StrRef, Tree, equal};
use foldhash::{HashMap, HashSet};
use std::mem::discriminant;
use std::sync::Arc;

impl Merged {
    /// The merge with a layer in the place of one that it was made from, if nothing but values of scalars differs
    /// between them and none of these decides about anything but itself.
    pub(crate) fn revise(&self, at: usize, next: Layer) -> Option<Self> {
        let old = self.layers.get(at)?;
        if next.options.nested || next.options.at.is_some() || !self.is_revisable(&old.tree, &next.tree) {
            return None;
        }
        let keys = keys(&old.tree, &next.tree);
        let tree = Arc::clone(&next.tree);
        let mut revising = Revising { merged: self, nodes: self.nodes.clone(), piece: at as u32, tree, keys };
        revising.run();
        let nodes = revising.nodes;
        let (mut layers, mut pieces) = (self.layers.clone(), self.pieces.clone());
        pieces.get_mut(at)?.tree = Arc::clone(&next.tree);
        *layers.get_mut(at)? = Arc::new(next);
        Some(Self {
            layers,
            pieces,
            nodes,
            operations: Arc::clone(&self.operations),
            inside: self.inside.clone(),
        })
    }

    fn is_revisable(&self, old: &Tree, new: &Tree) -> bool {
        // What is removed from an array depends on the values in it.
        let removes = self.operations.iter().any(|record| record.kind == OperationKind::Remove);
        old.len() == new.len()
            && old.root() == new.root()
            && (0..old.len() as u32).all(|id| is_alike(old, new, id) && !is_operation(new, id))
            && !(removes && has_changed_array(old, new))
    }
}

struct Revising<'a> {
    merged: &'a Merged,
    nodes: Nodes,
    piece: u32,
    tree: Arc<Tree>,
    /// Where each key of the old text stands in the new one.
    keys: HashMap<StrRef, StrRef>,
}

impl Revising<'_> {
    /// Visits everything that the layer can have a part in: what lies below its keys at the root, beaten and removed
    /// values included, and what was removed from the root.
    fn run(&mut self) {
        let (merged, root) = (self.merged, self.merged.root());
        let tree = Arc::clone(&self.tree);
        let names: HashSet<&str> = tree.children(tree.root()).map(|id| tree.key(id)).collect();
        let mut waiting: Vec<u32> =
            merged.children(root).filter(|&id| names.contains(merged.key(id))).collect();
        self.add_operands(root, &mut waiting);
        while let Some(id) = waiting.pop() {
            self.take_over(id);
            waiting.extend(merged.children(id));
            let beaten = merged.node(id).beat;
            waiting.extend((beaten != NONE).then_some(beaten));
            self.add_operands(id, &mut waiting);
        }
    }

    /// What operations on a value have added or removed. (What was added is most likely there as a child, too.)
    fn add_operands(&self, id: u32, waiting: &mut Vec<u32>) {
        let record = |at: u32| self.merged.operations.get(at as usize);
        let records =
            std::iter::successors(record(self.merged.node(id).operation), |later| record(later.previous));
        for record in records.filter(|record| record.kind == OperationKind::Remove) {
            waiting.extend(&record.elements);
        }
    }

    /// Gives a value the payload and the key of the new text, as far as it had them from the old one.
    fn take_over(&mut self, id: u32) {
        let node = self.merged.node(id);
        if node.key_piece == self.piece
            && let Some(&key) = self.keys.get(&node.key).filter(|key| **key != node.key)
        {
            self.nodes.get_mut(id).key = key;
        }
        if node.piece == self.piece && !is_container(node.data) {
            self.nodes.get_mut(id).data = self.tree.node(node.node).data;
        }
    }
}

/// Whether the same kind of value stands at a place of both, under the same key. Text is never alike: what becomes of it
/// depends on what it says.
fn is_alike(old: &Tree, new: &Tree, id: u32) -> bool {
    let (before, now) = (old.node(id), new.node(id));
    let alike = match (before.data, now.data) {
        (Data::Array { first, len }, Data::Array { first: now_first, len: now_len })
        | (Data::Table { first, len }, Data::Table { first: now_first, len: now_len }) => {
            (first, len) == (now_first, now_len)
        }
        (Data::Text(_), _) => false,
        // Which kind of date it is counts for a text that replaces it.
        (Data::Date(before), Data::Date(now)) => old.str(before) == new.str(now),
        (before, now) => discriminant(&before) == discriminant(&now),
    };
    alike && old.key(id) == new.key(id)
}

fn is_operation(tree: &Tree, id: u32) -> bool {
    tree.item(id) == Item::Array && OperationKind::of_key(tree.key(id)).is_some()
}

fn is_container(data: Data) -> bool {
    matches!(data, Data::Array { .. } | Data::Table { .. })
}

fn has_changed_array(old: &Tree, new: &Tree) -> bool {
    (0..new.len() as u32).any(|id| new.item(id) == Item::Array && !equal(old, id, new, id))
}

/// Where each key of the old text stands in the new one.
fn keys(old: &Tree, new: &Tree) -> HashMap<StrRef, StrRef> {
    (0..old.len() as u32).map(|id| (old.node(id).key, new.node(id).key)).collect()
}
