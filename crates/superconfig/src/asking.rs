//! For programs whose types only say whether a value is right: what they may be offered.

use crate::extract;
use crate::snapshot::Snapshot;
use crate::value::{Document, KeyPath, Segment, Value};

/// What a text may mean, as the types of a program would take it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Meanings {
    /// What it may be as a whole, each once: first what it is when nobody says what it should be, then the string, the
    /// boolean, the number, the date, what it is as JSON.
    pub values: Vec<Value>,
    /// Its elements, if it is meant to be a list with commas.
    pub elements: Vec<String>,
}

impl Meanings {
    /// Those of a text.
    ///
    /// ```
    /// use superconfig::{Meanings, Value};
    /// let yes = Meanings::of("yes");
    /// assert_eq!(yes.values, [Value::String("yes".into()), Value::Bool(true)]);
    /// assert_eq!(Meanings::of("a, 1").elements, ["a", "1"]);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        extract::meanings(text)
    }
}

impl Snapshot {
    /// The value at a path, for a program that asks for these paths below it: with the variables that nothing has
    /// claimed where they are asked for, and no longer under the names that they had for want of better ones. One that
    /// two paths claim goes to neither.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, KeyPath, SuperConfig, Value};
    /// let env = EnvSnapshot::from([("APP_CACHE_MAX_AGE", "5")]);
    /// let config = SuperConfig::new().with_env_snapshot(env).with_env("APP").build()?;
    /// let asked = ["cache.maxAge".parse()?];
    /// let cache = Value::Table(vec![("maxAge".into(), Value::Int(5))]);
    /// let value = config.snapshot().value_for(&KeyPath::root(), &asked);
    /// assert_eq!(value, Some(Value::Table(vec![("cache".into(), cache)])));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn value_for(&self, path: &KeyPath, asked: &[KeyPath]) -> Option<Value> {
        let mut value = self.value_at(path);
        for (at, variable) in self.unclaimed.iter().enumerate() {
            let is_meant = |below: &&KeyPath| {
                let whole = path.join(below);
                self.find(&whole).is_none() && extract::spells(&variable.words, &whole)
            };
            let mut meant = asked.iter().filter(is_meant);
            let own = variable.node.map(|node| self.key(node));
            match meant.next() {
                Some(below) if meant.all(|other| other == below) => {
                    if let (Some(Value::Table(entries)), true) = (&mut value, path.is_root()) {
                        entries.retain(|(key, _)| Some(key.as_str()) != own);
                    }
                    let table = value.get_or_insert_with(|| Value::Table(Vec::new()));
                    put(table, below.segments(), Value::untyped(&variable.text));
                    self.claim(&[at]);
                }
                // It is asked for by the name that it has.
                None if path.is_root() && asked.iter().any(|below| is_key(below, own)) => {
                    self.claim(&[at]);
                }
                _ => {}
            }
        }
        value
    }
}

fn is_key(path: &KeyPath, key: Option<&str>) -> bool {
    matches!(path.segments(), [Segment::Key(only)] if Some(only.as_str()) == key)
}

/// Puts a value where nothing is; what stands in the way stays.
fn put(table: &mut Value, path: &[Segment], value: Value) {
    let (Value::Table(entries), Some((Segment::Key(key), rest))) = (table, path.split_first()) else {
        return;
    };
    let known = entries.iter_mut().find(|(known, _)| known == key).map(|(_, inner)| inner);
    match known {
        Some(inner) => put(inner, rest, value),
        None if rest.is_empty() => entries.push((key.clone(), value)),
        None => {
            let mut inner = Value::Table(Vec::new());
            put(&mut inner, rest, value);
            entries.push((key.clone(), inner));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EnvSnapshot, Result, SuperConfig};

    fn value_for(env: &[(&str, &str)], asked: &[&str]) -> Result<(String, usize)> {
        let env = EnvSnapshot::from_iter(env.iter().copied());
        let config = SuperConfig::new()
            .with_env_snapshot(env)
            .with_override("known", Value::Table(Vec::new()))
            .with_env("APP")
            .build()?;
        let asked: Vec<KeyPath> = asked.iter().map(|path| path.parse()).collect::<Result<_, _>>()?;
        let value = config.snapshot().value_for(&KeyPath::root(), &asked);
        Ok((value.map_or_else(String::new, |value| value.to_string()), config.warnings().len()))
    }

    #[test]
    fn variables_go_where_they_are_asked_for() -> Result<()> {
        let env = [("APP_MAX_CONNS", "7")];
        let nowhere = r#"{"known":{},"max_conns":7}"#;
        let cases: [(&[&str], _, usize); 7] = [
            (&[], nowhere, 1),
            (&["maxConns"], r#"{"known":{},"maxConns":7}"#, 0),
            (&["maxconns", "maxconns"], r#"{"known":{},"maxconns":7}"#, 0),
            (&["max.conns"], r#"{"known":{},"max":{"conns":7}}"#, 0),
            (&["max_conns"], nowhere, 0),
            // It goes to neither.
            (&["maxConns", "max.conns"], nowhere, 1),
            (&["ma.xConns", "max"], nowhere, 1),
        ];
        for (asked, value, warnings) in cases {
            assert_eq!(value_for(&env, asked)?, (value.to_owned(), warnings), "{asked:?}");
        }
        Ok(())
    }

    #[test]
    fn what_texts_mean() {
        let values = |text: &str| Meanings::of(text).values;
        assert_eq!(values("007"), [Value::from("007"), Value::from(7)]);
        assert_eq!(values("1"), [Value::from(1), Value::from("1"), Value::from(true)]);
        assert_eq!(values("[1, 2]").first(), Some(&Value::Array(vec![1.into(), 2.into()])));
        assert!(Meanings::of("[1, 2]").elements.is_empty() && Meanings::of(" ").elements.is_empty());
    }
}
