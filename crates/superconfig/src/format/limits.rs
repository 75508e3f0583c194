//! How large an input may be (SPEC 18).

/// Limits of one source. Beyond them loading ends with an error, never with a crash.
///
/// ```
/// let limits = superconfig::Limits { depth: 16, ..Default::default() };
/// assert_eq!(limits.file_size, 16 * 1024 * 1024);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes (16 MiB; at most 1 GiB is honoured).
    pub file_size: usize,
    /// How deep tables and arrays may be nested (128).
    pub depth: usize,
    /// How many values one source may hold (1,000,000).
    pub nodes: usize,
    /// How many bytes aliases may expand to, as a multiple of the text's size (100) …
    pub alias_factor: usize,
    /// … or at least this many bytes (10 MiB).
    pub alias_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_size: 16 << 20, depth: 128, nodes: 1_000_000, alias_factor: 100, alias_bytes: 10 << 20 }
    }
}
