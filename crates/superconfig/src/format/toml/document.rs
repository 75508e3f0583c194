//! The document while it is being read. TOML continues a table far from where it began, so the entries are
//! linked; they are brought into order when all is known.

use crate::value::{BuildError, Data, Node, Span, StrRef, Tree};
use foldhash::HashMap;
use std::hash::BuildHasher as _;

/// No entry.
const NONE: u32 = u32::MAX;

/// The root table.
pub(super) const ROOT: u32 = 0;

/// So many entries of a table are searched one by one, the others by hash.
const SMALL_TABLE: usize = 12;

/// How a table or array came to be; that decides who may add to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A table that only stands in the headers of tables below it: `[a.b]` makes such an `a`.
    Implied,
    /// A table with a header of its own, or the root.
    Header,
    /// A table made by dotted keys.
    Dotted,
    /// `{ … }`.
    Inline,
    /// `[ … ]`.
    List,
    /// The array that `[[a]]` adds to.
    Series,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Scalar(Data),
    /// The first and the last entry in it, and how many there are.
    Container {
        kind: Kind,
        first: u32,
        last: u32,
        len: u32,
    },
}

impl What {
    pub(super) fn empty(kind: Kind) -> Self {
        Self::Container { kind, first: NONE, last: NONE, len: 0 }
    }
}

/// One part of a key.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Key {
    pub(super) text: StrRef,
    pub(super) span: Span,
    /// Whether the key could be read.
    pub(super) valid: bool,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: StrRef,
    key_span: Span,
    span: Span,
    what: What,
    /// The next entry of the same container.
    next: u32,
    /// The container, and how many entries were in it before.
    parent: u32,
    ordinal: u32,
    depth: u32,
    /// It is no part of the document: it is in a detached table.
    is_detached: bool,
}

/// Why a key or header cannot be added.
pub(super) enum Refusal {
    Limit(BuildError),
    /// This entry is in the way.
    Clash(u32),
}

impl From<BuildError> for Refusal {
    fn from(error: BuildError) -> Self {
        Self::Limit(error)
    }
}

pub(super) struct Document {
    entries: Vec<Entry>,
    /// Owns the texts, and becomes the tree.
    pub(super) texts: Tree,
    index: Index,
    max_depth: usize,
    max_nodes: usize,
}

impl Document {
    pub(super) fn new(texts: Tree, len: usize, max_depth: usize, max_nodes: usize) -> Self {
        let mut entries = Vec::with_capacity((len / 8 + 1).min(1 << 16));
        entries.push(Entry::table(Kind::Header, Span::new(0, len)));
        Self { entries, texts, index: Index::default(), max_depth, max_nodes }
    }

    /// A table that is no part of the document: it takes what belongs to a faulty header or key.
    pub(super) fn detached(&mut self) -> u32 {
        let table = Entry::table(Kind::Inline, Span::default());
        self.entries.push(Entry { is_detached: true, ..table });
        (self.entries.len() - 1) as u32
    }

    /// The kind of a table or array; `None` for scalars.
    pub(super) fn kind(&self, id: u32) -> Option<Kind> {
        match self.entries[id as usize].what {
            What::Container { kind, .. } => Some(kind),
            What::Scalar(_) => None,
        }
    }

    pub(super) fn key_span(&self, id: u32) -> Span {
        self.entries[id as usize].key_span
    }

    /// Ends an array or inline table before byte `end`.
    pub(super) fn close(&mut self, id: u32, end: usize) {
        let entry = &mut self.entries[id as usize];
        entry.span = Span::new(entry.span.start(), end);
    }

    /// Adds an entry at the end of a container.
    pub(super) fn append(
        &mut self,
        parent: u32,
        key: Key,
        span: Span,
        what: What,
    ) -> Result<u32, BuildError> {
        let Entry { depth, is_detached, .. } = self.entries[parent as usize];
        let depth = depth + 1;
        let (key, key_span) = (key.text, key.span);
        if matches!(what, What::Container { .. }) && depth as usize > self.max_depth {
            return Err(BuildError::Depth { at: span });
        }
        if self.entries.len() >= self.max_nodes {
            return Err(BuildError::Nodes { at: span });
        }
        let id = self.entries.len() as u32;
        let mut entry =
            Entry { key, key_span, span, what, next: NONE, parent, ordinal: 0, depth, is_detached };
        if let What::Container { first, last, len, .. } = &mut self.entries[parent as usize].what {
            if *first == NONE {
                *first = id;
            }
            entry.ordinal = *len;
            *len += 1;
            let before = std::mem::replace(last, id);
            if let Some(before) = self.entries.get_mut(before as usize) {
                before.next = id;
            }
        }
        self.entries.push(entry);
        Ok(id)
    }

    /// The table under a part of a header that is not its last.
    pub(super) fn descend(&mut self, table: u32, key: Key) -> Result<u32, Refusal> {
        let Some(id) = self.find(table, key) else {
            return Ok(self.append(table, key, key.span, What::empty(Kind::Implied))?);
        };
        match self.entries[id as usize].what {
            What::Container { kind: Kind::Implied | Kind::Header | Kind::Dotted, .. } => Ok(id),
            What::Container { kind: Kind::Series, last, .. } => Ok(last),
            _ => Err(Refusal::Clash(id)),
        }
    }

    /// The table under a part of a dotted key that is not its last. A table that headers only imply is defined
    /// by it, as in the `toml` crate and Python's `tomllib`.
    pub(super) fn dotted(&mut self, table: u32, key: Key) -> Result<u32, Refusal> {
        let Some(id) = self.find(table, key) else {
            return Ok(self.append(table, key, key.span, What::empty(Kind::Dotted))?);
        };
        match &mut self.entries[id as usize].what {
            What::Container { kind: kind @ (Kind::Dotted | Kind::Implied), .. } => {
                *kind = Kind::Dotted;
                Ok(id)
            }
            _ => Err(Refusal::Clash(id)),
        }
    }

    /// The table of a header `[… key]`, whose whole name stands at `header`.
    pub(super) fn table(&mut self, parent: u32, key: Key, header: Span) -> Result<u32, Refusal> {
        let Some(id) = self.find(parent, key) else {
            return Ok(self.append(parent, key, header, What::empty(Kind::Header))?);
        };
        let entry = &mut self.entries[id as usize];
        match &mut entry.what {
            What::Container { kind: kind @ Kind::Implied, .. } => {
                *kind = Kind::Header;
                (entry.span, entry.key_span) = (header, key.span);
                Ok(id)
            }
            _ => Err(Refusal::Clash(id)),
        }
    }

    /// The next element of the array of a header `[[… key]]`, whose whole name stands at `header`.
    pub(super) fn element(&mut self, parent: u32, key: Key, header: Span) -> Result<u32, Refusal> {
        let series = match self.find(parent, key) {
            None => self.append(parent, key, header, What::empty(Kind::Series))?,
            Some(id) if self.kind(id) == Some(Kind::Series) => id,
            Some(id) => return Err(Refusal::Clash(id)),
        };
        Ok(self.append(series, Key::default(), header, What::empty(Kind::Header))?)
    }

    /// The entry of a table under a key.
    fn find(&mut self, table: u32, key: Key) -> Option<u32> {
        let What::Container { first, .. } = self.entries[table as usize].what else { return None };
        let wanted = self.texts.str(key.text);
        let mut id = first;
        for _ in 0..SMALL_TABLE {
            let entry = self.entries.get(id as usize)?;
            if entry.key.len() == key.text.len() && self.texts.str(entry.key) == wanted {
                return Some(id);
            }
            id = entry.next;
        }
        if id == NONE {
            return None;
        }
        self.index.find(&self.entries, &self.texts, table, id, wanted)
    }

    /// Brings everything into the order of a tree.
    pub(super) fn finish(mut self) -> (Tree, Vec<BuildError>) {
        // Containers come after what holds them, so from the last to the first all find their children before them.
        let mut len = 0;
        for entry in self.entries.iter_mut().rev().filter(|entry| !entry.is_detached) {
            if let What::Container { first, len: children, .. } = &mut entry.what {
                *first = len;
                len += *children;
            }
        }
        // The root stands last, and until they are known in the places of all others.
        let mut nodes = vec![self.entries[ROOT as usize].node(); len as usize + 1];
        for entry in self.entries.iter().skip(1).filter(|entry| !entry.is_detached) {
            if let What::Container { first, .. } = self.entries[entry.parent as usize].what {
                nodes[(first + entry.ordinal) as usize] = entry.node();
            }
        }
        self.texts.with_nodes(nodes)
    }
}

impl Entry {
    fn table(kind: Kind, span: Span) -> Self {
        Self {
            key: StrRef::default(),
            key_span: Span::default(),
            span,
            what: What::empty(kind),
            next: NONE,
            parent: NONE,
            ordinal: 0,
            depth: 1,
            is_detached: false,
        }
    }

    /// The node of an entry whose children are in their places.
    fn node(&self) -> Node {
        let data = match self.what {
            What::Scalar(data) => data,
            What::Container { kind: Kind::List | Kind::Series, first, len, .. } => Data::Array { first, len },
            What::Container { first, len, .. } => Data::Table { first, len },
        };
        Node { data, key: self.key, span: self.span, key_span: self.key_span }
    }
}

/// Finds entries of large tables by hash. Brought up to date only when somebody asks.
#[derive(Default)]
struct Index {
    /// The table and the entry for a hash of table and key; the first one wins.
    entries: HashMap<u64, (u32, u32)>,
    /// The last indexed entry of each large table.
    known: HashMap<u32, u32>,
}

impl Index {
    /// Searches the entries of `table` from `start` on.
    fn find(&mut self, entries: &[Entry], texts: &Tree, table: u32, start: u32, key: &str) -> Option<u32> {
        let mut id = match self.known.get(&table) {
            Some(&last) => entries.get(last as usize).map_or(NONE, |entry| entry.next),
            None => start,
        };
        let mut last = NONE;
        while let Some(entry) = entries.get(id as usize) {
            let hash = self.entries.hasher().hash_one((table, texts.str(entry.key)));
            self.entries.entry(hash).or_insert((table, id));
            last = id;
            id = entry.next;
        }
        if last != NONE {
            self.known.insert(table, last);
        }
        let hash = self.entries.hasher().hash_one((table, key));
        let &(owner, found) = self.entries.get(&hash)?;
        let is = |id: u32| entries.get(id as usize).is_some_and(|entry| texts.str(entry.key) == key);
        if owner == table && is(found) {
            return Some(found);
        }
        // Two keys with one 64-bit hash.
        let mut id = start;
        while id != NONE && !is(id) {
            id = entries.get(id as usize).map_or(NONE, |entry| entry.next);
        }
        (id != NONE).then_some(id)
    }
}
