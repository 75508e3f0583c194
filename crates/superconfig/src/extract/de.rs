//! The deserializer: what the target asks for against what stands there.

use super::access::{self, Variant};
use super::entries::{self, Entries};
use super::place::{Frame, Pass, Place, Wrong};
use super::raise::{Raise, What};
use super::spot::{Chars, Got, Spot};
use super::{Input, attempts, coerce, fill, hints, located, offers, secret, soft};
use coerce::No;
use offers::Offer;
use serde::de::value::MapDeserializer;
use serde::de::{self, Visitor};

/// The value at one place, offered to the target.
pub(super) struct De<'p, 'de, I> {
    pub(super) pass: &'p Pass<'p, 'de, I>,
    pub(super) frame: &'p Frame<'p>,
    pub(super) spot: Spot<'p, 'de>,
    /// Variables that may fill what is absent below.
    pub(super) offers: &'p [Offer],
}

impl<I> Clone for De<'_, '_, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for De<'_, '_, I> {}

/// The names by which `toml_datetime` asks for a date.
pub(super) const DATE: (&str, &str) = ("$__toml_private_Datetime", "$__toml_private_datetime");

pub(super) fn exhausted<T>() -> Result<T, Raise> {
    Err(Raise::new(What::Exhausted))
}

impl<'p, 'de: 'p, I: Input> De<'p, 'de, I> {
    pub(super) fn got(&self) -> Got<'p, 'de> {
        self.spot.got(self.pass.input)
    }

    /// Says where an error happened, unless that is known.
    pub(super) fn stamp<T>(&self, result: Result<T, Raise>) -> Result<T, Raise> {
        match result {
            Err(raise) if raise.0.place.is_none() => Err(self.locate(raise)),
            result => result,
        }
    }

    #[cold]
    pub(super) fn locate(&self, mut raise: Raise) -> Raise {
        let scalar = !matches!(self.got(), Got::Array | Got::Table | Got::Nothing);
        let place = self.frame.place(self.pass.input);
        raise.0.place = Some(Place { scalar, ..place });
        raise
    }

    /// Which placeholder is to be visited instead of the value, if any.
    pub(super) fn stand_in(&self) -> Option<usize> {
        match (self.frame.plan.map_or(0, |plan| plan.tries), self.spot) {
            (0, Spot::Fill(_)) => Some(0),
            (0, _) => None,
            (tries, _) => Some(tries - 1),
        }
    }

    /// How deep placeholders are nested here.
    fn level(&self) -> usize {
        if let Spot::Fill(level) = self.spot { level } else { 0 }
    }

    /// The placeholders one level down; there is an end to them.
    fn fill_below(&self) -> Result<usize, Raise> {
        let fills = self.pass.note(|notes| {
            notes.fills += 1;
            notes.fills
        });
        let level = self.level() + 1;
        if level > fill::DEEPEST || fills > fill::MOST { exhausted() } else { Ok(level) }
    }

    /// Records that the value is not of the kind that is asked for.
    #[cold]
    fn wrong(&self, wanted: &'static str, no: No) {
        // A virtual table that is asked for something else is as good as absent; it is blocked in the next pass.
        if !matches!(self.spot, Spot::Nothing | Spot::Fill(_)) {
            self.pass.fault(self.frame, Wrong::Value { seen: self.got().seen(), wanted, no });
        }
    }

    fn leaf<T: Copy>(
        &self,
        wanted: &'static str,
        read: impl FnOnce(Got<'p, 'de>) -> Result<T, No>,
        fills: &[T],
    ) -> Result<T, Raise> {
        if let Some(at) = self.stand_in() {
            return fills.get(at).copied().map_or_else(exhausted, Ok);
        }
        self.watch();
        read(self.got()).or_else(|no| {
            self.wrong(wanted, no);
            fills.first().copied().map_or_else(exhausted, Ok)
        })
    }

    /// Notes the texts that no message may contain.
    pub(super) fn watch(&self) {
        if self.pass.settings.detail {
            self.watch_closely();
        }
    }

    #[cold]
    fn watch_closely(&self) {
        let place = self.frame.place(self.pass.input);
        let secret = place.secret || self.pass.input.secrets().is_secret(&self.pass.base.join(&place.path));
        if let Some(text) = self.got().seen().value.filter(|text| secret && !text.is_empty()) {
            self.pass.note(|notes| notes.secrets.push(text));
        }
    }

    fn string(&self, wanted: &'static str) -> Result<Chars<'p, 'de>, Raise> {
        let plan = self.frame.plan.filter(|plan| plan.tries == 1);
        if let Some(name) = plan.and_then(|plan| plan.name) {
            return Ok(Chars::Lasting(name));
        }
        if let Some(at) = self.stand_in() {
            return fill::TEXTS.get(at).map_or_else(exhausted, |&text| Ok(Chars::Lasting(text)));
        }
        self.watch();
        Ok(coerce::string(self.got()).unwrap_or_else(|no| {
            self.wrong(wanted, no);
            Chars::Lasting("")
        }))
    }

    /// An array: of `len` elements if that is known.
    fn seq<V: Visitor<'de>>(self, len: Option<usize>, visitor: V) -> Result<V::Value, Raise> {
        if let Some(at) = self.stand_in() {
            return self.fill_seq(at, len, visitor);
        }
        match self.got() {
            Got::Array => self.elements(len, visitor),
            Got::Text(_) | Got::Nothing if access::has_operations(&self) => {
                access::operated(self, len, visitor)
            }
            Got::Text(text) => match coerce::container(text.as_str()) {
                Some(tree) => De { spot: Spot::Sub(&tree, crate::value::Document::root(&tree)), ..self }
                    .elements_of_tree(len, visitor),
                None => {
                    let from = super::place::From::Above;
                    access::read(self, len, text.elements().map(|text| (Spot::Text(text), from)), visitor)
                }
            },
            _ => {
                self.wrong("array", No::Kind);
                self.fill_seq(0, len, visitor)
            }
        }
    }

    fn elements_of_tree<V: Visitor<'de>>(self, len: Option<usize>, visitor: V) -> Result<V::Value, Raise> {
        match self.got() {
            Got::Array => self.elements(len, visitor),
            _ => {
                self.wrong("array", No::Kind);
                self.fill_seq(0, len, visitor)
            }
        }
    }

    /// The elements of the array that stands here.
    pub(super) fn elements<V: Visitor<'de>>(self, len: Option<usize>, visitor: V) -> Result<V::Value, Raise> {
        let with_origin = |spot: Spot<'p, 'de>| (spot, spot.from());
        match self.spot {
            Spot::Node(id) => {
                let spots = self.pass.input.children(id).map(|child| with_origin(Spot::Node(child)));
                access::read(self, len, spots, visitor)
            }
            Spot::Sub(tree, id) => {
                use crate::value::Document as _;
                let spots = tree.children(id).map(|child| with_origin(Spot::Sub(tree, child)));
                access::read(self, len, spots, visitor)
            }
            _ => access::read(self, len, std::iter::empty(), visitor),
        }
    }

    fn fill_seq<V: Visitor<'de>>(self, at: usize, len: Option<usize>, visitor: V) -> Result<V::Value, Raise> {
        let count = match (at, len) {
            (0, Some(len)) => len,
            (0 | 1, None) => at,
            _ => return exhausted(),
        };
        let below = Spot::Fill(if count == 0 { 0 } else { self.fill_below()? });
        let spots = std::iter::repeat_n((below, super::place::From::Nowhere), count);
        access::read(self, len, spots, visitor)
    }

    /// A table, for a map or (with `fields`) a struct.
    fn table<V: Visitor<'de>>(self, fields: entries::Fields, visitor: V) -> Result<V::Value, Raise> {
        if let Some(at) = self.stand_in() {
            return if at == 0 { self.fill_table(fields, visitor) } else { exhausted() };
        }
        match self.got() {
            Got::Table | Got::Nothing => self.entries(fields, visitor),
            Got::Array if fields.is_some() => self.elements(None, visitor),
            Got::Text(text) => match coerce::container(text.as_str()) {
                Some(tree) => {
                    let spot = Spot::Sub(&tree, crate::value::Document::root(&tree));
                    De { spot, ..self }.table_of_tree(fields, visitor)
                }
                None => self.table_of_text(fields, visitor),
            },
            _ => {
                self.wrong("table", No::Kind);
                self.fill_table(fields, visitor)
            }
        }
    }

    fn table_of_tree<V: Visitor<'de>>(self, fields: entries::Fields, visitor: V) -> Result<V::Value, Raise> {
        match self.got() {
            Got::Table => self.entries(fields, visitor),
            _ => {
                self.wrong("table", No::Kind);
                self.fill_table(fields, visitor)
            }
        }
    }

    /// `A=1` against `A_B=2`: the table wins.
    fn table_of_text<V: Visitor<'de>>(self, fields: entries::Fields, visitor: V) -> Result<V::Value, Raise> {
        match self.spot {
            Spot::Var(var) if fields.is_some() && !self.offers.is_empty() => {
                let path = self.frame.path();
                self.pass.note(|notes| notes.beaten.push((var, None, path)));
                De { spot: Spot::Nothing, ..self }.entries(fields, visitor)
            }
            _ => {
                self.wrong("table", No::Kind);
                self.fill_table(fields, visitor)
            }
        }
    }

    fn entries<V: Visitor<'de>>(self, fields: entries::Fields, visitor: V) -> Result<V::Value, Raise> {
        let input = self.pass.input;
        match self.spot {
            Spot::Node(id) => {
                let entry = |id| (Chars::Lasting(input.key(id)), Spot::Node(id));
                Entries::visit(self, input.children(id).map(entry), fields, visitor)
            }
            Spot::Sub(tree, id) => {
                use crate::value::Document as _;
                let entry = |id| (Chars::Passing(tree.key(id)), Spot::Sub(tree, id));
                Entries::visit(self, tree.children(id).map(entry), fields, visitor)
            }
            _ => Entries::visit(self, std::iter::empty(), fields, visitor),
        }
    }

    fn fill_table<V: Visitor<'de>>(self, fields: entries::Fields, visitor: V) -> Result<V::Value, Raise> {
        let below = Spot::Fill(self.fill_below()?);
        let names = fields.unwrap_or_default().iter();
        let de = De { offers: &[], ..self };
        Entries::visit(de, names.map(|&name| (Chars::Lasting(name), below)), fields, visitor)
    }

    /// A placeholder variant: the one that is known to exist, or one after the other.
    fn fill_enum<V: Visitor<'de>>(
        self,
        at: usize,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Raise> {
        let named = self.frame.plan.and_then(|plan| plan.name).filter(|_| at == 0);
        let turn = (at + self.level()) % variants.len().max(1);
        let name = named.or_else(|| variants.get(turn).copied().filter(|_| at < variants.len().min(8)));
        let Some(name) = name else { return exhausted() };
        let below = Spot::Fill(self.fill_below()?);
        visitor.visit_enum(Variant { de: self, name: Chars::Lasting(name), content: Some(below) })
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
            visitor.$visit(self.leaf(stringify!($type), coerce::integer::<$type>, &[0, 1])?)
        }
    )*};
}

impl<'p, 'de: 'p, I: Input> de::Deserializer<'de> for De<'p, 'de, I> {
    type Error = Raise;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        if let Some(at) = self.stand_in() {
            return soft::fill(&self, at, visitor);
        }
        soft::note(&self);
        match self.got() {
            Got::Null | Got::Nothing | Got::Fill => visitor.visit_unit(),
            Got::Bool(value) => visitor.visit_bool(value),
            Got::Int(n) => match u64::try_from(n) {
                Ok(n) => visitor.visit_u64(n),
                Err(_) => visitor.visit_i64(n),
            },
            Got::UInt(n) => visitor.visit_u64(n),
            Got::Float(n) => visitor.visit_f64(n),
            Got::Str(text) | Got::Date(text) => text.visit(visitor),
            Got::Text(text) => soft::visit(self, text, visitor),
            Got::Array => self.elements(None, visitor),
            Got::Table => self.entries(None, visitor),
        }
    }

    integers! {
        deserialize_i8 visit_i8 i8 deserialize_i16 visit_i16 i16 deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64 deserialize_i128 visit_i128 i128
        deserialize_u8 visit_u8 u8 deserialize_u16 visit_u16 u16 deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64 deserialize_u128 visit_u128 u128
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        visitor.visit_f64(self.leaf("f32", coerce::float32, fill::FLOATS)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        visitor.visit_f64(self.leaf("f64", coerce::float, fill::FLOATS)?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        visitor.visit_bool(self.leaf("boolean", coerce::boolean, fill::BOOLS)?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        visitor.visit_char(self.leaf("character", coerce::character, fill::CHARS)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.string("string")?.visit(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        if self.stand_in().is_none() && matches!(self.got(), Got::Array) {
            return self.seq(None, visitor);
        }
        match self.string("string or array of bytes")? {
            Chars::Lasting(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Chars::Passing(text) => visitor.visit_bytes(text.as_bytes()),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        match self.got() {
            _ if self.stand_in().is_some() => visitor.visit_none(),
            Got::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.leaf("null", coerce::unit, &[()])?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Raise> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Raise> {
        match name {
            located::NAME => {
                located::hand(self.frame.origin(self.pass.input));
                visitor.visit_newtype_struct(self)
            }
            secret::NAME => {
                let frame = self.frame.same(true);
                let de = De { frame: &frame, ..self };
                de.stamp(visitor.visit_newtype_struct(de))
            }
            attempts::ALTERNATIVES => {
                let is_virtual = matches!(self.spot, Spot::Nothing);
                visitor.visit_map(attempts::Attempts::new(self.pass, self, is_virtual))
            }
            hints::ANY_VALUE => hints::show(self, false, visitor),
            hints::ANY_BUT_TEXT => hints::show(self, true, visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.seq(None, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Raise> {
        self.seq(Some(len), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Raise> {
        self.seq(Some(len), visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        self.table(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Raise> {
        if name == DATE.0 {
            let date = match (self.stand_in(), coerce::date(self.got())) {
                (Some(at), _) if at > 2 => return exhausted(),
                (Some(at), _) => ["2000-01-01T00:00:00Z", "2000-01-01", "00:00:00"][at].to_owned(),
                (None, Ok(date)) => date,
                (None, Err(no)) => {
                    self.wrong("date", no);
                    "2000-01-01T00:00:00Z".to_owned()
                }
            };
            return visitor.visit_map(MapDeserializer::new(std::iter::once((DATE.1, date))));
        }
        self.table(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Raise> {
        if let Some(at) = self.stand_in() {
            return self.fill_enum(at, variants, visitor);
        }
        if let Got::Text(text) = self.got()
            && let Some(tree) = coerce::container(text.as_str())
        {
            let spot = Spot::Sub(&tree, crate::value::Document::root(&tree));
            return access::variant(De { spot, ..self }, variants, visitor);
        }
        access::variant(self, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Raise> {
        if let Some(known) = self.frame.stranger.filter(|_| self.pass.options.deny_unknown) {
            self.pass.fault(self.frame, Wrong::Unknown { known });
        }
        visitor.visit_unit()
    }
}

impl<'p, 'de: 'p, I: Input> De<'p, 'de, I> {
    /// Records that no variant can be made out, and goes on with a placeholder.
    pub(super) fn no_variant<V: Visitor<'de>>(
        self,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Raise> {
        self.wrong("variant", No::Kind);
        self.fill_enum(0, variants, visitor)
    }
}
