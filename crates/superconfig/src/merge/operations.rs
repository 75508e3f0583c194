//! Array operations: `x_add`, `x_prepend`, `x_remove`, and `_remove` for the keys of a table (SPEC 3).

use super::node::{Merged, NONE, OperationKind};
use super::retype;
use super::rules::{Merger, Side, article};
use crate::diagnostics::{Code, Diagnostic};
use crate::value::{Data, Document, Item, Tree, equal};
use foldhash::HashSet;
use std::sync::Arc;

/// An operation's own place and the place of its elements. They differ where the operation is a text.
#[derive(Clone, Copy)]
struct Operation<'t> {
    kind: OperationKind,
    from: Side<'t>,
    node: u32,
    values: Side<'t>,
    root: u32,
}

impl Merger {
    /// Applies the operation that stands at `source` of a piece to the merged table `base`.
    pub(super) fn operate(&mut self, base: u32, kind: OperationKind, from: Side<'_>, source: u32) {
        let Some((name, _)) = OperationKind::of_key(from.tree.key(source)) else { return };
        let made = match from.tree.item(source) {
            Item::Text(text) => Some(self.make_piece(retype::operand(text), from.piece, source)),
            _ => None,
        };
        let (values, root) = match &made {
            Some((piece, tree)) => (Side { piece: *piece, tree }, tree.root()),
            None => (from, source),
        };
        let operation = Operation { kind, from, node: source, values, root };
        if name.is_empty() {
            return self.remove_keys(base, operation);
        }
        match self.merged.child(base, name) {
            Some(target) => {
                self.trail.push(target);
                self.operate_on(target, operation);
                self.trail.pop();
            }
            None => self.operate_on_nothing(base, name, operation),
        }
    }

    fn operate_on(&mut self, target: u32, operation: Operation<'_>) {
        let kind = operation.kind;
        let may_append = self.strategy.concatenates() && kind != OperationKind::Remove;
        if self.strategy.keeps_present() && !may_append {
            // A source that only fills holes changes nothing that is present.
            return self.record(target, kind, operation.from, operation.node, Vec::new());
        }
        // An operation takes a text for what it is when nobody says. Other text than JSON is a scalar: to tear it
        // apart at commas would be a guess.
        let _ = self.unfold(target, retype::json_array)
            || kind == OperationKind::Remove && self.unfold(target, retype::json_object);
        match (self.merged.item(target), kind) {
            (Item::Array, OperationKind::Add) => self.add(target, operation),
            (Item::Array, OperationKind::Prepend) => self.prepend(target, operation),
            (Item::Array, OperationKind::Remove) => self.remove_elements(target, operation),
            (Item::Table, OperationKind::Remove) => self.remove_keys(target, operation),
            (other, _) => {
                let path = self.merged.path(&self.trail);
                let found = article(other);
                let is_text = matches!(other, Item::Text(_));
                let message = format!("`{path}{}` needs an array, but `{path}` is {found}", kind.suffix());
                let diagnostic = Diagnostic::warning(Code::OperationTarget, message)
                    .with_path(path)
                    .with_origin(self.merged.origin_in(operation.from.piece, operation.node))
                    .with_related(format!("{found} here, kept as it is"), self.merged.origin(target));
                let help = "text is an array if it is one in JSON: `[\"a\", \"b\"]`";
                self.diagnostics.push(if is_text { diagnostic.with_help(help) } else { diagnostic });
            }
        }
    }

    /// Nothing stands where an operation points: adding makes the array, removing is only noted.
    fn operate_on_nothing(&mut self, base: u32, name: &str, operation: Operation<'_>) {
        let Operation { kind, from, node, .. } = operation;
        if kind == OperationKind::Remove {
            self.record(base, kind, from, node, Vec::new());
            if let Some(record) = Arc::make_mut(&mut self.merged.operations).last_mut() {
                record.missed = Some(name.to_owned());
            }
            return;
        }
        let key = from.tree.node(node).key.without_end(kind.suffix().len());
        let array = self.new_node(Data::Array { first: 0, len: 0 }, key, from.piece, node);
        self.append(base, array);
        self.trail.push(array);
        self.add(array, operation);
        self.trail.pop();
    }

    fn add(&mut self, array: u32, operation: Operation<'_>) {
        let values = operation.values.tree.children(operation.root);
        let elements = self.extend(array, operation.values, values);
        self.record(array, operation.kind, operation.from, operation.node, elements);
    }

    fn prepend(&mut self, array: u32, operation: Operation<'_>) {
        let behind: Vec<u32> = self.merged.children(array).collect();
        let values = operation.values.tree.children(operation.root);
        let elements = self.extend(array, operation.values, values);
        self.relink(array, elements.iter().copied().chain(behind).collect());
        self.record(array, operation.kind, operation.from, operation.node, elements);
    }

    fn remove_elements(&mut self, array: u32, operation: Operation<'_>) {
        let unwanted = Unwanted::new(operation.values.tree, operation.root);
        let merged = &self.merged;
        let (removed, kept) = merged.children(array).partition(|&element| unwanted.has(merged, element));
        self.relink(array, kept);
        self.record(array, OperationKind::Remove, operation.from, operation.node, removed);
    }

    fn remove_keys(&mut self, table: u32, operation: Operation<'_>) {
        let tree = operation.values.tree;
        let mut names: HashSet<&str> = HashSet::default();
        if !self.strategy.keeps_present() {
            names.extend(tree.children(operation.root).filter_map(|value| match tree.item(value) {
                Item::Str(name) | Item::Text(name) => Some(name),
                _ => None,
            }));
        }
        let merged = &self.merged;
        let (removed, kept) = merged.children(table).partition(|&child| names.contains(merged.key(child)));
        self.relink(table, kept);
        self.record(table, OperationKind::Remove, operation.from, operation.node, removed);
    }

    /// Makes `children` the children of a container.
    fn relink(&mut self, container: u32, children: Vec<u32>) {
        let node = self.node_mut(container);
        (node.first, node.last) = (NONE, NONE);
        for child in children {
            self.node_mut(child).next = NONE;
            self.append(container, child);
        }
    }
}

/// The elements that an operation removes: those that can be hashed, and the rest.
struct Unwanted<'t> {
    tree: &'t Tree,
    all: Vec<u32>,
    hashed: HashSet<Hashed<'t>>,
    rest: Vec<u32>,
}

/// A scalar that equals only scalars of its own kind.
#[derive(PartialEq, Eq, Hash)]
enum Hashed<'t> {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Str(&'t str),
    Date(&'t str),
}

impl<'t> Hashed<'t> {
    fn new(item: Item<'t>) -> Option<Self> {
        Some(match item {
            Item::Null => Self::Null,
            Item::Bool(value) => Self::Bool(value),
            Item::Int(value) => Self::Int(value),
            Item::UInt(value) => Self::UInt(value),
            Item::Str(text) => Self::Str(text),
            Item::Date(text) => Self::Date(text),
            // Floats, and text that may turn out to be anything, are compared one by one.
            Item::Float(_) | Item::Text(_) | Item::Array | Item::Table => return None,
        })
    }
}

impl<'t> Unwanted<'t> {
    fn new(tree: &'t Tree, root: u32) -> Self {
        let all: Vec<u32> = tree.children(root).collect();
        let hashed = all.iter().filter_map(|&id| Hashed::new(tree.item(id))).collect();
        let rest = all.iter().copied().filter(|&id| Hashed::new(tree.item(id)).is_none()).collect();
        Self { tree, all, hashed, rest }
    }

    fn has(&self, merged: &Merged, element: u32) -> bool {
        let is = |&value: &u32| equal(merged, element, self.tree, value);
        match Hashed::new(merged.item(element)) {
            Some(scalar) => self.hashed.contains(&scalar) || self.rest.iter().any(is),
            None => self.all.iter().any(is),
        }
    }
}
