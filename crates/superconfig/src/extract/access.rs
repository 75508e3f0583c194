//! Elements of arrays, and the contents of enum variants.

use super::Input;
use super::coerce;
use super::de::{De, exhausted};
use super::offers::operations;
use super::place::{From, Wrong};
use super::raise::Raise;
use super::spot::{Chars, Got, Spot};
use crate::value::{Document as _, Tree};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer as _, EnumAccess, SeqAccess, VariantAccess, Visitor};

struct Elements<'p, 'de, I, S> {
    de: De<'p, 'de, I>,
    spots: S,
    at: usize,
    len: Option<usize>,
}

/// Visits the elements of an array; those that the visitor leaves are too many.
pub(super) fn read<'p, 'de: 'p, I: Input, V: Visitor<'de>>(
    de: De<'p, 'de, I>,
    len: Option<usize>,
    spots: impl Iterator<Item = (Spot<'p, 'de>, From)>,
    visitor: V,
) -> Result<V::Value, Raise> {
    let mut elements = Elements { de, spots, at: 0, len };
    let value = visitor.visit_seq(&mut elements)?;
    let left = elements.spots.count();
    if left > 0 {
        let taken = elements.at;
        de.pass.fault(de.frame, Wrong::TooLong { len: taken + left, taken });
    }
    Ok(value)
}

impl<'p, 'de: 'p, I: Input, S> SeqAccess<'de> for Elements<'p, 'de, I, S>
where
    S: Iterator<Item = (Spot<'p, 'de>, From)>,
{
    type Error = Raise;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Raise> {
        let pass = self.de.pass;
        loop {
            let (spot, from) = match self.spots.next() {
                Some(next) => next,
                None => match self.len {
                    Some(len) if self.at < len && self.de.frame.plan.is_some_and(|plan| plan.pad) => {
                        (Spot::Fill(0), From::Nowhere)
                    }
                    _ => return Ok(None),
                },
            };
            pass.step();
            let frame = self.de.frame.index(self.at, from);
            self.at += 1;
            if frame.plan.is_some_and(|plan| plan.skip) {
                match self.len {
                    // The other elements would stand in the wrong place.
                    Some(_) => return self.de.stamp(exhausted()),
                    None => continue,
                }
            }
            let de = De { pass, frame: &frame, spot, offers: &[] };
            return de.stamp(seed.deserialize(de)).map(Some);
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.spots.size_hint().1
    }
}

pub(super) fn has_operations<I: Input>(de: &De<'_, '_, I>) -> bool {
    if de.offers.is_empty() {
        return false;
    }
    let [prepend, add, remove] = operations(de.pass, de.offers);
    prepend.is_some() || add.is_some() || (remove.is_some() && matches!(de.spot, Spot::Var(_)))
}

/// The array that `X`, `X_PREPEND`, `X_ADD` and `X_REMOVE` make together.
pub(super) fn operated<'p, 'de: 'p, I: Input, V: Visitor<'de>>(
    de: De<'p, 'de, I>,
    len: Option<usize>,
    visitor: V,
) -> Result<V::Value, Raise> {
    let [prepend, add, remove] = operations(de.pass, de.offers);
    for var in [prepend, add, remove].into_iter().flatten() {
        de.pass.claim(var, de.frame.path());
    }
    let own = if let Spot::Var(var) = de.spot { Some(var) } else { None };
    let tree = |var: Option<usize>| {
        let text = var.map(|var| Spot::Var(var).got(de.pass.input));
        match text {
            Some(Got::Text(text)) => coerce::container(text.as_str())
                .filter(|tree| Got::passing(tree.item(tree.root())).is_array()),
            _ => None,
        }
    };
    let (own_tree, prepend_tree, add_tree, remove_tree) = (tree(own), tree(prepend), tree(add), tree(remove));
    let mut spots = parts(&de, prepend, prepend_tree.as_ref(), false);
    spots.extend(parts(&de, own, own_tree.as_ref(), true));
    spots.extend(parts(&de, add, add_tree.as_ref(), false));
    let value = |spot: Spot<'_, 'de>| spot.got(de.pass.input).seen().value;
    let removed: Vec<_> =
        parts(&de, remove, remove_tree.as_ref(), false).into_iter().map(|(spot, _)| value(spot)).collect();
    spots.retain(|&(spot, _)| {
        let value = value(spot);
        value.is_none() || !removed.contains(&value)
    });
    read(de, len, spots.into_iter(), visitor)
}

/// The elements in the text of one variable: a JSON array, a list (`split`) or a single element.
fn parts<'q, 'de: 'q, I: Input>(
    de: &De<'_, 'de, I>,
    var: Option<usize>,
    tree: Option<&'q Tree>,
    split: bool,
) -> Vec<(Spot<'q, 'de>, From)> {
    let Some(var) = var else { return Vec::new() };
    let from = From::Var(var);
    if let Some(tree) = tree {
        return tree.children(tree.root()).map(|id| (Spot::Sub(tree, id), from)).collect();
    }
    let text = de.pass.input.unclaimed().get(var).map_or("", |variable| &*variable.text);
    let text = Chars::Lasting(text);
    if split {
        return text.elements().map(|text| (Spot::Text(text), from)).collect();
    }
    vec![(Spot::Text(text.trim()), from)]
}

/// A variant and what stands below its name.
pub(super) struct Variant<'p, 'de, I> {
    pub(super) de: De<'p, 'de, I>,
    pub(super) name: Chars<'p, 'de>,
    pub(super) content: Option<Spot<'p, 'de>>,
}

/// An externally tagged enum: a name, or a table with the name as its only key.
pub(super) fn variant<'p, 'de: 'p, I: Input, V: Visitor<'de>>(
    de: De<'p, 'de, I>,
    variants: &'static [&'static str],
    visitor: V,
) -> Result<V::Value, Raise> {
    let only = |mut ids: Box<dyn Iterator<Item = u32> + '_>| ids.next().filter(|_| ids.next().is_none());
    let found = match (de.got(), de.spot) {
        (Got::Str(name), _) => Some((name, None)),
        (Got::Text(name), _) => Some((name.trim(), None)),
        (Got::Table, Spot::Node(id)) => only(Box::new(de.pass.input.children(id)))
            .map(|id| (Chars::Lasting(de.pass.input.key(id)), Some(Spot::Node(id)))),
        (Got::Table, Spot::Sub(tree, id)) => only(Box::new(tree.children(id)))
            .map(|id| (Chars::Passing(tree.key(id)), Some(Spot::Sub(tree, id)))),
        _ => None,
    };
    match found {
        Some((name, content)) => visitor.visit_enum(Variant { de, name, content }),
        None => de.no_variant(variants, visitor),
    }
}

impl<'p, 'de: 'p, I: Input> EnumAccess<'de> for Variant<'p, 'de, I> {
    type Error = Raise;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Raise> {
        let variant = seed.deserialize(StrDeserializer::<Raise>::new(self.name.as_str()))?;
        Ok((variant, self))
    }
}

impl<'p, 'de: 'p, I: Input> Variant<'p, 'de, I> {
    /// Reads the content as `read` says.
    fn content<T>(self, read: impl for<'q> FnOnce(De<'q, 'de, I>) -> Result<T, Raise>) -> Result<T, Raise> {
        let spot = self.content.unwrap_or_else(|| {
            self.de.pass.fault(self.de.frame, Wrong::VariantNeedsValue);
            Spot::Fill(0)
        });
        let frame = self.de.frame.key(self.name.as_str(), 0, spot.from());
        if frame.plan.is_some_and(|plan| plan.skip) {
            return self.de.stamp(exhausted());
        }
        let de = De { pass: self.de.pass, frame: &frame, spot, offers: &[] };
        let result = read(de);
        de.stamp(result)
    }
}

impl<'p, 'de: 'p, I: Input> VariantAccess<'de> for Variant<'p, 'de, I> {
    type Error = Raise;

    fn unit_variant(self) -> Result<(), Raise> {
        match self.content {
            None => Ok(()),
            Some(_) => self.content(|de| serde::Deserialize::deserialize(de)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Raise> {
        self.content(|de| seed.deserialize(de))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Raise> {
        self.content(|de| de.deserialize_tuple(len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Raise> {
        self.content(|de| de.deserialize_struct("", fields, visitor))
    }
}
