//! What a value must be: the rules that a program builds.

use super::bounds::{Bounds, RangeNumber};
use super::run::{At, Findings};
use super::violation::{Violation, Violations};
use crate::diagnostics::Secrets;
use crate::format::Limits;
use crate::value::{Document, Span, Tree, TreeBuilder, Value};
use std::fmt;
use std::ops::RangeBounds;
use std::sync::Arc;

type Custom = Arc<dyn Fn(&Value) -> Result<(), String> + Send + Sync>;

/// A rule for one value: a range, a length, a pattern, a choice, or a function of the program's own.
///
/// A rule says nothing about a value that is not there, except [`Rule::required`]. Text from the environment,
/// whose type nobody knows yet, is taken for what the rule needs: for a number by `range`, for the text itself
/// by `regex` and `one_of(["01"])`, for a list by `each`.
///
/// ```
/// use superconfig::{Rule, Value};
/// let port = Rule::range(1..=65535).or(Rule::one_of(["auto"]));
/// assert!(port.check(&Value::from(8080)).is_ok());
/// assert!(port.check(&Value::from("auto")).is_ok());
/// let fault = port.check(&Value::from(0)).unwrap_err();
/// assert_eq!(fault.to_string(), r#"the value is 0, expected a number from 1 to 65535 or "auto""#);
/// ```
#[derive(Clone)]
pub struct Rule {
    pub(super) kind: Kind,
    /// What is said in place of what was expected.
    pub(super) message: Option<Arc<str>>,
}

#[derive(Clone)]
pub(super) enum Kind {
    Range(Bounds),
    Length(Bounds),
    /// The pattern, and why it is none.
    Regex(Arc<str>, Result<regex_lite::Regex, String>),
    OneOf(Arc<[Value]>),
    Each(Arc<Rule>),
    NonEmpty,
    Required,
    Custom(Arc<str>, Custom),
    All(Vec<Rule>),
    Any(Vec<Rule>),
}

impl From<Kind> for Rule {
    fn from(kind: Kind) -> Self {
        Self { kind, message: None }
    }
}

impl Rule {
    /// A number within a range of integers or floats. Integers and floats are compared by value, exactly; NaN is
    /// in no range.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// assert!(Rule::range(0.0..1.0).check(&Value::from(0)).is_ok());
    /// assert!(Rule::range(1..).check(&Value::from(0.5)).is_err());
    /// assert!(Rule::range(..=u64::MAX).check(&Value::from("many")).is_err());
    /// ```
    #[must_use]
    pub fn range<N: RangeNumber>(range: impl RangeBounds<N>) -> Self {
        Kind::Range(Bounds::new(&range)).into()
    }

    /// The number of characters of a string, elements of an array, or keys of a table.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// assert!(Rule::length(..=3).check(&Value::from("äöü")).is_ok());
    /// assert!(Rule::length(1..).check(&Value::Array(vec![])).is_err());
    /// ```
    #[must_use]
    pub fn length(range: impl RangeBounds<usize>) -> Self {
        Kind::Length(Bounds::new(&range)).into()
    }

    /// A string with a match of a regular expression; `^` and `$` tie it to the whole. Matching takes linear time.
    ///
    /// The syntax is that of the `regex` crate, except that `\w`, `\d`, `\s`, `\b` and `(?i)` know ASCII only and
    /// there is no `\p{…}`. A malformed expression makes every check fail and say so.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// let zip = Rule::regex(r"^\d{5}$");
    /// assert!(zip.check(&Value::from("01234")).is_ok());
    /// assert!(zip.check(&Value::from("0123x")).is_err());
    /// assert!(Rule::regex("(").check(&Value::from("(")).unwrap_err().to_string().contains("malformed"));
    /// ```
    // `regex-lite`: 4.8 s of CPU and 0.1 MB against 6.5 s and 0.8 MB for `regex` with Unicode tables (release build).
    #[must_use]
    pub fn regex(pattern: &str) -> Self {
        let compiled = regex_lite::Regex::new(pattern).map_err(|error| error.to_string());
        Kind::Regex(pattern.into(), compiled).into()
    }

    /// One of these values. `1` equals `1.0`; a date equals its text.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// let level = Rule::one_of(["debug", "info", "warn"]);
    /// assert!(level.check(&Value::from("info")).is_ok());
    /// let fault = level.check(&Value::from("loud")).unwrap_err();
    /// assert_eq!(fault.to_string(), r#"the value is "loud", expected one of "debug", "info", "warn""#);
    /// ```
    #[must_use]
    pub fn one_of<V: Into<Value>>(values: impl IntoIterator<Item = V>) -> Self {
        Kind::OneOf(values.into_iter().map(Into::into).collect()).into()
    }

    /// A rule for every element of an array or every value of a table.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// let ports = Value::Array(vec![80.into(), 0.into(), 99999.into()]);
    /// let faults = Rule::each(Rule::range(1..=65535)).check(&ports).unwrap_err();
    /// assert_eq!(faults.iter().map(|fault| fault.path().to_string()).collect::<Vec<_>>(), ["[1]", "[2]"]);
    /// ```
    #[must_use]
    pub fn each(rule: Self) -> Self {
        Kind::Each(Arc::new(rule)).into()
    }

    /// Anything but `null`, the empty string, an empty array and an empty table.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// assert!(Rule::non_empty().check(&Value::from("")).is_err());
    /// assert!(Rule::non_empty().check(&Value::from(0)).is_ok());
    /// ```
    #[must_use]
    pub fn non_empty() -> Self {
        Kind::NonEmpty.into()
    }

    /// Something must stand at the path, be it `null`. With wildcards: at the rest of the path, wherever the
    /// wildcards lead; `servers[*].port` demands no server, but a port of each.
    ///
    /// ```
    /// use superconfig::{Format, Rule, SuperConfig};
    /// let builder = SuperConfig::new()
    ///     .with_string("servers = [{ port = 80 }, { name = 'b' }]", Format::Toml)
    ///     .validate("servers[*].port", Rule::required())
    ///     .validate("name", Rule::required());
    /// let error = builder.build().unwrap_err();
    /// let paths: Vec<String> = error.diagnostics().iter().map(|d| d.path.clone().unwrap().to_string()).collect();
    /// assert_eq!(paths, ["servers[1].port", "name"]);
    /// ```
    #[must_use]
    pub fn required() -> Self {
        Kind::Required.into()
    }

    /// A rule of the program's own: what it expects, in words that follow "expected", and a function that says
    /// why a value is not that. A panic in it is a fault of the value; nothing else breaks.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// let even = Rule::custom("an even number", |value| match value {
    ///     Value::Int(n) if n % 2 == 0 => Ok(()),
    ///     Value::Int(_) => Err("it is odd".into()),
    ///     _ => Err("it is no integer".into()),
    /// });
    /// let fault = even.check(&Value::from(3)).unwrap_err();
    /// assert_eq!(fault.to_string(), "the value is 3, expected an even number: it is odd");
    /// ```
    #[must_use]
    pub fn custom(
        expected: impl AsRef<str>,
        check: impl Fn(&Value) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Kind::Custom(expected.as_ref().into(), Arc::new(check)).into()
    }

    /// Both rules. The faults of both are reported.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// let name = Rule::length(..=8).and(Rule::regex("^[a-z]+$"));
    /// assert!(name.check(&Value::from("shop")).is_ok());
    /// assert_eq!(name.check(&Value::from("A-long-name")).unwrap_err().len(), 2);
    /// ```
    #[must_use]
    pub fn and(mut self, rule: Self) -> Self {
        match &mut self {
            // One list, however long: nothing that walks it goes deep.
            Self { kind: Kind::All(rules), message: None } => rules.push(rule),
            _ => return Kind::All(vec![self, rule]).into(),
        }
        self
    }

    /// At least one of the two rules.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// let timeout = Rule::range(1..=60).or(Rule::one_of(["never"]));
    /// assert!(timeout.check(&Value::from("never")).is_ok());
    /// let fault = timeout.check(&Value::from(0)).unwrap_err();
    /// assert_eq!(fault.to_string(), r#"the value is 0, expected a number from 1 to 60 or "never""#);
    /// ```
    #[must_use]
    pub fn or(mut self, rule: Self) -> Self {
        match &mut self {
            Self { kind: Kind::Any(rules), message: None } => rules.push(rule),
            _ => return Kind::Any(vec![self, rule]).into(),
        }
        self
    }

    /// What is said about a value that breaks the rule, in place of what was expected.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// let port = Rule::range(1024..).message("use a port that needs no privileges");
    /// let fault = port.check(&Value::from(80)).unwrap_err();
    /// assert_eq!(fault.to_string(), "the value is 80: use a port that needs no privileges");
    /// ```
    #[must_use]
    pub fn message(mut self, message: impl AsRef<str>) -> Self {
        self.message = Some(message.as_ref().into());
        self
    }

    /// Checks one value, which is all there is: paths in the faults are relative to it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    ///
    /// ```
    /// use superconfig::{Rule, Value};
    /// let tags = Rule::each(Rule::non_empty());
    /// let faults = tags.check(&Value::Array(vec!["a".into(), "".into()])).unwrap_err();
    /// assert_eq!(faults.iter().next().unwrap().path().to_string(), "[1]");
    /// ```
    pub fn check(&self, value: &Value) -> Result<(), Violations> {
        let secrets = Secrets::default();
        let mut findings = Findings::new(&secrets);
        let faults: Violations = match (self.fault(), tree_of(value)) {
            (Some(fault), _) => fault.into(),
            (None, None) => "the value is nested too deeply to be checked".into(),
            (None, Some(tree)) => {
                self.run(At::new(&tree, tree.root()), None, &mut findings);
                let violation = |broken: super::run::Broken| Violation::at_path(broken.path, broken.message);
                findings.broken.into_iter().map(violation).collect()
            }
        };
        faults.into_result()
    }

    /// What is wrong with the rule itself.
    pub(super) fn fault(&self) -> Option<String> {
        match &self.kind {
            Kind::Regex(pattern, Err(error)) => {
                Some(format!("the regular expression `{pattern}` is malformed: {error}"))
            }
            Kind::Each(rule) => rule.fault(),
            Kind::All(rules) | Kind::Any(rules) => rules.iter().find_map(Self::fault),
            _ => None,
        }
    }

    /// Whether the rule is broken where nothing stands.
    pub(super) fn demands(&self) -> bool {
        match &self.kind {
            Kind::Required => true,
            Kind::All(rules) => rules.iter().any(Self::demands),
            Kind::Any(rules) => rules.iter().all(Self::demands),
            _ => false,
        }
    }
}

/// The value as a tree, unless it is deeper than any tree may be.
pub(super) fn tree_of(value: &Value) -> Option<Tree> {
    let mut builder = TreeBuilder::new(Arc::from(""), Limits::default().depth, usize::MAX);
    builder.value(value, Span::default()).ok()?;
    Some(builder.finish().0)
}

/// What the rule expects.
impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.expected(None))
    }
}
