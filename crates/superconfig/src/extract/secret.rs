//! A value that is not shown.

use serde::de::{Deserialize, Deserializer, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// The name under which the deserializer knows a [`Secret`].
pub(super) const NAME: &str = "$__superconfig_Secret";

/// A field whose value is never displayed: not by `Debug` or `Display`, and not in the error about it.
///
/// It reads like the value itself, from any format. It is not `Serialize`: what is serialized is written
/// somewhere; say so with [`expose`](Self::expose).
///
/// ```
/// use superconfig::Secret;
/// let password: Secret<String> = serde_json::from_str(r#""hunter2""#)?;
/// assert_eq!(format!("{password} {password:?}"), "******** ********");
/// assert_eq!(password.expose(), "hunter2");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    ///
    /// ```
    /// assert_eq!(*superconfig::Secret::new(42).expose(), 42);
    /// ```
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("token", "s3cr3t").build()?;
    /// let token: superconfig::Secret<String> = config.get("token")?;
    /// assert_eq!(format!("Bearer {}", token.expose()), "Bearer s3cr3t");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value, owned.
    ///
    /// ```
    /// assert_eq!(superconfig::Secret::new(42).into_inner(), 42);
    /// ```
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::diagnostics::MASK)
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::diagnostics::MASK)
    }
}

struct SecretVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SecretVisitor<T> {
    type Value = Secret<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Secret<T>, D::Error> {
        T::deserialize(deserializer).map(Secret)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NAME, SecretVisitor(PhantomData))
    }
}
