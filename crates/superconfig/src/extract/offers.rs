//! Variables without level separators, matched against the fields of the target (SPEC 5).

use super::place::Pass;
use super::{Input, Unclaimed};
use crate::value::{KeyPath, Segment, squash};
use foldhash::HashMap;

/// A variable of which the first words lead to where the pass is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) var: usize,
    /// How many of its words are used up.
    pub(super) used: usize,
}

/// What the variables have for one field.
#[derive(Debug, Default)]
pub(super) struct Fitting {
    /// The variables that name the field itself.
    pub(super) exact: Option<usize>,
    /// Those that name something below it.
    pub(super) below: Vec<Offer>,
}

/// The root keys that variables became for want of anything better.
pub(super) fn fallbacks(unclaimed: &[Unclaimed]) -> HashMap<u32, usize> {
    let node = |(var, variable): (usize, &Unclaimed)| Some((variable.node?, var));
    unclaimed.iter().enumerate().filter_map(node).collect()
}

/// The variables that lead to or below a path.
pub(super) fn below(unclaimed: &[Unclaimed], path: &KeyPath) -> Vec<Offer> {
    if unclaimed.is_empty() {
        return Vec::new();
    }
    let mut wanted = String::new();
    for segment in path.segments() {
        match segment {
            Segment::Key(key) => wanted.push_str(&squash(key)),
            Segment::Index(_) => return Vec::new(),
        }
    }
    let fits = |(var, variable): (usize, &Unclaimed)| {
        words_of(&variable.words, &wanted).map(|used| Offer { var, used })
    };
    unclaimed.iter().enumerate().filter_map(fits).collect()
}

/// How many leading words make up a squashed name.
fn words_of(words: &[String], mut name: &str) -> Option<usize> {
    for (used, word) in words.iter().enumerate() {
        if name.is_empty() {
            return Some(used);
        }
        name = name.strip_prefix(word.as_str())?;
    }
    name.is_empty().then_some(words.len())
}

/// Whether words are those of a path.
pub(crate) fn spells(mut words: &[String], path: &KeyPath) -> bool {
    let mut fits = |segment: &Segment| {
        let name = match segment {
            Segment::Key(key) => squash(key),
            Segment::Index(index) => index.to_string(),
        };
        let used = words_of(words, &name).filter(|&used| used > 0);
        words = used.and_then(|used| words.get(used..)).unwrap_or_default();
        used.is_some()
    };
    path.segments().iter().all(&mut fits) && words.is_empty()
}

/// The offers for what lies below a field that is present.
pub(super) fn narrow<I: Input>(pass: &Pass<'_, '_, I>, offers: &[Offer], field: &str) -> Vec<Offer> {
    if offers.is_empty() {
        return Vec::new();
    }
    let name = squash(field);
    let fits = |&offer: &Offer| {
        let rest = pass.rest(offer);
        let more = words_of(rest, &name).filter(|&more| more > 0 && more < rest.len())?;
        Some(Offer { used: offer.used + more, ..offer })
    };
    offers.iter().filter_map(fits).collect()
}

/// The offers that fit a field that is absent.
pub(super) fn fitting<I: Input>(
    pass: &Pass<'_, '_, I>,
    offers: &[Offer],
    field: &str,
    path: impl Fn() -> KeyPath,
) -> Fitting {
    if offers.is_empty() {
        return Fitting::default();
    }
    let mut fitting = Fitting::default();
    let name = squash(field);
    if name.is_empty() {
        return fitting;
    }
    for &offer in offers {
        let Some(more) = words_of(pass.rest(offer), &name) else { continue };
        fitting.below.push(Offer { used: offer.used + more, ..offer });
    }
    fitting.exact = take_exact_at(pass, &mut fitting.below, path);
    fitting
}

/// Takes the variable whose words are used up. Of several (`DB_MAX`, `DBMAX`) the last one in the order of names
/// wins, as it would have if each had been set in turn.
pub(super) fn take_exact<I: Input>(pass: &Pass<'_, '_, I>, offers: &mut Vec<Offer>) -> Option<usize> {
    take_exact_at(pass, offers, KeyPath::root)
}

fn take_exact_at<I: Input>(
    pass: &Pass<'_, '_, I>,
    offers: &mut Vec<Offer>,
    path: impl Fn() -> KeyPath,
) -> Option<usize> {
    let mut exact = None;
    offers.retain(|&offer| {
        let is_exact = pass.rest(offer).is_empty();
        if is_exact && let Some(loser) = exact.replace(offer.var) {
            pass.note(|notes| notes.beaten.push((loser, Some(offer.var), path())));
        }
        !is_exact
    });
    exact
}

/// The variables that are operations on the array here, in the order in which they apply: what comes before, what
/// comes after, what is taken out.
pub(super) fn operations<I: Input>(pass: &Pass<'_, '_, I>, offers: &[Offer]) -> [Option<usize>; 3] {
    ["prepend", "add", "remove"].map(|operation| {
        let is_it = |offer: &&Offer| matches!(pass.rest(**offer), [word] if word == operation);
        offers.iter().find(is_it).map(|offer| offer.var)
    })
}
