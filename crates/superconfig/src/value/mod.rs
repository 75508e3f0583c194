//! The value tree: what every parsed source becomes, and the types that say where a value stands.
//!
//! This module knows nobody else in the crate.

mod build;
mod date;
mod item;
mod number;
mod origin;
mod owned;
mod path;
mod ser;
mod span;
mod text;
mod tree;
mod visible;
mod words;

pub(crate) use build::{BuildError, TreeBuilder};
#[cfg(feature = "toml")]
pub(crate) use date::is_date;
pub(crate) use date::{DateKind, canonical_date};
pub(crate) use item::{Document, Item, equal};
pub(crate) use number::{Number, parse_decimal, write_float};
pub(crate) use origin::SourceInfo;
pub use origin::{Origin, OriginKind};
pub use owned::Value;
pub(crate) use owned::write_json_string;
pub use path::{KeyPath, PathError, Segment};
pub(crate) use path::{push_key, take_segment};
pub(crate) use ser::DATE;
pub(crate) use span::Span;
pub(crate) use text::{bool_word, guess_scalar};
#[cfg(feature = "toml")]
pub(crate) use tree::Node;
pub(crate) use tree::{Data, StrRef, Tree};
pub use visible::visible;
pub(crate) use visible::{escape, is_unsafe, visible_but};
pub(crate) use words::{Spelling, nearest, same_spelling, split_words, squash, strip_spelling};
