//! Where text comes from.

pub(crate) mod known;
pub(crate) mod layer;
pub(crate) mod options;
mod serialize;
pub(crate) mod variable_tree;
pub(crate) mod variables;

pub use options::Strategy;
pub(crate) use serialize::{to_tree, without_empty};
pub use variables::Nesting;
