//! What a target that takes anything may ask for: names that it passes to `deserialize_newtype_struct`, as serde has no
//! words for them. Any other deserializer hands itself to `visit_newtype_struct`, which goes on with `deserialize_any`.

use super::Input;
use super::de::{DATE, De};
use super::raise::Raise;
use super::spot::Got;
use crate::value::Value;
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Asks for whatever is there, dates told from strings: a date is a table with this one key,
/// `$__toml_private_datetime`, as the `toml` crates present it. [`Value`] asks for this.
///
/// ```
/// use superconfig::{SuperConfig, Value};
/// let config = SuperConfig::new().with_override("at", Value::Date("2026-11-26".into())).build()?;
/// assert_eq!(config.get::<Value>("at")?, Value::Date("2026-11-26".into()));
/// assert_eq!(superconfig::ANY_VALUE, "$superconfig::Value");
/// # Ok::<(), superconfig::Error>(())
/// ```
pub const ANY_VALUE: &str = "$superconfig::Value";

/// Asks for the same, but for text whose type is open (that of a variable, say) as a string, for targets that have rules
/// of their own for text.
///
/// ```
/// use serde::de::{Deserializer, DeserializeSeed, Visitor};
/// use superconfig::SuperConfig;
/// #[derive(Clone)]
/// struct Shown;
/// impl<'de> DeserializeSeed<'de> for Shown {
///     type Value = String;
///     fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
///         deserializer.deserialize_newtype_struct(superconfig::ANY_BUT_TEXT, self)
///     }
/// }
/// impl<'de> Visitor<'de> for Shown {
///     type Value = String;
///     fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
///         f.write_str("anything")
///     }
///     fn visit_str<E>(self, text: &str) -> Result<String, E> {
///         Ok(format!("text {text}"))
///     }
///     fn visit_u64<E>(self, number: u64) -> Result<String, E> {
///         Ok(format!("number {number}"))
///     }
/// }
/// let config = SuperConfig::new().with_override("a", 80).with_overrides(["b=80"]).build()?;
/// let snapshot = config.snapshot();
/// assert_eq!(snapshot.get_seed(&"a".parse()?, &Shown)?, "number 80");
/// assert_eq!(snapshot.get_seed(&"b".parse()?, &Shown)?, "text 80");
/// # Ok::<(), superconfig::Error>(())
/// ```
pub const ANY_BUT_TEXT: &str = "$superconfig::Text";

/// Shows what is there to a visitor that asked by one of the names above.
pub(super) fn show<'p, 'de: 'p, I: Input, V: Visitor<'de>>(
    de: De<'p, 'de, I>,
    keep_text: bool,
    visitor: V,
) -> Result<V::Value, Raise> {
    if de.stand_in().is_some() {
        return de.deserialize_any(visitor);
    }
    match de.got() {
        Got::Date(text) => {
            de.watch();
            visitor.visit_map(MapDeserializer::new(std::iter::once((DATE.1, text.as_str()))))
        }
        Got::Text(text) if keep_text => {
            de.watch();
            text.visit(visitor)
        }
        _ => de.deserialize_any(visitor),
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(ANY_VALUE, Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::UInt(value), Value::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(element) = elements.next_element()? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut table = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            if key == DATE.1 && table.is_empty() {
                let date = entries.next_value::<String>()?;
                // Whatever else the key is, it is no date.
                return Ok(match entries.next_key::<String>()? {
                    None => Value::Date(date),
                    Some(_) => {
                        return Err(serde::de::Error::custom(format_args!("a second key beside `{key}`")));
                    }
                });
            }
            table.push((key, entries.next_value()?));
        }
        Ok(Value::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SuperConfig;

    #[test]
    fn a_value_reads_what_it_wrote() {
        let value = Value::Table(vec![
            ("at".into(), Value::Date("2026-11-26T10:00:00Z".into())),
            ("none".into(), Value::Null),
            ("list".into(), Value::Array(vec![Value::Int(-1), Value::UInt(u64::MAX), Value::Float(0.5)])),
            ("text".into(), Value::String("80".into())),
        ]);
        let config = SuperConfig::new().with_defaults(&value).build().unwrap();
        assert_eq!(config.extract::<Value>().unwrap(), value);
        let json = serde_json::to_string(&value).unwrap();
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read.get("list"), value.get("list"));
    }

    #[test]
    fn text_is_what_it_looks_like() {
        let config = SuperConfig::new().with_overrides(["a=80", "b=[1]"]).build().unwrap();
        assert_eq!(config.get::<Value>("a").unwrap(), Value::Int(80));
        assert_eq!(config.get::<Value>("b").unwrap(), Value::Array(vec![Value::Int(1)]));
    }
}
