//! One document from one format to another, without sources, merging or profiles.

use crate::diagnostics::{Code, Diagnostic, Error, Result, Severity, locate};
use crate::format::text_bytes::decode;
use crate::format::{self, Format, Limits, detect};
use crate::value::{Document, KeyPath, Origin, OriginKind, Segment, SourceInfo, Span, Tree};
use std::path::Path;
use std::sync::Arc;

/// What [`convert`] makes of a document.
///
/// ```
/// use superconfig::{Code, Format, convert};
/// let converted = convert("a.json", r#"{"port": 80, "host": null}"#, None, Format::Toml)?;
/// assert_eq!(converted.text, "port = 80\n");
/// assert_eq!(converted.warnings[0].code, Code::NullOmitted);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Converted {
    /// The document in the new format.
    pub text: String,
    /// The format that it was read in.
    pub from: Format,
    /// What was doubtful in reading, and what the new format cannot express.
    pub warnings: Vec<Diagnostic>,
}

/// A document in another format. Any document: its root may be an array or a scalar.
///
/// `name` is what diagnostics call it; its extension tells the format if `from` does not, and if it says nothing
/// either, the content does. No digit of a number is lost, and text whose type nobody states (dotenv, INI) becomes
/// what it can stand for without a change.
///
/// # Errors
/// Everything that is wrong with the document, each fault with line and column; [`Code::NotCompiled`] if a format
/// cannot be read or written, [`Code::FileTooLarge`] beyond the default [`Limits`].
///
/// ```
/// use superconfig::{Format, convert};
/// let converted = convert("app.toml", "released = 2026-08-01\n", None, Format::Json)?;
/// assert_eq!(converted.text, "{\n  \"released\": \"2026-08-01\"\n}");
/// assert_eq!(convert("-", "[1, 2]", None, Format::Yaml)?.from, Format::Json);
/// # Ok::<(), superconfig::Error>(())
/// ```
pub fn convert(
    name: impl AsRef<Path>,
    content: impl Into<Vec<u8>>,
    from: Option<Format>,
    to: Format,
) -> Result<Converted> {
    format::writable(to)?;
    let (name, content, limits) = (name.as_ref(), content.into(), Limits::default());
    let source = || SourceInfo::new(OriginKind::File, name.display().to_string()).with_file(name);
    if content.len() > limits.file_size {
        let message = format!("{} is larger than {} bytes", name.display(), limits.file_size);
        return Err(Diagnostic::error(Code::FileTooLarge, message).into());
    }
    let text = decode(content).map_err(|fault| fault.locate(&Arc::new(source())))?;
    let loaded = detect::load(from, Some(name), &text, &limits, false);
    let source = Arc::new(source().with_text(Arc::clone(&text)));
    let mut warnings = locate(loaded.parsed.faults, &source, &Arc::default());
    let Some(tree) = loaded.parsed.tree else {
        return Err(Error::new(warnings.into_iter().filter(|fault| fault.severity == Severity::Error)));
    };
    let written = format::write(to, &tree, tree.root());
    // Where a value stands is not known to the writer.
    warnings.extend(written.warnings.into_iter().map(|warning| {
        let place = warning.path.as_ref().and_then(|path| place(&tree, path));
        match warning.origin {
            Some(_) => warning,
            None => warning.with_origin(Origin::new(Arc::clone(&source), place)),
        }
    }));
    Ok(Converted { text: written.text, from: loaded.format, warnings })
}

/// Where the value at a path stands.
fn place(tree: &Tree, path: &KeyPath) -> Option<Span> {
    let mut id = tree.root();
    for segment in path.segments() {
        id = match segment {
            Segment::Key(key) => tree.child(id, key)?,
            Segment::Index(index) => tree.children(id).nth(*index)?,
        };
    }
    Some(tree.node(id).span)
}
