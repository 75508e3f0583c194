//! The arena that one parsed source becomes: nodes with byte spans, one text, no heap per node.

use super::item::{Document, Item};
use super::span::Span;
use std::sync::Arc;

/// A piece of a tree's text, or of the side buffer where text with escapes is kept in its plain form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct StrRef {
    start: u32,
    len: u32,
}

/// Marks a [`StrRef`] into the side buffer.
const SIDE: u32 = 1 << 31;

impl StrRef {
    pub(super) fn in_text(span: Span) -> Self {
        Self { start: span.start & !SIDE, len: span.len }
    }

    pub(super) fn in_side(start: usize, len: usize) -> Self {
        let span = Span::new(start, start + len);
        Self { start: span.start | SIDE, len: span.len }
    }
}

impl StrRef {
    /// How many bytes the text has.
    pub(crate) fn len(self) -> usize {
        self.len as usize
    }

    /// The same text without its last `len` bytes.
    pub(crate) fn without_end(self, len: usize) -> Self {
        Self { len: self.len.saturating_sub(len as u32), ..self }
    }
}

/// The payload of a node. Children of a container stand side by side in the arena, and before their container.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Str(StrRef),
    Text(StrRef),
    Date(StrRef),
    Array { first: u32, len: u32 },
    Table { first: u32, len: u32 },
}

impl Data {
    /// What this means, as far as that needs no text.
    #[inline]
    pub(crate) fn without_text(self) -> Option<Item<'static>> {
        Some(match self {
            Self::Null => Item::Null,
            Self::Bool(value) => Item::Bool(value),
            Self::Int(value) => Item::Int(value),
            Self::UInt(value) => Item::UInt(value),
            Self::Float(value) => Item::Float(value),
            Self::Array { .. } => Item::Array,
            Self::Table { .. } => Item::Table,
            Self::Str(_) | Self::Text(_) | Self::Date(_) => return None,
        })
    }
}

/// One value of a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) data: Data,
    /// The key in the table above; empty elsewhere.
    pub(crate) key: StrRef,
    /// The bytes of the value. In trees without text: an index into the source's list of names.
    pub(crate) span: Span,
    pub(crate) key_span: Span,
}

/// A parsed source.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub(super) text: Arc<str>,
    pub(super) side: String,
    pub(super) nodes: Vec<Node>,
    pub(super) root: u32,
}

impl Tree {
    /// An empty table.
    pub(crate) fn empty() -> Self {
        let (data, nothing) = (Data::Table { first: 0, len: 0 }, Span::default());
        let root = Node { data, key: StrRef::default(), span: nothing, key_span: nothing };
        Self { text: Arc::from(""), side: String::new(), nodes: vec![root], root: 0 }
    }

    /// Nothing yet but a text, for texts that stand in it or are kept beside it.
    #[cfg(feature = "toml")]
    pub(crate) fn of_text(text: Arc<str>) -> Self {
        Self { text, side: String::new(), nodes: Vec::new(), root: 0 }
    }

    /// A reference to bytes `start..end` of the text.
    pub(crate) fn slice(&self, start: usize, end: usize) -> StrRef {
        StrRef::in_text(Span::new(start, end))
    }

    /// Keeps a text that does not stand literally in the source.
    pub(crate) fn keep(&mut self, text: &str) -> StrRef {
        let start = self.side.len();
        self.side.push_str(text);
        StrRef::in_side(start, text.len())
    }

    /// The node at a place that this tree handed out.
    pub(crate) fn node(&self, id: u32) -> &Node {
        &self.nodes[id as usize]
    }

    /// How many values the tree holds.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The text behind a reference of this tree.
    pub(crate) fn str(&self, text: StrRef) -> &str {
        let (buffer, start) = self.place(text);
        buffer.get(start..start + text.len as usize).unwrap_or_default()
    }

    /// The bytes of a text, for those who need not know where its letters begin.
    pub(super) fn bytes(&self, text: StrRef) -> &[u8] {
        let (buffer, start) = self.place(text);
        buffer.as_bytes().get(start..start + text.len as usize).unwrap_or_default()
    }

    /// Which buffer a text is in, and where.
    fn place(&self, text: StrRef) -> (&str, usize) {
        match text.start & SIDE {
            0 => (&self.text, text.start as usize),
            _ => (&self.side, (text.start & !SIDE) as usize),
        }
    }

    /// What `data` of this tree means.
    pub(crate) fn resolve(&self, data: Data) -> Item<'_> {
        match data {
            Data::Null => Item::Null,
            Data::Bool(value) => Item::Bool(value),
            Data::Int(value) => Item::Int(value),
            Data::UInt(value) => Item::UInt(value),
            Data::Float(value) => Item::Float(value),
            Data::Str(text) => Item::Str(self.str(text)),
            Data::Text(text) => Item::Text(self.str(text)),
            Data::Date(text) => Item::Date(self.str(text)),
            Data::Array { .. } => Item::Array,
            Data::Table { .. } => Item::Table,
        }
    }
}

impl Document for Tree {
    fn root(&self) -> u32 {
        self.root
    }

    fn item(&self, id: u32) -> Item<'_> {
        self.resolve(self.node(id).data)
    }

    fn children(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        match self.node(id).data {
            Data::Array { first, len } | Data::Table { first, len } => first..first + len,
            _ => 0..0,
        }
    }

    fn key(&self, id: u32) -> &str {
        self.str(self.node(id).key)
    }
}
