//! The merge itself (SPEC 3). Conflict resolution, for a key that both sides have:
//!
//! | | both tables | both arrays | else |
//! |---|---|---|---|
//! | merge | deep | new | new |
//! | join | deep | old | old |
//! | admerge | deep | old + new | new |
//! | adjoin | deep | old + new | old |

use super::node::{Merged, MergedNode, NONE, OperationKind, OperationRecord, Piece};
use super::nodes::Nodes;
use super::profiles::Profiles;
use super::retype::{self, Kind};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::layer::Layer;
use crate::source::options::Strategy;
use crate::value::{Data, Document, Item, KeyPath, Segment, StrRef, Tree};
use foldhash::HashMap;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use std::sync::Arc;

/// What a merge may do.
#[derive(Clone, Debug)]
pub(crate) struct MergeOptions {
    /// Array operations are on (each source can turn them off for itself).
    pub(crate) operations: bool,
}

/// Merges all layers, in order, for the selected profiles.
pub(crate) fn merge(
    layers: Vec<Arc<Layer>>,
    profiles: &Profiles,
    options: &MergeOptions,
) -> (Merged, Vec<Diagnostic>) {
    let (plan, diagnostics) = profiles.plan(&layers);
    let mut merger = Merger { diagnostics, ..Merger::new(layers) };
    let root = merger.merged.root();
    for step in plan {
        let Some(layer) = merger.merged.layers.get(step.layer) else { continue };
        merger.strategy = layer.options.strategy;
        merger.operations = options.operations && layer.options.operations;
        let tree = Arc::clone(&layer.tree);
        let from = Side { piece: step.layer as u32, tree: &tree };
        match layer.options.at.clone() {
            Some(path) => merger.merge_at(&path, from, step.table),
            None if merger.adopt(root, from, step.table) => {}
            None => merger.merge_table(root, from, step.table),
        }
    }
    merger.enter_texts();
    let Merger { mut merged, diagnostics, .. } = merger;
    merged.nodes = merged.nodes.shared();
    (merged, diagnostics)
}

/// Base tables with more keys than this are searched by hash when more than a few keys are looked up.
const LINEAR: usize = 16;

pub(super) struct Merger {
    pub(super) merged: Merged,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The merged places from the root down to the one at work, for paths in diagnostics.
    pub(super) trail: Vec<u32>,
    pub(super) strategy: Strategy,
    pub(super) operations: bool,
}

/// A tree that values are taken from, with its number among the pieces.
#[derive(Clone, Copy)]
pub(super) struct Side<'t> {
    pub(super) piece: u32,
    pub(super) tree: &'t Tree,
}

/// How to find the keys that a table had before a layer was merged into it.
enum KeysBefore {
    None,
    /// One by one, up to the last child of that time.
    UpTo(u32),
    /// By hash.
    Hashed(HashMap<u64, u32>),
}

impl Merger {
    /// Nothing but a root yet, for trees of these layers.
    pub(super) fn new(layers: Vec<Arc<Layer>>) -> Self {
        let piece = |(at, layer): (usize, &Arc<Layer>)| Piece {
            tree: Arc::clone(&layer.tree),
            layer: at as u32,
            made_from: None,
        };
        let mut pieces: Vec<Piece> = layers.iter().enumerate().map(piece).collect();
        if pieces.is_empty() {
            // Even the root of nothing needs a tree that its key can be looked up in.
            pieces.push(Piece { tree: Arc::new(Tree::empty()), layer: 0, made_from: None });
        }
        let count = layers.iter().map(|layer| layer.tree.len()).sum::<usize>() + 1;
        let nodes = Nodes::Flat(Vec::with_capacity(count));
        let merged = Merged { layers, pieces, nodes, operations: Arc::default(), inside: HashMap::default() };
        let diagnostics = Vec::new();
        let mut merger =
            Self { merged, diagnostics, trail: vec![0], strategy: Strategy::Merge, operations: true };
        // The root belongs to no source; what little is asked of its origin may come from the first.
        merger.new_node(Data::Table { first: 0, len: 0 }, StrRef::default(), 0, 0);
        merger
    }

    pub(super) fn new_node(&mut self, data: Data, key: StrRef, piece: u32, node: u32) -> u32 {
        self.merged.nodes.push(MergedNode {
            data,
            key,
            piece,
            node,
            key_piece: piece,
            first: NONE,
            last: NONE,
            next: NONE,
            beat: NONE,
            operation: NONE,
        })
    }

    pub(super) fn node_mut(&mut self, id: u32) -> &mut MergedNode {
        self.merged.nodes.get_mut(id)
    }

    /// Merges the table `source` of a piece into the merged table `base`.
    pub(super) fn merge_table(&mut self, base: u32, from: Side<'_>, source: u32) {
        let before = self.keys_before(base, from.tree, source);
        let mut operations: Vec<(OperationKind, u32)> = Vec::new();
        for child in from.tree.children(source) {
            let key = from.tree.key(child);
            if self.operations
                && let Some((name, kind)) = operation_of(from.tree, child)
                && self.is_operation(base, name, from.tree, child)
            {
                operations.push((kind, child));
                continue;
            }
            match self.find(base, key, &before) {
                Some(present) => self.combine(present, from, child),
                None => {
                    let new = self.insert(from, child);
                    self.append(base, new);
                }
            }
        }
        // In one layer: `x`, then what is added to it, then what is removed.
        for wanted in OperationKind::ALL {
            for &(kind, child) in &operations {
                if kind == wanted {
                    self.operate(base, kind, from, child);
                }
            }
        }
    }

    /// Whether an operation key is one: its value is an array, or it is text and there is an array to act on. Then it
    /// stands for one element, as it does in variables.
    fn is_operation(&self, base: u32, name: &str, tree: &Tree, child: u32) -> bool {
        match tree.item(child) {
            Item::Array => true,
            Item::Text(text) if retype::json_array(text).is_some() => true,
            Item::Text(_) if self.merged.child(base, tree.key(child)).is_some() => false,
            Item::Text(_) => match self.merged.child(base, name) {
                Some(below) => is_array(self.merged.item(below)),
                None => self.is_known_array(name),
            },
            _ => false,
        }
    }

    /// Whether any source has an array under a key of the table at work.
    fn is_known_array(&self, name: &str) -> bool {
        let mut path = self.merged.path(&self.trail);
        path.push(Segment::Key(name.to_owned()));
        let has_array = |tree: &Tree, root| {
            let step = |at, segment: &Segment| match segment {
                Segment::Key(key) => tree.child(at, key),
                Segment::Index(_) => None,
            };
            path.segments().iter().try_fold(root, step).is_some_and(|id| is_array(tree.item(id)))
        };
        self.merged.layers.iter().filter(|layer| layer.options.at.is_none()).any(|layer| {
            let tree = &*layer.tree;
            match layer.options.nested {
                true => tree.children(tree.root()).any(|profile| has_array(tree, profile)),
                false => has_array(tree, tree.root()),
            }
        })
    }

    /// Merges a value into the element of an array that `path` names.
    fn merge_at(&mut self, path: &KeyPath, from: Side<'_>, source: u32) {
        let mut at = self.merged.root();
        for (depth, segment) in path.segments().iter().enumerate() {
            let child = match segment {
                Segment::Key(key) => {
                    self.unfold(at, retype::json_object);
                    self.merged.child(at, key)
                }
                Segment::Index(index) => {
                    self.unfold(at, retype::json_array);
                    let is_array = self.merged.item(at) == Item::Array;
                    self.merged.children(at).nth(*index).filter(|_| is_array)
                }
            };
            let is_last = depth + 1 == path.segments().len();
            at = match (child, segment) {
                (Some(child), _) if is_last => return self.combine_within(child, from, source),
                (Some(child), _) => {
                    self.trail.push(child);
                    child
                }
                // One past the end makes a new element.
                (None, Segment::Index(index))
                    if is_last
                        && self.merged.item(at) == Item::Array
                        && self.merged.children(at).count() == *index =>
                {
                    self.trail.truncate(1);
                    self.extend(at, from, [source]);
                    return;
                }
                (None, _) => {
                    let found: KeyPath =
                        path.segments().iter().take(depth + 1).cloned().collect::<Vec<_>>().into();
                    let message = format!("there is no `{found}` to override");
                    let diagnostic = Diagnostic::warning(Code::PathNotFound, message)
                        .with_path(path.clone())
                        .with_origin(self.merged.origin_in(from.piece, source));
                    self.trail.truncate(1);
                    return self.diagnostics.push(diagnostic);
                }
            };
        }
    }

    /// The last step of [`merge_at`](Self::merge_at): the trail leads to the parent, and is cut back.
    fn combine_within(&mut self, present: u32, from: Side<'_>, source: u32) {
        self.combine(present, from, source);
        self.trail.truncate(1);
    }

    /// The keys that a table has before anything of `source` is merged into it.
    fn keys_before(&self, base: u32, tree: &Tree, source: u32) -> KeysBefore {
        let children = || self.merged.children(base);
        if self.merged.node(base).first == NONE {
            KeysBefore::None
        } else if children().nth(LINEAR).is_some() && tree.children(source).nth(LINEAR / 4).is_some() {
            KeysBefore::Hashed(children().map(|id| (hash(self.merged.key(id)), id)).collect())
        } else {
            KeysBefore::UpTo(self.merged.node(base).last)
        }
    }

    /// The place of a key that stood in the table before. What the present layer has inserted meanwhile need not
    /// be searched: its keys are distinct.
    fn find(&self, base: u32, key: &str, before: &KeysBefore) -> Option<u32> {
        match before {
            KeysBefore::None => None,
            KeysBefore::UpTo(last) => {
                for id in self.merged.children(base) {
                    if self.merged.has_key(id, key) {
                        return Some(id);
                    }
                    if id == *last {
                        break;
                    }
                }
                None
            }
            KeysBefore::Hashed(index) => match index.get(&hash(key)) {
                None => None,
                Some(&id) if self.merged.key(id) == key => Some(id),
                Some(_) => self.merged.child(base, key),
            },
        }
    }

    /// Adds a node as the last child of a container.
    pub(super) fn append(&mut self, base: u32, child: u32) {
        match std::mem::replace(&mut self.node_mut(base).last, child) {
            NONE => self.node_mut(base).first = child,
            last => self.node_mut(last).next = child,
        }
    }

    /// Copies a value of a piece, applying the operations inside it. Nothing is linked to it yet.
    pub(super) fn insert(&mut self, from: Side<'_>, source: u32) -> u32 {
        let node = from.tree.node(source);
        let new = self.new_node(node.data, node.key, from.piece, source);
        self.trail.push(new);
        self.fill(new, from, source);
        self.trail.pop();
        new
    }

    /// Fills a fresh container with the children of `source`.
    pub(super) fn fill(&mut self, new: u32, from: Side<'_>, source: u32) {
        match from.tree.node(source).data {
            Data::Table { .. } => {
                // Inside a new value there is nothing to keep or to beat.
                let strategy = std::mem::replace(&mut self.strategy, Strategy::Merge);
                self.merge_table(new, from, source);
                self.strategy = strategy;
            }
            Data::Array { .. } => {
                for child in from.tree.children(source) {
                    let child = self.insert(from, child);
                    self.append(new, child);
                }
            }
            _ => {}
        }
    }

    /// Settles what becomes of a key that both the merged table and a piece have.
    fn combine(&mut self, present: u32, from: Side<'_>, source: u32) {
        self.trail.push(present);
        match self.container_of_text(present, from, source) {
            Some((piece, tree)) => {
                let kind = Kind::of_elements(&self.merged, present);
                self.settle(present, Side { piece, tree: &tree }, tree.root());
                self.take_kinds(present, kind);
            }
            None => self.settle(present, from, source),
        }
        self.trail.pop();
    }

    /// The table or list that a text of a piece is where it meets one.
    fn container_of_text(&mut self, present: u32, from: Side<'_>, source: u32) -> Option<(u32, Arc<Tree>)> {
        let Data::Text(text) = from.tree.node(source).data else { return None };
        let text = from.tree.str(text);
        let is_wanted = !self.strategy.keeps_present() || self.strategy.concatenates();
        let tree = match self.merged.item(present) {
            Item::Table => retype::json_object(text)?,
            Item::Array if is_wanted => retype::list(text),
            _ => return None,
        };
        Some(self.make_piece(tree, from.piece, source))
    }

    fn settle(&mut self, present: u32, from: Side<'_>, source: u32) {
        let (new, appends) = (from.tree.item(source), self.strategy.concatenates());
        // A text that meets a table, or an array that is to be appended to it, is one as well, if it can be.
        let _ = match new {
            Item::Table => self.unfold(present, retype::json_object),
            Item::Array if appends => self.unfold(present, retype::json_array),
            _ => false,
        };
        match (self.merged.item(present), new) {
            (Item::Table, Item::Table) => self.merge_table(present, from, source),
            (Item::Array, Item::Array) if appends => self.concatenate(present, from, source),
            _ if self.strategy.keeps_present() => self.lose(present, from, source),
            (old, Item::Text(_)) if !matches!(old, Item::Text(_) | Item::Null) => {
                self.replace_by_text(present, from, source);
            }
            _ => self.replace(present, from, source),
        }
    }

    /// Puts a value of a piece in the place of a merged one, which it beats.
    pub(super) fn replace(&mut self, present: u32, from: Side<'_>, source: u32) {
        self.warn_if_kind_changes(present, from, source);
        self.replace_data(present, from, source, from.tree.node(source).data);
        self.fill(present, from, source);
    }

    /// The same for a scalar whose payload has been worked out already.
    pub(super) fn replace_data(&mut self, present: u32, from: Side<'_>, source: u32, data: Data) {
        let old = *self.merged.node(present);
        let beaten = self.merged.nodes.push(MergedNode { next: NONE, ..old });
        let fresh = MergedNode { data, piece: from.piece, node: source, first: NONE, last: NONE, ..old };
        *self.node_mut(present) = MergedNode { beat: beaten, operation: NONE, ..fresh };
    }

    /// Keeps the merged value; the piece's is only remembered as beaten.
    fn lose(&mut self, present: u32, from: Side<'_>, source: u32) {
        let place = self.trail.pop();
        let loser = self.insert(from, source);
        self.trail.extend(place);
        let before = std::mem::replace(&mut self.node_mut(present).beat, loser);
        self.node_mut(loser).beat = before;
    }

    fn concatenate(&mut self, present: u32, from: Side<'_>, source: u32) {
        let elements = self.extend(present, from, from.tree.children(source));
        self.record(present, OperationKind::Add, from, source, elements);
    }

    /// Appends values of a piece to a merged array; text takes the type that all elements have.
    pub(super) fn extend(
        &mut self,
        array: u32,
        from: Side<'_>,
        values: impl IntoIterator<Item = u32>,
    ) -> Vec<u32> {
        let kind = Kind::of_elements(&self.merged, array);
        let mut elements = Vec::new();
        for value in values {
            let element = self.insert(from, value);
            self.take_kind(element, kind);
            self.append(array, element);
            elements.push(element);
        }
        elements
    }

    /// Writes an operation into the ledger of a value.
    pub(super) fn record(
        &mut self,
        on: u32,
        kind: OperationKind,
        from: Side<'_>,
        node: u32,
        elements: Vec<u32>,
    ) {
        let id = self.merged.operations.len() as u32;
        let previous = std::mem::replace(&mut self.node_mut(on).operation, id);
        let piece = from.piece;
        let record = OperationRecord { kind, piece, node, elements, previous, missed: None };
        Arc::make_mut(&mut self.merged.operations).push(record);
    }

    fn warn_if_kind_changes(&mut self, present: u32, from: Side<'_>, source: u32) {
        let (old, new) = (self.merged.item(present), from.tree.item(source));
        let shape = |item: Item<'_>| match item {
            Item::Table => 2,
            Item::Array => 1,
            // A text that is an array, and is replaced by one, has not changed its kind.
            Item::Text(text) if new == Item::Array && retype::json_array(text).is_some() => 1,
            _ => 0,
        };
        if shape(old) == shape(new) || old == Item::Null || new == Item::Null {
            return;
        }
        let path = self.merged.path(&self.trail);
        let message = format!("`{path}` was {} and becomes {}", article(old), article(new));
        let diagnostic = Diagnostic::warning(Code::KindChange, message)
            .with_path(path)
            .with_origin(self.merged.origin_in(from.piece, source))
            .with_related(format!("{} here", article(old)), self.merged.origin(present));
        self.diagnostics.push(diagnostic);
    }
}

/// A kind with its article: `an array`, `a table`.
pub(super) fn article(item: Item<'_>) -> String {
    let kind = item.describe();
    match kind {
        "null" | "text" => kind.to_owned(),
        _ if kind.starts_with(['a', 'i']) => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

/// The operation that a value of a table could be the operand of, by its key.
pub(super) fn operation_of(tree: &Tree, child: u32) -> Option<(&str, OperationKind)> {
    match tree.node(child).data {
        Data::Array { .. } | Data::Text(_) => OperationKind::of_key(tree.key(child)),
        _ => None,
    }
}

/// Whether a value is an array, or text that is one when nobody says.
fn is_array(item: Item<'_>) -> bool {
    match item {
        Item::Array => true,
        Item::Text(text) => retype::json_array(text).is_some(),
        _ => false,
    }
}

fn hash(key: &str) -> u64 {
    FixedState::default().hash_one(key)
}
