//! `show`: the merged configuration, for programs.

use super::{document_format, missing};
use crate::args::{Shape, Show};
use crate::output::{Failure, Paint};
use crate::session::{Session, Text};
use crate::table::{Side, table};
use superconfig::{Config, Error, Format, Result};

pub(crate) fn run(session: &Session, args: &Show) -> std::result::Result<(), Failure> {
    let shape = args.load.format.unwrap_or(Shape::Json);
    session.print(&args.load, |config| {
        document(config, &args.path, shape, args.load.reveal, session.reporter.paint)
    })
}

/// What stands at a path in any shape.
pub(super) fn document(
    config: &Config,
    path: &str,
    shape: Shape,
    reveal: bool,
    paint: Paint,
) -> Result<Text, Error> {
    let Some(format) = document_format(shape) else {
        return Ok(values(config, path, reveal, paint)?.into());
    };
    match config.export(format, path) {
        Err(error) if error.is_missing() => Ok(claimed(config, path, format)?.into()),
        exported => Ok(exported?.into()),
    }
}

/// A variable that no key claims belongs to a path that is asked for (SPEC 5).
fn claimed(config: &Config, path: &str, format: Format) -> Result<String> {
    let text = config.get_string(path)?;
    match format {
        // The text of a variable, as what it can stand for without a change.
        Format::Json => Ok(superconfig::convert("-", text.as_bytes(), Some(Format::Json), format)
            .ok()
            .filter(|converted| converted.text == text)
            .map_or_else(|| crate::output::json_string(&text), |converted| converted.text)),
        _ => Ok(text),
    }
}

/// Every value with its origin, secrets masked: a table is for people.
fn values(config: &Config, path: &str, reveal: bool, paint: Paint) -> Result<String> {
    let explanations = config.explain_below(path).ok_or_else(|| missing(config, path))?;
    let row = |explanation: &superconfig::Explanation| {
        let value = explanation.display(&explanation.value, reveal);
        vec![explanation.path.to_string(), value, explanation.origin.to_string()]
    };
    let rows: Vec<Vec<String>> =
        explanations.iter().filter(|explanation| explanation.is_leaf()).map(row).collect();
    Ok(table(&[("path", Side::Left), ("value", Side::Left), ("origin", Side::Left)], &rows, paint))
}
