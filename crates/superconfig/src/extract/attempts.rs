//! Unions that only the program knows: one value is read again and again, until an alternative fits.

use super::Input;
use super::place::{Mark, Pass};
use super::raise::Raise;
use serde::de::{DeserializeSeed, Deserializer, MapAccess};

/// Asks for the same value for one alternative after the other, by `deserialize_newtype_struct`, where serde's own ways
/// (which read it before they look at alternatives) would lose what a target's types say about text and variables.
///
/// It is shown as a map. Each key is an attempt: `None` if the value does not fit the seed, and then nothing is left of
/// the attempt, its faults included. Only the first that fits takes variables. The value of the map is no attempt: its
/// faults are faults.
///
/// ```
/// use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
/// use std::marker::PhantomData;
/// use superconfig::SuperConfig;
/// #[derive(Clone)]
/// struct NumberOrNames;
/// impl<'de> DeserializeSeed<'de> for NumberOrNames {
///     type Value = Vec<String>;
///     fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<String>, D::Error> {
///         deserializer.deserialize_newtype_struct(superconfig::ALTERNATIVES, self)
///     }
/// }
/// impl<'de> Visitor<'de> for NumberOrNames {
///     type Value = Vec<String>;
///     fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
///         f.write_str("a number or names")
///     }
///     fn visit_map<A: MapAccess<'de>>(self, mut alternatives: A) -> Result<Vec<String>, A::Error> {
///         match alternatives.next_key_seed(PhantomData::<u16>)? {
///             Some(number) => Ok(vec![format!("number {number}")]),
///             None => alternatives.next_value_seed(PhantomData::<Vec<String>>),
///         }
///     }
/// }
/// let config = SuperConfig::new().with_overrides(["a=80", "b=x,y"]).build()?;
/// let snapshot = config.snapshot();
/// assert_eq!(snapshot.get_seed(&"a".parse()?, &NumberOrNames)?, ["number 80"]);
/// assert_eq!(snapshot.get_seed(&"b".parse()?, &NumberOrNames)?, ["x", "y"]);
/// # Ok::<(), superconfig::Error>(())
/// ```
pub const ALTERNATIVES: &str = "$superconfig::Alternatives";

pub(super) struct Attempts<'p, 'de, I, D> {
    pass: &'p Pass<'p, 'de, I>,
    deserializer: D,
    /// Nothing stands here: only what takes a variable fits.
    is_virtual: bool,
    has_fitted: bool,
}

impl<'p, 'de, I: Input, D> Attempts<'p, 'de, I, D> {
    pub(super) fn new(pass: &'p Pass<'p, 'de, I>, deserializer: D, is_virtual: bool) -> Self {
        Self { pass, deserializer, is_virtual, has_fitted: false }
    }

    fn undo(&self, mark: &Mark) {
        self.pass.note(|notes| notes.go_back(mark));
    }
}

impl<'de, I: Input, D: Deserializer<'de, Error = Raise> + Copy> MapAccess<'de> for Attempts<'_, 'de, I, D> {
    type Error = Raise;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Raise> {
        let mark = self.pass.note(|notes| notes.mark());
        let attempt = seed.deserialize(self.deserializer);
        let fits = self.pass.note(|notes| {
            !notes.has_faults_since(&mark) && (!self.is_virtual || notes.has_claims_since(&mark))
        });
        let found = attempt.ok().filter(|_| fits);
        if found.is_none() || self.has_fitted {
            self.undo(&mark);
        }
        self.has_fitted |= found.is_some();
        Ok(found)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Raise> {
        seed.deserialize(self.deserializer)
    }
}

#[cfg(test)]
mod tests {
    use crate::{EnvSnapshot, SuperConfig};
    use serde::Deserialize;
    use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
    use std::marker::PhantomData;

    #[derive(Clone)]
    struct Either<A, B>(PhantomData<(A, B)>);

    impl<'de, A: Deserialize<'de>, B: Deserialize<'de>> DeserializeSeed<'de> for Either<A, B> {
        type Value = Result<A, B>;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_newtype_struct(super::ALTERNATIVES, self)
        }
    }

    impl<'de, A: Deserialize<'de>, B: Deserialize<'de>> Visitor<'de> for Either<A, B> {
        type Value = Result<A, B>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("either")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            match map.next_key_seed(PhantomData::<A>)? {
                Some(found) => Ok(Ok(found)),
                None => map.next_value_seed(PhantomData::<B>).map(Err),
            }
        }
    }

    #[derive(Clone, Debug, Deserialize, PartialEq)]
    struct Net {
        host: String,
        port: u16,
    }

    #[derive(Clone, Debug, Deserialize, PartialEq)]
    struct File {
        path: String,
        mode: u16,
    }

    fn read(env: impl IntoIterator<Item = (&'static str, &'static str)>) -> crate::Result<Result<Net, File>> {
        let builder = SuperConfig::new().with_env_snapshot(EnvSnapshot::from_iter(env)).with_env("APP");
        builder.build()?.snapshot().get_seed(&"store".parse()?, &Either(PhantomData))
    }

    #[test]
    fn variables_go_to_the_alternative_that_fits() {
        let net = read([("APP_STORE_HOST", "h"), ("APP_STORE_PORT", "1")]).unwrap();
        assert_eq!(net, Ok(Net { host: "h".into(), port: 1 }));
        let file = read([("APP_STORE_PATH", "p"), ("APP_STORE_MODE", "2")]).unwrap();
        assert_eq!(file, Err(File { path: "p".into(), mode: 2 }));
    }

    #[test]
    fn faults_are_those_of_the_value_alone() {
        let error =
            read([("APP_STORE_PATH", "p"), ("APP_STORE_MODE", "x"), ("APP_STORE_PORT", "y")]).unwrap_err();
        let paths: Vec<String> =
            error.diagnostics().iter().map(|fault| fault.path.as_ref().unwrap().to_string()).collect();
        assert_eq!(paths, ["store.mode"]);
    }
}
