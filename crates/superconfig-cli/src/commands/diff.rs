//! `diff`: what two profiles, or two sets of sources, make different.

use super::wants_json;
use crate::args::{Diff, Load};
use crate::output::{Failure, Paint, json_list, json_string};
use crate::session::{Selection, Session};
use std::collections::HashMap;
use superconfig::Explanation;

pub(crate) fn run(session: &Session, args: Diff) -> Result<(), Failure> {
    let json = wants_json("diff", &args.load)?;
    let reveal = args.load.reveal;
    let (old, new) = sides(args)?;
    let (old, new) = (session.load(&old)?, session.load(&new)?);
    session.reporter.diagnostics(&old.warnings());
    // What both sides have to say is said once.
    let mut warnings = new.warnings();
    warnings.retain(|warning| !old.warnings().contains(warning));
    session.reporter.diagnostics(&warnings);
    let [old, new] = [old, new]
        .map(|config| config.explain_all().into_iter().filter(Explanation::is_leaf).collect::<Vec<_>>());
    let changes = changes(&old, &new);
    let text = match json {
        true => json_list(changes.iter().map(|change| change.to_json(reveal))),
        false => changes.iter().map(|change| change.human(reveal, session.reporter.paint)).collect(),
    };
    session.finish(text.into())
}

/// The two things to compare. Without `--against`: all sources, with each of two profiles. With it: the sources
/// before and behind it; profiles behind it are those of the second side, which else has those of the first.
fn sides(args: Diff) -> Result<(Load, Load), Failure> {
    let load = args.load;
    let with = |selection: Selection| Load { selection, ..load.clone() };
    let Some(border) = args.against.0 else {
        let Selection { sources, profiles } = load.selection.clone();
        let [old, new] = <[_; 2]>::try_from(profiles).map_err(|_| {
            Failure::Usage(
                "`diff` compares two --profile options, or the sources before and behind --against"
                    .to_owned(),
            )
        })?;
        let side = |profile| with(Selection { sources: sources.clone(), profiles: vec![profile] });
        return Ok((side(old), side(new)));
    };
    let (old, mut new) = load.selection.clone().split(border);
    if new.profiles.is_empty() {
        new.profiles.clone_from(&old.profiles);
    }
    Ok((with(old), with(new)))
}

/// One path at which the two sides differ.
struct Change<'a> {
    path: String,
    old: Option<&'a Explanation>,
    new: Option<&'a Explanation>,
}

/// In the order of the first side; what only the second one has stands at the end.
fn changes<'a>(old: &'a [Explanation], new: &'a [Explanation]) -> Vec<Change<'a>> {
    let by_path = |side: &'a [Explanation]| -> HashMap<String, &'a Explanation> {
        side.iter().map(|explanation| (explanation.path.to_string(), explanation)).collect()
    };
    let (in_old, in_new) = (by_path(old), by_path(new));
    let mut changes = Vec::new();
    for explanation in old {
        let path = explanation.path.to_string();
        let new = in_new.get(&path).copied();
        if new.is_none_or(|new| new.value_json(true) != explanation.value_json(true)) {
            changes.push(Change { path, old: Some(explanation), new });
        }
    }
    let only_new = new.iter().map(|explanation| (explanation.path.to_string(), explanation));
    let only_new = only_new.filter(|(path, _)| !in_old.contains_key(path));
    changes.extend(only_new.map(|(path, explanation)| Change { path, old: None, new: Some(explanation) }));
    changes
}

impl Change<'_> {
    fn to_json(&self, reveal: bool) -> String {
        let change = match (self.old, self.new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        };
        let side = |side: Option<&Explanation>| match side {
            Some(side) => {
                format!(r#"{{"value":{},"origin":{}}}"#, side.value_json(reveal), side.made_by().to_json())
            }
            None => "null".to_owned(),
        };
        let (path, old, new) = (json_string(&self.path), side(self.old), side(self.new));
        format!(r#"{{"change":"{change}","path":{path},"old":{old},"new":{new}}}"#)
    }

    fn human(&self, reveal: bool, paint: Paint) -> String {
        let value = |side: &Explanation| side.display(&side.value, reveal);
        let mut out = format!("{}\n", paint.key(&self.path));
        if let Some(old) = self.old {
            out.push_str(&format!(
                "  {}  {}\n",
                paint.bad(&format!("- {}", value(old))),
                paint.faint(&old.made_by().to_string())
            ));
        }
        if let Some(new) = self.new {
            out.push_str(&format!(
                "  {}  {}\n",
                paint.good(&format!("+ {}", value(new))),
                paint.faint(&new.made_by().to_string())
            ));
        }
        out
    }
}
