//! Handles whose value is made elsewhere and follows it: those of a live configuration.

use super::error::HandleError;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Where the value of a following handle comes from. Dropped with the last handle.
pub(crate) trait Followed<T>: Send + Sync {
    fn id(&self) -> u64;

    /// Rises before a new value can be seen, never after.
    fn version(&self) -> &Arc<AtomicU64>;

    /// The present value, and the version that it belongs to.
    fn value(&self) -> Result<(u64, Arc<T>), HandleError>;

    /// Where the values live: two handles follow the same if they have this and the id in common.
    fn home(&self) -> u64;
}
