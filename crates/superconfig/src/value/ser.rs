//! Values through serde: a `Value` is a source like any other, and other crates can write it.

use super::owned::Value;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The name under which dates pass through serde: to sources they stay dates, to everyone else they are strings.
pub(crate) const DATE: &str = "$superconfig::Date";

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::UInt(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::String(text) => serializer.serialize_str(text),
            Self::Date(text) => serializer.serialize_newtype_struct(DATE, text),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Table(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SuperConfig;

    #[test]
    fn values_are_sources_and_dates_stay_dates() {
        let value = Value::Table(vec![
            ("at".into(), Value::Date("2026-11-26T10:00:00Z".into())),
            ("list".into(), Value::Array(vec![Value::Null, Value::UInt(u64::MAX), Value::Float(0.5)])),
        ]);
        let config = SuperConfig::new().with_defaults(&value).build().unwrap();
        assert_eq!(config.value(""), Some(value.clone()));
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(json, r#"{"at":"2026-11-26T10:00:00Z","list":[null,18446744073709551615,0.5]}"#);
    }

    #[test]
    fn malformed_dates_are_faults() {
        let error = SuperConfig::new().with_override("at", Value::Date("soon".into())).build().unwrap_err();
        assert!(error.to_string().contains("malformed date"), "{error}");
    }
}
