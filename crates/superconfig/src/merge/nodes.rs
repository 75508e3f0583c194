//! The merged values: in one piece while they are merged, in shared pieces where most of them outlive a reload.

use super::node::MergedNode;
use std::sync::Arc;

/// How many values are shared in one piece: as many as are copied to change one of them.
const CHUNK: usize = 1024;

/// Up to here a copy of everything takes some 50 µs, and looking at a value one step less.
const MOST_FLAT: usize = 16 * CHUNK;

/// Merged values by their number.
#[derive(Clone, Debug)]
pub(crate) enum Nodes {
    Flat(Vec<MergedNode>),
    /// All chunks but the last are full.
    Shared(Vec<Arc<[MergedNode]>>),
}

impl Nodes {
    #[inline]
    pub(crate) fn get(&self, id: u32) -> &MergedNode {
        let id = id as usize;
        match self {
            Self::Flat(nodes) => &nodes[id],
            Self::Shared(chunks) => &chunks[id / CHUNK][id % CHUNK],
        }
    }

    /// To change a value. What is shared is copied first, so that nobody else sees the change.
    #[inline]
    pub(super) fn get_mut(&mut self, id: u32) -> &mut MergedNode {
        let id = id as usize;
        match self {
            Self::Flat(nodes) => &mut nodes[id],
            Self::Shared(chunks) => in_chunks(chunks, id),
        }
    }

    /// Adds a value; its number is the answer.
    pub(super) fn push(&mut self, node: MergedNode) -> u32 {
        if let Self::Shared(chunks) = self {
            *self = Self::Flat(chunks.iter().flat_map(|chunk| chunk.iter().copied()).collect());
        }
        let id = self.len() as u32;
        if let Self::Flat(nodes) = self {
            nodes.push(node);
        }
        id
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Flat(nodes) => nodes.len(),
            Self::Shared(chunks) => match chunks.split_last() {
                Some((last, full)) => full.len() * CHUNK + last.len(),
                None => 0,
            },
        }
    }

    /// The same, in pieces that a copy shares, where copying everything would cost more than looking at a value does.
    pub(super) fn shared(self) -> Self {
        match self {
            Self::Flat(nodes) if nodes.len() > MOST_FLAT => {
                Self::Shared(nodes.chunks(CHUNK).map(Arc::from).collect())
            }
            small => small,
        }
    }
}

#[cold]
fn in_chunks(chunks: &mut [Arc<[MergedNode]>], id: usize) -> &mut MergedNode {
    &mut Arc::make_mut(&mut chunks[id / CHUNK])[id % CHUNK]
}
