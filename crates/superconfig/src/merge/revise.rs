//! Another text of one layer in a merge that is done already: where it has the same shape as the one before, every value
//! that was merged keeps its place, and only the payloads of that layer are new.
//!
//! The cost depends on how many values there are, but not on merging any: it is a copy and one look at each.

use super::node::{Merged, OperationKind};
use crate::source::layer::Layer;
use crate::value::{Data, Document, Item, StrRef, Tree};
use foldhash::HashMap;
use std::mem::discriminant;
use std::sync::Arc;

impl Merged {
    /// The merge with a layer in the place of one that it was made from, if nothing but values of scalars differs
    /// between them and none of these decides about anything but itself.
    pub(crate) fn revise(&self, at: usize, next: Layer) -> Option<Self> {
        let old = self.layers.get(at)?;
        if !self.is_revisable(&old.tree, &next.tree) {
            return None;
        }
        let piece = at as u32;
        let mut nodes = self.nodes.clone();
        let keys = keys(&old.tree, &next.tree);
        for node in &mut nodes {
            if node.key_piece == piece {
                node.key = keys.get(&node.key).copied().unwrap_or(node.key);
            }
            if node.piece == piece && !is_container(node.data) {
                node.data = next.tree.node(node.node).data;
            }
        }
        let (mut layers, mut pieces) = (self.layers.clone(), self.pieces.clone());
        pieces.get_mut(at)?.tree = Arc::clone(&next.tree);
        *layers.get_mut(at)? = Arc::new(next);
        Some(Self { layers, pieces, nodes, operations: self.operations.clone() })
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
    let arrays = (0..new.len() as u32).filter(|&id| new.item(id) == Item::Array);
    arrays.into_iter().any(|id| !crate::value::equal(old, id, new, id))
}

/// Where each key of the old text stands in the new one.
fn keys(old: &Tree, new: &Tree) -> HashMap<StrRef, StrRef> {
    (0..old.len() as u32).map(|id| (old.node(id).key, new.node(id).key)).collect()
}
