//! Builds a [`Tree`] from the events of a parser, within the limits, and finds duplicate keys.

use super::item::{Document, Item};
use super::owned::Value;
use super::path::{KeyPath, Segment};
use super::span::Span;
use super::tree::{Data, Node, StrRef, Tree};
use foldhash::HashMap;
use std::sync::Arc;

/// Why a tree cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BuildError {
    /// Containers are nested deeper than allowed.
    Depth { at: Span },
    /// There are more values than allowed.
    Nodes { at: Span },
    /// A table has one key twice: the spans of both keys.
    Duplicate { key: String, first: Span, second: Span },
}

/// How many duplicate keys of one text are reported.
const MAX_DUPLICATES: usize = 100;

/// Tables up to this size are searched for duplicates one by one; larger ones by hash.
const SMALL_TABLE: usize = 12;

/// One of 64 bits, by length and outer bytes of a key.
fn mark(key: &[u8]) -> u64 {
    let outer = match *key {
        [first, .., last] => u32::from(first) + 5 * u32::from(last),
        [only] => 6 * u32::from(only),
        [] => 0,
    };
    1 << ((outer + 11 * key.len() as u32) % 64)
}

struct Open {
    is_table: bool,
    start: u32,
    key: StrRef,
    key_span: Span,
    /// Where the children of this container begin in `waiting`.
    base: usize,
}

/// Receives the events of a parser in document order: `key` before each value of a table, `begin_*`/`end`
/// around containers, `scalar` for the rest.
pub(crate) struct TreeBuilder {
    tree: Tree,
    /// Values whose container is still open.
    waiting: Vec<Node>,
    open: Vec<Open>,
    key: StrRef,
    key_span: Span,
    max_depth: usize,
    max_nodes: usize,
    duplicates: Vec<BuildError>,
}

impl TreeBuilder {
    /// A builder for a tree over `text` (empty for sources without text).
    pub(crate) fn new(text: Arc<str>, max_depth: usize, max_nodes: usize) -> Self {
        let guess = (text.len() / 16).min(1 << 16);
        let tree = Tree { text, side: String::new(), nodes: Vec::with_capacity(guess), root: 0 };
        Self {
            tree,
            waiting: Vec::with_capacity(32),
            open: Vec::with_capacity(8),
            key: StrRef::default(),
            key_span: Span::default(),
            max_depth,
            max_nodes,
            duplicates: Vec::new(),
        }
    }

    /// Makes room for so many values, and for so many bytes that are kept.
    pub(crate) fn reserve(&mut self, values: usize, kept: usize) {
        self.tree.nodes.reserve(values);
        self.tree.side.reserve(kept);
    }

    /// A reference to bytes `start..end` of the text.
    pub(crate) fn slice(&self, start: usize, end: usize) -> StrRef {
        self.tree.slice(start, end)
    }

    /// Keeps a text that does not stand literally in the source.
    pub(crate) fn keep(&mut self, text: &str) -> StrRef {
        self.tree.keep(text)
    }

    /// The text behind a reference.
    pub(crate) fn str(&self, text: StrRef) -> &str {
        self.tree.str(text)
    }

    /// The innermost open container: whether it is a table, and where it begins.
    #[inline]
    pub(crate) fn innermost(&self) -> Option<(bool, usize)> {
        self.open.last().map(|open| (open.is_table, open.start as usize))
    }

    /// The path of the value that comes next; with `last`, of the one that came last. For faults.
    pub(crate) fn path(&self, last: bool) -> KeyPath {
        let mut path = KeyPath::root();
        for (at, open) in self.open.iter().enumerate() {
            let inner = self.open.get(at + 1);
            let count = inner.map_or(self.waiting.len(), |inner| inner.base) - open.base;
            let index = if inner.is_none() && last { count.checked_sub(1) } else { Some(count) };
            let key = match inner {
                Some(inner) => inner.key,
                None if last => self.waiting.last().filter(|_| count > 0).map_or(self.key, |node| node.key),
                None => self.key,
            };
            if !open.is_table {
                index.into_iter().for_each(|index| path.push(Segment::Index(index)));
            } else if inner.is_some() || key != StrRef::default() {
                path.push(Segment::Key(self.str(key).to_owned()));
            }
        }
        path
    }

    /// How many values there are so far.
    pub(crate) fn len(&self) -> usize {
        self.tree.nodes.len() + self.waiting.len() + self.open.len()
    }

    /// Announces the key of the next value.
    pub(crate) fn key(&mut self, key: StrRef, span: Span) {
        self.key = key;
        self.key_span = span;
    }

    /// Opens a table whose text begins at byte `start`.
    pub(crate) fn begin_table(&mut self, start: usize) -> Result<(), BuildError> {
        self.begin(true, Span::new(start, start + 1))
    }

    /// Opens an array whose text begins at byte `start`.
    pub(crate) fn begin_array(&mut self, start: usize) -> Result<(), BuildError> {
        self.begin(false, Span::new(start, start + 1))
    }

    /// Opens a table; [`end_at`](Self::end_at) gives its span.
    pub(crate) fn begin_table_at(&mut self, span: Span) -> Result<(), BuildError> {
        self.begin(true, span)
    }

    /// Opens an array; [`end_at`](Self::end_at) gives its span.
    pub(crate) fn begin_array_at(&mut self, span: Span) -> Result<(), BuildError> {
        self.begin(false, span)
    }

    fn begin(&mut self, is_table: bool, at: Span) -> Result<(), BuildError> {
        if self.open.len() >= self.max_depth {
            return Err(BuildError::Depth { at });
        }
        self.check_count(at)?;
        let (key, key_span) = self.take_key();
        self.open.push(Open { is_table, start: at.start, key, key_span, base: self.waiting.len() });
        Ok(())
    }

    /// Closes the innermost container, whose text ends before byte `end`.
    pub(crate) fn end(&mut self, end: usize) {
        let start = self.open.last().map_or(0, |open| open.start as usize);
        self.end_at(Span::new(start, end));
    }

    /// Closes the innermost container, whose span is known only now.
    pub(crate) fn end_at(&mut self, span: Span) {
        let Some(open) = self.open.pop() else { return };
        if open.is_table {
            let children = self.waiting.get(open.base..).unwrap_or_default();
            find_duplicates(&self.tree, children, &mut self.duplicates);
        }
        let first = self.tree.nodes.len() as u32;
        let len = (self.waiting.len() - open.base) as u32;
        self.tree.nodes.extend(self.waiting.drain(open.base..));
        let data = if open.is_table { Data::Table { first, len } } else { Data::Array { first, len } };
        self.waiting.push(Node { data, key: open.key, span, key_span: open.key_span });
    }

    /// Closes the innermost container; if it holds exactly one value, that value takes its place.
    #[cfg(feature = "ron")]
    pub(crate) fn end_single(&mut self, end: usize) {
        let Some(open) = self.open.last() else { return };
        if self.waiting.len() != open.base + 1 {
            return self.end(end);
        }
        if let (Some(open), Some(node)) = (self.open.pop(), self.waiting.last_mut()) {
            (node.key, node.key_span) = (open.key, open.key_span);
        }
    }

    pub(crate) fn scalar(&mut self, data: Data, span: Span) -> Result<(), BuildError> {
        self.check_count(span)?;
        let (key, key_span) = self.take_key();
        self.waiting.push(Node { data, key, span, key_span });
        Ok(())
    }

    fn take_key(&mut self) -> (StrRef, Span) {
        (std::mem::take(&mut self.key), std::mem::take(&mut self.key_span))
    }

    fn check_count(&self, at: Span) -> Result<(), BuildError> {
        if self.len() >= self.max_nodes { Err(BuildError::Nodes { at }) } else { Ok(()) }
    }

    /// Adds a copy of what stands at a place of a document; `span` gives the span of each value.
    pub(crate) fn copy<D: Document>(
        &mut self,
        document: &D,
        id: u32,
        span: &mut impl FnMut(u32) -> Span,
    ) -> Result<(), BuildError> {
        let at = span(id);
        let data = match document.item(id) {
            Item::Null => Data::Null,
            Item::Bool(value) => Data::Bool(value),
            Item::Int(value) => Data::Int(value),
            Item::UInt(value) => Data::UInt(value),
            Item::Float(value) => Data::Float(value),
            Item::Str(text) => Data::Str(self.keep(text)),
            Item::Text(text) => Data::Text(self.keep(text)),
            Item::Date(text) => Data::Date(self.keep(text)),
            container => {
                let is_table = container == Item::Table;
                self.begin(is_table, at)?;
                for child in document.children(id) {
                    if is_table {
                        let key = self.keep(document.key(child));
                        self.key(key, at);
                    }
                    self.copy(document, child, span)?;
                }
                self.end_at(at);
                return Ok(());
            }
        };
        self.scalar(data, at)
    }

    /// Adds a whole owned value at `span`.
    pub(crate) fn value(&mut self, value: &Value, span: Span) -> Result<(), BuildError> {
        let data = match value {
            Value::Null => Data::Null,
            Value::Bool(value) => Data::Bool(*value),
            Value::Int(value) => Data::Int(*value),
            Value::UInt(value) => Data::UInt(*value),
            Value::Float(value) => Data::Float(*value),
            Value::String(text) => Data::Str(self.keep(text)),
            Value::Date(text) => Data::Date(self.keep(text)),
            Value::Array(items) => {
                self.begin_array(span.start())?;
                for item in items {
                    self.value(item, span)?;
                }
                self.end(span.end());
                return Ok(());
            }
            Value::Table(entries) => {
                self.begin_table(span.start())?;
                for (key, item) in entries {
                    let key = self.keep(key);
                    self.key(key, span);
                    self.value(item, span)?;
                }
                self.end(span.end());
                return Ok(());
            }
        };
        self.scalar(data, span)
    }

    /// The finished tree and the duplicate keys in it. A document without any value is an empty table.
    pub(crate) fn finish(mut self) -> (Tree, Vec<BuildError>) {
        while !self.open.is_empty() {
            self.end(self.tree.text.len());
        }
        let empty = Node {
            data: Data::Table { first: 0, len: 0 },
            key: StrRef::default(),
            span: Span::default(),
            key_span: Span::default(),
        };
        let root = self.waiting.pop().unwrap_or(empty);
        self.tree.root = self.tree.nodes.len() as u32;
        self.tree.nodes.push(root);
        (self.tree, self.duplicates)
    }
}

/// Finds the keys that a table has twice.
fn find_duplicates(tree: &Tree, children: &[Node], found: &mut Vec<BuildError>) {
    let mut report = |key: &str, first: &Node, second: &Node| {
        // Nobody reads more, and hostile texts have hundreds of thousands.
        if found.len() >= MAX_DUPLICATES {
            return;
        }
        let (first, second) = (first.key_span, second.key_span);
        found.push(BuildError::Duplicate { key: key.to_owned(), first, second });
    };
    if children.len() <= SMALL_TABLE {
        // A key whose mark no other key has set is new; only the others are compared.
        let mut marks = 0_u64;
        for (at, second) in children.iter().enumerate() {
            let key = tree.bytes(second.key);
            let mark = mark(key);
            if marks & mark != 0
                && let Some(first) = children.iter().take(at).find(|first| tree.bytes(first.key) == key)
            {
                report(tree.str(second.key), first, second);
            }
            marks |= mark;
        }
        return;
    }
    let mut seen: HashMap<&str, &Node> = HashMap::default();
    seen.reserve(children.len());
    for second in children {
        let key = tree.str(second.key);
        match seen.get(key) {
            Some(first) => report(key, first, second),
            None => drop(seen.insert(key, second)),
        }
    }
}

impl Tree {
    /// The tree with nodes that are in order already, the root last, and the duplicate keys in it.
    #[cfg(feature = "toml")]
    pub(crate) fn with_nodes(self, nodes: Vec<Node>) -> (Self, Vec<BuildError>) {
        let root = nodes.len().saturating_sub(1) as u32;
        let (tree, mut duplicates) = (Self { nodes, root, ..self }, Vec::new());
        for node in &tree.nodes {
            if let Data::Table { first, len } = node.data {
                let children = tree.nodes.get(first as usize..(first + len) as usize).unwrap_or_default();
                find_duplicates(&tree, children, &mut duplicates);
            }
        }
        (tree, duplicates)
    }
}
