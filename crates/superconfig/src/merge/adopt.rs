//! The first tree of a merge: where nothing stands yet, it is taken over as it is.

use super::node::{MergedNode, NONE};
use super::rules::{Merger, Side, operation_of};
use crate::value::{Data, Document, Tree};

impl Merger {
    /// Takes a whole tree over in one pass; tells whether that was possible. It is what merging it value by value does, as
    /// long as there is nothing that it meets, and no operation in it.
    pub(super) fn adopt(&mut self, base: u32, from: Side<'_>, source: u32) -> bool {
        let (tree, before) = (from.tree, self.merged.nodes.len() as u32);
        // The root comes last in its tree; the merged root stands in for it.
        let is_whole = source == tree.root() && source as usize + 1 == tree.len();
        let is_first = before == base + 1 && self.merged.node(base).first == NONE;
        if !is_whole || !is_first || self.operations && has_operations(tree) {
            return false;
        }
        let children = |data| match data {
            Data::Table { first, len } | Data::Array { first, len } if len > 0 => {
                Some((before + first, before + first + len - 1))
            }
            _ => None,
        };
        for id in 0..source {
            let node = tree.node(id);
            let (first, last) = children(node.data).unwrap_or((NONE, NONE));
            self.merged.nodes.push(MergedNode {
                data: node.data,
                key: node.key,
                piece: from.piece,
                node: id,
                key_piece: from.piece,
                first,
                last,
                // Siblings stand side by side; the last of them is told below that it is.
                next: before + id + 1,
                beat: NONE,
                operation: NONE,
            });
        }
        for id in 0..=source {
            if let Some((_, last)) = children(tree.node(id).data) {
                self.node_mut(last).next = NONE;
            }
        }
        let (first, last) = children(tree.node(source).data).unwrap_or((NONE, NONE));
        let root = self.node_mut(base);
        (root.first, root.last) = (first, last);
        true
    }
}

/// Whether any key could be an operation.
fn has_operations(tree: &Tree) -> bool {
    (0..tree.len() as u32).any(|id| operation_of(tree, id).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::Merged;
    use crate::source::layer::Layer;
    use crate::source::options::SourceOptions;
    use crate::value::{OriginKind, SourceInfo, TreeBuilder, Value};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn value() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Int),
            "[a-z\\[\\]]{0,3}".prop_map(Value::String)
        ];
        scalar.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![vec(inner.clone(), 0..5).prop_map(Value::Array), table(inner)]
        })
    }

    fn table(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
        vec(("[a-c](_add|_remove)?", value), 0..5).prop_map(|mut entries| {
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            entries.dedup_by(|(a, _), (b, _)| a == b);
            Value::Table(entries)
        })
    }

    /// Everything that is merged, in order, with where it is from.
    fn all(merged: &Merged, id: u32, seen: &mut Vec<String>) {
        let node = merged.node(id);
        let children = [node.first != NONE, node.last != NONE, node.next == NONE];
        let (key, item) = (merged.key(id), merged.item(id));
        seen.push(format!("{key} {item:?} {} {} {children:?}", node.piece, node.node));
        assert_eq!(merged.children(id).last(), Some(node.last).filter(|&last| last != NONE));
        merged.children(id).for_each(|child| all(merged, child, seen));
        seen.push(String::new());
    }

    proptest! {
        #[test]
        fn it_is_what_merging_value_by_value_does(value in table(value()), operations in any::<bool>()) {
            let mut builder = TreeBuilder::new(Arc::from(""), 64, 10_000);
            builder.value(&value, Default::default()).unwrap();
            let info = SourceInfo::new(OriginKind::Text, "text");
            let layer = Arc::new(Layer::new(info, builder.finish().0, SourceOptions::default()));
            let (tree, layers) = (&*layer.tree, vec![Arc::clone(&layer)]);
            let from = Side { piece: 0, tree };
            let mut adopting = Merger::new(layers.clone());
            let mut merging = Merger::new(layers);
            (adopting.operations, merging.operations) = (operations, operations);
            if !adopting.adopt(0, from, tree.root()) {
                prop_assert!(operations && has_operations(tree));
                adopting.merge_table(0, from, tree.root());
            }
            merging.merge_table(0, from, tree.root());
            let (mut adopted, mut merged) = (Vec::new(), Vec::new());
            all(&adopting.merged, 0, &mut adopted);
            all(&merging.merged, 0, &mut merged);
            prop_assert_eq!(adopted, merged);
            // What comes after finds something there.
            let is_empty = adopting.merged.node(0).first == NONE;
            prop_assert!(is_empty || !adopting.adopt(0, from, tree.root()));
        }
    }
}
