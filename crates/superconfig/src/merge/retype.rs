//! Text that replaces a typed value takes that value's type (SPEC 4).

use super::node::Piece;
use super::rules::{Merger, Side, article};
use crate::diagnostics::{Code, Diagnostic};
use crate::format::Limits;
use crate::format::json::parse_text_value;
use crate::value::{
    Data, Document, Item, Number, Span, Tree, TreeBuilder, bool_word, canonical_date, parse_decimal,
};
use std::mem::discriminant;
use std::sync::Arc;

/// The tree of a text that is a JSON array.
pub(super) fn json_array(text: &str) -> Option<Tree> {
    json(text, '[')
}

fn json(text: &str, opening: char) -> Option<Tree> {
    text.trim_start().starts_with(opening).then(|| parse_text_value(text, &Limits::default()))?
}

/// The tree of a text that is a list: a JSON array, or else elements separated by commas. Elements take the
/// type of `like`, an element of the array that the list replaces.
pub(super) fn list(text: &str, like: Option<Item<'_>>) -> Tree {
    if let Some(tree) = json_array(text) {
        return tree;
    }
    let mut builder = TreeBuilder::new(Arc::from(""), 2, usize::MAX);
    // Nothing below can fail: one container, and no limit on values.
    let _ = builder.begin_array(0);
    if !text.trim().is_empty() {
        for element in text.split(',').map(str::trim) {
            let kept = builder.keep(element);
            let data = match like {
                Some(Item::Str(_)) => Data::Str(kept),
                Some(like) => scalar_like(element, like).unwrap_or(Data::Text(kept)),
                None => Data::Text(kept),
            };
            let _ = builder.scalar(data, Span::default());
        }
    }
    builder.end(0);
    builder.finish().0
}

/// A text as a scalar of the type of another one; strings and dates are the caller's matter.
fn scalar_like(text: &str, like: Item<'_>) -> Option<Data> {
    match like {
        Item::Bool(_) => bool_word(text).map(Data::Bool),
        Item::Int(_) | Item::UInt(_) => match parse_decimal(text)? {
            Number::Int(n) => Some(Data::Int(n)),
            Number::UInt(n) => Some(Data::UInt(n)),
            // An integer is a number that happens to have no fraction: `1` may be replaced by `1.5`.
            Number::Float(n) => Some(Data::Float(n)),
        },
        Item::Float(_) => text.parse().ok().filter(|_| is_float_notation(text)).map(Data::Float),
        _ => None,
    }
}

/// Whether a text that Rust reads as a float is one in our formats too, and keeps its value.
fn is_float_notation(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text).trim_start_matches('.');
    matches!(unsigned, "inf" | "nan") || parse_decimal(text).is_some()
}

/// Replaces a typed value by text: by a value of its type if the text can be one, else by the text itself
/// with a warning.
pub(super) fn replace_by_text(merger: &mut Merger, present: u32, from: Side<'_>, source: u32, text: &str) {
    let old = merger.merged.item(present);
    let kept = from.tree.node(source).data;
    let scalar = match (old, kept) {
        (Item::Str(_), Data::Text(text)) => Some(Data::Str(text)),
        _ => scalar_like(text.trim(), old),
    };
    if let Some(data) = scalar {
        return merger.replace_data(present, from, source, data);
    }
    let is_table = old == Item::Table;
    let made = match old {
        Item::Array => Some(list(text, element_type(merger, present))),
        Item::Table => json(text, '{'),
        Item::Date(_) => canonical_date(text.trim()).map(|date| date_tree(&date)),
        _ => None,
    };
    match made {
        Some(tree) => {
            let (piece, tree) = merger.make_piece(tree, from.piece, source);
            let from = Side { piece, tree: &tree };
            match is_table {
                true => merger.merge_table(present, from, tree.root()),
                false => merger.replace(present, from, tree.root()),
            }
        }
        None => {
            warn(merger, present, from, source);
            merger.replace_data(present, from, source, kept);
        }
    }
}

/// The type that all elements of an array share, if they do.
fn element_type(merger: &Merger, array: u32) -> Option<Item<'_>> {
    let mut elements = merger.merged.children(array).map(|id| merger.merged.item(id));
    let first = elements.next()?;
    elements.all(|item| discriminant(&item) == discriminant(&first)).then_some(first)
}

fn date_tree(date: &str) -> Tree {
    let mut builder = TreeBuilder::new(Arc::from(""), 1, usize::MAX);
    let kept = builder.keep(date);
    let _ = builder.scalar(Data::Date(kept), Span::default());
    builder.finish().0
}

fn warn(merger: &mut Merger, present: u32, from: Side<'_>, source: u32) {
    let merged = &merger.merged;
    let path = merged.path(&merger.trail);
    let kind = article(merged.item(present));
    let message = format!("the text for `{path}` is not {kind}, which it replaces; it stays text");
    let diagnostic = Diagnostic::warning(Code::TextKeepsType, message)
        .with_path(path)
        .with_origin(merged.origin_in(from.piece, source))
        .with_related(format!("{kind} here"), merged.origin(present));
    merger.diagnostics.push(diagnostic);
}

impl Merger {
    /// Makes a tree that was read from the text value `source` available to the merge, as a new piece.
    pub(super) fn make_piece(&mut self, tree: Tree, piece: u32, source: u32) -> (u32, Arc<Tree>) {
        let from = &self.merged.pieces[piece as usize];
        let (layer, made_from) = (from.layer, Some(from.made_from.unwrap_or(source)));
        let tree = Arc::new(tree);
        self.merged.pieces.push(Piece { tree: Arc::clone(&tree), layer, made_from });
        (self.merged.pieces.len() as u32 - 1, tree)
    }
}
