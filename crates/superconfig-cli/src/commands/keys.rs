//! `keys`: the names in a table.

use super::wants_json;
use crate::args::Show;
use crate::output::{Failure, json_list, json_string};
use crate::session::Session;
use superconfig::KeyPath;

pub(crate) fn run(session: &Session, args: &Show) -> Result<(), Failure> {
    let json = wants_json("keys", &args.load)?;
    session.print(&args.load, |config| {
        let keys = config.keys_at(&args.path)?;
        let text = match json {
            true => json_list(keys.iter().map(|key| format!("  {}", json_string(key)))),
            // As segments of a key path: a key with a dot or a line break stays one key on one line.
            false => keys.iter().map(|key| format!("{}\n", KeyPath::root().key(key))).collect(),
        };
        Ok(text.into())
    })
}
