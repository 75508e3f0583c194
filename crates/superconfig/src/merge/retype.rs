//! Text that meets typed values takes their type (SPEC 4).

use super::node::{Merged, Piece};
use super::rules::{Merger, Side, article};
use crate::diagnostics::{Code, Diagnostic};
use crate::format::Limits;
use crate::format::json::parse_text_value;
use crate::format::untyped::Untyped;
use crate::value::{
    Data, DateKind, Document, Item, Number, Span, StrRef, Tree, TreeBuilder, bool_word, canonical_date,
    parse_decimal,
};
use std::sync::Arc;

/// The type of a scalar that text can take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Integer,
    Float,
    String,
    Date(DateKind),
}

/// A text as a value of a type.
enum Typed {
    Data(Data),
    /// A date in its canonical form, which may be another text.
    Date(String),
}

impl Kind {
    fn of(item: Item<'_>) -> Option<Self> {
        Some(match item {
            Item::Bool(_) => Self::Bool,
            Item::Int(_) | Item::UInt(_) => Self::Integer,
            Item::Float(_) => Self::Float,
            Item::Str(_) => Self::String,
            Item::Date(date) => Self::Date(DateKind::of(date)?),
            Item::Null | Item::Text(_) | Item::Array | Item::Table => return None,
        })
    }

    /// The type that all elements of an array share, if it is one and they do.
    pub(super) fn of_elements(merged: &Merged, array: u32) -> Option<Self> {
        let is_array = merged.item(array) == Item::Array;
        let mut kinds = merged.children(array).filter(|_| is_array).map(|id| Self::of(merged.item(id)));
        let first = kinds.next()??;
        kinds.all(|kind| kind == Some(first)).then_some(first)
    }

    /// A text as a value of this type. `kept` is where its tree keeps it.
    fn read(self, text: &str, kept: StrRef) -> Option<Typed> {
        let text = text.trim();
        let data = match self {
            Self::String => Data::Str(kept),
            Self::Bool => Data::Bool(bool_word(text)?),
            Self::Integer => match parse_decimal(text)? {
                Number::Int(n) => Data::Int(n),
                Number::UInt(n) => Data::UInt(n),
                Number::Float(_) => return None,
            },
            Self::Float => Data::Float(float(text)?),
            Self::Date(kind) => {
                let date = canonical_date(text).filter(|_| DateKind::of(text) == Some(kind))?;
                return Some(Typed::Date(date));
            }
        };
        Some(Typed::Data(data))
    }
}

/// A number in the notation of our formats, also `.5`. An integer that no float holds is none: no digit is lost.
fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let exact = |n: i128| Some(n as f64).filter(|&float| float as i128 == n);
    match parse_decimal(text) {
        Some(Number::Int(n)) => exact(n.into()),
        Some(Number::UInt(n)) => exact(n.into()),
        Some(Number::Float(n)) => Some(n),
        None if matches!(unsigned, "inf" | "nan") => text.parse().ok(),
        None if unsigned.starts_with('.') => text.parse().ok().filter(|n: &f64| n.is_finite()),
        None => None,
    }
}

/// The tree of a text that is a JSON array.
pub(super) fn json_array(text: &str) -> Option<Tree> {
    json(text, '[')
}

/// The tree of a text that is a JSON object.
pub(super) fn json_object(text: &str) -> Option<Tree> {
    json(text, '{')
}

fn json(text: &str, opening: char) -> Option<Tree> {
    text.trim_start().starts_with(opening).then(|| parse_text_value(text, &Limits::default()))?
}

/// The tree of a text that is a list: a JSON array, or else elements separated by commas.
pub(super) fn list(text: &str) -> Tree {
    json_array(text).unwrap_or_else(|| match text.trim() {
        "" => array([]),
        _ => array(text.split(',').map(str::trim)),
    })
}

/// The tree of a text that is the operand of an operation: a JSON array, or else one element.
pub(super) fn operand(text: &str) -> Tree {
    json_array(text).unwrap_or_else(|| array([text]))
}

fn array<'t>(elements: impl IntoIterator<Item = &'t str>) -> Tree {
    let mut builder = TreeBuilder::new(Arc::from(""), 2, usize::MAX);
    // Nothing below can fail: one container, and no limit on values.
    let _ = builder.begin_array(0);
    for element in elements {
        let kept = builder.keep(element);
        let _ = builder.scalar(Data::Text(kept), Span::default());
    }
    builder.end(0);
    builder.finish().0
}

fn date_tree(date: &str) -> Tree {
    let mut builder = TreeBuilder::new(Arc::from(""), 1, usize::MAX);
    let kept = builder.keep(date);
    let _ = builder.scalar(Data::Date(kept), Span::default());
    builder.finish().0
}

impl Merger {
    /// Replaces a typed value by text, which takes its type if it can; if not, there is a warning.
    pub(super) fn replace_by_text(&mut self, present: u32, from: Side<'_>, source: u32) {
        let kind = Kind::of(self.merged.item(present));
        self.replace_data(present, from, source, from.tree.node(source).data);
        if !self.take_kind(present, kind) {
            self.warn_of_text(present);
        }
    }

    /// Gives a merged text a type, if it can have it; tells whether it can.
    pub(super) fn take_kind(&mut self, id: u32, kind: Option<Kind>) -> bool {
        let node = *self.merged.node(id);
        let (Data::Text(kept), Some(kind)) = (node.data, kind) else { return false };
        match kind.read(self.merged.tree(node.piece).str(kept), kept) {
            Some(Typed::Data(data)) => self.node_mut(id).data = data,
            Some(Typed::Date(date)) => {
                let (piece, tree) = self.make_piece(date_tree(&date), node.piece, node.node);
                let typed = self.node_mut(id);
                (typed.data, typed.piece, typed.node) = (tree.node(tree.root()).data, piece, tree.root());
            }
            None => return false,
        }
        true
    }

    /// The same for all elements of an array.
    pub(super) fn take_kinds(&mut self, array: u32, kind: Option<Kind>) {
        if kind.is_some() {
            for element in self.merged.children(array).collect::<Vec<_>>() {
                self.take_kind(element, kind);
            }
        }
    }

    /// A text has replaced a typed value, and cannot have its type.
    fn warn_of_text(&mut self, present: u32) {
        let merged = &self.merged;
        let path = merged.path(&self.trail);
        let beaten = merged.node(present).beat;
        let kind = article(merged.item(beaten));
        let message = format!("the text for `{path}` is not {kind}, which it replaces; it stays text");
        let diagnostic = Diagnostic::warning(Code::TextKeepsType, message)
            .with_path(path)
            .with_origin(merged.origin(present))
            .with_related(format!("{kind} here"), merged.origin(beaten));
        self.diagnostics.push(diagnostic);
    }

    /// Makes a tree that was read from the text value `source` available to the merge, as a new piece.
    pub(super) fn make_piece(&mut self, tree: Tree, piece: u32, source: u32) -> (u32, Arc<Tree>) {
        let from = &self.merged.pieces[piece as usize];
        let (layer, made_from) = (from.layer, Some(from.made_from.unwrap_or(source)));
        let tree = Arc::new(tree);
        self.merged.pieces.push(Piece { tree: Arc::clone(&tree), layer, made_from });
        (self.merged.pieces.len() as u32 - 1, tree)
    }

    /// Turns a merged text into the array or table that `read` makes of it; tells whether it is one. Nothing is
    /// beaten by that.
    pub(super) fn unfold(&mut self, present: u32, read: impl FnOnce(&str) -> Option<Tree>) -> bool {
        let node = *self.merged.node(present);
        let Data::Text(text) = node.data else { return false };
        let Some(tree) = read(self.merged.tree(node.piece).str(text)) else { return false };
        let (piece, tree) = self.make_piece(tree, node.piece, node.node);
        let root = tree.root();
        let unfolded = self.node_mut(present);
        (unfolded.data, unfolded.piece, unfolded.node) = (tree.node(root).data, piece, root);
        self.fill(present, Side { piece, tree: &tree }, root);
        true
    }

    /// Gives every text that is still one the array or table that it is when nobody says, so that paths lead into
    /// it. The text itself stays what it is.
    pub(super) fn enter_texts(&mut self) {
        self.operations = false;
        for id in 0..self.merged.nodes.len() as u32 {
            let Data::Text(text) = self.merged.node(id).data else { continue };
            let node = *self.merged.node(id);
            let text = self.merged.tree(node.piece).str(text);
            if text.trim_start().starts_with(['[', '{'])
                && let Untyped::Tree(tree) = Untyped::of(text)
            {
                let (piece, tree) = self.make_piece(tree, node.piece, node.node);
                let inside = self.insert(Side { piece, tree: &tree }, tree.root());
                self.merged.inside.insert(id, inside);
            }
        }
    }
}
