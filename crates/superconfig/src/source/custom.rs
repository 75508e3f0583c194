//! Sources of the program's own.

use crate::diagnostics::Result;
use crate::format::Format;
use crate::value::Value;
use std::path::PathBuf;

/// A source of the program's own: a key-value store, a database, an archive.
///
/// ```
/// use superconfig::{Result, Source, SourceData, SuperConfig, Value};
///
/// struct Fixed;
/// impl Source for Fixed {
///     fn name(&self) -> String {
///         "fixed".into()
///     }
///     fn load(&self) -> Result<SourceData> {
///         Ok(SourceData::Value(Value::Table(vec![("port".into(), Value::Int(80))])))
///     }
/// }
///
/// let config = SuperConfig::new().with_source(Fixed).build()?;
/// assert_eq!(config.get::<u16>("port")?, 80);
/// assert_eq!(config.explain("port").unwrap().origin.source(), "fixed");
/// # Ok::<(), superconfig::Error>(())
/// ```
pub trait Source: Send + Sync {
    /// The name that origins show.
    fn name(&self) -> String;

    /// Loads the source; called once per build or reload.
    ///
    /// # Errors
    /// Whatever prevents loading, best with [`Code::SourceFailed`](crate::Code::SourceFailed). In lenient mode
    /// it becomes a warning, and the source counts as empty.
    fn load(&self) -> Result<SourceData>;

    /// Files whose change means that the source should be loaded again.
    ///
    /// ```
    /// use std::path::PathBuf;
    /// use superconfig::{Result, Source, SourceData};
    /// struct Archive(PathBuf);
    /// impl Source for Archive {
    ///     fn name(&self) -> String {
    ///         self.0.display().to_string()
    ///     }
    ///     fn load(&self) -> Result<SourceData> {
    ///         Ok(SourceData::Value(superconfig::Value::Table(vec![])))
    ///     }
    ///     fn watch_targets(&self) -> Vec<PathBuf> {
    ///         vec![self.0.clone()]
    ///     }
    /// }
    /// assert_eq!(Archive("shop.zip".into()).watch_targets(), [PathBuf::from("shop.zip")]);
    /// ```
    fn watch_targets(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// What a [`Source`] loads.
///
/// ```
/// use superconfig::{Format, Result, Source, SourceData, SuperConfig};
/// struct Built(&'static str);
/// impl Source for Built {
///     fn name(&self) -> String {
///         "built in".into()
///     }
///     fn load(&self) -> Result<SourceData> {
///         Ok(SourceData::Text { text: self.0.to_owned(), format: Format::Toml })
///     }
/// }
/// let config = SuperConfig::new().with_source(Built("\nport = 80")).build()?;
/// assert_eq!(config.explain("port").unwrap().origin.line(), Some(2));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SourceData {
    /// A table.
    Value(Value),
    /// Text in some format; values get lines and columns.
    Text {
        /// The text.
        text: String,
        /// Its format.
        format: Format,
    },
}
