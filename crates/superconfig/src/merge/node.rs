//! The merged tree and its ledger: the merge writes both at once, so they cannot drift apart.

use super::nodes::Nodes;
use crate::source::layer::Layer;
use crate::value::{Data, Document, Item, KeyPath, Origin, OriginKind, Segment, SourceInfo, StrRef, Tree};
use foldhash::HashMap;
use std::sync::Arc;

/// No node, no record.
pub(crate) const NONE: u32 = u32::MAX;

/// A tree that merged values come from: a layer's own, or one that was made from a text value of a layer
/// (JSON in a variable, say).
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) tree: Arc<Tree>,
    pub(crate) layer: u32,
    /// For trees made from a text value: the node of the layer's tree that holds the text.
    pub(crate) made_from: Option<u32>,
}

/// One merged value. Replaced values stay in the arena: `beat` leads to them.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(crate) struct MergedNode {
    /// The payload; the fields of containers are not used, `first` and `last` are.
    pub(crate) data: Data,
    pub(crate) key: StrRef,
    /// The tree that `data` and the value's origin refer to, and the node in it.
    pub(crate) piece: u32,
    pub(crate) node: u32,
    /// The tree that `key` refers to.
    pub(crate) key_piece: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) next: u32,
    /// The value that this one replaced, or that lost against it.
    pub(crate) beat: u32,
    /// The last operation that touched this array or table.
    pub(crate) operation: u32,
}

/// What an operation key did.
///
/// ```
/// use superconfig::{Format, OperationKind, SuperConfig};
/// let config = SuperConfig::new()
///     .with_override("tags", ["a", "b"])
///     .with_string("tags_prepend = ['0']\ntags_remove = ['b']", Format::Toml)
///     .build()?;
/// let kinds: Vec<_> = config.explain("tags").unwrap().operations.iter().map(|done| done.kind).collect();
/// assert_eq!(kinds, [OperationKind::Prepend, OperationKind::Remove]);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OperationKind {
    /// `x_add`, or an array that `adjoin`/`admerge` appended.
    Add,
    /// `x_prepend`.
    Prepend,
    /// `x_remove`, on an array or on a table's keys.
    Remove,
}

impl OperationKind {
    /// `add`, `prepend` or `remove`.
    ///
    /// ```
    /// assert_eq!(superconfig::OperationKind::Add.as_str(), "add");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Prepend => "prepend",
            Self::Remove => "remove",
        }
    }

    pub(crate) const ALL: [Self; 3] = [Self::Add, Self::Prepend, Self::Remove];

    /// The ending of an operation's key.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Add => "_add",
            Self::Prepend => "_prepend",
            Self::Remove => "_remove",
        }
    }

    /// Takes a key apart: `tags_add` is (`tags`, Add), `_remove` is (``, Remove).
    pub(crate) fn of_key(key: &str) -> Option<(&str, Self)> {
        let found = Self::ALL.into_iter().find_map(|kind| Some((key.strip_suffix(kind.suffix())?, kind)))?;
        let whole_table = found.0.is_empty() && found.1 != Self::Remove;
        (!whole_table).then_some(found)
    }
}

/// One operation in the ledger.
#[derive(Clone, Debug)]
pub(crate) struct OperationRecord {
    pub(crate) kind: OperationKind,
    /// The operation's own value: piece and node.
    pub(crate) piece: u32,
    pub(crate) node: u32,
    /// The merged values that were added or removed.
    pub(crate) elements: Vec<u32>,
    /// The operation before this one on the same value.
    pub(crate) previous: u32,
    /// The key that the operation was meant for where nothing stood there.
    pub(crate) missed: Option<String>,
}

/// The result of a merge: the tree and the ledger in one.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) layers: Vec<Arc<Layer>>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) nodes: Nodes,
    pub(crate) operations: Arc<Vec<OperationRecord>>,
    /// From texts to the arrays and tables that they are when nobody says.
    pub(super) inside: HashMap<u32, u32>,
}

impl Merged {
    #[inline]
    pub(crate) fn node(&self, id: u32) -> &MergedNode {
        self.nodes.get(id)
    }

    pub(crate) fn tree(&self, piece: u32) -> &Tree {
        &self.pieces[piece as usize].tree
    }

    /// The first place below an array or table.
    pub(crate) fn first(&self, id: u32) -> Option<u32> {
        Some(self.node(id).first).filter(|&id| id != NONE)
    }

    /// The place after this one, in the same array or table.
    pub(crate) fn next(&self, id: u32) -> Option<u32> {
        Some(self.node(id).next).filter(|&id| id != NONE)
    }

    /// Whether this is the key of a merged value.
    pub(super) fn has_key(&self, id: u32, key: &str) -> bool {
        // Most keys that are not the same differ in length.
        self.node(id).key.len() == key.len() && self.key(id) == key
    }

    /// The number of the layer that a merged value comes from.
    pub(crate) fn layer_index(&self, id: u32) -> usize {
        self.pieces[self.node(id).piece as usize].layer as usize
    }

    /// Where a merged value came from.
    pub(crate) fn origin(&self, id: u32) -> Origin {
        let node = self.node(id);
        self.origin_in(node.piece, node.node)
    }

    pub(crate) fn origin_in(&self, piece: u32, node: u32) -> Origin {
        let piece = &self.pieces[piece as usize];
        match self.layers.get(piece.layer as usize) {
            Some(layer) => layer.origin(piece.made_from.unwrap_or(node)),
            // Only the root of a configuration without any source comes from nowhere.
            None => Origin::new(Arc::new(SourceInfo::new(OriginKind::Text, "nothing")), None),
        }
    }

    /// Where the key of a merged value stands, in the source that the value is from.
    pub(crate) fn key_origin(&self, id: u32) -> Origin {
        let MergedNode { piece, node, .. } = *self.node(id);
        let piece = &self.pieces[piece as usize];
        let layer = self.layers.get(piece.layer as usize);
        let key = layer.and_then(|layer| layer.key_origin(piece.made_from.unwrap_or(node)));
        key.unwrap_or_else(|| self.origin(id))
    }

    /// The path to a place, by the places on the way to it.
    pub(crate) fn path(&self, trail: &[u32]) -> KeyPath {
        let mut path = KeyPath::root();
        for pair in trail.windows(2) {
            let &[parent, child] = pair else { continue };
            if matches!(self.node(parent).data, Data::Array { .. }) {
                let index = self.children(parent).take_while(|&id| id != child).count();
                path.push(Segment::Index(index));
            } else {
                path.push(Segment::Key(self.key(child).to_owned()));
            }
        }
        path
    }
}

impl Document for Merged {
    fn root(&self) -> u32 {
        0
    }

    #[inline]
    fn item(&self, id: u32) -> Item<'_> {
        let node = self.node(id);
        node.data.without_text().unwrap_or_else(|| self.tree(node.piece).resolve(node.data))
    }

    fn inside(&self, id: u32) -> u32 {
        match self.node(id).data {
            Data::Text(_) => self.inside.get(&id).copied().unwrap_or(id),
            _ => id,
        }
    }

    fn children(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.first(id), |&id| self.next(id))
    }

    fn key(&self, id: u32) -> &str {
        let node = self.node(id);
        self.tree(node.key_piece).str(node.key)
    }
}
