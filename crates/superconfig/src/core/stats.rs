//! What a registry knows about itself.

/// Figures of a registry at one moment.
///
/// ```
/// use superconfig::ConfigRegistry;
/// let registry = ConfigRegistry::new();
/// let (a, b) = (registry.insert(1), registry.insert(2));
/// drop(a);
/// let stats = registry.stats();
/// assert_eq!((stats.total_handles, stats.created, stats.removed), (1, 2, 1));
/// assert_eq!(*b.get()?, 2);
/// # Ok::<(), superconfig::HandleError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegistryStats {
    /// Entries that are alive. Clones of a handle share one.
    pub total_handles: usize,
    /// Entries that ever were.
    pub created: u64,
    /// Entries that were removed, or whose last handle was dropped.
    pub removed: u64,
    /// Entries whose time to live was over.
    pub expired: u64,
    /// Reads through handles; `None` unless they are counted, which costs a few nanoseconds each
    /// ([`RegistryOptions::count_reads`](crate::RegistryOptions::count_reads)).
    pub reads: Option<u64>,
    /// An estimate of the memory that the registry and its values take, in bytes. What values hold on the heap is
    /// known where it was told ([`ConfigRegistry::insert_measured`](crate::ConfigRegistry::insert_measured)).
    pub memory_usage_bytes: usize,
}
