//! What can be wrong with a handle.

use std::fmt;

/// Why a handle gives no value. None of these harms the registry.
///
/// ```
/// use superconfig::{ConfigRegistry, HandleError};
/// let registry = ConfigRegistry::new();
/// let port = registry.insert(80_u16);
/// let other = port.clone();
/// registry.remove(port)?;
/// assert_eq!(other.get().unwrap_err(), HandleError::Removed { id: other.id() });
/// assert_eq!(registry.handle::<u16>(99).unwrap_err(), HandleError::Unknown { id: 99 });
/// # Ok::<(), HandleError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HandleError {
    /// No entry has this id: it was never given out, or its entry is gone and its place may hold another.
    Unknown {
        /// The id that was asked for.
        id: u64,
    },
    /// The entry was removed.
    Removed {
        /// The id of the entry.
        id: u64,
    },
    /// The entry's time to live is over.
    Expired {
        /// The id of the entry.
        id: u64,
    },
    /// The handle belongs to another registry.
    Foreign {
        /// The id of the entry in its own registry.
        id: u64,
    },
    /// The entry holds a value of another type.
    WrongType {
        /// The id of the entry.
        id: u64,
        /// The name of the type that was asked for.
        expected: &'static str,
        /// The name of the type that is there.
        found: &'static str,
    },
    /// The registry holds as many entries as it may.
    Full,
}

impl fmt::Display for HandleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { id } => write!(f, "no entry has the id {id}"),
            Self::Removed { id } => write!(f, "entry {id} was removed"),
            Self::Expired { id } => write!(f, "the time to live of entry {id} is over"),
            Self::Foreign { id } => write!(f, "handle {id} belongs to another registry"),
            Self::WrongType { id, expected, found } => {
                write!(f, "entry {id} holds a `{found}`, not a `{expected}`")
            }
            Self::Full => f.write_str("the registry is full"),
        }
    }
}

impl std::error::Error for HandleError {}
