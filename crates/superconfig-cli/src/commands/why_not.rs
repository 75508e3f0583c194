//! `why-not`: why something is not set, or not as expected.

use super::wants_json;
use crate::args::WhyNot;
use crate::output::Failure;
use crate::session::Session;

pub(crate) fn run(session: &Session, args: &WhyNot) -> Result<(), Failure> {
    let json = wants_json("why-not", &args.load)?;
    session.print(&args.load, |config| {
        let answer = match args.load.reveal {
            true => config.why_not_revealed(&args.name),
            false => config.why_not(&args.name),
        };
        Ok(if json { answer.to_json() } else { answer.to_string() }.into())
    })
}
