//! Where configuration comes from.

mod serialize;

pub(crate) use serialize::{to_tree, without_empty};
