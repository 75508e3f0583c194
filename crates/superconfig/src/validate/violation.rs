//! What a rule or check of the program says about a configuration.

use crate::value::{KeyPath, PathError};
use std::fmt;

/// One thing that is wrong with a configuration: where, and what.
///
/// ```
/// use superconfig::{Violation, Violations};
/// let violation = Violation::at("pool.max", "must not be below pool.min");
/// assert_eq!(violation.path().to_string(), "pool.max");
/// assert_eq!(Violations::from(violation).to_string(), "pool.max: must not be below pool.min");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    path: KeyPath,
    message: String,
}

impl Violation {
    /// Something that is wrong with the configuration as a whole.
    ///
    /// ```
    /// let violation = superconfig::Violation::new("either `token` or `user` must be set");
    /// assert!(violation.path().is_root());
    /// ```
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: KeyPath::root(), message: message.into() }
    }

    /// Something that is wrong with the value at a path. What is no key path is taken for one key.
    ///
    /// ```
    /// use superconfig::Violation;
    /// assert_eq!(Violation::at("pool[0].max", "is too large").path().segments().len(), 3);
    /// assert_eq!(Violation::at("not a path: [", "is odd").path().segments().len(), 1);
    /// ```
    #[must_use]
    pub fn at(path: &str, message: impl Into<String>) -> Self {
        let path = path.parse().unwrap_or_else(|_: PathError| KeyPath::root().key(path));
        Self { path, message: message.into() }
    }

    pub(super) fn at_path(path: KeyPath, message: String) -> Self {
        Self { path, message }
    }

    /// The path of the value; the root if it is about the whole.
    ///
    /// ```
    /// assert_eq!(superconfig::Violation::at("a.b", "is odd").path().to_string(), "a.b");
    /// ```
    #[must_use]
    pub fn path(&self) -> &KeyPath {
        &self.path
    }

    /// What is wrong.
    ///
    /// ```
    /// assert_eq!(superconfig::Violation::from("maintenance mode").message(), "maintenance mode");
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_root() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// Everything that one check found wrong. Made from a text, a [`Violation`], or many of either.
///
/// ```
/// use superconfig::{Value, Violation, Violations};
/// fn check(config: &Value) -> Result<(), Violations> {
///     let mut violations = Violations::default();
///     for key in ["host", "port"] {
///         if config.get(key).is_none() {
///             violations.push(Violation::at(key, "must be set"));
///         }
///     }
///     violations.into_result()
/// }
/// let found = check(&Value::Table(vec![("port".into(), 80.into())])).unwrap_err();
/// assert_eq!(found.to_string(), "host: must be set");
/// assert_eq!(Violations::from("maintenance mode").len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Adds one.
    ///
    /// ```
    /// let mut violations = superconfig::Violations::default();
    /// violations.push("the disk is full");
    /// assert_eq!(violations.to_string(), "the disk is full");
    /// ```
    pub fn push(&mut self, violation: impl Into<Violation>) {
        self.0.push(violation.into());
    }

    /// How many there are.
    ///
    /// ```
    /// let violations: superconfig::Violations = ["a is odd", "b is odd"].into_iter().collect();
    /// assert_eq!(violations.len(), 2);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is wrong.
    ///
    /// ```
    /// assert!(superconfig::Violations::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in the order in which they were found.
    ///
    /// ```
    /// use superconfig::{Violation, Violations};
    /// let violations = Violations::from(Violation::at("port", "is taken"));
    /// let messages: Vec<&str> = violations.iter().map(Violation::message).collect();
    /// assert_eq!(messages, ["is taken"]);
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// `Ok` if nothing is wrong.
    ///
    /// # Errors
    /// The violations, if there are any.
    ///
    /// ```
    /// use superconfig::Violations;
    /// assert!(Violations::default().into_result().is_ok());
    /// assert_eq!(Violations::from("too late").into_result().unwrap_err().len(), 1);
    /// ```
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl From<&str> for Violation {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for Violation {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl<T: Into<Violation>> From<T> for Violations {
    fn from(violation: T) -> Self {
        Self(vec![violation.into()])
    }
}

impl<T: Into<Violation>> FromIterator<T> for Violations {
    fn from_iter<I: IntoIterator<Item = T>>(violations: I) -> Self {
        Self(violations.into_iter().map(Into::into).collect())
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.0.iter().enumerate() {
            write!(f, "{}{violation}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
