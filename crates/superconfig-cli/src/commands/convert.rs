//! `convert`: one document from one format to another.

use crate::args::{Convert, Input, Output};
use crate::output::Failure;
use crate::session::Session;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use superconfig::{Code, Converted, Diagnostic, Error, Format, Limits, Origin, convert};

pub(crate) fn run(session: &Session, args: &Convert) -> Result<(), Failure> {
    let converted = document(session, &args.file, args.from.map(input), output(args.to))?;
    session.finish((converted.text, converted.warnings).into())
}

/// A file, or standard input, in another format.
pub(super) fn document(
    session: &Session,
    path: &Path,
    from: Option<Format>,
    to: Format,
) -> Result<Converted, Error> {
    let content = read(session, path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        let code = if error.kind() == io::ErrorKind::NotFound {
            Code::RequiredFileMissing
        } else {
            Code::FileUnreadable
        };
        Error::from(Diagnostic::error(code, message).with_origin(Origin::of_file(path)))
    })?;
    convert(path, content, from, to)
}

/// One byte more than is allowed, so that too much is seen to be too much.
fn read(session: &Session, path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let limit = Limits::default().file_size as u64 + 1;
    match path.as_os_str() == "-" {
        true => io::stdin().lock().take(limit).read_to_end(&mut content)?,
        false => File::open(session.resolve(path))?.take(limit).read_to_end(&mut content)?,
    };
    Ok(content)
}

fn input(format: Input) -> Format {
    match format {
        Input::Json => Format::Json,
        Input::Json5 => Format::Json5,
        Input::Toml => Format::Toml,
        Input::Yaml => Format::Yaml,
        Input::Ron => Format::Ron,
        Input::Ini => Format::Ini,
        Input::Env => Format::Env,
    }
}

fn output(format: Output) -> Format {
    match format {
        Output::Json => Format::Json,
        Output::Yaml => Format::Yaml,
        Output::Toml => Format::Toml,
        Output::Env => Format::Env,
    }
}
