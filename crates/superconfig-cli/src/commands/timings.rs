//! `timings`: where load time goes, and what could be done about it.

use super::wants_json;
use crate::args::Plain;
use crate::output::{Failure, Paint};
use crate::session::Session;
use superconfig::Timings;

pub(crate) fn run(session: &Session, args: &Plain) -> Result<(), Failure> {
    let json = wants_json("timings", &args.load)?;
    session.print(&args.load, |config| {
        let timings = config.timings();
        let text = match json {
            true => timings.to_json(),
            false => human(&timings, session.reporter.paint),
        };
        Ok(text.into())
    })
}

/// The tables, and below them a line for each advice.
fn human(timings: &Timings, paint: Paint) -> String {
    let advice = timings.advice();
    let gap = if advice.is_empty() { "" } else { "\n" };
    let lines: String = advice.iter().map(|advice| format!("{}: {advice}\n", paint.key("advice"))).collect();
    format!("{timings}{gap}{lines}")
}
