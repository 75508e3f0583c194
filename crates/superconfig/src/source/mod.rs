//! Where text comes from.

pub(crate) mod known;
pub(crate) mod layer;
pub(crate) mod options;
pub(crate) mod variable_tree;
pub(crate) mod variables;

pub use options::Strategy;
pub use variables::Nesting;
