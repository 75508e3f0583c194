//! Where text comes from: which files, in what order, and the environment. Knows `value`, `diagnostics`, `format`.

pub(crate) mod cache;
mod custom;
mod empty;
mod env;
mod environment;
mod file;
mod hierarchy;
pub(crate) mod known;
pub(crate) mod layer;
mod locate;
pub(crate) mod options;
mod place;
mod serialize;
pub(crate) mod spec;
mod spelling;
mod trust;
pub(crate) mod variable_tree;
pub(crate) mod variables;
mod wildcard;

pub use cache::clear_cache;
pub use custom::{Source, SourceData};
pub(crate) use empty::{is_nothing, without_empty};
pub use env::EnvSnapshot;
pub use environment::Env;
#[cfg(feature = "hot-reload")]
pub(crate) use file::reason;
pub(crate) use file::{Content, ReadError, Stamp, origin as file_origin, read};
pub use hierarchy::{Discovered, Hierarchy, Level, Status};
pub(crate) use locate::{Located, locate};
pub use options::Strategy;
pub use place::Places;
pub(crate) use serialize::to_tree;
pub use spec::SourceBuilder;
pub use trust::Trust;
pub use variables::Nesting;
pub(crate) use wildcard::Discovery;
pub use wildcard::{MergeOrder, SearchStrategy, Wildcard, WildcardBuilder};
