//! Layers to one tree: deep merge, array operations, profiles, and the ledger of who won.

mod adopt;
mod node;
mod nodes;
mod operations;
mod profiles;
mod retype;
mod revise;
mod rules;

pub use node::OperationKind;
pub(crate) use node::{Merged, NONE};
pub(crate) use profiles::Profiles;
pub(crate) use rules::{MergeOptions, merge};
