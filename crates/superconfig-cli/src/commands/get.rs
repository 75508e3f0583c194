//! `get`: one value, plain where it can be.

use super::show::document;
use crate::args::{Get, Shape};
use crate::output::Failure;
use crate::session::Session;
use superconfig::Value;

pub(crate) fn run(session: &Session, args: &Get) -> Result<(), Failure> {
    let format = args.load.format;
    session.print(&args.load, |config| {
        let is_table = matches!(config.value(&args.path), Some(Value::Array(_) | Value::Table(_)));
        // Whoever asks for JSON or YAML gets it for every value.
        let in_format = is_table || matches!(format, Some(Shape::Json | Shape::Yaml));
        match config.value(&args.path) {
            Some(Value::Null) if !in_format => Ok("null".to_owned().into()),
            _ if in_format => {
                let shape = format.unwrap_or(Shape::Json);
                document(config, &args.path, shape, args.load.reveal, session.reporter.paint)
            }
            // With its line break, also if it is empty: it is a line.
            _ => Ok(format!("{}\n", config.get_string(&args.path)?).into()),
        }
    })
}
