//! Warnings and errors as data, and their rendering at the edge. Knows only `value`.

mod code;
mod diagnostic;
mod error;
mod fault;
mod render;
mod secrets;

pub use code::Code;
pub use diagnostic::{Diagnostic, Related, Severity};
pub use error::Error;
pub(crate) use fault::Fault;
pub use render::{Style, render};
pub(crate) use secrets::{MASK, Secrets};

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;
