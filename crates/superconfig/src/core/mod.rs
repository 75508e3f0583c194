//! Values behind handles: a lock-free registry, typed handles, statistics, expiry.

mod cell;
mod clock;
mod error;
mod follow;
mod free_list;
mod handle;
mod heap;
#[cfg(all(test, superconfig_loom))]
mod loom_tests;
mod registry;
mod stats;
mod sweep;
mod sync;
mod table;

pub use error::HandleError;
pub(crate) use follow::Followed;
#[cfg(not(superconfig_loom))]
pub use handle::Reader;
pub use handle::{ConfigHandle, Guard};
pub use heap::heap_size;
pub use registry::{ConfigRegistry, RegistryOptions};
pub use stats::RegistryStats;
