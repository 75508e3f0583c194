//! Text to tree, and tree to text: one file a format.

pub(crate) mod detect;
mod limits;
mod paths;

use crate::diagnostics::{Code, Diagnostic, Error, Fault, Severity, UnknownName, choose, locate};
use crate::value::{Document, OriginKind, SourceInfo, Span, Tree, TreeBuilder, Value};
pub use limits::Limits;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

#[cfg(feature = "env")]
pub(crate) mod dotenv;
#[cfg(feature = "env")]
mod expand;
#[cfg(feature = "ini")]
mod ini;
pub(crate) mod json;
#[cfg(feature = "ron")]
mod ron;
#[cfg(any(feature = "env", feature = "ini"))]
mod sink;
#[cfg(test)]
// The tests of dotenv use all of it, those of other formats some.
#[cfg_attr(not(feature = "env"), allow(dead_code))]
mod test_util;
pub(crate) mod text_bytes;
#[cfg(feature = "toml")]
mod toml;
pub(crate) mod untyped;
pub(crate) mod write_env;
pub(crate) mod write_json;
#[cfg(feature = "toml")]
pub(crate) mod write_toml;
#[cfg(feature = "yaml")]
pub(crate) mod write_yaml;
#[cfg(feature = "yaml")]
mod yaml;

/// A configuration format.
///
/// ```
/// use superconfig::{Format, SuperConfig};
/// let config = SuperConfig::new().with_string("port: 80", Format::Yaml).build()?;
/// assert_eq!(config.export(Format::Toml, "")?.0, "port = 80\n");
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// JSON5, also for JSON with comments.
    Json5,
    /// TOML 1.1.
    Toml,
    /// YAML 1.2, core schema.
    Yaml,
    /// RON.
    Ron,
    /// INI.
    Ini,
    /// Dotenv: `KEY=value` lines.
    Env,
}

impl Format {
    /// Every format, compiled in or not, in the order in which content is tried.
    ///
    /// ```
    /// use superconfig::Format;
    /// let readable: Vec<Format> = Format::ALL.into_iter().filter(|format| format.is_enabled()).collect();
    /// assert!(readable.contains(&Format::Json));
    /// ```
    pub const ALL: [Self; 7] =
        [Self::Json, Self::Toml, Self::Json5, Self::Ron, Self::Yaml, Self::Ini, Self::Env];

    /// Parses a text of this format into a value, within the default [`Limits`].
    ///
    /// # Errors
    /// Everything that is wrong with the text, each fault with line and column.
    ///
    /// ```
    /// use superconfig::{Format, Value};
    /// let value = Format::Json.parse(r#"{"port": 80}"#)?;
    /// assert_eq!(value.get("port"), Some(&Value::Int(80)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn parse(self, text: &str) -> crate::diagnostics::Result<Value> {
        let text: Arc<str> = Arc::from(text);
        let parsed = parse(self, &text, &Limits::default());
        match parsed.tree {
            Some(tree) => Ok(Value::copy(&tree, tree.root())),
            None => {
                let source = SourceInfo::new(OriginKind::Text, format!("{self} text")).with_text(text);
                let source = Arc::new(source);
                Err(Error::new(locate(parsed.faults, &source, &Arc::default())))
            }
        }
    }

    /// The lower-case name: `toml`.
    ///
    /// ```
    /// assert_eq!(superconfig::Format::Yaml.as_str(), "yaml");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Json5 => "json5",
            Self::Toml => "toml",
            Self::Yaml => "yaml",
            Self::Ron => "ron",
            Self::Ini => "ini",
            Self::Env => "env",
        }
    }

    /// What to do if this build lacks the format.
    pub(crate) fn how_to_enable(self) -> String {
        format!("enable the cargo feature `{self}` of superconfig")
    }

    /// Whether this build can read the format.
    ///
    /// ```
    /// use superconfig::Format;
    /// assert_eq!(Format::Ini.is_enabled(), Format::Ini.parse("a = b").is_ok());
    /// ```
    #[must_use]
    pub fn is_enabled(self) -> bool {
        match self {
            Self::Json => cfg!(feature = "json"),
            Self::Json5 => cfg!(feature = "json5"),
            Self::Toml => cfg!(feature = "toml"),
            Self::Yaml => cfg!(feature = "yaml"),
            Self::Ron => cfg!(feature = "ron"),
            Self::Ini => cfg!(feature = "ini"),
            Self::Env => cfg!(feature = "env"),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// By its [name](Format::as_str), compiled in or not. What a file's extension says is another matter.
impl FromStr for Format {
    type Err = UnknownName;

    /// Reads a name. `_`, `-` and case do not matter.
    ///
    /// # Errors
    /// If no choice has this name; the error tells which there are.
    ///
    /// ```
    /// assert_eq!("yaml".parse(), Ok(superconfig::Format::Yaml));
    /// assert!("yml".parse::<superconfig::Format>().is_err());
    /// ```
    fn from_str(word: &str) -> Result<Self, UnknownName> {
        choose("format", word, Self::ALL.map(|format| (format.as_str(), format)))
    }
}

/// What a parser makes of a text: a tree unless an error stands among the faults.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) tree: Option<Tree>,
    pub(crate) faults: Vec<Fault>,
}

impl Parsed {
    /// The end of every parser: the tree, unless something was wrong with it.
    pub(crate) fn finish(builder: TreeBuilder, mut faults: Vec<Fault>) -> Self {
        let (tree, duplicates) = builder.finish();
        faults.extend(duplicates.into_iter().map(Fault::from));
        Self::new(tree, faults)
    }

    pub(crate) fn new(tree: Tree, mut faults: Vec<Fault>) -> Self {
        paths::find(&tree, &mut faults);
        let failed = faults.iter().any(|fault| fault.severity == Severity::Error);
        Self { tree: (!failed).then_some(tree), faults }
    }

    /// No tree, for one reason.
    pub(crate) fn failed(fault: Fault) -> Self {
        Self { tree: None, faults: vec![fault] }
    }
}

/// What a writer makes of a tree: the text, and what was lost on the way.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Parses a text. A leading byte order mark is accepted, spans count it.
///
/// Nothing is checked about the root here: `convert` takes any document, a source only a table.
pub(crate) fn parse(format: Format, text: &Arc<str>, limits: &Limits) -> Parsed {
    match format {
        #[cfg(feature = "json")]
        Format::Json => json::parse(text, limits, json::Dialect::Json),
        #[cfg(feature = "json5")]
        Format::Json5 => json::parse(text, limits, json::Dialect::Json5),
        #[cfg(feature = "toml")]
        Format::Toml => toml::parse(text, limits),
        #[cfg(feature = "yaml")]
        Format::Yaml => yaml::parse(text, limits),
        #[cfg(feature = "ron")]
        Format::Ron => ron::parse(text, limits),
        #[cfg(feature = "ini")]
        Format::Ini => ini::parse(text, limits),
        #[cfg(feature = "env")]
        Format::Env => dotenv::parse(text, limits),
        #[allow(unreachable_patterns)]
        _ => {
            // A build without formats has no other use for them.
            let _ = (text, limits);
            let message = format!("this build cannot read {format}");
            let fault = Fault::error(Code::NotCompiled, message, Span::default());
            Parsed::failed(fault.with_help(format.how_to_enable()))
        }
    }
}

/// Writes what stands at a place of a document.
///
/// # Panics
/// Never; a format that is not written (see [`writable`]) gives JSON.
pub(crate) fn write<D: Document>(format: Format, document: &D, id: u32) -> Written {
    match format {
        #[cfg(feature = "toml")]
        Format::Toml => write_toml::write(document, id),
        #[cfg(feature = "yaml")]
        Format::Yaml => write_yaml::write(document, id),
        Format::Env => write_env::write(document, id),
        _ => write_json::write(document, id, true),
    }
}

/// Whether this build can write a format.
///
/// # Errors
/// [`Code::NotCompiled`] if it cannot.
pub(crate) fn writable(format: Format) -> Result<(), Error> {
    let help = match format {
        Format::Json | Format::Env => return Ok(()),
        Format::Toml | Format::Yaml if format.is_enabled() => return Ok(()),
        Format::Toml | Format::Yaml => format.how_to_enable(),
        Format::Json5 | Format::Ron | Format::Ini => "json, yaml, toml and env can be written".to_owned(),
    };
    let message = format!("this build cannot write {format}");
    Err(Diagnostic::error(Code::NotCompiled, message).with_help(help).into())
}

/// Compact JSON of a value on its own.
pub(crate) fn json_compact(value: &Value) -> String {
    let mut builder = TreeBuilder::new(Arc::from(""), usize::MAX, usize::MAX);
    // Nothing limits this builder.
    let _ = builder.value(value, Span::default());
    let (tree, _) = builder.finish();
    write_json::write(&tree, tree.root(), false).text
}
