//! Entries of tables, for maps and structs: what is there, what a plan adds, what variables offer.

use super::Input;
use super::de::De;
use super::key::Key;
use super::offers::{self, Offer};
use super::place::From;
use super::raise::{Raise, What};
use super::spot::{Chars, Spot};
use serde::de::{DeserializeSeed, MapAccess, Visitor};

/// The fields of a struct; `None` for a map.
pub(super) type Fields = Option<&'static [&'static str]>;

pub(super) struct Entries<'p, 'de, I, E> {
    de: De<'p, 'de, I>,
    entries: E,
    fields: Fields,
    /// Which fields are present; only kept while there are offers for the others.
    present: Vec<bool>,
    /// Root keys that variables became for want of anything better: they come last, if nobody claims them.
    fallbacks: Vec<Entry<'p, 'de>>,
    extras: Option<std::vec::IntoIter<Entry<'p, 'de>>>,
    current: Option<Entry<'p, 'de>>,
    pos: u32,
}

#[derive(Clone)]
struct Entry<'p, 'de> {
    key: Chars<'p, 'de>,
    spot: Spot<'p, 'de>,
    pos: u32,
    /// Made up from variables: those that are offered below it.
    offered: Option<Vec<Offer>>,
    /// A root key made from this variable, to be shown only if nobody claims it.
    fallback: Option<usize>,
}

impl<'p, 'de: 'p, I: Input, E> Entries<'p, 'de, I, E>
where
    E: Iterator<Item = (Chars<'p, 'de>, Spot<'p, 'de>)>,
{
    pub(super) fn visit<V: Visitor<'de>>(
        de: De<'p, 'de, I>,
        entries: E,
        fields: Fields,
        visitor: V,
    ) -> Result<V::Value, Raise> {
        let count = if de.offers.is_empty() { 0 } else { fields.map_or(0, <[_]>::len) };
        let mut entries = Self {
            de,
            entries,
            fields,
            present: vec![false; count],
            fallbacks: Vec::new(),
            extras: None,
            current: None,
            pos: 0,
        };
        let result = visitor.visit_map(&mut entries);
        result.map_err(|raise| if raise.0.place.is_none() { entries.explain(raise) } else { raise })
    }

    /// Adds to an error of the visitor what only this table knows.
    #[cold]
    fn explain(self, raise: Raise) -> Raise {
        let mut raise = self.de.locate(raise);
        let is_missing = matches!(raise.0.what, What::Missing(_));
        let Some(place) = &mut raise.0.place else { return raise };
        place.has_fields = self.fields.is_some();
        match (&raise.0.what, &self.current) {
            (What::Duplicate(_), Some(entry)) => {
                let frame = self.de.frame.key(entry.key.as_str(), entry.pos, entry.spot.from());
                *place = frame.place(self.de.pass.input);
                place.on_key = true;
                if entry.offered.is_some() {
                    let path = place.path.clone();
                    self.de.pass.note(|notes| notes.doubles.push(path));
                }
            }
            _ if is_missing => place.strangers = self.strangers(),
            _ => {}
        }
        raise
    }

    fn strangers(&self) -> Vec<(String, Option<crate::value::Origin>)> {
        let known = self.fields.unwrap_or_default();
        let input = self.de.pass.input;
        match self.de.spot {
            Spot::Node(id) if self.fields.is_some() => input
                .children(id)
                .filter(|&child| !known.contains(&input.key(child)))
                .map(|child| (input.key(child).to_owned(), input.origin(child)))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn next_entry(&mut self) -> Option<Entry<'p, 'de>> {
        while self.extras.is_none() {
            let Some((key, spot)) = self.entries.next() else {
                let extras = self.extras();
                self.extras = Some(extras.into_iter());
                break;
            };
            let pos = self.pos;
            self.pos += 1;
            if self.de.frame.plan.and_then(|plan| plan.key(key.as_str())).is_some_and(|plan| plan.skip) {
                continue;
            }
            let entry = Entry { key, spot, pos, offered: None, fallback: None };
            if let Some(entry) = self.admit(entry) {
                return Some(entry);
            }
        }
        let claimed = |entry: &Entry<'_, '_>| entry.fallback.is_some_and(|var| self.de.pass.is_claimed(var));
        let extras = self.extras.as_mut()?;
        extras.find(|entry| !claimed(entry))
    }

    /// Marks a field as present, and puts root keys aside that variables became.
    fn admit(&mut self, entry: Entry<'p, 'de>) -> Option<Entry<'p, 'de>> {
        let Some(fields) = self.fields else { return Some(entry) };
        let pass = self.de.pass;
        if self.present.is_empty() && pass.fallbacks.is_empty() {
            return Some(entry);
        }
        let key = entry.key.as_str();
        let field = fields.iter().position(|&field| field == key);
        let fallback = match entry.spot {
            Spot::Node(id) => pass.fallbacks.get(&id).copied(),
            _ => None,
        };
        match (fallback, field) {
            (Some(var), Some(_)) if pass.settings.is_barred(var) => return None,
            (Some(var), Some(_)) => pass.claim(var, self.de.frame.path().key(key)),
            (Some(_), None) => {
                self.fallbacks.push(Entry { fallback, ..entry });
                return None;
            }
            (None, _) => {}
        }
        if let Some(present) = field.and_then(|field| self.present.get_mut(field)) {
            *present = true;
        }
        Some(entry)
    }

    /// What is presented after the entries of the table itself.
    fn extras(&mut self) -> Vec<Entry<'p, 'de>> {
        let mut extras = Vec::new();
        let (de, frame) = (self.de, self.de.frame);
        let mut add = |key: &'p str, spot, offered| {
            let entry = Entry { key: Chars::Passing(key), spot, pos: self.pos, offered, fallback: None };
            self.pos += 1;
            extras.push(entry);
        };
        for key in frame.plan.map_or(&[][..], |plan| &plan.missing) {
            if !frame.plan.and_then(|plan| plan.key(key)).is_some_and(|plan| plan.skip) {
                add(key, Spot::Fill(0), None);
            }
        }
        let absent =
            self.present.iter().zip(self.fields.unwrap_or_default()).filter(|(present, _)| !**present);
        for (_, &field) in absent {
            let plan = frame.plan.and_then(|plan| plan.key(field));
            if plan.is_some_and(|plan| plan.skip || plan.closed) {
                continue;
            }
            let fitting = offers::fitting(de.pass, de.offers, field, || frame.path().key(field));
            match fitting.exact {
                Some(var) => add(field, Spot::Var(var), Some(fitting.below)),
                None if fitting.below.is_empty() || plan.is_some_and(|plan| plan.blocked) => {}
                None => add(field, Spot::Nothing, Some(fitting.below)),
            }
        }
        extras.append(&mut self.fallbacks);
        extras
    }
}

impl<'p, 'de: 'p, I: Input, E> MapAccess<'de> for Entries<'p, 'de, I, E>
where
    E: Iterator<Item = (Chars<'p, 'de>, Spot<'p, 'de>)>,
{
    type Error = Raise;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Raise> {
        self.current = self.next_entry();
        let Some(entry) = &self.current else { return Ok(None) };
        let frame = self.de.frame.key(entry.key.as_str(), entry.pos, entry.spot.from());
        let key = Key { pass: self.de.pass, frame: &frame, text: entry.key };
        let result = seed.deserialize(key);
        result.map(Some).map_err(|mut raise| {
            raise.0.place.get_or_insert_with(|| frame.place(self.de.pass.input)).on_key = true;
            raise
        })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Raise> {
        let Some(entry) = self.current.as_ref() else { return super::de::exhausted() };
        let (de, key) = (self.de, entry.key.as_str());
        de.pass.step();
        let mut frame = de.frame.key(key, entry.pos, entry.spot.from());
        frame.stranger = self.fields.filter(|fields| !fields.contains(&key));
        match &entry.offered {
            Some(offered) => offered_value(&de, &frame, entry.spot, offered, seed),
            None if de.offers.is_empty() || frame.stranger.is_some() || self.fields.is_none() => {
                let de = De { pass: de.pass, frame: &frame, spot: entry.spot, offers: &[] };
                de.stamp(seed.deserialize(de))
            }
            None => {
                let offers = offers::narrow(de.pass, de.offers, key);
                let de = De { pass: de.pass, frame: &frame, spot: entry.spot, offers: &offers };
                de.stamp(seed.deserialize(de))
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.entries.size_hint().1
    }
}

/// A value from variables. A virtual table that fills nothing is noted, to be blocked.
fn offered_value<'de, I: Input, V: DeserializeSeed<'de>>(
    de: &De<'_, 'de, I>,
    frame: &super::place::Frame<'_>,
    spot: Spot<'_, 'de>,
    offers: &[Offer],
    seed: V,
) -> Result<V::Value, Raise> {
    let pass = de.pass;
    if let From::Var(var) = spot.from() {
        pass.claim(var, frame.path());
    }
    let claimed = pass.claimed();
    let de = De { pass, frame, spot, offers };
    let result = de.stamp(seed.deserialize(de));
    let path = frame.path();
    let ended_here = match &result {
        Ok(_) => true,
        Err(raise) => raise.0.place.as_ref().is_some_and(|place| place.path == path),
    };
    if matches!(spot, Spot::Nothing) && ended_here && pass.claimed() == claimed {
        pass.note(|notes| notes.idle.push(path));
    }
    result
}
