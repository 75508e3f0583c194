//! Warnings and errors as data, and their rendering at the edge. Knows only `value`.

mod clean;
mod code;
mod continuation;
mod diagnostic;
mod error;
mod fault;
mod json;
mod locate;
mod mask;
mod name;
mod redact;
mod render;
mod repeats;
mod secrets;
mod snippet;
mod span;
mod trace;

pub(crate) use clean::clean;
pub use code::Code;
pub use diagnostic::{Diagnostic, Related, Severity};
pub use error::{Error, ErrorKind};
pub(crate) use fault::Fault;
pub use json::render_json;
pub(crate) use json::{write_origin, write_text};
pub(crate) use locate::locate;
pub(crate) use mask::{mask_value, masked_display};
pub use name::UnknownName;
pub(crate) use name::choose;
pub use render::{Style, render};
#[cfg(any(feature = "env", feature = "ini"))]
pub(crate) use repeats::MOST;
pub(crate) use repeats::{first_of_each, summary};
pub(crate) use secrets::{MASK, Secrets};
pub(crate) use span::{Step, within};
pub(crate) use trace::Trace;
pub use trace::{DebugCollector, DebugMessage, VerbosityLevel};

/// The result of everything that can fail here.
///
/// ```
/// fn port(config: &superconfig::Config) -> superconfig::Result<u16> {
///     config.get("server.port")
/// }
/// assert!(port(&superconfig::SuperConfig::new().build()?).is_err());
/// # Ok::<(), superconfig::Error>(())
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
