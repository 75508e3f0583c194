//! `sources`: what was loaded, weakest first.

use super::wants_json;
use crate::args::Plain;
use crate::output::{Failure, json_list};
use crate::session::Session;
use crate::table::{Side, table};
use std::time::Duration;
use superconfig::SourceReport;

const HEADINGS: [(&str, Side); 8] = [
    ("source", Side::Left),
    ("kind", Side::Left),
    ("format", Side::Left),
    ("bytes", Side::Right),
    ("values", Side::Right),
    ("won", Side::Right),
    ("read", Side::Right),
    ("parse", Side::Right),
];

pub(crate) fn run(session: &Session, args: &Plain) -> Result<(), Failure> {
    let json = wants_json("sources", &args.load)?;
    session.print(&args.load, |config| {
        let sources = config.sources();
        let text = match json {
            true => json_list(sources.iter().map(SourceReport::to_json)),
            false => table(&HEADINGS, &sources.iter().map(row).collect::<Vec<_>>(), session.reporter.paint),
        };
        Ok(text.into())
    })
}

fn row(source: &SourceReport) -> Vec<String> {
    let time = |time: Duration| format!("{} µs", time.as_micros());
    vec![
        source.name.clone(),
        source.kind.to_string(),
        source.format.map_or("-".to_owned(), |format| format.to_string()),
        source.size.to_string(),
        source.values.to_string(),
        source.won.to_string(),
        time(source.read_time),
        time(source.parse_time),
    ]
}
