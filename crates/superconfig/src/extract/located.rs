//! A value together with the place it came from.

use crate::value::{Origin, OriginKind, SourceInfo};
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// The name under which the deserializer knows a [`Located`].
pub(super) const NAME: &str = "$__superconfig_Located";

thread_local! {
    /// Hands an origin from the deserializer to the visitor that it calls next: serde's data model has no place
    /// for one. Taken at once, so that it never outlives that call.
    static HANDED: RefCell<Option<Origin>> = const { RefCell::new(None) };
}

pub(super) fn hand(origin: Option<Origin>) {
    let origin = origin.unwrap_or_else(|| made_by("unknown"));
    HANDED.with(|handed| *handed.borrow_mut() = Some(origin));
}

fn made_by(name: &str) -> Origin {
    Origin::new(Arc::new(SourceInfo::new(OriginKind::Default, name)), None)
}

/// A field that knows where its value came from.
///
/// ```
/// use superconfig::{Format, Located, SuperConfig};
/// #[derive(serde::Deserialize)]
/// struct App {
///     port: Located<u16>,
/// }
/// let app: App = SuperConfig::new().with_string("port = 80", Format::Toml).build()?.extract()?;
/// assert_eq!(*app.port, 80);
/// assert_eq!(app.port.origin().line(), Some(1));
/// # Ok::<(), superconfig::Error>(())
/// ```
///
/// It can only be extracted from a configuration: other deserializers know no origins, and serde hides ours from
/// fields inside `flatten` and untagged enums. Both give an error that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    value: T,
    origin: Origin,
}

impl<T> Located<T> {
    /// Where the value came from.
    ///
    /// ```
    /// use superconfig::{EnvSnapshot, Located, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "80")]))
    ///     .with_env("APP_")
    ///     .build()?;
    /// let port: Located<u16> = config.get("port")?;
    /// assert_eq!(port.origin().variable(), Some("APP_PORT"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The value, owned.
    ///
    /// ```
    /// assert_eq!(superconfig::Located::from(80).into_inner(), 80);
    /// ```
    pub fn into_inner(self) -> T {
        self.value
    }
}

/// A value made by the program: its origin is the program's defaults.
impl<T> From<T> for Located<T> {
    fn from(value: T) -> Self {
        Self { value, origin: made_by("program") }
    }
}

impl<T: Default> Default for Located<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Located<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Display> fmt::Display for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

struct LocatedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for LocatedVisitor<T> {
    type Value = Located<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its origin")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Located<T>, D::Error> {
        let origin = HANDED.with(|handed| handed.borrow_mut().take());
        let Some(origin) = origin else {
            return Err(D::Error::custom(
                "the origin of a `Located` value is only known when it is extracted from a configuration, \
                 and not inside of `flatten` or an untagged enum",
            ));
        };
        let value = T::deserialize(deserializer)?;
        Ok(Located { value, origin })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NAME, LocatedVisitor(PhantomData))
    }
}
