//! Tree to `T`: a serde deserializer over any [`Input`] (DESIGN, "Extraction").
//!
//! One pass, no path is kept, nothing is allocated beyond what `T` needs, as long as all is well. When
//! something is wrong, the passes that follow work on a [`plan::Plan`] of what to present in place of the
//! faulty values, until no new fault turns up ([`solve`]).

mod access;
mod attempts;
mod coerce;
mod de;
mod entries;
mod fill;
mod hints;
mod key;
mod located;
mod meanings;
mod message;
mod offers;
mod place;
mod plain;
mod plan;
mod raise;
mod secret;
mod soft;
mod solve;
mod spot;

#[cfg(test)]
mod tests;

use crate::diagnostics::{Code, Diagnostic, Secrets};
use crate::value::{Document, Item, KeyPath, Origin};
pub use attempts::ALTERNATIVES;
use de::De;
pub use hints::{ANY_BUT_TEXT, ANY_VALUE};
pub use located::Located;
pub(crate) use meanings::meanings;
pub(crate) use message::set_it;
use offers::Offer;
pub(crate) use offers::spells;
use place::{Frame, Pass};
pub(crate) use plain::plain;
pub use secret::Secret;
use serde::de::DeserializeSeed;
use solve::{Facts, Outcome};
use spot::Spot;
use std::sync::Arc;

/// What extraction needs of a snapshot (or of any tree) beyond its values.
pub(crate) trait Input: Document {
    /// Where the value at a place came from.
    fn origin(&self, id: u32) -> Option<Origin>;
    /// Which values must not be shown.
    fn secrets(&self) -> &Secrets;
    /// Environment variables that no known key claimed, sorted by name.
    fn unclaimed(&self) -> &[Unclaimed];
    /// The variable that would set a path that is missing (`APP_DB__HOST`), for advice; `None` without environment.
    fn variable_for(&self, _path: &KeyPath) -> Option<String> {
        None
    }
}

/// A variable whose name contains no level separator and that no known key claimed.
#[derive(Clone, Debug)]
pub(crate) struct Unclaimed {
    /// Its real name.
    pub(crate) name: Arc<str>,
    /// The words of the name after the prefix, lower-case.
    pub(crate) words: Vec<String>,
    pub(crate) text: Arc<str>,
    pub(crate) origin: Origin,
    /// The root key that it became for want of anything better (`log_level`).
    pub(crate) node: Option<u32>,
}

/// How to extract.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// Keys that the target does not know are faults.
    pub(crate) deny_unknown: bool,
    /// What would be a warning is a fault.
    pub(crate) strict: bool,
}

/// A value and what is to be said about it.
#[derive(Debug)]
pub(crate) struct Extracted<T> {
    pub(crate) value: T,
    pub(crate) warnings: Vec<Diagnostic>,
    /// Which of the unclaimed variables the target took: indices into [`Input::unclaimed`], ascending.
    pub(crate) claims: Vec<usize>,
}

/// Extracts the value at `path`, which stands at the place `at`, or nowhere: then only unclaimed variables can
/// make it up, and [`Code::PathNotFound`] is the answer when they do not. The seed is used once for each pass.
pub(crate) fn extract<'de, S: DeserializeSeed<'de> + Clone, I: Input>(
    input: &'de I,
    at: Option<u32>,
    path: &KeyPath,
    options: Options,
    seed: &S,
) -> Result<Extracted<S::Value>, Vec<Diagnostic>> {
    let unclaimed = input.unclaimed();
    let (fallbacks, offered) = match at {
        // Nothing can be added to a scalar, and nothing is to be lost on it.
        Some(id) if !is_open(input.item(id)) => Default::default(),
        Some(id) if id == input.root() => (offers::fallbacks(unclaimed), offers::below(unclaimed, path)),
        _ => (Default::default(), offers::below(unclaimed, path)),
    };
    let mut value = None;
    let mut run = |settings: &solve::Settings| {
        let pass = Pass::new(input, options, path, settings, &fallbacks);
        let mut offers: Vec<Offer> = offered.iter().copied().filter(|o| !settings.is_barred(o.var)).collect();
        let frame = Frame::root(&settings.plan, at);
        let spot = match at {
            Some(id) => Spot::Node(id),
            None => match offers::take_exact(&pass, &mut offers) {
                Some(var) => {
                    pass.claim(var, KeyPath::root());
                    Spot::Var(var)
                }
                None => Spot::Nothing,
            },
        };
        let de = De { pass: &pass, frame: &frame, spot, offers: &offers };
        let result = de.stamp(seed.clone().deserialize(de));
        let raised = match result {
            Ok(found) => {
                value = Some(found);
                None
            }
            Err(raise) => Some(raise),
        };
        let nothing = at.is_none() && pass.claimed() == 0;
        Outcome { raised, notes: pass.into_notes(), nothing }
    };
    let facts = Facts {
        base: path,
        secrets: input.secrets(),
        unclaimed,
        variable_for: &|path| input.variable_for(path),
    };
    let solved = solve::solve(&mut run, &facts)?;
    match value {
        Some(value) => Ok(Extracted { value, warnings: solved.warnings, claims: solved.claims }),
        None => Err(vec![Diagnostic::error(Code::InvalidValue, "nothing was extracted")]),
    }
}

/// Whether a struct may be extracted from a value, so that variables may fill its holes.
fn is_open(item: Item<'_>) -> bool {
    match item {
        Item::Table => true,
        Item::Text(text) => text.trim_start().starts_with('{'),
        _ => false,
    }
}
